//! Reading contacts: of one person, both ways, and all of them.

use truyvet_model::{Interval, PersonNo, Timestamp};

use super::block::{Window, ones};
use super::rows::{ContactRow, NumberedContact};
use super::table::rows_with;
use super::view::Segment;
use crate::error::StoreError;
use crate::format::bitpack::{BLOCK, Column};

const A: usize = 0;
const B: usize = 1;
const START: usize = 2;
const DURATION: usize = 3;

struct ContactBlock([Column; 4]);

impl ContactBlock {
    const fn new() -> Self {
        Self([[0; BLOCK]; 4])
    }

    fn cell(&self, column: usize, index: usize) -> u32 {
        let column = self.0.get(column);
        column.and_then(|c| c.get(index)).copied().unwrap_or(0)
    }
}

impl Segment {
    /// Appends the live contacts of `person` that intersect `span`, in the order of rows.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn contacts_of(
        &self,
        person: PersonNo,
        span: Interval,
        out: &mut Vec<ContactRow>,
    ) -> Result<(), StoreError> {
        self.of_person(person.0, span, |contact| {
            let other = if contact.a == person.0 {
                contact.b
            } else {
                contact.a
            };
            out.push(ContactRow {
                start: contact.start,
                end: contact.end,
                other,
            });
        })
    }

    /// As [`Self::contacts_of`], with row numbers.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn person_contacts(
        &self,
        person: PersonNo,
        span: Interval,
        out: &mut Vec<NumberedContact>,
    ) -> Result<(), StoreError> {
        self.of_person(person.0, span, |contact| out.push(contact))
    }

    /// The live contact of that key (S3), `start` in seconds since the Unix epoch.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn find_contact(
        &self,
        a: u32,
        b: u32,
        start: i64,
    ) -> Result<Option<NumberedContact>, StoreError> {
        let after = Timestamp::from_seconds(start.saturating_add(1));
        let Some(span) = Interval::checked(Timestamp::from_seconds(start), after) else {
            return Ok(None);
        };
        let pair = (a.min(b), a.max(b));
        let mut found = None;
        self.of_person(a, span, |contact| {
            if (contact.a, contact.b) == pair && contact.start == start {
                found = Some(contact);
            }
        })?;
        Ok(found)
    }

    /// Calls `each` for every contact in the order of rows, replaced ones included.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn all_contacts(&self, mut each: impl FnMut(NumberedContact)) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let mut block = ContactBlock::new();
        for number in 0..inner.contacts.block_count() {
            let header = inner.contacts.header(&inner.file, number)?;
            for (index, column) in block.0.iter_mut().enumerate() {
                inner.contacts.column(&inner.file, header, index, column)?;
            }
            for (index, row) in inner.contacts.rows_of(number).enumerate() {
                each(self.contact(&block, index, row));
            }
        }
        Ok(())
    }

    fn of_person(
        &self,
        person: u32,
        span: Interval,
        mut each: impl FnMut(NumberedContact),
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let (table, file) = (inner.contacts, &inner.file);
        let Some(window) = Window::of(span, inner.origin) else {
            return Ok(());
        };
        let mut numbers = Vec::new();
        inner
            .contact_refs
            .blocks_of(file, person, table.block_count(), &mut numbers)?;
        let mut block = ContactBlock::new();
        for number in numbers {
            let header = table.header(file, number)?;
            if !window.can_meet(header, START, DURATION) {
                continue;
            }
            for (index, column) in block.0.iter_mut().enumerate() {
                table.column(file, header, index, column)?;
            }
            let rows = table.rows_of(number);
            let [a, b, ..] = &block.0;
            let found = rows_with(a, rows.len(), person) | rows_with(b, rows.len(), person);
            for index in ones(found) {
                let meets = window.meets(block.cell(START, index), block.cell(DURATION, index));
                let row = u32::try_from(index).map_or(u32::MAX, |i| rows.start.saturating_add(i));
                if meets && !self.contact_is_replaced(row) {
                    each(self.contact(&block, index, row));
                }
            }
        }
        Ok(())
    }

    fn contact(&self, block: &ContactBlock, index: usize, row: u32) -> NumberedContact {
        let start = i64::from(block.cell(START, index));
        let start = self.inner.origin.wrapping_add(start);
        NumberedContact {
            row,
            a: block.cell(A, index),
            b: block.cell(B, index),
            start,
            end: start.wrapping_add(i64::from(block.cell(DURATION, index))),
            replaced: self.contact_is_replaced(row),
        }
    }
}

#[cfg(test)]
#[path = "contacts_tests.rs"]
mod tests;
