//! Sums of shared time by prefix integrals (S16, S22).

use crate::records::Stay;

/// Sorted instants with prefix sums. Sums wrap; differences of integrals are exact all the same.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) sorted: Vec<i64>,
    /// `sum[i]` is the sum of the first `i` instants.
    sum: Vec<i64>,
}

impl Sums {
    pub(super) fn clear(&mut self) {
        self.sorted.clear();
        self.sum.clear();
    }

    pub(super) fn fill(&mut self, instants: impl Iterator<Item = i64>) {
        self.sorted.extend(instants);
        // Stable sorting makes use of what is in order already; visits come by their starts.
        self.sorted.sort();
        let mut total = 0i64;
        self.sum.push(0);
        self.sum.extend(self.sorted.iter().map(|&t| {
            total = total.wrapping_add(t);
            total
        }));
    }

    /// The time from each instant before `visit.end` to there, but no more than the length of
    /// `visit`, summed; `before` is how many instants lie before `visit.start`.
    #[inline]
    pub(super) fn between(&self, visit: &Stay, before: usize) -> i64 {
        let after = advance(&self.sorted, before, |&t| t < visit.end);
        self.integral(visit.end, after)
            .wrapping_sub(self.integral(visit.start, before))
    }

    /// The sum of `t - s` over the first `count` instants s.
    #[inline]
    fn integral(&self, t: i64, count: usize) -> i64 {
        let sum = self.sum.get(count).copied().unwrap_or(0);
        t.wrapping_mul(i64::try_from(count).unwrap_or(i64::MAX))
            .wrapping_sub(sum)
    }
}

/// Sorted weighted instants with prefix sums, exact.
#[derive(Default)]
pub(super) struct WeightedSums {
    sorted: Vec<(i64, u32)>,
    /// Of the first i instants: the sum of weights, and of weight times instant.
    sum: Vec<(i128, i128)>,
}

impl WeightedSums {
    pub(super) fn clear(&mut self) {
        self.sorted.clear();
        self.sum.clear();
    }

    pub(super) fn fill(&mut self, instants: impl Iterator<Item = (i64, u32)>) {
        self.sorted.extend(instants);
        self.sorted.sort_by_key(|instant| instant.0);
        let mut total = (0i128, 0i128);
        self.sum.push(total);
        self.sum.extend(self.sorted.iter().map(|&(t, weight)| {
            let weight = i128::from(weight);
            // Far from 127 bits: 2^32 instants of 2^63 seconds and 2^24.
            total.0 = total.0.wrapping_add(weight);
            total.1 = total.1.wrapping_add(weight.wrapping_mul(i128::from(t)));
            total
        }));
    }

    /// As [`Sums::between`], each instant multiplied by its weight.
    pub(super) fn between(&self, visit: &Stay) -> i128 {
        self.integral(visit.end)
            .saturating_sub(self.integral(visit.start))
    }

    fn integral(&self, t: i64) -> i128 {
        let before = self.sorted.partition_point(|instant| instant.0 < t);
        let (weight, sum) = self.sum.get(before).copied().unwrap_or((0, 0));
        weight.wrapping_mul(i128::from(t)).wrapping_sub(sum)
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
