//! What is stored: visits, contacts, places (S2 to S5).

use crate::id::{PersonNo, PlaceNo};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::time::Timestamp;

/// A stay of one person at one place (S2). Its key is `(person, place, start)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Visit {
    /// Who.
    pub person: PersonNo,
    /// Where.
    pub place: PlaceNo,
    /// Check-in.
    pub start: Timestamp,
    /// Check-out, later than `start`; `None` if it has not arrived: an open visit (S4).
    pub end: Option<Timestamp>,
}

/// A direct proximity record of two people, undirected (S3). Its key is `({a, b}, start)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Contact {
    /// One of the two.
    pub a: PersonNo,
    /// The other one, not `a`.
    pub b: PersonNo,
    /// When.
    pub interval: Interval,
}

/// What is known of a place (S5).
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// Its kind; `unknown` for a place that was never declared.
    pub kind: Kind,
    /// The place it is part of: production line < factory < industrial park.
    pub parent: Option<PlaceNo>,
    /// Its administrative unit, as a code or name: commune < district < province.
    pub unit: Option<String>,
    /// A name for people.
    pub name: Option<String>,
    /// Where on Earth.
    pub coordinates: Option<Coordinates>,
    /// Whether the place stands for a whole site, so that its visits make nobody co-present by
    /// themselves (S5).
    pub shared: bool,
}

/// A position on Earth in degrees, WGS 84, kept to 1e-7 degrees (about a centimetre).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "(f64, f64)", into = "(f64, f64)")]
pub struct Coordinates {
    lat_e7: i32,
    lon_e7: i32,
}

impl Coordinates {
    /// The position at `lat` (-90 to 90) and `lon` (-180 to 180) degrees.
    ///
    /// # Errors
    /// [`CoordinatesError`] outside these ranges or if not a number.
    pub fn new(lat: f64, lon: f64) -> Result<Self, CoordinatesError> {
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            return Err(CoordinatesError);
        }
        Ok(Self {
            lat_e7: e7(lat),
            lon_e7: e7(lon),
        })
    }

    /// The position in units of 1e-7 degrees, as it is stored.
    ///
    /// # Errors
    /// [`CoordinatesError`] outside the ranges of [`Self::new`].
    pub fn from_e7(lat_e7: i32, lon_e7: i32) -> Result<Self, CoordinatesError> {
        Self::new(f64::from(lat_e7) / 1e7, f64::from(lon_e7) / 1e7)
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e7) / 1e7
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e7) / 1e7
    }

    /// Latitude and longitude in units of 1e-7 degrees.
    #[must_use]
    pub const fn to_e7(self) -> (i32, i32) {
        (self.lat_e7, self.lon_e7)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "at most 1.8e9 after the range check"
)]
fn e7(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

impl TryFrom<(f64, f64)> for Coordinates {
    type Error = CoordinatesError;
    fn try_from((lat, lon): (f64, f64)) -> Result<Self, CoordinatesError> {
        Self::new(lat, lon)
    }
}

impl From<Coordinates> for (f64, f64) {
    fn from(c: Coordinates) -> Self {
        (c.lat(), c.lon())
    }
}

/// Degrees that are nowhere on Earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the coordinates are nowhere on Earth: latitude is -90 to 90, longitude -180 to 180 degrees"
)]
pub struct CoordinatesError;

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
