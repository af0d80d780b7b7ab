//! Tests of what a source takes back: its own records, wherever they wait, and nobody else's.

use std::sync::Arc;

use truyvet_model::{Contact, ExternalId, Interval, PersonNo, PlaceNo, Timestamp, Visit};

use super::super::Writer;
use crate::{MemoryVfs, Options, Store};

const START: i64 = 1_620_432_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(START + seconds)
}

fn store() -> Store {
    Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap()
}

fn names(writer: &mut Writer) -> (PersonNo, PersonNo, PlaceNo) {
    let id = |text: &str| text.parse::<ExternalId>().unwrap();
    let (an, bi) = (
        writer.person(id("An")).unwrap(),
        writer.person(id("Bi")).unwrap(),
    );
    (an, bi, writer.place(id("line:3")).unwrap())
}

/// Where a record waits when another source takes back its key.
#[derive(Clone, Copy, Debug)]
enum Waits {
    Uncommitted,
    InTheLog,
    Published,
}

const WAITS: [Waits; 3] = [Waits::Uncommitted, Waits::InTheLog, Waits::Published];

fn settle(writer: Writer, store: &Store, waits: Waits) -> Writer {
    let mut writer = writer;
    match waits {
        Waits::Uncommitted => return writer,
        Waits::InTheLog => {
            writer.commit().unwrap();
        }
        Waits::Published => {
            writer.publish().unwrap();
        }
    }
    // Another process goes on.
    drop(writer);
    store.writer().unwrap()
}

/// Sources that record one visit and one contact in this order, each followed by where it waits;
/// then the last one withdraws. How many visits and contacts are left.
fn left(said: &[(&str, Waits)], who: &str) -> (u64, u64) {
    let store = store();
    let mut writer = store.writer().unwrap();
    let (an, bi, line) = names(&mut writer);
    for (n, (source, waits)) in (1..).zip(said) {
        writer.set_source(source).unwrap();
        let visit = Visit {
            person: an,
            place: line,
            start: at(0),
            end: Some(at(n * 600)),
        };
        writer.visit(visit).unwrap();
        let interval = Interval::checked(at(0), at(n * 60)).unwrap();
        writer
            .contact(Contact {
                a: bi,
                b: an,
                interval,
            })
            .unwrap();
        writer = settle(writer, &store, *waits);
    }
    writer.set_source(who).unwrap();
    writer.withdraw_visit(an, line, at(0)).unwrap();
    writer.withdraw_contact(an, bi, at(0)).unwrap();
    // Of another second of the same day there is nothing.
    writer.withdraw_visit(an, line, at(1)).unwrap();
    writer.commit().unwrap();
    let stats = store.snapshot().unwrap().stats().unwrap();
    (stats.visits, stats.contacts)
}

#[test]
fn s32_what_another_source_recorded_stays() {
    for waits in WAITS {
        assert_eq!(left(&[("qr", waits)], "roster"), (1, 1), "{waits:?}");
        assert_eq!(left(&[("", waits)], "roster"), (1, 1), "{waits:?}");
        assert_eq!(left(&[("qr", waits)], ""), (1, 1), "{waits:?}");
        assert_eq!(left(&[("qr", waits)], "qr"), (0, 0), "{waits:?}");
        assert_eq!(left(&[("", waits)], ""), (0, 0), "{waits:?}");
    }
}

/// The record in effect decides (S2), wherever the two wait.
#[test]
fn s32_of_two_sources_the_later_one_decides() {
    for first in WAITS {
        for second in WAITS {
            let said = [("roster", first), ("qr", second)];
            assert_eq!(left(&said, "roster"), (1, 1), "{said:?}");
            assert_eq!(left(&said, "qr"), (0, 0), "{said:?}");
            let said = [("qr", first), ("roster", second)];
            assert_eq!(left(&said, "roster"), (0, 0), "{said:?}");
            let said = [("qr", first), ("roster", second), ("qr", second)];
            assert_eq!(left(&said, "roster"), (1, 1), "{said:?}");
        }
    }
}

/// A record that was retracted is nobody's, and one that comes after that is its source's.
#[test]
fn s32_after_a_retraction() {
    for waits in WAITS {
        let store = store();
        let mut writer = store.writer().unwrap();
        let (an, _, line) = names(&mut writer);
        let visit = |writer: &mut Writer, source: &str| {
            writer.set_source(source).unwrap();
            let end = Some(at(600));
            let visit = Visit {
                person: an,
                place: line,
                start: at(0),
                end,
            };
            writer.visit(visit).unwrap();
        };
        visit(&mut writer, "qr");
        writer = settle(writer, &store, waits);
        writer.retract_visit(an, line, at(0)).unwrap();
        visit(&mut writer, "roster");
        writer.withdraw_visit(an, line, at(0)).unwrap();
        writer.commit().unwrap();
        let stats = store.snapshot().unwrap().stats().unwrap();
        assert_eq!(stats.visits, 0, "{waits:?}");
    }
}

#[test]
fn nobody_and_nowhere_is_an_error() {
    let store = store();
    let mut writer = store.writer().unwrap();
    let (an, _, line) = names(&mut writer);
    assert!(writer.withdraw_visit(PersonNo(9), line, at(0)).is_err());
    assert!(writer.withdraw_visit(an, PlaceNo(9), at(0)).is_err());
    assert!(writer.withdraw_contact(an, an, at(0)).is_err());
}
