//! The cases of a question from a file.

use truyvet_ingest::Input;
use truyvet_model::{Case, TimeZone};

use crate::error::Error;

/// Reads cases from a CSV file with the columns `person,from,to`; an empty `to`, or `inf`, is an
/// infectious interval without end. Local times are read in `zone`.
///
/// ```
/// use truyvet::{Input, read_cases};
/// let bytes = *b"person,from,to\nAn,2021-05-06T00:00:00+07:00,inf\n";
/// let cases = read_cases(&Input::Bytes { name: "cases.csv".into(), bytes: bytes.into() }, None)?;
/// assert_eq!(cases.len(), 1);
/// # Ok::<(), truyvet::Error>(())
/// ```
///
/// # Errors
/// [`Error::is_import`] for a bad file or row, [`Error::is_io`].
pub fn read_cases(input: &Input, zone: Option<&TimeZone>) -> Result<Vec<Case>, Error> {
    Ok(truyvet_ingest::read_cases(input, zone)?)
}
