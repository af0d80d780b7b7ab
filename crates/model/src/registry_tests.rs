//! Tests of the rules by which a case is infectious.

use super::*;

const DAY: i64 = 86_400;

fn case(onset: Option<i64>, isolated: Option<i64>) -> CaseRecord {
    let at = |day: i64| Timestamp::from_seconds(day * DAY);
    CaseRecord {
        person: PersonNo(3),
        tested: at(100),
        onset: onset.map(at),
        isolated: isolated.map(at),
    }
}

fn days_of(case: CaseRecord) -> Option<(i64, i64)> {
    let infectious = InfectiousRule::two_days().infectious(&case)?;
    Some((
        infectious.start().seconds() / DAY,
        infectious.end().seconds() / DAY,
    ))
}

#[test]
fn two_days_before_onset_until_isolation() {
    assert_eq!(days_of(case(Some(97), Some(101))), Some((95, 101)));
    assert_eq!(days_of(case(Some(97), None)), Some((95, 111)));
    assert_eq!(days_of(case(None, Some(101))), Some((98, 101)));
    assert_eq!(days_of(case(None, None)), Some((98, 114)));
}

#[test]
fn isolation_long_after_does_not_lengthen() {
    assert_eq!(days_of(case(Some(80), Some(101))), Some((78, 94)));
}

#[test]
fn isolated_before_it_began_is_never() {
    assert_eq!(days_of(case(Some(97), Some(95))), None);
    assert_eq!(days_of(case(None, Some(90))), None);
}

#[test]
fn rules_have_names() {
    assert_eq!(
        InfectiousRule::named("two-days"),
        Some(InfectiousRule::two_days())
    );
    assert_eq!(InfectiousRule::named("three-days"), None);
}
