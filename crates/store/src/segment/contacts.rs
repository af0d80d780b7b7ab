//! Finding contacts as recorded: of one person, both ways, and all of them.

use truyvet_model::Interval;

use super::block::{Window, ones, source};
use super::layout::CONTACT_COLUMNS;
use super::rows::{ContactRow, NumberedContact};
use super::table::rows_with;
use super::view::{Rows, Segment};
use crate::error::StoreError;
use crate::format::bitpack::{BLOCK, Column};

const A: usize = 0;
const B: usize = 1;
const START: usize = 2;
const DURATION: usize = 3;
pub(super) const SOURCE: usize = 4;

struct ContactBlock([Column; CONTACT_COLUMNS]);

impl ContactBlock {
    const fn new() -> Self {
        Self([[0; BLOCK]; CONTACT_COLUMNS])
    }

    fn cell(&self, column: usize, index: usize) -> u32 {
        let column = self.0.get(column);
        column.and_then(|c| c.get(index)).copied().unwrap_or(0)
    }
}

impl Segment {
    /// Calls `each` for every contact in the order of rows, deleted and hidden ones included.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn raw_contacts(&self, mut each: impl FnMut(NumberedContact)) -> Result<(), StoreError> {
        for number in 0..self.inner.contacts.block_count() {
            self.raw_contacts_in(number, &mut each)?;
        }
        Ok(())
    }

    /// As [`Self::raw_contacts`], of one block.
    pub(super) fn raw_contacts_in(
        &self,
        number: u32,
        mut each: impl FnMut(NumberedContact),
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let mut block = ContactBlock::new();
        let header = inner.contacts.header(&inner.file, number)?;
        for (index, column) in block.0.iter_mut().enumerate() {
            inner.contacts.column(&inner.file, header, index, column)?;
        }
        for (index, row) in inner.contacts.rows_of(number).enumerate() {
            let contact = self.contact(&block, index, row);
            let deleted = self.skips_contact(row, Rows::Kept);
            each(NumberedContact { deleted, ..contact });
        }
        Ok(())
    }

    /// Calls `each` for the contacts of `person` that intersect `span`, by row.
    pub(super) fn of_person(
        &self,
        person: u32,
        span: Interval,
        seen: Rows,
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
                if meets && !self.skips_contact(row, seen) {
                    each(self.contact(&block, index, row));
                }
            }
        }
        Ok(())
    }

    /// A row that is not deleted.
    fn contact(&self, block: &ContactBlock, index: usize, row: u32) -> NumberedContact {
        let start = i64::from(block.cell(START, index));
        let start = self.inner.origin.wrapping_add(start);
        NumberedContact {
            row,
            a: block.cell(A, index),
            b: block.cell(B, index),
            start,
            end: start.wrapping_add(i64::from(block.cell(DURATION, index))),
            source: source(block.cell(SOURCE, index)),
            deleted: false,
            hidden: self.hides_contact(row),
        }
    }
}

impl NumberedContact {
    /// The contact as `person`, one of its two, sees it.
    pub(super) const fn seen_by(&self, person: u32) -> ContactRow {
        ContactRow {
            start: self.start,
            end: self.end,
            other: if self.a == person { self.b } else { self.a },
            source: self.source,
        }
    }
}
