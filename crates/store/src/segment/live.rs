//! Reading live rows, as answers see them: nothing deleted or hidden, links applied.

use std::ops::Range;

use truyvet_model::{Interval, PersonNo, PlaceNo};

use super::block::VisitBlock;
use super::rows::{ContactRow, PlacedVisit, VisitRow};
use super::view::{Rows, Segment};
use super::visits::Walk;
use crate::error::StoreError;

impl Segment {
    /// Unpacks one whole block, deleted and hidden rows included.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], also if there is no such block.
    pub fn visit_block(&self, block: u32, out: &mut VisitBlock) -> Result<(), StoreError> {
        match self.linked() {
            Some(linked) => linked.visit_block(block, out),
            None => self.inner.unpack(block, out),
        }
    }

    /// Length of the references of `person` in bytes, a cheap bound on the blocks they name.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn visit_ref_bytes(&self, person: PersonNo) -> Result<u32, StoreError> {
        match self.linked() {
            Some(linked) => linked.visit_ref_bytes(person.0),
            None => self.inner.visit_refs.len(&self.inner.file, person.0),
        }
    }

    /// As [`Self::visit_ref_bytes`], for contacts; of this very number, whatever it is linked to.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn contact_ref_bytes(&self, person: PersonNo) -> Result<u32, StoreError> {
        self.inner.contact_refs.len(&self.inner.file, person.0)
    }

    /// Appends the numbers of the blocks that hold visits of `person`, ascending.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn visit_refs(&self, person: PersonNo, out: &mut Vec<u32>) -> Result<(), StoreError> {
        if let Some(linked) = self.linked() {
            return linked.visit_refs(person.0, out);
        }
        let inner = &self.inner;
        inner
            .visit_refs
            .blocks_of(&inner.file, person.0, self.visit_block_count(), out)
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
        match self.linked() {
            Some(linked) => linked.visits_in_block(block, persons, scratch, out),
            None => self.in_block(block, persons, Rows::Live, scratch, |_, row| out.push(row)),
        }
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
        match self.linked() {
            Some(linked) => linked.visits_at(place.0, span, block, out),
            None => self.at_place(place.0, span, Rows::Live, block, |_, row| out.push(row)),
        }
    }

    /// Calls `each` once for every place of `places` with live visits that intersect `span`, in
    /// the order of the places, with these visits ordered by (start, person). Unpacks each
    /// block at most once, and for places that are linked once more each.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn each_place(
        &self,
        places: Range<u32>,
        span: Interval,
        mut each: impl FnMut(u32, &[VisitRow]),
    ) -> Result<(), StoreError> {
        self.expect_places(&places)?;
        if let Some(linked) = self.linked() {
            return linked.each_place(places, span, each);
        }
        let inner = &*self.inner;
        let Some(mut walk) = Walk::new(self, span) else {
            return Ok(());
        };
        let mut visits = Vec::new();
        let mut from = places.start;
        while let Some((place, rows)) = inner.places.next(&inner.file, from)? {
            if place >= places.end {
                break;
            }
            visits.clear();
            walk.take(&rows, |visit| visits.push(visit))?;
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

    /// Appends the live contacts of `person` that intersect `span`, in the order of rows. Those
    /// between two ids of one person (S6) are no contacts.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn contacts_of(
        &self,
        person: PersonNo,
        span: Interval,
        out: &mut Vec<ContactRow>,
    ) -> Result<(), StoreError> {
        match self.linked() {
            Some(linked) => linked.contacts_of(person.0, span, out),
            None => self.of_person(person.0, span, Rows::Live, |contact| {
                out.push(contact.seen_by(person.0));
            }),
        }
    }

    /// Calls `each` once for every live contact in the order of rows: with one of the two people,
    /// and the contact as that one sees it. Unpacks each block once, where
    /// [`Self::contacts_of`] for everybody unpacks it for each of its people.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn each_contact(
        &self,
        mut each: impl FnMut(PersonNo, ContactRow),
    ) -> Result<(), StoreError> {
        let people = self.links().map(|links| &links.people);
        let canonical = |n: u32| people.map_or(n, |people| people.canonical(n));
        self.raw_contacts(|contact| {
            let (a, other) = (canonical(contact.a), canonical(contact.b));
            if !contact.deleted && !contact.hidden && a != other {
                let seen = contact.seen_by(contact.a);
                each(PersonNo(a), ContactRow { other, ..seen });
            }
        })
    }
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
