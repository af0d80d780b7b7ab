//! The questions that the harness asks, and how long they take.

use std::time::{Duration as Clock, Instant};

use truyvet_model::{Case, Duration, Hops, Interval, Question, ToDuration};
use truyvet_store::Snapshot;
use truyvet_synth::{Province, ProvinceSpec};
use truyvet_trace::Tracer;

use crate::load::Failure;
use crate::measure::percentile;

/// A question but for its cases: d is 15 minutes and L 2 days in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// U without end; the case is infectious from the first day to the last.
    Unbounded,
    /// U = 9 days; the case is infectious for the first 7 days.
    Usual,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Unbounded, Self::Usual];

    /// As reports write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unbounded => "d=15m L=2d U=inf",
            Self::Usual => "d=15m L=2d U=9d",
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
        let (until, infectious_days) = match self {
            Self::Unbounded => (Duration::FOREVER, spec.days.saturating_add(1)),
            Self::Usual => (9.days(), 7),
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
            latent: 2.days(),
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

/// How long a series of questions took.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// How many questions.
    pub asked: usize,
    /// Median seconds.
    pub median_s: f64,
    /// 95th percentile of the seconds.
    pub p95_s: f64,
    /// Median number of people in the answer.
    pub exposed: f64,
}

/// Asks each question once after asking the first one or two unmeasured; stops early, but not
/// before `least` questions, when `budget` is used up.
///
/// # Errors
/// Whatever the trace says.
pub fn ask_each(
    tracer: &Tracer,
    questions: &[Question],
    least: usize,
    budget: Clock,
) -> Result<Times, Failure> {
    let begun = Instant::now();
    for question in questions.iter().take(2) {
        tracer.forward(question)?;
        if begun.elapsed() > budget / 4 {
            break;
        }
    }
    let begun = Instant::now();
    let (mut times, mut exposed) = (Vec::new(), Vec::new());
    for question in questions {
        if times.len() >= least && begun.elapsed() > budget {
            break;
        }
        let asked = Instant::now();
        let answer = tracer.forward(question)?;
        times.push(asked.elapsed().as_secs_f64());
        let rows = u32::try_from(answer.exposures().len()).unwrap_or(u32::MAX);
        exposed.push(f64::from(rows));
    }
    Ok(Times {
        asked: times.len(),
        median_s: percentile(&times, 50),
        p95_s: percentile(&times, 95),
        exposed: percentile(&exposed, 50),
    })
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

#[cfg(test)]
#[path = "ask_tests.rs"]
mod tests;
