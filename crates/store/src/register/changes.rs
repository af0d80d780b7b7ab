//! What was said of people, units and cases since the last publication; the last word counts.

use std::collections::BTreeMap;

use truyvet_model::UnitDetails;

use super::file::CaseDates;
use super::paths::Paths;

/// Home unit and doses of a person; the unit as a number of [`Paths`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) unit: Option<u32>,
    pub(super) doses: Option<u8>,
}

/// What was said since the last publication.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(super) paths: Paths,
    pub(super) people: BTreeMap<u32, Home>,
    pub(super) units: BTreeMap<String, UnitDetails>,
    /// By time of the test and person; `None` if retracted.
    pub(super) cases: BTreeMap<(i64, u32), Option<CaseDates>>,
}

impl Changes {
    /// Whether nothing was said.
    pub(crate) fn is_empty(&self) -> bool {
        self.people.is_empty() && self.units.is_empty() && self.cases.is_empty()
    }

    /// Says what is known of a person, in place of what was.
    pub(crate) fn person(&mut self, person: u32, unit: Option<&str>, doses: Option<u8>) {
        let unit = unit.map(|path| self.paths.number(path));
        self.people.insert(person, Home { unit, doses });
    }

    /// Says what is known of a unit, in place of what was.
    pub(crate) fn unit(&mut self, path: &str, details: UnitDetails) {
        self.units.insert(path.to_owned(), details);
    }

    /// Adds a case, or retracts it.
    pub(crate) fn case(&mut self, person: u32, tested: i64, dates: Option<CaseDates>) {
        self.cases.insert((tested, person), dates);
    }

    /// About how many bytes of memory they take.
    pub(crate) fn memory(&self) -> usize {
        const PERSON: usize = 2 * (size_of::<u32>() + size_of::<Home>());
        const CASE: usize = 2 * (size_of::<(i64, u32)>() + size_of::<Option<CaseDates>>());
        // Of paths and names; there are some ten thousand units in a country.
        const UNIT: usize = 256;
        self.paths.memory()
            + self.people.len() * PERSON
            + self.cases.len() * CASE
            + self.units.len() * UNIT
    }
}
