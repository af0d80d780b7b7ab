//! `roster`: labour lists of enterprises, expanded into presence by a shift calendar.

use truyvet_model::{Duration, PersonNo, PlaceNo, Visit};

use super::periods::{Period, Periods, Reach, Rule, Sorted};
use super::shifts::{ShiftNo, Shifts, date};
use super::workplace::Workplace;
use crate::clock::Clock;
use crate::error::{IngestError, Reason};
use crate::field::{Fault, excerpt};
use crate::importer::{Importer, Last, Refusal};
use crate::mapping::{Cells, Mapping, Plan};
use crate::out::Out;
use crate::sink::RecordSink;

const PERSON: usize = 0;
const COMPANY: usize = 1;
const LINE: usize = 2;
const SHIFT: usize = 3;
const FROM: usize = 4;
const TO: usize = 5;
const REPORTED: usize = 6;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    until: Option<String>,
    reach: Duration,
    holidays: Vec<String>,
    line_under_company: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            until: None,
            reach: Duration::from_seconds(60 * 86_400),
            holidays: Vec::new(),
            line_under_company: false,
        }
    }
}

/// Reads labour lists.
pub(crate) struct Roster {
    shifts: Shifts,
    person: Last<PersonNo>,
    work: Workplace,
    periods: Periods,
    clock: Clock,
}

impl Roster {
    pub(crate) fn new(mapping: &Mapping, plan: &Plan) -> Result<Self, IngestError> {
        let settings: Settings = mapping.settings()?;
        let reach = Reach::new(mapping, settings.until.as_deref(), settings.reach)?;
        Ok(Self {
            shifts: Shifts::new(mapping, &settings.holidays)?,
            person: Last::default(),
            work: Workplace::new(COMPANY, LINE, settings.line_under_company),
            periods: Periods::new(reach),
            clock: plan.clock.clone(),
        })
    }

    /// Reads one row and remembers it.
    pub(super) fn note<S: RecordSink>(
        &mut self,
        cells: Cells<'_>,
        out: &mut Out<'_, S>,
    ) -> Result<(), Refusal> {
        let text = cells.field(PERSON);
        let person = self.person.name(text, || cells.person(PERSON))?;
        let work = self.work.read(cells)?;
        let shift = shift(cells, SHIFT, &self.shifts)?;
        let (from, to) = days(cells, FROM, TO)?;
        let reported = cells.time_if_any(REPORTED)?;
        let person = self.person.number(&person, text, |id| out.person(id))?;
        let place = self.work.place(&work, cells, out)?;
        let row = Period::new(person.0, place.0, Some(shift), from, to);
        self.periods.add(row, reported, &self.clock);
        Ok(())
    }

    /// What the rows say of everybody's work, for whoever wants to know when somebody is there.
    pub(super) fn into_work(mut self) -> Work {
        let mut tally = crate::tally::Tally::default();
        Work {
            rows: self.periods.sort(&mut tally).endless(),
            shifts: self.shifts,
            clock: self.clock,
        }
    }
}

/// When everybody works.
pub(super) struct Work {
    rows: Sorted,
    shifts: Shifts,
    clock: Clock,
}

impl Work {
    /// The shift of a person that begins on a day.
    pub(super) fn on(&mut self, person: u32, day: i32) -> Option<truyvet_model::Interval> {
        let shift = self.rows.of(person, day)?.shift;
        self.shifts.on(shift, date(day)?, &self.clock)
    }
}

/// The first and the last day of a row.
pub(super) fn days(
    cells: Cells<'_>,
    from: usize,
    to: usize,
) -> Result<(jiff::civil::Date, Option<jiff::civil::Date>), Fault> {
    let first = cells.date(from)?;
    if cells.is_empty(to) {
        return Ok((first, None));
    }
    let last = cells.date(to)?;
    if last < first {
        let problem =
            format!("{last} is before the first day, {first}: expected that or a later one");
        return Err(cells.fault(to, Reason::EmptyInterval, problem));
    }
    Ok((first, Some(last)))
}

/// The pattern that a column names.
pub(super) fn shift(cells: Cells<'_>, column: usize, shifts: &Shifts) -> Result<ShiftNo, Fault> {
    let name = cells.word(column)?;
    shifts.named(name).ok_or_else(|| {
        let problem = format!(
            "`{}` is no shift of the mapping; it has: {}",
            excerpt(name),
            shifts.names()
        );
        cells.fault(column, Reason::UnknownShift, problem)
    })
}

impl<S: RecordSink> Importer<S> for Roster {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        self.note(cells, out)?;
        if let Some(event) = self.clock.at(cells.date(FROM)?, 0) {
            out.seen(event, cells.time_if_any(REPORTED)?);
        }
        Ok(())
    }

    fn holds(&self) -> bool {
        true
    }

    fn flush(&mut self, plan: &Plan, out: &mut Out<'_, S>, all: bool) -> Result<(), IngestError> {
        if !all {
            return Ok(());
        }
        out.set_source(&plan.source);
        let sorted = self.periods.sort(&mut out.tally);
        let (shifts, clock) = (&mut self.shifts, &self.clock);
        for rows in sorted.rows.chunk_by(|a, b| a.person == b.person) {
            out.tally.replaced = out.tally.replaced.saturating_add(Sorted::replaced(rows));
            sorted.days(rows, Rule::Next, |day, counts, others| {
                let Some(day) = date(day) else {
                    return Ok(());
                };
                let mut on = |row: &Period| Some((*row, shifts.on(row.shift, day, clock)?));
                let counts = counts.and_then(&mut on);
                for (row, shift) in others.iter().filter_map(on) {
                    let key = (row.place, shift.start());
                    if counts.is_none_or(|(row, shift)| (row.place, shift.start()) != key) {
                        let (person, place) = (PersonNo(row.person), PlaceNo(row.place));
                        out.retract_visit(person, place, shift.start())?;
                    }
                }
                if let Some((row, shift)) = counts {
                    out.visit(Visit {
                        person: PersonNo(row.person),
                        place: PlaceNo(row.place),
                        start: shift.start(),
                        end: Some(shift.end()),
                    })?;
                }
                Ok::<(), IngestError>(())
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "roster_tests.rs"]
mod tests;
