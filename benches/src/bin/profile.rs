//! Asks one kind of question again and again, so that a profiler sees nothing else.
//!
//! `perf record -g target/release/profile --people 200000 --dir DIR --hops 3 --seconds 10`

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration as Clock, Instant};

use clap::Parser;
use truyvet_benches::ask::{self, Kind};
use truyvet_benches::load::Failure;
use truyvet_benches::measure::percentile;
use truyvet_store::Store;
use truyvet_synth::ProvinceSpec;
use truyvet_trace::{TraceOptions, Tracer};

/// Asks one kind of question of a store that the harness `province` has built.
#[derive(Parser)]
struct Arguments {
    /// The folder given to `province`.
    #[arg(long)]
    dir: PathBuf,
    #[arg(long, default_value_t = 200_000)]
    people: u32,
    #[arg(long, default_value_t = 14)]
    days: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, default_value_t = 1)]
    hops: u32,
    /// Cases of one question.
    #[arg(long, default_value_t = 1)]
    cases: usize,
    /// U = 9 days and cases infectious for a week, instead of U without end.
    #[arg(long)]
    usual: bool,
    /// Leave out person-seconds.
    #[arg(long)]
    levels_only: bool,
    #[arg(long, default_value = "1")]
    threads: NonZeroUsize,
    /// Different questions asked in turn.
    #[arg(long, default_value_t = 50)]
    questions: usize,
    /// Stop after so many seconds, but not before every question was asked once.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let spec = ProvinceSpec {
        people: arguments.people,
        days: arguments.days,
        seed: arguments.seed,
        ..ProvinceSpec::default()
    };
    let store = Store::open(&arguments.dir)?;
    let tracer = Tracer::new(
        store.snapshot()?,
        TraceOptions {
            threads: arguments.threads,
            levels_only: arguments.levels_only,
            ..TraceOptions::default()
        },
    );
    let kind = if arguments.usual {
        Kind::Usual
    } else {
        Kind::Unbounded
    };
    let cases = arguments.cases.max(1);
    let people = ask::cases(spec.people, cases.saturating_mul(arguments.questions));
    let questions = people
        .chunks(cases)
        .map(|people| kind.question(&spec, people, arguments.hops))
        .collect::<Result<Vec<_>, _>>()?;
    let (begun, limit) = (Instant::now(), Clock::from_secs(arguments.seconds));
    let (mut times, mut rows) = (Vec::new(), 0usize);
    for question in questions.iter().take(2) {
        tracer.trace(question)?;
    }
    for (at, question) in questions.iter().cycle().enumerate() {
        if at >= questions.len() && begun.elapsed() > limit {
            break;
        }
        let asked = Instant::now();
        let answer = tracer.trace(question)?;
        times.push(asked.elapsed().as_secs_f64());
        rows = rows.saturating_add(answer.exposures().len());
    }
    say(&format!(
        "{} questions, {} rows each: median {:.4} ms, p95 {:.4} ms, least {:.4} ms",
        times.len(),
        rows / times.len().max(1),
        percentile(&times, 50) * 1e3,
        percentile(&times, 95) * 1e3,
        percentile(&times, 0) * 1e3,
    ));
    Ok(())
}
