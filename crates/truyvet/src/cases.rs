//! The cases of a question, and pairs of linked ids, from a file.

use truyvet_ingest::Input;
use truyvet_model::{Case, ExternalId, TimeZone};

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

/// Reads pairs of ids that are one from a CSV file with the columns `a,b`, for [`Writer::link`] or
/// [`Writer::link_places`].
///
/// [`Writer::link`]: crate::Writer::link
/// [`Writer::link_places`]: crate::Writer::link_places
///
/// # Errors
/// [`Error::is_import`] for a bad file or row, [`Error::is_io`].
pub fn read_pairs(input: &Input) -> Result<Vec<(ExternalId, ExternalId)>, Error> {
    Ok(truyvet_ingest::read_pairs(input)?)
}
