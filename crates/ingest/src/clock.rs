//! Times, dates and times of day as files write them, and calendar days as instants (S1).

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use truyvet_model::{TimeZone, Timestamp};

use crate::error::Reason;
use crate::field::{self, Fault, excerpt};

/// Seconds of a day without a change of clocks.
pub(crate) const DAY: i64 = 86_400;

/// How times are written.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) enum Format {
    /// RFC 3339, or whole seconds since 1970.
    #[default]
    Rfc3339,
    EpochSeconds,
    EpochMilliseconds,
    /// As strptime reads it.
    Pattern(String),
}

impl Format {
    /// `rfc3339`, `epoch-s`, `epoch-ms` or a pattern.
    pub(crate) fn named(name: &str) -> Result<Self, String> {
        match name {
            "rfc3339" => Ok(Self::Rfc3339),
            "epoch-s" => Ok(Self::EpochSeconds),
            "epoch-ms" => Ok(Self::EpochMilliseconds),
            pattern if pattern.contains('%') => Ok(Self::Pattern(pattern.to_owned())),
            other => Err(format!(
                "`{}` is no format of times: expected rfc3339, epoch-s, epoch-ms or a pattern such as %d/%m/%Y %H:%M",
                excerpt(other)
            )),
        }
    }
}

/// Reads times of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock {
    format: Format,
    /// The pattern of dates; without it they are 2021-05-08.
    date: Option<String>,
    zone: Option<TimeZone>,
    /// The same, as the calendar needs it.
    rules: Option<jiff::tz::TimeZone>,
}

impl Clock {
    pub(crate) fn new(format: Format, date: Option<String>, zone: Option<TimeZone>) -> Self {
        let rules = zone.as_ref().and_then(|zone| {
            let parser = jiff::fmt::temporal::DateTimeParser::new();
            parser.parse_time_zone(zone.to_string()).ok()
        });
        Self {
            format,
            date,
            zone,
            rules,
        }
    }

    /// Whether it knows when a day begins.
    pub(crate) const fn knows_days(&self) -> bool {
        self.rules.is_some()
    }

    /// A time; `typed` ones are seconds or RFC 3339 whatever the format.
    #[inline]
    pub(crate) fn time(
        &self,
        bytes: &[u8],
        field: &'static str,
        typed: bool,
    ) -> Result<Timestamp, Fault> {
        match (&self.format, typed) {
            (Format::Rfc3339, _) | (_, true) => field::time(bytes, field, self.zone.as_ref()),
            (format, false) => self.other_time(bytes, field, format),
        }
    }

    fn other_time(
        &self,
        bytes: &[u8],
        field: &'static str,
        format: &Format,
    ) -> Result<Timestamp, Fault> {
        let text = field::text(bytes, field)?.trim();
        if text.is_empty() {
            return Err(Fault::new(field, Reason::Missing, "empty: expected a time"));
        }
        let not = |expected: &str| {
            let problem = format!("`{}` is not a time: expected {expected}", excerpt(text));
            Fault::new(field, Reason::NotATime, problem)
        };
        let seconds = match format {
            Format::EpochMilliseconds => {
                let read = text.parse::<i64>();
                read.map_err(|_| not("whole milliseconds since 1970"))?
                    .div_euclid(1000)
            }
            Format::Rfc3339 | Format::EpochSeconds => {
                let read = text.parse::<i64>();
                read.map_err(|_| not("whole seconds since 1970"))?
            }
            Format::Pattern(pattern) => {
                let broken = BrokenDownTime::parse(pattern, text);
                let broken = broken.map_err(|_| not(pattern))?;
                if let Ok(instant) = broken.to_timestamp() {
                    instant.as_second()
                } else {
                    let local = broken.to_datetime();
                    let local = local.or_else(|_| broken.to_date().map(Date::into));
                    let local = local.map_err(|_| not(pattern))?;
                    return self.local(local, text, field);
                }
            }
        };
        Timestamp::new(seconds)
            .map_err(|e| Fault::new(field, Reason::TimeOutOfRange, e.to_string()))
    }

    /// A date, or a time of which the date in the zone counts.
    pub(crate) fn date(
        &self,
        bytes: &[u8],
        field: &'static str,
        typed: bool,
    ) -> Result<Date, Fault> {
        if let Some(date) = self.only_date(bytes, field, typed)? {
            return Ok(date);
        }
        let time = self.time(bytes, field, typed);
        let time = time.map_err(|fault| match fault.reason {
            Reason::NotATime => {
                let text = excerpt(&String::from_utf8_lossy(bytes));
                let expected = self.date.as_deref().unwrap_or("2021-05-08");
                let problem = format!("`{text}` is not a date: expected one such as {expected}");
                Fault::new(field, Reason::NotADate, problem)
            }
            _ => fault,
        })?;
        self.day_of(time).ok_or_else(|| self.no_zone(field))
    }

    /// A time, or a date, which stands for its beginning.
    pub(crate) fn time_or_date(
        &self,
        bytes: &[u8],
        field: &'static str,
        typed: bool,
    ) -> Result<Timestamp, Fault> {
        match self.only_date(bytes, field, typed)? {
            Some(date) => self.at(date, 0).ok_or_else(|| self.no_zone(field)),
            None => self.time(bytes, field, typed),
        }
    }

    fn only_date(
        &self,
        bytes: &[u8],
        field: &'static str,
        typed: bool,
    ) -> Result<Option<Date>, Fault> {
        let text = field::text(bytes, field)?.trim();
        if text.is_empty() {
            return Err(Fault::new(field, Reason::Missing, "empty: expected a date"));
        }
        Ok(match &self.date {
            Some(pattern) if !typed => Date::strptime(pattern, text).ok(),
            _ => (text.len() == 10)
                .then(|| text.parse::<Date>().ok())
                .flatten(),
        })
    }

    /// A time of day, in seconds.
    pub(crate) fn time_of_day(&self, bytes: &[u8], field: &'static str) -> Result<i64, Fault> {
        let text = field::text(bytes, field)?.trim();
        time_of_day(text).ok_or_else(|| {
            let problem = format!(
                "`{}` is not a time of day: expected one such as 07:30",
                excerpt(text)
            );
            let missing = text.is_empty();
            let reason = if missing {
                Reason::Missing
            } else {
                Reason::NotATime
            };
            Fault::new(field, reason, problem)
        })
    }

    /// The instant `second` seconds (of a usual day) after the midnight that begins `day`, as the
    /// clocks of the zone show it; more than a day's is of the days that follow. What a change of
    /// clocks skips is as much later; of what it repeats the first counts.
    pub(crate) fn at(&self, day: Date, second: i64) -> Option<Timestamp> {
        let days = i32::try_from(second.div_euclid(DAY)).ok()?;
        let day = day.checked_add(jiff::Span::new().days(days)).ok()?;
        let rest = i32::try_from(second.rem_euclid(DAY)).ok()?;
        let time = Time::midnight()
            .checked_add(jiff::Span::new().seconds(rest))
            .ok()?;
        let rules = self.rules.as_ref()?;
        let instant = rules.to_ambiguous_timestamp(DateTime::from_parts(day, time));
        Timestamp::new(instant.compatible().ok()?.as_second()).ok()
    }

    /// The day of an instant in the zone.
    pub(crate) fn day_of(&self, time: Timestamp) -> Option<Date> {
        let instant = jiff::Timestamp::from_second(time.seconds()).ok()?;
        Some(instant.to_zoned(self.rules.clone()?).date())
    }

    fn local(&self, local: DateTime, text: &str, field: &'static str) -> Result<Timestamp, Fault> {
        let Some(rules) = &self.rules else {
            return Err(self.no_zone(field));
        };
        let instant = rules.to_ambiguous_timestamp(local).unambiguous();
        let instant = instant.map_err(|_| {
            let problem = format!(
                "`{}` does not exist or occurs twice (change of clocks): write it with an offset",
                excerpt(text)
            );
            Fault::new(field, Reason::AmbiguousTime, problem)
        })?;
        Timestamp::new(instant.as_second())
            .map_err(|e| Fault::new(field, Reason::TimeOutOfRange, e.to_string()))
    }

    #[cold]
    fn no_zone(&self, field: &'static str) -> Fault {
        let problem = "a local time or date, and no time zone: name it in [time] of the mapping, \
                       or with --tz";
        Fault::new(field, Reason::NoOffset, problem)
    }
}

/// `07:30` or `07:30:15` as seconds.
pub(crate) fn time_of_day(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let mut next = |most: i64| {
        let part = parts.next()?;
        let number: i64 = part.parse().ok()?;
        ((1..=2).contains(&part.len()) && (0..=most).contains(&number)).then_some(number)
    };
    let (hours, minutes) = (next(24)?, next(59)?);
    let seconds = match text.matches(':').count() {
        1 => 0,
        2 => next(59)?,
        _ => return None,
    };
    let all = hours * 3600 + minutes * 60 + seconds;
    (all <= DAY).then_some(all)
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
