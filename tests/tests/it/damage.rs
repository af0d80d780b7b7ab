//! A damaged store gives an error or the right answer: never a panic, never another answer.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use truyvet_model::{Duration, Hops, Question};
use truyvet_store::{MemoryVfs, Snapshot, Store, StoreError};
use truyvet_testkit::Sketch;
use truyvet_testkit::sketch::{INF, question};
use truyvet_trace::TraceError;

use truyvet_tests::stored::{self, NAMES, Plan, Told};

type Files = BTreeMap<String, Vec<u8>>;

/// A store with everything in it: two commits, three partitions, replaced and open visits,
/// contacts, places of several kinds.
fn files() -> Files {
    let day = 86_400;
    let world = Sketch::new()
        .kind(0, "market")
        .kind(1, "bus")
        .shared(2)
        .visit(0, 0, 100..900)
        .visit(1, 0, 500..1500)
        .visit(2, 2, 100..900)
        .open(1, 1, day)
        .visit(2, 1, day + 60..day + 600)
        .contact(2, 3, 2 * day..2 * day + 300)
        .visit(1, 0, 500..1400)
        .contact(3, 2, 2 * day..2 * day + 200)
        .visit(3, 0, 2 * day..2 * day + 50)
        .visit(4, 0, 2 * day + 10..2 * day + 90);
    let plan = Plan {
        commits: 2,
        declare_in: 1,
        ..Plan::PLAIN
    };
    stored::write(&world.world(), 5, &plan, &NAMES)
        .files
        .files()
}

fn asked() -> Question {
    Question {
        hops: Hops::All,
        lag: [("bus".parse().unwrap(), Duration::from_seconds(60))].into(),
        ..question(&[(0, 0..INF)])
    }
}

fn snapshot(files: &Files) -> Result<Snapshot, StoreError> {
    let vfs = MemoryVfs::new();
    for (name, bytes) in files {
        vfs.put(name, bytes.clone());
    }
    Store::open_in(Arc::new(vfs))?.snapshot()
}

fn tell(files: &Files) -> Result<Told, TraceError> {
    let snapshot = snapshot(files)?;
    let told = stored::ask(&snapshot, &asked(), 1);
    if told.is_err() {
        let report = snapshot.verify(&mut |_| ());
        assert!(!report.is_sound(), "a trace fails and verify finds nothing");
    }
    told
}

/// Every file that the current manifest rests on: what `verify` has to find damage in.
fn in_use(files: &Files) -> Vec<String> {
    let removed = |name: &&String| {
        let mut left = files.clone();
        left.remove(*name);
        tell(&left).is_err()
    };
    files.keys().filter(removed).cloned().collect()
}

#[test]
fn verify_finds_every_byte_flipped_in_a_file_in_use() {
    let mut files = files();
    assert!(snapshot(&files).unwrap().verify(&mut |_| ()).is_sound());
    for name in in_use(&files) {
        let whole = files[&name].clone();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            files.insert(name.clone(), bytes);
            let sound = snapshot(&files).is_ok_and(|s| s.verify(&mut |_| ()).is_sound());
            assert!(!sound, "{name}, byte {at} of {}", whole.len());
        }
        files.insert(name, whole);
    }
}

/// How the store answers after `damage` was done to the named file. Counts the errors.
fn check(good: &Told, files: &Files, what: &str, errors: &mut usize) {
    match catch_unwind(AssertUnwindSafe(|| tell(files))) {
        Err(_) => panic!("panic: {what}"),
        Ok(Ok(told)) => assert_eq!(&told, good, "another answer: {what}"),
        Ok(Err(TraceError::Question(error))) => panic!("taken for a bad question: {what}: {error}"),
        Ok(Err(_)) => *errors += 1,
    }
}

/// Does every damage of one sort to every file and returns how many were errors, of how many.
fn every(damages: impl Fn(&[u8]) -> Vec<(String, Vec<u8>)>) -> (usize, usize) {
    let mut files = files();
    let good = tell(&files).unwrap();
    assert!(good.rows.len() >= 3, "a store worth damaging");
    let (mut errors, mut trials) = (0, 0);
    for name in files.keys().cloned().collect::<Vec<_>>() {
        let whole = files[&name].clone();
        for (what, damaged) in damages(&whole) {
            files.insert(name.clone(), damaged);
            check(&good, &files, &format!("{name}, {what}"), &mut errors);
            trials += 1;
        }
        files.insert(name, whole);
    }
    (errors, trials)
}

#[test]
fn every_byte_flipped() {
    for mask in [0x01, 0x80, 0xFF] {
        let flip = |whole: &[u8]| {
            let flipped = |at: usize| {
                let mut bytes = whole.to_vec();
                bytes[at] ^= mask;
                (format!("byte {at} of {} xor {mask:#x}", whole.len()), bytes)
            };
            (0..whole.len()).map(flipped).collect()
        };
        let (errors, trials) = every(flip);
        assert!(errors * 4 > trials, "only {errors} of {trials} noticed");
    }
}

#[test]
fn every_truncation() {
    let cut = |whole: &[u8]| {
        let cut = |at: usize| {
            (
                format!("cut to {at} of {}", whole.len()),
                whole[..at].to_vec(),
            )
        };
        (0..whole.len()).map(cut).collect()
    };
    let (errors, trials) = every(cut);
    assert!(errors * 2 > trials, "only {errors} of {trials} noticed");
}

#[test]
fn bytes_added_at_the_end() {
    let add = |whole: &[u8]| {
        let added = |byte: u8| ("a byte more".to_owned(), [whole, &[byte]].concat());
        [0, b'\n', b'0', 0xFF].map(added).to_vec()
    };
    every(add);
}

#[test]
fn every_file_removed() {
    let files = files();
    let good = tell(&files).unwrap();
    let mut errors = 0;
    for name in files.keys() {
        let mut left = files.clone();
        left.remove(name);
        check(&good, &left, &format!("{name} removed"), &mut errors);
    }
    assert!(errors > 0);
}

#[test]
fn every_file_in_place_of_every_other() {
    let files = files();
    let good = tell(&files).unwrap();
    let mut errors = 0;
    for name in files.keys() {
        for (other, bytes) in &files {
            let mut mixed = files.clone();
            mixed.insert(name.clone(), bytes.clone());
            check(&good, &mixed, &format!("{other} as {name}"), &mut errors);
        }
    }
    assert!(errors > 0);
}
