//! Saved answers through the front door.

use std::fs;
use std::sync::Arc;

use crate::{Change, MemoryVfs, Options, SavedTrace, Store};

fn store() -> Store {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut w = store.writer().unwrap();
    w.visit("An", "canteen", 0, Some(60)).unwrap();
    w.visit("Binh", "canteen", 30, Some(90)).unwrap();
    w.commit().unwrap();
    drop(w);
    store
}

#[test]
fn saved_opened_and_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer");
    let store = store();
    let trace = store
        .snapshot()
        .unwrap()
        .trace()
        .case("An", 0..)
        .forward()
        .unwrap();
    fs::write(&file, "something else").unwrap();
    trace.save(&file).unwrap();
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "no temporary file is left");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let mut w = store.writer().unwrap();
    w.visit("Chi", "canteen", 40, Some(50)).unwrap();
    w.commit().unwrap();
    drop(w);
    let opened = store.open_trace(&file).unwrap();
    assert_eq!(opened.columns(), trace.columns());
    assert_eq!(opened.question(), trace.question());
    assert_eq!(opened.chain("Binh").unwrap().events().len(), 1);
    let now = store.snapshot().unwrap();
    let done = now.retrace(opened).unwrap();
    let fresh = now.trace().case("An", 0..).forward().unwrap();
    assert_eq!(done.trace.columns(), fresh.columns());
    assert_eq!(done.trace.snapshot().number(), now.number());
    assert_eq!(done.trace.chain("Chi").unwrap().events().len(), 1);
}

#[test]
fn another_snapshot_another_store_another_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer");
    let first = store();
    first
        .snapshot()
        .unwrap()
        .trace()
        .case("An", 0..)
        .forward()
        .unwrap()
        .save(&file)
        .unwrap();
    let mut w = first.writer().unwrap();
    w.visit("Chi", "canteen", 40, Some(50)).unwrap();
    w.commit().unwrap();
    let why = SavedTrace::open(&file)
        .unwrap()
        .on(&first.snapshot().unwrap())
        .unwrap_err();
    assert!(why.is_saved());
    let text = why.to_string();
    assert!(
        text.ends_with("answer: the answer is of snapshot 1, not of snapshot 2: give that one"),
        "{text}"
    );

    let other = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut v = other.writer().unwrap();
    v.visit("Em", "canteen", 40, Some(50)).unwrap();
    v.commit().unwrap();
    let why = other.open_trace(&file).unwrap_err();
    assert!(
        why.is_saved() && why.to_string().contains("is not of this store"),
        "{why}"
    );

    w.erase("Binh").unwrap();
    let why = first.open_trace(&file).unwrap_err();
    assert!(
        why.is_saved() && why.to_string().contains("people were erased"),
        "{why}"
    );

    fs::write(&file, "person,level\n").unwrap();
    let why = first.open_trace(&file).unwrap_err();
    assert!(
        why.is_saved() && why.to_string().contains("answer: it is not a saved answer"),
        "{why}"
    );
    assert!(
        first
            .open_trace(folder.path().join("none"))
            .unwrap_err()
            .is_io()
    );
}

#[test]
fn s30_two_saved_answers() {
    let folder = tempfile::tempdir().unwrap();
    let store = store();
    let save = |name: &str, hops: u32| {
        let asked = store.snapshot().unwrap().trace().case("An", 0..).hops(hops);
        let file = folder.path().join(name);
        asked.forward().unwrap().save(&file).unwrap();
        SavedTrace::open(&file).unwrap()
    };
    let (friday, other) = (save("friday", 3), save("other", 2));
    let mut w = store.writer().unwrap();
    w.visit("Chi", "canteen", 40, Some(50)).unwrap();
    w.commit().unwrap();
    drop(w);
    let monday = save("monday", 3);
    let changed = friday.clone().difference(monday.clone(), &store).unwrap();
    let rows: Vec<_> = changed
        .rows()
        .iter()
        .map(|row| row.person.local())
        .collect();
    assert_eq!((rows, changed.count(Change::New)), (vec!["Chi"], 1));
    let error = other.difference(monday.clone(), &store).unwrap_err();
    assert!(error.is_question() && error.to_string().contains("differ in hops"));
    let elsewhere = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut w = elsewhere.writer().unwrap();
    w.visit("An", "market", 0, Some(60)).unwrap();
    w.commit().unwrap();
    let error = friday.difference(monday, &elsewhere).unwrap_err();
    assert!(
        error.is_saved() && error.to_string().contains("not of this store"),
        "{error}"
    );
}
