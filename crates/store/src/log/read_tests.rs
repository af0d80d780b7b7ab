//! Reading a log: every flipped byte, every truncation, every torn tail.

use proptest::prelude::*;

use super::super::LogWriter;
use super::super::frame::{Place, ack, commit};
use super::*;
use crate::io::MemoryVfs;

const LOG: &str = "log-000007";

type Commits = Vec<(u64, i64, Vec<u8>)>;

/// A log of those payloads after commit 40, and where each frame ends: of each payload the
/// commit and its acknowledgement.
fn log_of(payloads: &[Vec<u8>]) -> (Vec<u8>, Vec<(usize, usize)>) {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut log = LogWriter::create(&vfs, LOG, 40).unwrap();
    let mut ends = Vec::new();
    for (number, payload) in (41..).zip(payloads) {
        log.append(number, 1000 + number as i64, payload).unwrap();
        let end = usize::try_from(log.len()).unwrap();
        ends.push((end - FRAME, end));
    }
    (vfs.get(LOG).unwrap(), ends)
}

fn expected(payloads: &[Vec<u8>]) -> Commits {
    (41..)
        .zip(payloads)
        .map(|(number, payload)| (number, 1000 + number as i64, payload.clone()))
        .collect()
}

fn read(bytes: &[u8]) -> Result<(Commits, LogEnd), StoreError> {
    let vfs = MemoryVfs::new();
    vfs.put(LOG, bytes.to_vec());
    let mut commits = Vec::new();
    let end = read_log(&vfs, LOG, None, |c| {
        commits.push((c.number, c.time, c.payload.to_vec()));
        Ok(())
    })?;
    Ok((commits, end))
}

fn payloads() -> Vec<Vec<u8>> {
    vec![
        b"first".to_vec(),
        vec![],
        (0..=255).collect(),
        b"last one".to_vec(),
    ]
}

#[test]
fn commits_come_back_in_order() {
    let (bytes, _) = log_of(&payloads());
    let (commits, end) = read(&bytes).unwrap();
    assert_eq!(commits, expected(&payloads()));
    assert_eq!((end.number, end.torn, end.acknowledged), (44, false, true));
    assert_eq!(end.offset, bytes.len() as u64);
    let (commits, end) = read(&log_of(&[]).0).unwrap();
    assert!(commits.is_empty());
    assert_eq!((end.number, end.torn), (40, false));
}

#[test]
fn a_flipped_bit_in_an_acknowledged_commit_is_damage() {
    let (bytes, ends) = log_of(&payloads());
    for at in 0..bytes.len() {
        let before = ends.iter().take_while(|(_, end)| *end <= at).count();
        let in_ack = ends.get(before).is_some_and(|(frame, _)| *frame <= at);
        for bit in 0..8 {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << bit;
            match read(&bytes) {
                Err(StoreError::Damaged { file, what, .. }) => {
                    assert_eq!(file, LOG);
                    assert!(at >= HEADER || what.contains("header"), "{what}");
                    let commit = format!("commit {} ", 41 + before);
                    assert!(at < HEADER || what.contains(&commit), "{at}: {what}");
                    assert!(!in_ack, "an acknowledgement is no commit");
                }
                Err(error) => panic!("byte {at}: {error}"),
                Ok((commits, end)) => {
                    assert!(in_ack, "byte {at}, bit {bit} went unseen");
                    assert_eq!(commits, expected(&payloads()));
                    assert_eq!(end.torn, before == 3);
                }
            }
        }
    }
}

#[test]
fn a_truncated_log_is_a_prefix() {
    let (bytes, ends) = log_of(&payloads());
    for length in 0..bytes.len() {
        let result = read(&bytes[..length]);
        if length < HEADER {
            assert!(result.unwrap_err().is_damaged());
            continue;
        }
        let (commits, end) = result.unwrap();
        let whole = ends
            .iter()
            .take_while(|(frame, _)| *frame <= length)
            .count();
        assert_eq!(commits, expected(&payloads()[..whole]), "{length} bytes");
        let on_edge = length == HEADER || ends.iter().any(|&(f, a)| length == f || length == a);
        assert_eq!(end.torn, !on_edge, "{length} bytes");
    }
}

#[test]
fn a_cut_inside_is_damage_while_anything_whole_follows() {
    let (bytes, ends) = log_of(&payloads());
    // The second commit's frame is blanked: the machine cannot have lost it.
    for keep in 0..FRAME {
        let mut bytes = bytes.clone();
        bytes[ends[0].1 + keep..ends[1].0].fill(0);
        assert!(read(&bytes).unwrap_err().is_damaged(), "{keep}");
    }
    // A whole frame is missing.
    let mut bytes = bytes;
    bytes.drain(ends[0].1..ends[1].1);
    let (commits, end) = read(&bytes).unwrap();
    // What moved no longer says where it stands, so it counts as garbage, never as content.
    assert_eq!((commits.len(), end.torn), (1, true));
}

#[test]
fn a_lost_acknowledgement_and_a_torn_commit_after_it_are_no_damage() {
    let (bytes, ends) = log_of(&payloads());
    let (frame, acknowledged) = ends[2];
    // The last commit has just been appended, nothing synced since the third.
    let mut crashed = bytes[..ends[3].0].to_vec();
    crashed[frame..acknowledged].fill(0);
    let (commits, end) = read(&crashed).unwrap();
    assert_eq!(commits, expected(&payloads()));
    assert!(!end.torn && !end.acknowledged);
    for lost in acknowledged..crashed.len() {
        let mut crashed = crashed.clone();
        crashed[lost] ^= 0x55;
        let (commits, end) = read(&crashed).unwrap();
        assert_eq!(commits, expected(&payloads()[..3]));
        assert!(end.torn && !end.acknowledged);
        assert_eq!(end.offset, frame as u64);
    }
}

#[test]
fn frames_in_payloads_are_payload() {
    let place = |offset, log| Place {
        offset,
        log,
        chain: log,
    };
    let log = LogHeader::new(40).log();
    for offset in [0, 24, 24 + 56, 24 + 56 + 8, 24 + 112] {
        let (mut inner, _) = commit(place(offset, log), 42, 7, b"fake").unwrap();
        inner.extend_from_slice(&ack(place(offset + inner.len() as u64, log), 42, 7));
        let (bytes, ends) = log_of(&[inner.clone(), b"x".to_vec(), inner.clone()]);
        let expected = expected(&[inner.clone(), b"x".to_vec(), inner.clone()]);
        assert_eq!(read(&bytes).unwrap().0, expected);
        for length in HEADER..bytes.len() {
            // A cut commit whose payload imitates an acknowledged one at its very place is
            // reported rather than dropped; it never becomes content.
            match read(&bytes[..length]) {
                Ok((commits, _)) => {
                    let whole = ends
                        .iter()
                        .take_while(|(frame, _)| *frame <= length)
                        .count();
                    assert_eq!(commits, expected[..whole]);
                }
                Err(error) => assert!(error.is_damaged()),
            }
        }
    }
}

#[test]
fn an_unknown_version_is_named() {
    let (mut bytes, _) = log_of(&[]);
    bytes[4] = 2;
    let mut blank = bytes.clone();
    blank[20..24].fill(0);
    let crc = crc32c::crc32c(&blank[..HEADER]);
    bytes[20..24].copy_from_slice(&crc.to_le_bytes());
    let error = read(&bytes).unwrap_err();
    assert!(
        matches!(error, StoreError::UnknownVersion { found: 2, .. }),
        "{error}"
    );
}

#[test]
fn a_log_that_shrinks_under_its_reader_is_damage() {
    let (bytes, ends) = log_of(&payloads());
    let (_, end) = read(&bytes).unwrap();
    let vfs = MemoryVfs::new();
    vfs.put(LOG, bytes[..ends[2].1].to_vec());
    assert!(
        read_log(&vfs, LOG, Some(&end), |_| Ok(()))
            .unwrap_err()
            .is_damaged()
    );
}

#[test]
fn an_error_of_the_caller_ends_the_reading() {
    let vfs = MemoryVfs::new();
    vfs.put(LOG, log_of(&payloads()).0);
    let mut seen = 0;
    let error = read_log(&vfs, LOG, None, |c| {
        seen += 1;
        Err(StoreError::damaged("x", format!("{c:?}")))
    });
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("Commit(41, 5 bytes)")
    );
    assert_eq!(seen, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn reading_on_equals_reading_all(
        payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..8),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6))
    {
        let (bytes, _) = log_of(&payloads);
        let mut lengths: Vec<usize> = cuts.iter().map(|c| HEADER + c.index(bytes.len() - HEADER + 1)).collect();
        lengths.push(bytes.len());
        lengths.sort_unstable();
        let vfs = MemoryVfs::new();
        let mut commits = Vec::new();
        let mut end = None;
        for length in lengths {
            vfs.put(LOG, bytes[..length].to_vec());
            end = Some(read_log(&vfs, LOG, end.as_ref(), |c| {
                commits.push((c.number, c.time, c.payload.to_vec()));
                Ok(())
            }).unwrap());
        }
        prop_assert_eq!(&commits, &expected(&payloads));
        prop_assert_eq!(end.unwrap(), read(&bytes).unwrap().1);
    }

    #[test]
    fn garbage_after_the_end_is_a_torn_tail(
        garbage in prop::collection::vec(any::<u8>(), 1..300))
    {
        let (mut bytes, _) = log_of(&payloads());
        let whole = bytes.len();
        bytes.extend_from_slice(&garbage);
        let (commits, end) = read(&bytes).unwrap();
        prop_assert_eq!(commits, expected(&payloads()));
        prop_assert!(end.torn);
        prop_assert_eq!(end.offset, whole as u64);
    }

    #[test]
    fn any_bytes_are_no_panic(garbage in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&garbage).is_err());
    }
}
