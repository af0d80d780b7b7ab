//! Puts records into a store: commits when its `with` block ends well, and takes nothing else back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use truyvet::{
    Coordinates, FileKind, ImportFile, ImportOptions, Kind, LineDone, LineParser, PlaceDetails,
    Writer,
};

use crate::clock::{length, moment, time};
use crate::error::{Arg, raise, raised};
use crate::import::{files, import_options};
use crate::question::id;
use crate::report::{Progress, PyReport};

/// Writes to a store; there is one at a time.
///
/// At the end of its `with` block everything is committed; after an exception nothing is.
///
/// >>> import truyvet as tv
/// >>> store = tv.create_in_memory()
/// >>> with store.writer() as w:
/// ...     w.visit("An", "canteen", "2021-05-08T11:00:00+07:00", "2021-05-08T11:40:00+07:00")
/// >>> store.person_count
/// 1
#[pyclass(name = "Writer", module = "truyvet", frozen)]
pub(crate) struct PyWriter {
    held: Mutex<Option<Held>>,
}

struct Held {
    writer: Writer,
    lines: LineParser,
    /// Whether so much may have come in that files are better than the log.
    imported: bool,
}

impl PyWriter {
    pub(crate) fn new(writer: Writer) -> Self {
        Self {
            held: Mutex::new(Some(Held {
                writer,
                lines: LineParser::new("line", None),
                imported: false,
            })),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Work on the writer while other Python threads run.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Held) -> Result<T, truyvet::Error> + Send,
    ) -> PyResult<T> {
        let done = py.detach(|| self.lock().as_mut().map(work));
        match done {
            Some(done) => done.map_err(raised),
            None => Err(closed(py)),
        }
    }

    fn run(
        &self,
        py: Python<'_>,
        files: &[ImportFile],
        mut options: ImportOptions,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyReport> {
        let mut progress = Progress::new(progress)?;
        options.stop = Some(std::sync::Arc::clone(&progress.stop));
        let done = py.detach(|| {
            let mut held = self.lock();
            let held = held.as_mut()?;
            held.imported = true;
            let report = held
                .writer
                .import(files, &options, &mut |done| progress.step(done));
            Some(report)
        });
        match done {
            Some(done) => progress.end(py, done).map(PyReport::new),
            None => Err(closed(py)),
        }
    }
}

#[cold]
fn closed(py: Python<'_>) -> PyErr {
    raise(
        py,
        "WriterUnusable",
        "the writer is closed: begin another with store.writer()",
    )
}

#[pymethods]
impl PyWriter {
    /// Somebody was at a place; without `end` they have not left yet (S2, S4).
    #[pyo3(signature = (person, place, start, end=None))]
    fn visit(
        &self,
        py: Python<'_>,
        person: &str,
        place: &str,
        start: &Bound<'_, PyAny>,
        end: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let start = time(start, Arg::value("start"), None)?;
        let end = end.filter(|end| !end.is_none());
        let end = end
            .map(|end| time(end, Arg::value("end"), None))
            .transpose()?;
        self.with(py, |held| held.writer.visit(person, place, start, end))
    }

    /// Two people were near each other (S3).
    fn contact(
        &self,
        py: Python<'_>,
        a: &str,
        b: &str,
        start: &Bound<'_, PyAny>,
        end: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let start = time(start, Arg::value("start"), None)?;
        let end = time(end, Arg::value("end"), None)?;
        self.with(py, |held| held.writer.contact(a, b, start, end))
    }

    /// What a place is (S5): replaces what was said of it before.
    #[expect(clippy::too_many_arguments, reason = "a place has so many parts")]
    #[pyo3(signature = (place, kind=None, *, parent=None, unit=None, name=None, lat=None, lon=None, shared=false))]
    fn place(
        &self,
        py: Python<'_>,
        place: &str,
        kind: Option<&str>,
        parent: Option<&Bound<'_, PyAny>>,
        unit: Option<String>,
        name: Option<String>,
        lat: Option<f64>,
        lon: Option<f64>,
        shared: bool,
    ) -> PyResult<()> {
        let kind = kind.map_or_else(|| Ok(Kind::unknown()), Kind::new);
        let coordinates = match (lat, lon) {
            (None, None) => None,
            (Some(lat), Some(lon)) => {
                let found = Coordinates::new(lat, lon);
                Some(found.map_err(|why| Arg::value("lat").wrong(py, why))?)
            }
            _ => return Err(Arg::value("lat").wrong(py, "expected both lat and lon, or neither")),
        };
        let parent = parent.filter(|parent| !parent.is_none());
        let details = PlaceDetails {
            kind: kind.map_err(|why| Arg::value("kind").wrong(py, why))?,
            parent: parent
                .map(|value| id(value, Arg::value("parent")))
                .transpose()?,
            unit,
            name,
            coordinates,
            shared,
        };
        self.with(py, |held| held.writer.place(place, &details))
    }

    /// Where the records that follow come from, such as "bluezone" (S19).
    fn set_source(&self, py: Python<'_>, name: &str) -> PyResult<()> {
        self.with(py, |held| held.writer.set_source(name))
    }

    /// Takes a line as `truyvet append` reads them: `visit,PERSON,PLACE,START,END`, `contact,…`,
    /// `place,…`, `retract,…`, `link,A,B`, `unlink,A,B`, `source,NAME`, `commit`. Says what it did:
    /// "nothing", "added" or "commit".
    fn line(&self, py: Python<'_>, text: &str) -> PyResult<&'static str> {
        self.with(py, |held| {
            Ok(match held.writer.line(&mut held.lines, text.as_bytes())? {
                LineDone::Nothing => "nothing",
                LineDone::Added => "added",
                LineDone::Commit => {
                    held.writer.commit()?;
                    "commit"
                }
            })
        })
    }

    /// Imports visits: columns person, place, start, end (empty: not left yet), maybe source.
    ///
    /// `rows` is a frame, a dict of arrays, a path, or a list of them.
    #[pyo3(signature = (rows, *, progress=None, source=None, **options))]
    fn visits(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        progress: Option<&Bound<'_, PyAny>>,
        source: Option<String>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyReport> {
        let options = import_options("visits", options, source)?;
        self.run(py, &files(FileKind::Visits, rows)?, options, progress)
    }

    /// Imports contacts: columns a, b, start, end, maybe source.
    #[pyo3(signature = (rows, *, progress=None, source=None, **options))]
    fn contacts(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        progress: Option<&Bound<'_, PyAny>>,
        source: Option<String>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyReport> {
        let options = import_options("contacts", options, source)?;
        self.run(py, &files(FileKind::Contacts, rows)?, options, progress)
    }

    /// Imports places: columns place, and of kind, parent, unit, name, lat, lon, shared what there is.
    #[pyo3(signature = (rows, *, progress=None, source=None, **options))]
    fn places(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        progress: Option<&Bound<'_, PyAny>>,
        source: Option<String>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyReport> {
        let options = import_options("places", options, source)?;
        self.run(py, &files(FileKind::Places, rows)?, options, progress)
    }

    /// Imports what a system of a province wrote; `truyvet.sources()` lists the kinds.
    ///
    /// `source` is the kind ("qr-scan", "roster" …); a `mapping` names its own. `name` says where
    /// the records come from, if that is not the kind.
    #[pyo3(signature = (rows, *, source=None, name=None, progress=None, **options))]
    fn ingest(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        source: Option<&str>,
        name: Option<String>,
        progress: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyReport> {
        let options = import_options("ingest", options, name)?;
        let arg = Arg::value("source");
        let kind = match (source, &options.mapping) {
            (Some(source), _) => FileKind::named(source).ok_or_else(|| {
                let known: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.name()).collect();
                let known = known.join(", ");
                arg.wrong(
                    py,
                    format!("`{source}` is no kind of source; there are: {known}"),
                )
            })?,
            (None, Some(mapping)) => mapping.kind(),
            (None, None) => return Err(arg.wrong(py, "expected a kind of source, or a mapping")),
        };
        self.run(py, &files(kind, rows)?, options, progress)
    }

    /// Takes back a visit.
    fn retract_visit(
        &self,
        py: Python<'_>,
        person: &str,
        place: &str,
        start: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let start = time(start, Arg::value("start"), None)?;
        self.with(py, |held| held.writer.retract_visit(person, place, start))
    }

    /// Takes back a contact.
    fn retract_contact(
        &self,
        py: Python<'_>,
        a: &str,
        b: &str,
        start: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let start = time(start, Arg::value("start"), None)?;
        self.with(py, |held| held.writer.retract_contact(a, b, start))
    }

    /// Says that two ids are one person (S6).
    fn link(&self, py: Python<'_>, a: &str, b: &str) -> PyResult<()> {
        self.with(py, |held| held.writer.link(a, b))
    }

    /// Says that they are not.
    fn unlink(&self, py: Python<'_>, a: &str, b: &str) -> PyResult<()> {
        self.with(py, |held| held.writer.unlink(a, b))
    }

    /// Says that two ids are one place (S6).
    fn link_places(&self, py: Python<'_>, a: &str, b: &str) -> PyResult<()> {
        self.with(py, |held| held.writer.link_places(a, b))
    }

    /// Says that they are not.
    fn unlink_places(&self, py: Python<'_>, a: &str, b: &str) -> PyResult<()> {
        self.with(py, |held| held.writer.unlink_places(a, b))
    }

    /// How long an open visit at places of a kind lasts at most (S4).
    fn set_dwell(&self, py: Python<'_>, kind: &str, dwell: &Bound<'_, PyAny>) -> PyResult<()> {
        let dwell = length(dwell, Arg::value("dwell"))?;
        let kind = Kind::new(kind).map_err(|why| Arg::value("kind").wrong(py, why))?;
        self.with(py, |held| held.writer.set_dwell(&kind, dwell))
    }

    /// Forgets a person with all linked ids, and commits (S33): a certificate that names nobody.
    fn erase<'py>(&self, py: Python<'py>, person: &str) -> PyResult<Bound<'py, PyDict>> {
        let erased = self.with(py, |held| held.writer.erase(person))?;
        let told = PyDict::new(py);
        told.set_item("number", erased.number)?;
        told.set_item("ids", erased.ids)?;
        told.set_item("records", erased.records)?;
        told.set_item("due", moment(py, erased.due)?)?;
        told.set_item("done", erased.done)?;
        told.set_item("pinned", erased.pinned.len())?;
        Ok(told)
    }

    /// Takes what was erased off the disk now: rows, files and states that went.
    fn purge<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let purged = self.with(py, |held| held.writer.purge())?;
        let told = PyDict::new(py);
        told.set_item("rows", purged.rows)?;
        told.set_item("files", purged.files)?;
        told.set_item("states", purged.states)?;
        Ok(told)
    }

    /// Drops records that ended before `start`, for good, and commits.
    fn retain(&self, py: Python<'_>, start: &Bound<'_, PyAny>) -> PyResult<u64> {
        let from = time(start, Arg::value("start"), None)?;
        let published = self.with(py, |held| held.writer.retain(from))?;
        Ok(published.records_expired)
    }

    /// Merges small files and removes what must go: files merged, files written, rows removed.
    fn compact<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let done = self.with(py, |held| held.writer.compact())?;
        let told = PyDict::new(py);
        told.set_item("merged", done.merged)?;
        told.set_item("written", done.written)?;
        told.set_item("rows_removed", done.rows_removed)?;
        Ok(told)
    }

    /// Makes what was written durable and visible; its number is what `as_of` takes.
    fn commit(&self, py: Python<'_>) -> PyResult<u64> {
        self.with(py, |held| {
            if held.imported {
                held.imported = false;
                held.writer.publish().map(|done| done.number)
            } else {
                held.writer.commit().map(|done| done.number)
            }
        })
    }

    /// Ends writing; what was not committed is gone.
    fn close(&self, py: Python<'_>) {
        py.detach(|| drop(self.lock().take()));
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __exit__(
        &self,
        py: Python<'_>,
        kind: Option<&Bound<'_, PyType>>,
        _value: Option<&Bound<'_, PyAny>>,
        _traceback: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<bool> {
        let done = match kind {
            None if self.lock().is_some() => self.commit(py).map(|_| ()),
            _ => Ok(()),
        };
        self.close(py);
        done.map(|()| false)
    }

    fn __repr__(&self) -> String {
        match self.lock().as_ref() {
            Some(held) => format!("<truyvet.Writer after commit {}>", held.writer.number()),
            None => "<truyvet.Writer, closed>".to_owned(),
        }
    }
}
