//! `attendance`: factory timekeeping, a row for each time somebody worked.

use truyvet_model::{Duration, PersonNo, Timestamp, Visit};

use super::workplace::Workplace;
use crate::clock::DAY;
use crate::error::{IngestError, Reason};
use crate::field::{self, Fault};
use crate::importer::{Importer, Last, Refusal};
use crate::mapping::{Cells, Mapping};
use crate::out::Out;
use crate::sink::RecordSink;

const PERSON: usize = 0;
const LINE: usize = 1;
const COMPANY: usize = 2;
const CLOCK_IN: usize = 3;
const CLOCK_OUT: usize = 4;
const REPORTED: usize = 5;
const DATE: usize = 6;

/// What a break is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Breaks {
    /// The stay ends and another begins.
    #[default]
    Split,
    /// Part of the stay.
    Keep,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    breaks: Breaks,
    longest_break: Duration,
    roll_midnight: bool,
    line_under_company: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            breaks: Breaks::Split,
            longest_break: Duration::from_seconds(90 * 60),
            roll_midnight: false,
            line_under_company: false,
        }
    }
}

/// Reads clock-ins and clock-outs.
pub(crate) struct Attendance {
    roll_midnight: bool,
    person: Last<PersonNo>,
    work: Workplace,
}

impl Attendance {
    pub(crate) fn new<S: RecordSink>(
        mapping: &Mapping,
        out: &mut Out<'_, S>,
        bytes: Option<u64>,
    ) -> Result<Self, IngestError> {
        let settings: Settings = mapping.settings()?;
        if settings.breaks == Breaks::Keep && !out.joins() {
            out.join(settings.longest_break, bytes);
        }
        Ok(Self {
            roll_midnight: settings.roll_midnight,
            person: Last::default(),
            work: Workplace::new(COMPANY, LINE, settings.line_under_company),
        })
    }

    fn times(&self, cells: Cells<'_>) -> Result<(Timestamp, Option<Timestamp>), Fault> {
        let (start, end) = if cells.is_empty(DATE) {
            (cells.time(CLOCK_IN)?, cells.time_if_any(CLOCK_OUT)?)
        } else {
            times_of_day(cells)?
        };
        let end = match end {
            Some(end) if self.roll_midnight && end <= start => {
                let next = end + Duration::from_seconds(86_400);
                Some(if next > start { next } else { end })
            }
            end => end,
        };
        if let Some(end) = end {
            field::interval(start, end, "clock_out")?;
        }
        Ok((start, end))
    }
}

fn times_of_day(cells: Cells<'_>) -> Result<(Timestamp, Option<Timestamp>), Fault> {
    let day = cells.date(DATE)?;
    let clock = &cells.plan().clock;
    let at = |column, second| {
        let problem = "a time of day, and no time zone: name it in [time] of the mapping";
        let time = clock.at(day, second);
        time.ok_or_else(|| cells.fault(column, Reason::NoOffset, problem))
    };
    let from = clock.time_of_day(cells.field(CLOCK_IN), "clock_in")?;
    let start = at(CLOCK_IN, from)?;
    if cells.is_empty(CLOCK_OUT) {
        return Ok((start, None));
    }
    let to = clock.time_of_day(cells.field(CLOCK_OUT), "clock_out")?;
    let to = if to > from {
        to
    } else {
        to.saturating_add(DAY)
    };
    Ok((start, Some(at(CLOCK_OUT, to)?)))
}

impl<S: RecordSink> Importer<S> for Attendance {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let text = cells.field(PERSON);
        let person = self.person.name(text, || cells.person(PERSON))?;
        let work = self.work.read(cells)?;
        let (start, end) = self.times(cells)?;
        let reported = cells.time_if_any(REPORTED)?;
        let person = self.person.number(&person, text, |id| out.person(id))?;
        let place = self.work.place(&work, cells, out)?;
        out.set_source(&cells.plan().source);
        out.seen(end.unwrap_or(start), reported);
        out.visit(Visit {
            person,
            place,
            start,
            end,
        })?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "attendance_tests.rs"]
mod tests;
