//! Tests of `io`: memory and disk behave alike.

use super::*;

/// One body over every implementation.
fn check(vfs: &dyn Vfs) {
    assert!(!vfs.dir_exists().unwrap());
    assert!(vfs.list().is_err());
    assert!(vfs.create_write("a").is_err());
    vfs.create_dir().unwrap();
    vfs.create_dir().unwrap();
    assert!(vfs.dir_exists().unwrap());
    assert_eq!(vfs.list().unwrap(), [""; 0]);

    write_file(vfs, "b", b"old").unwrap();
    let before = vfs.open_read("b").unwrap();
    let mut file = vfs.create_write("b").unwrap();
    file.append(b"new ").unwrap();
    file.append(b"content").unwrap();
    file.seal().unwrap();
    assert_eq!(&*before, b"old", "what is open stays as it was");
    assert_eq!(vfs.read("b").unwrap(), b"new content");
    write_file(vfs, "empty", b"").unwrap();
    assert_eq!(&*vfs.open_read("empty").unwrap(), b"");
    assert_eq!(vfs.list().unwrap(), ["b", "empty"]);

    write_file(vfs, "CURRENT.tmp", b"1").unwrap();
    vfs.rename("CURRENT.tmp", "CURRENT").unwrap();
    write_file(vfs, "CURRENT.tmp", b"2").unwrap();
    vfs.rename("CURRENT.tmp", "CURRENT").unwrap();
    vfs.sync_dir().unwrap();
    assert_eq!(vfs.read("CURRENT").unwrap(), b"2");
    assert!(!vfs.exists("CURRENT.tmp").unwrap());
    assert!(vfs.rename("CURRENT.tmp", "CURRENT").is_err());

    let open = vfs.open_read("b").unwrap();
    vfs.remove("b").unwrap();
    vfs.remove("b").unwrap();
    assert_eq!(&*open, b"new content");
    for error in [vfs.read("b").unwrap_err(), vfs.open_read("b").unwrap_err()] {
        let StoreError::Io { source, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(source.kind(), std::io::ErrorKind::NotFound);
    }

    grows(vfs);
    locks(vfs);
    assert!(vfs.now() > 1_500_000_000);
}

/// A file that is added to after it was made durable.
fn grows(vfs: &dyn Vfs) {
    assert!(vfs.open_append("log").is_err());
    let mut log = vfs.create_write("log").unwrap();
    log.append(b"ab").unwrap();
    log.sync().unwrap();
    log.append(b"cd").unwrap();
    assert_eq!(vfs.length("log").unwrap(), 4);
    assert_eq!(vfs.read_from("log", 1).unwrap(), b"bcd");
    drop(log);
    let mut log = vfs.open_append("log").unwrap();
    log.append(b"ef").unwrap();
    log.sync().unwrap();
    assert_eq!(vfs.read_from("log", 4).unwrap(), b"ef");
    for beyond in [6, 100] {
        assert_eq!(vfs.read_from("log", beyond).unwrap(), b"");
    }
    log.seal().unwrap();
    assert_eq!(vfs.read("log").unwrap(), b"abcdef");
    assert!(vfs.length("nothing").is_err());
    assert!(vfs.read_from("nothing", 0).is_err());
}

fn locks(vfs: &dyn Vfs) {
    assert_eq!(vfs.probe("lock").unwrap(), Probe::Free, "not there");
    let lock = vfs.lock("lock", "number 7").unwrap();
    let error = vfs.lock("lock", "other").unwrap_err();
    let holder = Holder::Process(std::process::id());
    assert!(
        matches!(&error, StoreError::Locked { holder: h, .. } if *h == holder),
        "{error}"
    );
    let held = Probe::Held {
        holder,
        note: "number 7".to_owned(),
    };
    assert_eq!(vfs.probe("lock").unwrap(), held);
    drop(lock);
    assert_eq!(vfs.probe("lock").unwrap(), Probe::Free);
    drop(vfs.lock("lock", "").unwrap());
}

#[test]
fn memory() {
    check(&MemoryVfs::new());
}

#[test]
fn disk_mapped_and_heap() {
    let folder = tempfile::tempdir().unwrap();
    check(&DiskVfs::new(folder.path().join("a/b")));
    check(&DiskVfs::new(folder.path().join("c")).read_mode(ReadMode::Heap));
}

#[cfg(unix)]
#[test]
fn files_and_folder_belong_to_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let vfs = DiskVfs::new(&path);
    vfs.create_dir().unwrap();
    write_file(&vfs, "x", b"1").unwrap();
    let mode = |p: &std::path::Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&path.join("x")), 0o400);
    let mut log = vfs.create_write("log").unwrap();
    log.sync().unwrap();
    assert_eq!(mode(&path.join("log")), 0o600);
    let _lock = vfs.lock("LOCK", "").unwrap();
    assert_eq!(mode(&path.join("LOCK")), 0o600);
}

#[test]
fn damage_to_a_file_in_memory_reaches_the_next_reader() {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    write_file(&vfs, "x", b"1").unwrap();
    let open = vfs.open_read("x").unwrap();
    vfs.put("x", b"2".to_vec());
    assert_eq!(
        (&*open, &*vfs.open_read("x").unwrap()),
        (&b"1"[..], &b"2"[..])
    );
    assert_eq!(vfs.files().len(), 1);
}

#[test]
fn a_lock_whose_file_was_removed_is_taken_anew() {
    let folder = tempfile::tempdir().unwrap();
    let vfs = DiskVfs::new(folder.path());
    let stale = vfs.lock("pin", "old").unwrap();
    vfs.remove("pin").unwrap();
    let _new = vfs.lock("pin", "new").unwrap();
    drop(stale);
    assert!(matches!(vfs.probe("pin").unwrap(), Probe::Held { note, .. } if note == "new"));
}

#[test]
fn random_bytes_differ() {
    assert_ne!(random().unwrap(), random().unwrap());
}
