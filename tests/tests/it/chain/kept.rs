//! All records of a store as plain numbers, by source.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use truyvet_model::{Interval, Kind, PersonNo};
use truyvet_store::{Snapshot, SourceNo};
use truyvet_synth::Province;

/// A visit. People and places have the numbers of the province; places that it does not have come
/// after its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stay {
    pub(super) person: u32,
    pub(super) place: u32,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) open: bool,
}

impl Stay {
    /// S2.
    pub(super) const fn key(&self) -> (u32, u32, i64) {
        (self.person, self.place, self.start)
    }
}

/// A contact, the lower number first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) start: i64,
    pub(super) end: i64,
}

/// Ids and numbers of places.
pub(super) struct Places {
    numbers: HashMap<String, u32>,
    pub(super) ids: Vec<String>,
}

impl Places {
    pub(super) fn of(province: &Province) -> Self {
        let ids: Vec<String> = province.places().map(|place| place.id).collect();
        let numbers = ids.iter().cloned().zip(0..).collect();
        Self { numbers, ids }
    }

    pub(super) fn number(&mut self, id: &str) -> u32 {
        if let Some(&known) = self.numbers.get(id) {
            return known;
        }
        let number = u32::try_from(self.ids.len()).unwrap();
        self.numbers.insert(id.to_owned(), number);
        self.ids.push(id.to_owned());
        number
    }
}

/// The number of the person with an id such as `p0000123`.
pub(super) fn person(id: &str) -> u32 {
    id.strip_prefix('p').unwrap().parse().unwrap()
}

/// How many records may be others because a declared visit has their key.
const MOST_DIFFERENT: usize = 4;

/// What a store shows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// By source, in order of person, place, start.
    pub(super) visits: BTreeMap<String, Vec<Stay>>,
    /// In order.
    pub(super) contacts: Vec<Near>,
}

impl Kept {
    pub(super) fn of(snapshot: &Snapshot, places: &mut Places) -> Self {
        let names = snapshot.sources();
        let source = |n: SourceNo| names[usize::from(n.0).checked_sub(1).unwrap()];
        let people: Vec<Option<u32>> = (0..snapshot.person_count())
            .map(|n| {
                // Of linked ids the store shows the first it met, which is that of the register.
                let id = snapshot.person_id(PersonNo(n)).unwrap().to_string();
                id.starts_with('p')
                    .then(|| id.strip_prefix('p')?.parse().ok())?
            })
            .collect();
        let mut kept = Self::default();
        for segment in snapshot.segments() {
            let span = 0..snapshot.place_count();
            let each = |at: u32, rows: &[truyvet_store::VisitRow]| {
                let id = snapshot.place_id(truyvet_model::PlaceNo(at)).unwrap();
                let place = places.number(&id.to_string());
                for row in rows {
                    let stays = kept.visits.entry(source(row.source).to_owned());
                    stays.or_default().push(Stay {
                        person: people[row.person as usize].unwrap(),
                        place,
                        start: row.start,
                        end: row.end,
                        open: row.open,
                    });
                }
            };
            segment.each_place(span, Interval::ALWAYS, each).unwrap();
            let mut contacts = Vec::new();
            for a in 0..snapshot.person_count() {
                let Some(one) = people[a as usize] else {
                    continue;
                };
                contacts.clear();
                let (who, always) = (PersonNo(a), Interval::ALWAYS);
                segment.contacts_of(who, always, &mut contacts).unwrap();
                for row in contacts.iter().filter(|row| a < row.other) {
                    assert_eq!(source(row.source), "bluezone");
                    let other = people[row.other as usize].unwrap();
                    kept.contacts.push(near(one, other, row.start, row.end));
                }
            }
        }
        kept.visits
            .values_mut()
            .for_each(|stays| stays.sort_unstable());
        kept.contacts.sort_unstable();
        kept
    }

    /// The visits of a source.
    pub(super) fn source(&self, name: &str) -> &[Stay] {
        self.visits.get(name).map_or(&[], Vec::as_slice)
    }

    /// Fails unless the records are the same, but for what is declared: of two records of one key
    /// another may be shown, or both be taken back, as the key is all that the store goes by.
    pub(super) fn must_be(&self, other: &Self) {
        assert!(self.contacts == other.contacts, "contacts");
        let all = |kept: &Self| -> BTreeSet<(String, Stay)> {
            kept.all()
                .map(|(name, stay)| (name.to_owned(), *stay))
                .collect()
        };
        let (one, two) = (all(self), all(other));
        let differ: Vec<_> = one.symmetric_difference(&two).collect();
        let declared = |key| {
            let declared = differ.iter().filter(|(name, _)| name == "declaration");
            declared
                .map(|(_, stay)| stay.key())
                .any(|other| other == key)
        };
        let known = differ.iter().all(|(_, stay)| declared(stay.key()));
        assert!(known && differ.len() <= MOST_DIFFERENT, "{differ:?}");
    }

    /// All visits.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Stay)> {
        let sources = self.visits.iter();
        sources.flat_map(|(name, stays)| stays.iter().map(move |stay| (name.as_str(), stay)))
    }

    /// S4, worked out from the records alone: every open visit is shown as ending when the person's
    /// next one begins, or after the dwell of its kind.
    pub(super) fn s4_check(&self, kind: impl Fn(u32) -> Kind) {
        let mut starts: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
        for (_, stay) in self.all() {
            starts.entry(stay.person).or_default().push(stay.start);
        }
        starts
            .values_mut()
            .for_each(|starts| starts.sort_unstable());
        for (source, stay) in self.all().filter(|(_, stay)| stay.open) {
            let own = &starts[&stay.person];
            let next = own.get(own.partition_point(|&start| start <= stay.start));
            let dwell = kind(stay.place).default_dwell().seconds();
            let assumed = stay.start + dwell;
            let end = next.map_or(assumed, |&next| next.min(assumed));
            assert_eq!(stay.end, end, "{source}: {stay:?}");
        }
    }
}

/// A contact of two people in either order.
pub(super) fn near(a: u32, b: u32, start: i64, end: i64) -> Near {
    let (a, b) = (a.min(b), a.max(b));
    Near { a, b, start, end }
}
