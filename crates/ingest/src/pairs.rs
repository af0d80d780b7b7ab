//! Pairs of ids from a file of rows: `a,b`, of people or places that are one.

use truyvet_model::ExternalId;

use crate::error::{IngestError, Reason};
use crate::field::{self, Fault};
use crate::header::{Column, Wanted, required};
use crate::input::Input;
use crate::row_file::RowFile;

const COLUMNS: &[Column] = &[required("a", ""), required("b", "")];

/// Reads pairs of ids from a CSV, Parquet or Arrow file, or from rows in memory, with the columns
/// `a,b`. Other columns are ignored.
///
/// ```
/// use truyvet_ingest::{Input, read_pairs};
/// let bytes = *b"a,b\ncccd:1,phone:0901\n";
/// let pairs = read_pairs(&Input::Bytes { name: "links.csv".into(), bytes: bytes.into() })?;
/// assert_eq!(pairs[0].1.to_string(), "phone:0901");
/// # Ok::<(), truyvet_ingest::IngestError>(())
/// ```
///
/// # Errors
/// [`IngestError`]; a bad row always is one.
pub fn read_pairs(input: &Input) -> Result<Vec<(ExternalId, ExternalId)>, IngestError> {
    let mut table = RowFile::open(input, &Wanted::plain(COLUMNS))?;
    let mut pairs = Vec::new();
    while table.advance()? {
        let pair = table
            .row()
            .and_then(|row| Ok((id(row.field(0), "a")?, id(row.field(1), "b")?)));
        pairs.push(pair.map_err(|fault| table.error(fault))?);
    }
    Ok(pairs)
}

fn id(bytes: &[u8], column: &'static str) -> Result<ExternalId, Fault> {
    let parts = field::id(bytes, column)?;
    ExternalId::new(parts.namespace, parts.local).map_err(|error| Fault {
        field: column,
        reason: Reason::BadId,
        problem: error.to_string(),
    })
}
