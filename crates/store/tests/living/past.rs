//! S7 and S29: what stands still, what was known then, and for how long it can be asked.

use truyvet_model::Duration;
use truyvet_store::{Options, Store, StoreError};

use crate::clock::ClockVfs;
use crate::dump::{Append, BEGIN, id, new_store, options, records, t, writer};

#[test]
fn s7_a_snapshot_stays_as_it_is() {
    let (_, store) = new_store();
    let mut w = writer(&store);
    w.was("An", "market", 0, None);
    w.commit().unwrap();
    let (logged, expected) = (store.snapshot().unwrap(), ["An @ market 0..7?"]);
    w.publish().unwrap();
    let published = store.snapshot().unwrap();
    w.was("An", "market", 0, 3);
    w.was("An", "bus", 1, 3);
    w.publish().unwrap();
    w.compact().unwrap();
    let an = w.p("An");
    w.erase(an).unwrap();
    w.purge().unwrap();
    for snapshot in [logged, published] {
        assert_eq!(records(&snapshot), expected);
        let report = snapshot.verify(&mut |_| {});
        assert!(report.is_sound(), "{:?}", report.findings);
    }
    assert!(records(&store.snapshot().unwrap()).is_empty());
}

#[test]
fn s29_every_commit_can_be_asked_by_number_and_by_time() {
    let (vfs, store) = new_store();
    let mut w = writer(&store);
    // Commits 1 to 6 at BEGIN + 10, 20 …; 3 and 6 are published, 5 is written by another writer.
    for n in 1..=6_i64 {
        vfs.tick(10);
        w.was("An", "market", n, None);
        if n == 5 {
            w.commit().unwrap();
            drop(w);
            w = writer(&store);
        } else if n % 3 == 0 {
            w.publish().unwrap();
        } else {
            w.commit().unwrap();
        }
    }
    let known = |n: i64| -> Vec<String> {
        let end = |at: i64| if at == n { at + 7 } else { at + 1 };
        (1..=n)
            .map(|at| format!("An @ market {at}..{}?", end(at)))
            .collect()
    };
    for n in 0..=6_i64 {
        let snapshot = store.snapshot_as_of(n.unsigned_abs()).unwrap();
        assert_eq!(records(&snapshot), known(n), "as of {n}");
        assert_eq!(snapshot.committed_at(), t(BEGIN + 10 * n));
        // Whether the commit is the last of a state, in a log that is history, or in the log.
        for late in [0, 9] {
            let by_time = store.snapshot_at(t(BEGIN + 10 * n + late)).unwrap();
            assert_eq!(by_time.number(), n.unsigned_abs());
        }
    }
    let error = store.snapshot_as_of(7).unwrap_err();
    assert!(
        matches!(error, StoreError::NotKept { number: 7, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("0 to 6"), "{error}");
    let error = store.snapshot_at(t(BEGIN - 1)).unwrap_err();
    assert!(matches!(error, StoreError::NotKept { .. }), "{error}");
}

/// A store whose earlier states are kept for two days.
fn two_days() -> (ClockVfs, Store) {
    let vfs = ClockVfs::new(BEGIN);
    let options = Options {
        history: Duration::from_seconds(2 * 86_400),
        ..options()
    };
    let store = Store::create_in(std::sync::Arc::new(vfs.clone()), options).unwrap();
    (vfs, store)
}

#[test]
fn s29_of_what_is_older_than_an_hour_one_state_an_hour_is_kept_and_nothing_for_ever() {
    let (vfs, store) = two_days();
    let mut w = writer(&store);
    // A state every ten minutes for four days.
    for n in 0..6 * 24 * 4_i64 {
        vfs.tick(600);
        w.was("An", "market", n, n + 1);
        w.publish().unwrap();
    }
    let now = BEGIN + 600 * 6 * 24 * 4;
    let kept = store.history().unwrap();
    assert!((48..60).contains(&kept.len()), "{} states", kept.len());
    for state in &kept {
        let snapshot = store.snapshot_as_of(state.last).unwrap();
        assert_eq!(snapshot.number(), state.last);
        assert_eq!(records(&snapshot).len() as u64, state.last);
        assert!(now - state.time.seconds() <= 2 * 86_400 + 3600 + 600);
    }
    let numbers = kept.iter().flat_map(|k| k.first..=k.last);
    let numbers: std::collections::BTreeSet<u64> = numbers.collect();
    for n in 0..=w.number() {
        assert_eq!(store.snapshot_as_of(n).is_ok(), numbers.contains(&n), "{n}");
    }
    // No file is left of what is not kept.
    let manifests = vfs.files.files();
    let manifests = manifests.keys().filter(|n| n.starts_with("manifest-"));
    assert_eq!(manifests.count(), kept.len());
}

#[test]
fn s29_without_history_only_the_newest_state_is_there() {
    let vfs = ClockVfs::new(BEGIN);
    let options = Options {
        history: Duration::ZERO,
        ..options()
    };
    let store = Store::create_in(std::sync::Arc::new(vfs), options).unwrap();
    let mut w = writer(&store);
    w.was("An", "market", 0, 1);
    w.publish().unwrap();
    w.was("An", "market", 2, 3);
    w.commit().unwrap();
    assert!(store.snapshot_as_of(0).is_err());
    assert_eq!(records(&store.snapshot_as_of(1).unwrap()).len(), 1);
    assert_eq!(records(&store.snapshot_as_of(2).unwrap()).len(), 2);
}

#[test]
fn a_reader_holds_its_state_until_it_lets_go() {
    let (vfs, store) = new_store();
    let mut w = writer(&store);
    w.was("An", "market", 0, 1);
    w.publish().unwrap();
    let reader = Store::open_in(std::sync::Arc::new(vfs.clone())).unwrap();
    let held = reader.snapshot().unwrap();
    drop(reader);
    for n in 1..4 {
        w.was("An", "market", n, n + 1);
        w.publish().unwrap();
    }
    let behind = || {
        store.snapshot().unwrap();
        let lag = store.snapshot_lag().unwrap();
        let old = lag.iter().filter(|p| p.behind != Some(0));
        old.map(|p| (p.number, p.behind)).collect::<Vec<_>>()
    };
    // The writer's own states are the newest.
    assert_eq!(behind(), [(Some(1), Some(3))]);
    drop(held);
    assert_eq!(behind(), []);
}

#[test]
fn ids_and_sources_are_those_of_then() {
    let (_, store) = new_store();
    let mut w = writer(&store);
    w.was("An", "market", 0, 1);
    w.commit().unwrap();
    w.set_source("qr:7").unwrap();
    w.was("Binh", "bus", 0, 1);
    w.commit().unwrap();
    w.publish().unwrap();
    let then = store.snapshot_as_of(1).unwrap();
    assert_eq!((then.person_count(), then.place_count()), (1, 1));
    assert_eq!(then.person(&id("Binh")).unwrap(), None);
    assert!(then.sources().is_empty());
    assert_eq!(store.snapshot().unwrap().sources(), ["qr:7"]);
}
