//! One question asked twice: with and without measures, or of two states of a store (S30).

use pyo3::prelude::*;
use pyo3::types::PyDict;
use truyvet::TraceBuilder;

use crate::answers;
use crate::error::{Arg, raise};
use crate::question::Asked;
use crate::state::{PyStore, ask};
use crate::table::Table;
use crate::trace::PyTrace;

/// The first answer, the second, and who is not the same.
pub(crate) type Compared = (PyTrace, PyTrace, Table);

/// The answers without and with the question's measures.
pub(crate) fn what_if(
    store: &PyStore,
    py: Python<'_>,
    words: Option<&Bound<'_, PyDict>>,
) -> PyResult<Compared> {
    let (snapshot, mut asked) = store.asked(py, "what_if", words)?;
    let measures = std::mem::take(&mut asked.measures);
    if measures.is_empty() {
        let text = "what_if: no measure to compare; say close=, split= or isolate=";
        return Err(raise(py, "QuestionError", text));
    }
    let question = asked.without_measures(&snapshot);
    let done = ask(py, question, move |question| question.what_if(measures))?;
    let direction = done.base().question().direction;
    let table = answers::difference(done.difference(), direction)?;
    let (base, changed) = (done.base().clone(), done.changed().clone());
    Ok((PyTrace::new(base), PyTrace::new(changed), table))
}

/// The answers of the states that `as_of` and `to_as_of` name; the newest without the latter.
pub(crate) fn diff(
    store: &PyStore,
    py: Python<'_>,
    to_as_of: Option<&Bound<'_, PyAny>>,
    words: Option<&Bound<'_, PyDict>>,
) -> PyResult<Compared> {
    let (first, asked) = store.asked(py, "diff", words)?;
    let second = store.state(to_as_of, py)?;
    if first.number() == second.number() {
        let text = "both states are the same; name the first with as_of=, and maybe the second \
                    with to_as_of=";
        return Err(Arg::question("as_of").wrong(py, text));
    }
    let again = Asked::read("diff", words)?;
    let before = ask(py, asked.of(&first), TraceBuilder::ask)?;
    let after = ask(py, again.of(&second), TraceBuilder::ask)?;
    let (before, after) = (PyTrace::new(before), PyTrace::new(after));
    let table = before.changed_to(py, &after)?;
    Ok((before, after, table))
}
