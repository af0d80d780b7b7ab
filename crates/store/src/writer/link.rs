//! Linking ids that are one person or one place, and undoing it (S6).

use std::sync::Arc;

use truyvet_model::{PersonNo, PlaceNo};

use super::Writer;
use crate::error::StoreError;
use crate::links::Links;
use crate::log::Op;
use crate::names::Which;

impl Writer {
    /// Says that two ids are one person: what both did is merged, for past and future records.
    /// Linking what is linked changes nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Erased`]; [`StoreError::Record`] for one id.
    pub fn link_people(&mut self, a: PersonNo, b: PersonNo) -> Result<(), StoreError> {
        self.link(Which::Person, (a.0, b.0))
    }

    /// Undoes [`Self::link_people`] of the same two ids, exactly: each has again what was
    /// recorded under it.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`]; [`StoreError::Record`] if these two are not linked with each
    /// other (two ids can also be one person by way of a third).
    pub fn unlink_people(&mut self, a: PersonNo, b: PersonNo) -> Result<(), StoreError> {
        self.unlink(Which::Person, (a.0, b.0))
    }

    /// As [`Self::link_people`], for places. What is known of the place is what was declared for
    /// the id that the store met first.
    ///
    /// # Errors
    /// As [`Self::link_people`].
    pub fn link_places(&mut self, a: PlaceNo, b: PlaceNo) -> Result<(), StoreError> {
        self.link(Which::Place, (a.0, b.0))
    }

    /// As [`Self::unlink_people`], for places.
    ///
    /// # Errors
    /// As [`Self::unlink_people`].
    pub fn unlink_places(&mut self, a: PlaceNo, b: PlaceNo) -> Result<(), StoreError> {
        self.unlink(Which::Place, (a.0, b.0))
    }

    /// The numbers of all ids that are the same person, this one among them.
    pub fn linked_people(&mut self, person: PersonNo) -> Vec<PersonNo> {
        let links = self.links();
        let members = links.people.members(links.people.canonical(person.0));
        members.iter().copied().map(PersonNo).collect()
    }

    /// The same of places.
    pub fn linked_places(&mut self, place: PlaceNo) -> Vec<PlaceNo> {
        let links = self.links();
        let members = links.places.members(links.places.canonical(place.0));
        members.iter().copied().map(PlaceNo).collect()
    }

    fn link(&mut self, which: Which, pair: (u32, u32)) -> Result<(), StoreError> {
        self.check_pair(which, pair)?;
        self.links = None;
        self.pending.link(which, true, pair);
        let (a, b) = pair;
        self.note(|_| Op::Link { which, a, b });
        Ok(())
    }

    fn unlink(&mut self, which: Which, pair: (u32, u32)) -> Result<(), StoreError> {
        self.check_pair(which, pair)?;
        if !self.is_linked(which, pair) {
            return Err(StoreError::Record {
                record: "unlink",
                field: which.name(),
                value: format!("numbers {} and {}, which were not linked", pair.0, pair.1),
                expected: "the same two ids that were linked".to_owned(),
            });
        }
        self.links = None;
        self.pending.link(which, false, pair);
        let (a, b) = pair;
        self.note(|_| Op::Unlink { which, a, b });
        Ok(())
    }

    fn check_pair(&self, which: Which, (a, b): (u32, u32)) -> Result<(), StoreError> {
        let count = self.pending.places.count();
        for number in [a, b] {
            if which == Which::Person {
                self.check_person(which.name(), number)?;
            } else if number >= count {
                return Err(StoreError::UnknownNumber {
                    field: which.name(),
                    value: u64::from(number),
                    count: u64::from(count),
                });
            }
        }
        if a == b {
            return Err(StoreError::Record {
                record: "link",
                field: which.name(),
                value: format!("number {a} with itself"),
                expected: "two ids".to_owned(),
            });
        }
        Ok(())
    }

    /// Whether these two were linked with each other, by the latest word on it.
    fn is_linked(&self, which: Which, pair: (u32, u32)) -> bool {
        let same = |other: (u32, u32)| ordered(other) == ordered(pair);
        let changes = self.pending.links.iter().rev();
        let mut latest = changes.filter(|c| c.which == which && same(c.pair));
        if let Some(change) = latest.next() {
            return change.linked;
        }
        let links = self.base.links();
        let edges = match which {
            Which::Person => links.people.edges(),
            Which::Place => links.places.edges(),
        };
        edges.iter().any(|edge| same(*edge))
    }

    /// The links with what is pending.
    fn links(&mut self) -> Arc<Links> {
        if let Some(links) = &self.links {
            return Arc::clone(links);
        }
        let of = |which: Which| {
            let changes = self.pending.links.iter().filter(move |c| c.which == which);
            changes.map(|c| (c.linked, c.pair))
        };
        let before = self.base.links();
        let links = Links {
            people: before.people.changed(of(Which::Person)),
            places: before.places.changed(of(Which::Place)),
        };
        let links = Arc::new(links);
        self.links = Some(Arc::clone(&links));
        links
    }
}

fn ordered((a, b): (u32, u32)) -> (u32, u32) {
    (a.min(b), a.max(b))
}
