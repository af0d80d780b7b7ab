//! What is known of people, units and cases (S35, S36), appended like records.

use truyvet_model::{CaseRecord, PersonDetails, PersonNo, Timestamp, UnitDetails};

use super::Writer;
use crate::error::StoreError;
use crate::log::Op;
use crate::publish::unit_to_bytes;
use crate::register::{CaseDates, check_case, check_details, check_unit};

impl Writer {
    /// Says what is known of a person (S35), in place of all that was said of that id before: what
    /// `details` leaves out is not known any more.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Erased`]; [`StoreError::Record`] for a unit
    /// that is no path, or over 254 doses.
    pub fn declare_person(
        &mut self,
        person: PersonNo,
        details: &PersonDetails,
    ) -> Result<(), StoreError> {
        self.check_person("person", person.0)?;
        check_details(details)?;
        let (unit, doses) = (details.unit.as_deref(), details.doses);
        self.pending.details(person.0, unit, doses);
        self.note(|_| Op::Details {
            person: person.0,
            unit,
            doses,
        });
        Ok(())
    }

    /// Says what is known of the unit at `path`, such as `24/213/07213` (S35), in place of all that
    /// was said of it before.
    ///
    /// # Errors
    /// [`StoreError::Record`] for a path with an empty part, or over 4096 bytes.
    ///
    /// ```
    /// use truyvet_model::{UnitDetails, UnitLevel};
    /// use truyvet_store::{MemoryVfs, Options, Store};
    /// let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// let name = Some("Bắc Giang".to_owned());
    /// let level = Some(UnitLevel::Province);
    /// writer.declare_unit("24", &UnitDetails { name, level, population: Some(1_803_950) })?;
    /// writer.commit()?;
    /// let units = store.snapshot()?.units()?;
    /// assert_eq!((units.len(), units[0].path.as_str()), (1, "24"));
    /// # Ok::<(), truyvet_store::StoreError>(())
    /// ```
    pub fn declare_unit(&mut self, path: &str, details: &UnitDetails) -> Result<(), StoreError> {
        check_unit(path, details)?;
        self.pending.unit(path, details.clone());
        let bytes = unit_to_bytes(details);
        self.note(|_| Op::Unit {
            path,
            details: &bytes,
        });
        Ok(())
    }

    /// Adds a confirmed case (S36). Its key is the person and the time of the test; a later one
    /// with that key replaces it.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Erased`]; [`StoreError::Record`] for a date
    /// outside [`Timestamp::MIN`]`..=`[`Timestamp::MAX`].
    ///
    /// ```
    /// use truyvet_model::{CaseRecord, ExternalId, Timestamp};
    /// use truyvet_store::{MemoryVfs, Options, Store};
    /// let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// let person = writer.person(&"An".parse::<ExternalId>()?)?;
    /// let tested = Timestamp::from_seconds(1_620_432_000);
    /// let case = CaseRecord { person, tested, onset: None, isolated: None };
    /// writer.declare_case(&case)?;
    /// writer.commit()?;
    /// assert_eq!(store.snapshot()?.cases()?, [case]);
    /// writer.retract_case(person, tested)?;
    /// writer.commit()?;
    /// assert_eq!(store.snapshot()?.cases()?, []);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn declare_case(&mut self, case: &CaseRecord) -> Result<(), StoreError> {
        self.check_person("person", case.person.0)?;
        check_case(case)?;
        let (person, tested) = (case.person.0, case.tested.seconds());
        let dates = CaseDates {
            onset: case.onset.map(Timestamp::seconds),
            isolated: case.isolated.map(Timestamp::seconds),
        };
        self.pending.case(person, tested, Some(dates));
        self.note(|_| Op::Case {
            person,
            tested,
            onset: dates.onset,
            isolated: dates.isolated,
        });
        Ok(())
    }

    /// Takes back the case of that key, as recorded under that id. One that there is not is no
    /// error.
    ///
    /// # Errors
    /// As [`Self::declare_case`].
    pub fn retract_case(&mut self, person: PersonNo, tested: Timestamp) -> Result<(), StoreError> {
        self.check_person("person", person.0)?;
        let (person, tested) = (person.0, tested.seconds());
        check_case(&CaseDates::default().case(person, tested))?;
        self.pending.case(person, tested, None);
        self.note(|_| Op::RetractCase { person, tested });
        Ok(())
    }
}
