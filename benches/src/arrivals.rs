//! A province's visits in the order in which they arrive: by time, some of them days late.

use std::collections::BTreeMap;

use truyvet_synth::{Province, SynthVisit};

/// Seconds of a day.
const DAY: i64 = 86_400;
/// A late record is at least one and at most so many days late.
const MOST_DAYS_LATE: u32 = 6;

/// Visits day by day as they arrive.
#[derive(Debug)]
pub struct Arrivals<'a> {
    province: &'a Province,
    day: u32,
    late_percent: u64,
    /// By day of arrival, when they arrive.
    late: BTreeMap<u32, Vec<(i64, SynthVisit)>>,
}

impl<'a> Arrivals<'a> {
    /// All visits of `province`, of which `late_percent` in a hundred come 1 to 6 days late.
    #[must_use]
    pub const fn new(province: &'a Province, late_percent: u64) -> Self {
        Self {
            province,
            day: 0,
            late_percent,
            late: BTreeMap::new(),
        }
    }
}

impl Iterator for Arrivals<'_> {
    type Item = Vec<SynthVisit>;

    /// What arrives on the next day, in order.
    fn next(&mut self) -> Option<Self::Item> {
        let day = self.day;
        let days = self.province.spec().days;
        if day >= days && self.late.is_empty() {
            return None;
        }
        self.day = day.saturating_add(1);
        let mut today = self.late.remove(&day).unwrap_or_default();
        if day < days {
            let (late, percent) = (&mut self.late, self.late_percent);
            self.province.each_visit_on(day, |visit| {
                let random = draw(&visit);
                if random % 100 < percent {
                    let by =
                        1 + u32::try_from(random / 100 % u64::from(MOST_DAYS_LATE)).unwrap_or(0);
                    let at = visit.start.saturating_add(DAY.saturating_mul(by.into()));
                    late.entry(day.saturating_add(by))
                        .or_default()
                        .push((at, visit));
                } else {
                    today.push((visit.start, visit));
                }
            });
        }
        today.sort_unstable();
        Some(today.into_iter().map(|(_, visit)| visit).collect())
    }
}

/// A number that follows from the visit alone (splitmix64).
fn draw(visit: &SynthVisit) -> u64 {
    let key = (u64::from(visit.person) << 32) ^ u64::from(visit.place);
    let mut z = key.wrapping_add(
        visit
            .start
            .cast_unsigned()
            .wrapping_mul(0x9e37_79b9_7f4a_7c15),
    );
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
#[path = "arrivals_tests.rs"]
mod tests;
