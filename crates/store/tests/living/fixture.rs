//! A frozen store of this format version, and what must be read from it for ever.
//!
//! When the format changes before it is released, make it anew:
//! `cargo test -p truyvet-store --test living make_fixture -- --ignored`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use truyvet_model::{Coordinates, Kind, Place};
use truyvet_store::{Store, Vfs, verify};

use crate::clock::ClockVfs;
use crate::dump::{Append, BEGIN, dump, id, options, t, writer};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-2")
}

/// Something of everything that a store can hold.
fn fill(vfs: &ClockVfs, store: &Store) {
    let mut w = writer(store);
    w.set_source("qr:company-12").unwrap();
    w.was("cccd:001", "market:7", 0, 5);
    w.was("cccd:002", "market:7", 1, None);
    w.was("Nguyễn Văn A", "line:3", 12, 19);
    let (line, factory) = (w.l("line:3"), w.l("factory:3"));
    let details = Place {
        kind: Kind::new("line").unwrap(),
        parent: Some(factory),
        unit: Some("24-213".to_owned()),
        coordinates: Coordinates::new(21.28, 106.2).ok(),
        shared: true,
        name: Some("Chuyền số 3".to_owned()),
    };
    w.declare_place(line, &details).unwrap();
    w.publish().unwrap();
    vfs.tick(60);
    // Replaced, retracted, linked: hidden rows and deleted ones.
    w.set_source("bluezone").unwrap();
    w.met("cccd:001", "cccd:002", 2, 4);
    w.met("phone:0909", "cccd:002", 2, 5);
    w.was("cccd:001", "market:7", 0, 6);
    w.was("phone:0909", "market:7", 0, 8);
    w.was("phone:0909", "bus:1", 3, None);
    w.link("cccd:001", "phone:0909");
    w.commit().unwrap();
    vfs.tick(60);
    let who = w.p("Nguyễn Văn A");
    w.retract_visit(who, line, t(12)).unwrap();
    w.was("Nguyễn Văn A", "line:3", 14, None);
    w.was("Lê Thị B", "market:8", 14, 18);
    let (seven, eight) = (w.l("market:7"), w.l("market:8"));
    w.link_places(seven, eight).unwrap();
    w.publish().unwrap();
    vfs.tick(60);
    let who = w.p("Lê Thị B");
    w.erase(who).unwrap();
    vfs.tick(60);
    // What is only in the log.
    w.set_source("").unwrap();
    w.was("cccd:002", "market:7", 1, 9);
    w.commit().unwrap();
    vfs.tick(60);
    w.was("cccd:003", "bus:1", 16, None);
    w.kind("bus:1", "line");
    w.commit().unwrap();
}

/// All that is read from it: every commit.
fn read(store: &Store) -> String {
    let mut text = String::new();
    for kept in store.history().unwrap() {
        text += &format!("kept: {} to {}\n", kept.first, kept.last);
    }
    let last = store.snapshot().unwrap().number();
    for commit in 0..=last {
        text += &dump(&store.snapshot_as_of(commit).unwrap());
    }
    text
}

#[test]
#[ignore = "writes the fixture anew"]
fn make_fixture() {
    let folder = folder();
    std::fs::create_dir_all(&folder).unwrap();
    for old in std::fs::read_dir(&folder).unwrap() {
        std::fs::remove_file(old.unwrap().path()).unwrap();
    }
    let vfs = ClockVfs::new(BEGIN);
    let store = Store::create_in(Arc::new(vfs.clone()), options()).unwrap();
    fill(&vfs, &store);
    let text = read(&store);
    drop(store);
    for (name, bytes) in vfs.files.files() {
        if name != "LOCK" && !name.starts_with("pin-") {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
    std::fs::write(folder.with_extension("txt"), text).unwrap();
}

fn expected() -> String {
    std::fs::read_to_string(folder().with_extension("txt")).unwrap()
}

/// The files of the fixture, copied to a new folder.
fn copy() -> (tempfile::TempDir, PathBuf) {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("store");
    std::fs::create_dir(&path).unwrap();
    for file in std::fs::read_dir(folder()).unwrap() {
        let file = file.unwrap();
        // Another test may be reading it in place.
        if file.file_name().to_string_lossy().starts_with("pin-") {
            continue;
        }
        // Not copied with its mode: version control keeps none.
        let bytes = std::fs::read(file.path()).unwrap();
        std::fs::write(path.join(file.file_name()), bytes).unwrap();
    }
    (temporary, path)
}

#[test]
fn the_frozen_store_reads_as_it_was_written() {
    let (_temporary, path) = copy();
    let store = Store::open(&path).unwrap();
    assert_eq!(read(&store), expected());
    let vfs: Arc<dyn Vfs> = Arc::new(truyvet_store::DiskVfs::new(&path));
    drop(store);
    let report = verify(&vfs, &mut |_| {});
    assert!(report.unwrap().is_sound());
}

#[test]
fn the_frozen_store_can_be_written_to() {
    let (_temporary, path) = copy();
    let store = Store::open(&path).unwrap();
    let before = dump(&store.snapshot().unwrap());
    let mut w = writer(&store);
    let an = w.person(id("cccd:001")).unwrap();
    w.compact().unwrap();
    w.purge().unwrap();
    assert_eq!(dump(&store.snapshot().unwrap()), before);
    w.was("cccd:001", "market:7", 40, 41);
    w.erase(an).unwrap();
    w.purge().unwrap();
    assert_eq!(
        store.snapshot().unwrap().person(&id("cccd:001")).unwrap(),
        None
    );
    assert!(store.snapshot().unwrap().verify(&mut |_| {}).is_sound());
}

#[test]
fn the_frozen_store_can_be_read_where_it_may_not_be_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_temporary, path) = copy();
    let mode = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode));
    mode(0o500).unwrap();
    let store = Store::open(&path).unwrap();
    let seen = read(&store);
    drop(store);
    mode(0o700).unwrap();
    assert_eq!(seen, expected());
}

#[test]
fn the_frozen_store_can_be_read_in_place() {
    let before = names();
    let store = Store::open(folder()).unwrap();
    assert_eq!(read(&store), expected());
    drop(store);
    assert_eq!(names(), before, "nothing is written to the folder");
}

fn names() -> Vec<String> {
    let files = std::fs::read_dir(folder()).unwrap();
    let mut names: Vec<String> = files
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| !name.starts_with("pin-"));
    names.sort();
    names
}
