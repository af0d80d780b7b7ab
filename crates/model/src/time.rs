//! Instants: whole seconds since the Unix epoch, UTC (S1).

use std::fmt;

use crate::duration::Duration;

/// An instant: whole seconds since 1970-01-01T00:00:00Z (S1).
///
/// [`Timestamp::FOREVER`] is the end of an interval that has no end; it is later than every
/// other instant, is written `inf` and absorbs addition.
///
/// ```
/// use truyvet_model::Timestamp;
/// let t = Timestamp::parse("2021-05-08T07:00:00+07:00")?;
/// assert_eq!(t, Timestamp::parse("1620432000")?);
/// assert_eq!(t.to_string(), "2021-05-08T00:00:00Z");
/// # Ok::<(), truyvet_model::TimeError>(())
/// ```
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "SerdeTime", into = "SerdeTime")]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest instant that can be stored: 9999 years before the year 0.
    pub const MIN: Self = Self(-377_705_023_201);
    /// The latest instant that can be stored: the last second of the year 9999 but one day.
    pub const MAX: Self = Self(253_402_207_200);
    /// The end of an interval without end (`inf`).
    pub const FOREVER: Self = Self(i64::MAX);

    /// The instant `seconds` after the Unix epoch, if it lies in [`Self::MIN`]`..=`[`Self::MAX`].
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] otherwise.
    pub fn new(seconds: i64) -> Result<Self, TimeError> {
        if (Self::MIN.0..=Self::MAX.0).contains(&seconds) {
            Ok(Self(seconds))
        } else {
            Err(TimeError::OutOfRange { seconds })
        }
    }

    /// The instant `seconds` after the Unix epoch, unchecked, for arithmetic whose operands were
    /// checked; `i64::MAX` gives [`Self::FOREVER`].
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the Unix epoch; `i64::MAX` for [`Self::FOREVER`].
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Whether this is [`Self::FOREVER`].
    #[must_use]
    pub const fn is_forever(self) -> bool {
        self.0 == i64::MAX
    }

    /// Parses RFC 3339 with an offset, or integer seconds (S1).
    ///
    /// # Errors
    /// [`TimeError::NoOffset`] for a local time, [`TimeError::Unreadable`] for anything else
    /// that is not a time, [`TimeError::OutOfRange`] outside `MIN..=MAX`.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        Self::parse_with(text, None)
    }

    /// Parses like [`Self::parse`]; a local time without an offset is read in `zone` (S1). A
    /// local time that a clock change skips or repeats is an error, not a guess.
    ///
    /// # Errors
    /// As [`Self::parse`], and [`TimeError::Ambiguous`].
    pub fn parse_in(text: &str, zone: &TimeZone) -> Result<Self, TimeError> {
        Self::parse_with(text, Some(zone))
    }

    fn parse_with(text: &str, zone: Option<&TimeZone>) -> Result<Self, TimeError> {
        let text = text.trim();
        if let Ok(seconds) = text.parse::<i64>() {
            return Self::new(seconds);
        }
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Self::new(whole_seconds(instant));
        }
        let Ok(local) = text.parse::<jiff::civil::DateTime>() else {
            return Err(TimeError::Unreadable {
                text: text.to_owned(),
            });
        };
        let Some(zone) = zone else {
            return Err(TimeError::NoOffset {
                text: text.to_owned(),
            });
        };
        let instant = zone
            .0
            .to_ambiguous_timestamp(local)
            .unambiguous()
            .map_err(|_| TimeError::Ambiguous {
                text: text.to_owned(),
                zone: zone.to_string(),
            })?;
        Self::new(whole_seconds(instant))
    }
}

/// A fraction of a second is dropped towards the past, as a clock that shows whole seconds would.
fn whole_seconds(instant: jiff::Timestamp) -> i64 {
    instant.as_second() - i64::from(instant.subsec_nanosecond() < 0)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_forever() {
            return f.pad("inf");
        }
        match jiff::Timestamp::from_second(self.0) {
            Ok(instant) => f.pad(&instant.to_string()),
            Err(_) => f.pad(&self.0.to_string()),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_forever() {
            f.write_str("inf")
        } else {
            write!(f, "{}s", self.0)
        }
    }
}

impl std::str::FromStr for Timestamp {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse(text)
    }
}

/// `t + d`; [`Timestamp::FOREVER`] and [`Duration::FOREVER`] absorb.
impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, d: Duration) -> Self {
        if self.is_forever() || d.is_forever() {
            Self::FOREVER
        } else {
            Self(self.0.saturating_add(d.seconds()))
        }
    }
}

/// `t - d`; [`Timestamp::FOREVER`] stays.
impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, d: Duration) -> Self {
        if self.is_forever() {
            self
        } else {
            Self(self.0.saturating_sub(d.seconds()))
        }
    }
}

/// An instant as the clocks of a [`TimeZone`] show it, for people to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// The year.
    pub year: i16,
    /// The month, from 1.
    pub month: i8,
    /// The day of the month, from 1.
    pub day: i8,
    /// The hour, 0 to 23.
    pub hour: i8,
    /// The minute, 0 to 59.
    pub minute: i8,
    /// The second, 0 to 59.
    pub second: i8,
}

/// A named time zone, for files whose local times carry no offset (S1).
///
/// The zone rules are compiled in, so that an answer does not depend on the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone(jiff::tz::TimeZone);

impl TimeZone {
    /// The zone of that IANA name, such as `Asia/Ho_Chi_Minh`, or of a fixed offset such as `+07:00`.
    ///
    /// # Errors
    /// [`TimeError::UnknownZone`].
    pub fn named(name: &str) -> Result<Self, TimeError> {
        jiff::fmt::temporal::DateTimeParser::new()
            .parse_time_zone(name)
            .map(Self)
            .map_err(|_| TimeError::UnknownZone {
                name: name.to_owned(),
            })
    }
}

impl TimeZone {
    /// What the clocks of the zone show at `t`; `None` for [`Timestamp::FOREVER`] and beyond the
    /// calendar.
    ///
    /// ```
    /// use truyvet_model::{TimeZone, Timestamp};
    /// let zone = TimeZone::named("+07:00")?;
    /// let local = zone.local(Timestamp::parse("2021-05-07T23:30:00Z")?);
    /// assert_eq!(local.map(|t| (t.month, t.day, t.hour, t.minute)), Some((5, 8, 6, 30)));
    /// # Ok::<(), truyvet_model::TimeError>(())
    /// ```
    #[must_use]
    pub fn local(&self, t: Timestamp) -> Option<LocalTime> {
        let instant = jiff::Timestamp::from_second(t.0).ok()?;
        let shown = self.0.to_datetime(instant);
        Some(LocalTime {
            year: shown.year(),
            month: shown.month(),
            day: shown.day(),
            hour: shown.hour(),
            minute: shown.minute(),
            second: shown.second(),
        })
    }

    /// When the day begins in which `t` lies; `None` as [`Self::local`].
    #[must_use]
    pub fn day_start(&self, t: Timestamp) -> Option<Timestamp> {
        let instant = jiff::Timestamp::from_second(t.0).ok()?;
        let start = instant.to_zoned(self.0.clone()).start_of_day().ok()?;
        Some(Timestamp(start.timestamp().as_second()))
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.iana_name(), self.0.to_fixed_offset()) {
            (Some(name), _) => f.pad(name),
            (None, Ok(offset)) => f.pad(&offset.to_string()),
            (None, Err(_)) => f.pad("a zone without a name"),
        }
    }
}

/// Why a text or a number is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// A local time, and nobody named a zone.
    #[error(
        "`{text}` is a local time without an offset: write one (2021-05-08T07:00:00+07:00), or name the time zone of the file"
    )]
    NoOffset {
        /// What was read.
        text: String,
    },
    /// A local time that a change of clocks skips or repeats.
    #[error(
        "`{text}` does not exist or occurs twice in {zone} (change of clocks): write it with an offset"
    )]
    Ambiguous {
        /// What was read.
        text: String,
        /// The zone named.
        zone: String,
    },
    /// Not a time at all.
    #[error(
        "`{text}` is not a time: expected RFC 3339 with an offset (2021-05-08T07:00:00+07:00) or whole seconds since 1970 (1620432000)"
    )]
    Unreadable {
        /// What was read.
        text: String,
    },
    /// Outside the years that can be stored.
    #[error("{seconds} seconds since 1970 is outside the years -9999 to 9999")]
    OutOfRange {
        /// The value.
        seconds: i64,
    },
    /// No such zone.
    #[error(
        "`{name}` is not a time zone: expected an IANA name (Asia/Ho_Chi_Minh) or an offset (+07:00)"
    )]
    UnknownZone {
        /// The name given.
        name: String,
    },
}

/// How a time is written by serde: integer seconds or text.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(
    untagged,
    expecting = "not a time: expected \"2021-05-08T07:00:00+07:00\", whole seconds since 1970, or \"inf\""
)]
enum SerdeTime {
    Seconds(i64),
    Text(String),
}

impl From<Timestamp> for SerdeTime {
    fn from(t: Timestamp) -> Self {
        Self::Text(t.to_string())
    }
}

impl TryFrom<SerdeTime> for Timestamp {
    type Error = TimeError;
    fn try_from(value: SerdeTime) -> Result<Self, TimeError> {
        match value {
            SerdeTime::Seconds(seconds) => Self::new(seconds),
            SerdeTime::Text(text) if text == "inf" => Ok(Self::FOREVER),
            SerdeTime::Text(text) => Self::parse(&text),
        }
    }
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
