//! From small whole numbers, ticks, to times and lengths.

use proptest::prelude::*;
use truyvet_model::{Duration, Interval, Timestamp};

/// From ticks to seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    base: i64,
    pub(super) unit: i64,
}

impl Scale {
    pub(super) fn at(self, tick: u32) -> Timestamp {
        Timestamp::from_seconds(self.base + i64::from(tick) * self.unit)
    }

    pub(super) fn interval(self, start: u32, ticks: u32) -> Option<Interval> {
        Interval::checked(self.at(start), self.at(start + ticks))
    }

    /// `ticks` and `jitter` more seconds, at least `least`.
    pub(super) fn length(self, ticks: u32, jitter: i64, least: i64) -> Duration {
        let seconds = (i64::from(ticks) * self.unit + jitter).max(least);
        Duration::new(seconds).unwrap_or(Duration::ZERO)
    }
}

/// Ticks of a second up to a day, around the epoch or in 2021: some worlds lie in one day
/// partition, some cross dozens.
pub(super) fn scales() -> impl Strategy<Value = Scale> {
    let units = prop_oneof![3 => Just(1), 1 => Just(60), 2 => Just(7_200), 1 => Just(21_600), 1 => Just(86_400)];
    let bases = prop_oneof![2 => Just(0), 1 => Just(-30), 1 => Just(1_620_000_000)];
    (units, bases).prop_map(|(unit, base): (i64, i64)| Scale {
        base: if base < 0 { base * unit } else { base },
        unit,
    })
}

/// `length` and that many seconds more.
pub(super) fn plus(length: Duration, seconds: i64) -> Duration {
    Duration::new(length.seconds().saturating_add(seconds)).unwrap_or(length)
}
