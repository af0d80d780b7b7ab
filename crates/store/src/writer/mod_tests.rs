//! The writer against a naive model of S2, S3, S4, S5: any records, any split, any partition width.

use std::collections::BTreeMap;

use proptest::prelude::*;
use truyvet_model::{Duration, Kind};

use super::*;
use crate::io::MemoryVfs;
use crate::{Options, Store};

/// A record by small numbers: people `p0`…, places `l0`….
#[derive(Debug, Clone)]
enum Record {
    Visit(u8, u8, i64, Option<i64>),
    Contact(u8, u8, i64, i64),
    Declare(u8, u8),
}

/// Kinds with short dwells, so that they end before, at and after next visits.
const KINDS: [(&str, u32); 4] = [("unknown", 7), ("bus", 3), ("line", 20), ("shop", 7)];

fn options(width: u32) -> Options {
    let kinds = KINDS.iter();
    Options {
        partition: Duration::from_seconds(width),
        dwell: kinds
            .map(|(name, s)| (Kind::new(name).unwrap(), Duration::from_seconds(*s)))
            .collect(),
    }
}

/// What must be live: S2, S3, S4 word by word.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Rows {
    visits: BTreeMap<(String, String, i64), (i64, bool)>,
    contacts: BTreeMap<(String, String, i64), i64>,
}

fn model(records: &[Record]) -> Rows {
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
fn rows(snapshot: &Snapshot) -> Result<Rows, StoreError> {
    let mut rows = Rows::default();
    for segment in snapshot.segments() {
        let mut visits = Vec::new();
        segment.all_visits(|v| visits.extend((!v.replaced).then_some(v)))?;
        for v in visits {
            let person = snapshot.person_id(PersonNo(v.visit.person))?.to_string();
            let place = snapshot.place_id(PlaceNo(v.place))?.to_string();
            let key = (person, place, v.visit.start);
            let before = rows.visits.insert(key, (v.visit.end, v.visit.open));
            assert_eq!(before, None, "two live rows of one key");
        }
        let mut contacts = Vec::new();
        segment.all_contacts(|c| contacts.extend((!c.replaced).then_some(c)))?;
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

fn id(text: &str) -> ExternalId {
    text.parse().unwrap()
}

fn add(writer: &mut Writer, record: &Record) -> Result<(), StoreError> {
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
fn store(vfs: &MemoryVfs, width: u32, records: &[Record], cuts: &[usize]) -> Store {
    let store = Store::create_in(Arc::new(vfs.clone()), options(width)).unwrap();
    let mut writer = store.writer().unwrap();
    for (i, record) in records.iter().enumerate() {
        if cuts.contains(&i) {
            writer.commit().unwrap();
        }
        add(&mut writer, record).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    store
}

fn record() -> impl Strategy<Value = Record> {
    let start = -12_i64..40;
    let end = prop_oneof![2 => (1_i64..15).prop_map(Some), 3 => Just(None)];
    let visit = (0_u8..4, 0_u8..3, start.clone(), end)
        .prop_map(|(p, l, s, d)| Record::Visit(p, l, s, d.map(|d| s + d)));
    let contact = (0_u8..4, 1_u8..4, start, 1_i64..15)
        .prop_map(|(a, b, s, d)| Record::Contact(a, (a + b) % 4, s, s + d));
    prop_oneof![6 => visit, 2 => contact, 1 => (0_u8..3, 0_u8..4).prop_map(|(l, k)| Record::Declare(l, k))]
}

fn check(records: &[Record], cuts: &[usize], width: u32) {
    let vfs = MemoryVfs::new();
    let store = store(&vfs, width, records, cuts);
    let snapshot = store.snapshot().unwrap();
    let expected = model(records);
    assert_eq!(rows(&snapshot).unwrap(), expected, "rows");
    let spans = expected.visits.iter().map(|(k, v)| (k.2, v.0));
    let spans: Vec<_> = spans
        .chain(expected.contacts.iter().map(|(k, e)| (k.2, *e)))
        .collect();
    let hull = spans
        .iter()
        .map(|s| s.0)
        .min()
        .zip(spans.iter().map(|s| s.1).max());
    let range = snapshot
        .time_range()
        .map(|r| (r.start().seconds(), r.end().seconds()));
    assert_eq!(range, hull, "time range");
    let stats = snapshot.stats().unwrap();
    assert_eq!(stats.visits, expected.visits.len() as u64);
    let open = expected.visits.values().filter(|v| v.1).count();
    assert_eq!(stats.open_visits, open as u64);
    assert_eq!(stats.contacts, expected.contacts.len() as u64);
    let report = snapshot.verify(&mut |_| {});
    assert!(report.is_sound(), "{:?}", report.findings);

    let again = Store::open_in(Arc::new(vfs.clone())).unwrap();
    assert_eq!(
        rows(&again.snapshot().unwrap()).unwrap(),
        expected,
        "opened again"
    );
    // Importing the final state again changes nothing (S2). Superseded records are left out:
    // alone in a commit, an earlier record would be the later one.
    let mut last = records.to_vec();
    last.reverse();
    let mut seen = std::collections::BTreeSet::new();
    last.retain(|r| {
        seen.insert(match *r {
            Record::Visit(p, l, s, _) => (0, p, l, s),
            Record::Contact(a, b, s, _) => (1, a.min(b), a.max(b), s),
            Record::Declare(l, _) => (2, l, 0, 0),
        })
    });
    let before = vfs.files();
    let mut writer = again.writer().unwrap();
    for record in &last {
        add(&mut writer, record).unwrap();
    }
    let commit = writer.commit().unwrap();
    assert_eq!(commit.number, snapshot.number(), "{commit:?}");
    assert_eq!((commit.visits_added, commit.visits_replaced), (0, 0));
    assert_eq!(vfs.files(), before, "files");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn live_rows_are_those_of_the_model(
        records in prop::collection::vec(record(), 0..40),
        cuts in prop::collection::vec(0_usize..40, 0..5),
        width in prop_oneof![Just(10_u32), Just(7), Just(86_400)],
    ) {
        check(&records, &cuts, width);
    }
}

#[test]
fn a_check_out_closes_and_a_next_visit_shortens() {
    use Record::{Declare, Visit};
    let records = [
        Visit(0, 0, 0, None),
        Visit(0, 1, 5, None),
        Declare(1, 2),
        Visit(0, 1, 5, Some(9)),
        Visit(0, 2, 2, Some(3)),
    ];
    for cuts in [&[][..], &[1], &[2], &[1, 2, 3, 4]] {
        check(&records, cuts, 10);
    }
}

#[test]
fn a_kind_of_another_dwell_moves_older_open_visits_both_ways() {
    use Record::{Declare, Visit};
    let records = [
        Visit(0, 0, 0, None),
        Visit(1, 0, 3, None),
        Visit(0, 1, 11, Some(12)),
        Declare(0, 1),
        Declare(0, 2),
        Visit(1, 1, 13, None),
    ];
    for cuts in [&[][..], &[3], &[3, 4], &[1, 2, 3, 4, 5]] {
        check(&records, cuts, 10);
    }
}

#[test]
fn few_people_are_looked_up_in_a_large_segment() {
    let mut records: Vec<Record> = (0..6000_i64)
        .map(|i| {
            let person = u8::try_from(i % 200).unwrap();
            Record::Visit(person, u8::try_from(i % 7).unwrap(), i, Some(i + 5))
        })
        .collect();
    records.push(Record::Visit(3, 0, 100, None));
    records.push(Record::Visit(3, 1, 101, None));
    records.push(Record::Visit(250, 1, 102, None));
    check(&records, &[6000, 6001], 86_400);
    check(&records, &[6000, 6001], 50);
}

#[test]
fn uncommitted_work_leaves_no_trace() {
    let vfs = MemoryVfs::new();
    let store = store(&vfs, 10, &[Record::Visit(0, 0, 0, None)], &[]);
    let (before, snapshot) = (vfs.files(), store.snapshot().unwrap());
    let mut writer = store.writer().unwrap();
    add(&mut writer, &Record::Visit(9, 9, 5, None)).unwrap();
    add(&mut writer, &Record::Declare(9, 1)).unwrap();
    assert_eq!(
        rows(&store.snapshot().unwrap()).unwrap(),
        rows(&snapshot).unwrap()
    );
    drop(writer);
    let without_lock = |vfs: &MemoryVfs| {
        let mut files = vfs.files();
        files.remove(LOCK);
        files
    };
    let mut before = before;
    before.remove(LOCK);
    assert_eq!(without_lock(&vfs), before);
    let snapshot = store.snapshot().unwrap();
    assert_eq!(snapshot.person(&id("p9")).unwrap(), None);
}

#[test]
fn a_snapshot_does_not_change_under_its_reader() {
    let vfs = MemoryVfs::new();
    let store = store(&vfs, 10, &[Record::Visit(0, 0, 0, None)], &[]);
    let old = store.snapshot().unwrap();
    let mut writer = store.writer().unwrap();
    add(&mut writer, &Record::Visit(0, 0, 0, Some(4))).unwrap();
    let commit = writer.commit().unwrap();
    assert_eq!(
        (commit.visits_replaced, commit.number),
        (1, old.number() + 1)
    );
    assert_eq!(rows(&old).unwrap(), model(&[Record::Visit(0, 0, 0, None)]));
    let new = rows(&store.snapshot().unwrap()).unwrap();
    assert_eq!(new, model(&[Record::Visit(0, 0, 0, Some(4))]));
}

#[test]
fn values_that_cannot_be_stored_are_named() {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs), options(10)).unwrap();
    let mut writer = store.writer().unwrap();
    let person = writer.person(id("An")).unwrap();
    let place = writer.place(id("market:7")).unwrap();
    let t = Timestamp::from_seconds;
    let mut refused = |start: i64, end: Option<i64>, words: &[&str]| {
        let visit = Visit {
            person,
            place,
            start: t(start),
            end: end.map(t),
        };
        let text = writer.visit(visit).unwrap_err().to_string();
        for word in words.iter().chain(&["visit"]) {
            assert!(text.contains(word), "{text}");
        }
        assert!(!text.contains("An "), "{text}");
    };
    refused(5, Some(5), &["end", "not after"]);
    refused(5, Some(4), &["end", "1970-01-01T00:00:04Z"]);
    refused(0, Some(1 << 31), &["end", "2147483647"]);
    refused(0, Some(i64::MAX), &["end", "inf"]);
    refused(i64::MAX, None, &["start"]);
    refused(
        Timestamp::MIN.seconds() - 1,
        None,
        &["start", "-377705023202"],
    );
    refused(Timestamp::MAX.seconds() + 1, None, &["start"]);
    let stranger = Visit {
        person: PersonNo(1),
        place,
        start: t(0),
        end: None,
    };
    assert!(
        writer
            .visit(stranger)
            .unwrap_err()
            .to_string()
            .contains("person 1")
    );
    let alone = Contact {
        a: person,
        b: person,
        interval: Interval::new(t(0), t(1)).unwrap(),
    };
    assert!(
        writer
            .contact(alone)
            .unwrap_err()
            .to_string()
            .contains("b is")
    );
    let long = Place {
        name: Some("x".repeat(5000)),
        ..Place::default()
    };
    let text = writer.declare_place(place, &long).unwrap_err().to_string();
    assert!(text.contains("name") && text.contains("5000"), "{text}");
    // Nothing of this spoils the writer.
    for (start, end) in [
        (Timestamp::MIN, None),
        (Timestamp::MAX, None),
        (t(0), Some(t(2_147_483_647))),
    ] {
        writer
            .visit(Visit {
                person,
                place,
                start,
                end,
            })
            .unwrap();
    }
    assert_eq!(writer.commit().unwrap().visits_added, 3);
    let report = store.snapshot().unwrap().verify(&mut |_| {});
    assert!(report.is_sound(), "{:?}", report.findings);
}

#[test]
fn a_place_that_would_be_part_of_itself_is_refused() {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs.clone()), options(10)).unwrap();
    let mut writer = store.writer().unwrap();
    let places: Vec<PlaceNo> = (0..4)
        .map(|i| writer.place(id(&format!("khu:{i}"))).unwrap())
        .collect();
    let part_of = |parent: PlaceNo| Place {
        parent: Some(parent),
        ..Place::default()
    };
    writer
        .declare_place(places[0], &part_of(places[1]))
        .unwrap();
    writer
        .declare_place(places[1], &part_of(places[2]))
        .unwrap();
    writer.commit().unwrap();
    let before = vfs.files();
    writer
        .declare_place(places[3], &part_of(places[0]))
        .unwrap();
    writer
        .declare_place(places[2], &part_of(places[3]))
        .unwrap();
    let text = writer.commit().unwrap_err().to_string();
    assert!(text.contains("parent") && text.contains("khu:"), "{text}");
    let text = writer.commit().unwrap_err().to_string();
    assert!(text.contains("failed before"), "{text}");
    assert_eq!(vfs.files(), before);
    drop(writer);
    let mut writer = store.writer().unwrap();
    writer
        .declare_place(places[1], &part_of(places[1]))
        .unwrap();
    assert!(writer.commit().is_err());
    let record = store.snapshot().unwrap().place_record(places[0]).unwrap();
    assert_eq!(record.parent, Some(places[1]));
}
