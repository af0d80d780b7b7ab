//! The rows of an answer with names, in an order that does not depend on numbers.

use std::sync::OnceLock;

use truyvet_model::{
    Exposure, Exposures, ExternalId, Grade, Interval, Level, PersonNo, Setting, Timestamp,
};

use crate::error::Error;
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

/// The orders of an answer's rows, each worked out when somebody first asks for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orders {
    level: OnceLock<Vec<u32>>,
    risk: OnceLock<Vec<u32>>,
    stored: OnceLock<Vec<u32>>,
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

    pub(crate) fn order(&self) -> Result<&'t [u32], Error> {
        let kept = match self.wanted {
            RowOrder::Level => &self.orders.level,
            RowOrder::Risk => &self.orders.risk,
            RowOrder::Stored => &self.orders.stored,
        };
        if let Some(order) = kept.get() {
            return Ok(order);
        }
        let order = match self.wanted {
            RowOrder::Level => by_level(self.snapshot, self.columns)?,
            RowOrder::Risk => by_risk(self.snapshot, self.columns)?,
            RowOrder::Stored => (0u32..).take(self.columns.len()).collect(),
        };
        Ok(kept.get_or_init(|| order))
    }

    fn row(&mut self) -> Result<Option<ExposureRow>, Error> {
        let next = self.next;
        let at = self.order()?.get(next).copied();
        let row = at.and_then(|at| self.columns.get(usize::try_from(at).ok()?));
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
fn by_level(snapshot: &Snapshot, columns: &Exposures) -> Result<Vec<u32>, Error> {
    let keys = columns.level.iter().zip(&columns.first_exposure);
    let keys: Vec<_> = keys.zip(&columns.person).zip(0u32..).collect();
    let mut order = Vec::with_capacity(keys.len());
    for tied in keys.chunk_by(|a, b| a.0.0 == b.0.0) {
        let rows = tied.iter().map(|&((_, &person), at)| (person, at));
        add_by_name(snapshot, rows, &mut order)?;
    }
    Ok(order)
}

/// Row numbers ordered by risk, the highest first, level, name.
fn by_risk(snapshot: &Snapshot, columns: &Exposures) -> Result<Vec<u32>, Error> {
    let keys = columns.risk.iter().zip(&columns.level);
    let mut keys: Vec<_> = keys.zip(&columns.person).zip(0u32..).collect();
    keys.sort_by(|((a, _), _), ((b, _), _)| b.0.total_cmp(a.0).then(a.1.cmp(b.1)));
    let mut order = Vec::with_capacity(keys.len());
    for tied in keys.chunk_by(|a, b| a.0.0 == b.0.0) {
        let rows = tied.iter().map(|&((_, &person), at)| (person, at));
        add_by_name(snapshot, rows, &mut order)?;
    }
    Ok(order)
}

/// Adds tied rows in the order of their names, which are needed only where there are several.
fn add_by_name(
    snapshot: &Snapshot,
    mut tied: impl ExactSizeIterator<Item = (PersonNo, u32)>,
    order: &mut Vec<u32>,
) -> Result<(), Error> {
    if tied.len() == 1 {
        order.extend(tied.next().map(|(_, at)| at));
        return Ok(());
    }
    let mut named = Vec::with_capacity(tied.len());
    for (person, at) in tied {
        named.push((snapshot.person_id(person)?, at));
    }
    named.sort_unstable();
    order.extend(named.into_iter().map(|(_, at)| at));
    Ok(())
}
