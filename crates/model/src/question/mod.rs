//! A question as one plain value, and what makes it a bad one (S8 to S13, S17 to S22, S28).

mod error;

mod hops;

mod filter;

mod measures;

mod rates;

use std::collections::{BTreeMap, BTreeSet};

use crate::duration::Duration;
use crate::id::ExternalId;
use crate::interval::Interval;
use crate::kind::Kind;

pub use error::QuestionError;
pub use filter::Filter;
pub use hops::Hops;
pub use measures::{Closure, Cumulative, Isolation, Split};
pub use rates::{Rate, RateError, Rates, Share};

/// A confirmed case and when it was infectious (S9).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Who.
    pub person: ExternalId,
    /// When infectious; its end may be [`crate::Timestamp::FOREVER`].
    pub infectious: Interval,
}

/// Which way a trace goes.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Whom may the cases have infected?
    #[default]
    Forward,
    /// Who may have infected the cases (S21)? The interval of a case is then the one in which it
    /// may have been infected.
    Backward,
}

impl Direction {
    /// The names of the two time columns of a row: of the event at the person's level, and of the
    /// one at any hop (S15, S21).
    #[must_use]
    pub const fn time_columns(self) -> [&'static str; 2] {
        match self {
            Self::Forward => ["first_exposure", "earliest_exposure"],
            Self::Backward => ["last_contact", "latest_contact"],
        }
    }

    /// The name of the column with the other person of the event: by whom somebody was exposed,
    /// or, backward, the person *infected* by the one listed (S15, S21).
    #[must_use]
    pub const fn other_column(self) -> &'static str {
        match self {
            Self::Forward => "infector",
            Self::Backward => "infected",
        }
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde calls it with a reference"
    )]
    fn is_forward(&self) -> bool {
        *self == Self::Forward
    }
}

/// Who was exposed? Everything that the answer depends on besides the snapshot (S8 to S13,
/// S17 to S22).
///
/// Written by serde it names its cases, `hops`, `min_overlap`, `latent` and `until`, and of the
/// rest what differs from [`Question::default`]; what is not written is as there.
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Interval>,
    /// How long a place of that kind stays infectious after the infector has left; 0 unless said
    /// otherwise (S10).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lag: BTreeMap<Kind, Duration>,
    /// Whom the cases may have infected, or who may have infected them (S21).
    #[serde(skip_serializing_if = "Direction::is_forward")]
    pub direction: Direction,
    /// Overlaps of a pair that add up count, too (S17); not unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cumulative: Option<Cumulative>,
    /// Who was isolated when (S18).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub isolation: Vec<Isolation>,
    /// What a record must be to exist for the question (S19); anything unless said.
    #[serde(skip_serializing_if = "Filter::is_empty")]
    pub only: Filter,
    /// Which records do not exist for the question (S19); none unless said.
    #[serde(skip_serializing_if = "Filter::is_empty")]
    pub except: Filter,
    /// Visits count at the ancestor of this kind (S20); not unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roll_up: Option<Kind>,
    /// Places taken as closed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<Closure>,
    /// Places whose visitors are taken as kept apart in parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub splits: Vec<Split>,
    /// Risk is estimated at these rates (S22); not unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<Rates>,
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
            direction: Direction::Forward,
            cumulative: None,
            isolation: Vec::new(),
            only: Filter::default(),
            except: Filter::default(),
            roll_up: None,
            closures: Vec::new(),
            splits: Vec::new(),
            risk: None,
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
        if let Some(cumulative) = &self.cumulative {
            cumulative.check()?;
        }
        self.check_splits()
    }

    fn check_splits(&self) -> Result<(), QuestionError> {
        let mut places = BTreeSet::new();
        for split in &self.splits {
            let place = split.place.to_string();
            if split.parts < 2 {
                let parts = split.parts;
                return Err(QuestionError::Split { place, parts });
            }
            if !places.insert(&split.place) {
                return Err(QuestionError::SplitTwice { place });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
