//! `residence`: who lives where, as one visit for each night, less what is spent at work.

use truyvet_model::id::IdParts;
use truyvet_model::{Duration, Interval, Kind, PersonNo, PlaceNo, Visit};

use super::periods::{Period, Periods, Reach, Rule, Sorted};
use super::roster::{Roster, Work, days, shift};
use super::shifts::{ShiftNo, Shifts, between, date, span};
use super::workplace::within;
use crate::clock::Clock;
use crate::error::{IngestError, Reason};
use crate::field::excerpt;
use crate::importer::{Importer, Last, Refusal};
use crate::kind::FileKind;
use crate::mapping::{Cells, Mapping, Plan};
use crate::out::Out;
use crate::report::ImportOptions;
use crate::row_file::RowFile;
use crate::sink::RecordSink;

const PERSON: usize = 0;
const ADDRESS: usize = 1;
const ROOM: usize = 2;
const KIND: usize = 3;
const FROM: usize = 4;
const TO: usize = 5;
const REPORTED: usize = 6;
const SHIFT: usize = 7;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    night_from: String,
    night_to: String,
    until: Option<String>,
    reach: Duration,
    room_kind: Option<Kind>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            night_from: "19:00".to_owned(),
            night_to: "06:00".to_owned(),
            until: None,
            reach: Duration::from_seconds(60 * 86_400),
            room_kind: None,
        }
    }
}

/// Reads who lives where.
pub(crate) struct Residence {
    night: (i64, i64),
    room_kind: Kind,
    shifts: Shifts,
    work: Option<Work>,
    address: Last<PlaceNo>,
    periods: Periods,
    clock: Clock,
}

impl Residence {
    pub(crate) fn new<S: RecordSink>(
        mapping: &Mapping,
        plan: &Plan,
        options: &ImportOptions,
        out: &mut Out<'_, S>,
    ) -> Result<Self, IngestError> {
        let settings: Settings = mapping.settings()?;
        let night = span(&settings.night_from, &settings.night_to);
        let household = Kind::new("household").unwrap_or_default();
        Ok(Self {
            night: night.map_err(|e| mapping.wrong(format!("night_from, night_to: {e}")))?,
            room_kind: settings.room_kind.unwrap_or(household),
            shifts: Shifts::new(mapping, &[])?,
            work: read_roster(options, out)?,
            address: Last::default(),
            periods: Periods::new(Reach::new(
                mapping,
                settings.until.as_deref(),
                settings.reach,
            )?),
            clock: plan.clock.clone(),
        })
    }
}

/// Who works when, by a labour list, if there is one.
fn read_roster<S: RecordSink>(
    options: &ImportOptions,
    out: &mut Out<'_, S>,
) -> Result<Option<Work>, IngestError> {
    let Some(input) = &options.roster else {
        return Ok(None);
    };
    let mapping = match &options.roster_mapping {
        Some(mapping) if mapping.kind() == FileKind::Roster => mapping.clone(),
        Some(other) => {
            return Err(other.wrong(format!("source: it is {}, expected roster", other.kind())));
        }
        None => Mapping::builtin(FileKind::Roster)?,
    };
    let plan = Plan::new(&mapping, options.zone.as_ref(), None)?;
    let mut roster = Roster::new(&mapping, &plan)?;
    let mut file = RowFile::open(input, &plan.wanted)?;
    while file.advance()? {
        let row = file.row().map_err(|fault| file.error(fault))?;
        match roster.note(Cells::new(row, &plan), out) {
            Ok(()) => {}
            Err(Refusal::Row(fault)) => return Err(file.error(fault).into()),
            Err(Refusal::Stop(error)) => return Err(error),
        }
    }
    Ok(Some(roster.into_work()))
}

impl<S: RecordSink> Importer<S> for Residence {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let person = cells.person(PERSON)?;
        let text = cells.field(ADDRESS);
        let parts = cells.place(ADDRESS)?;
        let address = self.address.name(text, || Ok(parts))?;
        let room = match cells.is_empty(ROOM) {
            true => None,
            false => Some(within(parts, cells, ROOM)?),
        };
        let kind = match cells.word(KIND)? {
            "" => None,
            word => Some(Kind::new(word).map_err(|_| {
                let problem = format!(
                    "`{}` is no kind of home: expected household, boarding_house or a word of [values.kind]",
                    excerpt(word)
                );
                cells.fault(KIND, Reason::BadKind, problem)
            })?),
        };
        let (from, to) = days(cells, FROM, TO)?;
        let reported = cells.time_if_any(REPORTED)?;
        let at_work = match cells.is_empty(SHIFT) {
            true => None,
            false => Some(shift(cells, SHIFT, &self.shifts)?),
        };
        let person = out.person(person)?;
        let address = self.address.number(&address, text, |id| out.place(id))?;
        let household = Kind::new("household").unwrap_or_default();
        out.describe(
            address,
            Some(kind.as_ref().unwrap_or(&household)),
            None,
            None,
        )?;
        let place = match room {
            None => address,
            Some(local) => {
                let room = out.place(IdParts {
                    namespace: parts.namespace,
                    local: &local,
                })?;
                out.describe(room, Some(&self.room_kind), Some(address), None)?;
                room
            }
        };
        if let Some(event) = self.clock.at(from, self.night.0) {
            out.seen(event, reported);
        }
        let row = Period::new(person.0, place.0, at_work, from, to);
        self.periods.add(row, reported, &self.clock);
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
        for rows in sorted.rows.chunk_by(|a, b| a.person == b.person) {
            out.tally.replaced = out.tally.replaced.saturating_add(Sorted::replaced(rows));
            sorted.days(rows, Rule::Latest, |day, counts, others| {
                self.night_of(day, counts, others, out)
            })?;
        }
        Ok(())
    }
}

impl Residence {
    fn night_of<S: RecordSink>(
        &mut self,
        day: i32,
        counts: Option<&Period>,
        others: &[Period],
        out: &mut Out<'_, S>,
    ) -> Result<(), IngestError> {
        let (from, to) = self.night;
        let night = date(day).and_then(|day| between(day, from, to, &self.clock));
        let Some(night) = night else {
            return Ok(());
        };
        for row in others {
            if counts.is_none_or(|one| one.place != row.place) {
                let (person, place) = (PersonNo(row.person), PlaceNo(row.place));
                out.retract_visit(person, place, night.start())?;
            }
        }
        let Some(row) = counts else {
            return Ok(());
        };
        let (person, place) = (PersonNo(row.person), PlaceNo(row.place));
        let pieces = self.less_work(night, row, day);
        // A labour list that came later may have cut off the beginning.
        if pieces.iter().all(|piece| piece.start() != night.start()) {
            out.retract_visit(person, place, night.start())?;
        }
        for piece in pieces {
            out.visit(Visit {
                person,
                place,
                start: piece.start(),
                end: Some(piece.end()),
            })?;
        }
        Ok(())
    }

    /// The night without the shifts that touch it.
    fn less_work(&mut self, night: Interval, row: &Period, day: i32) -> Vec<Interval> {
        let mut pieces = vec![night];
        for day in [day.saturating_sub(1), day, day.saturating_add(1)] {
            let own = (row.shift != ShiftNo::MAX)
                .then(|| self.shifts.on(row.shift, date(day)?, &self.clock))
                .flatten();
            let listed = self.work.as_mut().and_then(|work| work.on(row.person, day));
            for shift in [own, listed].into_iter().flatten() {
                let parts = pieces.iter().flat_map(|piece| {
                    let before = Interval::checked(piece.start(), piece.end().min(shift.start()));
                    let after = Interval::checked(piece.start().max(shift.end()), piece.end());
                    [before, after].into_iter().flatten()
                });
                pieces = parts.collect();
            }
        }
        pieces
    }
}

#[cfg(test)]
#[path = "residence_tests.rs"]
mod tests;
