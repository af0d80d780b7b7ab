//! Tests of `interval`.

use proptest::prelude::*;

use crate::duration::Duration;
use crate::interval::{Interval, IntervalError};
use crate::time::Timestamp;

fn t(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn i(start: i64, end: i64) -> Interval {
    Interval::new(t(start), t(end)).unwrap()
}

#[test]
fn s1_an_interval_is_never_empty_or_reversed() {
    for (start, end) in [(5, 5), (6, 5), (i64::MAX, i64::MAX)] {
        let error = Interval::new(t(start), t(end)).unwrap_err();
        assert_eq!(
            error,
            IntervalError {
                start: t(start),
                end: t(end)
            }
        );
        assert!(error.to_string().contains("empty or reversed"));
        assert_eq!(Interval::checked(t(start), t(end)), None);
    }
}

#[test]
fn s1_the_start_is_inside_and_the_end_is_not() {
    assert!(i(0, 10).contains(t(0)) && i(0, 10).contains(t(9)));
    assert!(!i(0, 10).contains(t(10)) && !i(0, 10).contains(t(-1)));
}

#[test]
fn s1_touching_is_not_overlapping() {
    assert_eq!(i(0, 10).intersection(i(10, 20)), None);
    assert!(!i(0, 10).intersects(i(10, 20)));
    assert_eq!(i(0, 11).intersection(i(10, 20)), Some(i(10, 11)));
}

#[test]
fn lengths_and_intervals_without_end() {
    let open = Interval::new(t(5), Timestamp::FOREVER).unwrap();
    assert_eq!(i(3, 10).length(), Duration::from_seconds(7));
    assert!(open.length().is_forever());
    assert!(Interval::ALWAYS.contains(Timestamp::MIN) && Interval::ALWAYS.contains(Timestamp::MAX));
    assert_eq!(open.intersection(i(0, 10)), Some(i(5, 10)));
    assert_eq!(
        open.hull(i(0, 1)),
        Interval::new(t(0), Timestamp::FOREVER).unwrap()
    );
}

#[test]
fn text_and_serde() {
    assert_eq!(
        i(0, 60).to_string(),
        "1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z"
    );
    assert_eq!(format!("{:?}", i(0, 60)), "[0s, 60s)");
    let open = Interval::new(t(0), Timestamp::FOREVER).unwrap();
    let json = serde_json::to_string(&open).unwrap();
    assert_eq!(json, r#"{"start":"1970-01-01T00:00:00Z","end":"inf"}"#);
    assert_eq!(serde_json::from_str::<Interval>(&json).unwrap(), open);
    assert_eq!(
        serde_json::from_str::<Interval>(r#"{"start":0,"end":60}"#).unwrap(),
        i(0, 60)
    );
    let reversed = serde_json::from_str::<Interval>(r#"{"start":60,"end":60}"#).unwrap_err();
    assert!(reversed.to_string().contains("empty or reversed"));
}

fn intervals() -> impl Strategy<Value = Interval> {
    (-20..20i64, 1..20i64).prop_map(|(start, length)| i(start, start + length))
}

proptest! {
    #[test]
    fn operations_are_those_on_sets_of_seconds(a in intervals(), b in intervals(), at in -25..45i64) {
        let both = a.contains(t(at)) && b.contains(t(at));
        let common = a.intersection(b);
        prop_assert_eq!(common.is_some_and(|c| c.contains(t(at))), both);
        prop_assert_eq!(common, b.intersection(a));
        prop_assert_eq!(common.is_some(), a.intersects(b));
        let hull = a.hull(b);
        prop_assert_eq!(hull.intersection(a), Some(a));
        prop_assert_eq!(hull.intersection(b), Some(b));
        prop_assert_eq!(hull.start(), a.start().min(b.start()));
        let inside = (-25..45).filter(|&s| a.contains(t(s))).count();
        prop_assert_eq!(a.length().seconds(), i64::try_from(inside).unwrap());
    }
}
