//! What a state knows of people, units and cases (S35, S36).

use std::collections::BTreeMap;

use truyvet_model::{CaseRecord, PersonDetails, PersonNo};

use super::Snapshot;
use crate::error::StoreError;
use crate::names::Which;
use crate::register::{Homes, RegisterFile, Unit};

impl Snapshot {
    /// What is known of a person (S35); of linked ids the unit of the one that the store met
    /// first, of those that have one, and the most doses that any of them has.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Erased`], [`StoreError::Damaged`].
    pub fn person_details(&self, n: PersonNo) -> Result<PersonDetails, StoreError> {
        if n.0 >= self.person_count() {
            return Err(StoreError::UnknownNumber {
                field: "person",
                value: u64::from(n.0),
                count: u64::from(self.person_count()),
            });
        }
        if self.names().is_erased(Which::Person, n.0) {
            return Err(StoreError::Erased { number: n.0 });
        }
        let mut details = PersonDetails::default();
        let Some(file) = self.register() else {
            return Ok(details);
        };
        let links = &self.links().people;
        for member in links.members(links.canonical(n.0)).iter() {
            let (unit, doses) = file.person(*member)?;
            if let (None, Some(unit)) = (&details.unit, unit) {
                details.unit = Some(file.unit(unit)?.0);
            }
            details.doses = details.doses.max(doses);
        }
        Ok(details)
    }

    /// Home units and doses of everybody, in one pass.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn homes(&self) -> Result<Homes, StoreError> {
        match self.register() {
            Some(file) => Homes::read(file, &self.links().people),
            None => Ok(Homes::default()),
        }
    }

    /// Every unit that was declared, ordered by path. Units that only people or places name are
    /// not among them.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn units(&self) -> Result<Vec<Unit>, StoreError> {
        let Some(file) = self.register() else {
            return Ok(Vec::new());
        };
        let mut units = Vec::new();
        for number in 0..file.unit_count() {
            if let (path, Some(details)) = file.unit(number)? {
                units.push(Unit { path, details });
            }
        }
        Ok(units)
    }

    /// Every confirmed case (S36), ordered by test and person. Of linked ids with the same time of
    /// test, the case of the one that the store met first is shown.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn cases(&self) -> Result<Vec<CaseRecord>, StoreError> {
        let Some(file) = self.register() else {
            return Ok(Vec::new());
        };
        let links = &self.links().people;
        let mut shown = BTreeMap::new();
        // They come by test, then person, so that the first of a human is that of the lowest number.
        for ((tested, person), dates) in file.cases()? {
            let case = dates.case(links.canonical(person), tested);
            if person >= self.person_count() || crate::register::check_case(&case).is_err() {
                return Err(file.damaged(format!("its case of person {person} cannot be")));
            }
            shown.entry((tested, case.person)).or_insert(case);
        }
        Ok(shown.into_values().collect())
    }

    /// Whether the homes and doses of people that `earlier` has are the same there.
    pub(super) fn people_known_like(&self, earlier: &Self) -> Result<bool, StoreError> {
        if self.manifest().register == earlier.manifest().register {
            return Ok(true);
        }
        let paths = |file: Option<&RegisterFile>| -> Result<Vec<String>, StoreError> {
            let numbers = 0..file.map_or(0, RegisterFile::unit_count);
            let paths = numbers.filter_map(|n| file.map(|f| f.unit(n).map(|(path, _)| path)));
            paths.collect()
        };
        let (now, before) = (self.register(), earlier.register());
        let (now_paths, before_paths) = (paths(now)?, paths(before)?);
        for person in 0..earlier.person_count() {
            let of = |file: Option<&RegisterFile>| {
                let known = file.map(|file| file.person(person)).transpose();
                known.map(|known| known.unwrap_or((None, None)))
            };
            let ((unit, doses), (old, old_doses)) = (of(now)?, of(before)?);
            let unit = unit.and_then(|n| now_paths.get(n as usize));
            let old = old.and_then(|n| before_paths.get(n as usize));
            if doses != old_doses || unit != old {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
#[path = "register_tests.rs"]
mod tests;
