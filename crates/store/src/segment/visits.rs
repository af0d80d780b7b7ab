//! Reading visits: by place, by person within a block, and all of them.

use std::ops::Range;

use truyvet_model::{Interval, PersonNo, PlaceNo, Timestamp};

use super::block::{DURATION, START, VisitBlock, Window, ones, rows_of_people, within};
use super::rows::{NumberedVisit, PlacedVisit, VisitRow};
use super::view::Segment;
use crate::error::StoreError;
use crate::format::bitpack::BLOCK_ROWS;

impl Segment {
    /// Unpacks one whole block, replaced rows included.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], also if there is no such block.
    pub fn visit_block(&self, block: u32, out: &mut VisitBlock) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let header = inner.visits.header(&inner.file, block)?;
        inner.begin(block, out);
        inner.persons(header, out)?;
        inner.times(header, out)?;
        inner.open_flags(header, out)
    }

    /// Appends the live visits in `block` of the given people, by row, with their places.
    ///
    /// `persons` must be ascending.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], also if there is no such block.
    pub fn visits_in_block(
        &self,
        block: u32,
        persons: &[u32],
        scratch: &mut VisitBlock,
        out: &mut Vec<PlacedVisit>,
    ) -> Result<(), StoreError> {
        self.in_block(block, persons, scratch, |row| {
            out.push(PlacedVisit {
                place: row.place,
                visit: row.visit,
            });
        })
    }

    fn in_block(
        &self,
        block: u32,
        persons: &[u32],
        scratch: &mut VisitBlock,
        mut each: impl FnMut(NumberedVisit),
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let header = inner.visits.header(&inner.file, block)?;
        inner.begin(block, scratch);
        inner.persons(header, scratch)?;
        let mut found = rows_of_people(scratch, persons);
        if self.deleted().is_some() {
            for index in ones(found) {
                if self.visit_is_replaced(scratch.row(index)) {
                    found &= !(1 << index);
                }
            }
        }
        if found == 0 {
            return Ok(());
        }
        inner.times(header, scratch)?;
        inner.open_flags(header, scratch)?;
        let mut at = (header.first_key.get(), 0..0);
        for index in ones(found) {
            let row = scratch.row(index);
            if !at.1.contains(&row) {
                at = inner.places.locate(&inner.file, row, at.0)?;
            }
            if let Some(visit) = scratch.visit(index) {
                each(NumberedVisit {
                    row,
                    place: at.0,
                    visit,
                    replaced: false,
                });
            }
        }
        Ok(())
    }

    /// Appends the live visits at `place` that intersect `span`, ordered by (start, person).
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn visits_at(
        &self,
        place: PlaceNo,
        span: Interval,
        out: &mut Vec<VisitRow>,
    ) -> Result<(), StoreError> {
        self.visits_at_with(place, span, &mut VisitBlock::default(), out)
    }

    /// As [`Self::visits_at`], for one place after the other: `block` keeps what was unpacked last.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn visits_at_with(
        &self,
        place: PlaceNo,
        span: Interval,
        block: &mut VisitBlock,
        out: &mut Vec<VisitRow>,
    ) -> Result<(), StoreError> {
        self.at_place(place.0, span, block, |_, visit| out.push(visit))
    }

    /// As [`Self::visits_at`], with row numbers.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn place_visits(
        &self,
        place: PlaceNo,
        span: Interval,
        out: &mut Vec<NumberedVisit>,
    ) -> Result<(), StoreError> {
        self.at_place(place.0, span, &mut VisitBlock::default(), |row, visit| {
            out.push(NumberedVisit {
                row,
                place: place.0,
                visit,
                replaced: false,
            });
        })
    }

    fn at_place(
        &self,
        place: u32,
        span: Interval,
        scratch: &mut VisitBlock,
        mut each: impl FnMut(u32, VisitRow),
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let rows = inner.places.range(&inner.file, place)?;
        let Some(window) = Window::of(span, inner.origin).filter(|_| !rows.is_empty()) else {
            return Ok(());
        };
        for block in blocks_of(&rows) {
            let header = inner.visits.header(&inner.file, block)?;
            if header.bounds(START).0 > window.last {
                // Rows of one place are in the order of their starts: none after this.
                return Ok(());
            }
            if !window.can_meet(header, START, DURATION) {
                continue;
            }
            inner.hold_times(block, header, scratch)?;
            let within = within(&rows, scratch);
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
            self.rows_in_window(scratch, within, window, &mut each);
        }
        Ok(())
    }

    /// Live rows of an unpacked block that meet the window.
    #[inline]
    fn rows_in_window(
        &self,
        block: &VisitBlock,
        within: Range<usize>,
        window: Window,
        each: &mut impl FnMut(u32, VisitRow),
    ) {
        let times = block.start.iter().zip(&block.duration);
        let who = block.person.iter().zip(&block.open);
        let rows = times.zip(who).enumerate();
        for (index, ((start, duration), (person, open))) in rows.take(within.end).skip(within.start)
        {
            let row = block.row(index);
            if !window.meets(*start, *duration) || self.visit_is_replaced(row) {
                continue;
            }
            let start = block.origin.wrapping_add(i64::from(*start));
            each(
                row,
                VisitRow {
                    start,
                    end: start.wrapping_add(i64::from(*duration)),
                    person: *person,
                    open: *open != 0,
                },
            );
        }
    }

    /// Calls `each` once for every place of `places` with live visits that intersect `span`, in
    /// the order of the places, with these visits ordered by (start, person). Unpacks each
    /// block at most once.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn each_place(
        &self,
        places: Range<u32>,
        span: Interval,
        mut each: impl FnMut(u32, &[VisitRow]),
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let Some(window) = Window::of(span, inner.origin) else {
            return Ok(());
        };
        let mut visits = Vec::new();
        let mut scratch = VisitBlock::default();
        // The block in `scratch`, or the one found not to matter.
        let mut current = (u32::MAX, false);
        let mut from = places.start;
        while let Some((place, rows)) = inner.places.next(&inner.file, from)? {
            if place >= places.end {
                break;
            }
            visits.clear();
            for block in blocks_of(&rows) {
                if current.0 != block {
                    let header = inner.visits.header(&inner.file, block)?;
                    current = (block, window.can_meet(header, START, DURATION));
                    if current.1 {
                        self.visit_block(block, &mut scratch)?;
                    }
                }
                if current.1 {
                    let within = within(&rows, &scratch);
                    self.rows_in_window(&scratch, within, window, &mut |_, v| visits.push(v));
                }
            }
            if !visits.is_empty() {
                each(place, &visits);
            }
            let Some(next) = place.checked_add(1) else {
                break;
            };
            from = next;
        }
        Ok(())
    }

    /// Calls `each` for every visit in the order of rows, replaced ones included.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn all_visits(&self, mut each: impl FnMut(NumberedVisit)) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let mut scratch = VisitBlock::default();
        let mut at = (0, 0..0);
        for block in 0..self.visit_block_count() {
            self.visit_block(block, &mut scratch)?;
            for (index, row) in scratch.rows().enumerate() {
                if !at.1.contains(&row) {
                    at = inner.places.locate(&inner.file, row, at.0)?;
                }
                if let Some(visit) = scratch.visit(index) {
                    each(NumberedVisit {
                        row,
                        place: at.0,
                        visit,
                        replaced: self.visit_is_replaced(row),
                    });
                }
            }
        }
        Ok(())
    }

    /// Appends the live visits of `person`, by row.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn person_visits(
        &self,
        person: PersonNo,
        out: &mut Vec<NumberedVisit>,
    ) -> Result<(), StoreError> {
        let mut blocks = Vec::new();
        self.visit_refs(person, &mut blocks)?;
        let mut scratch = VisitBlock::default();
        for block in blocks {
            self.in_block(block, &[person.0], &mut scratch, |row| out.push(row))?;
        }
        Ok(())
    }

    /// The live visit of that key (S2), `start` in seconds since the Unix epoch.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn find_visit(
        &self,
        place: u32,
        person: u32,
        start: i64,
    ) -> Result<Option<NumberedVisit>, StoreError> {
        let after = Timestamp::from_seconds(start.saturating_add(1));
        let Some(span) = Interval::checked(Timestamp::from_seconds(start), after) else {
            return Ok(None);
        };
        let mut found = None;
        self.at_place(place, span, &mut VisitBlock::default(), |row, visit| {
            if visit.person == person && visit.start == start {
                found = Some(NumberedVisit {
                    row,
                    place,
                    visit,
                    replaced: false,
                });
            }
        })?;
        Ok(found)
    }
}

/// The blocks that hold these rows, of which there is at least one.
fn blocks_of(rows: &Range<u32>) -> std::ops::RangeInclusive<u32> {
    rows.start / BLOCK_ROWS..=rows.end.saturating_sub(1) / BLOCK_ROWS
}

#[cfg(test)]
#[path = "visits_tests.rs"]
mod tests;
