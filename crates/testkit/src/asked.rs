//! A question in the numbers of a world, and why it may be a bad one (S19, S28).

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{
    ExternalId, Filter, Interval, IntervalSet, Kind, PersonNo, PlaceNo, Question, QuestionError,
    Share,
};

use crate::places::s19_unit_holds;
use crate::world::{Ids, World};

/// A question whose people and places are numbers. Times are as they were asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What was asked.
    pub question: Question,
    /// S9: the union of the intervals of each case.
    pub cases: BTreeMap<PersonNo, IntervalSet>,
    /// S18: when each person was isolated.
    pub isolated: BTreeMap<PersonNo, IntervalSet>,
    /// S19: what a record must be.
    pub only: Selection,
    /// S19: what a record must not be.
    pub except: Selection,
    /// Closed places and when.
    pub closed: Vec<(PlaceNo, Interval)>,
    /// Into how many parts places are split.
    pub splits: BTreeMap<PlaceNo, u32>,
    /// S22: how susceptible people are who are not wholly so.
    pub susceptibility: BTreeMap<PersonNo, Share>,
}

/// The sets of a [`Filter`] (S19).
#[derive(Clone, Debug, Default)]
pub struct Selection {
    kinds: BTreeSet<Kind>,
    places: BTreeSet<PlaceNo>,
    units: BTreeSet<String>,
    sources: BTreeSet<String>,
    persons: BTreeSet<PersonNo>,
}

/// What filters look at in a record (S19).
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The kind of its place; `contact` for a contact.
    pub kind: &'a str,
    /// The place where it was recorded; none for a contact.
    pub place: Option<PlaceNo>,
    /// The unit of that place.
    pub unit: Option<String>,
    /// Where the record came from.
    pub source: Option<&'a str>,
    /// Its people.
    pub people: &'a [PersonNo],
}

impl Selection {
    fn kind_is(&self, kind: &str) -> bool {
        self.kinds.iter().any(|k| k.name() == kind)
    }

    fn unit_is(&self, unit: Option<&str>) -> bool {
        unit.is_some_and(|unit| self.units.iter().any(|u| s19_unit_holds(u, unit)))
    }

    /// For each set: whether it is empty, and whether the record matches it, `everybody` being
    /// whether all of its people must be among the persons.
    fn s19_sets(&self, facts: &Facts<'_>, everybody: bool) -> [(bool, bool); 5] {
        let place = facts.place.is_some_and(|at| self.places.contains(&at));
        let source = facts.source.is_some_and(|name| self.sources.contains(name));
        let mut people = facts.people.iter();
        let persons = if everybody {
            people.all(|p| self.persons.contains(p))
        } else {
            people.any(|p| self.persons.contains(p))
        };
        [
            (self.kinds.is_empty(), self.kind_is(facts.kind)),
            (self.places.is_empty(), place),
            (self.units.is_empty(), self.unit_is(facts.unit.as_deref())),
            (self.sources.is_empty(), source),
            (self.persons.is_empty(), persons),
        ]
    }

    /// S19 as `only`: every set that is not empty must match.
    #[must_use]
    pub fn s19_only(&self, facts: &Facts<'_>) -> bool {
        let sets = self.s19_sets(facts, true);
        sets.into_iter().all(|(empty, matches)| empty || matches)
    }

    /// S19 as `except`: any match removes.
    #[must_use]
    pub fn s19_except(&self, facts: &Facts<'_>) -> bool {
        let sets = self.s19_sets(facts, false);
        sets.into_iter().any(|(_, matches)| matches)
    }

    /// The sets that look at places, by which contacts can be told to stay away, too.
    fn of_places(&self) -> Self {
        Self {
            sources: BTreeSet::new(),
            persons: BTreeSet::new(),
            ..self.clone()
        }
    }
}

impl Asked {
    /// `question` about `world`, whose people and places are called as `ids` says.
    ///
    /// # Errors
    /// [`QuestionError`] for every bad question (S28).
    pub fn of(world: &World, question: &Question, ids: &Ids) -> Result<Self, QuestionError> {
        question.check()?;
        s28_time(world, question)?;
        let ask = Lookup { world, ids };
        let cases = question.cases.iter().map(|c| (&c.person, c.infectious));
        let cases = ask.times("cases", cases)?;
        s28_lag(world, question)?;
        let isolated = question.isolation.iter().map(|i| (&i.person, i.during));
        let isolated = ask.times("isolation", isolated)?;
        let only = ask.selection(&question.only, &ONLY)?;
        let except = ask.selection(&question.except, &EXCEPT)?;
        if let Some(kind) = &question.roll_up {
            ask.kind("roll_up", kind)?;
        }
        let mut closed = Vec::new();
        for closure in &question.closures {
            let place = ask.place("closures", &closure.place)?;
            closed.push((place, closure.during));
        }
        let mut splits = BTreeMap::new();
        for split in &question.splits {
            splits.insert(ask.place("splits", &split.place)?, split.parts);
        }
        let susceptibility = ask.risk(question)?;
        if s28_nothing_left(world, &only.of_places(), &except.of_places()) {
            return Err(QuestionError::NothingLeft);
        }
        Ok(Self {
            question: question.clone(),
            cases,
            isolated,
            only,
            except,
            closed,
            splits,
            susceptibility,
        })
    }
}

/// S28: whether kinds, places and units leave no place of the world and no contact either.
fn s28_nothing_left(world: &World, only: &Selection, except: &Selection) -> bool {
    let at = |place: Option<PlaceNo>| {
        let kind = place.map(|at| world.place(at).kind);
        let facts = Facts {
            kind: kind.as_ref().map_or(Filter::CONTACT, Kind::name),
            place,
            unit: place.and_then(|at| world.s19_unit(at)),
            source: None,
            people: &[],
        };
        only.s19_only(&facts) && !except.s19_except(&facts)
    };
    let mut places = world.place_numbers().into_iter();
    !at(None) && !places.any(|place| at(Some(place)))
}

/// S28: a store with nothing in it, or a window that no record could intersect.
fn s28_time(world: &World, question: &Question) -> Result<(), QuestionError> {
    let range = world.time_range().ok_or(QuestionError::EmptyStore)?;
    match question.window.filter(|w| !w.intersects(range)) {
        Some(window) => Err(QuestionError::Window { window, range }),
        None => Ok(()),
    }
}

/// S28: a lag for a kind that no place of the world has, unless it is one that truyvet knows
/// (a preset may name kinds that this store happens not to have).
fn s28_lag(world: &World, question: &Question) -> Result<(), QuestionError> {
    match question.lag.keys().find(|kind| !world.s28_knows_kind(kind)) {
        None => Ok(()),
        Some(kind) => Err(QuestionError::UnknownKind {
            kind: kind.clone(),
            known: kinds(world),
        }),
    }
}

/// The kinds of the world's places in the order in which they were met, for a message.
fn kinds(world: &World) -> String {
    let mut names = vec![Kind::UNKNOWN];
    for place in &world.places {
        if !names.contains(&place.kind.name()) {
            names.push(place.kind.name());
        }
    }
    names.join(", ")
}

/// Names of the fields of a filter: kinds, places, units, sources, persons.
type FieldNames = [&'static str; 5];

const ONLY: FieldNames = [
    "only.kinds",
    "only.places",
    "only.units",
    "only.sources",
    "only.persons",
];

const EXCEPT: FieldNames = [
    "except.kinds",
    "except.places",
    "except.units",
    "except.sources",
    "except.persons",
];

struct Lookup<'a> {
    world: &'a World,
    ids: &'a Ids,
}

impl Lookup<'_> {
    fn person(&self, field: &'static str, id: &ExternalId) -> Result<PersonNo, QuestionError> {
        let unknown = || QuestionError::UnknownPerson {
            field,
            id: id.to_string(),
        };
        self.ids.people.get(id).copied().ok_or_else(unknown)
    }

    fn place(&self, field: &'static str, id: &ExternalId) -> Result<PlaceNo, QuestionError> {
        let unknown = || QuestionError::UnknownPlace {
            field,
            id: id.to_string(),
        };
        self.ids.places.get(id).copied().ok_or_else(unknown)
    }

    fn kind(&self, field: &'static str, kind: &Kind) -> Result<(), QuestionError> {
        if self.world.s28_knows_kind(kind) {
            return Ok(());
        }
        Err(QuestionError::NoSuchKind {
            field,
            kind: kind.clone(),
            known: kinds(self.world),
        })
    }

    /// A kind, or `contact`.
    fn kind_or_contact(&self, field: &'static str, kind: &Kind) -> Result<(), QuestionError> {
        if kind.name() == Filter::CONTACT {
            return Ok(());
        }
        self.kind(field, kind)
    }

    fn unit(&self, field: &'static str, unit: &str) -> Result<(), QuestionError> {
        let units = self.world.place_numbers().into_iter();
        let mut units = units.filter_map(|place| self.world.s19_unit(place));
        if units.any(|at| s19_unit_holds(unit, &at)) {
            return Ok(());
        }
        Err(QuestionError::UnknownUnit {
            field,
            unit: unit.to_owned(),
        })
    }

    fn source(&self, field: &'static str, name: &str) -> Result<(), QuestionError> {
        let known = self.world.sources();
        if known.contains(name) {
            return Ok(());
        }
        Err(QuestionError::UnknownSource {
            field,
            source_name: name.to_owned(),
            known: known.into_iter().collect::<Vec<_>>().join(", "),
        })
    }

    /// The union of the intervals given for each person.
    fn times<'a>(
        &self,
        field: &'static str,
        given: impl Iterator<Item = (&'a ExternalId, Interval)>,
    ) -> Result<BTreeMap<PersonNo, IntervalSet>, QuestionError> {
        let mut times: BTreeMap<PersonNo, IntervalSet> = BTreeMap::new();
        for (id, interval) in given {
            let person = self.person(field, id)?;
            times.entry(person).or_default().insert(interval);
        }
        Ok(times)
    }

    fn selection(&self, filter: &Filter, fields: &FieldNames) -> Result<Selection, QuestionError> {
        let [kinds, places, units, sources, persons] = *fields;
        for kind in &filter.kinds {
            self.kind_or_contact(kinds, kind)?;
        }
        let places = filter.places.iter().map(|id| self.place(places, id));
        let places = places.collect::<Result<_, _>>()?;
        for unit in &filter.units {
            self.unit(units, unit)?;
        }
        for source in &filter.sources {
            self.source(sources, source)?;
        }
        let persons = filter.persons.iter().map(|id| self.person(persons, id));
        Ok(Selection {
            kinds: filter.kinds.clone(),
            places,
            units: filter.units.clone(),
            sources: filter.sources.clone(),
            persons: persons.collect::<Result<_, _>>()?,
        })
    }

    fn risk(&self, question: &Question) -> Result<BTreeMap<PersonNo, Share>, QuestionError> {
        let Some(rates) = &question.risk else {
            return Ok(BTreeMap::new());
        };
        for kind in rates.by_kind.keys() {
            self.kind_or_contact("risk.by_kind", kind)?;
        }
        let number = |(id, share): (&ExternalId, &Share)| {
            let person = self.person("risk.susceptibility", id)?;
            Ok((person, *share))
        };
        rates.susceptibility.iter().map(number).collect()
    }
}

#[cfg(test)]
#[path = "asked_tests.rs"]
mod tests;
