//! The harness of the living store: opening it, reading it while it is written, feeding it in dribbles.

mod shared;

mod open;

mod feed;

mod busy;

mod dribble;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use shared::{Arguments, Part, trace_options};
use truyvet_benches::load::Failure;
use truyvet_benches::measure::figure;
use truyvet_benches::report::Report;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Nobody may be listening there either.
            let _ = writeln!(std::io::stderr(), "living: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut folder = tempfile::Builder::new();
    let folder = folder.prefix("living-");
    let folder = match &arguments.dir {
        Some(dir) => folder.tempdir_in(dir)?,
        None => folder.tempdir()?,
    };
    let mut report = Report::default();
    machine(arguments, &mut report);
    let wanted = |part| arguments.only.is_empty() || arguments.only.contains(&part);
    if wanted(Part::Open) {
        open::measure(arguments, folder.path(), &mut report)?;
    }
    if wanted(Part::Busy) {
        busy::measure(arguments, folder.path(), &mut report)?;
    }
    if wanted(Part::Dribble) {
        dribble::measure(arguments, folder.path(), &mut report)?;
    }
    let mut out = std::io::stdout().lock();
    if arguments.json {
        report.json(&mut out)?;
    } else {
        report.table(&mut out)?;
    }
    Ok(())
}

fn machine(arguments: &Arguments, report: &mut Report) {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let note = format!("{}, {}", std::env::consts::ARCH, std::env::consts::OS);
    report.add_noted("machine", "cores", Some(figure(cores as u64)), "", note);
    let threads = trace_options(arguments).threads.get() as u64;
    report.add("machine", "threads of a trace", figure(threads), "");
    let processes = std::fs::read_to_string("/proc/loadavg").ok();
    let load = processes.and_then(|text| text.split(' ').next()?.parse().ok());
    let note = "others' work beside this shows in every figure".to_owned();
    report.add_noted("machine", "load at the beginning", load, "", note);
}
