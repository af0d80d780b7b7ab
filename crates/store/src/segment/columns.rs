//! Live visits column by column, for loops that work on many at once.

use std::ops::Range;

use multiversion::multiversion;
use truyvet_model::{Interval, PlaceNo};

use super::block::{DURATION, START, VisitBlock, Window, source, within};
use super::rows::VisitRow;
use super::table::first_rows;
use super::view::Segment;
use super::visits::blocks_of;
use crate::error::StoreError;
use crate::format::bitpack::{BLOCK, Column};

/// Live visits, one vector for each of what is known of them, all of one length.
///
/// ```
/// use truyvet_store::{SourceNo, VisitColumns, VisitRow};
///
/// let mut visits = VisitColumns::default();
/// let visit = VisitRow { start: 60, end: 90, person: 7, source: SourceNo(2), open: true };
/// visits.push(visit);
/// assert_eq!((visits.len(), visits.source_open[0]), (1, 5));
/// assert_eq!(visits.row(0), Some(visit));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitColumns {
    /// Seconds since the Unix epoch.
    pub start: Vec<i64>,
    /// Seconds since the Unix epoch, not in the visit.
    pub end: Vec<i64>,
    /// Number of the person.
    pub person: Vec<u32>,
    /// Twice the number of the source, plus 1 if the visit is open (S4).
    pub source_open: Vec<u32>,
}

impl VisitColumns {
    /// How many visits there are.
    #[must_use]
    #[inline]
    pub const fn len(&self) -> usize {
        self.person.len()
    }

    /// Whether there is none.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// Forgets all visits and keeps the memory.
    #[inline]
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Keeps the first `len` visits.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        self.start.truncate(len);
        self.end.truncate(len);
        self.person.truncate(len);
        self.source_open.truncate(len);
    }

    /// Makes room for so many more visits.
    pub fn reserve(&mut self, more: usize) {
        self.start.reserve(more);
        self.end.reserve(more);
        self.person.reserve(more);
        self.source_open.reserve(more);
    }

    /// Appends one visit.
    pub fn push(&mut self, visit: VisitRow) {
        self.start.push(visit.start);
        self.end.push(visit.end);
        self.person.push(visit.person);
        self.source_open
            .push(u32::from(visit.source.0) << 1 | u32::from(visit.open));
    }

    /// The visit at `index`; `None` past the last.
    #[must_use]
    #[inline]
    pub fn row(&self, index: usize) -> Option<VisitRow> {
        let source_open = *self.source_open.get(index)?;
        Some(VisitRow {
            start: *self.start.get(index)?,
            end: *self.end.get(index)?,
            person: *self.person.get(index)?,
            source: source(source_open >> 1),
            open: source_open & 1 == 1,
        })
    }

    /// Sorts the visits from `from` on by (start, person); most are in order already.
    pub(super) fn sort_from(&mut self, from: usize) {
        let starts = self.start.get(from..).unwrap_or_default();
        let people = self.person.get(from..).unwrap_or_default();
        if starts.iter().zip(people).is_sorted() {
            return;
        }
        let mut rows: Vec<_> = (from..self.len()).filter_map(|i| self.row(i)).collect();
        rows.sort_by_key(|visit| (visit.start, visit.person));
        self.truncate(from);
        rows.into_iter().for_each(|visit| self.push(visit));
    }

    /// Appends the rows of a block whose bits are set, run by run.
    #[inline]
    pub(super) fn append(&mut self, block: &VisitBlock, mut rows: u128) {
        while rows != 0 {
            let from = rows.trailing_zeros();
            let length = (!(rows >> from)).trailing_zeros();
            let to = from.saturating_add(length);
            self.append_run(block, from as usize..to as usize);
            rows &= u128::MAX.checked_shl(to).unwrap_or(0);
        }
    }

    /// Appends rows of a block that follow each other.
    #[inline]
    pub(super) fn append_run(&mut self, block: &VisitBlock, rows: Range<usize>) {
        append_run(self, block, rows);
    }

    /// Appends [`AT_ONCE`] rows from `at` on, or as many as a block still has.
    #[inline(always)]
    fn append_chunk(&mut self, block: &VisitBlock, at: usize) {
        // References to arrays, so that the compiler knows how many rows there are.
        if let (Some(starts), Some(durations), Some(people), Some(sources)) = (
            chunk(&block.start, at),
            chunk(&block.duration, at),
            chunk(&block.person, at),
            chunk(&block.source_open, at),
        ) {
            let start = |start: &u32| block.origin.wrapping_add(i64::from(*start));
            let times = starts.iter().zip(durations);
            self.start.extend(starts.iter().map(start));
            self.end.extend(
                times.map(|(from, duration)| start(from).wrapping_add(i64::from(*duration))),
            );
            self.person.extend_from_slice(people);
            self.source_open.extend_from_slice(sources);
        } else {
            let visits = (at..BLOCK).map_while(|index| block.visit(index));
            visits.for_each(|visit| self.push(visit));
        }
    }
}

#[inline(always)]
fn chunk(column: &Column, at: usize) -> Option<&[u32; AT_ONCE]> {
    column.get(at..)?.first_chunk()
}

/// Rows that are copied at once. Places have few visits a day: copying a little too much, by
/// code without branches, and forgetting it again is faster than copying exactly.
const AT_ONCE: usize = 16;

#[multiversion(targets("x86_64+avx2"))]
fn append_run(out: &mut VisitColumns, block: &VisitBlock, rows: Range<usize>) {
    let len = out.len().saturating_add(rows.len());
    for at in rows.step_by(AT_ONCE) {
        out.append_chunk(block, at);
    }
    out.truncate(len);
}

/// So few rows of a block are compared with a window one by one.
const FEW_ROWS: usize = 24;

impl Segment {
    /// As [`Self::visits_at_with`], column by column: appends the live visits at `place` that
    /// intersect `span`, ordered by (start, person).
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn columns_at(
        &self,
        place: PlaceNo,
        span: Interval,
        block: &mut VisitBlock,
        out: &mut VisitColumns,
    ) -> Result<(), StoreError> {
        match self.linked() {
            Some(linked) => linked.columns_at(place.0, span, block, out),
            None => self.recorded_columns(place.0, span, block, out),
        }
    }

    /// The same for a place and people as recorded.
    pub(super) fn recorded_columns(
        &self,
        place: u32,
        span: Interval,
        scratch: &mut VisitBlock,
        out: &mut VisitColumns,
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let range = inner.places.range(&inner.file, place)?;
        let Some(window) = Window::of(span, inner.origin).filter(|_| !range.is_empty()) else {
            return Ok(());
        };
        for block in blocks_of(&range) {
            let header = inner.visits.header(&inner.file, block)?;
            if header.bounds(START).0 > window.last {
                // Rows of one place are in the order of their starts: none after this.
                return Ok(());
            }
            if !window.can_meet(header, START, DURATION) {
                continue;
            }
            inner.hold_times(block, header, scratch)?;
            let within = within(&range, scratch);
            let rows = if window.covers(header, START, DURATION) {
                bits_of(&within)
            } else if within.len() < FEW_ROWS {
                window.rows_among(scratch, within)
            } else {
                bits_of(&within) & window.rows_of(scratch)
            };
            if rows == 0 {
                continue;
            }
            inner.hold_the_rest(header, scratch)?;
            out.append(scratch, rows & !self.unseen_rows(scratch));
        }
        Ok(())
    }

    /// The rows of a block that answers do not see, as bits.
    #[inline]
    pub(super) fn unseen_rows(&self, block: &VisitBlock) -> u128 {
        self.deleted()
            .map_or(0, |deleted| deleted.unseen_visits(&block.rows()))
    }
}

/// The bits of a range of rows of a block.
#[inline]
pub(super) fn bits_of(rows: &Range<usize>) -> u128 {
    first_rows(rows.end) & !first_rows(rows.start)
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
