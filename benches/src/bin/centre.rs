//! Zones and panorama of a whole province, against one trace of the same cases.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use truyvet::{
    InfectiousRule, PanoramaOptions, Snapshot, Store, ToDuration, TraceBuilder, Treatment,
    UnitLevel, ZoneOptions,
};
use truyvet_benches::load::Failure;
use truyvet_benches::measure::{figure, percentile, seconds};

/// Asks a store (`truyvet generate … --format store`) for zones and a panorama, and traces the same
/// cases by themselves: the difference is what counting by unit adds.
#[derive(Debug, Parser)]
struct Arguments {
    /// The store
    store: PathBuf,
    /// Hops of each question
    #[arg(long, default_value_t = 2)]
    hops: u32,
    /// How often each is asked
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Threads; as many as there are cores unless said
    #[arg(long)]
    threads: Option<usize>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Nobody may be listening there either.
            let _ = writeln!(std::io::stderr(), "centre: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let store = Store::open(&arguments.store)?;
    let snapshot = store.snapshot()?;
    let ask = |snapshot: &Snapshot| -> TraceBuilder {
        let asked = snapshot
            .trace()
            .hops(arguments.hops)
            .min_overlap(15.minutes());
        match arguments.threads {
            Some(threads) => asked.threads(threads),
            None => asked,
        }
    };
    let mut zones = ZoneOptions::new(UnitLevel::Commune);
    zones.treatment = Some(Treatment::Ok);
    let panorama = PanoramaOptions {
        level: Some(UnitLevel::Commune),
        ..PanoramaOptions::default()
    };
    let first = ask(&snapshot).panorama(&panorama)?;
    let of_window = || {
        let rule = InfectiousRule::two_days();
        ask(&snapshot).registered_cases(&rule, Some(first.window))
    };
    let rows = of_window().ask()?.len();

    let (mut traced, mut zoned, mut seen) = (vec![], vec![], vec![]);
    for _ in 0..arguments.rounds {
        let (answer, took) = seconds(|| of_window().ask());
        answer?;
        traced.push(took);
        let (answer, took) = seconds(|| ask(&snapshot).zones(&zones));
        answer?;
        zoned.push(took);
        let (answer, took) = seconds(|| ask(&snapshot).panorama(&panorama));
        answer?;
        seen.push(took);
    }
    let visits: Option<u64> = first.total.by_day.iter().map(|day| day.number()).sum();
    let trace = percentile(&traced, 50);
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} communes, {:.1} million visits in the window, {rows} rows of {} hops; medians of {}",
        first.units.len(),
        figure(visits.unwrap_or(0)) / 1e6,
        arguments.hops,
        arguments.rounds
    )?;
    for (what, samples) in [("trace", &traced), ("zones", &zoned), ("panorama", &seen)] {
        let took = percentile(samples, 50);
        writeln!(out, "{what:9} {took:8.3} s  {:5.2} traces", took / trace)?;
    }
    Ok(())
}
