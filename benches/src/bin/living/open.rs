//! How long it takes to open a store of many segments, and one with a long log.

use std::path::Path;

use truyvet_benches::load::Failure;
use truyvet_benches::measure::{figure, percentile, seconds};
use truyvet_benches::report::Report;
use truyvet_model::{ExternalId, PersonNo, PlaceNo, Timestamp, Visit};
use truyvet_store::{Options, Store, Writer, WriterOptions};

use crate::shared::{Arguments, say};

const DAY: i64 = 86_400;
const EPOCH: i64 = 18_750 * DAY;
const PLACES: u32 = 500;
/// Visits of one person on one day.
const VISITS: u32 = 3;
const TIMES: usize = 9;

/// No compaction, and no publication but by hand.
const BY_HAND: WriterOptions = WriterOptions {
    publish_at: u64::MAX,
    group: None,
    compact: false,
};

pub(crate) fn measure(
    arguments: &Arguments,
    folder: &Path,
    report: &mut Report,
) -> Result<(), Failure> {
    let people = arguments.open_people.max(1);
    for &segments in &arguments.segments {
        say(&format!("opening a store of {segments} segments"));
        let path = folder.join(format!("open-{segments}"));
        make(&path, people, segments)?;
        let times = opened(&path)?;
        let stats = Store::open(&path)?.snapshot()?.stats()?;
        let note = format!(
            "{} visits; largest {:.2}",
            stats.visits,
            percentile(&times, 100)
        );
        let name = format!("{} segments", stats.segments);
        let group = "open + snapshot, median of 9";
        report.add_noted(group, &name, Some(percentile(&times, 50)), "ms", note);
        std::fs::remove_dir_all(&path)?;
    }
    for &records in &arguments.logs {
        say(&format!("replaying a log of {records} records"));
        let path = folder.join(format!("log-{records}"));
        make(&path, people, 14)?;
        replayed(&path, people, records, report)?;
        std::fs::remove_dir_all(&path)?;
    }
    Ok(())
}

/// A published store with one segment a day, all alike.
fn make(path: &Path, people: u32, days: u32) -> Result<(), Failure> {
    let store = Store::create(path, Options::default())?;
    let mut writer = store.writer_with(BY_HAND)?;
    for person in 0..people {
        writer.person(ExternalId::split(&format!("p{person:07}"))?)?;
    }
    for place in 0..PLACES {
        writer.place(ExternalId::split(&format!("qr:{place:05}"))?)?;
    }
    for day in 0..days {
        for number in 0..people.saturating_mul(VISITS) {
            writer.visit(visit(day, number, people))?;
        }
    }
    writer.publish()?;
    Ok(())
}

/// Visit `number` of a day; it ends on the same day.
fn visit(day: u32, number: u32, people: u32) -> Visit {
    let mixed = number.wrapping_mul(0x9e37_79b9) ^ day.wrapping_mul(0x85eb_ca6b);
    let at = EPOCH + i64::from(day) * DAY + i64::from(mixed % 80_000);
    Visit {
        person: PersonNo(number % people),
        place: PlaceNo((mixed >> 8) % PLACES),
        start: Timestamp::from_seconds(at),
        end: Some(Timestamp::from_seconds(at + 1_800)),
    }
}

/// Milliseconds of opening it, each time from nothing but warm pages.
fn opened(path: &Path) -> Result<Vec<f64>, Failure> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let (snapshot, took) = seconds(|| Store::open(path)?.snapshot());
        snapshot?;
        times.push(took * 1e3);
    }
    Ok(times)
}

/// Appends visits of the last days to the log, a thousand a commit.
fn log(writer: &mut Writer, range: std::ops::Range<u32>, people: u32) -> Result<(), Failure> {
    for number in range {
        // Most are of today, some of the days before.
        let day = match number % 20 {
            0 => 7 + number % 6,
            _ => 14,
        };
        writer.visit(visit(
            day,
            number.wrapping_mul(7).wrapping_add(1_000_003),
            people,
        ))?;
        if number % 1_000 == 999 {
            writer.commit()?;
        }
    }
    writer.commit()?;
    Ok(())
}

fn replayed(path: &Path, people: u32, records: u32, report: &mut Report) -> Result<(), Failure> {
    let store = Store::open(path)?;
    let mut writer = store.writer_with(BY_HAND)?;
    log(&mut writer, 0..records, people)?;
    let first = opened(path)?;
    let reader = Store::open(path)?;
    reader.snapshot()?;
    let mut again = Vec::new();
    let mut at = records;
    for _ in 0..TIMES {
        log(&mut writer, at..at.saturating_add(100), people)?;
        at = at.saturating_add(100);
        let (snapshot, took) = seconds(|| reader.snapshot());
        snapshot?;
        again.push(took * 1e3);
    }
    let (nothing, idle) = seconds(|| reader.snapshot());
    nothing?;
    let group = "log replayed over 14 segments, median of 9";
    let name = |what: &str| format!("{records} records, {what}");
    let note = format!("largest {:.2}", percentile(&first, 100));
    let median = Some(percentile(&first, 50));
    report.add_noted(group, &name("open + first snapshot"), median, "ms", note);
    let note = format!(
        "largest {:.2}; 100 records a commit",
        percentile(&again, 100)
    );
    let median = Some(percentile(&again, 50));
    report.add_noted(group, &name("after one more commit"), median, "ms", note);
    report.add(group, &name("with nothing new"), idle * 1e3, "ms");
    let per = percentile(&first, 50) * 1e3 / figure(records.into()).max(1.0);
    report.add(group, &name("first, each record"), per, "us");
    Ok(())
}
