//! The province harness: builds a synthetic province on disk, asks it, and reports every figure.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration as Clock;

use clap::Parser;
use truyvet_benches::ask::{self, Kind, Times};
use truyvet_benches::load::{self, Failure};
use truyvet_benches::measure::{self, percentile, rate, seconds};
use truyvet_benches::report::Report;
use truyvet_model::Duration;
use truyvet_store::{CheckOptions, Options, Snapshot, Store};
use truyvet_synth::{Province, ProvinceSpec};
use truyvet_trace::{TraceOptions, Tracer};

/// Builds a synthetic province on disk, asks it, and reports every figure.
#[derive(Debug, Parser)]
struct Arguments {
    /// People of the province
    #[arg(long, default_value_t = 20_000)]
    people: u32,
    /// Days of the province
    #[arg(long, default_value_t = 14)]
    days: u32,
    /// Seed of the province
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder of the store, kept; a store that is there already is asked instead of built anew.
    /// Without it, a temporary folder is used and removed.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Threads of a trace; all cores unless given
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// How many cases are asked about, one by one
    #[arg(long, default_value_t = 200)]
    cases: usize,
    /// Seconds after which a series of questions stops, if it has asked at least five
    #[arg(long, default_value_t = 30)]
    budget: u64,
    /// Width of a partition, such as 1d or 7d
    #[arg(long, default_value = "1d", value_parser = Duration::parse)]
    partition: Duration,
    /// Publish in parts, so that the build takes no more memory, such as 4GB or 512MiB
    #[arg(long, value_parser = measure::parse_size)]
    memory_limit: Option<u64>,
    /// Write JSON instead of a table
    #[arg(long)]
    json: bool,
}

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
    let spec = ProvinceSpec {
        people: arguments.people,
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
        (Some(dir), _) => dir.clone(),
        (None, Some(temporary)) => temporary.path().join("store"),
        (None, None) => return Err("no folder for the store".into()),
    };
    let mut report = Report::default();
    let options = TraceOptions {
        threads: arguments.threads.unwrap_or(TraceOptions::default().threads),
    };
    let threads = u32::try_from(options.threads.get()).unwrap_or(u32::MAX);
    report.add("machine", "threads of a trace", threads.into(), "");
    if folder.join("CURRENT").exists() {
        say("asking the store that is there");
    } else {
        build(arguments, &spec, &folder, &mut report)?;
    }
    let snapshot = open(&folder, &mut report)?;
    sizes(&snapshot, &mut report)?;
    scan(&snapshot, &mut report)?;
    check(&snapshot, &mut report)?;
    questions(
        arguments,
        &spec,
        &Tracer::new(snapshot, options),
        &mut report,
    )?;
    memory("whole run", &mut report);
    let mut out = std::io::stdout().lock();
    if arguments.json {
        report.json(&mut out)?;
    } else {
        report.table(&mut out)?;
    }
    Ok(())
}

/// What is going on, on standard error.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "province: {text} …");
}

fn build(
    arguments: &Arguments,
    spec: &ProvinceSpec,
    folder: &Path,
    report: &mut Report,
) -> Result<(), Failure> {
    say("laying out the province");
    let (province, layout_s) = seconds(|| Province::new(spec));
    let province = province?;
    say("making its visits, and nothing else");
    let (visits, generate_s) = load::generate(&province);
    let group = "generation alone";
    report.add(group, "layout", layout_s, "s");
    report.add(group, "visits", count(visits), "");
    report.add(group, "places", province.place_count().into(), "");
    report.add(group, "time", generate_s, "s");
    report.add(group, "rate", rate(visits, generate_s), "visits/s");

    say("building the store");
    measure::forget_peak();
    let options = Options {
        partition: arguments.partition,
        ..Options::default()
    };
    let store = Store::create(folder, options)?;
    let build = load::build_within(&province, &store, arguments.memory_limit)?;
    built(&build, generate_s, report);
    memory("bulk build", report);
    Ok(())
}

fn built(build: &load::Build, generate_s: f64, report: &mut Report) {
    let group = "bulk build";
    let written_s = build.stream_s + build.publish_s;
    let own_s = (written_s - generate_s).max(0.0);
    let whole_s = build.names_s + written_s + build.compact_s;
    report.add(group, "names and place table", build.names_s, "s");
    report.add(group, "streaming, generation included", build.stream_s, "s");
    report.add(group, "publishing", build.publish_s, "s");
    report.add(group, "publications", count(build.chunks), "");
    report.add(
        group,
        "merging days of two publications",
        build.compact_s,
        "s",
    );
    let mut speed = |name, seconds, note: &str| {
        let speed = Some(rate(build.visits, seconds));
        report.add_noted(group, name, speed, "visits/s", note.to_owned());
    };
    speed("rate, generation included", written_s, "");
    let note = "generation alone subtracted; names not counted";
    speed("rate, generation excluded", own_s, note);
    speed("rate, all of it", whole_s, "names and merging too");
}

fn memory(group: &'static str, report: &mut Report) {
    let mebibytes = |bytes: Option<u64>| bytes.map(|bytes| count(bytes) / 1_048_576.0);
    let note = if measure::peak_memory().is_some() {
        "VmHWM, mapped files included"
    } else {
        "not available on this system"
    };
    report.add_noted(
        group,
        "peak memory",
        mebibytes(measure::peak_memory()),
        "MiB",
        note.to_owned(),
    );
    report.add_noted(
        group,
        "memory at the end, mapped files aside",
        mebibytes(measure::anonymous_memory()),
        "MiB",
        String::new(),
    );
}

fn open(folder: &Path, report: &mut Report) -> Result<Snapshot, Failure> {
    let mut times = Vec::new();
    let mut snapshot = None;
    for _ in 0..5 {
        let (opened, took) = seconds(|| Store::open(folder)?.snapshot());
        snapshot = Some(opened?);
        times.push(took);
    }
    let median = percentile(&times, 50);
    report.add("open", "open, median of 5", median * 1e3, "ms");
    snapshot.ok_or_else(|| "not opened".into())
}

fn sizes(snapshot: &Snapshot, report: &mut Report) -> Result<(), Failure> {
    let stats = snapshot.stats()?;
    let visits = count(stats.visits);
    let group = "size";
    report.add(group, "visits", visits, "");
    report.add(group, "segments", count(stats.segments), "");
    for (part, bytes) in stats.bytes.parts() {
        report.add(group, part, count(bytes) / visits.max(1.0), "bytes/visit");
    }
    let whole = stats.bytes_per_visit();
    report.add_noted(
        group,
        "all indexes, names aside",
        whole,
        "bytes/visit",
        String::new(),
    );
    report.add(
        group,
        "store",
        count(stats.bytes.total()) / 1_048_576.0,
        "MiB",
    );
    Ok(())
}

fn scan(snapshot: &Snapshot, report: &mut Report) -> Result<(), Failure> {
    say("reading every visit");
    let mut times = Vec::new();
    let mut visits = 0;
    for _ in 0..3 {
        let (scanned, took) = seconds(|| ask::scan(snapshot));
        visits = scanned?;
        times.push(took);
    }
    let cold = times.first().copied().unwrap_or(0.0);
    let warm = times.iter().copied().fold(f64::INFINITY, f64::min);
    let group = "plain scan, one thread";
    report.add(
        group,
        "first pass (pages checked)",
        rate(visits, cold),
        "visits/s",
    );
    report.add(group, "best of 3", rate(visits, warm), "visits/s");
    report.add(group, "best of 3, time", warm, "s");
    Ok(())
}

fn check(snapshot: &Snapshot, report: &mut Report) -> Result<(), Failure> {
    say("checking every record");
    let options = CheckOptions::default();
    let (checked, took) = seconds(|| snapshot.check(&options, &mut |_| ()));
    let checked = checked?;
    let note = format!(
        "{} overlaps, {} impossible travels",
        checked.overlaps.count, checked.travels.count
    );
    let speed = Some(rate(checked.visits, took));
    report.add_noted("check, one thread", "visits", speed, "visits/s", note);
    Ok(())
}

fn questions(
    arguments: &Arguments,
    spec: &ProvinceSpec,
    tracer: &Tracer,
    report: &mut Report,
) -> Result<(), Failure> {
    let budget = Clock::from_secs(arguments.budget);
    let people = ask::cases(spec.people, arguments.cases.max(5));
    for kind in Kind::ALL {
        for hops in 1..=3 {
            say(&format!(
                "asking {}, {hops} hops, one case each",
                kind.name()
            ));
            let single = people.iter();
            let questions: Vec<_> = single
                .map(|&person| kind.question(spec, &[person], hops))
                .collect::<Result<_, _>>()?;
            let times = ask::ask_each(tracer, &questions, 5, budget)?;
            times_of(kind, &format!("F{hops}, one case"), times, report);
        }
        let hundred = ask::cases(spec.people, 100);
        for hops in [1, 3] {
            say(&format!("asking {}, {hops} hops, 100 cases", kind.name()));
            let question = kind.question(spec, &hundred, hops)?;
            let questions = vec![question; 5];
            let times = ask::ask_each(tracer, &questions, 3, budget)?;
            times_of(kind, &format!("F{hops}, 100 cases"), times, report);
        }
    }
    Ok(())
}

fn times_of(kind: Kind, name: &str, times: Times, report: &mut Report) {
    let note = format!(
        "{} asked, {:.0} people exposed (median)",
        times.asked, times.exposed
    );
    let group = kind.name();
    report.add_noted(
        group,
        &format!("{name}, median"),
        Some(times.median_s * 1e3),
        "ms",
        note,
    );
    report.add(group, &format!("{name}, p95"), times.p95_s * 1e3, "ms");
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn count(number: u64) -> f64 {
    number as f64
}
