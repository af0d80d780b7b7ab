//! One block of visits unpacked, and the span it is asked about.

use std::ops::Range;

use truyvet_model::Interval;

use super::layout::{BlockHeader, VISIT_COLUMNS};
use super::rows::{SourceNo, VisitRow};
use super::table::{first_rows, rows_with};
use super::view::Inner;
use crate::error::StoreError;
use crate::format::bitpack::{BLOCK, Column};

const PERSON: usize = 0;
pub(super) const START: usize = 1;
pub(super) const DURATION: usize = 2;
const SOURCE_OPEN: usize = 3;

/// With so many people at once, a block is searched row by row instead of person by person.
const MANY_PEOPLE: usize = 8;

/// The columns of one block of visits, to be reused: asking for neighbouring places one after the
/// other unpacks each block once.
#[derive(Debug, Clone)]
pub struct VisitBlock {
    pub(super) held: Option<Held>,
    pub(super) first_row: u32,
    pub(super) count: usize,
    pub(super) origin: i64,
    pub(super) person: Column,
    pub(super) start: Column,
    pub(super) duration: Column,
    /// Twice the source, plus 1 if open.
    pub(super) source_open: Column,
}

/// Which block a [`VisitBlock`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    /// The number of the open segment, unique in this process.
    segment: u64,
    block: u32,
    /// Whether people and sources are unpacked, too, and not only times.
    pub(super) whole: bool,
}

impl Default for VisitBlock {
    fn default() -> Self {
        Self {
            held: None,
            first_row: 0,
            count: 0,
            origin: 0,
            person: [0; BLOCK],
            start: [0; BLOCK],
            duration: [0; BLOCK],
            source_open: [0; BLOCK],
        }
    }
}

impl VisitBlock {
    /// The rows of the segment that it holds.
    #[must_use]
    pub fn rows(&self) -> Range<u32> {
        let count = u32::try_from(self.count).unwrap_or(0);
        self.first_row..self.first_row.saturating_add(count)
    }

    /// The visit at `index` of the block, live or not; `None` past the last.
    #[must_use]
    #[inline]
    pub fn visit(&self, index: usize) -> Option<VisitRow> {
        if index >= self.count {
            return None;
        }
        Some(row(
            self.origin,
            *self.start.get(index)?,
            *self.duration.get(index)?,
            *self.person.get(index)?,
            *self.source_open.get(index)?,
        ))
    }

    #[inline]
    pub(super) fn row(&self, index: usize) -> u32 {
        u32::try_from(index).map_or(u32::MAX, |index| self.first_row.saturating_add(index))
    }
}

/// A row from the cells of its columns.
#[inline]
pub(super) const fn row(
    origin: i64,
    start: u32,
    duration: u32,
    person: u32,
    source_open: u32,
) -> VisitRow {
    let start = origin.wrapping_add(start as i64);
    VisitRow {
        start,
        end: start.wrapping_add(duration as i64),
        person,
        source: source(source_open >> 1),
        open: source_open & 1 == 1,
    }
}

/// A source as packed; `verify` reports one over 16 bits.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the writer packs no source over 16 bits"
)]
#[inline]
pub(super) const fn source(packed: u32) -> SourceNo {
    SourceNo(packed as u16)
}

/// A span in the seconds of one partition: a visit intersects it if it starts at or before
/// `last` and ends after `from`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    from: u32,
    pub(super) last: u32,
}

impl Window {
    /// `None` if no row of the partition can intersect the span.
    pub(super) fn of(span: Interval, origin: i64) -> Option<Self> {
        let from = span.start().seconds().saturating_sub(origin).max(0);
        let last = span
            .end()
            .seconds()
            .saturating_sub(origin)
            .saturating_sub(1);
        if last < 0 {
            return None;
        }
        // A row ends before u32::MAX.
        Some(Self {
            from: u32::try_from(from).ok()?,
            last: u32::try_from(last).unwrap_or(u32::MAX),
        })
    }

    #[inline]
    pub(super) const fn meets(self, start: u32, duration: u32) -> bool {
        start <= self.last && start.wrapping_add(duration) > self.from
    }

    /// Whether a block can hold rows that meet the window.
    #[inline]
    pub(super) fn can_meet<const N: usize>(
        self,
        header: &BlockHeader<N>,
        start: usize,
        duration: usize,
    ) -> bool {
        let (least, greatest) = header.bounds(start);
        let (_, longest) = header.bounds(duration);
        least <= self.last && greatest.saturating_add(longest) > self.from
    }

    /// Whether all rows that a block can hold meet the window.
    #[inline]
    pub(super) fn covers<const N: usize>(
        self,
        header: &BlockHeader<N>,
        start: usize,
        duration: usize,
    ) -> bool {
        let (least, greatest) = header.bounds(start);
        let (shortest, _) = header.bounds(duration);
        greatest <= self.last && least.saturating_add(shortest) > self.from
    }

    /// Those of a few rows of an unpacked block that meet the window, as bits.
    #[inline]
    pub(super) fn rows_among(self, block: &VisitBlock, rows: Range<usize>) -> u128 {
        let starts = block.start.get(rows.clone()).unwrap_or_default();
        let durations = block.duration.get(rows.clone()).unwrap_or_default();
        let mut found = 0;
        for (row, (start, duration)) in rows.zip(starts.iter().zip(durations)) {
            found |= u128::from(self.meets(*start, *duration)) << row;
        }
        found
    }

    /// The rows of an unpacked block that meet the window, as bits.
    #[inline]
    pub(super) fn rows_of(self, block: &VisitBlock) -> u128 {
        let (starts, _) = block.start.as_chunks::<32>();
        let (durations, _) = block.duration.as_chunks::<32>();
        let mut found = 0_u128;
        for ((starts, durations), shift) in starts.iter().zip(durations).zip([0, 32, 64, 96]) {
            let mut bits = 0_u32;
            for (row, (start, duration)) in starts.iter().zip(durations).enumerate() {
                bits |= u32::from(self.meets(*start, *duration)) << row;
            }
            found |= u128::from(bits) << shift;
        }
        found & first_rows(block.count)
    }
}

impl Inner {
    /// Makes `scratch` hold at least the times of `block`; unpacks nothing that it holds.
    pub(super) fn hold_times(
        &self,
        block: u32,
        header: &BlockHeader<VISIT_COLUMNS>,
        scratch: &mut VisitBlock,
    ) -> Result<(), StoreError> {
        if scratch
            .held
            .is_some_and(|held| held.segment == self.number && held.block == block)
        {
            return Ok(());
        }
        self.begin(block, scratch);
        self.times(header, scratch)?;
        scratch.held = Some(Held {
            segment: self.number,
            block,
            whole: false,
        });
        Ok(())
    }

    /// Makes `scratch`, which holds the times of a block of this segment, hold the whole block.
    pub(super) fn hold_the_rest(
        &self,
        header: &BlockHeader<VISIT_COLUMNS>,
        scratch: &mut VisitBlock,
    ) -> Result<(), StoreError> {
        if scratch.held.is_some_and(|held| held.whole) {
            return Ok(());
        }
        self.persons(header, scratch)?;
        self.sources(header, scratch)?;
        if let Some(held) = &mut scratch.held {
            held.whole = true;
        }
        Ok(())
    }

    pub(super) fn begin(&self, block: u32, scratch: &mut VisitBlock) {
        let rows = self.visits.rows_of(block);
        scratch.held = None;
        scratch.first_row = rows.start;
        scratch.count = rows.len();
        scratch.origin = self.origin;
    }

    /// Unpacks a whole block.
    pub(super) fn unpack(&self, block: u32, out: &mut VisitBlock) -> Result<(), StoreError> {
        let header = self.visits.header(&self.file, block)?;
        self.begin(block, out);
        let columns = [
            &mut out.person,
            &mut out.start,
            &mut out.duration,
            &mut out.source_open,
        ];
        self.visits.columns(&self.file, header, columns)
    }

    /// Puts the times and sources of one row of a block in their places in `to`, which may hold
    /// anything elsewhere: cheaper than unpacking for a few rows.
    pub(super) fn one_row(
        &self,
        header: &BlockHeader<VISIT_COLUMNS>,
        index: usize,
        to: &mut VisitBlock,
    ) -> Result<(), StoreError> {
        let columns = [
            (START, &mut to.start),
            (DURATION, &mut to.duration),
            (SOURCE_OPEN, &mut to.source_open),
        ];
        for (number, column) in columns {
            let value = self.visits.cell(&self.file, header, number, index)?;
            if let Some(cell) = column.get_mut(index) {
                *cell = value;
            }
        }
        Ok(())
    }

    pub(super) fn persons(
        &self,
        header: &BlockHeader<VISIT_COLUMNS>,
        to: &mut VisitBlock,
    ) -> Result<(), StoreError> {
        self.visits
            .column(&self.file, header, PERSON, &mut to.person)
    }

    pub(super) fn times(
        &self,
        header: &BlockHeader<VISIT_COLUMNS>,
        to: &mut VisitBlock,
    ) -> Result<(), StoreError> {
        let (table, file) = (self.visits, &self.file);
        table.column(file, header, START, &mut to.start)?;
        table.column(file, header, DURATION, &mut to.duration)
    }

    /// Sources and open flags.
    pub(super) fn sources(
        &self,
        header: &BlockHeader<VISIT_COLUMNS>,
        to: &mut VisitBlock,
    ) -> Result<(), StoreError> {
        self.visits
            .column(&self.file, header, SOURCE_OPEN, &mut to.source_open)
    }
}

/// The part of `rows` that lies in a block, as indexes into the block.
pub(super) fn within(rows: &Range<u32>, block: &VisitBlock) -> Range<usize> {
    let index = |row: u32| (row.saturating_sub(block.first_row) as usize).min(block.count);
    index(rows.start)..index(rows.end)
}

/// The rows of a block whose person is one of `persons`, as bits.
pub(super) fn rows_of_people(block: &VisitBlock, persons: &[u32]) -> u128 {
    if persons.len() <= MANY_PEOPLE {
        let rows = |person: &u32| rows_with(&block.person, block.count, *person);
        return persons.iter().map(rows).fold(0, |all, one| all | one);
    }
    let mut found = 0;
    for (index, person) in block.person.iter().enumerate() {
        found |= u128::from(persons.binary_search(person).is_ok()) << index;
    }
    found & first_rows(block.count)
}

/// The positions of the bits set, ascending.
pub(super) fn ones(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let index = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        index
    })
}

#[cfg(test)]
#[path = "block_tests.rs"]
mod tests;
