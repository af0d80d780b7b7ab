//! A small store to write to, and all that a snapshot shows as lines of text.

use std::sync::Arc;

use truyvet_model::{
    Contact, Duration, ExternalId, Interval, Kind, PersonNo, Place, PlaceNo, Timestamp, Visit,
};
use truyvet_store::{Options, Snapshot, SourceNo, Store, Writer, WriterOptions};

use crate::clock::ClockVfs;

pub(crate) fn id(text: &str) -> ExternalId {
    text.parse().unwrap()
}

pub(crate) const fn t(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

/// When clocks begin: after every record.
pub(crate) const BEGIN: i64 = 1_000_000;

/// Partitions of 10 s, a dwell of 7 s, and of 20 s at a `line`.
pub(crate) fn options() -> Options {
    let dwell = [("unknown", 7), ("line", 20)];
    Options {
        partition: Duration::from_seconds(10),
        dwell: dwell
            .map(|(kind, s)| (Kind::new(kind).unwrap(), Duration::from_seconds(s)))
            .into(),
        ..Options::default()
    }
}

/// A new store in memory.
pub(crate) fn new_store() -> (ClockVfs, Store) {
    let vfs = ClockVfs::new(BEGIN);
    let store = Store::create_in(Arc::new(vfs.clone()), options()).unwrap();
    (vfs, store)
}

/// A writer that compacts when it is told to.
pub(crate) fn writer(store: &Store) -> Writer {
    let options = WriterOptions {
        compact: false,
        ..WriterOptions::default()
    };
    store.writer_with(options).unwrap()
}

/// Short words for what tests append.
pub(crate) trait Append {
    fn p(&mut self, person: &str) -> PersonNo;
    fn l(&mut self, place: &str) -> PlaceNo;
    fn was(&mut self, person: &str, place: &str, start: i64, end: impl Into<Option<i64>>);
    fn met(&mut self, a: &str, b: &str, start: i64, end: i64);
    fn link(&mut self, a: &str, b: &str);
    fn unlink(&mut self, a: &str, b: &str);
    fn kind(&mut self, place: &str, kind: &str);
}

impl Append for Writer {
    fn p(&mut self, person: &str) -> PersonNo {
        self.person(id(person)).unwrap()
    }

    fn l(&mut self, place: &str) -> PlaceNo {
        self.place(id(place)).unwrap()
    }

    fn was(&mut self, person: &str, place: &str, start: i64, end: impl Into<Option<i64>>) {
        let visit = Visit {
            person: self.p(person),
            place: self.l(place),
            start: t(start),
            end: end.into().map(t),
        };
        self.visit(visit).unwrap();
    }

    fn met(&mut self, a: &str, b: &str, start: i64, end: i64) {
        let contact = Contact {
            a: self.p(a),
            b: self.p(b),
            interval: Interval::new(t(start), t(end)).unwrap(),
        };
        self.contact(contact).unwrap();
    }

    fn link(&mut self, a: &str, b: &str) {
        let (a, b) = (self.p(a), self.p(b));
        self.link_people(a, b).unwrap();
    }

    fn unlink(&mut self, a: &str, b: &str) {
        let (a, b) = (self.p(a), self.p(b));
        self.unlink_people(a, b).unwrap();
    }

    fn kind(&mut self, place: &str, kind: &str) {
        let place = self.l(place);
        let details = Place {
            kind: Kind::new(kind).unwrap(),
            ..Place::default()
        };
        self.declare_place(place, &details).unwrap();
    }
}

/// Every record that a snapshot shows, as `An @ market 0..7? qr:1`, sorted.
pub(crate) fn records(snapshot: &Snapshot) -> Vec<String> {
    let person = |n: u32| snapshot.person_id(PersonNo(n)).unwrap().to_string();
    let place = |n: u32| snapshot.place_id(PlaceNo(n)).unwrap().to_string();
    let source = |n: SourceNo| match usize::from(n.0).checked_sub(1) {
        Some(at) => format!(" {}", snapshot.sources()[at]),
        None => String::new(),
    };
    let mut lines = Vec::new();
    for segment in snapshot.segments() {
        segment
            .each_place(0..snapshot.place_count(), Interval::ALWAYS, |at, rows| {
                for v in rows {
                    let open = if v.open { "?" } else { "" };
                    let (who, place) = (person(v.person), place(at));
                    let from = source(v.source);
                    lines.push(format!(
                        "{who} @ {place} {}..{}{open}{from}",
                        v.start, v.end
                    ));
                }
            })
            .unwrap();
        for a in 0..snapshot.person_count() {
            let mut contacts = Vec::new();
            segment
                .contacts_of(PersonNo(a), Interval::ALWAYS, &mut contacts)
                .unwrap();
            let canonical = |n| match snapshot.person_id(PersonNo(n)) {
                Ok(id) => snapshot.person(&id).unwrap().map(|n| n.0),
                Err(_) => None,
            };
            let first = canonical(a) == Some(a);
            for c in contacts.iter().filter(|c| first && a < c.other) {
                let (x, y, from) = (person(a), person(c.other), source(c.source));
                lines.push(format!("{x} + {y} {}..{}{from}", c.start, c.end));
            }
        }
    }
    lines.sort();
    lines
}

/// The records, and everything else that a snapshot shows.
pub(crate) fn dump(snapshot: &Snapshot) -> String {
    let mut lines = vec![format!(
        "commit {} at {}, floor {:?}, time {:?}",
        snapshot.number(),
        snapshot.committed_at(),
        snapshot.floor().map(Timestamp::seconds),
        snapshot.time_range(),
    )];
    for n in (0..snapshot.person_count()).map(PersonNo) {
        let ids = snapshot.person_ids(n).map(|ids| {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            ids.join(" = ")
        });
        let ids = ids.unwrap_or_else(|error| error.to_string());
        lines.push(format!("person {}: {ids}", n.0));
    }
    for n in (0..snapshot.place_count()).map(PlaceNo) {
        let id = snapshot.place_id(n).unwrap();
        let canonical = snapshot.place(&id).unwrap();
        let record = snapshot.place_record(n).unwrap();
        lines.push(format!("place {}: {id} {canonical:?} {record:?}", n.0));
    }
    let arrivals = snapshot.last_arrivals();
    for (source, last) in snapshot.sources().iter().zip(arrivals) {
        lines.push(format!("source {source}, last {last}"));
    }
    lines.extend(records(snapshot));
    let stats = snapshot.stats().unwrap();
    let counts = (stats.visits, stats.open_visits, stats.contacts);
    lines.push(format!("visits, open, contacts: {counts:?}"));
    lines.join("\n") + "\n"
}
