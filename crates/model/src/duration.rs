//! Lengths of time in whole seconds, as `15m`, `2d`, `1d12h`, `inf`.

use std::fmt;

/// A length of time: whole seconds, never negative, or [`Duration::FOREVER`].
///
/// A day is 86,400 seconds.
///
/// ```
/// use truyvet_model::{Duration, ToDuration};
/// assert_eq!("1d12h".parse::<Duration>()?, 36.hours());
/// assert_eq!(900.seconds().to_string(), "15m");
/// # Ok::<(), truyvet_model::DurationError>(())
/// ```
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "SerdeDuration", into = "SerdeDuration")]
pub struct Duration(i64);

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Without end (`inf`).
    pub const FOREVER: Self = Self(i64::MAX);

    /// That many seconds.
    ///
    /// # Errors
    /// [`DurationError::Negative`].
    pub fn new(seconds: i64) -> Result<Self, DurationError> {
        if seconds < 0 {
            Err(DurationError::Negative { seconds })
        } else {
            Ok(Self(seconds))
        }
    }

    /// That many seconds; `const`, so that defaults can be written down.
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds as i64)
    }

    /// Length in seconds; `i64::MAX` for [`Self::FOREVER`].
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Whether this is [`Self::FOREVER`].
    #[must_use]
    pub const fn is_forever(self) -> bool {
        self.0 == i64::MAX
    }

    /// Parses `15m`, `2d`, `1d12h`, `90s`, `1w`, integer seconds, or `inf`.
    ///
    /// # Errors
    /// [`DurationError::Unreadable`], [`DurationError::Negative`].
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let text = text.trim();
        if text == "inf" {
            return Ok(Self::FOREVER);
        }
        if let Ok(seconds) = text.parse::<i64>() {
            return Self::new(seconds);
        }
        let unreadable = || DurationError::Unreadable {
            text: text.to_owned(),
        };
        let span: jiff::Span = text.parse().map_err(|_| unreadable())?;
        if span.get_years() != 0 || span.get_months() != 0 {
            return Err(unreadable());
        }
        let seconds = span
            .to_duration(jiff::SpanRelativeTo::days_are_24_hours())
            .map_err(|_| unreadable())?;
        if seconds.subsec_nanos() != 0 {
            return Err(unreadable());
        }
        Self::new(seconds.as_secs())
    }
}

impl std::str::FromStr for Duration {
    type Err = DurationError;
    fn from_str(text: &str) -> Result<Self, DurationError> {
        Self::parse(text)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_forever() {
            return f.pad("inf");
        }
        let mut text = String::new();
        let mut rest = self.0;
        for (length, unit) in [(86_400, 'd'), (3600, 'h'), (60, 'm'), (1, 's')] {
            let count = rest / length;
            if count > 0 {
                text.push_str(&count.to_string());
                text.push(unit);
            }
            rest %= length;
        }
        if text.is_empty() {
            text.push_str("0s");
        }
        f.pad(&text)
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Sub-second parts are dropped.
impl From<std::time::Duration> for Duration {
    fn from(d: std::time::Duration) -> Self {
        Self(i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
    }
}

/// `15.minutes()`, `2.days()`: lengths as one would say them.
pub trait ToDuration {
    /// That many seconds.
    fn seconds(self) -> Duration;
    /// That many minutes.
    fn minutes(self) -> Duration;
    /// That many hours.
    fn hours(self) -> Duration;
    /// That many days of 24 hours.
    fn days(self) -> Duration;
}

impl ToDuration for u32 {
    fn seconds(self) -> Duration {
        Duration(i64::from(self))
    }
    fn minutes(self) -> Duration {
        Duration(i64::from(self) * 60)
    }
    fn hours(self) -> Duration {
        Duration(i64::from(self) * 3600)
    }
    fn days(self) -> Duration {
        Duration(i64::from(self) * 86_400)
    }
}

/// Why a text or a number is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DurationError {
    /// Not a length of time.
    #[error(
        "`{text}` is not a length of time: expected 15m, 2d, 1d12h, 90s, whole seconds, or inf"
    )]
    Unreadable {
        /// What was read.
        text: String,
    },
    /// Below zero.
    #[error("{seconds} seconds is negative: a length of time is zero or more")]
    Negative {
        /// The value.
        seconds: i64,
    },
}

/// How a duration is written by serde: text, or integer seconds.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(
    untagged,
    expecting = "not a length of time: expected \"15m\", \"2d\", \"1d12h\", \"90s\", whole seconds, or \"inf\""
)]
enum SerdeDuration {
    Seconds(i64),
    Text(String),
}

impl From<Duration> for SerdeDuration {
    fn from(d: Duration) -> Self {
        Self::Text(d.to_string())
    }
}

impl TryFrom<SerdeDuration> for Duration {
    type Error = DurationError;
    fn try_from(value: SerdeDuration) -> Result<Self, DurationError> {
        match value {
            SerdeDuration::Seconds(seconds) => Self::new(seconds),
            SerdeDuration::Text(text) => Self::parse(&text),
        }
    }
}

#[cfg(test)]
#[path = "duration_tests.rs"]
mod tests;
