//! People whose events may differ from the earlier answer, and what becomes of them.

use truyvet_model::{Exposure, IntervalSet, PersonNo, Timestamp};

use super::sets::Sets;
use crate::budget::Watch;
use crate::error::TraceError;
use crate::event::Event;
use crate::parallel::share;
use crate::pull::{Pull, qualifying};
use crate::records::Records;
use crate::resolve::{Resolved, WHOLE_WEIGHT, weight};
use crate::tracer::Answer;

/// How many people one thread takes at a time.
const GRAIN: usize = 16;

/// A row, in question time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row {
    pub level: u32,
    pub witness: Event,
    pub earliest: i64,
    seconds: u64,
    pub risk: f64,
}

impl Row {
    /// As the answer shows it.
    pub(super) fn exposure(&self, person: u32, resolved: &Resolved) -> Exposure {
        let time = |t: i64| Timestamp::from_seconds(turned(resolved, t));
        Exposure {
            person: PersonNo(person),
            level: self.level,
            first_exposure: time(self.witness.x),
            earliest_exposure: time(self.earliest),
            witness: self.witness.witness(resolved),
            person_seconds: self.seconds,
            risk: self.risk,
        }
    }
}

fn turned(resolved: &Resolved, t: i64) -> i64 {
    if resolved.mirrored { -t } else { t }
}

/// The rows of the earlier answer by person.
pub(super) struct Rows<'a> {
    answer: &'a Answer,
    /// By person: 0, or 1 + the position of the row.
    at: Vec<u32>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(answer: &'a Answer, people: u32) -> Self {
        let mut at = vec![0; people as usize];
        for (position, person) in (1..).zip(&answer.exposures.person) {
            if let Some(at) = at.get_mut(person.0 as usize) {
                *at = position;
            }
        }
        Self { answer, at }
    }

    /// Where the row of `person` is.
    pub(super) fn position(&self, person: u32) -> Option<usize> {
        let at = self.at.get(person as usize)?.checked_sub(1)?;
        Some(at as usize)
    }

    /// Its level and earliest exposure, in question time.
    pub(super) fn reached(&self, person: u32) -> Option<(u32, i64)> {
        let (at, rows) = (self.position(person)?, &self.answer.exposures);
        let earliest = rows.earliest_exposure.get(at)?.seconds();
        let earliest = turned(&self.answer.resolved, earliest);
        Some((*rows.level.get(at)?, earliest))
    }

    pub(super) fn row(&self, person: u32) -> Option<Row> {
        let (at, rows) = (self.position(person)?, &self.answer.exposures);
        let (level, earliest) = self.reached(person)?;
        Some(Row {
            level,
            earliest,
            witness: *self.answer.witnesses.get(at)?,
            seconds: *rows.person_seconds.get(at)?,
            risk: *rows.risk.get(at)?,
        })
    }

    fn risk(&self, person: u32) -> Option<f64> {
        let risk = self.answer.exposures.risk.get(self.position(person)?)?;
        Some(*risk)
    }
}

/// Somebody who is expanded.
pub(super) struct Line {
    pub person: u32,
    /// The first hop whose events may differ.
    pub since: u32,
    /// The row, once there is one.
    pub row: Option<Row>,
    /// I-sets after the hops that changed it, from `since` on.
    pub grown: Vec<(u32, IntervalSet)>,
}

/// What a hop says about a line.
pub(super) struct Found {
    line: usize,
    first: Event,
    /// Person-seconds and risk, if this is the first.
    dose: Option<(u64, f64)>,
    /// The I-set, if it grew.
    set: Option<IntervalSet>,
}

/// What one thread works with.
#[derive(Default)]
pub(super) struct LineScratch {
    pull: Pull,
    events: Vec<Event>,
    found: Vec<Found>,
}

/// One hop of the lines.
pub(super) struct LinesHop<'a> {
    pub records: Records<'a>,
    pub watch: &'a Watch,
    pub rows: &'a Rows<'a>,
    pub sets: &'a Sets<'a>,
    pub lines: &'a [Line],
    /// Whether nobody will ask what it makes infectious.
    pub last: bool,
}

impl LinesHop<'_> {
    /// Pulls the events into everybody; what is found is in the order of the lines.
    ///
    /// # Errors
    /// [`TraceError::Store`], [`TraceError::Exceeded`].
    pub(super) fn pull(&self, scratch: &mut [LineScratch]) -> Result<Vec<Found>, TraceError> {
        share(
            scratch,
            self.lines.len(),
            GRAIN,
            self.watch,
            |range, own| {
                for index in range {
                    if let Some(line) = self.lines.get(index) {
                        let found = self.line(index, line, own)?;
                        own.found.extend(found);
                    }
                }
                Ok(())
            },
        )?;
        let own = scratch.iter_mut().map(|own| &mut own.found);
        let mut found: Vec<Found> = own.flat_map(std::mem::take).collect();
        found.sort_unstable_by_key(|found| found.line);
        Ok(found)
    }

    fn line(
        &self,
        index: usize,
        line: &Line,
        own: &mut LineScratch,
    ) -> Result<Option<Found>, TraceError> {
        let LineScratch { pull, events, .. } = own;
        let (person, resolved) = (line.person, self.records.resolved);
        pull.events_into(&self.records, person, |u| self.sets.now(u), events)?;
        let fits = qualifying(resolved, events);
        let both = events.iter().zip(fits);
        let mut fitting = both
            .filter_map(|(event, fits)| fits.then_some(event))
            .peekable();
        let Some(&&first) = fitting.peek() else {
            return Ok(None);
        };
        let mut set = None;
        if !self.last {
            let mut grown = self.sets.now(person).cloned().unwrap_or_default();
            let mut grew = false;
            for event in fitting {
                grew |= resolved
                    .infectious_interval(event.x, event.y)
                    .is_some_and(|interval| grown.insert(interval));
            }
            set = grew.then_some(grown);
        }
        let dose = match line.row {
            Some(_) => None,
            None => Some(self.dose(person, events)?),
        };
        Ok(Some(Found {
            line: index,
            first,
            dose,
            set,
        }))
    }

    /// Person-seconds and risk (S16, S22).
    fn dose(&self, person: u32, events: &[Event]) -> Result<(u64, f64), TraceError> {
        let resolved = self.records.resolved;
        let (mut seconds, mut hazard) = (0u64, 0u64);
        for event in events {
            let shared = u64::try_from(event.y.saturating_sub(event.x)).unwrap_or(0);
            seconds = seconds.saturating_add(shared);
            if let Some(hazards) = &resolved.hazards {
                let rate = match event.place() {
                    Some(place) => resolved.facts(self.records.snapshot, place)?.rate,
                    None => hazards.contact,
                };
                let units = shared
                    .saturating_mul(u64::from(self.weight(event.infector)))
                    .saturating_mul(u64::from(rate));
                hazard = hazard.saturating_add(units);
            }
        }
        let risk = resolved.hazards.as_ref().map(|h| h.risk(person, hazard));
        Ok((seconds, risk.unwrap_or(0.0)))
    }

    /// How infectious somebody is who is infectious by now.
    fn weight(&self, person: u32) -> u32 {
        let is_case = |case: &(u32, IntervalSet)| case.0.cmp(&person);
        let cases = &self.records.resolved.cases;
        if cases.binary_search_by(is_case).is_ok() {
            return WHOLE_WEIGHT;
        }
        let risk = match self.sets.slot(person) {
            Some(slot) => self
                .lines
                .get(slot)
                .and_then(|line| line.row.map(|row| row.risk)),
            None => self.rows.risk(person),
        };
        risk.map_or(0, weight)
    }
}

/// Takes what hop number `hop` found into the lines and sets.
pub(super) fn settle(hop: u32, found: Vec<Found>, lines: &mut [Line], sets: &mut Sets<'_>) {
    for found in found {
        let Some(line) = lines.get_mut(found.line) else {
            continue;
        };
        if let Some(row) = &mut line.row {
            // I-sets only grow, so this is the smallest of all hops so far. What an earlier row
            // says may come of a hop that is no more.
            row.earliest = found.first.x;
        } else if let Some((seconds, risk)) = found.dose {
            line.row = Some(Row {
                level: hop,
                witness: found.first,
                earliest: found.first.x,
                seconds,
                risk,
            });
        }
        if let Some(set) = found.set {
            line.grown.push((hop, set.clone()));
            sets.set(found.line, set);
        }
    }
}
