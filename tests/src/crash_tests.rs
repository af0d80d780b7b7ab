//! Tests of `crash`: each thing that power loss, a kill and a bad disk can do.

use std::collections::BTreeSet;
use std::io::ErrorKind;

use truyvet_store::io::write_file;

use super::*;

fn folder() -> CrashVfs {
    let vfs = CrashVfs::new();
    vfs.create_dir().unwrap();
    vfs.sync_dir().unwrap();
    vfs
}

/// What can be found of `name` after power loss.
fn fates(vfs: &CrashVfs, name: &str) -> BTreeSet<Option<Vec<u8>>> {
    let after = |seed| vfs.after_crash(seed).read(name).ok();
    (0..400).map(after).collect()
}

#[test]
fn what_is_synced_stays_and_the_rest_may_not() {
    let vfs = folder();
    write_file(&vfs, "safe", b"content").unwrap();
    vfs.sync_dir().unwrap();
    // A naive writer: no sync of the content, none of the name.
    let mut file = vfs.create_write("naive").unwrap();
    file.append(b"content").unwrap();
    drop(file);
    assert_eq!(vfs.read("naive").unwrap(), b"content");
    assert_eq!(
        fates(&vfs, "safe"),
        BTreeSet::from([Some(b"content".to_vec())])
    );
    let fates = fates(&vfs, "naive");
    assert!(fates.contains(&None), "the name is lost");
    assert!(fates.contains(&Some(Vec::new())), "the content is lost");
    assert!(
        fates.contains(&Some(b"cont".to_vec())),
        "a prefix: {fates:?}"
    );
    assert!(fates.contains(&Some(vec![0; 7])), "zeros");
    assert!(fates.contains(&Some(b"content".to_vec())), "all is kept");
    assert_eq!(
        vfs.after_crash(0).list().unwrap(),
        ["safe"],
        "seed 0 loses all"
    );
    assert_eq!(vfs.after_crash(1).read("naive").unwrap(), b"content");
}

#[test]
fn a_sealed_file_without_a_synced_name_is_whole_or_gone() {
    let vfs = folder();
    write_file(&vfs, "a", b"content").unwrap();
    let expected = [None, Some(b"content".to_vec())];
    assert_eq!(fates(&vfs, "a"), BTreeSet::from(expected));
}

#[test]
fn a_rename_is_old_or_new_and_nothing_else() {
    let vfs = folder();
    write_file(&vfs, "CURRENT", b"1").unwrap();
    write_file(&vfs, "CURRENT.tmp", b"2").unwrap();
    vfs.sync_dir().unwrap();
    vfs.rename("CURRENT.tmp", "CURRENT").unwrap();
    let seen = (0..50).map(|seed| {
        let after = vfs.after_crash(seed);
        (
            after.read("CURRENT").unwrap(),
            after.exists("CURRENT.tmp").unwrap(),
        )
    });
    let expected = [(b"1".to_vec(), true), (b"2".to_vec(), false)];
    assert_eq!(seen.collect::<BTreeSet<_>>(), BTreeSet::from(expected));
    vfs.sync_dir().unwrap();
    let expected = BTreeSet::from([Some(b"2".to_vec())]);
    assert_eq!(fates(&vfs, "CURRENT"), expected);
}

#[test]
fn a_removed_file_may_come_back_until_the_folder_is_synced() {
    let vfs = folder();
    write_file(&vfs, "a", b"1").unwrap();
    vfs.sync_dir().unwrap();
    vfs.remove("a").unwrap();
    assert!(fates(&vfs, "a").contains(&Some(b"1".to_vec())));
    vfs.sync_dir().unwrap();
    assert_eq!(fates(&vfs, "a"), BTreeSet::from([None]));
}

#[test]
fn appends_are_lost_and_torn_one_by_one_after_the_synced_part() {
    let vfs = folder();
    let mut file = vfs.create_write("log").unwrap();
    file.append(&[1; 1000]).unwrap();
    file.seal().unwrap();
    vfs.sync_dir().unwrap();
    let mut file = vfs.open_append("log").unwrap();
    file.append(&[2; 1000]).unwrap();
    file.append(&[3; 1000]).unwrap();
    let fates: Vec<Vec<u8>> = (0..400)
        .map(|seed| vfs.after_crash(seed).read("log").unwrap())
        .collect();
    assert!(
        fates
            .iter()
            .all(|f| f.len() >= 1000 && f[..1000] == [1; 1000])
    );
    let hole = |f: &&Vec<u8>| f.len() == 3000 && f[1000..2000] == [0; 1000] && f[2000] == 3;
    assert!(fates.iter().any(|f| hole(&f)), "only the second is kept");
    let sector = |f: &&Vec<u8>| {
        // Bytes 1024 to 1536 are the first whole sector of the first append.
        f.len() > 1536 && f[1000] == 2 && f[1536] == 2 && f[1024..1536].iter().all(|b| *b != 2)
    };
    assert!(
        fates
            .iter()
            .any(|f| sector(&f) && f[1024..1536] == [0; 512]),
        "a sector of zeros"
    );
    let other = |f: &&Vec<u8>| f.len() > 1536 && f[1024..1536].iter().any(|b| *b > 3);
    assert!(fates.iter().any(|f| other(&f)), "a sector of garbage");
    file.sync().unwrap();
    assert_eq!(vfs.after_crash(0).length("log").unwrap(), 3000);
    assert_eq!(vfs.read_from("log", 2999).unwrap(), [3]);
    assert!(vfs.read_from("log", 4000).unwrap().is_empty());
}

#[test]
fn an_open_file_keeps_its_content_when_its_name_goes_to_another() {
    let vfs = folder();
    let mut old = vfs.create_write("a").unwrap();
    write_file(&vfs, "a", b"new").unwrap();
    old.append(b"old").unwrap();
    old.seal().unwrap();
    assert_eq!(vfs.read("a").unwrap(), b"new");
}

#[test]
fn a_folder_that_was_never_synced_may_be_gone() {
    let vfs = CrashVfs::new();
    assert!(vfs.create_write("a").is_err());
    assert!(vfs.lock("LOCK", "").is_err());
    vfs.create_dir().unwrap();
    assert!(!vfs.after_crash(0).dir_exists().unwrap());
    assert!(vfs.after_crash(1).dir_exists().unwrap());
}

#[test]
fn after_the_last_operation_nothing_works_any_more() {
    let vfs = folder();
    vfs.stop_after(4);
    let mut file = vfs.create_write("a").unwrap();
    file.append(b"1").unwrap();
    assert!(!vfs.is_stopped());
    assert!(file.append(b"2").is_err());
    assert!(vfs.is_stopped());
    assert!(file.seal().is_err());
    assert!(vfs.read("a").is_err() && vfs.list().is_err() && vfs.sync_dir().is_err());
    assert_eq!(vfs.operations().len(), 4);
    let after = vfs.after_crash(1);
    assert_eq!(after.read("a").unwrap(), b"1");
    assert!(after.operations().is_empty());
}

#[test]
fn one_operation_fails_and_the_next_does_not() {
    let vfs = folder();
    vfs.fail_at(4, Fault::NoSpace);
    let mut file = vfs.create_write("a").unwrap();
    let error = file.append(b"1234").unwrap_err();
    let StoreError::Io { source, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(source.kind(), ErrorKind::StorageFull);
    assert_eq!(vfs.read("a").unwrap(), b"12", "half of it is there");
    file.append(b"5").unwrap();
    file.seal().unwrap();
    assert_eq!(vfs.read("a").unwrap(), b"125");
    let last = vfs.operations().pop().unwrap();
    assert_eq!((last.action, last.name.as_str()), (Action::Seal, "a"));
}

#[test]
fn a_failed_sync_makes_nothing_durable_and_may_be_forgotten() {
    for (fault, durable) in [(Fault::Io, &b"12"[..]), (Fault::IoForgotten, b"")] {
        let vfs = folder();
        write_file(&vfs, "log", b"").unwrap();
        vfs.sync_dir().unwrap();
        let mut file = vfs.open_append("log").unwrap();
        vfs.fail_at(8, fault);
        file.append(b"1").unwrap();
        assert!(file.sync().is_err());
        assert_eq!(vfs.after_crash(0).read("log").unwrap(), b"");
        file.append(b"2").unwrap();
        file.sync().unwrap();
        assert_eq!(vfs.read("log").unwrap(), b"12");
        assert_eq!(vfs.after_crash(0).read("log").unwrap(), durable);
    }
}

#[test]
fn locks_end_with_their_holder_and_with_the_power() {
    let vfs = folder();
    assert_eq!(vfs.probe("LOCK").unwrap(), Probe::Free);
    let lock = vfs.lock("LOCK", "a note").unwrap();
    let held = Probe::Held {
        holder: Holder::Process(std::process::id()),
        note: "a note".to_owned(),
    };
    assert_eq!(vfs.probe("LOCK").unwrap(), held);
    assert!(matches!(
        vfs.lock("LOCK", ""),
        Err(StoreError::Locked { .. })
    ));
    drop(vfs.after_crash(1).lock("LOCK", "").unwrap());
    drop(lock);
    drop(vfs.lock("LOCK", "").unwrap());
}

#[test]
fn a_seed_decides_everything() {
    let vfs = folder();
    for name in ["a", "b", "c"] {
        let mut file = vfs.create_write(name).unwrap();
        file.append(&[7; 2000]).unwrap();
    }
    let image = |seed| {
        let after = vfs.after_crash(seed);
        let names = after.list().unwrap();
        let read = |name: String| (after.read(&name).unwrap(), name);
        names.into_iter().map(read).collect::<Vec<_>>()
    };
    assert!((0..50).all(|seed| image(seed) == image(seed)));
    assert_ne!(image(2), image(3));
}
