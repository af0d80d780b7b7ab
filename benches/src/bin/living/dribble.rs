//! A week fed record by record in the order of arrival, against the same week built at once.

use std::path::Path;

use truyvet_benches::arrivals::Arrivals;
use truyvet_benches::load::{self, Failure};
use truyvet_benches::measure::{figure, percentile, rate, seconds};
use truyvet_benches::report::Report;
use truyvet_model::ExternalId;
use truyvet_store::{Options, Store, Writer};
use truyvet_synth::Province;

use crate::shared::{Arguments, recent, say};

const GROUP: &str = "a week in dribbles";
const DAYS: u32 = 7;
const LATE_PERCENT: u64 = 5;
/// Records of a commit.
const BATCH: usize = 1_000;

pub(crate) fn measure(
    arguments: &Arguments,
    folder: &Path,
    report: &mut Report,
) -> Result<(), Failure> {
    let province = recent(arguments.dribble_people, DAYS)?;
    let group = GROUP;
    say("building a week at once");
    let path = folder.join("bulk");
    let store = Store::create(&path, Options::default())?;
    let built = load::build(&province, &store)?;
    let bulk = size(&store)?;
    std::fs::remove_dir_all(&path)?;
    let note = format!(
        "{} people, {DAYS} days, {LATE_PERCENT} % late by 1 to 6 days, {BATCH} records a commit",
        arguments.dribble_people
    );
    report.add_noted(group, "visits", Some(figure(built.visits)), "", note);

    say("feeding it in dribbles");
    let path = folder.join("dribble");
    let store = Store::create(&path, Options::default())?;
    let mut writer = store.writer()?;
    names(&province, &mut writer)?;
    let (fed, took) = seconds(|| feed(&province, &mut writer));
    let fed = fed?;
    let speed = Some(rate(built.visits, took));
    let note = "generation, sorting and compaction meanwhile included".to_owned();
    report.add_noted(group, "rate", speed, "visits/s", note);
    let times = &fed.commits_s;
    report.add(group, "one commit, p50", percentile(times, 50) * 1e3, "ms");
    report.add(group, "one commit, p99", percentile(times, 99) * 1e3, "ms");
    let note = format!("{} of {} commits published", fed.published, times.len());
    let largest = Some(percentile(times, 100) * 1e3);
    report.add_noted(group, "one commit, largest", largest, "ms", note);

    let before = size(&store)?;
    let (compacted, compact_s) = seconds(|| writer.compact());
    let compacted = compacted?;
    let after = size(&store)?;
    let note = format!(
        "{} segments merged into {}",
        compacted.merged, compacted.written
    );
    report.add_noted(group, "compact()", Some(compact_s), "s", note);
    drop(writer);
    std::fs::remove_dir_all(&path)?;
    if (after.visits, before.visits) != (built.visits, built.visits) {
        return Err(format!("{} visits came out of {}", after.visits, built.visits).into());
    }
    sizes(&bulk, &before, &after, report);
    Ok(())
}

fn sizes(bulk: &Size, before: &Size, after: &Size, report: &mut Report) {
    let group = GROUP;
    let all = [
        ("built at once", bulk),
        ("before compact()", before),
        ("after", after),
    ];
    for (name, size) in all {
        let note = format!("{} segments", size.segments);
        report.add_noted(group, name, Some(size.per_visit), "bytes/visit", note);
    }
    let ratio = |size: &Size| size.per_visit / bulk.per_visit;
    report.add(group, "before / built at once", ratio(before), "");
    report.add(group, "after / built at once", ratio(after), "");
}

struct Size {
    visits: u64,
    segments: u64,
    per_visit: f64,
}

fn size(store: &Store) -> Result<Size, Failure> {
    let stats = store.snapshot()?.stats()?;
    Ok(Size {
        visits: stats.visits,
        segments: stats.segments,
        per_visit: stats.bytes_per_visit().ok_or("no visits")?,
    })
}

/// The same numbers as in a store that is built at once.
fn names(province: &Province, writer: &mut Writer) -> Result<(), Failure> {
    for id in province.persons() {
        writer.person(ExternalId::split(&id)?)?;
    }
    for place in province.places() {
        let number = writer.place(ExternalId::split(&place.id)?)?;
        writer.declare_place(number, &place.record())?;
    }
    writer.commit()?;
    Ok(())
}

#[derive(Default)]
struct Fed {
    commits_s: Vec<f64>,
    published: u64,
}

fn feed(province: &Province, writer: &mut Writer) -> Result<Fed, Failure> {
    let mut fed = Fed::default();
    for day in Arrivals::new(province, LATE_PERCENT) {
        for records in day.chunks(BATCH) {
            for visit in records {
                writer.visit(visit.record())?;
            }
            let (done, took) = seconds(|| writer.commit());
            fed.commits_s.push(took);
            fed.published += u64::from(done?.published.is_some());
        }
    }
    Ok(fed)
}
