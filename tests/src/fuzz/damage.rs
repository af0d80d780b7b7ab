//! Opening a store whose files are damaged as the bytes say.

use super::input::Input;
use super::look::Seen;
use super::probe;
use super::reseal::{self, Files};
use super::seed::{Seed, expected, folder, seed};
use crate::crash::CrashVfs;

/// Values that lengths and counts go wrong at.
const EDGES: [u64; 8] = [
    0,
    1,
    0x7f,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    i64::MAX as u64,
    u64::MAX,
];

/// Damages a small store as `data` says, opens and reads it, and writes to it.
///
/// The first byte chooses whether checksums are made right again afterwards. Without that, only
/// what was written may be seen, or a state of the log that lost its end.
///
/// # Panics
/// If the store shows something else, or `verify` misses what keeps it from being read.
pub fn open_store(data: &[u8]) {
    let mut input = Input::new(data);
    let resealed = input.byte().is_multiple_of(2);
    let seed = seed();
    let mut files = seed.files.clone();
    for _ in 0..32 {
        if input.is_empty() {
            break;
        }
        damage(&mut files, &mut input);
    }
    if resealed {
        reseal::everything(&mut files);
    }
    let vfs = expected("a folder in memory", folder(&files));
    let shown = probe::read(&vfs);
    if !resealed && let Some(shown) = &shown {
        compare(seed, &files, shown);
    }
    let written = probe::write(&vfs);
    if shown.is_some_and(|shown| shown.is_sound()) && !resealed {
        expected("writing to a sound store", written);
        still_sound(&vfs);
    }
}

/// A sound store that was written to is sound.
pub(super) fn still_sound(vfs: &CrashVfs) {
    match probe::read(vfs) {
        Some(after) => after.must_be_sound("sound before writing"),
        None => assert!(vfs.operations().is_empty(), "it opened before writing"),
    }
}

/// One change of one file.
pub(super) fn damage(files: &mut Files, input: &mut Input<'_>) {
    let what = input.byte();
    let nth = input.below(files.len());
    let Some(name) = files.keys().nth(nth).cloned() else {
        return;
    };
    match what % 8 {
        5 => {
            files.remove(&name);
        }
        6 => {
            let other = files.values().nth(input.below(files.len())).cloned();
            files.insert(name, other.unwrap_or_default());
        }
        _ => {
            if let Some(bytes) = files.get_mut(&name) {
                edit(bytes, what, input);
            }
        }
    }
}

/// One change inside a file.
pub(super) fn edit(bytes: &mut Vec<u8>, what: u8, input: &mut Input<'_>) {
    let at = input.below(bytes.len());
    match what % 8 {
        0 | 1 => {
            let value = input.byte();
            bytes
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte ^= value);
        }
        2 => {
            let edge = input.one_of(&EDGES).to_le_bytes();
            let width = usize::from(input.one_of(&[1_u8, 2, 4, 8]));
            over(bytes, at & !3, edge.get(..width).unwrap_or_default());
        }
        3 => {
            let length = usize::from(input.byte() % 32);
            over(bytes, at, input.take(length));
        }
        4 => bytes.truncate(at),
        _ => {
            let length = usize::from(input.byte());
            bytes.extend_from_slice(input.take(length));
        }
    }
}

/// Writes `new` over what is at `at`.
fn over(bytes: &mut [u8], at: usize, new: &[u8]) {
    for (byte, new) in bytes.iter_mut().skip(at).zip(new) {
        *byte = *new;
    }
}

/// Nothing was sealed anew: so what can be read is what was written.
fn compare(seed: &Seed, files: &Files, shown: &probe::Shown) {
    let Some(seen) = &shown.seen else {
        assert!(
            !shown.is_sound(),
            "it cannot be read and verify finds nothing"
        );
        return;
    };
    let whole = files.get(&seed.log) == seed.files.get(&seed.log);
    let known = if whole {
        seed.states.last() == Some(seen)
    } else {
        // A log that lost whole frames at its end looks as if they had never been written.
        seed.states.contains(seen)
    };
    assert!(
        known,
        "another answer, sound: {}: {}",
        shown.is_sound(),
        difference(seed, seen)
    );
}

fn difference(seed: &Seed, seen: &Seen) -> String {
    format!("{:#?} instead of {:#?}", seen, seed.states.last())
}
