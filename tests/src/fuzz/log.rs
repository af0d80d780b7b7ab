//! Replaying a log of any bytes.

use std::sync::Arc;

use truyvet_store::{Store, StoreError};

use super::damage::{edit, still_sound};
use super::input::Input;
use super::look::{self, Seen};
use super::probe;
use super::reseal::{self, log_of};
use super::seed::{FIRST, Seed, expected, folder, plain, seed};
use crate::crash::CrashVfs;

/// Gives a small store another log, made from `data`, and replays it.
///
/// The first byte chooses: the bytes are the log; they are payloads of well-formed frames; they
/// are turned into operations that are mostly possible; or they change the log that the store
/// has, under right checksums.
///
/// # Panics
/// If what was replayed is not sound, or shows differently once it is published.
pub fn replay_log(data: &[u8]) {
    let mut input = Input::new(data);
    let seed = seed();
    let log = match input.byte() % 4 {
        0 => input.rest().to_vec(),
        1 => log_of(seed.published, FIRST, &payloads(&mut input)),
        2 => log_of(seed.published, FIRST, &operations(&mut input)),
        _ => changed(seed, &mut input),
    };
    let mut files = seed.files.clone();
    files.insert(seed.log.clone(), log);
    let vfs = expected("a folder in memory", folder(&files));
    let Some(shown) = probe::read(&vfs) else {
        return;
    };
    shown.must_be_sound("replayed");
    let before = shown.seen;
    assert!(
        before.as_ref().is_some_and(Seen::names_its_sources),
        "a record has a source that was never named: {before:#?}"
    );
    let after = expected("publishing what was replayed", published(&vfs));
    assert_eq!(
        before.as_ref(),
        Some(&after),
        "the log, and the same published"
    );
    let written = probe::write(&vfs);
    expected("writing after a replay", written);
    still_sound(&vfs);
}

fn published(vfs: &CrashVfs) -> Result<Seen, StoreError> {
    let store = Store::open_in(Arc::new(vfs.clone()))?;
    store.writer_with(plain())?.publish()?;
    look::everything(&store.snapshot()?)
}

/// The bytes, cut in pieces.
fn payloads(input: &mut Input<'_>) -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    while !input.is_empty() && payloads.len() < 8 {
        let length = usize::from(input.byte());
        payloads.push(input.take(length).to_vec());
    }
    payloads
}

/// The log of the store, with changes.
fn changed(seed: &Seed, input: &mut Input<'_>) -> Vec<u8> {
    let mut log = seed.files.get(&seed.log).cloned().unwrap_or_default();
    for _ in 0..16 {
        if input.is_empty() {
            break;
        }
        let what = input.byte();
        edit(&mut log, what, input);
    }
    let mut files = [(seed.log.clone(), log)].into();
    reseal::everything(&mut files);
    files.remove(&seed.log).unwrap_or_default()
}

/// Commits of operations with numbers that mostly exist.
fn operations(input: &mut Input<'_>) -> Vec<Vec<u8>> {
    let mut payloads = vec![Vec::new()];
    while !input.is_empty() && payloads.len() < 8 {
        let tag = input.byte();
        let Some(payload) = payloads.last_mut() else {
            break;
        };
        if tag.is_multiple_of(13) {
            payloads.push(Vec::new());
        } else {
            operation(payload, tag, input);
        }
    }
    payloads
}

/// One operation, as the format document has it: a tag and its fields, coded as distances.
fn operation(out: &mut Vec<u8>, tag: u8, input: &mut Input<'_>) {
    let kind = 1 + tag % 10;
    let small = |input: &mut Input<'_>| u64::from(input.byte() % 12);
    let time = |input: &mut Input<'_>| match input.byte() % 4 {
        0 => u64::from(input.u16()),
        1 => 2 * FIRST.unsigned_abs(),
        2 => u64::from(input.u16()) << (input.byte() % 48),
        _ => u64::from(input.byte()),
    };
    let flags = match kind {
        4 => tag & 0x30,
        5 => tag & 0x20,
        8 | 9 => tag & 0x10,
        _ => 0,
    };
    out.push(kind | flags);
    match kind {
        1..=3 => name(out, input),
        4..=7 => {
            if flags & 0x20 != 0 {
                varint(out, small(input));
            }
            varint(out, small(input));
            varint(out, small(input));
            varint(out, time(input));
            if kind < 6 && flags & 0x10 == 0 {
                varint(out, time(input));
            }
        }
        8 | 9 => {
            varint(out, small(input));
            varint(out, small(input));
        }
        _ => {
            varint(out, small(input));
            name(out, input);
        }
    }
}

fn name(out: &mut Vec<u8>, input: &mut Input<'_>) {
    let length = usize::from(input.byte() % 24);
    let bytes = input.take(length);
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        let [low, ..] = value.to_le_bytes();
        out.push(low | 0x80);
        value >>= 7;
    }
    let [low, ..] = value.to_le_bytes();
    out.push(low);
}
