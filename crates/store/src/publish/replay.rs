//! What a log says, taken back into memory. The log is checked, but not trusted.

use truyvet_model::{PersonDetails, Timestamp};

use super::declare;
use super::pending::Pending;
use crate::log::Op;
use crate::names::Which;
use crate::register::{CaseDates, check_case, check_details, check_unit};
use crate::segment::{PackedContact, PackedVisit, SourceNo};

const NUMBER: &str = "it names a person or place that has no number";
const RECORD: &str = "it holds a record that cannot be";
const NAME: &str = "it holds a name that cannot be";

impl Pending {
    /// Applies one operation of a log, or says what is wrong with it.
    pub(crate) fn apply(&mut self, op: &Op<'_>) -> Result<(), &'static str> {
        let gone = |n: u32| self.gone.contains(n);
        match *op {
            // The log of an earlier state holds them until it is purged.
            Op::Visit { person, .. } | Op::RetractVisit { person, .. } if gone(person) => {}
            Op::Contact { a, b, .. } | Op::RetractContact { a, b, .. } if gone(a) || gone(b) => {}
            Op::Details { person, .. }
            | Op::Case { person, .. }
            | Op::RetractCase { person, .. }
                if gone(person) => {}
            Op::Person(name) => {
                if name.is_empty() && !self.gone.contains(self.people.count()) {
                    return Err("it holds an empty name, and nobody was erased");
                }
                self.people.replay(name).map_err(|_| NAME)?;
                self.changed();
            }
            Op::Place([]) => return Err("it holds an empty name of a place"),
            Op::Place(name) => {
                self.places.replay(name).map_err(|_| NAME)?;
                self.changed();
            }
            Op::Source(name) => {
                self.source(name).map_err(|_| "it has too many sources")?;
            }
            Op::Visit { .. } | Op::RetractVisit { .. } => self.apply_visit(op)?,
            Op::Contact { .. } | Op::RetractContact { .. } => self.apply_contact(op)?,
            Op::Link { which, a, b } | Op::Unlink { which, a, b } => {
                let pair = (self.known(which, a)?, self.known(which, b)?);
                self.link(which, matches!(op, Op::Link { .. }), pair);
            }
            Op::Declare { place, details } => {
                let details =
                    declare::from_bytes(details).ok_or("it describes a place unreadably")?;
                let place = self.known(Which::Place, place)?;
                declare::check(place, self.places.count(), &details)
                    .map_err(|_| "it describes a place that cannot be")?;
                self.declare(place, details);
            }
            Op::Details { .. } | Op::Unit { .. } | Op::Case { .. } | Op::RetractCase { .. } => {
                self.apply_known(op)?;
            }
        }
        Ok(())
    }

    /// What is known of people, units, cases.
    fn apply_known(&mut self, op: &Op<'_>) -> Result<(), &'static str> {
        match *op {
            Op::Details {
                person,
                unit,
                doses,
            } => {
                let person = self.known(Which::Person, person)?;
                let details = PersonDetails {
                    unit: unit.map(str::to_owned),
                    doses,
                };
                check_details(&details).map_err(|_| "it describes a person who cannot be")?;
                self.details(person, unit, doses);
            }
            Op::Unit { path, details } => {
                let details = declare::unit_from_bytes(details)
                    .filter(|details| check_unit(path, details).is_ok())
                    .ok_or("it describes a unit that cannot be")?;
                self.unit(path, details);
            }
            Op::Case {
                person,
                tested,
                onset,
                isolated,
            } => {
                let person = self.known(Which::Person, person)?;
                let dates = CaseDates { onset, isolated };
                check_case(&dates.case(person, tested)).map_err(|_| RECORD)?;
                self.case(person, tested, Some(dates));
            }
            Op::RetractCase { person, tested } => {
                in_range(tested)?;
                let person = self.known(Which::Person, person)?;
                self.case(person, tested, None);
            }
            _ => {}
        }
        Ok(())
    }

    fn apply_visit(&mut self, op: &Op<'_>) -> Result<(), &'static str> {
        self.check_source(op)?;
        let (person, place, start, row) = match *op {
            Op::Visit {
                person,
                place,
                start,
                end,
                source,
            } => {
                let duration = seconds(start, end.unwrap_or(start.saturating_add(1)));
                let row = duration
                    .and_then(|d| PackedVisit::new(place, person, 0, d, end.is_none()))
                    .map(|row| row.with_source(SourceNo(source)));
                (person, place, start, row)
            }
            Op::RetractVisit {
                person,
                place,
                start,
            } => (
                person,
                place,
                start,
                PackedVisit::tombstone(place, person, 0),
            ),
            _ => return Ok(()),
        };
        in_range(start)?;
        self.known(Which::Person, person)?;
        self.known(Which::Place, place)?;
        self.visit(start, row.ok_or(RECORD)?);
        Ok(())
    }

    fn apply_contact(&mut self, op: &Op<'_>) -> Result<(), &'static str> {
        self.check_source(op)?;
        let (a, b, start, row) = match *op {
            Op::Contact {
                a,
                b,
                start,
                end,
                source,
            } => {
                let row = seconds(start, end)
                    .and_then(|d| PackedContact::new(a, b, 0, d))
                    .map(|row| row.with_source(SourceNo(source)));
                (a, b, start, row)
            }
            Op::RetractContact { a, b, start } => (a, b, start, PackedContact::tombstone(a, b, 0)),
            _ => return Ok(()),
        };
        in_range(start)?;
        self.known(Which::Person, a)?;
        self.known(Which::Person, b)?;
        self.contact(start, row.ok_or(RECORD)?);
        Ok(())
    }

    fn check_source(&self, op: &Op<'_>) -> Result<(), &'static str> {
        match *op {
            Op::Visit { source, .. } | Op::Contact { source, .. } if !self.has_source(source) => {
                Err("it names a source that has no number")
            }
            _ => Ok(()),
        }
    }

    fn known(&self, which: Which, number: u32) -> Result<u32, &'static str> {
        let count = match which {
            Which::Person => self.people.count(),
            Which::Place => self.places.count(),
        };
        if number < count {
            Ok(number)
        } else {
            Err(NUMBER)
        }
    }
}

fn in_range(start: i64) -> Result<(), &'static str> {
    let fits = (Timestamp::MIN..=Timestamp::MAX).contains(&Timestamp::from_seconds(start));
    if fits { Ok(()) } else { Err(RECORD) }
}

fn seconds(start: i64, end: i64) -> Option<u32> {
    u32::try_from(end.checked_sub(start)?).ok()
}
