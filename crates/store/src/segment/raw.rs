//! Reading records as they were recorded: for writing, compaction and purge. Links (S6) are not
//! applied, and hidden rows are there.

use truyvet_model::{Interval, PersonNo, PlaceNo, Timestamp};

use super::block::VisitBlock;
use super::rows::{NumberedContact, NumberedVisit, PackedContact, PackedVisit, VisitRow};
use super::view::{Rows, Segment};
use crate::error::StoreError;

impl Segment {
    /// Appends the visits recorded at `place` that intersect `span` and are not deleted, ordered
    /// by (start, person).
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn raw_place_visits(
        &self,
        place: PlaceNo,
        span: Interval,
        out: &mut Vec<NumberedVisit>,
    ) -> Result<(), StoreError> {
        let mut scratch = VisitBlock::default();
        self.at_place(place.0, span, Rows::Kept, &mut scratch, |row, visit| {
            out.push(self.numbered(row, place.0, visit));
        })
    }

    /// Appends the visits recorded for `person` that are not deleted, by row.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn raw_person_visits(
        &self,
        person: PersonNo,
        out: &mut Vec<NumberedVisit>,
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let (mut blocks, count) = (Vec::new(), self.visit_block_count());
        inner
            .visit_refs
            .blocks_of(&inner.file, person.0, count, &mut blocks)?;
        let (mut scratch, person) = (VisitBlock::default(), [person.0]);
        for block in blocks {
            self.in_block(block, &person, Rows::Kept, &mut scratch, |row, at| {
                out.push(self.numbered(row, at.place, at.visit));
            })?;
        }
        Ok(())
    }

    /// The visit of that recorded key (S2) that is not deleted, `start` in seconds since the Unix
    /// epoch.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn raw_visit(
        &self,
        place: u32,
        person: u32,
        start: i64,
    ) -> Result<Option<NumberedVisit>, StoreError> {
        let Some(span) = instant(start) else {
            return Ok(None);
        };
        let (mut found, mut scratch) = (None, VisitBlock::default());
        self.at_place(place, span, Rows::Kept, &mut scratch, |row, visit| {
            if visit.person == person && visit.start == start {
                found = Some(self.numbered(row, place, visit));
            }
        })?;
        Ok(found)
    }

    /// Calls `each` for every visit in the order of rows, deleted and hidden ones included.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn raw_visits(&self, mut each: impl FnMut(NumberedVisit)) -> Result<(), StoreError> {
        let inner = &*self.inner;
        self.expect_all_visits()?;
        let mut scratch = VisitBlock::default();
        let mut at = (0, 0..0);
        for block in 0..self.visit_block_count() {
            inner.unpack(block, &mut scratch)?;
            for (index, row) in scratch.rows().enumerate() {
                if !at.1.contains(&row) {
                    at = inner.places.locate(&inner.file, row, at.0)?;
                }
                if let Some(visit) = scratch.visit(index) {
                    let deleted = self.skips_visit(row, Rows::Kept);
                    each(NumberedVisit {
                        deleted,
                        ..self.numbered(row, at.0, visit)
                    });
                }
            }
        }
        Ok(())
    }

    /// Appends the contacts recorded for `person` that intersect `span` and are not deleted, in
    /// the order of rows.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn raw_person_contacts(
        &self,
        person: PersonNo,
        span: Interval,
        out: &mut Vec<NumberedContact>,
    ) -> Result<(), StoreError> {
        self.of_person(person.0, span, Rows::Kept, |contact| out.push(contact))
    }

    /// The contact of that recorded key (S3) that is not deleted, `start` in seconds since the
    /// Unix epoch; the people in any order.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn raw_contact(
        &self,
        a: u32,
        b: u32,
        start: i64,
    ) -> Result<Option<NumberedContact>, StoreError> {
        let Some(span) = instant(start) else {
            return Ok(None);
        };
        let pair = (a.min(b), a.max(b));
        let mut found = None;
        self.of_person(a, span, Rows::Kept, |contact| {
            if (contact.a, contact.b) == pair && contact.start == start {
                found = Some(contact);
            }
        })?;
        Ok(found)
    }

    /// The visit as it goes into a segment of the same partition.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if its times do not fit a row.
    pub fn packed_visit(&self, row: &NumberedVisit) -> Result<PackedVisit, StoreError> {
        let visit = &row.visit;
        self.times(visit.start, visit.end)
            .and_then(|(start, duration)| {
                PackedVisit::new(row.place, visit.person, start, duration, visit.open)
            })
            .map(|packed| packed.with_source(visit.source))
            .ok_or_else(|| self.no_row("visit", row.row))
    }

    /// The contact as it goes into a segment of the same partition.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if its people or times do not fit a row.
    pub fn packed_contact(&self, row: &NumberedContact) -> Result<PackedContact, StoreError> {
        self.times(row.start, row.end)
            .and_then(|(start, duration)| PackedContact::new(row.a, row.b, start, duration))
            .map(|packed| packed.with_source(row.source))
            .ok_or_else(|| self.no_row("contact", row.row))
    }

    /// Start after that of the partition, and duration.
    fn times(&self, start: i64, end: i64) -> Option<(u32, u32)> {
        let offset = u32::try_from(start.checked_sub(self.inner.origin)?).ok()?;
        Some((offset, u32::try_from(end.checked_sub(start)?).ok()?))
    }

    #[cold]
    fn no_row(&self, record: &str, row: u32) -> StoreError {
        let what = format!("row {row} of its {record}s is not possible");
        self.inner.file.damaged(what)
    }

    /// A row that is not deleted.
    fn numbered(&self, row: u32, place: u32, visit: VisitRow) -> NumberedVisit {
        NumberedVisit {
            row,
            place,
            visit,
            deleted: false,
            hidden: self.hides_visit(row),
        }
    }
}

/// The second from `start` on.
fn instant(start: i64) -> Option<Interval> {
    let after = Timestamp::from_seconds(start.saturating_add(1));
    Interval::checked(Timestamp::from_seconds(start), after)
}

#[cfg(test)]
#[path = "raw_tests.rs"]
mod tests;
