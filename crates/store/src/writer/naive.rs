//! For tests: S2, S3, S4, S5 word by word over maps, and small stores to compare with.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use truyvet_model::{
    Contact, Duration, ExternalId, Interval, Kind, PersonNo, Place, PlaceNo, Timestamp, Visit,
};

use super::{LOCK, Writer, WriterOptions};
use crate::error::StoreError;
use crate::io::MemoryVfs;
use crate::snapshot::Snapshot;
use crate::{Options, Store};

/// A record by small numbers: people `p0`…, places `l0`….
#[derive(Debug, Clone)]
pub(super) enum Record {
    Visit(u8, u8, i64, Option<i64>),
    Contact(u8, u8, i64, i64),
    Declare(u8, u8),
}

/// Kinds with short dwells, so that they end before, at and after next visits.
pub(super) const KINDS: [(&str, u32); 4] = [("unknown", 7), ("bus", 3), ("line", 20), ("shop", 7)];

pub(super) fn options(width: u32) -> Options {
    let kinds = KINDS.iter();
    Options {
        partition: Duration::from_seconds(width),
        dwell: kinds
            .map(|(name, s)| (Kind::new(name).unwrap(), Duration::from_seconds(*s)))
            .collect(),
        ..Options::default()
    }
}

/// A writer whose files depend on nothing but what it is given.
pub(super) fn without_compaction() -> WriterOptions {
    WriterOptions {
        compact: false,
        ..WriterOptions::default()
    }
}

/// The files of a store, but for those that say who uses it.
pub(super) fn data(vfs: &MemoryVfs) -> BTreeMap<String, Vec<u8>> {
    let mut files = vfs.files();
    files.retain(|name, _| name != LOCK && !crate::snapshot::is_pin(name));
    files
        .into_iter()
        .map(|(name, bytes)| (name, bytes.to_vec()))
        .collect()
}

/// What must be live: S2, S3, S4 word by word.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) visits: BTreeMap<(String, String, i64), (i64, bool)>,
    pub(super) contacts: BTreeMap<(String, String, i64), i64>,
}

pub(super) fn model(records: &[Record]) -> Rows {
    let mut visits = BTreeMap::new();
    let mut contacts = BTreeMap::new();
    let mut kinds = BTreeMap::new();
    for record in records {
        match *record {
            Record::Visit(p, l, start, end) => {
                visits.insert((p, l, start), end);
            }
            Record::Contact(a, b, start, end) => {
                contacts.insert((a.min(b), a.max(b), start), end);
            }
            Record::Declare(l, kind) => {
                kinds.insert(l, kind);
            }
        }
    }
    let end = |p: u8, l: u8, start: i64| {
        let next = visits
            .keys()
            .filter(|(q, _, s)| *q == p && *s > start)
            .map(|k| k.2)
            .min();
        let kind = kinds.get(&l).copied().unwrap_or(0);
        let dwell = start + i64::from(KINDS[usize::from(kind)].1);
        next.map_or(dwell, |n| n.min(dwell))
    };
    Rows {
        visits: visits
            .iter()
            .map(|(&(p, l, s), e)| {
                let value = (e.unwrap_or_else(|| end(p, l, s)), e.is_none());
                ((format!("p{p}"), format!("l{l}"), s), value)
            })
            .collect(),
        contacts: contacts
            .iter()
            .map(|(&(a, b, s), &e)| ((format!("p{a}"), format!("p{b}"), s), e))
            .collect(),
    }
}

/// What is live in a snapshot.
pub(super) fn rows(snapshot: &Snapshot) -> Result<Rows, StoreError> {
    let mut rows = Rows::default();
    for segment in snapshot.segments() {
        let mut visits = Vec::new();
        segment.raw_visits(|v| visits.extend((!v.deleted).then_some(v)))?;
        for v in visits {
            let person = snapshot.person_id(PersonNo(v.visit.person))?.to_string();
            let place = snapshot.place_id(PlaceNo(v.place))?.to_string();
            let key = (person, place, v.visit.start);
            let before = rows.visits.insert(key, (v.visit.end, v.visit.open));
            assert_eq!(before, None, "two live rows of one key");
        }
        let mut contacts = Vec::new();
        segment.raw_contacts(|c| contacts.extend((!c.deleted).then_some(c)))?;
        for c in contacts {
            let a = snapshot.person_id(PersonNo(c.a))?.to_string();
            let b = snapshot.person_id(PersonNo(c.b))?.to_string();
            let key = (a.clone().min(b.clone()), a.max(b), c.start);
            assert_eq!(
                rows.contacts.insert(key, c.end),
                None,
                "two live rows of one key"
            );
        }
    }
    Ok(rows)
}

pub(super) fn id(text: &str) -> ExternalId {
    text.parse().unwrap()
}

pub(super) fn add(writer: &mut Writer, record: &Record) -> Result<(), StoreError> {
    let t = Timestamp::from_seconds;
    match *record {
        Record::Visit(p, l, start, end) => {
            let visit = Visit {
                person: writer.person(id(&format!("p{p}")))?,
                place: writer.place(id(&format!("l{l}")))?,
                start: t(start),
                end: end.map(t),
            };
            writer.visit(visit)
        }
        Record::Contact(a, b, start, end) => {
            let contact = Contact {
                a: writer.person(id(&format!("p{a}")))?,
                b: writer.person(id(&format!("p{b}")))?,
                interval: Interval::new(t(start), t(end)).unwrap(),
            };
            writer.contact(contact)
        }
        Record::Declare(l, kind) => {
            let place = writer.place(id(&format!("l{l}")))?;
            let (name, _) = KINDS[usize::from(kind)];
            let details = Place {
                kind: Kind::new(name).unwrap(),
                ..Place::default()
            };
            writer.declare_place(place, &details)
        }
    }
}

/// A store with `records`, committed after each position of `cuts`.
pub(super) fn store(vfs: &MemoryVfs, width: u32, records: &[Record], cuts: &[usize]) -> Store {
    let store = Store::create_in(Arc::new(vfs.clone()), options(width)).unwrap();
    let mut writer = store.writer_with(without_compaction()).unwrap();
    for (i, record) in records.iter().enumerate() {
        if cuts.contains(&i) {
            // To the log, to segments, and by another writer: it must all be the same.
            match i % 3 {
                0 => drop(writer.commit().unwrap()),
                1 => drop(writer.publish().unwrap()),
                _ => {
                    writer.commit().unwrap();
                    drop(writer);
                    writer = store.writer_with(without_compaction()).unwrap();
                }
            }
        }
        add(&mut writer, record).unwrap();
    }
    writer.publish().unwrap();
    drop(writer);
    store
}

pub(super) fn record() -> impl Strategy<Value = Record> {
    let start = -12_i64..40;
    let end = prop_oneof![2 => (1_i64..15).prop_map(Some), 3 => Just(None)];
    let visit = (0_u8..4, 0_u8..3, start.clone(), end)
        .prop_map(|(p, l, s, d)| Record::Visit(p, l, s, d.map(|d| s + d)));
    let contact = (0_u8..4, 1_u8..4, start, 1_i64..15)
        .prop_map(|(a, b, s, d)| Record::Contact(a, (a + b) % 4, s, s + d));
    prop_oneof![6 => visit, 2 => contact, 1 => (0_u8..3, 0_u8..4).prop_map(|(l, k)| Record::Declare(l, k))]
}
