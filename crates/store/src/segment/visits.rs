//! Finding visits as recorded: by place, and by person within a block.

use std::ops::Range;

use truyvet_model::Interval;

use super::block::{DURATION, START, VisitBlock, Window, ones, row, rows_of_people, within};
use super::rows::{PlacedVisit, VisitRow};
use super::view::{Rows, Segment};
use crate::error::StoreError;
use crate::format::bitpack::BLOCK_ROWS;

/// So few rows of a block are read one by one instead of unpacking their columns.
const FEW_ROWS: u32 = 6;

impl Segment {
    /// Calls `each` for the visits in `block` of the given people, ascending, by row.
    pub(super) fn in_block(
        &self,
        block: u32,
        persons: &[u32],
        rows: Rows,
        scratch: &mut VisitBlock,
        mut each: impl FnMut(u32, PlacedVisit),
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let header = inner.visits.header(&inner.file, block)?;
        inner.begin(block, scratch);
        inner.persons(header, scratch)?;
        let mut found = rows_of_people(scratch, persons);
        if self.deleted().is_some() {
            for index in ones(found) {
                if self.skips_visit(scratch.row(index), rows) {
                    found &= !(1 << index);
                }
            }
        }
        if found == 0 {
            return Ok(());
        }
        if found.count_ones() <= FEW_ROWS {
            for index in ones(found) {
                inner.one_row(header, index, scratch)?;
            }
        } else {
            inner.times(header, scratch)?;
            inner.sources(header, scratch)?;
        }
        let mut at = (header.first_key.get(), 0..0);
        for index in ones(found) {
            let row = scratch.row(index);
            if !at.1.contains(&row) {
                at = inner.places.locate(&inner.file, row, at.0)?;
            }
            if let Some(visit) = scratch.visit(index) {
                each(row, PlacedVisit { place: at.0, visit });
            }
        }
        Ok(())
    }

    /// Calls `each` for the visits at `place` that intersect `span`, by row.
    pub(super) fn at_place(
        &self,
        place: u32,
        span: Interval,
        rows: Rows,
        scratch: &mut VisitBlock,
        mut each: impl FnMut(u32, VisitRow),
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
            let starts = scratch.start.get(within.clone()).unwrap_or_default();
            let durations = scratch.duration.get(within.clone()).unwrap_or_default();
            let times = starts.iter().zip(durations);
            if !times
                .clone()
                .any(|(start, duration)| window.meets(*start, *duration))
            {
                continue;
            }
            inner.hold_the_rest(header, scratch)?;
            self.rows_in_window(scratch, within, window, rows, &mut each);
        }
        Ok(())
    }

    /// Rows of an unpacked block that meet the window.
    #[inline]
    fn rows_in_window(
        &self,
        block: &VisitBlock,
        within: Range<usize>,
        window: Window,
        seen: Rows,
        each: &mut impl FnMut(u32, VisitRow),
    ) {
        let times = block.start.iter().zip(&block.duration);
        let who = block.person.iter().zip(&block.source_open);
        let rows = times.zip(who).enumerate();
        for (index, ((start, duration), (person, source_open))) in
            rows.take(within.end).skip(within.start)
        {
            let number = block.row(index);
            if !window.meets(*start, *duration) || self.skips_visit(number, seen) {
                continue;
            }
            let visit = row(block.origin, *start, *duration, *person, *source_open);
            each(number, visit);
        }
    }
}

/// Reads the live visits of one place after the other, ascending; unpacks each block once.
pub(super) struct Walk<'a> {
    segment: &'a Segment,
    window: Window,
    scratch: VisitBlock,
    /// The block in `scratch`, or the one found not to matter.
    current: (u32, bool),
}

impl<'a> Walk<'a> {
    /// `None` if no row of the segment can intersect the span.
    pub(super) fn new(segment: &'a Segment, span: Interval) -> Option<Self> {
        Some(Self {
            segment,
            window: Window::of(span, segment.inner.origin)?,
            scratch: VisitBlock::default(),
            current: (u32::MAX, false),
        })
    }

    /// Calls `each` for the live visits among `rows`, at least one, that intersect the span.
    #[inline]
    pub(super) fn take(
        &mut self,
        rows: &Range<u32>,
        mut each: impl FnMut(VisitRow),
    ) -> Result<(), StoreError> {
        let inner = &*self.segment.inner;
        for block in blocks_of(rows) {
            if self.current.0 != block {
                let header = inner.visits.header(&inner.file, block)?;
                self.current = (block, self.window.can_meet(header, START, DURATION));
                if self.current.1 {
                    inner.unpack(block, &mut self.scratch)?;
                }
            }
            if self.current.1 {
                let within = within(rows, &self.scratch);
                let each = &mut |_, visit| each(visit);
                self.segment
                    .rows_in_window(&self.scratch, within, self.window, Rows::Live, each);
            }
        }
        Ok(())
    }
}

/// The blocks that hold these rows, of which there is at least one.
pub(super) fn blocks_of(rows: &Range<u32>) -> std::ops::RangeInclusive<u32> {
    rows.start / BLOCK_ROWS..=rows.end.saturating_sub(1) / BLOCK_ROWS
}
