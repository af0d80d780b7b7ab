//! Which state of a store is asked: the newest, or one that it is fixed at.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyString};
use truyvet::{CancelToken, Snapshot, Store, Trace, TraceBuilder};

use crate::clock::time;
use crate::error::{Arg, raised};
use crate::question::Asked;
use crate::work::interruptible;

/// A folder of records of who was where, and who was near whom.
///
/// Asked for nothing else, it answers from its newest state; `at()` fixes one.
///
/// >>> import truyvet as tv
/// >>> store = tv.create_in_memory()
/// >>> store.snapshot, store.person_count
/// (0, 0)
#[pyclass(name = "Store", module = "truyvet", frozen)]
pub(crate) struct PyStore {
    pub(crate) store: Store,
    pub(crate) path: Option<PathBuf>,
    pub(crate) key_file: Option<PathBuf>,
    pub(crate) tracing_only: bool,
    /// The state that it is fixed at.
    pub(crate) fixed: Option<Snapshot>,
    /// The newest state that was asked: what it has learnt makes the next answer faster.
    newest: Mutex<Option<Snapshot>>,
}

/// Where a store is and how it is opened.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) path: Option<PathBuf>,
    pub(crate) key_file: Option<PathBuf>,
    pub(crate) tracing_only: bool,
}

impl PyStore {
    pub(crate) fn new(store: Store, place: Place) -> Self {
        let Place {
            path,
            key_file,
            tracing_only,
        } = place;
        Self {
            store: if tracing_only {
                store.for_tracing()
            } else {
                store
            },
            path,
            key_file,
            tracing_only,
            fixed: None,
            newest: Mutex::new(None),
        }
    }

    /// The same at a state.
    pub(crate) fn fixed_at(
        &self,
        as_of: Option<&Bound<'_, PyAny>>,
        py: Python<'_>,
    ) -> PyResult<Self> {
        Ok(Self {
            store: self.store.clone(),
            path: self.path.clone(),
            key_file: self.key_file.clone(),
            tracing_only: self.tracing_only,
            fixed: Some(self.state(as_of, py)?),
            newest: Mutex::new(None),
        })
    }

    /// The state to ask: `as_of`, else the fixed or the newest one.
    pub(crate) fn state(
        &self,
        as_of: Option<&Bound<'_, PyAny>>,
        py: Python<'_>,
    ) -> PyResult<Snapshot> {
        let arg = Arg::value("as_of");
        match as_of.filter(|value| !value.is_none()) {
            None => py.detach(|| self.newest()).map_err(raised),
            Some(number) if number.is_instance_of::<PyInt>() => {
                let number = crate::cost::whole(number, arg)?;
                py.detach(|| self.store.snapshot_as_of(number))
                    .map_err(raised)
            }
            Some(value) => {
                let digits = value
                    .cast::<PyString>()
                    .ok()
                    .and_then(|text| text.to_str().ok()?.trim().parse::<u64>().ok());
                if let Some(number) = digits {
                    return py
                        .detach(|| self.store.snapshot_as_of(number))
                        .map_err(raised);
                }
                let at = time(value, arg, None)?;
                py.detach(|| self.store.snapshot_at(at)).map_err(raised)
            }
        }
    }

    fn newest(&self) -> Result<Snapshot, truyvet::Error> {
        if let Some(fixed) = &self.fixed {
            return Ok(fixed.clone());
        }
        let fresh = self.store.snapshot()?;
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        match &*newest {
            Some(known) if known.number() == fresh.number() => Ok(known.clone()),
            _ => {
                *newest = Some(fresh.clone());
                Ok(fresh)
            }
        }
    }

    /// Reads a question and the state that it is asked of.
    pub(crate) fn asked(
        &self,
        py: Python<'_>,
        verb: &str,
        words: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<(Snapshot, Asked)> {
        let as_of = words.map(|words| words.get_item("as_of")).transpose()?;
        let asked = Asked::read(verb, words)?;
        Ok((self.state(as_of.flatten().as_ref(), py)?, asked))
    }
}

/// Asks in a way that Ctrl-C stops.
pub(crate) fn ask<T: Send + 'static>(
    py: Python<'_>,
    question: TraceBuilder,
    ask: impl FnOnce(TraceBuilder) -> Result<T, truyvet::Error> + Send + 'static,
) -> PyResult<T> {
    let token = CancelToken::new();
    let question = question.cancel(&token);
    interruptible(py, &token, move || ask(question))?.map_err(raised)
}

impl PyStore {
    pub(crate) fn saved(&self, py: Python<'_>, path: PathBuf) -> PyResult<Trace> {
        py.detach(|| self.store.open_trace(path)).map_err(raised)
    }
}
