//! Stores opened and made.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use truyvet::{Kind, MemoryVfs, Options, Store};

use crate::clock::length;
use crate::error::{Arg, raised};
use crate::keys;
use crate::state::{Place, PyStore};

fn opened(py: Python<'_>, place: Place) -> PyResult<PyStore> {
    let path = place.path.clone().unwrap_or_default();
    let keys = place.key_file.clone().map(keys::read).transpose()?;
    let store = py.detach(|| match keys {
        Some(keys) => Store::open_with(path, keys),
        None => Store::open(path),
    });
    Ok(PyStore::new(store.map_err(raised)?, place))
}

/// Opens a store, fixed at a state if `as_of` names one.
///
/// `key_file` has the keys of a pseudonymous store; with `tracing_only` nobody can be listed.
#[pyfunction]
#[pyo3(signature = (path, *, as_of=None, key_file=None, tracing_only=false))]
pub(crate) fn open(
    py: Python<'_>,
    path: PathBuf,
    as_of: Option<&Bound<'_, PyAny>>,
    key_file: Option<PathBuf>,
    tracing_only: bool,
) -> PyResult<PyStore> {
    let path = Some(path);
    let store = opened(
        py,
        Place {
            path,
            key_file,
            tracing_only,
        },
    )?;
    match as_of {
        Some(as_of) if !as_of.is_none() => store.fixed_at(Some(as_of), py),
        _ => Ok(store),
    }
}

/// What pickling a store leaves behind.
#[pyfunction]
pub(crate) fn _unpickle(
    py: Python<'_>,
    path: PathBuf,
    number: u64,
    key_file: Option<PathBuf>,
    tracing_only: bool,
) -> PyResult<PyStore> {
    let number = number.into_pyobject(py)?.into_any();
    open(py, path, Some(&number), key_file, tracing_only)
}

/// Makes a store in a new or empty folder.
///
/// `history`: how long earlier states can be asked. `lateness`: how long a day still expects
/// records. `erase_within`: how soon erased people are gone from the disk. `partition`: how much
/// time a file of records spans. `dwell`: how long an open visit at places of a kind lasts at most.
/// `no_listing`: for tracing only, for good. `key_file`: ids of people are stored as pseudonyms.
#[pyfunction]
#[pyo3(signature = (path, *, key_file=None, **options))]
pub(crate) fn create(
    py: Python<'_>,
    path: PathBuf,
    key_file: Option<PathBuf>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<PyStore> {
    let options = Options {
        keys: key_file.clone().map(keys::read).transpose()?,
        ..read(options)?
    };
    let place = Place {
        path: Some(path.clone()),
        key_file,
        tracing_only: false,
    };
    let store = py.detach(|| Store::create(path, options));
    Ok(PyStore::new(store.map_err(raised)?, place))
}

/// Makes a store in memory, for trying things out: it is gone with the process.
///
/// >>> import truyvet as tv
/// >>> tv.create_in_memory(history="1d").path is None
/// True
#[pyfunction]
#[pyo3(signature = (**options))]
pub(crate) fn create_in_memory(options: Option<&Bound<'_, PyDict>>) -> PyResult<PyStore> {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), read(options)?);
    let place = Place {
        path: None,
        key_file: None,
        tracing_only: false,
    };
    Ok(PyStore::new(store.map_err(raised)?, place))
}

fn read(words: Option<&Bound<'_, PyDict>>) -> PyResult<Options> {
    let mut options = Options::default();
    let words = words.into_iter().flat_map(PyDictMethods::iter);
    for (name, value) in words.filter(|(_, value)| !value.is_none()) {
        let name: String = name.extract()?;
        let arg = Arg::value(&name);
        match name.as_str() {
            "history" => options.history = length(&value, arg)?,
            "lateness" => options.lateness = length(&value, arg)?,
            "erase_within" => options.erase_within = length(&value, arg)?,
            "partition" => options.partition = length(&value, arg)?,
            "no_listing" => options.listing = !value.extract::<bool>()?,
            "dwell" => {
                let dwells: BTreeMap<String, Bound<'_, PyAny>> = value.extract()?;
                for (kind, dwell) in dwells {
                    let kind = Kind::new(&kind).map_err(|why| arg.wrong(value.py(), why))?;
                    options.dwell.insert(kind, length(&dwell, arg)?);
                }
            }
            _ => {
                return Err(PyTypeError::new_err(format!(
                    "create() got an unexpected keyword argument '{name}'"
                )));
            }
        }
    }
    Ok(options)
}
