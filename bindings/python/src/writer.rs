//! Puts records into a store: commits when its `with` block ends well, and takes nothing else back.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use truyvet::{
    FileKind, ImportFile, ImportOptions, LineDone, LineParser, PersonDetails, PlaceDetails,
    UnitDetails, Writer,
};

use crate::about;
use crate::clock::{length, maybe_time, time};
use crate::details::{coordinates, place_kind, unit_level};
use crate::error::{Arg, raise, raised};
use crate::import::{files, import_options, kind_of_source};
use crate::keys;
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
        let end = maybe_time(end, Arg::value("end"))?;
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
        let details = PlaceDetails {
            kind: place_kind(py, kind)?,
            parent: parent
                .filter(|parent| !parent.is_none())
                .map(|value| id(value, Arg::value("parent")))
                .transpose()?,
            unit,
            name,
            coordinates: coordinates(py, lat, lon)?,
            shared,
        };
        self.with(py, |held| held.writer.place(place, &details))
    }

    /// What is known of a person (S35): the unit of the home, as a path, and doses of a vaccine.
    /// Replaces what was said of that id before.
    #[pyo3(signature = (person, *, unit=None, doses=None))]
    fn person(
        &self,
        py: Python<'_>,
        person: &str,
        unit: Option<String>,
        doses: Option<u8>,
    ) -> PyResult<()> {
        let details = PersonDetails { unit, doses };
        self.with(py, |held| held.writer.register_person(person, &details))
    }

    /// What is known of an administrative unit such as "24/213/07213" (S35).
    #[pyo3(signature = (path, *, name=None, level=None, population=None))]
    fn unit(
        &self,
        py: Python<'_>,
        path: &str,
        name: Option<String>,
        level: Option<&str>,
        population: Option<u64>,
    ) -> PyResult<()> {
        let details = UnitDetails {
            name,
            level: level
                .map(|level| unit_level(py, level, Arg::value("level")))
                .transpose()?,
            population,
        };
        self.with(py, |held| held.writer.unit(path, &details))
    }

    /// A confirmed case (S36): when the sample was taken that tested positive, since when with
    /// symptoms, since when isolated.
    #[pyo3(signature = (person, tested, *, onset=None, isolated=None))]
    fn case(
        &self,
        py: Python<'_>,
        person: &str,
        tested: &Bound<'_, PyAny>,
        onset: Option<&Bound<'_, PyAny>>,
        isolated: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let tested = time(tested, Arg::value("tested"), None)?;
        let onset = maybe_time(onset, Arg::value("onset"))?;
        let isolated = maybe_time(isolated, Arg::value("isolated"))?;
        self.with(py, |held| held.writer.case(person, tested, onset, isolated))
    }

    /// Takes back a confirmed case.
    fn retract_case(
        &self,
        py: Python<'_>,
        person: &str,
        tested: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let tested = time(tested, Arg::value("tested"), None)?;
        self.with(py, |held| held.writer.retract_case(person, tested))
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
        let kind = kind_of_source(py, source, options.mapping.as_ref())?;
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
        let kind = place_kind(py, Some(kind))?;
        self.with(py, |held| held.writer.set_dwell(&kind, dwell))
    }

    /// Forgets a person with all linked ids, and commits (S33): a certificate that names nobody.
    fn erase<'py>(&self, py: Python<'py>, person: &str) -> PyResult<Bound<'py, PyDict>> {
        let erased = self.with(py, |held| held.writer.erase(person))?;
        about::erased(py, &erased)
    }

    /// Takes what was erased off the disk now: rows, files and states that went.
    fn purge<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let purged = self.with(py, |held| held.writer.purge())?;
        about::purged(py, &purged)
    }

    /// Drops records that ended before `start`, for good, and commits.
    fn retain(&self, py: Python<'_>, start: &Bound<'_, PyAny>) -> PyResult<u64> {
        let from = time(start, Arg::value("start"), None)?;
        self.with(py, |held| Ok(held.writer.retain(from)?.records_expired))
    }

    /// Merges small files and removes what must go: files merged, files written, rows removed.
    fn compact<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let done = self.with(py, |held| held.writer.compact())?;
        about::compacted(py, &done)
    }

    /// Puts the store under one more key (`generate_key(new, after=old)`), and closes the writer;
    /// the store is opened with that file from then on.
    fn rekey<'py>(&self, py: Python<'py>, key_file: PathBuf) -> PyResult<Bound<'py, PyDict>> {
        let keys = keys::read(key_file)?;
        let done = self.with(py, |held| held.writer.rekey(&keys));
        self.close(py);
        about::purged(py, &done?)
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
            None if py.detach(|| self.lock().is_some()) => self.commit(py).map(|_| ()),
            _ => Ok(()),
        };
        self.close(py);
        done.map(|()| false)
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        // Who holds the lock may wait for the interpreter, so nobody waits for it holding that.
        let number = py.detach(|| self.lock().as_ref().map(|held| held.writer.number()));
        number.map_or("<truyvet.Writer, closed>".to_owned(), |number| {
            format!("<truyvet.Writer after commit {number}>")
        })
    }
}
