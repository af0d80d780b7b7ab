//! What came of an import, and how it tells how far it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict};
use truyvet::{ImportProgress, ImportReport};

use crate::clock::moment;
use crate::columns::Columns;
use crate::error::raised;
use crate::table::Table;

/// Between two calls of a progress function.
const STEP: Duration = Duration::from_millis(100);

/// What came of an import: rows read, taken and rejected, file by file.
#[pyclass(name = "ImportReport", module = "truyvet", frozen)]
pub(crate) struct PyReport {
    report: ImportReport,
}

impl PyReport {
    pub(crate) const fn new(report: ImportReport) -> Self {
        Self { report }
    }
}

#[pymethods]
impl PyReport {
    /// Rows read.
    #[getter]
    fn rows_read(&self) -> u64 {
        self.report.rows_read()
    }

    /// Rows that became records.
    #[getter]
    fn rows_taken(&self) -> u64 {
        self.report.rows_taken()
    }

    /// Rows that were left out.
    #[getter]
    fn rows_rejected(&self) -> u64 {
        self.report.rows_rejected()
    }

    /// How many rows were left out, by reason.
    #[getter]
    fn rejected<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let counts = PyDict::new(py);
        for (reason, count) in self.report.rejected() {
            counts.set_item(reason.name(), count)?;
        }
        Ok(counts)
    }

    /// A row for each file: kind, rows, and since when it is known if it was imported before.
    #[getter]
    fn files(&self) -> PyResult<Table> {
        let files = &self.report.files;
        Columns::default()
            .text("file", files.iter().map(|file| Some(file.name.as_str())))
            .text("kind", files.iter().map(|file| Some(file.kind.name())))
            .count("rows_read", files.iter().map(|file| Some(file.rows_read)))
            .count("rows_taken", files.iter().map(|file| Some(file.rows_taken)))
            .count(
                "rows_rejected",
                files.iter().map(|file| Some(file.rows_rejected())),
            )
            .time("already", files.iter().map(|file| file.already))
            .table()
    }

    /// Columns that were ignored, in words.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        let files = self.report.files.iter();
        files.filter_map(truyvet::FileReport::warning).collect()
    }

    /// What came of each kind of source: joined and replaced stays, lateness, notes.
    #[getter]
    fn sources<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let told = self.report.sources.iter().map(|source| {
            let told = PyDict::new(py);
            told.set_item("kind", source.kind.name())?;
            told.set_item("source", &source.source)?;
            told.set_item("joined", source.joined)?;
            told.set_item("replaced", source.replaced)?;
            told.set_item("out_of_order", source.out_of_order)?;
            let latest = source.latest.map(|time| moment(py, time)).transpose()?;
            told.set_item("latest", latest)?;
            told.set_item("notes", &source.notes)?;
            Ok(told)
        });
        told.collect()
    }

    fn __repr__(&self) -> String {
        format!(
            "<truyvet.ImportReport: {} rows read, {} taken, {} rejected>",
            self.rows_read(),
            self.rows_taken(),
            self.rows_rejected()
        )
    }
}

/// Rejected rows as a table: file, line, field, reason, problem.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "it is extracted")]
pub(crate) fn _rejected(rows: Vec<(String, u64, String, String, String)>) -> PyResult<Table> {
    let all = || rows.iter();
    Columns::default()
        .text("file", all().map(|row| Some(row.0.as_str())))
        .count("line", all().map(|row| Some(row.1)))
        .text("field", all().map(|row| Some(row.2.as_str())))
        .text("reason", all().map(|row| Some(row.3.as_str())))
        .text("problem", all().map(|row| Some(row.4.as_str())))
        .table()
}

/// Tells a Python function how far an import is, and listens for Ctrl-C.
pub(crate) struct Progress {
    tell: Option<Py<PyAny>>,
    last: Instant,
    pub(crate) stop: Arc<AtomicBool>,
    /// What the function, or a signal, raised.
    raised: Option<PyErr>,
}

impl Progress {
    /// Of `progress=`: a function of (rows read, bytes read, bytes in all or None), or True.
    pub(crate) fn new(progress: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let tell = match progress {
            None => None,
            Some(value) => match value.cast::<PyBool>() {
                Ok(wanted) if !wanted.is_true() => None,
                Ok(_) => {
                    let module = value.py().import("truyvet._progress")?;
                    Some(module.call_method0("bar")?.unbind())
                }
                Err(_) if value.is_none() => None,
                Err(_) => Some(value.clone().unbind()),
            },
        };
        Ok(Self {
            tell,
            last: Instant::now(),
            stop: Arc::new(AtomicBool::new(false)),
            raised: None,
        })
    }

    pub(crate) fn step(&mut self, done: ImportProgress<'_>) {
        if self.raised.is_some() || self.last.elapsed() < STEP {
            return;
        }
        self.last = Instant::now();
        let told = Python::attach(|py| {
            py.check_signals()?;
            self.tell(py, (done.rows_read, done.bytes_read, done.bytes_total))
        });
        if let Err(error) = told {
            self.stop.store(true, Ordering::Relaxed);
            self.raised = Some(error);
        }
    }

    fn tell(&self, py: Python<'_>, done: (u64, u64, Option<u64>)) -> PyResult<()> {
        if let Some(tell) = &self.tell {
            tell.call1(py, done)?;
        }
        Ok(())
    }

    /// What the work gave, or what was raised meanwhile.
    pub(crate) fn end<T>(self, py: Python<'_>, result: Result<T, truyvet::Error>) -> PyResult<T> {
        if let Some(tell) = &self.tell
            && tell.bind(py).hasattr(intern!(py, "close"))?
        {
            tell.call_method0(py, intern!(py, "close"))?;
        }
        match self.raised {
            Some(error) => Err(error),
            None => result.map_err(raised),
        }
    }
}
