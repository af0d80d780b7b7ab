//! The writer: what it refuses, and what nobody sees of it before a commit.

use super::naive::{Record, add, data, id, model, options, rows, store, without_compaction};
use super::*;
use crate::Store;
use crate::io::MemoryVfs;
use truyvet_model::{Contact, Interval, PersonNo, Place, PlaceNo, Timestamp, Visit};

#[test]
fn uncommitted_work_leaves_no_trace() {
    let vfs = MemoryVfs::new();
    let store = store(&vfs, 10, &[Record::Visit(0, 0, 0, None)], &[]);
    let (before, snapshot) = (data(&vfs), store.snapshot().unwrap());
    let mut writer = store.writer_with(without_compaction()).unwrap();
    add(&mut writer, &Record::Visit(9, 9, 5, None)).unwrap();
    add(&mut writer, &Record::Declare(9, 1)).unwrap();
    assert_eq!(
        rows(&store.snapshot().unwrap()).unwrap(),
        rows(&snapshot).unwrap()
    );
    drop(writer);
    assert_eq!(data(&vfs), before);
    let snapshot = store.snapshot().unwrap();
    assert_eq!(snapshot.person(&id("p9")).unwrap(), None);
}

#[test]
fn a_snapshot_does_not_change_under_its_reader() {
    let vfs = MemoryVfs::new();
    let store = store(&vfs, 10, &[Record::Visit(0, 0, 0, None)], &[]);
    let old = store.snapshot().unwrap();
    let mut writer = store.writer_with(without_compaction()).unwrap();
    add(&mut writer, &Record::Visit(0, 0, 0, Some(4))).unwrap();
    let commit = writer.publish().unwrap();
    assert_eq!(
        (commit.visits_replaced, commit.number),
        (1, old.number() + 1)
    );
    assert_eq!(rows(&old).unwrap(), model(&[Record::Visit(0, 0, 0, None)]));
    let new = rows(&store.snapshot().unwrap()).unwrap();
    assert_eq!(new, model(&[Record::Visit(0, 0, 0, Some(4))]));
}

#[test]
fn numbers_and_texts_that_cannot_be_stored_are_named() {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), options(10)).unwrap();
    let mut writer = store.writer_with(without_compaction()).unwrap();
    let person = writer.person(id("An")).unwrap();
    let place = writer.place(id("market:7")).unwrap();
    let t = Timestamp::from_seconds;
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
}

#[test]
fn values_that_cannot_be_stored_are_named() {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs), options(10)).unwrap();
    let mut writer = store.writer_with(without_compaction()).unwrap();
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
    assert_eq!(writer.publish().unwrap().visits_added, 3);
    let report = store.snapshot().unwrap().verify(&mut |_| {});
    assert!(report.is_sound(), "{:?}", report.findings);
}

#[test]
fn a_place_that_would_be_part_of_itself_is_refused() {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs.clone()), options(10)).unwrap();
    let mut writer = store.writer_with(without_compaction()).unwrap();
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
    writer.publish().unwrap();
    let before = data(&vfs);
    writer
        .declare_place(places[3], &part_of(places[0]))
        .unwrap();
    writer
        .declare_place(places[2], &part_of(places[3]))
        .unwrap();
    let text = writer.publish().unwrap_err().to_string();
    assert!(text.contains("parent") && text.contains("khu:"), "{text}");
    let text = writer.publish().unwrap_err().to_string();
    assert!(text.contains("failed before"), "{text}");
    assert_eq!(data(&vfs), before);
    drop(writer);
    let mut writer = store.writer_with(without_compaction()).unwrap();
    writer
        .declare_place(places[1], &part_of(places[1]))
        .unwrap();
    assert!(writer.publish().is_err());
    let record = store.snapshot().unwrap().place_record(places[0]).unwrap();
    assert_eq!(record.parent, Some(places[1]));
}
