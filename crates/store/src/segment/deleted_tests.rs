//! Tests of `deleted`.

use proptest::prelude::*;

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
    assert!(!deleted.hide_contact(2) && deleted.hide_contact(1));
    assert!(deleted.hide_visit(8) && deleted.hide_visit(9) && deleted.hide_visit(10));
    assert!(!deleted.hide_visit(8) && !deleted.hide_visit(5) && !deleted.hide_visit(70_000));
    assert!(deleted.show_visit(9) && !deleted.show_visit(9));
    let sealed = deleted.write(&vfs, "d").unwrap();
    (vfs, deleted, sealed)
}

#[test]
fn is_read_back() {
    let (vfs, deleted, sealed) = sample();
    assert_eq!(Deleted::open(&vfs, "d", Some(&sealed)).unwrap(), deleted);
    assert_eq!((deleted.visit_count(), deleted.contact_count()), (5, 1));
    assert_eq!(
        (deleted.hidden_visit_count(), deleted.hidden_contact_count()),
        (2, 1)
    );
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

#[test]
fn a_deleted_row_is_no_longer_hidden() {
    let mut rows = Deleted::new(10, 10);
    assert!(rows.hide_visit(3) && rows.delete_visit(3) && !rows.hide_visit(3));
    assert!(rows.hide_contact(4) && rows.delete_contact(4) && !rows.show_contact(4));
    assert_eq!((rows.visit_count(), rows.hidden_visit_count()), (1, 0));
    assert_eq!((rows.contact_count(), rows.hidden_contact_count()), (1, 0));
}

proptest! {
    #[test]
    fn remap_follows_the_rows(
        deleted in prop::collection::btree_set(0_u32..300, 0..40),
        hidden in prop::collection::btree_set(0_u32..300, 0..40),
        dropped in prop::collection::btree_set(0_u32..300, 0..60),
    ) {
        let mut rows = Deleted::new(300, 0);
        deleted.iter().for_each(|r| assert!(rows.delete_visit(*r)));
        for row in &hidden {
            rows.hide_visit(*row);
        }
        let left: Vec<u32> = (0..300).filter(|r| !dropped.contains(r)).collect();
        let mut expected = Deleted::new(u32::try_from(left.len()).unwrap(), 0);
        for (new, old) in (0..).zip(&left) {
            if deleted.contains(old) {
                expected.delete_visit(new);
            } else if hidden.contains(old) {
                expected.hide_visit(new);
            }
        }
        let dropped = dropped.into_iter().collect();
        prop_assert_eq!(rows.remap(&dropped, &RoaringBitmap::new()), expected);
    }
}
