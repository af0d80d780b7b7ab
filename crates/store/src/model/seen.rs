//! What a snapshot shows, read in every way there is.

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{ExternalId, Interval, PersonNo, PlaceNo, Timestamp};

use super::view::{View, person_names, place_names};
use crate::error::StoreError;
use crate::segment::{Segment, SourceNo, VisitBlock, VisitRow};
use crate::snapshot::Snapshot;

pub(super) fn id(text: &str) -> ExternalId {
    text.parse().unwrap()
}

fn source(snapshot: &Snapshot, number: SourceNo) -> String {
    let Some(at) = usize::from(number.0).checked_sub(1) else {
        return String::new();
    };
    snapshot.sources()[at].to_owned()
}

/// What a snapshot shows; `verify` must find it sound.
pub(super) fn see(snapshot: &Snapshot) -> View {
    let mut view = View::default();
    for segment in snapshot.segments() {
        by_place(snapshot, segment, &mut view);
        by_person(snapshot, segment, &mut view);
    }
    view.range = snapshot
        .time_range()
        .map(|r| (r.start().seconds(), r.end().seconds()));
    let stats = snapshot.stats().unwrap();
    view.counts = (stats.visits, stats.open_visits, stats.contacts);
    view.people = (0..snapshot.person_count())
        .map(|n| person(snapshot, n))
        .collect();
    for n in (0..snapshot.place_count()).map(PlaceNo) {
        let kind = snapshot.kinds()[snapshot.kind_of(n).unwrap().index()].clone();
        assert_eq!(snapshot.place_record(n).unwrap().kind, kind);
        let name = snapshot.place_id(n).unwrap().to_string();
        view.places.push((name, kind.to_string()));
    }
    for name in person_names() {
        let found = snapshot.person(&id(&name)).unwrap();
        view.found_people.insert(name, found.map(|n| n.0));
    }
    for name in place_names() {
        let found = snapshot.place(&id(&name)).unwrap();
        view.found_places.insert(name, found.map(|n| n.0));
    }
    register(snapshot, &mut view);
    let report = snapshot.verify(&mut |_| {});
    assert!(report.is_sound(), "{:?}", report.findings);
    view
}

fn register(snapshot: &Snapshot, view: &mut View) {
    let homes = snapshot.homes().unwrap();
    for n in 0..snapshot.person_count() {
        let person = PersonNo(n);
        let unit = homes.unit(person);
        let home = (
            unit.map(|unit| homes.units()[unit.index()].clone()),
            homes.doses(person),
        );
        view.homes.push(match snapshot.person_details(person) {
            Ok(details) => {
                assert_eq!((details.unit, details.doses), home, "in both ways");
                Some(home)
            }
            Err(StoreError::Erased { .. }) => {
                assert_eq!(home, (None, None), "of somebody erased");
                None
            }
            Err(other) => panic!("{other}"),
        });
    }
    for unit in snapshot.units().unwrap() {
        let population = unit.details.population.unwrap();
        view.units.push((unit.path, population));
    }
    for case in snapshot.cases().unwrap() {
        let key = (case.tested.seconds(), case.person.0);
        let seconds = |time: Option<Timestamp>| time.map(Timestamp::seconds);
        let dates = (seconds(case.onset), seconds(case.isolated));
        assert_eq!(view.cases.insert(key, dates), None, "two cases of one key");
    }
}

fn person(snapshot: &Snapshot, n: u32) -> Option<(String, Vec<String>)> {
    match snapshot.person_id(PersonNo(n)) {
        Ok(name) => {
            let ids = snapshot.person_ids(PersonNo(n)).unwrap();
            Some((
                name.to_string(),
                ids.iter().map(ToString::to_string).collect(),
            ))
        }
        Err(StoreError::Erased { number }) if number == n => None,
        Err(other) => panic!("{other}"),
    }
}

fn by_place(snapshot: &Snapshot, segment: &Segment, view: &mut View) {
    let visits = &mut view.visits;
    let all = 0..snapshot.place_count();
    segment
        .each_place(all, Interval::ALWAYS, |place, rows: &[VisitRow]| {
            for v in rows {
                let value = (v.end, v.open, source(snapshot, v.source));
                let before = visits.insert((v.person, place, v.start), value);
                assert_eq!(before, None, "two live visits of one key");
            }
        })
        .unwrap();
    let mut one = Vec::new();
    for place in 0..snapshot.place_count() {
        one.clear();
        segment
            .visits_at(PlaceNo(place), Interval::ALWAYS, &mut one)
            .unwrap();
        let canonical = canonical_place(snapshot, place);
        for v in &one {
            let key = (v.person, canonical, v.start);
            assert_eq!(visits.get(&key).map(|v| v.0), Some(v.end), "at a place");
        }
    }
}

fn canonical_place(snapshot: &Snapshot, place: u32) -> u32 {
    let name = snapshot.place_id(PlaceNo(place)).unwrap();
    snapshot.place(&name).unwrap().unwrap().0
}

fn by_person(snapshot: &Snapshot, segment: &Segment, view: &mut View) {
    let people: BTreeSet<u32> = (0..snapshot.person_count())
        .filter_map(|n| snapshot.person_id(PersonNo(n)).ok())
        .map(|name| snapshot.person(&name).unwrap().unwrap().0)
        .collect();
    let mut visits = BTreeMap::new();
    for &person in &people {
        let (mut blocks, mut found) = (Vec::new(), Vec::new());
        segment.visit_refs(PersonNo(person), &mut blocks).unwrap();
        let mut scratch = VisitBlock::default();
        for block in blocks {
            segment
                .visits_in_block(block, &[person], &mut scratch, &mut found)
                .unwrap();
        }
        for v in found {
            let row = v.visit;
            let value = (row.end, row.open, source(snapshot, row.source));
            assert_eq!(row.person, person);
            assert_eq!(visits.insert((person, v.place, row.start), value), None);
        }
        let mut contacts = Vec::new();
        segment
            .contacts_of(PersonNo(person), Interval::ALWAYS, &mut contacts)
            .unwrap();
        for c in contacts {
            let key = (person.min(c.other), person.max(c.other), c.start);
            let value = (c.end, source(snapshot, c.source));
            let before = view.contacts.insert(key, value.clone());
            let twice = person > c.other;
            assert_eq!(before, twice.then_some(value), "a contact, seen by both");
        }
    }
    for (key, value) in visits {
        assert_eq!(view.visits.get(&key), Some(&value), "by person");
    }
}
