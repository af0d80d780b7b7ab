//! Zones and panorama, for a command centre (S26, S26a, S27).

use std::path::PathBuf;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use truyvet::{
    Asking, Input, PanoramaOptions, Snapshot, TraceBuilder, Treatment, ZoneOptions, ZoneRules,
    map_zones, read_zone_rules,
};

use crate::clock::maybe_time;
use crate::details::unit_level;
use crate::error::{Arg, raised};
use crate::state::ask;

/// The moment and the days that an answer is about, where, and what is suppressed.
pub(crate) struct About<'py> {
    pub(crate) unit: Option<String>,
    pub(crate) at: Option<Bound<'py, PyAny>>,
    pub(crate) days: u32,
    pub(crate) suppress: u64,
}

impl About<'_> {
    fn asking(&self) -> PyResult<Asking> {
        let at = maybe_time(self.at.as_ref(), Arg::question("at"))?;
        let (days, suppress) = (self.days, self.suppress);
        Ok(Asking {
            at,
            days,
            suppress,
            ..Asking::default()
        })
    }
}

/// The shapes of units, and the property by which they name them.
pub(crate) struct Shapes {
    file: PathBuf,
    key: String,
}

impl Shapes {
    pub(crate) fn new(
        py: Python<'_>,
        file: Option<PathBuf>,
        key: Option<String>,
    ) -> PyResult<Option<Self>> {
        match (file, key) {
            (Some(file), Some(key)) => Ok(Some(Self { file, key })),
            (None, None) => Ok(None),
            _ => Err(Arg::question("geometry")
                .wrong(py, "expected both geometry and geometry_key, or neither")),
        }
    }
}

fn rules(value: &Bound<'_, PyAny>) -> PyResult<ZoneRules> {
    if let Ok(name) = value.cast::<PyString>()
        && let Some(rules) = ZoneRules::named(name.to_str()?)
    {
        return Ok(rules);
    }
    read_zone_rules(&Input::Path(value.extract()?)).map_err(raised)
}

pub(crate) fn zones<'py>(
    py: Python<'py>,
    question: TraceBuilder,
    snapshot: &Snapshot,
    centre: &About<'py>,
    (listed, table, treatment, shapes): (
        &str,
        Option<&Bound<'py, PyAny>>,
        Option<&str>,
        Option<Shapes>,
    ),
) -> PyResult<Bound<'py, PyAny>> {
    let capacity = Arg::question("treatment_capacity");
    let treatment = treatment.map(|word| {
        Treatment::parse(word).ok_or_else(|| capacity.wrong(py, "expected \"ok\" or \"short\""))
    });
    let mut options = ZoneOptions::new(unit_level(py, listed, Arg::question("level"))?);
    options.asking = centre.asking()?;
    options.unit.clone_from(&centre.unit);
    options.treatment = treatment.transpose()?;
    if let Some(table) = table.filter(|table| !table.is_none()) {
        options.rules = rules(table)?;
    }
    let zones = ask(py, question, move |question| question.zones(&options))?;
    let answer = told(py, serde_json::to_string(&zones), snapshot)?;
    if let Some(Shapes { file, key }) = shapes {
        let map = py.detach(|| map_zones(&zones, &Input::Path(file), &key));
        let map = map.map_err(raised)?;
        let geojson = py.import("json")?.call_method1("loads", (map.json,))?;
        answer.set_item("geojson", geojson)?;
        answer.set_item("without_shape", map.without_shape)?;
        answer.set_item("without_unit", map.without_unit)?;
    }
    Ok(answer)
}

pub(crate) fn panorama<'py>(
    py: Python<'py>,
    question: TraceBuilder,
    snapshot: &Snapshot,
    centre: &About<'py>,
    listed: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = PanoramaOptions {
        asking: centre.asking()?,
        unit: centre.unit.clone(),
        level: listed
            .map(|name| unit_level(py, name, Arg::question("level")))
            .transpose()?,
    };
    let panorama = ask(py, question, move |question| question.panorama(&options))?;
    told(py, serde_json::to_string(&panorama), snapshot)
}

/// An answer as a dict with the names of the command line's JSON, and the snapshot.
fn told<'py>(
    py: Python<'py>,
    answer: serde_json::Result<String>,
    snapshot: &Snapshot,
) -> PyResult<Bound<'py, PyAny>> {
    let text = answer.map_err(|why| PyRuntimeError::new_err(why.to_string()))?;
    let told = py.import("json")?.call_method1("loads", (text,))?;
    told.set_item("snapshot", snapshot.number())?;
    Ok(told)
}
