//! Parts of what is known of places and units, as Python says them (S5, S35).

use pyo3::prelude::*;
use truyvet::{Coordinates, Kind, UnitLevel};

use crate::error::Arg;

/// The kind of a place; unknown unless said.
pub(crate) fn place_kind(py: Python<'_>, kind: Option<&str>) -> PyResult<Kind> {
    let kind = kind.map_or_else(|| Ok(Kind::unknown()), Kind::new);
    kind.map_err(|why| Arg::value("kind").wrong(py, why))
}

/// Where a place is: both or neither.
pub(crate) fn coordinates(
    py: Python<'_>,
    lat: Option<f64>,
    lon: Option<f64>,
) -> PyResult<Option<Coordinates>> {
    let arg = Arg::value("lat");
    match (lat, lon) {
        (None, None) => Ok(None),
        (Some(lat), Some(lon)) => {
            let found = Coordinates::new(lat, lon);
            found.map(Some).map_err(|why| arg.wrong(py, why))
        }
        _ => Err(arg.wrong(py, "expected both lat and lon, or neither")),
    }
}

/// A level of administrative units.
pub(crate) fn unit_level(py: Python<'_>, name: &str, arg: Arg<'_>) -> PyResult<UnitLevel> {
    let found = UnitLevel::ALL
        .into_iter()
        .find(|level| level.name() == name);
    found.ok_or_else(|| arg.wrong(py, "expected \"province\", \"district\" or \"commune\""))
}
