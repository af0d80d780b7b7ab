//! The case sheet of an answer about one case: as data, as sentences, as a page to print.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use truyvet::{CaseSheet, Lang, TimeZone};

use crate::clock::zone;
use crate::error::Arg;

/// Places and times to announce, F1 by place, timeline and tree of one case: `Trace.case_sheet`.
///
/// >>> import truyvet as tv
/// >>> store = tv.create_in_memory()
/// >>> with store.writer() as w:
/// ...     w.visit("An", "canteen", 0, 3600)
/// ...     w.visit("Bình", "canteen", 1800, 5400)
/// >>> sheet = store.trace(cases=[("An", 0, 9999)]).case_sheet()
/// >>> sheet.data["people_by_level"]
/// [1]
/// >>> sheet.to_html(lang="en", tz="Asia/Ho_Chi_Minh").startswith("<!DOCTYPE html>")
/// True
#[pyclass(name = "CaseSheet", module = "truyvet", frozen)]
pub(crate) struct PySheet {
    sheet: CaseSheet,
}

impl PySheet {
    pub(crate) const fn new(sheet: CaseSheet) -> Self {
        Self { sheet }
    }
}

fn look(py: Python<'_>, lang: &str, tz: Option<&Bound<'_, PyAny>>) -> PyResult<(Lang, TimeZone)> {
    let lang = match lang {
        "vi" => Lang::Vi,
        "en" => Lang::En,
        _ => return Err(Arg::value("lang").wrong(py, "expected \"vi\" or \"en\"")),
    };
    let arg = Arg::value("tz");
    let tz = match tz {
        Some(tz) if !tz.is_none() => zone(tz, arg)?,
        _ => TimeZone::named("Asia/Ho_Chi_Minh").map_err(|why| arg.wrong(py, why))?,
    };
    Ok((lang, tz))
}

#[pymethods]
impl PySheet {
    /// All of it as a dict, as the command line's JSON has it.
    #[getter]
    fn data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = serde_json::to_string(&self.sheet);
        let text = text.map_err(|why| PyRuntimeError::new_err(why.to_string()))?;
        py.import("json")?.call_method1("loads", (text,))
    }

    /// One HTML page without network or script, to read and to print; times are those of `tz`.
    #[pyo3(signature = (*, lang="vi", tz=None))]
    fn to_html(
        &self,
        py: Python<'_>,
        lang: &str,
        tz: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<String> {
        let (lang, tz) = look(py, lang, tz)?;
        Ok(self.sheet.to_html(lang, &tz))
    }

    /// What has to be said besides the rows, as sentences.
    #[pyo3(signature = (*, lang="vi", tz=None))]
    fn notes(
        &self,
        py: Python<'_>,
        lang: &str,
        tz: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Vec<String>> {
        let (lang, tz) = look(py, lang, tz)?;
        Ok(self.sheet.notes(lang, &tz))
    }

    fn __repr__(&self) -> String {
        let (stops, contacts) = (self.sheet.stops.len(), self.sheet.contacts.len());
        format!("<truyvet.CaseSheet: {stops} places, {contacts} contacts>")
    }
}
