//! Rewriting: erased names leave no bytes, new keys find the same numbers.

use std::sync::Arc;

use truyvet_model::ExternalId;

use super::super::directory::tests::{findings, folder, keys, open};
use super::super::{Naming, Which};
use super::*;

fn find(names: &super::super::Names, text: &str) -> Option<u32> {
    let id = ExternalId::split(text).unwrap();
    names.find(Which::Person, id).unwrap()
}

#[test]
fn erased_names_are_gone_and_the_others_stay() {
    let people: Vec<String> = (0..100).map(|i| format!("cccd:{i:04}")).collect();
    let texts: Vec<&str> = people.iter().map(String::as_str).collect();
    let naming = Naming::Plain;
    let (vfs, sealed) = folder(&naming, &texts);
    let erase: RoaringBitmap = [3, 64, 99, 5000].into_iter().collect();
    let new = rewrite_run(&vfs, "ids-0", &sealed, "ids-1", &erase, None).unwrap();
    let new = new.unwrap();
    let file = vfs.get("ids-1").unwrap();
    let names = open(&vfs, "ids-1", &new, &naming);
    assert_eq!(
        findings(&names, "ids-1", &new).len(),
        3,
        "not known as erased"
    );
    let names = names.with_erased(Arc::new(erase.clone()));
    assert_eq!(findings(&names, "ids-1", &new), [""; 0]);
    for (number, text) in (0..).zip(&texts) {
        let gone = erase.contains(number);
        assert_eq!(find(&names, text), (!gone).then_some(number));
        let local = text.strip_prefix("cccd:").unwrap().as_bytes();
        assert_eq!(file.windows(local.len()).any(|w| w == local), !gone);
    }
    let again = rewrite_run(&vfs, "ids-1", &new, "ids-2", &erase, None).unwrap();
    assert!(again.is_none() && vfs.get("ids-2").is_none());
    let all: RoaringBitmap = (0..100).collect();
    let none = rewrite_run(&vfs, "ids-1", &new, "ids-2", &all, None)
        .unwrap()
        .unwrap();
    let names = open(&vfs, "ids-2", &none, &naming).with_erased(Arc::new(all));
    assert_eq!(findings(&names, "ids-2", &none), [""; 0]);
}

#[test]
fn new_keys_find_the_same_numbers() {
    let first = keys("5a");
    let naming = Naming::Pseudonymous(Arc::new(first.clone()));
    let (vfs, sealed) = folder(&naming, &["An", "cccd:034", "Bình"]);
    let both = first.followed_by(&keys("07")).unwrap();
    let erase = [1].into_iter().collect();
    let step = |stored: &[u8]| both.last_step(stored);
    let new = rewrite_run(&vfs, "ids-0", &sealed, "ids-1", &erase, Some(&step)).unwrap();
    let new = new.unwrap();
    let naming = Naming::Pseudonymous(Arc::new(both));
    let names = open(&vfs, "ids-1", &new, &naming).with_erased(Arc::new(erase));
    assert_eq!(findings(&names, "ids-1", &new), [""; 0]);
    let found = ["An", "cccd:034", "Bình"].map(|text| find(&names, text));
    assert_eq!(found, [Some(0), None, Some(2)]);
}

#[test]
fn a_plain_run_becomes_pseudonymous() {
    let (vfs, sealed) = folder(&Naming::Plain, &["An", "cccd:034"]);
    let keys = Arc::new(keys("5a"));
    let give = |stored: &[u8]| keys.of(stored);
    let none = RoaringBitmap::new();
    let new = rewrite_run(&vfs, "ids-0", &sealed, "ids-1", &none, Some(&give)).unwrap();
    let new = new.unwrap();
    let names = open(
        &vfs,
        "ids-1",
        &new,
        &Naming::Pseudonymous(Arc::clone(&keys)),
    );
    assert_eq!(find(&names, "cccd:034"), Some(1));
    assert_eq!(findings(&names, "ids-1", &new), [""; 0]);
}
