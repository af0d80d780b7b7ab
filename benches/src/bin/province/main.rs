//! The province harness: builds a synthetic province on disk, asks it, and reports every figure.

mod shared;

mod building;

mod reading;

mod asking;

mod beside;

mod reached;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use truyvet_benches::load::Failure;
use truyvet_benches::report::goals::{self, Goal};
use truyvet_benches::report::{self, Report};
use truyvet_model::ToDuration as _;
use truyvet_synth::ProvinceSpec;
use truyvet_trace::TraceOptions;

use reached::Measured;
use shared::{Arguments, say};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Nobody may be listening there either.
            let _ = writeln!(std::io::stderr(), "province: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut runs = Vec::new();
    let mut out = std::io::stdout().lock();
    for &people in &arguments.people {
        let (report, goals) = province(arguments, people)?;
        if !arguments.json {
            report.table(&mut out)?;
            goals::table(&goals, &mut out)?;
            out.flush()?;
        }
        runs.push((people, report, goals));
    }
    if arguments.json {
        report::json_of_runs(&runs, &mut out)?;
    } else if runs.len() > 1 {
        let named = runs
            .into_iter()
            .map(|(people, _, goals)| (format!("{people} people"), goals));
        goals::growth(&named.collect::<Vec<_>>(), &mut out)?;
    }
    Ok(())
}

/// Everything about a province of that many people.
fn province(arguments: &Arguments, people: u32) -> Result<(Report, Vec<Goal>), Failure> {
    let spec = ProvinceSpec {
        people,
        days: arguments.days,
        seed: arguments.seed,
        ..ProvinceSpec::default()
    };
    spec.check()?;
    // Removed when the run ends; not made where a folder is given.
    let temporary = match &arguments.dir {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("province-").tempdir()?),
    };
    let folder = match (&arguments.dir, &temporary) {
        (Some(dir), _) if arguments.people.len() > 1 => dir.join(people.to_string()),
        (Some(dir), _) => dir.clone(),
        (None, Some(temporary)) => temporary.path().join("store"),
        (None, None) => return Err("no folder for the store".into()),
    };
    let threads = arguments.threads.unwrap_or(TraceOptions::default().threads);
    let mut report = Report::default();
    let count = u32::try_from(threads.get()).unwrap_or(u32::MAX);
    report.add("machine", "threads of a trace", count.into(), "");
    if folder.join("CURRENT").exists() {
        say("asking the store that is there");
    } else {
        building::build(arguments, &spec, &folder, &mut report)?;
    }
    let goals = figures(arguments, &spec, &folder, threads, &mut report)?;
    building::memory("whole run", &mut report);
    Ok((report, goals))
}

fn figures(
    arguments: &Arguments,
    spec: &ProvinceSpec,
    folder: &Path,
    threads: NonZeroUsize,
    report: &mut Report,
) -> Result<Vec<Goal>, Failure> {
    let snapshot = reading::open(folder, report)?;
    let bytes_per_visit = reading::sizes(&snapshot, report)?;
    reading::scan(&snapshot, report)?;
    let decode_per_s = reading::decode(&snapshot, report)?;
    reading::check(&snapshot, report)?;
    let asked = asking::all(arguments, spec, &snapshot, threads, report)?;
    let columns = Some(beside::columns(
        arguments, spec, &snapshot, threads, report,
    )?);
    let mut segments = None;
    if !arguments.quick && snapshot.segments().len() > 1 {
        say("building the same of one segment");
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let beside = folder.with_file_name(format!("{name}-one-segment"));
        // Partitions are cut at multiples of their width since 1970; these days lie within one.
        let width = 366.days();
        let one = building::again(arguments, spec, &beside, width)?.snapshot()?;
        segments = beside::segments(arguments, spec, (&snapshot, &one), threads, report)?;
    }
    drop(snapshot);
    let cold_s = if arguments.quick {
        None
    } else {
        beside::cold(spec, folder, report)?
    };
    let measured = Measured {
        threads: threads.get(),
        bytes_per_visit,
        decode_per_s,
        segments,
        columns,
        cold_s,
    };
    Ok(reached::goals(&asked, &measured))
}
