//! Kinds of places, and how long a visit without check-out is assumed to last (S4, S5).

use std::fmt;

use crate::duration::Duration;

/// What sort of place a place is: `household`, `line`, `market` … (S5).
///
/// The set is open: any lower-case word of letters, digits, `_` and `-` is a kind. Those in
/// [`Kind::KNOWN`] have a dwell of their own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Kind(Box<str>);

impl Kind {
    /// The kind of a place that was never declared.
    pub const UNKNOWN: &'static str = "unknown";

    /// The kinds that truyvet knows, and the dwell of each: how long after its check-in an open
    /// visit is assumed to end at the latest (S4). Chosen so that a forgotten check-out errs on
    /// the side of one whole usual stay. A kind that is not listed here has the dwell of `unknown`.
    pub const KNOWN: [(&'static str, Duration); 21] = [
        ("boarding_house", hours(12)),
        ("bus", hours(2)),
        ("canteen", hours(1)),
        ("checkpoint", minutes(15)),
        ("class", hours(5)),
        ("coach", hours(6)),
        ("company", hours(12)),
        ("health_station", hours(3)),
        ("hospital", hours(24)),
        ("household", hours(14)),
        ("line", hours(12)),
        ("market", hours(2)),
        ("office", hours(9)),
        ("park", hours(12)),
        ("quarantine", hours(24)),
        ("restaurant", hours(2)),
        ("school", hours(9)),
        ("shop", hours(1)),
        ("stall", hours(1)),
        ("worship", hours(2)),
        (Self::UNKNOWN, hours(4)),
    ];

    /// The kind of that name.
    ///
    /// # Errors
    /// [`KindError`] unless `name` is 1 to 64 lower-case ASCII letters, digits, `_` or `-`.
    pub fn new(name: &str) -> Result<Self, KindError> {
        let allowed =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
        if (1..=64).contains(&name.len()) && name.bytes().all(allowed) {
            Ok(Self(name.into()))
        } else {
            Err(KindError {
                name: name.to_owned(),
            })
        }
    }

    /// The kind of places that were never declared.
    #[must_use]
    pub fn unknown() -> Self {
        Self(Self::UNKNOWN.into())
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The documented default dwell of this kind (S4); a store's settings can change it.
    #[must_use]
    pub fn default_dwell(&self) -> Duration {
        let of = |name: &str| {
            Self::KNOWN
                .iter()
                .find(|(known, _)| *known == name)
                .map(|k| k.1)
        };
        of(&self.0)
            .or_else(|| of(Self::UNKNOWN))
            .unwrap_or(hours(4))
    }
}

const fn minutes(n: u32) -> Duration {
    Duration::from_seconds(n * 60)
}

const fn hours(n: u32) -> Duration {
    Duration::from_seconds(n * 3600)
}

impl Default for Kind {
    fn default() -> Self {
        Self::unknown()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Kind {
    type Err = KindError;
    fn from_str(name: &str) -> Result<Self, KindError> {
        Self::new(name)
    }
}

impl TryFrom<String> for Kind {
    type Error = KindError;
    fn try_from(name: String) -> Result<Self, KindError> {
        Self::new(&name)
    }
}

impl From<Kind> for String {
    fn from(kind: Kind) -> Self {
        kind.0.into()
    }
}

/// A text that cannot be a kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{name}` is not a kind of place: expected 1 to 64 lower-case letters, digits, `_` or `-` (household, line, market)"
)]
pub struct KindError {
    /// The text given.
    pub name: String,
}

#[cfg(test)]
#[path = "kind_tests.rs"]
mod tests;
