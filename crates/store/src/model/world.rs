//! One store and one model, and what is appended to both.

use std::sync::Arc;

use truyvet_model::{
    CaseRecord, Contact, Duration, Interval, Kind, PersonDetails, PersonNo, Place, PlaceNo,
    Timestamp, UnitDetails, Visit,
};

use super::clock::ClockVfs;
use super::facts::{Change, Edge, KINDS, ordered};
use super::past::Past;
use super::seen::id;
use super::step::Step;
use super::view::{SOURCES, UNITS, View};
use crate::snapshot::Snapshot;
use crate::writer::{Writer, WriterOptions};
use crate::{Options, Store};

/// A store and what it must be like.
pub(super) struct World {
    pub(super) vfs: ClockVfs,
    pub(super) store: Store,
    pub(super) writer: Option<Writer>,
    pub(super) past: Past,
    pub(super) held: Vec<(Snapshot, View)>,
    pub(super) source: u8,
}

/// When the clock begins: after every record.
const BEGIN: i64 = 1_000_000;
const HISTORY: u32 = 86_400;

pub(super) fn options() -> Options {
    let kinds = KINDS.iter().map(|(name, dwell)| {
        let dwell = Duration::from_seconds(u32::try_from(*dwell).unwrap());
        (Kind::new(name).unwrap(), dwell)
    });
    Options {
        partition: Duration::from_seconds(10),
        dwell: kinds.collect(),
        history: Duration::from_seconds(HISTORY),
        ..Options::default()
    }
}

fn by_hand() -> WriterOptions {
    WriterOptions {
        compact: false,
        ..WriterOptions::default()
    }
}

pub(super) fn time(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn nth<T>(all: impl ExactSizeIterator<Item = T>, n: usize) -> Option<T> {
    let count = all.len();
    let mut all = all;
    (count > 0).then(|| all.nth(n % count)).flatten()
}

impl World {
    pub(super) fn new() -> Self {
        let vfs = ClockVfs::new(BEGIN);
        let store = Store::create_in(Arc::new(vfs.clone()), options()).unwrap();
        Self {
            vfs,
            store,
            writer: None,
            past: Past::new(BEGIN),
            held: Vec::new(),
            source: 0,
        }
    }

    pub(super) fn writer(&mut self) -> &mut Writer {
        if self.writer.is_none() {
            self.writer = Some(self.store.writer_with(by_hand()).unwrap());
        }
        self.writer.as_mut().unwrap()
    }

    fn person(&mut self, n: u8) -> u32 {
        let name = format!("p{n}");
        let known = self.past.appended();
        let number = self.writer().person(id(&name)).unwrap().0;
        match known.person(&name, &self.past.erased) {
            Some(expected) => assert_eq!(number, expected, "{name}"),
            None => {
                assert_eq!(number as usize, known.people.len(), "{name} is new");
                self.past.pending.push(Change::Person(name));
            }
        }
        number
    }

    fn place(&mut self, n: u8) -> u32 {
        let name = format!("l{n}");
        let known = self.past.appended();
        let number = self.writer().place(id(&name)).unwrap().0;
        match known.place(&name) {
            Some(expected) => assert_eq!(number, expected, "{name}"),
            None => {
                assert_eq!(number as usize, known.places.len(), "{name} is new");
                self.past.pending.push(Change::Place(name));
            }
        }
        number
    }

    fn set_source(&mut self, source: u8) {
        if self.source != source {
            self.writer()
                .set_source(SOURCES[usize::from(source)])
                .unwrap();
            self.source = source;
        }
    }

    /// Appends a record or a change of what is known.
    pub(super) fn append(&mut self, step: &Step) {
        match *step {
            Step::Visit(p, l, start, duration, source) => {
                let key = (self.person(p), self.place(l), start);
                self.visit(key, duration.map(|d| start + d), source);
            }
            Step::Contact(a, b, start, duration, source) => {
                let (a, b) = ordered((self.person(a), self.person(b)));
                self.contact((a, b, start), start + duration, source);
            }
            Step::Correct(n, duration) => {
                let all = self.past.appended().visits;
                if let Some((&key, &(_, source))) = nth(all.iter(), n) {
                    self.visit(key, duration.map(|d| key.2 + d), source);
                }
            }
            Step::CorrectContact(n, duration) => {
                let all = self.past.appended().contacts;
                if let Some((&key, &(_, source))) = nth(all.iter(), n) {
                    self.contact(key, key.2 + duration, source);
                }
            }
            Step::Retract(n) => {
                let all = self.past.appended().visits;
                if let Some(&(p, l, start)) = nth(all.keys(), n) {
                    let (person, place) = (PersonNo(p), PlaceNo(l));
                    self.writer()
                        .retract_visit(person, place, time(start))
                        .unwrap();
                    self.past.pending.push(Change::RetractVisit((p, l, start)));
                }
            }
            Step::RetractContact(n) => {
                let all = self.past.appended().contacts;
                if let Some(&(a, b, start)) = nth(all.keys(), n) {
                    let (x, y) = (PersonNo(b), PersonNo(a));
                    self.writer().retract_contact(x, y, time(start)).unwrap();
                    self.past
                        .pending
                        .push(Change::RetractContact((a, b, start)));
                }
            }
            _ => self.know(step),
        }
    }

    fn visit(&mut self, key: (u32, u32, i64), end: Option<i64>, source: u8) {
        self.set_source(source);
        let visit = Visit {
            person: PersonNo(key.0),
            place: PlaceNo(key.1),
            start: time(key.2),
            end: end.map(time),
        };
        self.writer().visit(visit).unwrap();
        self.past.pending.push(Change::Visit(key, end, source));
    }

    fn contact(&mut self, key: (u32, u32, i64), end: i64, source: u8) {
        self.set_source(source);
        let contact = Contact {
            a: PersonNo(key.1),
            b: PersonNo(key.0),
            interval: Interval::new(time(key.2), time(end)).unwrap(),
        };
        self.writer().contact(contact).unwrap();
        self.past.pending.push(Change::Contact(key, end, source));
    }

    /// Links, unlinks and describes.
    fn know(&mut self, step: &Step) {
        let change = match *step {
            Step::LinkPeople(a, b) => {
                let edge: Edge = (self.person(a), self.person(b));
                let (a, b) = (PersonNo(edge.0), PersonNo(edge.1));
                self.writer().link_people(a, b).unwrap();
                Change::LinkPeople(true, edge)
            }
            Step::LinkPlaces(a, b) => {
                let edge: Edge = (self.place(a), self.place(b));
                let (a, b) = (PlaceNo(edge.0), PlaceNo(edge.1));
                self.writer().link_places(a, b).unwrap();
                Change::LinkPlaces(true, edge)
            }
            Step::UnlinkPeople(n) => {
                let all = self.past.appended().people_links;
                let Some(&(a, b)) = nth(all.iter(), n) else {
                    return;
                };
                self.writer()
                    .unlink_people(PersonNo(b), PersonNo(a))
                    .unwrap();
                Change::LinkPeople(false, (a, b))
            }
            Step::UnlinkPlaces(n) => {
                let all = self.past.appended().place_links;
                let Some(&(a, b)) = nth(all.iter(), n) else {
                    return;
                };
                self.writer().unlink_places(PlaceNo(b), PlaceNo(a)).unwrap();
                Change::LinkPlaces(false, (a, b))
            }
            Step::Declare(l, kind) => {
                let place = self.place(l);
                let details = Place {
                    kind: Kind::new(KINDS[usize::from(kind)].0).unwrap(),
                    ..Place::default()
                };
                self.writer()
                    .declare_place(PlaceNo(place), &details)
                    .unwrap();
                Change::Declare(place, kind)
            }
            Step::Dwell(kind, dwell) => {
                let name = Kind::new(KINDS[usize::from(kind)].0).unwrap();
                let length = Duration::from_seconds(u32::try_from(dwell).unwrap());
                self.writer().set_dwell(&name, length).unwrap();
                self.past.past_the_log = true;
                Change::Dwell(kind, dwell)
            }
            _ => {
                self.register(step);
                return;
            }
        };
        self.past.pending.push(change);
    }

    /// Says what is known of people, units, cases.
    fn register(&mut self, step: &Step) {
        let change = match *step {
            Step::Home(p, unit, doses) => {
                let person = self.person(p);
                let details = PersonDetails {
                    unit: unit.map(|unit| UNITS[usize::from(unit)].to_owned()),
                    doses,
                };
                let writer = self.writer();
                writer.declare_person(PersonNo(person), &details).unwrap();
                Change::Home(person, unit, doses)
            }
            Step::Unit(unit, people) => {
                let details = UnitDetails {
                    population: Some(people),
                    ..UnitDetails::default()
                };
                let path = UNITS[usize::from(unit)];
                self.writer().declare_unit(path, &details).unwrap();
                Change::Unit(unit, people)
            }
            Step::Case(p, tested, onset, isolated) => {
                let person = self.person(p);
                let case = CaseRecord {
                    person: PersonNo(person),
                    tested: time(tested),
                    onset: onset.map(time),
                    isolated: isolated.map(time),
                };
                self.writer().declare_case(&case).unwrap();
                Change::Case((tested, person), (onset, isolated))
            }
            Step::RetractCase(n) => {
                let all = self.past.appended().cases;
                let Some(&(tested, person)) = nth(all.keys(), n) else {
                    return;
                };
                let writer = self.writer();
                writer.retract_case(PersonNo(person), time(tested)).unwrap();
                Change::RetractCase((tested, person))
            }
            _ => panic!("{step:?} is no change"),
        };
        self.past.pending.push(change);
    }
}
