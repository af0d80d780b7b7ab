//! An answer brought up to date after a small commit, against asking again.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use truyvet_benches::ask::{Kind, cases};
use truyvet_benches::load::{Failure, in_memory};
use truyvet_benches::measure::{percentile, seconds};
use truyvet_model::{PersonNo, Visit};
use truyvet_store::Store;
use truyvet_synth::Province;
use truyvet_trace::{How, TraceOptions, Tracer};

/// Commits a few records again and again and, each time, brings an answer up to date and asks
/// its question again.
#[derive(Debug, Parser)]
struct Arguments {
    /// People
    #[arg(long, default_value_t = 200_000)]
    people: u32,
    /// Days
    #[arg(long, default_value_t = 14)]
    days: u32,
    /// Records of one commit: visits like others of the province, of somebody else
    #[arg(long, default_value_t = 100)]
    records: usize,
    /// Commits for each question
    #[arg(long, default_value_t = 11)]
    rounds: usize,
    /// Cases of a question
    #[arg(long, default_value_t = 1)]
    cases: usize,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Nobody may be listening there either.
            let _ = writeln!(std::io::stderr(), "retrace: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (province, store) = in_memory(arguments.people, arguments.days)?;
    let mut late = Late::of(&province, arguments);
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} people, {} days, {} late records a commit; medians of {}",
        arguments.people, arguments.days, arguments.records, arguments.rounds
    )?;
    for kind in Kind::ALL {
        for hops in 1..=3 {
            let line = measure(arguments, &province, &store, &mut late, (kind, hops))?;
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn measure(
    arguments: &Arguments,
    province: &Province,
    store: &Store,
    late: &mut Late,
    (kind, hops): (Kind, u32),
) -> Result<String, Failure> {
    let people = cases(arguments.people, arguments.cases);
    let question = kind.question(province.spec(), &people, hops)?;
    let (mut fresh, mut again, mut expanded, mut rows) = (vec![], vec![], vec![], 0);
    let mut afresh = 0usize;
    for _ in 0..arguments.rounds {
        let then = store.snapshot()?;
        let answer = Tracer::new(then.clone(), TraceOptions::default()).trace(&question)?;
        late.commit(store, arguments.records)?;
        let tracer = Tracer::new(store.snapshot()?, TraceOptions::default());
        // Warm: its memory is there.
        tracer.trace(&question)?;
        let (asked, took) = seconds(|| tracer.trace(&question));
        fresh.push(took);
        let (done, took) = seconds(|| tracer.retrace(answer, &then));
        again.push(took);
        let (asked, done) = (asked?, done?);
        if asked.to_bytes()? != done.answer.to_bytes()? {
            return Err("the two answers differ".into());
        }
        rows = asked.exposures().len();
        match done.how {
            How::Expanded { expanded: n, .. } => {
                expanded.push(f64::from(u32::try_from(n).unwrap_or(u32::MAX)));
            }
            _ => afresh += 1,
        }
    }
    let (asked, brought) = (percentile(&fresh, 50), percentile(&again, 50));
    Ok(format!(
        "{}, {hops} hops: {rows} rows; asked again {:.2} ms, brought up to date {:.2} ms ({:.1}x), {:.0} expanded, {afresh} afresh",
        kind.name(),
        asked * 1e3,
        brought * 1e3,
        asked / brought,
        percentile(&expanded, 50),
    ))
}

/// Visits that arrive late.
struct Late {
    like: Vec<Visit>,
    people: Vec<u32>,
    next: usize,
}

impl Late {
    fn of(province: &Province, arguments: &Arguments) -> Self {
        let count = arguments
            .records
            .saturating_mul(arguments.rounds.saturating_mul(6));
        let people = cases(arguments.people, count);
        let mut like = Vec::new();
        let mut seen = 0usize;
        province.each_visit(|visit| {
            seen = seen.wrapping_add(1);
            if seen.is_multiple_of(997) {
                like.push(visit.record());
            }
        });
        Self {
            like,
            people,
            next: 0,
        }
    }

    fn commit(&mut self, store: &Store, records: usize) -> Result<(), Failure> {
        let mut writer = store.writer()?;
        for _ in 0..records {
            // A stride that is coprime to almost any count.
            let at = self.next.wrapping_mul(7919) % self.like.len().max(1);
            let person = self.people.get(self.next % self.people.len().max(1));
            if let (Some(visit), Some(&person)) = (self.like.get(at), person) {
                writer.visit(Visit {
                    person: PersonNo(person),
                    ..*visit
                })?;
            }
            self.next = self.next.wrapping_add(1);
        }
        writer.commit()?;
        Ok(())
    }
}
