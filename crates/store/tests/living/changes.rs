//! Whose records differ between two states of a store.

use truyvet_model::{PersonNo, ToDuration};
use truyvet_store::{Snapshot, Store, Writer};

use crate::dump::{Append, new_store, writer};

/// The people whose records differ, in alphabetical order; `None` if that does not say it all.
fn changed(earlier: &Snapshot, now: &Snapshot) -> Option<Vec<String>> {
    let people = now.changed_since(earlier, u64::MAX).unwrap()?;
    let name = |n: u32| now.person_id(PersonNo(n)).unwrap().to_string();
    let mut names: Vec<String> = people.iter().map(name).collect();
    names.sort();
    Some(names)
}

fn fill(w: &mut Writer) {
    w.was("An", "market", 0, 5);
    w.was("Binh", "market", 2, None);
    w.was("Chi", "canteen", 30, 40);
    w.met("Chi", "Dung", 50, 55);
    w.kind("market", "market");
}

/// Commits `fill` and then `step`, in the log, published or compacted; what is said to differ.
fn check(step: impl Fn(&mut Writer), expected: Option<&[&str]>) {
    for way in 0..4 {
        let (_, store) = new_store();
        let mut w = writer(&store);
        fill(&mut w);
        w.commit().unwrap();
        if way > 0 {
            w.publish().unwrap();
        }
        let earlier = store.snapshot().unwrap();
        step(&mut w);
        w.commit().unwrap();
        if way > 1 {
            w.publish().unwrap();
        }
        if way > 2 {
            w.compact().unwrap();
        }
        let now = store.snapshot().unwrap();
        let found = changed(&earlier, &now);
        let found = found
            .as_ref()
            .map(|names| names.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found.as_deref(), expected, "way {way}");
        assert_eq!(changed(&now, &now), Some(Vec::new()));
    }
}

#[test]
fn nothing_changed() {
    check(fill, Some(&[]));
    let nobody_new = |w: &mut Writer| {
        w.p("Em");
    };
    check(nobody_new, Some(&[]));
}

#[test]
fn records_that_come_are_replaced_or_are_taken_back() {
    check(|w| w.was("Em", "market", 3, 4), Some(&["Em"]));
    check(|w| w.was("Em", "bus", 3, 4), Some(&["Em"]));
    check(|w| w.was("An", "market", 0, 6), Some(&["An"]));
    check(|w| w.was("Binh", "market", 2, 9), Some(&["Binh"]));
    check(|w| w.met("An", "Dung", 2, 9), Some(&["An", "Dung"]));
    check(|w| w.met("Chi", "Dung", 50, 56), Some(&["Chi", "Dung"]));
    let gone = |w: &mut Writer| {
        let (who, at) = (w.p("Chi"), w.l("canteen"));
        w.retract_visit(who, at, crate::dump::t(30)).unwrap();
    };
    check(gone, Some(&["Chi"]));
}

#[test]
fn an_open_visit_that_the_next_one_ends() {
    check(|w| w.was("Binh", "canteen", 4, 5), Some(&["Binh"]));
    let shorter = |w: &mut Writer| {
        let market = truyvet_model::Kind::new("market").unwrap();
        w.set_dwell(&market, 3.seconds()).unwrap();
    };
    check(shorter, Some(&["Binh"]));
}

#[test]
fn links_and_declarations_are_more_than_records() {
    check(|w| w.link("An", "Chi"), None);
    check(|w| w.kind("canteen", "canteen"), None);
    check(|w| w.kind("bus", "bus"), Some(&[]));
}

#[test]
fn erased_people_change_and_the_fingerprint_tells() {
    let (_, store): (_, Store) = new_store();
    let mut w = writer(&store);
    fill(&mut w);
    let first = w.commit().unwrap().number;
    let earlier = store.snapshot().unwrap();
    assert_eq!(
        store.snapshot_as_of(first).unwrap().fingerprint(),
        earlier.fingerprint()
    );
    w.was("Em", "bus", 3, 4);
    w.commit().unwrap();
    w.publish().unwrap();
    assert_eq!(
        store.snapshot_as_of(first).unwrap().fingerprint(),
        earlier.fingerprint()
    );
    let dung = w.p("Dung");
    w.erase(dung).unwrap();
    let now = store.snapshot().unwrap();
    let people = now.changed_since(&earlier, u64::MAX).unwrap().unwrap();
    assert_eq!(people.len(), 3, "Chi, Dung, Em");
    assert_ne!(
        store.snapshot_as_of(first).unwrap().fingerprint(),
        earlier.fingerprint()
    );
}

#[test]
fn too_much_to_compare() {
    let (_, store) = new_store();
    let mut w = writer(&store);
    fill(&mut w);
    w.publish().unwrap();
    let earlier = store.snapshot().unwrap();
    w.was("Em", "bus", 3, 4);
    w.publish().unwrap();
    let now = store.snapshot().unwrap();
    assert_eq!(now.changed_since(&earlier, 0).unwrap(), None);
    assert!(now.changed_since(&earlier, 1).unwrap().is_some());
}
