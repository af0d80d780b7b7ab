//! What is asked of a store, and what begins to write to it.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use truyvet::{
    CancelToken, CheckOptions, Coordinates, Interval, ToDuration, Trace, TraceBuilder, Writer,
    WriterOptions,
};

use crate::about;
use crate::answers;
use crate::centre::{self, About};
use crate::check;
use crate::clock::{length, moment, window};
use crate::columns::Columns;
use crate::compare::{self, Compared};
use crate::error::{Arg, raise, raised};
use crate::register::Register;
use crate::registered;
use crate::state::{PyStore, ask};
use crate::table::Table;
use crate::trace::PyTrace;
use crate::work::interruptible;
use crate::writer::PyWriter;

/// `(from, to)` of records to look at; all without it.
fn during(value: Option<&Bound<'_, PyAny>>) -> PyResult<Interval> {
    value.map_or(Ok(Interval::ALWAYS), |value| {
        window(value, Arg::value("window"), None)
    })
}

#[pymethods]
impl PyStore {
    /// Asks who was exposed to the cases: a `Trace` (S8 to S22).
    #[pyo3(signature = (**words))]
    fn trace(&self, py: Python<'_>, words: Option<&Bound<'_, PyDict>>) -> PyResult<PyTrace> {
        let (snapshot, asked) = self.asked(py, "trace", words)?;
        ask(py, asked.of(&snapshot), TraceBuilder::ask).map(PyTrace::new)
    }

    /// Which places the cases have in common, more than chance would have it (S27).
    #[pyo3(signature = (**words))]
    fn common_sites(&self, py: Python<'_>, words: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        let (snapshot, asked) = self.asked(py, "common_sites", words)?;
        let sites = ask(py, asked.of(&snapshot), TraceBuilder::common_sites)?;
        answers::common_sites(&sites)
    }

    /// The question with and without its `close`, `split` and `isolate`: the answers without and
    /// with them, and who is not the same.
    #[pyo3(signature = (**words))]
    fn what_if(&self, py: Python<'_>, words: Option<&Bound<'_, PyDict>>) -> PyResult<Compared> {
        compare::what_if(self, py, words)
    }

    /// The question of two states, `as_of` and `to_as_of` (the newest unless said): both answers,
    /// and who is not the same in them (S30).
    #[pyo3(signature = (*, to_as_of=None, **words))]
    fn diff(
        &self,
        py: Python<'_>,
        to_as_of: Option<&Bound<'_, PyAny>>,
        words: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Compared> {
        compare::diff(self, py, to_as_of, words)
    }

    /// Brings an earlier answer, or one that was saved, up to date: the same as asked again, much
    /// sooner where little has changed (S30).
    fn retrace(&self, py: Python<'_>, earlier: &Bound<'_, PyAny>) -> PyResult<PyTrace> {
        let earlier = match earlier.cast::<PyTrace>() {
            Ok(trace) => Trace::clone(&trace.get().trace),
            Err(_) => self.saved(py, earlier.extract()?)?,
        };
        let snapshot = self.state(None, py)?;
        let token = CancelToken::new();
        let mut options = earlier.options().clone();
        options.cancel = Some(token.clone());
        let earlier = earlier.with_options(options);
        let done = interruptible(py, &token, move || snapshot.retrace(earlier))?;
        Ok(PyTrace::new(done.map_err(raised)?.trace))
    }

    /// When a registered case was infectious, as `cases=` takes it, by a rule with a name.
    #[pyo3(signature = (person, *, infectious_rule="two-days"))]
    fn registered_case(
        &self,
        py: Python<'_>,
        person: &str,
        infectious_rule: &str,
    ) -> PyResult<Vec<registered::Span>> {
        let state = self.state(None, py)?;
        registered::of_person(py, &state, person, infectious_rule)
    }

    /// A level and a colour for every unit, from its new cases and a table of rules (S26): a dict
    /// as `truyvet zones --format json` has it. The cases are those of the register. With
    /// `geometry`, a GeoJSON file whose property `geometry_key` names a unit, also "geojson".
    #[expect(clippy::too_many_arguments, reason = "zones have so many options")]
    #[pyo3(signature = (*, level="commune", rules=None, treatment_capacity=None, unit=None, at=None, days=7, suppress=5, geometry=None, geometry_key=None, **words))]
    fn zones<'py>(
        &self,
        py: Python<'py>,
        level: &str,
        rules: Option<&Bound<'py, PyAny>>,
        treatment_capacity: Option<&str>,
        unit: Option<String>,
        at: Option<Bound<'py, PyAny>>,
        days: u32,
        suppress: u64,
        geometry: Option<PathBuf>,
        geometry_key: Option<String>,
        words: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (state, asked) = self.asked(py, "zones", words)?;
        let about = About {
            unit,
            at,
            days,
            suppress,
        };
        let map = centre::Shapes::new(py, geometry, geometry_key)?;
        let more = (level, rules, treatment_capacity, map);
        centre::zones(py, asked.of(&state), &state, &about, more)
    }

    /// What is going on in a unit and in those below it (S26a): a dict as `truyvet panorama
    /// --format json` has it. The cases are those of the register.
    #[expect(clippy::too_many_arguments, reason = "a panorama has so many options")]
    #[pyo3(signature = (*, unit=None, level=None, at=None, days=7, suppress=5, **words))]
    fn panorama<'py>(
        &self,
        py: Python<'py>,
        unit: Option<String>,
        level: Option<&str>,
        at: Option<Bound<'py, PyAny>>,
        days: u32,
        suppress: u64,
        words: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (state, asked) = self.asked(py, "panorama", words)?;
        let about = About {
            unit,
            at,
            days,
            suppress,
        };
        centre::panorama(py, asked.of(&state), &state, &about, level)
    }

    /// The register in lists: units, confirmed cases, what is known of a person (S35, S36).
    #[getter]
    fn register(&self, py: Python<'_>) -> PyResult<Register> {
        Ok(Register::new(self.state(None, py)?))
    }

    /// Reads an answer that was saved.
    fn open_trace(&self, py: Python<'_>, path: PathBuf) -> PyResult<PyTrace> {
        self.saved(py, path).map(PyTrace::new)
    }

    /// Who was together with a person: a row for each overlap.
    #[pyo3(signature = (of, *, window=None, min_overlap=None))]
    fn neighbours(
        &self,
        py: Python<'_>,
        of: String,
        window: Option<&Bound<'_, PyAny>>,
        min_overlap: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Table> {
        let window = during(window)?;
        let least = min_overlap.map(|value| length(value, Arg::value("min_overlap")));
        let least = least.transpose()?.unwrap_or(1.seconds());
        let graph = self.state(None, py)?.graph();
        let rows = py.detach(|| {
            graph
                .neighbours(of, window, least)?
                .collect::<Result<Vec<_>, _>>()
        });
        answers::neighbours(&rows.map_err(raised)?)
    }

    /// Who was at a place: a row for each visit.
    #[pyo3(signature = (place, *, window=None))]
    fn visitors(
        &self,
        py: Python<'_>,
        place: String,
        window: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Table> {
        let window = during(window)?;
        let graph = self.state(None, py)?.graph();
        let rows = py.detach(|| {
            graph
                .visitors_of(place, window)?
                .collect::<Result<Vec<_>, _>>()
        });
        answers::visits(&rows.map_err(raised)?)
    }

    /// Where a person was: a row for each visit.
    #[pyo3(signature = (person, *, window=None))]
    fn visits(
        &self,
        py: Python<'_>,
        person: String,
        window: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Table> {
        let window = during(window)?;
        let graph = self.state(None, py)?.graph();
        let rows = py.detach(|| {
            graph
                .visits_of(person, window)?
                .collect::<Result<Vec<_>, _>>()
        });
        answers::visits(&rows.map_err(raised)?)
    }

    /// Whom a person was near: a row for each contact.
    #[pyo3(signature = (person, *, window=None))]
    fn contacts(
        &self,
        py: Python<'_>,
        person: String,
        window: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Table> {
        let window = during(window)?;
        let graph = self.state(None, py)?.graph();
        let rows = py.detach(|| {
            graph
                .contacts_of(person, window)?
                .collect::<Result<Vec<_>, _>>()
        });
        answers::contacts(&rows.map_err(raised)?)
    }

    /// All ids of a person, that one included; none for somebody unknown (S6).
    fn person_ids(&self, py: Python<'_>, person: &str) -> PyResult<Vec<String>> {
        let ids = self.state(None, py)?.person_ids(person).map_err(raised)?;
        Ok(ids.iter().map(ToString::to_string).collect())
    }

    /// What is known of a place: a dict, or None for one that is unknown (S5).
    fn place<'py>(&self, py: Python<'py>, place: &str) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(found) = self.state(None, py)?.place(place).map_err(raised)? else {
            return Ok(None);
        };
        let told = PyDict::new(py);
        told.set_item("kind", found.kind.name())?;
        told.set_item("parent", found.parent.map(|id| id.to_string()))?;
        told.set_item("unit", found.unit)?;
        told.set_item("name", found.name)?;
        told.set_item("lat", found.coordinates.map(Coordinates::lat))?;
        told.set_item("lon", found.coordinates.map(Coordinates::lon))?;
        told.set_item("shared", found.shared)?;
        Ok(Some(told))
    }

    /// The same store, fixed at its newest state, at commit `as_of`, or at what was known at a time.
    #[pyo3(signature = (as_of=None))]
    fn at(&self, py: Python<'_>, as_of: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        self.fixed_at(as_of, py)
    }

    /// Begins to write; there is one writer at a time. With `compact=False` it leaves small files.
    #[pyo3(signature = (*, compact=true))]
    fn writer(&self, py: Python<'_>, compact: bool) -> PyResult<PyWriter> {
        if self.fixed.is_some() {
            let text = "as_of: this store is fixed at a state; open it without as_of to write";
            return Err(raise(py, "BadValue", text));
        }
        let options = WriterOptions {
            compact,
            ..WriterOptions::default()
        };
        let writer: Result<Writer, _> = py.detach(|| self.store.writer_with(options));
        writer.map(PyWriter::new).map_err(raised)
    }

    /// The number of the newest commit, or of the one that it is fixed at.
    #[getter]
    fn snapshot(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.state(None, py)?.number())
    }

    /// Where it is; None in memory.
    #[getter]
    fn path(&self) -> Option<PathBuf> {
        self.path.clone()
    }

    /// How many ids of people it has.
    #[getter]
    fn person_count(&self, py: Python<'_>) -> PyResult<u32> {
        Ok(self.state(None, py)?.person_count())
    }

    /// How many ids of places it has.
    #[getter]
    fn place_count(&self, py: Python<'_>) -> PyResult<u32> {
        Ok(self.state(None, py)?.place_count())
    }

    /// The kinds of places in it.
    #[getter]
    fn kinds(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let state = self.state(None, py)?;
        Ok(state.kinds().iter().map(ToString::to_string).collect())
    }

    /// From when to when there are records; None if there are none.
    #[getter]
    fn time_range(&self, py: Python<'_>) -> PyResult<Option<(Py<PyAny>, Py<PyAny>)>> {
        let range = self.state(None, py)?.time_range();
        let ends = range.map(|range| Ok((moment(py, range.start())?, moment(py, range.end())?)));
        ends.transpose()
    }

    /// Where its records come from, and when the last of each arrived.
    #[getter]
    fn sources(&self, py: Python<'_>) -> PyResult<Table> {
        let state = self.state(None, py)?;
        let sources = state.sources();
        Columns::default()
            .text("source", sources.iter().map(|(name, _)| Some(*name)))
            .time("last_arrival", sources.iter().map(|(_, time)| Some(*time)))
            .table()
    }

    /// Which earlier states can be asked: `as_of` takes a number of `first` to `last`.
    #[getter]
    fn history(&self, py: Python<'_>) -> PyResult<Table> {
        let kept = py.detach(|| self.store.history()).map_err(raised)?;
        Columns::default()
            .count("first", kept.iter().map(|kept| Some(kept.first)))
            .count("last", kept.iter().map(|kept| Some(kept.last)))
            .time("time", kept.iter().map(|kept| Some(kept.time)))
            .table()
    }

    /// What it holds, and where its bytes are.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let state = self.state(None, py)?;
        let stats = py.detach(|| state.stats()).map_err(raised)?;
        about::stats(py, &stats)
    }

    /// Reads every file and lists all that is broken: a table without rows is a sound store.
    fn verify(&self, py: Python<'_>) -> PyResult<Table> {
        let state = self.state(None, py)?;
        let report = py.detach(|| state.verify(&mut |_| ()));
        about::findings(&report)
    }

    /// Counts records that cannot be right, or that are late; with `examples` also shows as many of
    /// each sort, under "examples": tables that name people.
    #[pyo3(signature = (*, tolerance=None, max_speed_kmh=None, examples=0))]
    fn check<'py>(
        &self,
        py: Python<'py>,
        tolerance: Option<&Bound<'py, PyAny>>,
        max_speed_kmh: Option<u32>,
        examples: usize,
    ) -> PyResult<Bound<'py, PyDict>> {
        let tolerance = tolerance.map(|value| length(value, Arg::value("tolerance")));
        let standard = CheckOptions::default();
        let options = CheckOptions {
            tolerance: tolerance.transpose()?.unwrap_or(standard.tolerance),
            max_speed_kmh: max_speed_kmh.unwrap_or(standard.max_speed_kmh),
            examples,
            ..standard
        };
        check::run(py, &self.state(None, py)?, &options)
    }

    /// Pickled by path and state: where it is unpickled, the same answers come.
    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let Some(path) = &self.path else {
            let text = "a store in memory cannot be pickled; create it on disk";
            return Err(raise(py, "BadValue", text));
        };
        let path = std::path::absolute(path)?;
        let number = self.state(None, py)?.number();
        let key_file = self
            .key_file
            .as_deref()
            .map(std::path::absolute)
            .transpose()?;
        let opener = py.import("truyvet._truyvet")?.getattr("_unpickle")?;
        let told = (path, number, key_file, self.tracing_only).into_pyobject(py)?;
        Ok((opener, told))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let state = self.state(None, py)?;
        let path = self.path.as_ref().map(|path| path.display().to_string());
        Ok(format!(
            "<truyvet.Store {}: {} people, {} places, snapshot {}>",
            path.as_deref().unwrap_or("in memory"),
            state.person_count(),
            state.place_count(),
            state.number()
        ))
    }

    /// A short summary: counts, never ids.
    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let state = self.state(None, py)?;
        let when = state.time_range().map_or_else(String::new, |range| {
            format!(
                "<tr><th>records</th><td>{} to {}</td></tr>",
                range.start(),
                range.end()
            )
        });
        Ok(format!(
            "<table><tr><th>people</th><td>{}</td></tr><tr><th>places</th><td>{}</td></tr>{when}\
             <tr><th>snapshot</th><td>{}</td></tr></table>",
            state.person_count(),
            state.place_count(),
            state.number()
        ))
    }
}
