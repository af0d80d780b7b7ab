//! What a question takes as done: thresholds over time, isolation, closed and split places.

use crate::duration::Duration;
use crate::id::ExternalId;
use crate::interval::Interval;

use super::error::QuestionError;

/// A cumulative threshold (S17): the overlaps of an infector with one person count from
/// `min_total` on in any span of `within`, whatever the length of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cumulative {
    /// T, at least 1 s.
    pub min_total: Duration,
    /// R, at least T.
    pub within: Duration,
}

impl Cumulative {
    pub(super) fn check(&self) -> Result<(), QuestionError> {
        let (total, within) = (self.min_total, self.within);
        if total < Duration::from_seconds(1) || within < total || within.is_forever() {
            return Err(QuestionError::Cumulative { total, within });
        }
        Ok(())
    }
}

/// A person is neither infectious nor exposed during an interval (S18).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Isolation {
    /// Who.
    pub person: ExternalId,
    /// When; its end may be [`crate::Timestamp::FOREVER`].
    pub during: Interval,
}

/// A place, with everything that is part of it, is taken as closed during an interval: visits
/// there are cut by it, as S18 cuts those of an isolated person.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// Which.
    pub place: ExternalId,
    /// When; [`Interval::ALWAYS`] unless said otherwise.
    #[serde(default = "always")]
    pub during: Interval,
}

fn always() -> Interval {
    Interval::ALWAYS
}

/// The visitors of a place are taken as divided into parts that do not meet: person number n is
/// in part n modulo `parts`. It holds for visits that count at this place (S20).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Which.
    pub place: ExternalId,
    /// Into how many, 2 or more.
    pub parts: u32,
}
