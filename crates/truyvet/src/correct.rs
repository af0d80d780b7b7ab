//! What was recorded wrong: records taken back, ids that are one person linked.

use truyvet_model::{PersonNo, PlaceNo};

use crate::convert::{AsId, IntoTime};
use crate::error::Error;
use crate::writer::Writer;

impl Writer {
    /// Takes back a visit (S2): of that person, under whatever linked id (S6), at that place, with
    /// that start. One that is not there is no error; [`Published::visits_retracted`] of the
    /// next publication counts those that were.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", 0, Some(60))?;
    /// writer.publish()?;
    /// writer.retract_visit("An", "canteen", 0)?;
    /// assert_eq!(writer.publish()?.visits_retracted, 1);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// [`Published::visits_retracted`]: crate::Published::visits_retracted
    ///
    /// # Errors
    /// [`Error::is_value`] for what is no id or time; [`Error::is_unknown`] for somebody or a
    /// place that the store has never heard of; [`Error::is_key`], [`Error::is_damaged`].
    pub fn retract_visit(
        &mut self,
        person: impl AsId,
        place: impl AsId,
        start: impl IntoTime,
    ) -> Result<(), Error> {
        let start = start.into_time().map_err(|e| Error::value("start", e))?;
        let person = self.known_person(&person, "person")?;
        let place = self.known_place(&place, "place")?;
        let store = self.below();
        let places = store.linked_places(place);
        for person in store.linked_people(person) {
            for &place in &places {
                store.retract_visit(person, place, start)?;
            }
        }
        Ok(())
    }

    /// Takes back a contact (S3), as [`Self::retract_visit`] does a visit.
    ///
    /// # Errors
    /// As [`Self::retract_visit`]; [`Error::is_value`] if the two are one person.
    pub fn retract_contact(
        &mut self,
        a: impl AsId,
        b: impl AsId,
        start: impl IntoTime,
    ) -> Result<(), Error> {
        let start = start.into_time().map_err(|e| Error::value("start", e))?;
        let a = self.known_person(&a, "a")?;
        let b = self.known_person(&b, "b")?;
        let store = self.below();
        let others = store.linked_people(b);
        for a in store.linked_people(a) {
            for &b in &others {
                store.retract_contact(a, b, start)?;
            }
        }
        Ok(())
    }

    /// Says that two ids are one person (S6), for past and future records. A registry may link
    /// ids before anything was recorded under them. Linking what is linked changes nothing.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("cccd:034201", "canteen", 0, Some(600))?;
    /// writer.contact("phone:0901", "Chi", 700, 900)?;
    /// writer.link("cccd:034201", "phone:0901")?;
    /// writer.commit()?;
    /// let trace = store.snapshot()?.trace().case("phone:0901", 0..).forward()?;
    /// assert_eq!(trace.len(), 1); // and not phone:0901 themselves
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_value`] for what is no id, or one id twice; [`Error::is_key`],
    /// [`Error::is_damaged`].
    pub fn link(&mut self, a: impl AsId, b: impl AsId) -> Result<(), Error> {
        let a = a.id_parts().map_err(|e| Error::value("a", e))?;
        let b = b.id_parts().map_err(|e| Error::value("b", e))?;
        let store = self.below();
        let (a, b) = (store.person(a)?, store.person(b)?);
        Ok(store.link_people(a, b)?)
    }

    /// Undoes [`Self::link`] of the same two ids: each has again exactly what was recorded under
    /// it.
    ///
    /// # Errors
    /// As [`Self::link`]; [`Error::is_unknown`]; [`Error::is_value`] for two ids that were not
    /// linked with each other (they may still be one person by way of a third).
    pub fn unlink(&mut self, a: impl AsId, b: impl AsId) -> Result<(), Error> {
        let a = self.known_person(&a, "a")?;
        let b = self.known_person(&b, "b")?;
        Ok(self.below().unlink_people(a, b)?)
    }

    /// Says that two ids are one place, as [`Self::link`] does of people.
    ///
    /// # Errors
    /// As [`Self::link`].
    pub fn link_places(&mut self, a: impl AsId, b: impl AsId) -> Result<(), Error> {
        let a = a.id_parts().map_err(|e| Error::value("a", e))?;
        let b = b.id_parts().map_err(|e| Error::value("b", e))?;
        let store = self.below();
        let (a, b) = (store.place(a)?, store.place(b)?);
        Ok(store.link_places(a, b)?)
    }

    /// Undoes [`Self::link_places`] of the same two ids.
    ///
    /// # Errors
    /// As [`Self::unlink`].
    pub fn unlink_places(&mut self, a: impl AsId, b: impl AsId) -> Result<(), Error> {
        let a = self.known_place(&a, "place")?;
        let b = self.known_place(&b, "place")?;
        Ok(self.below().unlink_places(a, b)?)
    }

    /// The number of somebody whom the store or this writer has heard of.
    pub(crate) fn known_person(
        &mut self,
        id: &impl AsId,
        field: &'static str,
    ) -> Result<PersonNo, Error> {
        let id = id.id_parts().map_err(|e| Error::value(field, e))?;
        let known = self.below().find_person(id)?;
        known.ok_or_else(|| Error::unknown(field))
    }

    fn known_place(&mut self, id: &impl AsId, field: &'static str) -> Result<PlaceNo, Error> {
        let id = id.id_parts().map_err(|e| Error::value(field, e))?;
        let known = self.below().find_place(id)?;
        known.ok_or_else(|| Error::unknown(field))
    }
}
