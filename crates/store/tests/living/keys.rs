//! Stores whose people are pseudonyms: under one key, under the next, and without any.

use std::sync::Arc;

use truyvet_store::{KeyRing, MemoryVfs, Options, Store, StoreError};

use crate::dump::{Append, id, options, records, writer};

fn key(byte: &str) -> KeyRing {
    KeyRing::parse(&byte.repeat(32)).unwrap()
}

fn holds(vfs: &MemoryVfs, needle: &[u8]) -> Vec<String> {
    let files = vfs.files().into_iter();
    let found = files.filter(|(_, bytes)| bytes.windows(needle.len()).any(|w| w == needle));
    found.map(|(name, _)| name).collect()
}

fn fill(store: &Store) {
    let mut w = writer(store);
    w.was("cccd:001", "market", 0, None);
    w.was("cccd:002", "market", 1, 3);
    w.publish().unwrap();
    w.was("cccd:003", "market", 2, 3);
    w.link("cccd:001", "cccd:003");
    w.commit().unwrap();
    w.publish().unwrap();
    w.was("cccd:002", "bus", 5, 6);
    w.was("cccd:004", "bus", 5, 6);
    w.commit().unwrap();
}

fn lookups(store: &Store, number: u64) -> Vec<Option<u32>> {
    let snapshot = store.snapshot_as_of(number).unwrap();
    let ids = ["cccd:001", "cccd:002", "cccd:003", "cccd:004", "cccd:005"];
    let found = ids.map(|p| snapshot.person(&id(p)).unwrap().map(|n| n.0));
    found.to_vec()
}

#[test]
fn a_store_becomes_pseudonymous_and_changes_its_key_with_all_its_past() {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs.clone()), options()).unwrap();
    fill(&store);
    let right: Vec<_> = (0..4).map(|n| lookups(&store, n)).collect();
    let rows: Vec<_> = (0..4)
        .map(|n| records(&store.snapshot_as_of(n).unwrap()).len())
        .collect();
    let first = key("11");
    writer(&store).rekey(&first).unwrap();
    // Whoever has it open without the new key sees no empty store.
    assert!(is_wrong_key(&store.snapshot().unwrap_err()));
    drop(store);
    let mut rings = vec![first.clone()];
    let second = first.followed_by(&key("22")).unwrap();
    for ring in [first, second] {
        if ring != rings[0] {
            let before = Store::open_in_with(Arc::new(vfs.clone()), rings[0].clone()).unwrap();
            let mut w = writer(&before);
            w.was("cccd:005", "bus", 9, 10);
            w.commit().unwrap();
            w.rekey(&ring).unwrap();
            assert!(matches!(
                w.commit().unwrap_err(),
                StoreError::Poisoned { .. }
            ));
            assert!(matches!(
                before.snapshot(),
                Err(StoreError::WrongKey { .. })
            ));
            drop((w, before));
            rings.push(ring.clone());
        }
        let store = Store::open_in_with(Arc::new(vfs.clone()), ring).unwrap();
        for n in 0..4 {
            let mut expected = right[n].clone();
            expected.truncate(5);
            assert_eq!(lookups(&store, n as u64), expected, "as of {n}");
            let snapshot = store.snapshot_as_of(n as u64).unwrap();
            assert_eq!(records(&snapshot).len(), rows[n]);
        }
        assert!(store.snapshot().unwrap().verify(&mut |_| {}).is_sound());
        drop(store);
        // Pins of readers are gone, and a writer clears away what they held.
        let again = Store::open_in_with(Arc::new(vfs.clone()), rings.last().unwrap().clone());
        writer(&again.unwrap()).purge().unwrap();
        for plain in ["001", "002", "003", "004"] {
            let cccd = format!("cccd\0{plain}");
            assert!(holds(&vfs, cccd.as_bytes()).is_empty(), "{plain}");
        }
    }
    for wrong in [&rings[0], &key("22"), &key("33")] {
        let error = Store::open_in_with(Arc::new(vfs.clone()), wrong.clone()).unwrap_err();
        assert!(is_wrong_key(&error), "{error}");
    }
}

fn is_wrong_key(error: &StoreError) -> bool {
    let pseudonymous = true;
    matches!(error, StoreError::WrongKey { pseudonymous: p, .. } if *p == pseudonymous)
}

#[test]
fn without_its_keys_a_store_can_be_read_but_nobody_looked_up_or_added() {
    let vfs = MemoryVfs::new();
    let options = Options {
        keys: Some(key("11")),
        ..options()
    };
    let store = Store::create_in(Arc::new(vfs.clone()), options).unwrap();
    fill(&store);
    let with: Vec<String> = records(&store.snapshot().unwrap());
    let pseudonym = with[0].split(' ').next().unwrap().to_owned();
    assert!(pseudonym.starts_with("pseudonym:"), "{pseudonym}");
    let number = store.snapshot().unwrap().person(&id(&pseudonym)).unwrap();
    assert!(number.is_some());
    drop(store);

    let sealed = Store::open_in(Arc::new(vfs)).unwrap();
    let snapshot = sealed.snapshot().unwrap();
    assert_eq!(records(&snapshot), with);
    assert_eq!(snapshot.person(&id(&pseudonym)).unwrap(), number);
    let error = snapshot.person(&id("cccd:001")).unwrap_err();
    assert!(matches!(error, StoreError::KeyNeeded), "{error}");
    let mut w = writer(&sealed);
    let error = w.person(id("cccd:001")).unwrap_err();
    assert!(matches!(error, StoreError::KeyNeeded), "{error}");
    // What is known can still be written about, by pseudonym.
    assert_eq!(Some(w.person(id(&pseudonym)).unwrap()), number);
    w.was(&pseudonym, "bus", 20, 21);
    w.commit().unwrap();
    w.publish().unwrap();
    assert_eq!(records(&sealed.snapshot().unwrap()).len(), with.len() + 1);
}

#[test]
fn keys_are_refused_where_there_are_none() {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs.clone()), options()).unwrap();
    fill(&store);
    let error = Store::open_in_with(Arc::new(vfs), key("11")).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::WrongKey {
                pseudonymous: false,
                ..
            }
        ),
        "{error}"
    );
}
