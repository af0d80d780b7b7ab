//! Commits and records a second, against SQLite doing the same in the same run.

use std::io::{Seek as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration as Clock, Instant};

use clap::Parser;
use truyvet_benches::load::Failure;
use truyvet_benches::measure::{percentile, rate, seconds};
use truyvet_benches::report::Report;
use truyvet_benches::scans::{Ids, Scan};
#[cfg(feature = "sqlite")]
use truyvet_benches::sqlite::Database;
use truyvet_model::{ExternalId, Timestamp, Visit};
use truyvet_store::{Options, Store, Writer};

/// Commits and records a second, against SQLite (`--features sqlite`) doing the same.
#[derive(Debug, Parser)]
struct Arguments {
    /// Records of one commit; each size is measured with new files
    #[arg(long, value_delimiter = ',', default_values_t = [1, 100, 10_000])]
    batches: Vec<usize>,
    /// Seconds for each size and program
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// People whose ids occur
    #[arg(long, default_value_t = 200_000)]
    people: u32,
    /// Places whose ids occur
    #[arg(long, default_value_t = 20_000)]
    places: u32,
    /// Folder for all files, on the disk to be measured; a temporary one unless given. The files
    /// are removed.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Only measure what one append and its fdatasync cost on this disk
    #[arg(long)]
    sync_probe: bool,
    /// Write JSON instead of a table
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Nobody may be listening there either.
            let _ = writeln!(std::io::stderr(), "commits: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut folder = tempfile::Builder::new();
    let folder = folder.prefix("commits-");
    let folder = match &arguments.dir {
        Some(dir) => folder.tempdir_in(dir)?,
        None => folder.tempdir()?,
    };
    let mut report = Report::default();
    machine(folder.path(), &mut report);
    sync_probe(folder.path(), &mut report)?;
    if !arguments.sync_probe {
        let ids = Ids::new(arguments.people, arguments.places);
        for batch in &arguments.batches {
            compare(arguments, folder.path(), &ids, *batch, &mut report)?;
        }
    }
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
    let _ = writeln!(std::io::stderr(), "commits: {text} …");
}

fn machine(folder: &Path, report: &mut Report) {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let note = format!(
        "{}, {}, files in {}",
        std::env::consts::ARCH,
        std::env::consts::OS,
        folder.display()
    );
    report.add_noted("machine", "cores", Some(count(cores)), "", note);
    #[cfg(feature = "sqlite")]
    let sqlite = format!(
        "SQLite {}, journal_mode=WAL, synchronous=FULL",
        Database::version()
    );
    #[cfg(not(feature = "sqlite"))]
    let sqlite = "without SQLite: build with --features sqlite".to_owned();
    let processes = std::fs::read_to_string("/proc/loadavg").ok();
    let load = processes.and_then(|text| text.split(' ').next()?.parse().ok());
    report.add_noted("machine", "load at the beginning", load, "", sqlite);
}

/// What one append and its sync cost, at two sizes.
fn sync_probe(folder: &Path, report: &mut Report) -> Result<(), Failure> {
    for size in [64, 4_096] {
        let path = folder.join("probe");
        let mut file = std::fs::File::create(&path)?;
        let bytes = vec![7; size];
        let mut times = Vec::new();
        let begun = Instant::now();
        while begun.elapsed() < Clock::from_secs(1) || times.len() < 20 {
            let (synced, took) = seconds(|| file.write_all(&bytes).and_then(|()| file.sync_data()));
            synced?;
            times.push(took * 1e3);
        }
        let name = |what: &str| format!("{size} bytes, {what}");
        let note = format!(
            "{} times, up to {} KiB",
            times.len(),
            file.stream_position()? / 1024
        );
        let group = "append + fdatasync";
        let median = Some(percentile(&times, 50));
        report.add_noted(group, &name("median"), median, "ms", note);
        report.add(group, &name("p99"), percentile(&times, 99), "ms");
        std::fs::remove_file(&path)?;
    }
    Ok(())
}

/// How often one program committed, and how long each took.
struct Ran {
    commits: u64,
    total_s: f64,
    each_s: Vec<f64>,
    /// Visits in it at the end, by its own count.
    visits: u64,
}

/// Commits batch after batch until the time is over.
fn commits(
    ids: &Ids,
    batch: usize,
    time: Clock,
    mut commit: impl FnMut(&[Scan]) -> Result<(), Failure>,
) -> Result<Ran, Failure> {
    let mut scans = ids.scans();
    let mut ran = Ran {
        commits: 0,
        total_s: 0.0,
        each_s: Vec::new(),
        visits: 0,
    };
    let begun = Instant::now();
    while begun.elapsed() < time || ran.commits < 2 {
        let records: Vec<Scan> = scans.by_ref().take(batch).collect();
        // Making the records is not part of it.
        let (done, took) = seconds(|| commit(&records));
        done?;
        ran.commits = ran.commits.saturating_add(1);
        ran.total_s += took;
        ran.each_s.push(took);
    }
    Ok(ran)
}

fn compare(
    arguments: &Arguments,
    folder: &Path,
    ids: &Ids,
    batch: usize,
    report: &mut Report,
) -> Result<(), Failure> {
    let time = Clock::from_secs(arguments.seconds);
    say(&format!("truyvet, {batch} records a commit"));
    let ours = truyvet(&folder.join(format!("store-{batch}")), ids, batch, time)?;
    let group = match batch {
        1 => "1 record a commit",
        100 => "100 records a commit",
        10_000 => "10,000 records a commit",
        _ => "records a commit, by --batches",
    };
    figures(group, "truyvet", batch, &ours, report);
    #[cfg(feature = "sqlite")]
    {
        say(&format!("SQLite, {batch} records a commit"));
        let path = folder.join(format!("sqlite-{batch}.db"));
        let theirs = sqlite(&path, ids, batch, time)?;
        figures(group, "SQLite", batch, &theirs, report);
        let speed = |ran: &Ran| rate(ran.commits, ran.total_s);
        let ratio = speed(&ours) / speed(&theirs).max(f64::MIN_POSITIVE);
        report.add(group, "truyvet / SQLite", ratio, "");
    }
    Ok(())
}

fn figures(group: &'static str, who: &str, batch: usize, ran: &Ran, report: &mut Report) {
    let records = ran.commits.saturating_mul(batch as u64);
    let note = format!("{} commits, {} visits at the end", ran.commits, ran.visits);
    let name = |what: &str| format!("{who}, {what}");
    let commits = rate(ran.commits, ran.total_s);
    report.add_noted(group, &name("commits"), Some(commits), "commits/s", note);
    let records = rate(records, ran.total_s);
    report.add(group, &name("records"), records, "records/s");
    let (median, late) = (percentile(&ran.each_s, 50), percentile(&ran.each_s, 99));
    report.add(group, &name("one commit, median"), median * 1e3, "ms");
    report.add(group, &name("one commit, p99"), late * 1e3, "ms");
}

fn truyvet(folder: &Path, ids: &Ids, batch: usize, time: Clock) -> Result<Ran, Failure> {
    let store = Store::create(folder, Options::default())?;
    let mut writer = store.writer()?;
    for id in ids.people() {
        writer.person(ExternalId::split(id)?)?;
    }
    for id in ids.places() {
        writer.place(ExternalId::split(id)?)?;
    }
    writer.commit()?;
    let mut ran = commits(ids, batch, time, |scans| {
        for scan in scans {
            add(&mut writer, ids, scan)?;
        }
        writer.commit()?;
        Ok(())
    })?;
    ran.visits = store.snapshot()?.stats()?.visits;
    drop(writer);
    std::fs::remove_dir_all(folder)?;
    Ok(ran)
}

fn add(writer: &mut Writer, ids: &Ids, scan: &Scan) -> Result<(), Failure> {
    let (person, place) = ids.of(scan).ok_or("no such id")?;
    let visit = Visit {
        person: writer.person(ExternalId::split(person)?)?,
        place: writer.place(ExternalId::split(place)?)?,
        start: Timestamp::from_seconds(scan.start),
        end: Some(Timestamp::from_seconds(scan.end)),
    };
    Ok(writer.visit(visit)?)
}

#[cfg(feature = "sqlite")]
fn sqlite(path: &Path, ids: &Ids, batch: usize, time: Clock) -> Result<Ran, Failure> {
    let mut database = Database::create(path, ids)?;
    let mut ran = commits(ids, batch, time, |scans| database.commit(ids, scans))?;
    ran.visits = database.visits()?;
    Ok(ran)
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn count(number: usize) -> f64 {
    number as f64
}
