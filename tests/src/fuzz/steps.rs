//! A sequence of operations of a writer, with crashes in between, and what must hold after each commit.

use std::collections::BTreeMap;
use std::sync::Arc;

use truyvet_model::{
    CaseRecord, Duration, Kind, PersonDetails, PersonNo, Place, PlaceNo, UnitDetails,
};
use truyvet_store::{Options, Store, StoreError, Writer};

use super::input::Input;
use super::look::{self, Seen};
use super::seed::{at, contact, expected, id, plain, visit};
use crate::crash::CrashVfs;

/// The most operations of one sequence.
const STEPS: usize = 96;

/// Does to a new store what `data` says, operation by operation.
///
/// # Panics
/// If a commit is not sound, is not the one after the last, or shows differently once it is
/// published, compacted, opened again or asked as an earlier state.
pub fn operations(data: &[u8]) {
    let mut input = Input::new(data);
    let vfs = CrashVfs::new();
    let options = Options {
        partition: Duration::from_seconds(input.one_of(&[86_400, 3_600, 40_000])),
        ..Options::default()
    };
    let store = Store::create_in(Arc::new(vfs.clone()), options);
    let mut session = Session {
        store: expected("a new store", store),
        vfs,
        writer: None,
        states: BTreeMap::new(),
        number: 0,
    };
    for _ in 0..STEPS {
        if input.is_empty() {
            break;
        }
        session.step(&mut input);
    }
    session.commit();
    session.publish();
}

/// A store, its writer, and what its commits showed.
struct Session {
    vfs: CrashVfs,
    store: Store,
    writer: Option<Writer>,
    /// What each commit showed, since something was last erased or expired.
    states: BTreeMap<u64, Seen>,
    number: u64,
}

impl Session {
    fn step(&mut self, input: &mut Input<'_>) {
        let what = input.byte() % 32;
        let done = match what {
            0..=17 => append(self.writer(), what, input),
            18..=20 => {
                self.commit();
                Ok(())
            }
            21..=23 => {
                self.publish();
                Ok(())
            }
            24 => {
                self.compact();
                Ok(())
            }
            25 | 26 => self.forget(what, input),
            27 | 28 => {
                self.open_again((what == 28).then(|| u64::from(input.u16())));
                Ok(())
            }
            29 | 30 => {
                self.as_of(input);
                Ok(())
            }
            _ => register(self.writer(), input),
        };
        self.tolerate(done);
    }

    /// The writer, opened when it is needed.
    fn writer(&mut self) -> &mut Writer {
        let store = &self.store;
        let open = || expected("a writer", store.writer_with(plain()));
        self.writer.get_or_insert_with(open)
    }

    /// A wrong request is an error, and that is all; after one that fails late the writer is done.
    fn tolerate<T>(&mut self, done: Result<T, StoreError>) -> Option<T> {
        match done {
            Ok(done) => Some(done),
            Err(
                StoreError::Record { .. }
                | StoreError::UnknownNumber { .. }
                | StoreError::Erased { .. },
            ) => None,
            Err(error) => expected("a step", Err(error)),
        }
    }

    fn commit(&mut self) {
        let done = self.writer().commit();
        let Some(done) = self.tolerate(done) else {
            // Places that would be part of each other are found late.
            self.writer = None;
            self.must_show_the_last("after a commit that failed");
            return;
        };
        let next = self.number.saturating_add(1);
        assert!(
            (self.number..=next).contains(&done.number),
            "{} to {}",
            self.number,
            done.number
        );
        self.number = done.number;
        self.note();
    }

    /// Reads the newest state and keeps it.
    fn note(&mut self) {
        let seen = self.sound();
        let before = self.states.insert(self.number, seen.clone());
        if let Some(before) = before {
            assert_eq!(before, seen, "nothing was committed");
        }
    }

    /// What the newest state shows.
    fn sound(&self) -> Seen {
        let snapshot = expected("a snapshot", self.store.snapshot());
        assert_eq!(snapshot.number(), self.number, "the last commit is visible");
        let report = snapshot.verify(&mut |_| ());
        assert!(report.is_sound(), "{:?}", report.findings);
        let seen = expected("reading everything", look::everything(&snapshot));
        assert!(seen.agrees(), "by place and by person: {seen:#?}");
        seen
    }

    fn must_show_the_last(&mut self, when: &str) {
        let seen = self.sound();
        if let Some(last) = self.states.get(&self.number) {
            assert_eq!(&seen, last, "{when}");
        }
    }

    fn publish(&mut self) {
        self.commit();
        let published = self.writer().publish();
        let number = expected("a publication", published).number;
        assert_eq!(
            number, self.number,
            "a publication of nothing new is no commit"
        );
        self.must_show_the_last("after a publication");
    }

    fn compact(&mut self) {
        self.commit();
        let done = self.writer().compact();
        expected("a compaction", done);
        self.must_show_the_last("after a compaction");
    }

    fn forget(&mut self, what: u8, input: &mut Input<'_>) -> Result<(), StoreError> {
        self.commit();
        self.states.clear();
        let (person, from) = (input.byte(), at(i64::from(input.u16())));
        let writer = self.writer();
        let done = if what == 25 {
            let count = usize::try_from(writer.person_count()).unwrap_or(0);
            let person = usize::from(person).checked_rem(count).unwrap_or(0);
            let erased = writer.erase(PersonNo(u32::try_from(person).unwrap_or(0)));
            erased.and_then(|_| writer.purge()).map(|_| ())
        } else {
            writer.retain(from).map(|_| ())
        };
        self.number = self.writer().number();
        self.note();
        done
    }

    /// Drops the writer with what is not committed, and opens the store again; with a seed, as
    /// power loss leaves it.
    fn open_again(&mut self, crash: Option<u64>) {
        self.writer = None;
        if let Some(seed) = crash {
            self.vfs = self.vfs.after_crash(seed);
        }
        self.store = expected("opening", Store::open_in(Arc::new(self.vfs.clone())));
        self.must_show_the_last("opened again");
    }

    /// Asks for an earlier state (S29).
    fn as_of(&self, input: &mut Input<'_>) {
        let nth = input.below(self.states.len());
        let Some((number, then)) = self.states.iter().nth(nth) else {
            return;
        };
        let snapshot = expected("an earlier state", self.store.snapshot_as_of(*number));
        let seen = expected("reading it", look::everything(&snapshot));
        assert_eq!(&seen, then, "as of {number}");
    }
}

/// Appends a record or a change.
fn append(writer: &mut Writer, what: u8, input: &mut Input<'_>) -> Result<(), StoreError> {
    let (a, b) = (input.byte() % 8, input.byte() % 8);
    let start = i64::from(input.u16() >> ((a % 3) * 4)).saturating_mul(5);
    let length = i64::from(input.u16() >> ((b % 4) * 4));
    let person = writer.person(expected("an id", id('p', a)))?;
    let place = writer.place(expected("an id", id('q', b % 5)))?;
    match what {
        0..=4 => {
            let end = (length % 5 != 0).then(|| start.saturating_add(length));
            visit(writer, person.0, place.0, start, end)
        }
        5 => writer.retract_visit(person, place, at(start)),
        6..=13 if what != 12 => {
            let other = writer.person(expected("an id", id('p', b)))?;
            between(writer, what, (person, other), (start, length))
        }
        12 | 14 | 15 => {
            let other = writer.place(expected("an id", id('q', a % 5)))?;
            of_places(writer, what, (place, other), length)
        }
        16 => {
            let source = input.one_of(&["", "qr:1", "bluezone", "roster:a"]);
            writer.set_source(source).map(|_| ())
        }
        _ => {
            let kind = Kind::new(input.one_of(&["market", "bus", "line"])).unwrap_or_default();
            let dwell = u32::try_from(length.saturating_mul(7)).unwrap_or(0);
            writer.set_dwell(&kind, Duration::from_seconds(dwell))
        }
    }
}

/// Says what is known of a person or a unit, adds a case or retracts one.
fn register(writer: &mut Writer, input: &mut Input<'_>) -> Result<(), StoreError> {
    let (what, a) = (input.byte(), input.byte());
    let unit = input.one_of(&["24", "24/213", "27", "24//7"]);
    let person = writer.person(expected("an id", id('p', a % 8)))?;
    let time = i64::from(input.u16()).saturating_mul(5);
    let date = |bit: u8, after: i64| (a & bit != 0).then(|| at(time.saturating_add(after)));
    match what % 4 {
        0 => {
            let details = PersonDetails {
                unit: (a & 16 != 0).then(|| unit.to_owned()),
                doses: (a & 32 != 0).then_some(a),
            };
            writer.declare_person(person, &details)
        }
        1 => {
            let details = UnitDetails {
                population: (a & 16 != 0).then_some(u64::from(a)),
                ..UnitDetails::default()
            };
            writer.declare_unit(unit, &details)
        }
        2 => writer.retract_case(person, at(time)),
        _ => writer.declare_case(&CaseRecord {
            person,
            tested: at(time),
            onset: date(16, -700),
            isolated: date(32, 900),
        }),
    }
}

fn between(
    writer: &mut Writer,
    what: u8,
    (a, b): (PersonNo, PersonNo),
    (start, length): (i64, i64),
) -> Result<(), StoreError> {
    match what {
        6..=8 => contact(writer, a.0, b.0, start, length),
        9 => writer.retract_contact(a, b, at(start)),
        10 | 11 => writer.link_people(a, b),
        _ => writer.unlink_people(a, b),
    }
}

fn of_places(
    writer: &mut Writer,
    what: u8,
    (a, b): (PlaceNo, PlaceNo),
    length: i64,
) -> Result<(), StoreError> {
    match what {
        12 => writer.link_places(a, b),
        14 => writer.unlink_places(a, b),
        _ => {
            let kinds = ["market", "bus", "line"];
            let kind = Input::new(&length.to_le_bytes()).one_of(&kinds);
            let details = Place {
                kind: Kind::new(kind).unwrap_or_default(),
                parent: (length % 3 == 0).then_some(b),
                shared: length % 2 == 0,
                ..Place::default()
            };
            writer.declare_place(a, &details)
        }
    }
}
