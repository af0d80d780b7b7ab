//! What is told about a store, and about what truyvet knows: statistics, findings, presets, sources.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use truyvet::{Compaction, Erasure, FileKind, Preset, Purge, Stats, VerifyReport};

use crate::clock::moment;
use crate::columns::Columns;
use crate::error::raised;
use crate::table::Table;

pub(crate) fn stats<'py>(py: Python<'py>, stats: &Stats) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    told.set_item("snapshot", stats.number)?;
    told.set_item("people", stats.people)?;
    told.set_item("places", stats.places)?;
    let kinds = PyDict::new(py);
    for (kind, count) in &stats.places_by_kind {
        kinds.set_item(kind.name(), count)?;
    }
    told.set_item("places_by_kind", kinds)?;
    told.set_item("visits", stats.visits)?;
    told.set_item("open_visits", stats.open_visits)?;
    told.set_item("contacts", stats.contacts)?;
    told.set_item("replaced_rows", stats.replaced_rows)?;
    told.set_item("segments", stats.segments)?;
    told.set_item("bytes", stats.bytes.total())?;
    told.set_item("bytes_per_visit", stats.bytes_per_visit())?;
    Ok(told)
}

pub(crate) fn findings(report: &VerifyReport) -> PyResult<Table> {
    let found = &report.findings;
    Columns::default()
        .text("file", found.iter().map(|f| Some(f.file.as_str())))
        .text("section", found.iter().map(|f| Some(f.section)))
        .count("row", found.iter().map(|f| f.row))
        .text("what", found.iter().map(|f| Some(f.what.as_str())))
        .table()
}

/// Reads every file of a store, also of one that cannot be opened, and lists all that is broken.
#[pyfunction]
pub(crate) fn verify(py: Python<'_>, path: std::path::PathBuf) -> PyResult<Table> {
    let report = py.detach(|| truyvet::Store::verify(path, &mut |_| ()));
    findings(&report.map_err(raised)?)
}

/// The certificate of an erasure (S33).
pub(crate) fn erased<'py>(py: Python<'py>, erased: &Erasure) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    told.set_item("number", erased.number)?;
    told.set_item("ids", erased.ids)?;
    told.set_item("records", erased.records)?;
    told.set_item("register_rows", erased.register_rows)?;
    told.set_item("due", moment(py, erased.due)?)?;
    told.set_item("done", erased.done)?;
    told.set_item("pinned", erased.pinned.len())?;
    Ok(told)
}

pub(crate) fn purged<'py>(py: Python<'py>, purged: &Purge) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    told.set_item("rows", purged.rows)?;
    told.set_item("files", purged.files)?;
    told.set_item("states", purged.states)?;
    Ok(told)
}

pub(crate) fn compacted<'py>(py: Python<'py>, done: &Compaction) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    told.set_item("merged", done.merged)?;
    told.set_item("written", done.written)?;
    told.set_item("rows_removed", done.rows_removed)?;
    Ok(told)
}

/// The questions that public guidance asks, by name: `preset=` takes one.
///
/// >>> import truyvet as tv
/// >>> "vn-3638" in tv.presets().column("preset")
/// True
#[pyfunction]
pub(crate) fn presets() -> PyResult<Table> {
    let all = Preset::all();
    Columns::default()
        .text("preset", all.iter().map(|p| Some(p.name())))
        .text("title", all.iter().map(|p| Some(p.title())))
        .text("cases", all.iter().map(|p| Some(p.cases())))
        .table()
}

/// A preset as the text of a question file, with its sources as comments.
#[pyfunction]
pub(crate) fn preset(name: &str) -> PyResult<String> {
    Preset::named(name).map(Preset::to_toml).map_err(raised)
}

/// The kinds of files that `Writer.ingest` reads.
#[pyfunction]
pub(crate) fn sources() -> PyResult<Table> {
    let all = FileKind::ALL;
    let about = || all.iter().map(|kind| kind.about());
    Columns::default()
        .text("source", all.iter().map(|kind| Some(kind.name())))
        .text("about", about().map(|about| Some(about.title)))
        .table()
}
