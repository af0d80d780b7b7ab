//! An answer held against the truth of a made-up province: recall and precision.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use pyo3::prelude::*;
use truyvet::{Hops, Timestamp};
use truyvet_synth::{Score, evaluate as score, read_infections};

use crate::clock::time;
use crate::columns::Columns;
use crate::error::{Arg, raise, raised};
use crate::table::Table;
use crate::trace::PyTrace;

/// How well an answer finds the infected, by level and in all (the row without a level).
///
/// `truth` is truth/infections.csv of a province that was written; infections up to `at` were to be
/// found. As `truyvet evaluate` does, but of one answer.
#[pyfunction]
#[pyo3(signature = (trace, *, truth, at))]
#[expect(clippy::needless_pass_by_value, reason = "a path is extracted")]
pub(crate) fn evaluate(
    py: Python<'_>,
    trace: &PyTrace,
    truth: PathBuf,
    at: &Bound<'_, PyAny>,
) -> PyResult<Table> {
    let at: Timestamp = time(at, Arg::value("at"), None)?;
    let answer = std::sync::Arc::clone(&trace.trace);
    let mut infections =
        read_infections(&truth).map_err(|why| raise(py, "BadValue", &why.to_string()))?;
    let found = py.detach(move || {
        let snapshot = answer.snapshot();
        // Linked ids are one person, under one of their ids.
        let name = |id: &str| -> Result<String, truyvet::Error> {
            match snapshot.person(id)? {
                Some(number) => Ok(snapshot.person_id(number)?.to_string()),
                None => Ok(id.to_owned()),
            }
        };
        for infection in &mut infections {
            infection.person = name(&infection.person)?;
            if let Some(infector) = &mut infection.infector {
                *infector = name(infector)?;
            }
        }
        let question = answer.question();
        let hops = match question.hops {
            Hops::All => None,
            Hops::AtMost(hops) => Some(hops),
        };
        let cases = question
            .cases
            .iter()
            .map(|case| name(&case.person.to_string()));
        let cases = cases.collect::<Result<BTreeSet<_>, truyvet::Error>>()?;
        let mut listed = BTreeMap::new();
        for row in answer.exposures() {
            let row = row?;
            listed.insert(row.person.to_string(), row.level);
        }
        Ok(score(&infections, &cases, &listed, hops, at))
    });
    let found = found.map_err(raised)?;
    let levels = (1u64..).map(Some).zip(&found.levels);
    let rows: Vec<(Option<u64>, &Score)> = levels.chain([(None, &found.total)]).collect();
    let all = |count: u64| rows.iter().map(move |row| row.0.is_none().then_some(count));
    Columns::default()
        .count("level", rows.iter().map(|row| row.0))
        .count("listed", rows.iter().map(|row| Some(row.1.listed)))
        .count("infected", rows.iter().map(|row| Some(row.1.infected)))
        .amount("precision", rows.iter().map(|row| row.1.precision()))
        .count("to_find", rows.iter().map(|row| Some(row.1.to_find)))
        .count("found", rows.iter().map(|row| Some(row.1.found)))
        .amount("recall", rows.iter().map(|row| row.1.recall()))
        .count("out_of_reach", all(found.out_of_reach))
        .count("later", all(found.later))
        .count("later_listed", all(found.later_listed))
        .table()
}
