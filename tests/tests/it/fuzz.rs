//! Replays what fuzzing keeps and found, and some thousand inputs from a seed, through the fuzz targets.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use truyvet_tests::fuzz::{engine, id_runs, open_saved, open_store, operations, replay_log};

type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 6] = [
    ("open_store", open_store),
    ("replay_log", replay_log),
    ("id_runs", id_runs),
    ("operations", operations),
    ("engine", engine),
    ("open_saved", open_saved),
];

/// Numbers from a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    /// Bytes, or a kept input with some bytes changed.
    fn input(&mut self, kept: &[(String, Vec<u8>)]) -> Vec<u8> {
        let mut data = Vec::new();
        if !kept.is_empty() && self.below(2) == 0 {
            data.clone_from(&kept[self.below(kept.len())].1);
            for _ in 0..=self.below(4) {
                let at = self.below(data.len());
                if let Some(byte) = data.get_mut(at) {
                    *byte = self.next().to_le_bytes()[0];
                }
            }
            return data;
        }
        let most = [8, 40, 400][self.below(3)];
        data.extend((0..self.below(most)).map(|_| self.next().to_le_bytes()[0]));
        data
    }
}

fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/corpus")
        .join(target);
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        kept.push((name, fs::read(path).unwrap()));
    }
    kept.sort();
    kept
}

/// Calls a target; before a failure goes on, the input is shown as it would be kept.
fn call((name, target): Target, from: &str, data: &[u8]) {
    if let Err(failure) = catch_unwind(AssertUnwindSafe(|| target(data))) {
        let hex: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
        let text = format!("{name}: {from}: {hex}\n");
        fs::write(std::env::temp_dir().join(format!("fuzz-{name}")), &text).unwrap();
        eprint!("{text}");
        resume_unwind(failure);
    }
}

fn replay(target: Target, generated: usize) {
    let kept = corpus(target.0);
    assert!(!kept.is_empty(), "no corpus for {}", target.0);
    for (name, data) in &kept {
        call(target, name, data);
    }
    let mut chance = Chance(1);
    for nth in 0..generated {
        call(target, &format!("generated {nth}"), &chance.input(&kept));
    }
}

#[test]
fn stores_of_any_bytes() {
    replay(TARGETS[0], 500);
}

#[test]
fn logs_of_any_bytes() {
    replay(TARGETS[1], 500);
}

#[test]
fn id_runs_of_any_bytes() {
    replay(TARGETS[2], 500);
}

#[test]
fn operations_in_any_order() {
    replay(TARGETS[3], 100);
}

#[test]
fn the_engine_says_what_the_oracle_says() {
    replay(TARGETS[4], 100);
}

#[test]
fn saved_answers_of_any_bytes() {
    replay(TARGETS[5], 1000);
}

/// `FUZZ_SECONDS=600 FUZZ_SEED=7 cargo test -p truyvet-tests --test it fuzz_for_a_while -- --ignored`
#[test]
#[ignore = "runs for minutes; where there is no cargo-fuzz"]
fn fuzz_for_a_while() {
    let number = |name: &str, default: u64| {
        let set = std::env::var(name).ok();
        set.map_or(default, |value| value.parse().unwrap())
    };
    let (seconds, seed) = (number("FUZZ_SECONDS", 120), number("FUZZ_SEED", 2));
    let only = std::env::var("FUZZ_TARGET").ok();
    let mut chance = Chance(seed);
    let kept = TARGETS.map(|(name, _)| corpus(name));
    let (begin, mut count) = (Instant::now(), 0_u64);
    while begin.elapsed() < Duration::from_secs(seconds) {
        for (target, kept) in TARGETS.into_iter().zip(&kept) {
            if only.as_ref().is_none_or(|only| only == target.0) {
                call(target, "generated", &chance.input(kept));
                count += 1;
            }
        }
    }
    eprintln!("{count} inputs in {seconds} s from seed {seed}");
}
