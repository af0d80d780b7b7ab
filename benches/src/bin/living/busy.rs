//! Questions on a store at rest, beside busy cores, and while it is written.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration as Clock, Instant};

use truyvet_benches::ask::{self, Kind};
use truyvet_benches::load::{self, Failure};
use truyvet_benches::measure::{figure, percentile, rate, seconds};
use truyvet_benches::report::Report;
use truyvet_model::Question;
use truyvet_store::{Options, Store};
use truyvet_trace::Tracer;

use crate::feed::{BATCH, Fed, feed};
use crate::shared::{Arguments, recent, say, trace_options};

const DAYS: u32 = 14;
/// How old a snapshot gets before the next one is taken.
const RETAKE: Clock = Clock::from_secs(1);
/// Threads that spin, to tell contention for cores from waiting.
const SPINNERS: usize = 2;

/// What readers met.
#[derive(Debug, Default)]
struct Asked {
    answers_ms: Vec<f64>,
    /// The first answer of each snapshot but the first.
    fresh_ms: Vec<f64>,
    retakes_ms: Vec<f64>,
    segments: usize,
}

pub(crate) fn measure(
    arguments: &Arguments,
    folder: &Path,
    report: &mut Report,
) -> Result<(), Failure> {
    say("building a store of 14 days");
    let province = recent(arguments.people, DAYS)?;
    let path = folder.join("busy");
    let store = Store::create(&path, Options::default())?;
    let built = load::build(&province, &store)?;
    let group = "F1 of one case, at rest";
    let note = format!("{} people, {DAYS} days, d=15m L=2d U=9d", arguments.people);
    report.add_noted(group, "visits", Some(figure(built.visits)), "", note);
    let questions: Vec<Question> = ask::cases(arguments.people, 2_000)
        .into_iter()
        .map(|person| Kind::Usual.question(province.spec(), &[person], 1))
        .collect::<Result<_, _>>()?;
    let time = Clock::from_secs(arguments.seconds);
    // Each page is checked when it is first read; that is over here.
    warm(arguments, &store, &questions)?;

    say("asking it at rest");
    let idle = ask_for(arguments, &store, &questions, time)?;
    answers(group, &idle, report);

    say("asking it beside spinning threads");
    let stop = AtomicBool::new(false);
    let spun = std::thread::scope(|scope| {
        for _ in 0..SPINNERS {
            scope.spawn(|| spin(&stop));
        }
        let asked = ask_for(arguments, &store, &questions, time);
        stop.store(true, Ordering::Relaxed);
        asked
    })?;
    let group = "F1 of one case, beside two spinning threads";
    answers(group, &spun, report);
    compare(group, "p99 / at rest", &spun, &idle, report);

    say("asking it while it is written");
    let stop = AtomicBool::new(false);
    let (busy, fed) = std::thread::scope(|scope| {
        let writer = scope.spawn(|| feed(&store, &province, arguments.rate, &stop));
        let asked = ask_for(arguments, &store, &questions, time);
        stop.store(true, Ordering::Relaxed);
        (asked, writer.join())
    });
    let (busy, fed) = (busy?, fed.map_err(|_| "the writer panicked")??);
    let group = "F1 of one case, while it is written";
    answers(group, &busy, report);
    compare(group, "p99 / at rest", &busy, &idle, report);
    compare(group, "p99 / beside spinning threads", &busy, &spun, report);
    retakes(group, &busy, report);
    wrote(&fed, report);
    std::fs::remove_dir_all(&path)?;
    Ok(())
}

fn spin(stop: &AtomicBool) {
    let mut sum = 0_u64;
    while !stop.load(Ordering::Relaxed) {
        for i in 0..10_000_u64 {
            sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(i));
        }
    }
}

fn warm(arguments: &Arguments, store: &Store, questions: &[Question]) -> Result<(), Failure> {
    let snapshot = store.snapshot()?;
    ask::scan(&snapshot)?;
    let tracer = Tracer::new(snapshot, trace_options(arguments));
    for question in questions.iter().take(500) {
        tracer.trace(question)?;
    }
    Ok(())
}

/// Asks question after question for so long, on snapshots that are retaken every second.
fn ask_for(
    arguments: &Arguments,
    store: &Store,
    questions: &[Question],
    time: Clock,
) -> Result<Asked, Failure> {
    let mut asked = Asked::default();
    let mut tracer = Tracer::new(store.snapshot()?, trace_options(arguments));
    let begun = Instant::now();
    let mut taken = Instant::now();
    let mut fresh = false;
    for question in questions.iter().cycle() {
        if begun.elapsed() >= time {
            break;
        }
        if taken.elapsed() >= RETAKE {
            let (snapshot, took) = seconds(|| store.snapshot());
            tracer = Tracer::new(snapshot?, trace_options(arguments));
            asked.retakes_ms.push(took * 1e3);
            taken = Instant::now();
            fresh = true;
        }
        let (answer, took) = seconds(|| tracer.trace(question));
        answer?;
        asked.answers_ms.push(took * 1e3);
        if std::mem::take(&mut fresh) {
            asked.fresh_ms.push(took * 1e3);
        }
    }
    asked.segments = tracer.snapshot().segments().len();
    Ok(asked)
}

fn answers(group: &'static str, asked: &Asked, report: &mut Report) {
    let times = &asked.answers_ms;
    let note = format!(
        "{} answers; {} segments at the end",
        times.len(),
        asked.segments
    );
    report.add_noted(group, "p50", Some(percentile(times, 50)), "ms", note);
    report.add(group, "p99", percentile(times, 99), "ms");
    report.add(group, "largest", percentile(times, 100), "ms");
}

fn compare(group: &'static str, name: &str, some: &Asked, other: &Asked, report: &mut Report) {
    let p99 = |asked: &Asked| percentile(&asked.answers_ms, 99);
    report.add(
        group,
        name,
        p99(some) / p99(other).max(f64::MIN_POSITIVE),
        "",
    );
}

fn retakes(group: &'static str, asked: &Asked, report: &mut Report) {
    let times = &asked.retakes_ms;
    let note = format!("{} times, once a second", times.len());
    let median = Some(percentile(times, 50));
    report.add_noted(group, "retaking a snapshot, p50", median, "ms", note);
    report.add(
        group,
        "retaking a snapshot, largest",
        percentile(times, 100),
        "ms",
    );
    let first = percentile(&asked.fresh_ms, 50);
    report.add(group, "first answer of a new snapshot, p50", first, "ms");
}

fn wrote(fed: &Fed, report: &mut Report) {
    let group = "the writer meanwhile";
    let commits = fed.commits_s.len();
    let note = format!("{commits} commits of {BATCH} records");
    let speed = Some(rate(commits as u64, fed.total_s));
    report.add_noted(group, "commits", speed, "commits/s", note);
    report.add(
        group,
        "records",
        rate(fed.records, fed.total_s),
        "records/s",
    );
    let late = |times: &[f64], percent| percentile(times, percent) * 1e3;
    report.add(group, "one commit, p50", late(&fed.commits_s, 50), "ms");
    report.add(group, "one commit, p99", late(&fed.commits_s, 99), "ms");
    let note = format!("{} of the commits", fed.publishes_s.len());
    let median = Some(late(&fed.publishes_s, 50));
    report.add_noted(group, "one that publishes, p50", median, "ms", note);
    let largest = late(&fed.commits_s, 100);
    report.add(group, "one commit, largest", largest, "ms");
}
