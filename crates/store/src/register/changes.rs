//! What was said of people, units and cases since the last publication; the last word counts.

use std::collections::BTreeMap;

use truyvet_model::{CaseRecord, PersonDetails, Timestamp, UnitDetails};

use super::file::CaseDates;
use super::paths::Paths;
use crate::error::StoreError;

/// The most bytes of a unit's path or name.
const MAX_TEXT: usize = 4096;
/// The most doses that can be kept; the column has one value for "not known".
const MAX_DOSES: u8 = u8::MAX - 1;

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
        let units: usize = self.units.keys().map(|path| path.len() + 128).sum();
        self.paths.memory() + self.people.len() * PERSON + self.cases.len() * CASE + units
    }
}

/// Refuses details that cannot be kept, whatever else the commit holds.
pub(crate) fn check_details(details: &PersonDetails) -> Result<(), StoreError> {
    if let Some(unit) = &details.unit {
        check_path("person", unit)?;
    }
    match details.doses {
        Some(doses) if doses > MAX_DOSES => Err(StoreError::Record {
            record: "person",
            field: "doses",
            value: doses.to_string(),
            expected: format!("at most {MAX_DOSES}"),
        }),
        _ => Ok(()),
    }
}

/// The same of a unit.
pub(crate) fn check_unit(path: &str, details: &UnitDetails) -> Result<(), StoreError> {
    check_path("unit", path)?;
    match &details.name {
        Some(name) if name.len() > MAX_TEXT => Err(StoreError::Record {
            record: "unit",
            field: "name",
            value: format!("{} bytes long", name.len()),
            expected: format!("at most {MAX_TEXT} bytes"),
        }),
        _ => Ok(()),
    }
}

/// The same of a case.
pub(crate) fn check_case(case: &CaseRecord) -> Result<(), StoreError> {
    let dates = [
        ("tested", Some(case.tested)),
        ("onset", case.onset),
        ("isolated", case.isolated),
    ];
    for (field, time) in dates {
        let outside = |t: &Timestamp| !(Timestamp::MIN..=Timestamp::MAX).contains(t);
        if let Some(time) = time.filter(outside) {
            return Err(StoreError::Record {
                record: "case",
                field,
                value: format!("{} s since 1970", time.seconds()),
                expected: format!("{} to {}", Timestamp::MIN, Timestamp::MAX),
            });
        }
    }
    Ok(())
}

fn check_path(record: &'static str, path: &str) -> Result<(), StoreError> {
    let value = if path.len() > MAX_TEXT {
        format!("{} bytes long", path.len())
    } else if path.split('/').any(str::is_empty) {
        format!("`{path}`")
    } else {
        return Ok(());
    };
    Err(StoreError::Record {
        record,
        field: "unit",
        value,
        expected: format!("a path such as 24/213/07213, of at most {MAX_TEXT} bytes"),
    })
}
