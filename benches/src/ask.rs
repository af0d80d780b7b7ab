//! The questions that the harness asks, and how long they take.

use std::num::NonZeroUsize;
use std::time::{Duration as Clock, Instant};

use truyvet_model::{Case, Duration, Hops, Interval, Question, ToDuration};
use truyvet_store::{Snapshot, VisitBlock};
use truyvet_synth::{Province, ProvinceSpec};
use truyvet_trace::{Answer, TraceError, TraceOptions, Tracer};

use crate::load::Failure;
use crate::measure::percentile;

/// A question but for its cases: d is 15 minutes in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// L = 2 days, U without end; the case is infectious from the first day to the last.
    Unbounded,
    /// L = 2 days, U = 9 days; the case is infectious for the first 7 days.
    Usual,
    /// L = 1 day, U = 4 days; the case is infectious for the first 7 days. What the rivals in
    /// benches/rivals are asked.
    Rivals,
}

impl Kind {
    /// The two that the harness asks.
    pub const ALL: [Self; 2] = [Self::Unbounded, Self::Usual];

    /// As reports write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unbounded => "d=15m L=2d U=inf",
            Self::Usual => "d=15m L=2d U=9d",
            Self::Rivals => "d=15m L=1d U=4d",
        }
    }

    /// The question about `people`, in a province of `spec`.
    ///
    /// # Errors
    /// Ids of people are always good.
    pub fn question(
        self,
        spec: &ProvinceSpec,
        people: &[u32],
        hops: u32,
    ) -> Result<Question, Failure> {
        let (latent, until, infectious_days) = match self {
            Self::Unbounded => (2.days(), Duration::FOREVER, spec.days.saturating_add(1)),
            Self::Usual => (2.days(), 9.days(), 7),
            Self::Rivals => (1.days(), 4.days(), 7),
        };
        let infectious = Interval::new(spec.start, spec.start + infectious_days.days())?;
        let cases = people.iter().map(|&person| -> Result<Case, Failure> {
            let person = Province::person_id(person).parse()?;
            Ok(Case { person, infectious })
        });
        Ok(Question {
            cases: cases.collect::<Result<_, _>>()?,
            hops: Hops::AtMost(hops),
            min_overlap: 15.minutes(),
            latent,
            until,
            ..Question::default()
        })
    }
}

/// `count` people of a province of `people`, the same ones every time: a walk in steps that are
/// coprime to almost any size and do not follow home order.
#[must_use]
pub fn cases(people: u32, count: usize) -> Vec<u32> {
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut draw = || {
        // xorshift64* (Vigna 2016); only to choose cases.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let random = state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        u32::try_from((random * u64::from(people)) >> 32).unwrap_or(0)
    };
    (0..count).map(|_| draw()).collect()
}

/// How much of an answer is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Everything a row has.
    All,
    /// Who, at which level, and nothing else. The engine has no such mode yet.
    Levels,
}

/// A tracer of so many threads, all cores unless given.
#[must_use]
pub fn tracer(snapshot: Snapshot, threads: Option<NonZeroUsize>, columns: Columns) -> Tracer {
    let mut options = TraceOptions::default();
    options.threads = threads.unwrap_or(options.threads);
    options.levels_only = columns == Columns::Levels;
    Tracer::new(snapshot, options)
}

/// Asks one question: the only place at which the benches call the engine.
///
/// # Errors
/// Whatever the trace says.
pub fn answer(tracer: &Tracer, question: &Question) -> Result<Answer, TraceError> {
    tracer.trace(question)
}

/// How long a series of questions took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Times {
    /// How many questions.
    pub asked: usize,
    /// Median seconds.
    pub median_s: f64,
    /// 95th percentile of the seconds.
    pub p95_s: f64,
    /// Median number of people in the answer.
    pub exposed: f64,
    /// Seconds of the question with the most people in the answer.
    pub largest_s: f64,
    /// How many these were.
    pub largest: usize,
}

impl Times {
    /// Of samples: seconds, and people in the answer.
    fn of(samples: &[(f64, usize)]) -> Self {
        let times: Vec<f64> = samples.iter().map(|(seconds, _)| *seconds).collect();
        let rows = |&(_, rows): &(f64, usize)| f64::from(u32::try_from(rows).unwrap_or(u32::MAX));
        let exposed: Vec<f64> = samples.iter().map(rows).collect();
        let largest = samples.iter().max_by_key(|(_, rows)| *rows);
        let (largest_s, largest) = largest.copied().unwrap_or_default();
        Self {
            asked: samples.len(),
            median_s: percentile(&times, 50),
            p95_s: percentile(&times, 95),
            exposed: percentile(&exposed, 50),
            largest_s,
            largest,
        }
    }
}

/// Asks each question once after asking them unmeasured for a quarter of `budget`, so that the
/// memory they are answered in is there; stops early, but not before `least` questions, when
/// `budget` is used up.
///
/// # Errors
/// Whatever the trace says.
pub fn ask_each(
    tracer: &Tracer,
    questions: &[Question],
    least: usize,
    budget: Clock,
) -> Result<Times, Failure> {
    let [times] = ask_in_turn([tracer], questions, least, budget)?;
    Ok(times)
}

/// As [`ask_each`], each question of every tracer, one after the other, so that all have the same
/// share of whatever else the machine does. `budget` is for all of them together.
///
/// # Errors
/// Whatever the trace says.
pub fn ask_in_turn<const N: usize>(
    tracers: [&Tracer; N],
    questions: &[Question],
    least: usize,
    budget: Clock,
) -> Result<[Times; N], Failure> {
    let begun = Instant::now();
    for question in questions {
        for tracer in tracers {
            answer(tracer, question)?;
        }
        if begun.elapsed() > budget / 4 {
            break;
        }
    }
    let begun = Instant::now();
    let mut samples = [const { Vec::new() }; N];
    for (count, question) in questions.iter().enumerate() {
        if count >= least && begun.elapsed() > budget {
            break;
        }
        for (tracer, samples) in tracers.iter().zip(&mut samples) {
            let asked = Instant::now();
            let given = answer(tracer, question)?;
            samples.push((asked.elapsed().as_secs_f64(), given.exposures().len()));
        }
    }
    Ok(samples.map(|samples| Times::of(&samples)))
}

/// Reads every visit once, place by place, on one thread: how many.
///
/// # Errors
/// A damaged store.
pub fn scan(snapshot: &Snapshot) -> Result<u64, Failure> {
    let mut count = 0u64;
    let mut sum = 0i64;
    for segment in snapshot.segments() {
        let everywhere = 0..snapshot.place_count();
        segment.each_place(everywhere, Interval::ALWAYS, |_, visits| {
            for visit in visits {
                sum = sum.wrapping_add(visit.start ^ visit.end ^ i64::from(visit.person));
            }
            count = count.saturating_add(u64::try_from(visits.len()).unwrap_or(0));
        })?;
    }
    std::hint::black_box(sum);
    Ok(count)
}

/// Unpacks every block once, on one thread: how many visits they hold.
///
/// # Errors
/// A damaged store.
pub fn decode(snapshot: &Snapshot) -> Result<u64, Failure> {
    let mut count = 0u64;
    let mut block = VisitBlock::default();
    for segment in snapshot.segments() {
        for number in 0..segment.visit_block_count() {
            segment.visit_block(number, &mut block)?;
            std::hint::black_box(&block);
            count = count.saturating_add(block.rows().len() as u64);
        }
    }
    Ok(count)
}

#[cfg(test)]
#[path = "ask_tests.rs"]
mod tests;
