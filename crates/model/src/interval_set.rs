//! Sets of instants as sorted, disjoint, maximal intervals (S9).

use crate::interval::Interval;
use crate::time::Timestamp;

/// A set of instants, kept as sorted disjoint maximal intervals; touching ones are joined (S9).
///
/// ```
/// use truyvet_model::{Interval, IntervalSet, Timestamp};
/// let i = |a, b| Interval::new(Timestamp::from_seconds(a), Timestamp::from_seconds(b)).unwrap();
/// let set: IntervalSet = [i(20, 30), i(0, 10), i(10, 20)].into_iter().collect();
/// assert_eq!(set.intervals(), [i(0, 30)]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct IntervalSet(Vec<Interval>);

impl IntervalSet {
    /// The empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The maximal intervals, in order of time.
    #[must_use]
    pub fn intervals(&self) -> &[Interval] {
        &self.0
    }

    /// Whether no instant is inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The interval that holds `t`, if any.
    #[must_use]
    pub fn covering(&self, t: Timestamp) -> Option<Interval> {
        let after = self.0.partition_point(|i| i.start() <= t);
        self.0
            .get(after.checked_sub(1)?)
            .copied()
            .filter(|i| i.contains(t))
    }

    /// Whether `t` is inside.
    #[must_use]
    pub fn contains(&self, t: Timestamp) -> bool {
        self.covering(t).is_some()
    }

    /// Whether every instant of `interval` is inside.
    #[must_use]
    pub fn contains_interval(&self, interval: Interval) -> bool {
        self.covering(interval.start())
            .is_some_and(|i| interval.end() <= i.end())
    }

    /// Adds the instants of `interval`; says whether the set grew.
    pub fn insert(&mut self, interval: Interval) -> bool {
        if self.contains_interval(interval) {
            return false;
        }
        // Those that overlap or touch: end >= start and start <= end.
        let from = self.0.partition_point(|i| i.end() < interval.start());
        let to = self.0.partition_point(|i| i.start() <= interval.end());
        let joined = self
            .0
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .fold(interval, |a, &b| a.hull(b));
        self.0.splice(from..to, [joined]);
        true
    }

    /// The instants in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.0.iter().chain(&other.0).copied().collect()
    }

    /// The instants in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = Vec::new();
        while let (Some(&&a), Some(&&b)) = (left.peek(), right.peek()) {
            common.extend(a.intersection(b));
            if a.end() <= b.end() {
                left.next();
            } else {
                right.next();
            }
        }
        Self(common)
    }

    /// The parts of `interval` inside, in order of time.
    pub fn clip(&self, interval: Interval) -> impl Iterator<Item = Interval> + '_ {
        let from = self.0.partition_point(|i| i.end() <= interval.start());
        self.0
            .get(from..)
            .unwrap_or_default()
            .iter()
            .map_while(move |i| i.intersection(interval))
    }

    /// The smallest interval that holds the set, if it is not empty.
    #[must_use]
    pub fn hull(&self) -> Option<Interval> {
        Some(self.0.first()?.hull(*self.0.last()?))
    }
}

impl FromIterator<Interval> for IntervalSet {
    fn from_iter<T: IntoIterator<Item = Interval>>(intervals: T) -> Self {
        let mut sorted: Vec<Interval> = intervals.into_iter().collect();
        sorted.sort_unstable();
        let mut joined: Vec<Interval> = Vec::with_capacity(sorted.len());
        for next in sorted {
            match joined.last_mut() {
                Some(last) if next.start() <= last.end() => *last = last.hull(next),
                _ => joined.push(next),
            }
        }
        Self(joined)
    }
}

impl From<Interval> for IntervalSet {
    fn from(interval: Interval) -> Self {
        Self(vec![interval])
    }
}

#[cfg(test)]
#[path = "interval_set_tests.rs"]
mod tests;
