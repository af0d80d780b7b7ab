//! What a question may cost: threads, rows, time, memory (S28).

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyString};
use truyvet::{Duration, TraceBuilder};

use crate::clock::length;
use crate::error::Arg;

/// Limits of one question; none unless said.
#[derive(Default)]
pub(crate) struct Cost {
    threads: Option<usize>,
    max_rows: Option<u64>,
    time_limit: Option<Duration>,
    memory_limit: Option<u64>,
}

impl Cost {
    /// Takes a word that is one of these; whether it was.
    pub(crate) fn word(
        &mut self,
        name: &str,
        value: &Bound<'_, PyAny>,
        arg: Arg<'_>,
    ) -> PyResult<bool> {
        match name {
            "threads" => self.threads = Some(whole(value, arg)?),
            "max_rows" => self.max_rows = Some(whole(value, arg)?),
            "time_limit" => self.time_limit = Some(length(value, arg)?),
            "memory_limit" => self.memory_limit = Some(bytes(value, arg)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    pub(crate) fn limit(self, mut asked: TraceBuilder) -> TraceBuilder {
        if let Some(threads) = self.threads {
            asked = asked.threads(threads);
        }
        if let Some(rows) = self.max_rows {
            asked = asked.max_rows(rows);
        }
        if let Some(limit) = self.time_limit.filter(|limit| !limit.is_forever()) {
            let seconds = u64::try_from(limit.seconds()).unwrap_or(u64::MAX);
            asked = asked.time_limit(std::time::Duration::from_secs(seconds));
        }
        match self.memory_limit {
            Some(limit) => asked.memory_limit(limit),
            None => asked,
        }
    }
}

/// A whole number from 0.
pub(crate) fn whole<'py, N: FromPyObjectOwned<'py>>(
    value: &Bound<'py, PyAny>,
    arg: Arg<'_>,
) -> PyResult<N> {
    if value.is_instance_of::<PyBool>() {
        return Err(arg.wrong_type(value, "a whole number from 0"));
    }
    let number = value.extract::<N>();
    number.map_err(|_| {
        arg.wrong(
            value.py(),
            format!("{value} is not allowed; expected a whole number from 0"),
        )
    })
}

/// Bytes, or text such as 4GB.
pub(crate) fn bytes(value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<u64> {
    let Ok(text) = value.cast::<PyString>() else {
        return whole(value, arg);
    };
    truyvet::parse_bytes(text.to_str()?).map_err(|why| arg.wrong(value.py(), why))
}
