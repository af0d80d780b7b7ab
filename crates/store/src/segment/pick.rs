//! Reading a few rows by their numbers, as they were recorded.

use roaring::RoaringBitmap;

use super::block::VisitBlock;
use super::rows::{NumberedContact, NumberedVisit};
use super::view::Segment;
use crate::error::StoreError;
use crate::format::bitpack::BLOCK_ROWS;

impl Segment {
    /// Calls `each` for these visits in the order of rows, deleted and hidden ones included.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], also if there is no such row.
    pub(crate) fn pick_visits(
        &self,
        rows: &RoaringBitmap,
        mut each: impl FnMut(NumberedVisit),
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let (mut block, mut unpacked) = (VisitBlock::default(), None);
        let mut at = (0, 0..0);
        for row in rows {
            let number = row / BLOCK_ROWS;
            if unpacked != Some(number) {
                inner.unpack(number, &mut block)?;
                unpacked = Some(number);
            }
            if !at.1.contains(&row) {
                at = inner.places.locate(&inner.file, row, at.0)?;
            }
            if let Some(visit) = block.visit((row % BLOCK_ROWS) as usize) {
                each(NumberedVisit {
                    row,
                    place: at.0,
                    visit,
                    deleted: self.deletes_visit(row),
                    hidden: self.hides_visit(row),
                });
            }
        }
        Ok(())
    }

    /// As [`Self::pick_visits`], of contacts.
    ///
    /// # Errors
    /// As [`Self::pick_visits`].
    pub(crate) fn pick_contacts(
        &self,
        rows: &RoaringBitmap,
        mut each: impl FnMut(NumberedContact),
    ) -> Result<(), StoreError> {
        let mut next = rows.iter().peekable();
        while let Some(block) = next.peek().map(|row| row / BLOCK_ROWS) {
            self.raw_contacts_in(block, |contact| {
                if next.next_if_eq(&contact.row).is_some() {
                    each(contact);
                }
            })?;
            // Rows that the block does not have.
            while next.next_if(|row| row / BLOCK_ROWS <= block).is_some() {}
        }
        Ok(())
    }
}
