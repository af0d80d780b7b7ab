//! Erasure: invisible at once, gone from every file after a purge, and the certificate of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use truyvet_model::{CaseRecord, PersonDetails, PersonNo};
use truyvet_store::{Holder, KeyRing, Options, Store, StoreError, Vfs, Writer};

use crate::clock::ClockVfs;
use crate::dump::{Append, BEGIN, dump, id, options, records, t, writer};

/// Two ids of one person, who is to be forgotten.
const IDS: [&str; 2] = ["cccd:079123456789", "phone:0909777888"];

/// Where only this person lives, by one word and by a later one.
const HOMES: [&str; 2] = ["99/8877665", "99/5544332"];

/// A home, and a confirmed case.
fn register(w: &mut Writer, home: &str) {
    let person = w.p(IDS[0]);
    let details = PersonDetails {
        unit: Some(home.to_owned()),
        doses: Some(1),
    };
    w.declare_person(person, &details).unwrap();
    let case = CaseRecord {
        person,
        tested: t(4),
        onset: None,
        isolated: None,
    };
    w.declare_case(&case).unwrap();
}

/// The person in segments, in a log that is history, in the current log; linked in between.
fn fill(store: &Store) {
    let mut w = writer(store);
    w.was("An", "market", 0, 5);
    w.was(IDS[0], "market", 1, None);
    w.met("An", IDS[0], 1, 3);
    register(&mut w, HOMES[0]);
    w.commit().unwrap();
    w.was("Binh", "bus", 2, 4);
    w.publish().unwrap();
    w.was(IDS[1], "bus", 3, 6);
    w.commit().unwrap();
    w.link(IDS[0], IDS[1]);
    w.met("Binh", IDS[1], 12, 14);
    w.commit().unwrap();
    w.publish().unwrap();
    w.was(IDS[0], "market", 1, 2);
    w.commit().unwrap();
    w.was("Binh", "market", 7, 9);
    w.was(IDS[1], "market", 15, None);
    register(&mut w, HOMES[1]);
    w.commit().unwrap();
}

/// What every commit of [`fill`] shows without the person.
fn without(number: u64) -> Vec<&'static str> {
    match number {
        0 => vec![],
        1 => vec!["An @ market 0..5"],
        2..=5 => vec!["An @ market 0..5", "Binh @ bus 2..4"],
        _ => vec!["An @ market 0..5", "Binh @ bus 2..4", "Binh @ market 7..9"],
    }
}

fn on_disk(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(path).unwrap().map(Result::unwrap);
    files
        .map(|f| {
            let name = f.file_name().into_string().unwrap();
            (name, std::fs::read(f.path()).unwrap())
        })
        .collect()
}

fn holding(files: &BTreeMap<String, Vec<u8>>, needles: &[Vec<u8>]) -> Vec<String> {
    let has = |bytes: &Vec<u8>| {
        needles
            .iter()
            .any(|n| bytes.windows(n.len()).any(|w| w == n.as_slice()))
    };
    let found = files.iter().filter(|(_, bytes)| has(bytes));
    found.map(|(name, _)| name.clone()).collect()
}

/// The bytes that may not be left: of the ids, and of what is stored of them.
fn needles(store: &Store) -> Vec<Vec<u8>> {
    let snapshot = store.snapshot().unwrap();
    let mut needles = Vec::new();
    let canonical = snapshot.person(&id(IDS[0])).unwrap().unwrap();
    for name in snapshot.person_ids(canonical).unwrap() {
        needles.push(name.local().as_bytes().to_vec());
        if name.namespace() == "pseudonym" {
            let digits = |i: usize| u8::from_str_radix(&name.local()[i..i + 2], 16).unwrap();
            needles.push((0..32).step_by(2).map(digits).collect());
        }
    }
    for name in IDS {
        needles.push(name.split_once(':').unwrap().1.as_bytes().to_vec());
    }
    needles.extend(HOMES.map(|home| home.as_bytes().to_vec()));
    needles
}

fn is_forgotten(store: &Store, numbers: &[PersonNo]) {
    for commit in 0..=6 {
        let snapshot = store.snapshot_as_of(commit).unwrap();
        let mut seen = records(&snapshot);
        if snapshot.person(&id("An")).unwrap().is_some() && commit > 0 {
            let name = |p: &str| {
                let n = snapshot.person(&id(p)).unwrap();
                n.map(|n| snapshot.person_id(n).unwrap().to_string())
            };
            let (an, binh) = (name("An").unwrap(), name("Binh").unwrap_or_default());
            for line in &mut seen {
                *line = line.replace(&an, "An");
                if !binh.is_empty() {
                    *line = line.replace(&binh, "Binh");
                }
            }
            seen.sort();
        }
        assert_eq!(seen, without(commit), "as of {commit}");
        assert_eq!(snapshot.cases().unwrap(), [], "as of {commit}");
        assert_eq!(snapshot.homes().unwrap().units(), [""; 0]);
        for name in IDS {
            assert_eq!(snapshot.person(&id(name)).unwrap(), None);
        }
        for n in numbers.iter().filter(|n| n.0 < snapshot.person_count()) {
            let error = snapshot.person_id(*n).unwrap_err();
            assert!(matches!(error, StoreError::Erased { .. }), "{error}");
        }
    }
}

/// Erases by the second id and checks all that can be seen and all that is on disk.
fn erase_and_look(store: &Store, files: &dyn Fn() -> BTreeMap<String, Vec<u8>>) {
    fill(store);
    let needles = needles(store);
    assert!(
        !holding(&files(), &needles).is_empty(),
        "nothing to be found"
    );
    let mut w = writer(store);
    let person = w.p(IDS[1]);
    let numbers = w.linked_people(person);
    let done = w.erase(person).unwrap();
    assert_eq!((done.ids, done.number), (2, 7));
    assert_eq!(done.records, 5);
    assert_eq!(done.pinned, [], "nobody reads");
    is_forgotten(store, &numbers);
    for n in &numbers {
        let error = w.erase(*n).unwrap_err();
        assert!(matches!(error, StoreError::Erased { .. }), "{error}");
        let market = w.l("market");
        let error = w.retract_visit(*n, market, t(1)).unwrap_err();
        assert!(matches!(error, StoreError::Erased { .. }), "{error}");
    }
    let purge = w.purge().unwrap();
    assert!(
        purge.rows > 0 && purge.files > 0 && purge.states > 0,
        "{purge:?}"
    );
    assert_eq!(holding(&files(), &needles), [""; 0], "purged");
    is_forgotten(store, &numbers);
    let report = store.snapshot().unwrap().verify(&mut |_| {});
    assert!(report.is_sound(), "{:?}", report.findings);
    // The id comes back as somebody new.
    let again = w.p(IDS[0]);
    assert!(!numbers.contains(&again));
    assert_eq!(w.linked_people(again), [again]);
    w.was(IDS[0], "bus", 20, 22);
    w.commit().unwrap();
    is_forgotten_but(store, again);
}

fn is_forgotten_but(store: &Store, again: PersonNo) {
    let snapshot = store.snapshot().unwrap();
    assert_eq!(snapshot.person(&id(IDS[0])).unwrap(), Some(again));
    assert_eq!(records(&snapshot).len(), without(6).len() + 1);
    let then = store.snapshot_as_of(6).unwrap();
    assert_eq!(then.person(&id(IDS[0])).unwrap(), None);
}

#[test]
fn no_byte_of_the_id_is_left_in_memory_after_a_purge() {
    let vfs = ClockVfs::new(BEGIN);
    let store = Store::create_in(Arc::new(vfs.clone()), options()).unwrap();
    erase_and_look(&store, &|| vfs.files.files());
}

#[test]
fn no_byte_of_the_id_is_left_on_disk_after_a_purge() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = Store::create(&path, options()).unwrap();
    erase_and_look(&store, &|| on_disk(&path));
}

#[test]
fn no_byte_of_the_pseudonym_is_left_on_disk_after_a_purge() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let options = Options {
        keys: Some(KeyRing::parse(&"5a".repeat(32)).unwrap()),
        ..options()
    };
    let store = Store::create(&path, options).unwrap();
    erase_and_look(&store, &|| on_disk(&path));
}

#[test]
fn the_certificate_names_who_still_reads_and_when_all_must_be_gone() {
    let vfs = ClockVfs::new(BEGIN);
    let store = Store::create_in(Arc::new(vfs.clone()), options()).unwrap();
    fill(&store);
    let needles = needles(&store);
    let reader = Store::open_in(Arc::new(vfs.clone())).unwrap();
    let held = reader.snapshot().unwrap();
    drop(reader);
    let before = dump(&held);
    let mut w = writer(&store);
    let person = w.p(IDS[0]);
    let done = w.erase(person).unwrap();
    assert_eq!(done.due, t(BEGIN + 86_400));
    assert_eq!(done.pinned.len(), 1, "{:?}", done.pinned);
    let pin = &done.pinned[0];
    assert_eq!(pin.holder, Holder::Process(std::process::id()));
    assert_eq!(pin.since, t(BEGIN));
    w.purge().unwrap();
    // The reader is not disturbed, and what it reads is all that is left.
    assert_eq!(dump(&held), before);
    assert!(!holding(&vfs.files.files(), &needles).is_empty());
    drop(held);
    w.was("An", "bus", 30, 31);
    w.publish().unwrap();
    assert_eq!(holding(&vfs.files.files(), &needles), [""; 0]);
}

#[test]
fn the_compactor_removes_the_erased_before_the_deadline() {
    let vfs = ClockVfs::new(BEGIN);
    let store = Store::create_in(Arc::new(vfs.clone()), options()).unwrap();
    fill(&store);
    let needles = needles(&store);
    let mut w = store.writer().unwrap();
    let person = w.p(IDS[0]);
    w.erase(person).unwrap();
    vfs.tick(86_400 / 2 + 1);
    // It looks when something is published.
    w.was("An", "bus", 30, 31);
    w.publish().unwrap();
    let begun = std::time::Instant::now();
    while !holding(&vfs.files.files(), &needles).is_empty() {
        assert!(begun.elapsed().as_secs() < 20, "it is not gone");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn retention_removes_whole_days_from_every_state() {
    let vfs = ClockVfs::new(BEGIN);
    let store = Store::create_in(Arc::new(vfs.clone()), options()).unwrap();
    fill(&store);
    let mut w = writer(&store);
    w.was("An", "bus", 33, 35);
    let segments = |vfs: &ClockVfs| {
        let names = vfs.list().unwrap();
        names.iter().filter(|n| n.starts_with("segment-")).count()
    };
    let before = segments(&vfs);
    let error = w.retain(t(BEGIN + 1)).unwrap_err();
    assert!(error.to_string().contains("retain"), "{error}");
    drop(w);
    let mut w = writer(&store);
    w.was("An", "bus", 33, 35);
    let done = w.retain(t(22)).unwrap();
    assert_eq!(done.records_expired, 8, "{done:?}");
    for commit in 0..=6 {
        let snapshot = store.snapshot_as_of(commit).unwrap();
        assert_eq!(records(&snapshot), [""; 0], "as of {commit}");
        assert_eq!(snapshot.floor(), Some(t(22)));
    }
    assert_eq!(records(&store.snapshot().unwrap()), ["An @ bus 33..35"]);
    assert!(segments(&vfs) < before && segments(&vfs) == 1);
    // What comes too late is refused, and lowering the floor brings nothing back.
    w.was("An", "bus", 3, 5);
    let late = w.publish().unwrap();
    assert_eq!(late.records_expired, 1);
    w.retain(t(0)).unwrap();
    let snapshot = store.snapshot().unwrap();
    assert_eq!(records(&snapshot), ["An @ bus 33..35"]);
    assert_eq!(snapshot.floor(), Some(t(22)));
}
