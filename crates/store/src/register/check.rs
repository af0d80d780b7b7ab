//! What can be kept of people, units and cases, and what is refused by field.

use truyvet_model::{CaseRecord, PersonDetails, Timestamp, UnitDetails};

use crate::error::StoreError;

/// The most bytes of a unit's path or name.
const MAX_TEXT: usize = 4096;
/// The most doses that can be kept; the column has one value for "not known".
const MAX_DOSES: u8 = u8::MAX - 1;

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
