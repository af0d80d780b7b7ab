//! Sums of shared time by prefix integrals (S16, S22).

use crate::records::Stay;

/// A time at which somebody infectious comes or goes, and what has come together until then.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    pub(super) time: i64,
    /// How many infectious people are there from then on.
    count: i64,
    /// Their person-seconds until then. It wraps; differences are exact all the same.
    seconds: i64,
}

/// The time that infectious people spend at a place, summed up from the first of them on.
#[derive(Default)]
pub(super) struct Timeline {
    pub(super) turns: Vec<Turn>,
    /// The same by weight for each of `turns`, exactly; empty where nobody asks for it.
    weighted: Vec<(i64, i128)>,
    starts: Vec<i64>,
    ends: Vec<i64>,
    /// Times, one more or less, weight.
    changes: Vec<(i64, i32, u32)>,
}

impl Timeline {
    pub(super) fn clear(&mut self) {
        self.turns.clear();
        self.weighted.clear();
    }

    /// Sums up stays, each with its start, end and weight.
    pub(super) fn fill(
        &mut self,
        stays: impl Iterator<Item = (i64, i64, u32)> + Clone,
        weighted: bool,
    ) {
        self.clear();
        self.starts.clear();
        self.starts.extend(stays.clone().map(|stay| stay.0));
        // Mostly they are: visits come by their starts.
        if !self.starts.is_sorted() {
            self.starts.sort_unstable();
        }
        self.ends.clear();
        self.ends.extend(stays.clone().map(|stay| stay.1));
        self.ends.sort_unstable();
        self.merge();
        if weighted {
            self.changes.clear();
            let begun = stays.clone().map(|(start, _, weight)| (start, 1, weight));
            self.changes.extend(begun);
            let ended = stays.map(|(_, end, weight)| (end, -1, weight));
            self.changes.extend(ended);
            self.changes.sort_by_key(|change| change.0);
            self.weigh();
        }
    }

    fn merge(&mut self) {
        let (mut count, mut seconds, mut before) = (0i64, 0i64, 0i64);
        let mut starts = self.starts.iter().copied().peekable();
        self.turns.reserve(self.ends.len().saturating_mul(2));
        for &end in &self.ends {
            // Every stay begins before it ends, so that no start is left after the last end.
            let mut turn = |time: i64, change: i64| {
                let passed = time.wrapping_sub(before);
                seconds = seconds.wrapping_add(count.wrapping_mul(passed));
                count = count.wrapping_add(change);
                before = time;
                self.turns.push(Turn {
                    time,
                    count,
                    seconds,
                });
            };
            while let Some(start) = starts.next_if(|start| *start < end) {
                turn(start, 1);
            }
            turn(end, -1);
        }
    }

    fn weigh(&mut self) {
        // Far from 127 bits: 2^32 stays of 2^63 seconds and 2^24.
        let (mut sum, mut seconds, mut before) = (0i64, 0i128, 0i64);
        let changes = self.changes.iter().map(|&(time, sign, weight)| {
            let passed = i128::from(time).wrapping_sub(i128::from(before));
            seconds = seconds.wrapping_add(i128::from(sum).wrapping_mul(passed));
            sum = sum.wrapping_add(i64::from(sign).wrapping_mul(i64::from(weight)));
            before = time;
            (sum, seconds)
        });
        self.weighted.extend(changes);
    }

    /// The person-seconds of `visit`, before whose start `before` turns lie.
    #[inline]
    pub(super) fn seconds(&self, visit: &Stay, before: usize) -> u64 {
        let after = advance(&self.turns, before, |turn| turn.time < visit.end);
        let until = |t: i64, count: usize| {
            let last = count.checked_sub(1).and_then(|last| self.turns.get(last));
            last.map_or(0, |turn| {
                let passed = t.wrapping_sub(turn.time);
                turn.seconds.wrapping_add(turn.count.wrapping_mul(passed))
            })
        };
        let shared = until(visit.end, after).wrapping_sub(until(visit.start, before));
        u64::try_from(shared).unwrap_or(0)
    }

    /// As [`Self::seconds`], each infectious person's time multiplied by the weight.
    pub(super) fn weighted(&self, visit: &Stay, before: usize) -> u64 {
        let after = advance(&self.turns, before, |turn| turn.time < visit.end);
        let until = |t: i64, count: usize| {
            let last = count.checked_sub(1);
            let last = last.and_then(|last| self.turns.get(last).zip(self.weighted.get(last)));
            last.map_or(0, |(turn, &(sum, seconds))| {
                let passed = i128::from(t).wrapping_sub(i128::from(turn.time));
                seconds.wrapping_add(i128::from(sum).wrapping_mul(passed))
            })
        };
        let shared = until(visit.end, after).saturating_sub(until(visit.start, before));
        u64::try_from(shared).unwrap_or(u64::MAX)
    }
}

/// The partition point of `sorted`, known to be `from` or later and likely to be near.
#[inline]
pub(super) fn advance<T>(sorted: &[T], from: usize, before: impl Fn(&T) -> bool) -> usize {
    // Mostly there is nothing to pass.
    if !sorted.get(from).is_some_and(&before) {
        return from;
    }
    let mut from = from.saturating_add(1);
    let mut step = 1usize;
    loop {
        let next = from.saturating_add(step);
        match sorted.get(next.saturating_sub(1)) {
            Some(item) if before(item) => {
                from = next;
                step = step.saturating_mul(2);
            }
            _ => {
                let rest = sorted.get(from..next.saturating_sub(1).min(sorted.len()));
                return from.saturating_add(rest.unwrap_or_default().partition_point(before));
            }
        }
    }
}
