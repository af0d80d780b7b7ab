//! The rows of an answer with names, in an order that does not depend on numbers.

use std::sync::OnceLock;

use truyvet_model::{Exposure, Exposures, ExternalId, Grade, Interval, Level, Setting, Timestamp};

use crate::error::Error;
use crate::snapshot::Snapshot;

/// One exposed person (S15, S16).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposureRow {
    /// Who.
    pub person: ExternalId,
    /// The fewest hops from a case: F1 is 1 (S13).
    pub level: Level,
    /// The start of the first qualifying event at `level`.
    pub first_exposure: Timestamp,
    /// The start of the first qualifying event at any hop asked for.
    pub earliest_exposure: Timestamp,
    /// By whom, in the event shown as the reason.
    pub infector: ExternalId,
    /// Where; `None` for a direct contact.
    pub place: Option<ExternalId>,
    /// When they were together in that event.
    pub overlap: Interval,
    /// Seconds together with infectious people, summed over people, at `level`.
    pub person_seconds: u64,
    /// How sure the event is.
    pub grade: Grade,
}

/// The rows of an answer, ordered by level, first exposure, id of the person (namespace, then id).
///
/// Names are looked up row by row. An error is a damaged store; after it there are no more rows.
#[derive(Debug)]
pub struct ExposureRows<'t> {
    snapshot: &'t Snapshot,
    columns: &'t Exposures,
    order: &'t OnceLock<Vec<u32>>,
    next: usize,
}

impl<'t> ExposureRows<'t> {
    pub(crate) fn new(
        snapshot: &'t Snapshot,
        columns: &'t Exposures,
        order: &'t OnceLock<Vec<u32>>,
    ) -> Self {
        Self {
            snapshot,
            columns,
            order,
            next: 0,
        }
    }

    fn row(&mut self) -> Result<Option<ExposureRow>, Error> {
        let order = match self.order.get() {
            Some(order) => order,
            None => {
                let order = by_name(self.snapshot, self.columns)?;
                self.order.get_or_init(|| order)
            }
        };
        let row = order.get(self.next).and_then(|&at| {
            let at = usize::try_from(at).ok()?;
            self.columns.get(at)
        });
        self.next = self.next.saturating_add(1);
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
/// exposure already, so names are needed only where several rows share both.
fn by_name(snapshot: &Snapshot, columns: &Exposures) -> Result<Vec<u32>, Error> {
    let keys = columns.level.iter().zip(&columns.first_exposure);
    let keys: Vec<_> = keys.zip(&columns.person).collect();
    let mut order = Vec::with_capacity(keys.len());
    let mut named = Vec::new();
    let mut first = 0u32;
    for tied in keys.chunk_by(|a, b| a.0 == b.0) {
        if tied.len() == 1 {
            order.push(first);
        } else {
            for (at, &(_, &person)) in (first..).zip(tied) {
                named.push((snapshot.person_id(person)?, at));
            }
            named.sort_unstable();
            order.extend(named.drain(..).map(|(_, at)| at));
        }
        // No snapshot has more than u32::MAX people, nor an answer more rows.
        first = first.saturating_add(u32::try_from(tied.len()).unwrap_or(u32::MAX));
    }
    Ok(order)
}
