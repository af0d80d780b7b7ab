//! The keys of pseudonymous stores, from their files.

use std::path::PathBuf;

use pyo3::prelude::*;
use truyvet::{Input, KeyRing};

use crate::error::raised;

/// The keys in a file.
pub(crate) fn read(file: PathBuf) -> PyResult<KeyRing> {
    let text = Input::Path(file).text();
    let text = text.map_err(|why| raised(why.into()))?;
    KeyRing::parse(&text).map_err(|why| raised(why.into()))
}

/// The text of a new key, which `generate_key` writes to a file; after those of `after`.
#[pyfunction]
#[pyo3(signature = (after=None))]
pub(crate) fn _new_key(after: Option<PathBuf>) -> PyResult<String> {
    let new = KeyRing::generate().map_err(|why| raised(why.into()))?;
    let keys = match after {
        Some(after) => read(after)?.followed_by(&new),
        None => Ok(new),
    };
    Ok(keys.map_err(|why| raised(why.into()))?.to_text())
}
