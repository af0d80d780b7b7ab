//! Tests of registered cases as cases of a question.

use std::sync::Arc;

use truyvet_model::Duration;

use super::*;
use crate::{MemoryVfs, Options, Store};

const DAY: i64 = 86_400;

fn snapshot(cases: &[(&str, i64, Option<i64>, Option<i64>)]) -> Snapshot {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut writer = store.writer().unwrap();
    writer
        .visit("An", "canteen", 99 * DAY, Some(99 * DAY + 60))
        .unwrap();
    writer
        .visit("Chi", "canteen", 99 * DAY, Some(99 * DAY + 60))
        .unwrap();
    for (person, tested, onset, isolated) in cases {
        let at = |day: Option<i64>| day.map(|day| day * DAY);
        writer
            .case(*person, tested * DAY, at(*onset), at(*isolated))
            .unwrap();
    }
    writer.commit().unwrap();
    store.snapshot().unwrap()
}

fn days(from: i64, to: i64) -> Option<Interval> {
    let at = |day: i64| Timestamp::from_seconds(day * DAY);
    Interval::checked(at(from), at(to))
}

#[test]
fn s36_a_question_takes_the_cases_by_rule_and_time_of_test() {
    let snapshot = snapshot(&[
        ("Binh", 101, None, Some(98)),
        ("An", 100, Some(97), Some(102)),
        ("An", 90, None, None),
    ]);
    let rule = InfectiousRule::two_days();
    let ruled = snapshot.cases_by_rule(&rule, days(95, 110)).unwrap();
    assert_eq!(ruled.never_infectious, 1);
    let found: Vec<_> = ruled
        .cases
        .iter()
        .map(|c| (c.person.to_string(), Some(c.infectious)))
        .collect();
    assert_eq!(found, [("An".to_owned(), days(95, 102))]);
    let all = snapshot.cases_by_rule(&rule, None).unwrap();
    assert_eq!((all.cases.len(), all.never_infectious), (2, 1));
    let trace = snapshot.trace().registered_cases(&rule, days(95, 110));
    let trace = trace.forward().unwrap();
    let rows: Vec<_> = trace
        .exposures()
        .map(|row| row.unwrap().person.to_string())
        .collect();
    assert_eq!(rows, ["Chi"]);
    let listed = snapshot.registered_cases().unwrap();
    let listed: Vec<_> = listed.iter().map(|c| c.person.to_string()).collect();
    assert_eq!(listed, ["An", "An", "Binh"]);
    assert_eq!(snapshot.cases_of("An").unwrap().len(), 2);
    assert_eq!(snapshot.cases_of("Em").unwrap(), []);
}

#[test]
fn s36_no_case_at_all_is_an_error_that_says_why() {
    let rule = InfectiousRule::two_days();
    let why = |snapshot: &Snapshot, tested| {
        let asked = snapshot.trace().registered_cases(&rule, tested).forward();
        let error = asked.unwrap_err();
        assert!(error.is_question(), "{error}");
        error.to_string()
    };
    let none = snapshot(&[]);
    assert!(why(&none, None).starts_with("registered: the store has no confirmed case"));
    let early = snapshot(&[("An", 90, None, None)]);
    let text = why(&early, days(95, 110));
    assert!(
        text.starts_with("registered: of 1 confirmed case none was tested in"),
        "{text}"
    );
    let isolated = snapshot(&[("An", 100, None, Some(98))]);
    let text = why(&isolated, None);
    assert!(text.contains("two-days"), "{text}");
    // A rule of one's own is another value.
    let mine = InfectiousRule {
        before_test: Duration::from_seconds(86_400 * 5),
        ..rule.clone()
    };
    assert_eq!(isolated.cases_by_rule(&mine, None).unwrap().cases.len(), 1);
}
