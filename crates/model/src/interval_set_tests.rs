//! Tests of `interval_set`: its laws (S9) against a naive set of seconds.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::interval::Interval;
use crate::interval_set::IntervalSet;
use crate::time::Timestamp;

fn t(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn i(start: i64, end: i64) -> Interval {
    Interval::new(t(start), t(end)).unwrap()
}

fn set(intervals: &[(i64, i64)]) -> IntervalSet {
    intervals.iter().map(|&(a, b)| i(a, b)).collect()
}

/// The seconds inside, one by one: what a set of instants is.
fn seconds(intervals: &[Interval]) -> BTreeSet<i64> {
    let each = |i: &Interval| i.start().seconds()..i.end().seconds();
    intervals.iter().flat_map(each).collect()
}

/// S9: sorted, disjoint, and not even touching.
fn is_maximal(set: &IntervalSet) -> bool {
    set.intervals()
        .windows(2)
        .all(|w| w[0].end() < w[1].start())
}

#[test]
fn s9_touching_intervals_are_joined_and_others_are_not() {
    assert_eq!(set(&[(0, 10), (10, 20)]), set(&[(0, 20)]));
    assert_eq!(set(&[(0, 10), (11, 20)]).intervals().len(), 2);
    assert_eq!(set(&[(5, 6), (0, 20), (3, 30)]), set(&[(0, 30)]));
}

#[test]
fn insert_joins_several_and_says_whether_the_set_grew() {
    let mut all = set(&[(0, 10), (20, 30), (40, 50), (60, 70)]);
    assert!(!all.insert(i(22, 28)));
    assert!(!all.insert(i(20, 30)));
    assert!(all.insert(i(10, 40)));
    assert_eq!(all, set(&[(0, 50), (60, 70)]));
    assert!(all.insert(i(-5, -3)));
    assert_eq!(all, set(&[(-5, -3), (0, 50), (60, 70)]));
}

#[test]
fn sets_without_end() {
    let open = Interval::new(t(5), Timestamp::FOREVER).unwrap();
    let mut all = IntervalSet::from(open);
    assert!(!all.insert(i(100, 200)));
    assert!(all.insert(i(0, 5)));
    assert_eq!(
        all.intervals(),
        [Interval::new(t(0), Timestamp::FOREVER).unwrap()]
    );
    assert!(all.contains(Timestamp::MAX));
    assert_eq!(all.intersection(&set(&[(-5, 3)])), set(&[(0, 3)]));
}

#[test]
fn the_empty_set() {
    let mut empty = IntervalSet::new();
    assert!(empty.is_empty() && empty.hull().is_none() && !empty.contains(t(0)));
    assert_eq!(empty.clip(i(0, 10)).count(), 0);
    assert!(empty.insert(i(0, 10)));
    assert!(!empty.is_empty());
}

fn interval() -> impl Strategy<Value = Interval> {
    (0..40i64, 1..10i64).prop_map(|(start, length)| i(start, start + length))
}

fn intervals() -> impl Strategy<Value = Vec<Interval>> {
    vec(interval(), 0..10)
}

proptest! {
    #[test]
    fn s9_collecting_and_inserting_make_the_same_maximal_set(list in intervals()) {
        let collected: IntervalSet = list.iter().copied().collect();
        let mut inserted = IntervalSet::new();
        for &next in &list {
            let before = seconds(inserted.intervals());
            let grew = inserted.insert(next);
            prop_assert_eq!(grew, seconds(inserted.intervals()) != before);
            prop_assert!(is_maximal(&inserted));
        }
        prop_assert_eq!(seconds(collected.intervals()), seconds(&list));
        prop_assert!(is_maximal(&collected));
        prop_assert_eq!(collected, inserted);
    }

    #[test]
    fn union_and_intersection_are_those_of_the_seconds(a in intervals(), b in intervals()) {
        let (x, y) = (seconds(&a), seconds(&b));
        let (a, b): (IntervalSet, IntervalSet) = (a.into_iter().collect(), b.into_iter().collect());
        let (either, both) = (a.union(&b), a.intersection(&b));
        prop_assert_eq!(seconds(either.intervals()), &x | &y);
        prop_assert_eq!(seconds(both.intervals()), &x & &y);
        prop_assert!(is_maximal(&either) && is_maximal(&both));
        prop_assert_eq!(either, b.union(&a));
        prop_assert_eq!(both, b.intersection(&a));
    }

    #[test]
    fn queries_are_those_of_the_seconds(list in intervals(), probe in interval()) {
        let all = seconds(&list);
        let set: IntervalSet = list.into_iter().collect();
        let wanted = seconds(&[probe]);
        let at = probe.start();
        prop_assert_eq!(set.contains(at), all.contains(&at.seconds()));
        prop_assert_eq!(set.covering(at).is_some(), set.contains(at));
        prop_assert!(set.covering(at).is_none_or(|c| set.intervals().contains(&c) && c.contains(at)));
        prop_assert_eq!(set.contains_interval(probe), wanted.is_subset(&all));
        let parts: Vec<Interval> = set.clip(probe).collect();
        prop_assert_eq!(seconds(&parts), &wanted & &all);
        prop_assert!(parts.windows(2).all(|w| w[0].end() < w[1].start()));
        let hull = set.hull().map(|h| (h.start().seconds(), h.end().seconds() - 1));
        prop_assert_eq!(hull, all.first().copied().zip(all.last().copied()));
    }
}
