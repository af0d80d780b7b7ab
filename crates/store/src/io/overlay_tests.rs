//! The overlay: what is new is seen, and the base stays byte for byte as it was.

use super::super::{Probe, write_file};
use super::*;

fn base() -> MemoryVfs {
    let base = MemoryVfs::new();
    base.create_dir().unwrap();
    for name in ["CURRENT", "manifest-000001", "log-000002"] {
        write_file(&base, name, name.as_bytes()).unwrap();
    }
    base
}

#[test]
fn new_files_hide_those_of_the_base_and_leave_them_alone() {
    let base = base();
    let before = base.files();
    let over = OverlayVfs::new(Arc::new(base.clone()));
    assert_eq!(over.read("CURRENT").unwrap(), b"CURRENT");
    write_file(&over, "CURRENT.tmp", b"new").unwrap();
    over.rename("CURRENT.tmp", "CURRENT").unwrap();
    over.sync_dir().unwrap();
    assert_eq!(over.read("CURRENT").unwrap(), b"new");
    assert_eq!(over.read_from("CURRENT", 1).unwrap(), b"ew");
    assert_eq!(over.length("log-000002").unwrap(), 10);
    assert_eq!(
        over.list().unwrap(),
        ["CURRENT", "log-000002", "manifest-000001"]
    );
    over.open_append("CURRENT").unwrap().append(b"er").unwrap();
    assert_eq!(&*over.open_read("CURRENT").unwrap(), b"newer");
    over.remove("CURRENT").unwrap();
    assert_eq!(over.read("CURRENT").unwrap(), b"CURRENT");
    assert_eq!(base.files(), before);
}

#[test]
fn the_base_cannot_be_written_through_it() {
    let base = base();
    let before = base.files();
    let over = OverlayVfs::new(Arc::new(base.clone()));
    assert!(over.open_append("log-000002").is_err());
    assert!(over.rename("CURRENT", "x").is_err());
    assert!(over.remove("CURRENT").is_err());
    over.remove("nothing").unwrap();
    assert!(over.lock("LOCK", "").is_err());
    let lock = base.lock("LOCK", "note").unwrap();
    assert!(matches!(over.probe("LOCK").unwrap(), Probe::Held { note, .. } if note == "note"));
    drop(lock);
    assert_eq!(over.probe("LOCK").unwrap(), Probe::Free);
    base.remove("LOCK").unwrap();
    assert_eq!(base.files(), before);
}
