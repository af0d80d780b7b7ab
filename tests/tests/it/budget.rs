//! Limits of a question: what goes beyond is an error that carries the levels finished, and a
//! question is soon stopped from another thread (S28).

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use truyvet::{
    Budget, CancelToken, Error, Hops, MemoryVfs, Options, Snapshot, Store, Timestamp, ToDuration,
    Trace, TraceBuilder, TraceOptions,
};
use truyvet_synth::{Province, ProvinceSpec};

const PEOPLE: u32 = 20_000;

/// Three days of a province, made once for all tests here.
fn province() -> &'static Snapshot {
    static PROVINCE: OnceLock<Snapshot> = OnceLock::new();
    PROVINCE.get_or_init(|| {
        let spec = ProvinceSpec {
            people: PEOPLE,
            days: 3,
            ..ProvinceSpec::default()
        };
        let province = Province::new(&spec).unwrap();
        let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
        let mut writer = store.writer().unwrap();
        let places: Vec<String> = province.places().map(|place| place.id).collect();
        province.each_visit(|visit| {
            let person = Province::person_id(visit.person);
            let place = places[visit.place as usize].as_str();
            let [start, end] = [visit.start, visit.end].map(Timestamp::from_seconds);
            writer.visit(&person, place, start, Some(end)).unwrap();
        });
        writer.commit().unwrap();
        store.snapshot().unwrap()
    })
}

/// From one person to everybody.
fn asked() -> TraceBuilder {
    let case = Province::person_id(PEOPLE / 2);
    let asked = province().trace().case(case.as_str(), 0..).hops(Hops::All);
    asked.threads(2)
}

fn exceeded(asked: Result<Trace, Error>) -> Error {
    let error = asked.unwrap_err();
    assert!(error.is_exceeded(), "{error}");
    error
}

/// What is carried is the whole answer to the question with as many hops.
fn check_finished(error: &Error) {
    let Some(finished) = error.finished() else {
        return;
    };
    let whole = asked().hops(finished.hops).forward().unwrap();
    assert_eq!(&finished.exposures, whole.columns());
}

#[test]
fn rows() {
    let all = asked().forward().unwrap();
    let one = asked().hops(1).forward().unwrap();
    assert!(one.len() < all.len());
    let error = exceeded(asked().max_rows(one.len() as u64).forward());
    assert_eq!(
        error.to_string(),
        format!(
            "budget: the answer has more than {} rows; ask for fewer hops, or allow more rows",
            one.len()
        )
    );
    assert!(error.finished().is_some_and(|f| f.hops >= 1));
    check_finished(&error);
    let enough = asked().max_rows(all.len() as u64).forward().unwrap();
    assert_eq!(enough.columns(), all.columns());
}

#[test]
fn time() {
    let error = exceeded(asked().time_limit(Duration::ZERO).forward());
    assert!(error.to_string().starts_with("budget: the question took"));
    check_finished(&error);
    let enough = asked().time_limit(Duration::from_secs(3600)).forward();
    assert!(!enough.unwrap().is_empty());
}

#[test]
fn memory() {
    let error = exceeded(asked().memory_limit(1000).forward());
    assert!(error.to_string().contains("more than 1000"), "{error}");
    check_finished(&error);
    assert!(asked().memory_limit(1 << 34).forward().is_ok());
}

/// A question after one that was stopped has the same answer as ever.
#[test]
fn after_it_all_is_as_before() {
    let case = Province::person_id(7);
    let asked = || province().trace().case(case.as_str(), 0..);
    let before = asked().forward().unwrap();
    exceeded(asked().max_rows(1).forward());
    assert_eq!(asked().forward().unwrap().columns(), before.columns());
}

#[test]
fn cancelled_before_it_begins() {
    let token = CancelToken::new();
    token.cancel();
    let error = exceeded(asked().cancel(&token).forward());
    assert_eq!(error.to_string(), "the question was cancelled");
    assert!(error.finished().is_none());
}

/// Within 100 ms; half of the attempts may take longer, because the machine may be busy.
#[test]
fn cancelled_from_another_thread() {
    asked().forward().unwrap();
    let attempt = |wait: u64| {
        let token = CancelToken::new();
        let asking = token.clone();
        let thread = std::thread::spawn(move || {
            loop {
                if let Err(error) = asked()
                    .cumulative(1.hours(), 24.hours())
                    .cancel(&asking)
                    .ask()
                {
                    return (exceeded(Err(error)), Instant::now());
                }
            }
        });
        std::thread::sleep(Duration::from_millis(wait));
        let cancelled = Instant::now();
        token.cancel();
        let (error, stopped) = thread.join().unwrap();
        assert_eq!(error.to_string(), "the question was cancelled");
        stopped.saturating_duration_since(cancelled)
    };
    let waits = [50, 20, 100, 5, 150, 80, 30, 60];
    let mut took = waits.map(attempt);
    took.sort();
    assert!(
        took[took.len() / 2] < Duration::from_millis(100),
        "{took:?}"
    );
}

fn within(budget: Budget) -> TraceOptions {
    TraceOptions {
        budget,
        ..TraceOptions::default()
    }
}

/// What is too much for `what`, in words.
fn said<T>(what: Result<T, Error>) -> String {
    let error = what.map(drop).unwrap_err();
    assert!(error.is_exceeded(), "{error}");
    error.to_string()
}

/// Each limit stops what is asked of an answer, and enough of each changes nothing.
fn check_limits<T>(rows: u64, ask: impl Fn(TraceOptions) -> Result<T, Error>) {
    let rows_only = |rows| Budget {
        rows: Some(rows),
        ..Budget::default()
    };
    let few = said(ask(within(rows_only(rows - 1))));
    assert!(
        few.contains(&format!("more than {} rows", rows - 1)),
        "{few}"
    );
    assert!(ask(within(rows_only(rows))).is_ok());
    let time = |time| Budget {
        time: Some(time),
        ..Budget::default()
    };
    let slow = said(ask(within(time(Duration::ZERO))));
    assert!(slow.contains("took more than 0ns"), "{slow}");
    assert!(ask(within(time(Duration::from_secs(3600)))).is_ok());
    let memory = |bytes| Budget {
        memory: Some(bytes),
        ..Budget::default()
    };
    let large = said(ask(within(memory(100))));
    assert!(large.contains("bytes of memory, more than 100"), "{large}");
    assert!(ask(within(memory(1 << 34))).is_ok());
    let cancel = CancelToken::new();
    cancel.cancel();
    let stopped = said(ask(TraceOptions {
        cancel: Some(cancel),
        ..TraceOptions::default()
    }));
    assert_eq!(stopped, "the question was cancelled");
}

#[test]
fn sites() {
    let trace = asked().hops(2).forward().unwrap();
    let all = trace.sites().unwrap();
    let rows = u64::try_from(all.len()).unwrap();
    check_limits(rows, |options| trace.clone().with_options(options).sites());
    for threads in [1, 3] {
        let options = TraceOptions {
            threads: threads.try_into().unwrap(),
            ..TraceOptions::default()
        };
        assert_eq!(trace.clone().with_options(options).sites().unwrap(), all);
    }
    // The limits of the question are those of its sites.
    let asked = asked().hops(2).max_rows(trace.len() as u64).forward();
    assert_eq!(
        asked.unwrap().options().budget.rows,
        Some(trace.len() as u64)
    );
}

#[test]
fn tree() {
    let trace = asked().hops(2).forward().unwrap();
    let rows = u64::try_from(trace.len()).unwrap();
    check_limits(rows, |options| trace.clone().with_options(options).graph());
}

#[test]
fn common_sites() {
    let cases = [1, 77, 5000].map(Province::person_id);
    let asked = || {
        let asked = province().trace();
        cases
            .iter()
            .fold(asked, |asked, case| asked.case(case.as_str(), 0..))
    };
    let all = asked().common_sites().unwrap();
    let rows = u64::try_from(all.len()).unwrap();
    check_limits(rows, |options| asked().options(options).common_sites());
    for threads in [1, 3] {
        assert_eq!(asked().threads(threads).common_sites().unwrap(), all);
    }
    let question = asked().question().unwrap();
    assert_eq!(province().common_sites(&question).unwrap(), all);
    let wrong = asked().threads(0).common_sites().unwrap_err();
    assert!(wrong.is_question());
}

/// Whom two hops do not reach, one more is asked about, within the limits of the question.
#[test]
fn why_not_asks_one_hop_more_within_the_limits() {
    let two = asked().hops(2).forward().unwrap();
    let three = asked().hops(3).forward().unwrap();
    assert!(two.len() < three.len());
    let rows = three.columns().iter();
    let third = rows.filter(|row| row.level == 3).map(|row| row.person);
    let person = province().person_id(third.last().unwrap()).unwrap();
    let rows = u64::try_from(three.len()).unwrap();
    let ask = |options| two.clone().with_options(options).why_not(&person);
    check_limits(rows, ask);
    let too_few = Budget {
        rows: Some(rows - 1),
        ..Budget::default()
    };
    let error = ask(within(too_few)).unwrap_err();
    check_finished(&error);
}
