//! The cases of a question from a file of rows: `person,from,to`.

use truyvet_model::{Case, ExternalId, Interval, TimeZone, Timestamp};

use crate::error::{IngestError, Reason};
use crate::field::{self, Fault};
use crate::header::{Column, Wanted, required};
use crate::input::Input;
use crate::row_file::RowFile;
use crate::table::Row;

const COLUMNS: &[Column] = &[
    required("person", ""),
    required("from", ""),
    required("to", ""),
];

/// Reads cases from a CSV, Parquet or Arrow file, or from rows in memory, with the columns
/// `person,from,to`; an empty `to`, or `inf`, is an infectious interval without end. Other columns
/// are ignored. Local times are read in `zone`.
///
/// ```
/// use truyvet_ingest::{Input, read_cases};
/// let bytes = *b"person,from,to\nAn,1620432000,inf\n";
/// let cases = read_cases(&Input::Bytes { name: "cases.csv".into(), bytes: bytes.into() }, None)?;
/// assert_eq!(cases[0].person.to_string(), "An");
/// assert!(cases[0].infectious.end().is_forever());
/// # Ok::<(), truyvet_ingest::IngestError>(())
/// ```
///
/// # Errors
/// [`IngestError`]; a bad row always is one, since a question without one of its cases is another
/// question.
pub fn read_cases(input: &Input, zone: Option<&TimeZone>) -> Result<Vec<Case>, IngestError> {
    let mut table = RowFile::open(input, &Wanted::plain(COLUMNS))?;
    let mut cases = Vec::new();
    while table.advance()? {
        let case = table.row().and_then(|row| read(row, zone));
        cases.push(case.map_err(|fault| table.error(fault))?);
    }
    Ok(cases)
}

fn read(row: Row<'_>, zone: Option<&TimeZone>) -> Result<Case, Fault> {
    let parts = field::id(row.field(0), "person")?;
    let person = ExternalId::new(parts.namespace, parts.local).map_err(|error| Fault {
        field: "person",
        reason: Reason::BadId,
        problem: error.to_string(),
    })?;
    let start = field::time(row.field(1), "from", zone)?;
    let end = match row.field(2).trim_ascii() {
        b"" | b"inf" => Timestamp::FOREVER,
        text => field::time(text, "to", zone)?,
    };
    let infectious = Interval::checked(start, end).ok_or_else(|| Fault {
        field: "to",
        reason: Reason::EmptyInterval,
        problem: format!("{end} is not after `from`, {start}: expected a later time, or inf"),
    })?;
    Ok(Case { person, infectious })
}

#[cfg(test)]
#[path = "cases_tests.rs"]
mod tests;
