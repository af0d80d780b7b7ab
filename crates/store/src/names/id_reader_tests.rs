//! Reading many ids gives what reading each gives, whatever ids there are.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::super::directory::tests::{folder, keys, open};
use super::super::naming::Naming;
use super::*;

/// More than a group of plain ids, then some of every sort, neighbours of each other.
fn ids() -> Vec<String> {
    let mut ids: Vec<String> = (0..70).map(|n| format!("cccd:{n:012}")).collect();
    ids.extend((0..70).map(|n| format!("p{n}")));
    ids.extend(["Bình", ":a:b", "phone:09", "x", "tên:Chi", "a:b:c"].map(str::to_owned));
    ids.push("y".repeat(1024));
    ids.push(format!("long:{}", "z".repeat(1020)));
    ids.extend((0..40).map(|n| format!("wifi:{n}")));
    ids
}

fn read(names: &Names, numbers: impl Iterator<Item = u32>) {
    let mut reader = IdReader::new(names, Which::Person);
    let (mut before, mut wanted) = (None, String::new());
    for number in numbers {
        wanted.clear();
        names
            .write_name(Which::Person, number, &mut wanted)
            .unwrap();
        let id = reader.id(number).unwrap();
        let mut found = vec![b'?'; id.len()];
        id.copy_to(&mut found);
        assert_eq!(String::from_utf8(found).unwrap(), wanted);
        let key = reader.sort_key(number).unwrap();
        let id = names.name(Which::Person, number).unwrap();
        if let Some((before_id, before_key)) = before.replace((id.clone(), key)) {
            assert_eq!(id.cmp(&before_id), key.cmp(before_key), "{wanted}");
        }
    }
}

#[test]
fn it_gives_what_every_name_alone_gives() {
    let ids = ids();
    let texts: Vec<&str> = ids.iter().map(String::as_str).collect();
    let count = u32::try_from(texts.len()).unwrap();
    for naming in [Naming::Plain, Naming::Pseudonymous(Arc::new(keys("5a")))] {
        let (vfs, sealed) = folder(&naming, &texts);
        let names = open(&vfs, "ids-0", &sealed, &naming);
        read(&names, 0..count);
        read(&names, (0..count).rev());
        read(&names, (0..count).map(|n| n * 37 % count));
    }
}

#[test]
fn erased_and_unknown_numbers_are_refused() {
    let (vfs, sealed) = folder(&Naming::Plain, &["cccd:1", "cccd:2", "An"]);
    let names = open(&vfs, "ids-0", &sealed, &Naming::Plain);
    let names = names.with_erased(Arc::new(RoaringBitmap::from_iter([1])));
    let mut reader = IdReader::new(&names, Which::Person);
    assert_eq!(reader.id(0).unwrap().len(), 6);
    assert!(matches!(
        reader.id(1),
        Err(StoreError::Erased { number: 1 })
    ));
    assert!(matches!(
        reader.id(3),
        Err(StoreError::UnknownNumber { .. })
    ));
    let mut short = [0; 1];
    reader.id(2).unwrap().copy_to(&mut short);
    assert_eq!(short, [0], "an id is not cut short");
    assert_eq!(format!("{:?}", reader.id(2).unwrap()), "WrittenId(…)");
}
