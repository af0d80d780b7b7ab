//! The fields of a row to values, and what is wrong with those that have none.

use truyvet_model::id::IdParts;
use truyvet_model::{
    Coordinates, ExternalId, IdError, Interval, Kind, TimeError, TimeZone, Timestamp,
};

use crate::error::Reason;

/// The longest stay or contact that a store keeps, in seconds.
pub(crate) const LONGEST_S: i64 = i32::MAX as i64;

/// Why a row is not taken; where the row stands is added by whoever knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: &'static str,
    pub(crate) reason: Reason,
    /// The value and what is expected.
    pub(crate) problem: String,
}

impl Fault {
    #[cold]
    pub(crate) fn new(field: &'static str, reason: Reason, problem: impl Into<String>) -> Self {
        Self {
            field,
            reason,
            problem: problem.into(),
        }
    }
}

/// A value as messages show it: on one line and not too long.
pub(crate) fn excerpt(value: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown = String::new();
    for (i, character) in value.chars().enumerate() {
        if i == LONGEST {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// A field as text.
pub(crate) fn text<'r>(bytes: &'r [u8], field: &'static str) -> Result<&'r str, Fault> {
    std::str::from_utf8(bytes).map_err(|_| {
        let shown = excerpt(&String::from_utf8_lossy(bytes));
        let problem = format!("`{shown}` is not UTF-8: save the file in UTF-8");
        Fault::new(field, Reason::NotUtf8, problem)
    })
}

/// An id of a person or place.
pub(crate) fn id<'r>(bytes: &'r [u8], field: &'static str) -> Result<IdParts<'r>, Fault> {
    let text = text(bytes, field)?;
    ExternalId::split(text).map_err(|error| {
        if text.is_empty() {
            let problem = "empty: expected an id, or namespace:id";
            return Fault::new(field, Reason::Missing, problem);
        }
        let problem = match error {
            IdError::Empty => {
                format!("`{text}` has nothing after the namespace: expected namespace:id")
            }
            other => format!("`{}`: {other}", excerpt(text)),
        };
        Fault::new(field, Reason::BadId, problem)
    })
}

/// A time; local times are read in `zone`, if one was named (S1).
#[inline]
pub(crate) fn time(
    bytes: &[u8],
    field: &'static str,
    zone: Option<&TimeZone>,
) -> Result<Timestamp, Fault> {
    match whole_seconds(bytes) {
        Some(time) => Ok(time),
        None => other_time(bytes, field, zone),
    }
}

/// The fast path: 1 to 11 digits, which is always a storable time.
#[inline]
fn whole_seconds(bytes: &[u8]) -> Option<Timestamp> {
    if bytes.is_empty() || bytes.len() > 11 {
        return None;
    }
    let mut seconds = 0i64;
    for &byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // Eleven digits stay far below the largest i64.
        seconds = seconds.wrapping_mul(10).wrapping_add(i64::from(digit));
    }
    Some(Timestamp::from_seconds(seconds))
}

fn other_time(
    bytes: &[u8],
    field: &'static str,
    zone: Option<&TimeZone>,
) -> Result<Timestamp, Fault> {
    let text = text(bytes, field)?;
    if text.trim().is_empty() {
        let problem = "empty: expected a time, such as 2021-05-08T07:00:00+07:00 or 1620432000";
        return Err(Fault::new(field, Reason::Missing, problem));
    }
    let parsed = match zone {
        Some(zone) => Timestamp::parse_in(text, zone),
        None => Timestamp::parse(text),
    };
    parsed.map_err(|error| {
        let reason = match error {
            TimeError::NoOffset { .. } => Reason::NoOffset,
            TimeError::Ambiguous { .. } => Reason::AmbiguousTime,
            TimeError::OutOfRange { .. } => Reason::TimeOutOfRange,
            _ => Reason::NotATime,
        };
        let problem = match error {
            TimeError::Unreadable { text } => TimeError::Unreadable {
                text: excerpt(&text),
            }
            .to_string(),
            other => other.to_string(),
        };
        Fault::new(field, reason, problem)
    })
}

/// `[start, end)`, not empty and not longer than can be stored.
#[inline]
pub(crate) fn interval(
    start: Timestamp,
    end: Timestamp,
    field: &'static str,
) -> Result<Interval, Fault> {
    match Interval::checked(start, end) {
        Some(interval) if interval.length().seconds() <= LONGEST_S => Ok(interval),
        checked => Err(bad_interval(start, end, field, checked.is_some())),
    }
}

#[cold]
fn bad_interval(start: Timestamp, end: Timestamp, field: &'static str, long: bool) -> Fault {
    if long {
        let problem = format!(
            "{end} is more than 68 years after the start {start}: expected at most {LONGEST_S} s"
        );
        return Fault::new(field, Reason::TooLong, problem);
    }
    let problem = format!("{end} is not after the start {start}: expected a later time");
    Fault::new(field, Reason::EmptyInterval, problem)
}

/// A contact of somebody with themselves (S3).
#[cold]
pub(crate) fn self_contact(id: &str) -> Fault {
    let problem = format!("`{}` is also `a`: expected another person", excerpt(id));
    Fault::new("b", Reason::SelfContact, problem)
}

/// A place that is its own parent.
#[cold]
pub(crate) fn own_parent(id: &str) -> Fault {
    let problem = format!(
        "`{}` is the place itself: expected the place that it is part of, or nothing",
        excerpt(id)
    );
    Fault::new("parent", Reason::OwnParent, problem)
}

/// A kind of place; nothing is `unknown`.
pub(crate) fn kind(bytes: &[u8], field: &'static str) -> Result<Kind, Fault> {
    let name = text(bytes, field)?.trim();
    if name.is_empty() {
        return Ok(Kind::unknown());
    }
    Kind::new(name).map_err(|mut error| {
        error.name = excerpt(name);
        Fault::new(field, Reason::BadKind, error.to_string())
    })
}

/// Text for people; nothing is `None`.
pub(crate) fn words(bytes: &[u8], field: &'static str) -> Result<Option<String>, Fault> {
    let text = text(bytes, field)?.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// A yes or no; nothing is no.
pub(crate) fn flag(bytes: &[u8], field: &'static str) -> Result<bool, Fault> {
    let text = text(bytes, field)?.trim();
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if text.is_empty() || is(["false", "no", "0"]) {
        Ok(false)
    } else if is(["true", "yes", "1"]) {
        Ok(true)
    } else {
        let problem = format!(
            "`{}` is not a yes or no: expected true, false, yes, no, 1, 0 or nothing",
            excerpt(text)
        );
        Err(Fault::new(field, Reason::BadFlag, problem))
    }
}

/// The name of a source; nothing is none.
pub(crate) fn source<'r>(bytes: &'r [u8], field: &'static str) -> Result<&'r str, Fault> {
    const LONGEST: usize = 256;
    let name = text(bytes, field)?.trim();
    if name.len() <= LONGEST && !name.chars().any(char::is_control) {
        return Ok(name);
    }
    let problem = format!(
        "`{}` is no source: expected a word such as qr:company-12, of at most {LONGEST} bytes",
        excerpt(name)
    );
    Err(Fault::new(field, Reason::BadSource, problem))
}

/// A position, or nothing if both fields are empty.
pub(crate) fn coordinates(lat: &[u8], lon: &[u8]) -> Result<Option<Coordinates>, Fault> {
    let (lat, lon) = (degrees(lat, "lat", 90)?, degrees(lon, "lon", 180)?);
    let half = |field, other| {
        let problem = format!("empty, although {other} is given: expected both or neither");
        Err(Fault::new(field, Reason::BadCoordinates, problem))
    };
    match (lat, lon) {
        (None, None) => Ok(None),
        (None, Some(_)) => half("lat", "lon"),
        (Some(_), None) => half("lon", "lat"),
        (Some(lat), Some(lon)) => Coordinates::new(lat, lon)
            .map(Some)
            .map_err(|error| Fault::new("lat", Reason::BadCoordinates, error.to_string())),
    }
}

fn degrees(bytes: &[u8], field: &'static str, most: i32) -> Result<Option<f64>, Fault> {
    let text = text(bytes, field)?.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<f64>() {
        Ok(degrees) if degrees.abs() <= f64::from(most) => Ok(Some(degrees)),
        _ => {
            let problem = format!(
                "`{}` is not in degrees: expected a number from -{most} to {most}, such as 21.0285",
                excerpt(text)
            );
            Err(Fault::new(field, Reason::BadCoordinates, problem))
        }
    }
}

#[cfg(test)]
#[path = "field_tests.rs"]
mod tests;
