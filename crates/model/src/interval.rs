//! Half-open intervals of time, `[start, end)` with `start < end` (S1).

use std::fmt;

use crate::duration::Duration;
use crate::time::Timestamp;

/// A half-open interval `[start, end)`, never empty (S1).
///
/// ```
/// use truyvet_model::{Interval, Timestamp};
/// let t = Timestamp::from_seconds;
/// let a = Interval::new(t(0), t(10))?;
/// let b = Interval::new(t(10), t(20))?;
/// assert_eq!(a.intersection(b), None); // touching is not overlapping
/// assert!(Interval::new(t(5), t(5)).is_err());
/// # Ok::<(), truyvet_model::IntervalError>(())
/// ```
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "SerdeInterval", into = "SerdeInterval")]
pub struct Interval {
    start: Timestamp,
    end: Timestamp,
}

impl Interval {
    /// All of time that can be stored.
    pub const ALWAYS: Self = Self {
        start: Timestamp::MIN,
        end: Timestamp::FOREVER,
    };

    /// `[start, end)`.
    ///
    /// # Errors
    /// [`IntervalError`] if `start >= end`.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self, IntervalError> {
        Self::checked(start, end).ok_or(IntervalError { start, end })
    }

    /// `[start, end)`, or nothing if it would be empty or reversed.
    #[must_use]
    pub fn checked(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The first instant inside.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        self.start
    }

    /// The first instant after; [`Timestamp::FOREVER`] if there is none.
    #[must_use]
    pub const fn end(self) -> Timestamp {
        self.end
    }

    /// `end - start`; [`Duration::FOREVER`] if it has no end.
    #[must_use]
    pub fn length(self) -> Duration {
        if self.end.is_forever() {
            return Duration::FOREVER;
        }
        let seconds = self.end.seconds().saturating_sub(self.start.seconds());
        Duration::new(seconds).unwrap_or(Duration::ZERO)
    }

    /// The part in common, if any.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::checked(self.start.max(other.start), self.end.min(other.end))
    }

    /// Whether the two have an instant in common.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `t` is inside.
    #[must_use]
    pub fn contains(self, t: Timestamp) -> bool {
        self.start <= t && t < self.end
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.start, self.end)
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{:?}, {:?})", self.start, self.end)
    }
}

/// An interval that is empty or reversed (S28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the interval from {start} to {end} is empty or reversed: its start must be before its end"
)]
pub struct IntervalError {
    /// The start given.
    pub start: Timestamp,
    /// The end given.
    pub end: Timestamp,
}

/// How an interval is written by serde.
#[derive(serde::Serialize, serde::Deserialize)]
struct SerdeInterval {
    start: Timestamp,
    end: Timestamp,
}

impl From<Interval> for SerdeInterval {
    fn from(i: Interval) -> Self {
        Self {
            start: i.start,
            end: i.end,
        }
    }
}

impl TryFrom<SerdeInterval> for Interval {
    type Error = IntervalError;
    fn try_from(value: SerdeInterval) -> Result<Self, IntervalError> {
        Self::new(value.start, value.end)
    }
}

#[cfg(test)]
#[path = "interval_tests.rs"]
mod tests;
