//! The register of a store, in lists: units, confirmed cases, what is known of a person (S35, S36).

use pyo3::prelude::*;
use pyo3::types::PyDict;
use truyvet::Snapshot;

use crate::columns::Columns;
use crate::error::raised;
use crate::table::Table;

/// Who lives where, which units there are, and who tested positive: `Store.register`.
///
/// >>> import truyvet as tv
/// >>> store = tv.create_in_memory()
/// >>> with store.writer() as w:
/// ...     w.unit("24/213", name="Việt Yên", level="district", population=200_000)
/// ...     w.person("An", unit="24/213/07213", doses=2)
/// ...     w.case("An", "2021-05-09T08:00:00+07:00")
/// >>> store.register.units()[0]["population"]
/// 200000
/// >>> store.register.person("An")
/// {'unit': '24/213/07213', 'doses': 2}
/// >>> len(store.register.cases())
/// 1
#[pyclass(module = "truyvet", frozen)]
pub(crate) struct Register {
    state: Snapshot,
}

impl Register {
    pub(crate) const fn new(state: Snapshot) -> Self {
        Self { state }
    }
}

#[pymethods]
impl Register {
    /// Every unit that was declared, by path: what is not known of it is None.
    fn units(&self, py: Python<'_>) -> PyResult<Table> {
        let units = py.detach(|| self.state.units()).map_err(raised)?;
        let details = || units.iter().map(|unit| &unit.details);
        Columns::default()
            .text("unit", units.iter().map(|unit| Some(unit.path.as_str())))
            .text("name", details().map(|unit| unit.name.as_deref()))
            .text("level", details().map(|unit| Some(unit.level?.name())))
            .count("population", details().map(|unit| unit.population))
            .table()
    }

    /// Every confirmed case, by the time of the test.
    fn cases(&self, py: Python<'_>) -> PyResult<Table> {
        let cases = py
            .detach(|| self.state.registered_cases())
            .map_err(raised)?;
        Columns::default()
            .text(
                "person",
                cases.iter().map(|case| Some(case.person.to_string())),
            )
            .time("tested", cases.iter().map(|case| Some(case.tested)))
            .time("onset", cases.iter().map(|case| case.onset))
            .time("isolated", cases.iter().map(|case| case.isolated))
            .of_people()
    }

    /// Unit of the home and doses of vaccine of a person; None for somebody unknown.
    fn person<'py>(&self, py: Python<'py>, person: &str) -> PyResult<Option<Bound<'py, PyDict>>> {
        let found = py.detach(|| self.state.person_details(person));
        let Some(found) = found.map_err(raised)? else {
            return Ok(None);
        };
        let told = PyDict::new(py);
        told.set_item("unit", found.unit)?;
        told.set_item("doses", found.doses)?;
        Ok(Some(told))
    }

    fn __repr__(&self) -> String {
        format!("<truyvet.Register at snapshot {}>", self.state.number())
    }
}
