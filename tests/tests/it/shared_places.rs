//! Real visits: check-ins, a place with 20,000 people at once, co-presence by a database.

use std::collections::BTreeMap;

use truyvet_model::{ExternalId, Hops, Question, Timestamp};
use truyvet_testkit::data::{Loaded, Set};

use crate::shared_data::{from, open, rows, seed, store};

fn always() -> truyvet_model::Interval {
    from(Timestamp::MIN)
}

/// The unit tests of the Corona-Warn-App: half-open ends, containment, equality.
#[test]
fn cwa_overlaps_to_the_second() {
    let Some(set) = open("cwa_checkin_overlap") else {
        return;
    };
    let tracer = store(&set.load().unwrap());
    let mut checked = 0;
    for row in set.table("cases.csv").unwrap().rows() {
        let case = row.text("case").unwrap();
        if case == "14" {
            continue; // about the app's own submitted check-ins, not about time
        }
        let question = seed(&format!("infected{case}"), always(), Hops::AtMost(1));
        let answer = rows(&tracer, &question);
        let attendee: ExternalId = format!("attendee{case}").parse().unwrap();
        let seconds = answer.get(&attendee).map_or(0, |row| row.person_seconds);
        assert_eq!(
            seconds.to_string(),
            row.text("overlap_seconds").unwrap(),
            "case {case}"
        );
        assert!(answer.keys().all(|id| *id == attendee), "case {case}");
        checked += 1;
    }
    assert_eq!(checked, 13);
}

/// 20,000 people in one place at once: an engine that lists pairs does not come back.
#[test]
fn loimos_safe_and_risky() {
    let Some(set) = open("loimos_safe_risky") else {
        return;
    };
    let tracer = store(&set.load().unwrap());
    for hops in [Hops::AtMost(1), Hops::AtMost(3), Hops::All] {
        let risky = rows(&tracer, &seed("5000", always(), hops));
        assert_eq!(risky.len(), 19_999, "{hops}");
        let as_stated = |row: &truyvet_model::Exposure| {
            (row.level, row.first_exposure.seconds(), row.person_seconds) == (1, 21_600, 43_200)
        };
        assert!(risky.values().all(as_stated), "{hops}");
        assert!(
            rows(&tracer, &seed("0", always(), hops)).is_empty(),
            "{hops}"
        );
    }
}

/// By person, the seconds shared with each other person.
type Shared = BTreeMap<String, BTreeMap<ExternalId, u64>>;

/// Everybody's co-presence as DuckDB joined it.
fn expected(set: &Set, least: i64) -> Shared {
    let mut shared = Shared::new();
    for row in set.table("expected_copresence.csv").unwrap().rows() {
        let (start, end) = (row.time("start").unwrap(), row.time("end").unwrap());
        let seconds = end.seconds() - start.seconds();
        if seconds < least {
            continue;
        }
        for (u, v) in [("a", "b"), ("b", "a")] {
            let of = shared.entry(row.text(u).unwrap().to_owned()).or_default();
            *of.entry(row.id(v).unwrap()).or_default() += seconds.unsigned_abs();
        }
    }
    shared
}

/// S10, S16: with everybody as the only case in turn, F1 and its person-seconds are exactly the
/// co-presence of that person.
fn check_copresence(name: &str, least: u32) {
    let Some(set) = open(name) else { return };
    let loaded: Loaded = set.load().unwrap();
    let tracer = store(&loaded);
    let mut expected_whom = expected(&set, i64::from(least));
    let expected_all = expected(&set, 1);
    for person in &loaded.people {
        let question = Question {
            min_overlap: truyvet_model::Duration::from_seconds(least),
            ..seed(&person.to_string(), always(), Hops::AtMost(1))
        };
        let answer = rows(&tracer, &question);
        let whom = expected_whom
            .remove(&person.to_string())
            .unwrap_or_default();
        assert!(answer.keys().eq(whom.keys()), "{name}: {person}");
        for (id, row) in answer {
            let seconds = expected_all[&person.to_string()][&id];
            assert_eq!(row.person_seconds, seconds, "{name}: {person} and {id}");
        }
    }
}

#[test]
fn copresence_of_utopia() {
    check_copresence("loimos_utopia", 1);
    check_copresence("loimos_utopia", 3600);
}

#[test]
fn copresence_of_a_small_city() {
    check_copresence("loimos_small_city", 1);
    check_copresence("loimos_small_city", 900);
    check_copresence("loimos_small_city", 3600);
}

#[test]
fn copresence_of_cases_in_korea() {
    check_copresence("korea_ds4c", 86_400);
}
