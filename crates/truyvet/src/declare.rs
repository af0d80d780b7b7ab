//! What is known of people and units, and confirmed cases, put into a store (S35, S36).

use truyvet_model::{CaseRecord, PersonDetails, UnitDetails};

use crate::convert::{AsId, IntoTime};
use crate::error::Error;
use crate::writer::Writer;

impl Writer {
    /// Says what is known of a person (S35), in place of all that was said of that id before.
    ///
    /// # Errors
    /// [`Error::is_value`] for what is no id, no path of a unit, or over 254 doses.
    pub fn register_person(
        &mut self,
        person: impl AsId,
        details: &PersonDetails,
    ) -> Result<(), Error> {
        let person = person.id_parts().map_err(|e| Error::value("person", e))?;
        let store = self.below();
        let person = store.person(person)?;
        store.declare_person(person, details)?;
        Ok(())
    }

    /// Says what is known of the administrative unit at `path`, such as `24/213/07213` (S35), in
    /// place of all that was said of it before.
    ///
    /// # Errors
    /// [`Error::is_value`] for what is no path.
    pub fn unit(&mut self, path: &str, details: &UnitDetails) -> Result<(), Error> {
        self.below().declare_unit(path, details)?;
        Ok(())
    }

    /// Adds a confirmed case (S36): who, when the sample was taken that tested positive, since when
    /// with symptoms, since when isolated. A later one of the same person and test replaces it.
    ///
    /// ```
    /// use truyvet::{InfectiousRule, MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.case("An", 1_620_432_000, Some(1_620_300_000), None)?;
    /// writer.visit("An", "canteen", 1_620_400_000, Some(1_620_403_600))?;
    /// writer.visit("Binh", "canteen", 1_620_400_000, Some(1_620_403_600))?;
    /// writer.commit()?;
    /// let rule = InfectiousRule::two_days();
    /// let trace = store.snapshot()?.trace().registered_cases(&rule, None).forward()?;
    /// assert_eq!(trace.len(), 1);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_value`] for what is no id or time.
    pub fn case<T: IntoTime>(
        &mut self,
        person: impl AsId,
        tested: T,
        onset: Option<T>,
        isolated: Option<T>,
    ) -> Result<(), Error> {
        let person = person.id_parts().map_err(|e| Error::value("person", e))?;
        let time = |field: &'static str| {
            move |time: T| time.into_time().map_err(|e| Error::value(field, e))
        };
        let tested = time("tested")(tested)?;
        let onset = onset.map(time("onset")).transpose()?;
        let isolated = isolated.map(time("isolated")).transpose()?;
        let store = self.below();
        let person = store.person(person)?;
        store.declare_case(&CaseRecord {
            person,
            tested,
            onset,
            isolated,
        })?;
        Ok(())
    }

    /// Takes back a confirmed case of that person, under whatever linked id (S6). One that is not
    /// there is no error.
    ///
    /// # Errors
    /// [`Error::is_value`] for what is no id or time; [`Error::is_unknown`] for somebody that the
    /// store has never heard of; [`Error::is_key`], [`Error::is_damaged`].
    pub fn retract_case(&mut self, person: impl AsId, tested: impl IntoTime) -> Result<(), Error> {
        let tested = tested.into_time().map_err(|e| Error::value("tested", e))?;
        let person = self.known_person(&person, "person")?;
        let store = self.below();
        for person in store.linked_people(person) {
            store.retract_case(person, tested)?;
        }
        Ok(())
    }
}
