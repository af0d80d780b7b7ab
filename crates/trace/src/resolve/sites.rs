//! Where visits count: at their place, at an ancestor (S20), at a part of a divided place.

use truyvet_model::{PlaceNo, Question};
use truyvet_store::Snapshot;

use super::names::Names;
use crate::error::TraceError;

/// In [`RollUp::site_of`]: visits to this place make nobody co-present.
const NOWHERE: u32 = u32::MAX;

/// Sites: the places of the snapshot by number, then the parts of divided places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sites {
    places: u32,
    roll_up: Option<RollUp>,
    /// Divided places, ascending.
    splits: Vec<Parts>,
}

#[derive(Clone, Debug)]
struct RollUp {
    /// For each place, the site at which its visits count, or [`NOWHERE`].
    site_of: Vec<u32>,
    /// (site, place), ascending, of all places that count at a site.
    members: Vec<(u32, u32)>,
    /// Shared places.
    shared: roaring::RoaringBitmap,
}

#[derive(Clone, Copy, Debug)]
struct Parts {
    place: u32,
    count: u32,
    /// The site of part 0; the others follow.
    first: u32,
}

impl Sites {
    pub(super) fn new(snapshot: &Snapshot, question: &Question) -> Result<Self, TraceError> {
        let names = Names(snapshot);
        let places = snapshot.place_count();
        let mut splits = Vec::new();
        for split in &question.splits {
            splits.push((names.place("splits", &split.place)?, split.parts));
        }
        splits.sort_unstable();
        // Two ids of one place (S6) divide it once.
        splits.dedup_by_key(|split| split.0);
        let mut first = places;
        let numbered = splits.into_iter().map(|(place, count)| {
            let parts = Parts {
                place,
                count,
                first,
            };
            first = first.saturating_add(count);
            parts
        });
        let splits = numbered.collect();
        let roll_up = match &question.roll_up {
            Some(kind) => Some(RollUp::new(snapshot, names.kind("roll_up", kind)?)?),
            None => None,
        };
        Ok(Self {
            places,
            roll_up,
            splits,
        })
    }

    /// Whether every visit counts at its own place.
    pub(crate) fn are_places(&self) -> bool {
        self.roll_up.is_none() && self.splits.is_empty()
    }

    /// The site at which a visit of `person` recorded at `place` counts, and whether that is
    /// coarse (S16); `None` if it makes nobody co-present (S5).
    pub(crate) fn of(
        &self,
        snapshot: &Snapshot,
        place: u32,
        person: u32,
    ) -> Result<Option<(u32, bool)>, TraceError> {
        let (site, coarse) = match &self.roll_up {
            None if snapshot.is_shared(PlaceNo(place))? => return Ok(None),
            None => (place, false),
            Some(roll_up) => match roll_up.site_of.get(place as usize).copied() {
                None | Some(NOWHERE) => return Ok(None),
                Some(site) => (site, site != place || roll_up.shared.contains(place)),
            },
        };
        let part = self.parts_of(site).map(|parts| parts.site(person));
        Ok(Some((part.unwrap_or(site), coarse)))
    }

    /// The place that a site is shown as.
    #[inline]
    pub(crate) fn place(&self, site: u32) -> u32 {
        if site < self.places {
            return site;
        }
        let after = self.splits.partition_point(|parts| parts.first <= site);
        let parts = after.checked_sub(1).and_then(|at| self.splits.get(at));
        parts.map_or(site, |parts| parts.place)
    }

    /// The recorded places whose visits count at `site`.
    pub(crate) fn members(&self, site: u32) -> Members<'_> {
        let place = self.place(site);
        match &self.roll_up {
            None => Members::One(place),
            Some(roll_up) => {
                let from = roll_up.members.partition_point(|pair| pair.0 < place);
                let to = roll_up.members.partition_point(|pair| pair.0 <= place);
                Members::Several(roll_up.members.get(from..to).unwrap_or_default())
            }
        }
    }

    /// How many sites have numbers; they are `0..count`.
    pub(crate) fn count(&self) -> u32 {
        let last = self.splits.last();
        last.map_or(self.places, |parts| parts.first.saturating_add(parts.count))
    }

    fn parts_of(&self, place: u32) -> Option<&Parts> {
        let at = self
            .splits
            .binary_search_by_key(&place, |parts| parts.place);
        self.splits.get(at.ok()?)
    }
}

/// Recorded places of one site.
pub(crate) enum Members<'a> {
    One(u32),
    /// As (site, place).
    Several(&'a [(u32, u32)]),
}

impl Members<'_> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let (one, several) = match self {
            Self::One(place) => (Some(*place), [].as_slice()),
            Self::Several(pairs) => (None, *pairs),
        };
        one.into_iter().chain(several.iter().map(|pair| pair.1))
    }
}

impl Parts {
    fn site(&self, person: u32) -> u32 {
        let part = person.checked_rem(self.count).unwrap_or(0);
        self.first.saturating_add(part)
    }
}

impl RollUp {
    /// `kind`: `None` if no place has it.
    fn new(snapshot: &Snapshot, kind: Option<u16>) -> Result<Self, TraceError> {
        let count = snapshot.place_count();
        let mut site_of = Vec::with_capacity(count as usize);
        let mut members = Vec::new();
        let mut shared = roaring::RoaringBitmap::new();
        for place in 0..count {
            let site = if snapshot.canonical_place(PlaceNo(place)).0 == place {
                let is_shared = snapshot.is_shared(PlaceNo(place))?;
                if is_shared {
                    shared.insert(place);
                }
                let ancestor = nearest(snapshot, place, kind)?;
                ancestor.or((!is_shared).then_some(place))
            } else {
                None
            };
            site_of.push(site.unwrap_or(NOWHERE));
            members.extend(site.map(|site| (site, place)));
        }
        members.sort_unstable();
        Ok(Self {
            site_of,
            members,
            shared,
        })
    }
}

/// The nearest of `place` and the places it is part of that has the kind.
fn nearest(snapshot: &Snapshot, place: u32, kind: Option<u16>) -> Result<Option<u32>, TraceError> {
    let Some(kind) = kind else { return Ok(None) };
    for at in line(snapshot, place) {
        let at = at?;
        if snapshot.kind_of(PlaceNo(at))?.0 == kind {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// How deep places can be nested before declarations are taken to run in a circle.
const DEEPEST: usize = 64;

/// `place`, the place it is part of, the place that is part of, and so on.
pub(super) fn line(
    snapshot: &Snapshot,
    place: u32,
) -> impl Iterator<Item = Result<u32, TraceError>> + '_ {
    let mut next = Some(Ok(place));
    std::iter::from_fn(move || {
        let now = next.take()?;
        if let Ok(now) = now {
            next = match snapshot.place_parent(PlaceNo(now)) {
                Ok(parent) => parent.map(|parent| Ok(parent.0)),
                Err(error) => Some(Err(TraceError::from(error))),
            };
        }
        Some(now)
    })
    .take(DEEPEST)
}
