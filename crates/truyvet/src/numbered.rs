//! Records by number instead of name, for programs that bring millions of them.

use truyvet_model::{Contact, Interval, PersonNo, PlaceNo, Timestamp, Visit};

use crate::convert::AsId;
use crate::error::Error;
use crate::writer::{Writer, check_end};

impl Writer {
    /// The number of a person in this store; one who is new gets the next.
    ///
    /// To look a name up takes longer than to add a record: who adds many of one person keeps the
    /// number.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store, Timestamp};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// let (an, canteen) = (writer.person_number("An")?, writer.place_number("canteen")?);
    /// let at = Timestamp::from_seconds;
    /// for day in 0..3 {
    ///     writer.visit_numbered(an, canteen, at(day * 86_400), Some(at(day * 86_400 + 900)))?;
    /// }
    /// assert_eq!(writer.publish()?.visits_added, 3);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_value`] for what is no id; [`Error::is_limit`], [`Error::is_damaged`].
    pub fn person_number(&mut self, id: impl AsId) -> Result<PersonNo, Error> {
        let id = id.id_parts().map_err(|e| Error::value("person", e))?;
        Ok(self.below().person(id)?)
    }

    /// The number of a place in this store, as [`Self::person_number`].
    ///
    /// # Errors
    /// As [`Self::person_number`].
    pub fn place_number(&mut self, id: impl AsId) -> Result<PlaceNo, Error> {
        let id = id.id_parts().map_err(|e| Error::value("place", e))?;
        Ok(self.below().place(id)?)
    }

    /// Adds a visit, as [`Self::visit`], by numbers of this store.
    ///
    /// # Errors
    /// As [`Self::visit`]; [`Error::is_value`] for a number that nobody has.
    pub fn visit_numbered(
        &mut self,
        person: PersonNo,
        place: PlaceNo,
        start: Timestamp,
        end: Option<Timestamp>,
    ) -> Result<(), Error> {
        check_end(start, end)?;
        self.below().visit(Visit {
            person,
            place,
            start,
            end,
        })?;
        Ok(())
    }

    /// Adds a contact, as [`Self::contact`], by numbers of this store.
    ///
    /// # Errors
    /// As [`Self::contact`]; [`Error::is_value`] for a number that nobody has.
    pub fn contact_numbered(
        &mut self,
        a: PersonNo,
        b: PersonNo,
        interval: Interval,
    ) -> Result<(), Error> {
        self.below().contact(Contact { a, b, interval })?;
        Ok(())
    }
}
