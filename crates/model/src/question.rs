//! A question as one plain value, and what makes it a bad one (S8 to S13, S28).

use std::collections::BTreeMap;
use std::fmt;

use crate::duration::Duration;
use crate::id::ExternalId;
use crate::interval::Interval;
use crate::kind::Kind;

/// A confirmed case and when it was infectious (S9).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Case {
    /// Who.
    pub person: ExternalId,
    /// When infectious; its end may be [`crate::Timestamp::FOREVER`].
    pub infectious: Interval,
}

/// How many hops to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hops {
    /// At most that many, from 1.
    AtMost(u32),
    /// Until nothing changes.
    All,
}

impl Hops {
    /// Whether hop number `h` (from 1) is still asked for.
    #[must_use]
    pub const fn includes(self, h: u32) -> bool {
        match self {
            Self::AtMost(k) => h <= k,
            Self::All => true,
        }
    }

    /// Reads `3` or `all`.
    ///
    /// # Errors
    /// [`QuestionError::Hops`].
    pub fn parse(text: &str) -> Result<Self, QuestionError> {
        match text.trim() {
            "all" => Ok(Self::All),
            number => match number.parse::<u32>() {
                Ok(k) if k >= 1 => Ok(Self::AtMost(k)),
                _ => Err(QuestionError::Hops {
                    value: text.to_owned(),
                }),
            },
        }
    }
}

impl From<u32> for Hops {
    fn from(k: u32) -> Self {
        Self::AtMost(k)
    }
}

impl std::str::FromStr for Hops {
    type Err = QuestionError;
    fn from_str(text: &str) -> Result<Self, QuestionError> {
        Self::parse(text)
    }
}

impl fmt::Display for Hops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(k) => write!(f, "{k}"),
            Self::All => f.write_str("all"),
        }
    }
}

impl serde::Serialize for Hops {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::AtMost(k) => to.serialize_u32(*k),
            Self::All => to.serialize_str("all"),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Hops {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u32),
            Text(String),
        }
        let text = match Written::deserialize(from)? {
            Written::Number(k) => k.to_string(),
            Written::Text(text) => text,
        };
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Who was exposed? Everything that the answer depends on besides the snapshot (S8 to S13).
///
/// ```
/// use truyvet_model::{Hops, Question, ToDuration};
/// let question = Question { min_overlap: 15.minutes(), latent: 2.days(), ..Question::default() };
/// assert_eq!(question.hops, Hops::AtMost(3));
/// assert!(question.check().is_err()); // it names no case
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// The cases; one person may stand here several times, with several intervals (S9).
    pub cases: Vec<Case>,
    /// How many hops; 3 unless said otherwise.
    pub hops: Hops,
    /// d: the least overlap that counts, at least 1 s; 1 s unless said otherwise (S10).
    pub min_overlap: Duration,
    /// L: from exposure until infectious; 0 unless said otherwise (S12).
    pub latent: Duration,
    /// U: from exposure until no longer infectious, longer than L; without end unless said
    /// otherwise (S12).
    pub until: Duration,
    /// W: records that do not intersect it are ignored; everything unless said otherwise (S8).
    pub window: Option<Interval>,
    /// How long a place of that kind stays infectious after the infector has left; 0 unless said
    /// otherwise (S10).
    pub lag: BTreeMap<Kind, Duration>,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            cases: Vec::new(),
            hops: Hops::AtMost(3),
            min_overlap: Duration::from_seconds(1),
            latent: Duration::ZERO,
            until: Duration::FOREVER,
            window: None,
            lag: BTreeMap::new(),
        }
    }
}

impl Question {
    /// Checks what can be checked without a store (S28).
    ///
    /// # Errors
    /// [`QuestionError`], naming the field, the value and what is allowed.
    pub fn check(&self) -> Result<(), QuestionError> {
        if self.cases.is_empty() {
            return Err(QuestionError::NoCases);
        }
        if self.hops == Hops::AtMost(0) {
            return Err(QuestionError::Hops {
                value: "0".to_owned(),
            });
        }
        if self.min_overlap < Duration::from_seconds(1) || self.min_overlap.is_forever() {
            return Err(QuestionError::MinOverlap {
                value: self.min_overlap,
            });
        }
        if self.latent.is_forever() || self.until <= self.latent {
            return Err(QuestionError::Until {
                until: self.until,
                latent: self.latent,
            });
        }
        if let Some((kind, _)) = self.lag.iter().find(|(_, lag)| lag.is_forever()) {
            return Err(QuestionError::Lag { kind: kind.clone() });
        }
        Ok(())
    }
}

/// A question that has no answer (S28). Ids of people are shown as given: they are the asker's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// No case at all.
    #[error(
        "cases: none given; name at least one case with the interval in which it was infectious"
    )]
    NoCases,
    /// `hops` is not a number from 1, nor `all`.
    #[error("hops: `{value}` is not allowed; expected a whole number from 1, or `all`")]
    Hops {
        /// The value given.
        value: String,
    },
    /// d < 1 s.
    #[error("min_overlap: {value} is not allowed; expected 1s or more, and not inf")]
    MinOverlap {
        /// The value given.
        value: Duration,
    },
    /// U <= L.
    #[error(
        "until: {until} is not allowed with latent {latent}; expected until > latent, and latent not inf"
    )]
    Until {
        /// U as given.
        until: Duration,
        /// L as given.
        latent: Duration,
    },
    /// An endless lag.
    #[error("lag: inf is not allowed for kind `{kind}`; expected a length of time such as 30m")]
    Lag {
        /// The kind given.
        kind: Kind,
    },
    /// A lag for a kind that no place of the store has and that is not in [`Kind::KNOWN`] either.
    #[error("lag: no place of the store has the kind `{kind}`; its kinds are: {known}")]
    UnknownKind {
        /// The kind given.
        kind: Kind,
        /// The kinds in the store, comma-separated.
        known: String,
    },
    /// A person the store has never heard of.
    #[error("{field}: no person `{id}` in the store; check the id and its namespace")]
    UnknownPerson {
        /// `cases`, `to` …
        field: &'static str,
        /// The id given.
        id: String,
    },
    /// A window outside the time that the store has records of.
    #[error("window: {window} is outside the store's time range, {range}")]
    Window {
        /// The window given.
        window: Interval,
        /// From the first record's start to the last one's end.
        range: Interval,
    },
    /// A person who is not in the answer was asked about.
    #[error(
        "to: `{id}` is not in the answer: no qualifying event reaches this person within the hops asked for"
    )]
    NotExposed {
        /// The id given.
        id: String,
    },
    /// The store holds no record at all.
    #[error(
        "the store holds no visits and no contacts, so it cannot say who was exposed; import records first"
    )]
    EmptyStore,
}

#[cfg(test)]
#[path = "question_tests.rs"]
mod tests;
