//! Opening saved answers that are made of the bytes, or damaged as they say.

use std::sync::OnceLock;

use truyvet_model::{Cumulative, Direction, Duration, Hops, PersonNo, Question};
use truyvet_store::Snapshot;
use truyvet_testkit::sketch::{self, Sketch};
use truyvet_trace::{Saved, TraceOptions, Tracer};

use super::input::Input;
use crate::expected::expected;
use crate::stored::{NAMES, Plan, write};

/// Where the header ends and the archive begins, and where the header holds its length and seal.
const HEADER: usize = 128;
const LENGTH: std::ops::Range<usize> = 80..88;
const SEAL: std::ops::Range<usize> = 88..120;

/// Values that lengths, numbers and relative pointers go wrong at.
const EDGES: [u64; 8] = [
    0,
    1,
    0x7f,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    1 << 63,
    u64::MAX,
];

/// A store, and answers of it.
struct Answered {
    snapshot: Snapshot,
    /// Of another store.
    elsewhere: Snapshot,
    tracer: Tracer,
    answers: Vec<Vec<u8>>,
}

fn answered() -> &'static Answered {
    static ANSWERED: OnceLock<Answered> = OnceLock::new();
    ANSWERED.get_or_init(|| {
        let mut sketch = Sketch::new().kind(3, "bus").contact(3, 4, 2000..2400);
        for person in 0..7 {
            let start = i64::from(person) * 300;
            sketch = sketch.visit(person, person / 2, start..start + 900);
            sketch = sketch.visit(person, 3, start + 1200..start + 1500);
        }
        let world = sketch.open(7, 3, 1900).world();
        let snapshot = write(&world, 9, &Plan::PLAIN, &NAMES).snapshot;
        let options = TraceOptions {
            threads: std::num::NonZeroUsize::MIN,
            ..TraceOptions::default()
        };
        let tracer = Tracer::new(snapshot.clone(), options);
        let saved = |question: &Question| {
            let answer = expected("an answer", tracer.trace(question));
            expected("saving it", answer.to_bytes())
        };
        let plain = Question {
            hops: Hops::All,
            ..sketch::question(&[(0, 0..sketch::INF)])
        };
        let cumulative = Question {
            min_overlap: Duration::from_seconds(600),
            cumulative: Some(Cumulative {
                min_total: Duration::from_seconds(300),
                within: Duration::from_seconds(3600),
            }),
            until: Duration::from_seconds(2000),
            ..plain.clone()
        };
        let backward = Question {
            direction: Direction::Backward,
            ..sketch::question(&[(6, 0..sketch::INF), (2, 0..500)])
        };
        let nobody = sketch::question(&[(8, 0..10)]);
        let answers = [plain, cumulative, backward, nobody]
            .iter()
            .map(saved)
            .collect();
        Answered {
            snapshot,
            elsewhere: write(&Sketch::new().world(), 2, &Plan::PLAIN, &NAMES).snapshot,
            tracer,
            answers,
        }
    })
}

/// Opens `data`, or (by its first byte) a saved answer that is damaged as the rest says, with its
/// seal as it was or made right again; and asks whatever opens all that can be asked.
///
/// # Panics
/// If damage under the old seal is not found, or what opens is not what the reader promises.
pub fn open_saved(data: &[u8]) {
    let mut input = Input::new(data);
    let how = input.byte() % 4;
    if how == 0 {
        look_at(input.rest());
        return;
    }
    let answered = answered();
    let nth = usize::from(input.byte()) % answered.answers.len().max(1);
    let Some(answer) = answered.answers.get(nth) else {
        return;
    };
    let mut bytes = answer.clone();
    for _ in 0..16 {
        if input.is_empty() {
            break;
        }
        damage(&mut bytes, &mut input);
    }
    if how > 1 {
        seal(&mut bytes);
    }
    let opened = look_at(&bytes);
    // Made right again, an answer may have become another one.
    if how == 1 || bytes == *answer {
        assert_eq!(opened, bytes == *answer, "only what was saved opens");
    }
}

/// One change of the bytes.
fn damage(bytes: &mut Vec<u8>, input: &mut Input<'_>) {
    let what = input.byte() % 8;
    // Headers are small and archives are not: both get their share.
    let from = if what.is_multiple_of(2) { HEADER } else { 0 };
    let at = from.saturating_add(input.below(bytes.len().saturating_sub(from)));
    let value = match what {
        0 | 1 => return set(bytes, at, &[input.byte()]),
        2 | 3 => input.one_of(&EDGES),
        4 => u64::from(input.byte()),
        5 => {
            bytes.truncate(at);
            return;
        }
        6 => {
            bytes.extend_from_slice(input.take(8));
            return;
        }
        _ => u64::from(input.u16()),
    };
    let width = input.one_of(&[4, 8]);
    let le = value.to_le_bytes();
    set(bytes, at, le.get(..width).unwrap_or_default());
}

fn set(bytes: &mut [u8], at: usize, values: &[u8]) {
    for (byte, value) in bytes.iter_mut().skip(at).zip(values) {
        *byte = *value;
    }
}

/// Makes length and seal right again.
fn seal(bytes: &mut [u8]) {
    let Some(length) = bytes.len().checked_sub(HEADER) else {
        return;
    };
    let length = u64::try_from(length).unwrap_or(0).to_le_bytes();
    set(bytes, LENGTH.start, &length);
    let mut hash = blake3::Hasher::new();
    hash.update(bytes.get(..SEAL.start).unwrap_or_default());
    hash.update(bytes.get(HEADER..).unwrap_or_default());
    set(bytes, SEAL.start, hash.finalize().as_bytes());
}

/// Whether the bytes open. What opens keeps the promises of the reader, and can be asked anything.
fn look_at(bytes: &[u8]) -> bool {
    let Ok(saved) = Saved::from_bytes(bytes) else {
        return false;
    };
    for row in saved.exposures().iter() {
        assert!(row.level > 0, "a case is no row");
        let overlap = row.witness.overlap;
        assert!(overlap.start() < overlap.end(), "an event takes time");
    }
    ask_around(saved);
    true
}

/// Asks an answer all there is, if it is one of the store. An error is fine.
fn ask_around(saved: Saved) {
    let answered = answered();
    let snapshot = &answered.snapshot;
    let elsewhere = saved.clone().on(&answered.elsewhere);
    assert!(elsewhere.is_err(), "it is of no other store");
    let rows = saved.exposures().clone();
    let Ok(answer) = saved.on(snapshot) else {
        return;
    };
    for person in (0..snapshot.person_count()).map(PersonNo) {
        drop(answer.chain(snapshot, person));
        drop(answer.between(snapshot, PersonNo(0), person));
        drop(answered.tracer.why_not(&answer, person, None));
    }
    drop(answer.sites(snapshot, answered.tracer.options()));
    let again = expected("saving what opened", answer.to_bytes());
    let again = expected("opening it again", Saved::from_bytes(&again));
    assert_eq!(again.exposures().person, rows.person, "saved again");
    drop(answered.tracer.retrace(answer, snapshot));
}

#[cfg(test)]
#[path = "saved_tests.rs"]
mod tests;
