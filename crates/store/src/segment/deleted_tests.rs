//! Tests of `deleted`.

use super::*;
use crate::io::MemoryVfs;

fn sample() -> (MemoryVfs, Deleted, Sealed) {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut deleted = Deleted::new(70_000, 3);
    for row in [0, 5, 6, 7, 69_999] {
        assert!(deleted.delete_visit(row));
    }
    assert!(!deleted.delete_visit(5));
    assert!(!deleted.delete_visit(70_000));
    assert!(deleted.delete_contact(2));
    let sealed = deleted.write(&vfs, "d").unwrap();
    (vfs, deleted, sealed)
}

#[test]
fn is_read_back() {
    let (vfs, deleted, sealed) = sample();
    assert_eq!(Deleted::open(&vfs, "d", Some(&sealed)).unwrap(), deleted);
    assert_eq!((deleted.visit_count(), deleted.contact_count()), (5, 1));
    assert!(deleted.fits(70_000, 3) && !deleted.fits(70_000, 4));
}

#[test]
fn every_flip_is_noticed_or_harmless() {
    let (vfs, deleted, _) = sample();
    let bytes = vfs.get("d").unwrap();
    for at in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 1 << (at % 8);
        vfs.put("d", broken);
        match Deleted::open(&vfs, "d", None) {
            Ok(read) => assert_eq!(read, deleted, "byte {at}"),
            Err(e) => assert!(e.is_damaged(), "byte {at}: {e}"),
        }
    }
}
