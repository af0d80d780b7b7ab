//! Writing a log: going on after a crash, refusing to after a failure, rewriting.

use proptest::prelude::*;

use super::super::op::tests::{Owned, any_op};
use super::*;
use crate::io::{DiskVfs, MemoryVfs, Vfs};

const LOG: &str = "log-000001";

fn read(vfs: &dyn Vfs, name: &str) -> (Vec<(u64, i64, Vec<u8>)>, LogEnd) {
    let mut commits = Vec::new();
    let end = read_log(vfs, name, None, |c| {
        commits.push((c.number, c.time, c.payload.to_vec()));
        Ok(())
    });
    (commits, end.unwrap())
}

fn check(vfs: &dyn Vfs) {
    vfs.create_dir().unwrap();
    let mut log = LogWriter::create(vfs, LOG, 0).unwrap();
    log.append(1, -5, b"one").unwrap();
    assert!(matches!(
        log.append(3, 0, b""),
        Err(StoreError::Poisoned { .. })
    ));
    log.append(2, 7, b"two").unwrap();
    assert_eq!(read(vfs, LOG).1, *log.end());
    assert_eq!(log.len(), vfs.length(LOG).unwrap());
    drop(log);
    // A crash in the middle of the third.
    vfs.open_append(LOG).unwrap().append(b"torn").unwrap();
    let (_, end) = read(vfs, LOG);
    assert!(end.torn);
    let mut log = LogWriter::open(vfs, LOG, &end).unwrap();
    log.append(3, 8, b"three").unwrap();
    let (commits, end) = read(vfs, LOG);
    assert_eq!(
        commits,
        [
            (1, -5, b"one".to_vec()),
            (2, 7, b"two".to_vec()),
            (3, 8, b"three".to_vec())
        ]
    );
    assert!(!end.torn && end.acknowledged);
    assert!(!vfs.exists(TEMPORARY).unwrap());
    log.seal().unwrap();
    assert_eq!(read(vfs, LOG).1, end);
}

#[test]
fn a_log_goes_on_after_a_crash() {
    check(&MemoryVfs::new());
    let folder = tempfile::tempdir().unwrap();
    check(&DiskVfs::new(folder.path()));
}

#[test]
fn a_whole_commit_without_acknowledgement_gets_one() {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut log = LogWriter::create(&vfs, LOG, 0).unwrap();
    log.append(1, 1, b"one").unwrap();
    let whole = vfs.get(LOG).unwrap();
    for lost in 0..=frame::FRAME {
        vfs.put(LOG, whole[..whole.len() - lost].to_vec());
        let (commits, end) = read(&vfs, LOG);
        assert_eq!(commits.len(), 1);
        assert_eq!(end.acknowledged, lost == 0);
        drop(LogWriter::open(&vfs, LOG, &end).unwrap());
        assert_eq!(vfs.get(LOG).unwrap(), whole, "{lost} bytes lost");
    }
}

#[test]
fn rewriting_filters_operations_and_keeps_numbers_and_times() {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut log = LogWriter::create(&vfs, LOG, 9).unwrap();
    for (number, person) in [(10, 1), (11, 2), (12, 1)] {
        let mut all = Ops::new();
        for start in 0..3 {
            all.push(&Op::Visit {
                person,
                place: 5,
                start,
                end: None,
                source: 1,
            });
        }
        all.push(&Op::Source("qr"));
        log.append(number, 100, all.as_slice()).unwrap();
    }
    rewrite(&vfs, LOG, "log-000002", |_, op, kept| {
        if !matches!(op, Op::Visit { person: 1, .. }) {
            kept.push(&op);
        }
    })
    .unwrap();
    let (commits, end) = read(&vfs, "log-000002");
    let counts: Vec<(u64, i64, usize)> = commits
        .iter()
        .map(|(number, time, payload)| (*number, *time, ops(payload).count()))
        .collect();
    assert_eq!(counts, [(10, 100, 1), (11, 100, 4), (12, 100, 1)]);
    assert!(end.acknowledged && !end.torn);
    let bad = [0xff];
    log.append(13, 0, &bad).unwrap();
    let error = rewrite(&vfs, LOG, "log-000003", |_, _, _| {}).unwrap_err();
    assert!(error.to_string().contains("byte 0 of commit 13"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn operations_survive_log_and_rewriting(
        commits in prop::collection::vec(prop::collection::vec(any_op(), 0..10), 0..6))
    {
        let vfs = MemoryVfs::new();
        vfs.create_dir().unwrap();
        let mut log = LogWriter::create(&vfs, LOG, 0).unwrap();
        for (number, commit) in (1..).zip(&commits) {
            let mut all = Ops::new();
            commit.iter().map(Owned::op).for_each(|op| all.push(&op));
            log.append(number, 3, all.as_slice()).unwrap();
        }
        rewrite(&vfs, LOG, "copy", |_, op, kept| kept.push(&op)).unwrap();
        prop_assert_eq!(vfs.get(LOG).unwrap(), vfs.get("copy").unwrap());
        for ((_, _, payload), commit) in read(&vfs, "copy").0.iter().zip(&commits) {
            let back: Vec<Op<'_>> = ops(payload).map(Result::unwrap).collect();
            let expected: Vec<Op<'_>> = commit.iter().map(Owned::op).collect();
            prop_assert!(back == expected);
        }
    }
}
