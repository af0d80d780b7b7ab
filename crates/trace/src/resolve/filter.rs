//! Which records exist for the question (S19), in the numbers of one snapshot.

use std::collections::{BTreeMap, BTreeSet};

use roaring::RoaringBitmap;
use truyvet_model::{Filter, PlaceNo, Question, QuestionError};
use truyvet_store::{Snapshot, SourceNo};

use super::names::Names;
use crate::error::TraceError;

/// What filters let through; `None`: everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passing {
    /// Recorded places.
    places: Option<RoaringBitmap>,
    persons: Option<RoaringBitmap>,
    not_persons: Option<RoaringBitmap>,
    /// By number of the source.
    sources: Option<Vec<bool>>,
    no_contacts: bool,
}

impl Passing {
    pub(super) fn new(snapshot: &Snapshot, question: &Question) -> Result<Self, TraceError> {
        if question.only.is_empty() && question.except.is_empty() {
            return Ok(Self::default());
        }
        let names = Names(snapshot);
        let only = Numbered::new(&names, &question.only, &ONLY)?;
        let except = Numbered::new(&names, &question.except, &EXCEPT)?;
        let passing = Self {
            places: places(snapshot, &only, &except)?,
            persons: only.persons.clone(),
            not_persons: except.persons.clone(),
            sources: sources(snapshot, &only, &except),
            no_contacts: !only.takes_contacts() || except.contacts,
        };
        let no_place = passing.places.as_ref().is_some_and(RoaringBitmap::is_empty);
        if no_place && passing.no_contacts {
            return Err(QuestionError::NothingLeft.into());
        }
        Ok(passing)
    }

    /// Whether everything passes but perhaps whole places and contacts.
    pub(super) fn only_places(&self) -> bool {
        self.persons.is_none() && self.not_persons.is_none() && self.sources.is_none()
    }

    /// Whether visits recorded at `place` exist.
    #[inline]
    pub(crate) fn place(&self, place: u32) -> bool {
        self.places.as_ref().is_none_or(|set| set.contains(place))
    }

    /// Whether records of `person` exist.
    #[inline]
    pub(crate) fn person(&self, person: u32) -> bool {
        self.persons.as_ref().is_none_or(|set| set.contains(person))
            && !self
                .not_persons
                .as_ref()
                .is_some_and(|set| set.contains(person))
    }

    /// Whether records from `source` exist.
    #[inline]
    pub(crate) fn source(&self, source: SourceNo) -> bool {
        self.sources.as_ref().is_none_or(|list| {
            let passes = list.get(usize::from(source.0));
            passes.copied().unwrap_or(false)
        })
    }

    /// Whether direct contacts exist.
    pub(crate) fn contacts(&self) -> bool {
        !self.no_contacts
    }
}

/// What the sets of a filter are called in messages.
struct Fields {
    kinds: &'static str,
    places: &'static str,
    units: &'static str,
    sources: &'static str,
    persons: &'static str,
}

const ONLY: Fields = Fields {
    kinds: "only.kinds",
    places: "only.places",
    units: "only.units",
    sources: "only.sources",
    persons: "only.persons",
};

const EXCEPT: Fields = Fields {
    kinds: "except.kinds",
    places: "except.places",
    units: "except.units",
    sources: "except.sources",
    persons: "except.persons",
};

/// A filter by numbers; a set that says nothing is `None`.
#[derive(Default)]
struct Numbered {
    kinds: Option<BTreeSet<u16>>,
    /// Whether `contact` is among the kinds.
    contacts: bool,
    places: Option<RoaringBitmap>,
    units: Option<BTreeSet<String>>,
    sources: Option<BTreeSet<u16>>,
    persons: Option<RoaringBitmap>,
    fields_units: &'static str,
}

impl Numbered {
    fn new(names: &Names<'_>, filter: &Filter, fields: &Fields) -> Result<Self, TraceError> {
        let mut numbered = Self {
            fields_units: fields.units,
            ..Self::default()
        };
        for kind in &filter.kinds {
            numbered.contacts |= kind.name() == Filter::CONTACT;
            let number = names.kind(fields.kinds, kind)?;
            numbered.kinds.get_or_insert_default().extend(number);
        }
        for place in &filter.places {
            let number = names.place(fields.places, place)?;
            numbered.places.get_or_insert_default().insert(number);
        }
        if !filter.units.is_empty() {
            numbered.units = Some(filter.units.clone());
        }
        for source in &filter.sources {
            let number = names.source(fields.sources, source)?;
            numbered.sources.get_or_insert_default().insert(number);
        }
        for person in &filter.persons {
            let number = names.person(fields.persons, person)?;
            numbered.persons.get_or_insert_default().insert(number);
        }
        Ok(numbered)
    }

    fn takes_contacts(&self) -> bool {
        (self.kinds.is_none() || self.contacts) && self.places.is_none() && self.units.is_none()
    }

    fn looks_at_places(&self) -> bool {
        self.kinds.is_some() || self.places.is_some() || self.units.is_some()
    }
}

fn places(
    snapshot: &Snapshot,
    only: &Numbered,
    except: &Numbered,
) -> Result<Option<RoaringBitmap>, TraceError> {
    if !only.looks_at_places() && !except.looks_at_places() {
        return Ok(None);
    }
    let mut units = Units::new(snapshot, [only, except]);
    let mut passing = RoaringBitmap::new();
    for place in 0..snapshot.place_count() {
        if snapshot.canonical_place(PlaceNo(place)).0 != place {
            continue;
        }
        let kind = snapshot.kind_of(PlaceNo(place))?.0;
        let [in_only, in_except] = units.matches(place)?;
        let is_kind = |f: &Numbered| f.kinds.as_ref().map(|kinds| kinds.contains(&kind));
        let is_place = |f: &Numbered| f.places.as_ref().map(|set| set.contains(place));
        let wanted = is_kind(only) != Some(false)
            && is_place(only) != Some(false)
            && (only.units.is_none() || in_only);
        let unwanted = is_kind(except) == Some(true) || is_place(except) == Some(true) || in_except;
        if wanted && !unwanted {
            passing.insert(place);
        }
    }
    units.check_all_met()?;
    Ok(Some(passing))
}

/// Matches the units of places against the units of two filters.
struct Units<'a> {
    snapshot: &'a Snapshot,
    filters: [&'a Numbered; 2],
    known: BTreeMap<String, [bool; 2]>,
    met: BTreeSet<(usize, String)>,
}

impl<'a> Units<'a> {
    fn new(snapshot: &'a Snapshot, filters: [&'a Numbered; 2]) -> Self {
        Self {
            snapshot,
            filters,
            known: BTreeMap::new(),
            met: BTreeSet::new(),
        }
    }

    fn matches(&mut self, place: u32) -> Result<[bool; 2], TraceError> {
        if self.filters.iter().all(|filter| filter.units.is_none()) {
            return Ok([false; 2]);
        }
        let Some(unit) = unit_of(self.snapshot, PlaceNo(place))? else {
            return Ok([false; 2]);
        };
        if let Some(&known) = self.known.get(&unit) {
            return Ok(known);
        }
        let mut found = [false; 2];
        for ((at, filter), found) in self.filters.iter().enumerate().zip(&mut found) {
            let wanted = filter.units.iter().flatten();
            for wanted in wanted.filter(|wanted| holds(wanted, &unit)) {
                *found = true;
                self.met.insert((at, wanted.clone()));
            }
        }
        self.known.insert(unit, found);
        Ok(found)
    }

    fn check_all_met(&self) -> Result<(), QuestionError> {
        for (at, filter) in self.filters.iter().enumerate() {
            for unit in filter.units.iter().flatten() {
                if !self.met.contains(&(at, unit.clone())) {
                    return Err(QuestionError::UnknownUnit {
                        field: filter.fields_units,
                        unit: unit.clone(),
                    });
                }
            }
        }
        Ok(())
    }
}

/// Whether `unit` is `wanted` or lies below it: `a` holds `a/b`.
fn holds(wanted: &str, unit: &str) -> bool {
    let rest = unit.strip_prefix(wanted);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The administrative unit of a place: its own, else that of the nearest place it is part of that
/// has one (S19).
///
/// ```
/// # use truyvet_model::{Place, PlaceNo};
/// # use truyvet_store::{MemoryVfs, Options, Store};
/// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
/// # let mut writer = store.writer()?;
/// # let id = |local| truyvet_model::ExternalId::new("", local);
/// let (factory, line) = (writer.place(&id("factory")?)?, writer.place(&id("line")?)?);
/// writer.declare_place(factory, &Place { unit: Some("24/213".into()), ..Place::default() })?;
/// writer.declare_place(line, &Place { parent: Some(factory), ..Place::default() })?;
/// writer.commit()?;
/// let unit = truyvet_trace::unit_of(&store.snapshot()?, line)?;
/// assert_eq!(unit.as_deref(), Some("24/213"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`TraceError::Store`] for a number that there is not, or a damaged store.
pub fn unit_of(snapshot: &Snapshot, place: PlaceNo) -> Result<Option<String>, TraceError> {
    for at in super::sites::line(snapshot, place.0) {
        if let Some(unit) = snapshot.place_record(PlaceNo(at?))?.unit {
            return Ok(Some(unit));
        }
    }
    Ok(None)
}

fn sources(snapshot: &Snapshot, only: &Numbered, except: &Numbered) -> Option<Vec<bool>> {
    if only.sources.is_none() && except.sources.is_none() {
        return None;
    }
    // Number 0 stands for records without a source.
    let count = u16::try_from(snapshot.sources().len()).unwrap_or(u16::MAX);
    let passes = |number: u16| {
        let wanted = only.sources.as_ref();
        let unwanted = except.sources.as_ref();
        wanted.is_none_or(|set| set.contains(&number))
            && !unwanted.is_some_and(|set| set.contains(&number))
    };
    Some((0..=count).map(passes).collect())
}
