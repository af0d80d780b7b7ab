//! Opening the store, its size, and reading it from one end to the other.

use std::path::Path;

use truyvet_benches::ask;
use truyvet_benches::load::Failure;
use truyvet_benches::measure::{percentile, rate, seconds};
use truyvet_benches::report::Report;
use truyvet_store::{CheckOptions, Snapshot, Store};

use crate::shared::{count, say};

/// Opens the store.
pub(crate) fn open(folder: &Path, report: &mut Report) -> Result<Snapshot, Failure> {
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

/// Reports the sizes of all parts; gives bytes a visit, names aside.
pub(crate) fn sizes(snapshot: &Snapshot, report: &mut Report) -> Result<Option<f64>, Failure> {
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
    Ok(whole)
}

/// Reports reading every visit in order.
pub(crate) fn scan(snapshot: &Snapshot, report: &mut Report) -> Result<(), Failure> {
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

/// Reports unpacking every block; gives visits a second of one core.
pub(crate) fn decode(snapshot: &Snapshot, report: &mut Report) -> Result<f64, Failure> {
    say("unpacking every block");
    let mut best = 0.0f64;
    for _ in 0..5 {
        let (decoded, took) = seconds(|| ask::decode(snapshot));
        best = best.max(rate(decoded?, took));
    }
    let group = "unpacking all blocks, one thread";
    report.add(group, "best of 5", best, "visits/s");
    Ok(best)
}

/// Reports checking every record.
pub(crate) fn check(snapshot: &Snapshot, report: &mut Report) -> Result<(), Failure> {
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
