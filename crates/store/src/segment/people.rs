//! Reading the visits of many people, block after block.

use std::ops::Range;

use super::block::{VisitBlock, ones};
use super::rows::VisitRow;
use super::table::first_rows;
use super::view::{Rows, Segment};
use crate::error::StoreError;
use crate::format::bitpack::Column;

/// The column of people.
const PERSON: usize = 0;

impl Segment {
    /// Calls `each` with place and visit for every live visit of the people of a range, links
    /// applied, in the order of rows. Of blocks without such visits only the people are unpacked, so that a
    /// small range costs far less than reading everything.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn each_visit_of(
        &self,
        people: &Range<u32>,
        mut each: impl FnMut(u32, &VisitRow),
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        self.expect_all_visits()?;
        let mut block = VisitBlock::default();
        let mut at = (0, 0..0);
        for number in 0..self.visit_block_count() {
            let header = inner.visits.header(&inner.file, number)?;
            let (least, greatest) = header.bounds(PERSON);
            let links = self.links();
            if links.is_none() && (people.end <= least || greatest < people.start) {
                continue;
            }
            inner.begin(number, &mut block);
            inner.persons(header, &mut block)?;
            if let Some(links) = links {
                let people = block.person.iter_mut();
                people.for_each(|person| *person = links.people.canonical(*person));
            }
            let found = rows_of_range(&block.person, block.count, people);
            if found == 0 {
                continue;
            }
            inner.times(header, &mut block)?;
            inner.sources(header, &mut block)?;
            let first_key = header.first_key.get();
            if at.0 < first_key {
                at = (first_key, 0..0);
            }
            for index in ones(found) {
                let row = block.row(index);
                if self.skips_visit(row, Rows::Live) {
                    continue;
                }
                if !at.1.contains(&row) {
                    at = inner.places.locate(&inner.file, row, at.0)?;
                }
                if let Some(visit) = block.visit(index) {
                    let place = links.map_or(at.0, |links| links.places.canonical(at.0));
                    each(place, &visit);
                }
            }
        }
        Ok(())
    }
}

/// The rows among the first `count` of a block whose person is in the range, as bits.
fn rows_of_range(column: &Column, count: usize, people: &Range<u32>) -> u128 {
    let width = people.end.saturating_sub(people.start);
    let mut found = 0_u128;
    let (quarters, _) = column.as_chunks::<32>();
    for (quarter, shift) in quarters.iter().zip([0, 32, 64, 96]) {
        let mut bits = 0_u32;
        for (row, person) in quarter.iter().enumerate() {
            // Of people before the range this wraps to a number past it.
            bits |= u32::from(person.wrapping_sub(people.start) < width) << row;
        }
        found |= u128::from(bits) << shift;
    }
    found & first_rows(count)
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
