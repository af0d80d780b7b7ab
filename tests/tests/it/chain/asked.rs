//! The same question to the engine over the imported store, and to the oracle over plain records.

use std::collections::BTreeMap;

use truyvet_model::{
    Case, Contact, Exposure, ExternalId, Filter, Hops, Interval, Kind, PersonNo, Place, PlaceNo,
    Question, Timestamp, ToDuration, Visit,
};
use truyvet_store::Snapshot;
use truyvet_testkit::{Ids, Recorded, World};
use truyvet_trace::{TraceOptions, trace};

use super::kept::{Near, Places, Stay};

/// The numbers that a store gave to the people and places of a province.
pub(super) struct Numbers<'a> {
    snapshot: &'a Snapshot,
    people: Vec<PersonNo>,
    places: Vec<PlaceNo>,
}

fn id(text: &str) -> ExternalId {
    text.parse().unwrap()
}

fn person_id(person: u32) -> ExternalId {
    id(&format!("p{person:07}"))
}

impl<'a> Numbers<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, people: u32, places: &Places) -> Self {
        let person = |n| snapshot.person(&person_id(n)).unwrap().unwrap();
        // A place that only another store has is none of this one's.
        let place = |text: &String| {
            snapshot
                .place(&id(text))
                .unwrap()
                .unwrap_or(PlaceNo(u32::MAX))
        };
        Self {
            snapshot,
            people: (0..people).map(person).collect(),
            places: places.ids.iter().map(place).collect(),
        }
    }

    /// A world of these records, with the places as the store describes them.
    pub(super) fn world<'r>(
        &self,
        visits: impl Iterator<Item = (&'r str, &'r Stay)>,
        contacts: &[Near],
    ) -> World {
        let visit = |(source, stay): (&str, &Stay)| Recorded {
            what: Visit {
                person: self.people[stay.person as usize],
                place: self.places[stay.place as usize],
                start: Timestamp::from_seconds(stay.start),
                end: (!stay.open).then(|| Timestamp::from_seconds(stay.end)),
            },
            source: Some(source.to_owned()),
        };
        let contact = |near: &Near| {
            let (start, end) = (near.start, near.end);
            let interval =
                Interval::new(Timestamp::from_seconds(start), Timestamp::from_seconds(end));
            Recorded {
                what: Contact {
                    a: self.people[near.a as usize],
                    b: self.people[near.b as usize],
                    interval: interval.unwrap(),
                },
                source: Some("bluezone".to_owned()),
            }
        };
        let place = |n| self.snapshot.place_record(PlaceNo(n)).unwrap();
        World {
            visits: visits.map(visit).collect(),
            contacts: contacts.iter().map(contact).collect(),
            places: (0..self.snapshot.place_count())
                .map(place)
                .collect::<Vec<Place>>(),
            dwell: BTreeMap::new(),
            doses: BTreeMap::new(),
        }
    }
}

/// Whom these cases may have infected, by records of those sources (all, if none is named).
pub(super) fn question(cases: &[(u32, Interval)], sources: &[&str], hops: u32) -> Question {
    let case = |&(person, infectious): &(u32, Interval)| Case {
        person: person_id(person),
        infectious,
    };
    Question {
        cases: cases.iter().map(case).collect(),
        hops: Hops::AtMost(hops),
        min_overlap: 15.minutes(),
        latent: 1.days(),
        until: 9.days(),
        lag: [(Kind::new("market").unwrap(), 10.minutes())].into(),
        only: Filter {
            sources: sources.iter().map(|&name| name.to_owned()).collect(),
            ..Filter::default()
        },
        ..Question::default()
    }
}

/// Asks both, and says how many people were exposed.
pub(super) fn engine_and_oracle(snapshot: &Snapshot, world: &World, question: &Question) -> usize {
    let people = question.cases.iter().map(|case| &case.person);
    let ids = Ids {
        people: people
            .map(|id| (id.clone(), snapshot.person(id).unwrap().unwrap()))
            .collect(),
        places: BTreeMap::new(),
    };
    let oracle = truyvet_testkit::trace(world, question, &ids).unwrap();
    let engine = trace(snapshot, question, &TraceOptions::default()).unwrap();
    let rows = engine.exposures();
    assert_eq!(*rows, oracle.exposures());
    for &person in rows.person.iter().rev().take(2) {
        let chain = engine.chain(snapshot, person).unwrap();
        assert_eq!(Some(chain), oracle.chain(person));
    }
    rows.person.len()
}

/// The answer by id: what does not depend on numbers.
pub(super) fn answer(snapshot: &Snapshot, question: &Question) -> Vec<(String, [i64; 4], String)> {
    let engine = trace(snapshot, question, &TraceOptions::default()).unwrap();
    let row = |row: Exposure| {
        let id = snapshot.person_id(row.person).unwrap().to_string();
        let numbers = [
            row.level.into(),
            row.first_exposure.seconds(),
            row.earliest_exposure.seconds(),
            row.person_seconds.try_into().unwrap(),
        ];
        (id, numbers, row.witness.grade.name().to_owned())
    };
    let mut rows: Vec<_> = engine.exposures().iter().map(row).collect();
    rows.sort();
    rows
}
