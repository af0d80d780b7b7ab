//! The rows of an answer with names, in an order that does not depend on numbers.

use std::sync::OnceLock;

use truyvet_model::{Exposure, Exposures, ExternalId, Grade, Interval, Level, Setting, Timestamp};

use crate::error::Error;
use crate::jobs::{Job, PART, work};
use crate::snapshot::Snapshot;

/// One exposed person (S15, S16); of a backward trace, one possible source (S21).
///
/// [`Direction::time_columns`](truyvet_model::Direction::time_columns) has the names of the two
/// times where rows are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ExposureRow {
    /// Who.
    pub person: ExternalId,
    /// The fewest hops from a case: F1 is 1 (S13).
    pub level: Level,
    /// The start of the first qualifying event at `level`; backward, the *last contact*: the end
    /// of the last one.
    pub first_exposure: Timestamp,
    /// The start of the first qualifying event at any hop asked for; backward, the *latest
    /// contact*: the end of the last one.
    pub earliest_exposure: Timestamp,
    /// By whom, in the event shown as the reason; backward, the person *infected*: who was infected
    /// there by the one listed ([`Direction::other_column`](truyvet_model::Direction::other_column)).
    pub infector: ExternalId,
    /// Where; `None` for a direct contact.
    pub place: Option<ExternalId>,
    /// When they were together in that event.
    pub overlap: Interval,
    /// Seconds together with infectious people, summed over people, at `level`.
    pub person_seconds: u64,
    /// How sure the event is.
    pub grade: Grade,
    /// How likely infection is, 0 to 1 (S22); 0 if the question gives no rates.
    pub risk: f64,
}

/// In which order rows come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// By level, first exposure (backward: the latest contact first), id of the person.
    #[default]
    Level,
    /// The highest risk first, then by level, id of the person: whom to call first.
    Risk,
    /// By level, first exposure, and number of the person in the store: nothing is looked up or
    /// sorted, which is felt at millions of rows.
    Stored,
}

/// The orders of an answer's rows, each worked out when somebody first asks for it; nothing where
/// it is the order of the columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orders {
    level: OnceLock<Option<Vec<u32>>>,
    risk: OnceLock<Option<Vec<u32>>>,
}

/// In which order the rows of the columns come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order<'t> {
    /// As they are.
    Stored,
    /// These, one after the other.
    Rows(&'t [u32]),
}

impl Order<'_> {
    fn get(self, at: usize) -> Option<usize> {
        match self {
            Self::Stored => Some(at),
            Self::Rows(rows) => rows.get(at).map(|row| *row as usize),
        }
    }
}

/// The rows of an answer in a [`RowOrder`]; ids are compared by namespace, then by themselves.
///
/// Names are looked up row by row, and rows that are skipped ([`Iterator::nth`]) cost nothing. An
/// error is a damaged store; after it there are no more rows.
#[derive(Debug)]
pub struct ExposureRows<'t> {
    snapshot: &'t Snapshot,
    columns: &'t Exposures,
    orders: &'t Orders,
    wanted: RowOrder,
    next: usize,
}

impl<'t> ExposureRows<'t> {
    pub(crate) fn new(
        snapshot: &'t Snapshot,
        columns: &'t Exposures,
        orders: &'t Orders,
        wanted: RowOrder,
    ) -> Self {
        Self {
            snapshot,
            columns,
            orders,
            wanted,
            next: 0,
        }
    }

    /// The order; `threads` help to work it out.
    pub(crate) fn order(&self, threads: usize) -> Result<Order<'t>, Error> {
        let kept = match self.wanted {
            RowOrder::Level => &self.orders.level,
            RowOrder::Risk => &self.orders.risk,
            RowOrder::Stored => return Ok(Order::Stored),
        };
        let order = match kept.get() {
            Some(order) => order,
            None => {
                let order = match self.wanted {
                    RowOrder::Risk => by_risk(self.snapshot, self.columns, threads)?,
                    RowOrder::Level | RowOrder::Stored => {
                        by_level(self.snapshot, self.columns, threads)?
                    }
                };
                let stored = (0_u32..).zip(&order).all(|(at, row)| at == *row);
                kept.get_or_init(|| (!stored).then_some(order))
            }
        };
        Ok(order.as_deref().map_or(Order::Stored, Order::Rows))
    }

    fn row(&mut self) -> Result<Option<ExposureRow>, Error> {
        let next = self.next;
        let at = self.order(1)?.get(next);
        let row = at.and_then(|at| self.columns.get(at));
        self.next = next.saturating_add(1);
        row.map(|row| self.name(&row)).transpose()
    }

    fn name(&self, row: &Exposure) -> Result<ExposureRow, Error> {
        Ok(ExposureRow {
            person: self.snapshot.person_id(row.person)?,
            level: row.level,
            first_exposure: row.first_exposure,
            earliest_exposure: row.earliest_exposure,
            infector: self.snapshot.person_id(row.witness.infector)?,
            place: place_of(self.snapshot, row.witness.setting)?,
            overlap: row.witness.overlap,
            person_seconds: row.person_seconds,
            grade: row.witness.grade,
            risk: row.risk,
        })
    }
}

impl Iterator for ExposureRows<'_> {
    type Item = Result<ExposureRow, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.columns.len() {
            return None;
        }
        let row = self.row();
        if row.is_err() {
            self.next = usize::MAX;
        }
        row.transpose()
    }

    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.next = self.next.saturating_add(n);
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.columns.len().saturating_sub(self.next);
        (left.min(1), Some(left))
    }
}

/// The name of the place, if it was one.
pub(crate) fn place_of(snapshot: &Snapshot, setting: Setting) -> Result<Option<ExternalId>, Error> {
    match setting {
        Setting::Contact => Ok(None),
        Setting::Place(place) => snapshot.place_id(place).map(Some),
    }
}

/// Row numbers ordered by level, first exposure, name. The columns are ordered by level and first
/// exposure already.
fn by_level(snapshot: &Snapshot, columns: &Exposures, threads: usize) -> Result<Vec<u32>, Error> {
    let mut order: Vec<u32> = (0_u32..).take(columns.len()).collect();
    let of = |row: u32| {
        let row = row as usize;
        (columns.level.get(row), columns.first_exposure.get(row))
    };
    let tied = |a: u32, b: u32| of(a) == of(b);
    sort_tied(snapshot, columns, &mut order, &tied, threads)?;
    Ok(order)
}

/// Row numbers ordered by risk, the highest first, level, name.
fn by_risk(snapshot: &Snapshot, columns: &Exposures, threads: usize) -> Result<Vec<u32>, Error> {
    let mut order: Vec<u32> = (0_u32..).take(columns.len()).collect();
    let of = |row: u32| {
        let risk = columns.risk.get(row as usize).copied().unwrap_or_default();
        (risk, columns.level.get(row as usize))
    };
    let compare = |a: u32, b: u32| {
        let ((risk_a, level_a), (risk_b, level_b)) = (of(a), of(b));
        risk_b.total_cmp(&risk_a).then(level_a.cmp(&level_b))
    };
    order.sort_by(|a, b| compare(*a, *b));
    let tied = |a: u32, b: u32| compare(a, b).is_eq();
    sort_tied(snapshot, columns, &mut order, &tied, threads)?;
    Ok(order)
}

/// Orders neighbours that are tied by their names, which are needed only there.
fn sort_tied(
    snapshot: &Snapshot,
    columns: &Exposures,
    order: &mut [u32],
    tied: &(dyn Fn(u32, u32) -> bool + Sync),
    threads: usize,
) -> Result<(), Error> {
    let (mut left, mut jobs) = (order, Vec::<Job<'_>>::new());
    while !left.is_empty() {
        let mut end = PART.min(left.len());
        while let [.., last] = left.get(..end).unwrap_or_default()
            && left.get(end).is_some_and(|next| tied(*last, *next))
        {
            end = end.saturating_add(1);
        }
        let (part, rest) = left.split_at_mut(end);
        left = rest;
        jobs.push(Box::new(move || {
            let names = snapshot.store().person_reader();
            let mut named = Vec::new();
            for tied in part.chunk_by_mut(|a, b| tied(*a, *b)) {
                if tied.len() < 2 {
                    continue;
                }
                named.clear();
                for &mut row in &mut *tied {
                    let person = columns.person.get(row as usize);
                    let person = person.map_or(u32::MAX, |person| person.0);
                    named.push((names.sort_key(person)?, row));
                }
                named.sort_unstable();
                for (slot, (_, row)) in tied.iter_mut().zip(&named) {
                    *slot = *row;
                }
            }
            Ok(())
        }));
    }
    work(jobs, threads)
}

#[cfg(test)]
#[path = "exposures_tests.rs"]
mod tests;
