//! An answer, and everything that can be asked of it (S15, S16, S22, S25, S31).

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyImportError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use truyvet::{CancelToken, RowOrder, Ticks, Trace, TraceOptions};

use crate::answers;
use crate::error::{Arg, raised};
use crate::sheet::PySheet;
use crate::table::Table;
use crate::work::interruptible;

/// The answer to a question: who was exposed, when, by whom, where.
///
/// >>> import truyvet as tv
/// >>> store = tv.create_in_memory()
/// >>> with store.writer() as w:
/// ...     w.visit("An", "canteen", 0, 3600)
/// ...     w.visit("Bình", "canteen", 1800, 5400)
/// >>> trace = store.trace(cases=[("An", 0, None)], min_overlap="15m")
/// >>> trace.counts
/// [1]
/// >>> [row["person"] for row in trace.exposures]
/// ['Bình']
#[pyclass(name = "Trace", module = "truyvet", frozen)]
pub(crate) struct PyTrace {
    pub(crate) trace: Arc<Trace>,
    exposures: PyOnceLock<Py<Table>>,
}

impl PyTrace {
    pub(crate) fn new(trace: Trace) -> Self {
        Self {
            trace: Arc::new(trace),
            exposures: PyOnceLock::new(),
        }
    }

    /// Work on the answer that Ctrl-C stops.
    fn work<T: Send + 'static>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&Trace) -> Result<T, truyvet::Error> + Send + 'static,
    ) -> PyResult<T> {
        let token = CancelToken::new();
        let options = TraceOptions {
            cancel: Some(token.clone()),
            ..self.trace.options().clone()
        };
        let trace = Trace::clone(&self.trace).with_options(options);
        interruptible(py, &token, move || work(&trace))?.map_err(raised)
    }

    /// Who is not the same in another answer.
    pub(crate) fn changed_to(&self, py: Python<'_>, after: &Self) -> PyResult<Table> {
        let after = Arc::clone(&after.trace);
        let found = self.work(py, move |trace| trace.difference(&after))?;
        answers::difference(&found, self.trace.question().direction)
    }

    fn rows(&self, py: Python<'_>, order: RowOrder, limit: Option<usize>) -> PyResult<Table> {
        let trace = Arc::clone(&self.trace);
        let limit = limit.unwrap_or(usize::MAX);
        let rows = py.detach(move || trace.record_batch(order, limit, Ticks::Seconds));
        Ok(Table::of_people(rows.map_err(raised)?))
    }
}

#[pymethods]
impl PyTrace {
    /// Who was exposed: a row for each person, by level, first exposure and id (S15, S16).
    #[getter]
    fn exposures(&self, py: Python<'_>) -> PyResult<Py<Table>> {
        let made = self
            .exposures
            .get_or_try_init(py, || Py::new(py, self.rows(py, RowOrder::Level, None)?))?;
        Ok(made.clone_ref(py))
    }

    /// The rows in another order: "level", "risk" (the highest first) or "stored" (by level and
    /// first exposure, otherwise as the store numbers people: the fastest). At most `limit`.
    #[pyo3(signature = (*, order="level", limit=None))]
    fn exposures_by(&self, py: Python<'_>, order: &str, limit: Option<usize>) -> PyResult<Table> {
        let arg = Arg::question("order");
        let order = match order {
            "level" => RowOrder::Level,
            "stored" => RowOrder::Stored,
            "risk" if self.trace.question().risk.is_none() => {
                return Err(arg.wrong(py, "risk was not asked for; ask with risk=True"));
            }
            "risk" => RowOrder::Risk,
            _ => return Err(arg.wrong(py, "expected \"level\", \"risk\" or \"stored\"")),
        };
        self.rows(py, order, limit)
    }

    /// How many people at each level, F1 first.
    #[getter]
    fn counts(&self) -> Vec<u64> {
        self.trace.count_by_level()
    }

    /// The number of the commit that was asked.
    #[getter]
    fn snapshot(&self) -> u64 {
        self.trace.snapshot().number()
    }

    /// The question, as a dict with the names of a question file; `question=` takes it back.
    #[getter]
    fn question<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = truyvet::question_to_json(self.trace.question()).map_err(raised)?;
        py.import("json")?.call_method1("loads", (text,))
    }

    /// The question as the text of a TOML file.
    fn to_toml(&self) -> PyResult<String> {
        truyvet::question_to_toml(self.trace.question()).map_err(raised)
    }

    fn __len__(&self) -> usize {
        self.trace.len()
    }

    fn __bool__(&self) -> bool {
        !self.trace.is_empty()
    }

    /// One chain of events from a case to a person, the case first (S25).
    fn chain(&self, py: Python<'_>, to: String) -> PyResult<Table> {
        let chain = self.work(py, move |trace| trace.chain(to))?;
        answers::chain(&chain, self.trace.question().direction)
    }

    /// All events between two people, and which of them count.
    fn between(&self, py: Python<'_>, infector: String, exposed: String) -> PyResult<Table> {
        let events = self.work(py, move |trace| trace.between(infector, exposed))?;
        answers::between(&events)
    }

    /// Where people of the answer were exposed: a row for each place, with its coordinates where
    /// they are known (S23).
    fn sites(&self, py: Python<'_>) -> PyResult<Table> {
        let sites = self.work(py, |trace| {
            let snapshot = trace.snapshot();
            let located = trace.sites()?.into_iter().map(|site| {
                let place = site.place.as_ref().map(|id| snapshot.place(id));
                let coordinates = place.transpose()?.flatten().and_then(|it| it.coordinates);
                Ok((site, coordinates))
            });
            located.collect::<Result<Vec<_>, truyvet::Error>>()
        });
        answers::sites(&sites?)
    }

    /// Why somebody is not in the answer, or not at `level`: a verdict and the nearest misses (S31).
    #[pyo3(signature = (person, *, level=None))]
    fn why_not<'py>(
        &self,
        py: Python<'py>,
        person: String,
        level: Option<u32>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let why = self.work(py, move |trace| match level {
            Some(level) => trace.why_not_at(person, level),
            None => trace.why_not(person),
        })?;
        answers::why_not(py, &why, self.trace.question().direction)
    }

    /// Who is not the same in a later answer to the same question: new, gone, other level or time.
    fn difference(&self, py: Python<'_>, after: &Self) -> PyResult<Table> {
        self.changed_to(py, after)
    }

    /// The answer as a tree: everybody below the person by whom they may have been infected; of
    /// the first `max` people.
    #[pyo3(signature = (*, max=None))]
    fn tree(&self, py: Python<'_>, max: Option<usize>) -> PyResult<PyTree> {
        let people = max.unwrap_or(usize::MAX);
        let tree = self.work(py, move |trace| trace.graph_of_first(people))?;
        Ok(PyTree { tree })
    }

    /// Places and times to announce, F1 by place, timeline and tree, if the answer is about one case.
    fn case_sheet(&self, py: Python<'_>) -> PyResult<PySheet> {
        self.work(py, Trace::case_sheet).map(PySheet::new)
    }

    /// Saves the answer with its question; `Store.open_trace` and `Store.retrace` read it.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let trace = Arc::clone(&self.trace);
        py.detach(move || trace.save(path)).map_err(raised)
    }

    /// Plots of the answer; they need `truyvet[plot]`.
    #[getter]
    fn plot(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        let py = slf.py();
        let module = py.import(intern!(py, "truyvet._plot")).map_err(|error| {
            if error.is_instance_of::<PyImportError>(py) {
                let text = "plots need matplotlib: pip install truyvet[plot]";
                let told = PyImportError::new_err(text);
                told.set_cause(py, Some(error));
                return told;
            }
            error
        })?;
        module.getattr("Plot")?.call1((slf,))
    }

    fn __repr__(&self) -> String {
        let levels = (1u32..).zip(self.counts());
        let levels: Vec<String> = levels.map(|(level, n)| format!("F{level} {n}")).collect();
        let cases = self.trace.question().cases.len();
        format!(
            "<truyvet.Trace of {cases} cases: {} people ({}), snapshot {}>",
            self.trace.len(),
            levels.join(", "),
            self.snapshot()
        )
    }

    /// A short summary: counts, never ids.
    fn _repr_html_(&self) -> String {
        let question = self.trace.question();
        let mut page = format!(
            "<p><b>{} people</b> {} of {} cases (snapshot {})</p><table><thead><tr><th>level</th>\
             <th>people</th></tr></thead><tbody>",
            self.trace.len(),
            match question.direction {
                truyvet::Direction::Forward => "exposed to contacts",
                truyvet::Direction::Backward => "who may have infected contacts",
            },
            question.cases.len(),
            self.snapshot(),
        );
        for (level, people) in (1u32..).zip(self.counts()) {
            page.push_str(&format!("<tr><td>F{level}</td><td>{people}</td></tr>"));
        }
        page.push_str("</tbody></table>");
        page
    }
}

/// An answer as a tree of people; `to_networkx()` makes a graph of it.
#[pyclass(name = "Tree", module = "truyvet", frozen)]
pub(crate) struct PyTree {
    tree: truyvet::Tree,
}

#[pymethods]
impl PyTree {
    /// How many people of the answer are not in it, because `max` was smaller.
    #[getter]
    fn left_out(&self) -> usize {
        self.tree.left_out()
    }

    /// Everybody in it: id and level, 0 for a case.
    #[getter]
    fn nodes(&self) -> Vec<(String, u32)> {
        let nodes = self.tree.graph().node_weights();
        let people = nodes.filter_map(|node| match node {
            truyvet::TreeNode::Person { id, level } => Some((id.to_string(), *level)),
            truyvet::TreeNode::Place { .. } => None,
        });
        people.collect()
    }

    /// Who may have infected whom, where, when and how sure: a row for each edge.
    #[getter]
    fn edges(&self) -> PyResult<Table> {
        answers::edges(&self.tree)
    }

    /// A networkx DiGraph: people with `level`, edges with `hop`, `place`, `overlap_start`,
    /// `overlap_end` and `grade`.
    fn to_networkx(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        let module = slf.py().import("truyvet._tree")?;
        module.call_method1("to_networkx", (slf,))
    }

    /// The text of a Graphviz file.
    fn to_dot(&self) -> PyResult<String> {
        let mut text = Vec::new();
        self.tree.write_dot(&mut text)?;
        Ok(String::from_utf8(text)?)
    }

    /// The text of a GraphML file.
    fn to_graphml(&self) -> PyResult<String> {
        let mut text = Vec::new();
        self.tree.write_graphml(&mut text)?;
        Ok(String::from_utf8(text)?)
    }

    fn __repr__(&self) -> String {
        let edges = self.tree.graph().edge_count();
        format!(
            "<truyvet.Tree: {edges} edges, {} people left out>",
            self.left_out()
        )
    }
}
