//! What a writer knows, found without adding to it.

use truyvet_model::{PersonNo, Place, PlaceNo};

use super::Writer;
use super::append::ToIdParts;
use crate::error::StoreError;
use crate::names::Which;

impl Writer {
    /// The number of a person, if the store or this writer has met the id; nothing is added.
    ///
    /// # Errors
    /// [`StoreError::KeyNeeded`], [`StoreError::Damaged`].
    pub fn find_person(&self, id: impl ToIdParts) -> Result<Option<PersonNo>, StoreError> {
        let id = id.to_id_parts();
        if let Some(number) = self.pending.people.find(id)? {
            return Ok(Some(PersonNo(number)));
        }
        Ok(self.base.names().find(Which::Person, id)?.map(PersonNo))
    }

    /// The number of a place, as [`Self::find_person`].
    ///
    /// # Errors
    /// As [`Self::find_person`].
    pub fn find_place(&self, id: impl ToIdParts) -> Result<Option<PlaceNo>, StoreError> {
        let id = id.to_id_parts();
        if let Some(number) = self.pending.places.find(id)? {
            return Ok(Some(PlaceNo(number)));
        }
        Ok(self.base.names().find(Which::Place, id)?.map(PlaceNo))
    }

    /// What is known of a place, by the store or this writer; of one never declared the default.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::UnknownNumber`].
    pub fn place_details(&self, place: PlaceNo) -> Result<Place, StoreError> {
        if let Some(details) = self.pending.declared.get(&place.0) {
            return Ok(details.clone());
        }
        if place.0 >= self.base.place_count() && place.0 < self.place_count() {
            return Ok(Place::default());
        }
        self.base.place_record(place)
    }

    /// Whether any file was imported that [`Self::imported`] knows.
    #[must_use]
    pub fn any_imported(&self) -> bool {
        !self.base.manifest().imports.is_empty() || !self.pending.imports.is_empty()
    }

    /// Bytes of memory that the next publication will take at its height: for rows (those that
    /// wait for it, and what sorting and packing the largest two partitions takes: two are worked
    /// on at a time), and for names, which are always held.
    #[must_use]
    pub fn publishing_bytes(&self) -> (u64, u64) {
        let (rows, largest) = self.pending.buckets.memory();
        let names = self
            .pending
            .people
            .memory()
            .saturating_add(self.pending.places.memory());
        // The register is held twice while it is written: as columns, and as bytes.
        let columns = (self.person_count() as usize).saturating_mul(10);
        let register = match self.pending.register.memory() {
            0 => 0,
            said => said.saturating_add(columns),
        };
        let working = largest.saturating_mul(3).saturating_add(register as u64);
        let others = self.pending.others.memory() as u64;
        (rows.saturating_add(working).saturating_add(others), names)
    }
}
