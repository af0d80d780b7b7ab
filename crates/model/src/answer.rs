//! An answer as plain columns: who was exposed, when, by whom, where (S15, S16, S25).

use std::fmt;

use crate::id::{PersonNo, PlaceNo};
use crate::interval::Interval;
use crate::time::Timestamp;

/// The number of hops from a case: F1 is 1, F2 is 2 … (S13).
pub type Level = u32;

/// How sure a row is (S16).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Both stays of the event were recorded with their ends.
    Recorded,
    /// The event rests on an open visit, whose end was assumed (S4).
    AssumedEnd,
    /// The event rests on a roll-up (S20): the two were under one roof, perhaps not together.
    Coarse,
}

impl Grade {
    /// As it is written in files: `recorded`, `assumed_end`, `coarse`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::AssumedEnd => "assumed_end",
            Self::Coarse => "coarse",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Through what an event happened. A contact sorts before every place, as S15 wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// A direct contact (S11).
    Contact,
    /// Sharing a place (S10).
    Place(PlaceNo),
}

/// One event that made somebody exposed (S10, S11, S15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Witness {
    /// Who was infectious; of a backward trace the person *infected* (S21).
    pub infector: PersonNo,
    /// Through what.
    pub setting: Setting,
    /// The overlap `[x, y)`.
    pub overlap: Interval,
    /// How sure.
    pub grade: Grade,
}

/// One exposed person: a row of the answer (S15, S16).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exposure {
    /// Who.
    pub person: PersonNo,
    /// The fewest hops from a case (S13).
    pub level: Level,
    /// The start of the first qualifying event at `level` (S15); the witness starts there. Of a
    /// backward trace the *last contact*: the end of the last one, where the witness ends (S21).
    pub first_exposure: Timestamp,
    /// The start of the first qualifying event at any hop asked for (S15). Of a backward trace the
    /// *latest contact*: the end of the last one (S21).
    pub earliest_exposure: Timestamp,
    /// The event shown as the reason (S15).
    pub witness: Witness,
    /// Seconds together with infectious people, summed over people, at `level` (S16).
    pub person_seconds: u64,
    /// How likely infection is, 0 to 1 (S22); 0 if the question gives no rates.
    pub risk: f64,
}

/// One event of a chain from a case to a person (S25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChainStep {
    /// The hop at which this event is found.
    pub hop: Level,
    /// Who was exposed by it.
    pub exposed: PersonNo,
    /// The event.
    pub event: Witness,
}

/// The rows of an answer, column by column; row `i` is the `i`-th entry of every column.
///
/// Rows are ordered by level, first exposure (of a backward trace: last contact, the latest
/// first), person number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposures {
    /// [`Exposure::person`].
    pub person: Vec<PersonNo>,
    /// [`Exposure::level`].
    pub level: Vec<Level>,
    /// [`Exposure::first_exposure`].
    pub first_exposure: Vec<Timestamp>,
    /// [`Exposure::earliest_exposure`].
    pub earliest_exposure: Vec<Timestamp>,
    /// [`Exposure::witness`].
    pub witness: Vec<Witness>,
    /// [`Exposure::person_seconds`].
    pub person_seconds: Vec<u64>,
    /// [`Exposure::risk`].
    pub risk: Vec<f64>,
}

impl Exposures {
    /// How many people are exposed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// Whether nobody is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// Adds a row.
    pub fn push(&mut self, row: &Exposure) {
        self.person.push(row.person);
        self.level.push(row.level);
        self.first_exposure.push(row.first_exposure);
        self.earliest_exposure.push(row.earliest_exposure);
        self.witness.push(row.witness);
        self.person_seconds.push(row.person_seconds);
        self.risk.push(row.risk);
    }

    /// Row `i`, if there is one.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<Exposure> {
        Some(Exposure {
            person: *self.person.get(i)?,
            level: *self.level.get(i)?,
            first_exposure: *self.first_exposure.get(i)?,
            earliest_exposure: *self.earliest_exposure.get(i)?,
            witness: *self.witness.get(i)?,
            person_seconds: *self.person_seconds.get(i)?,
            risk: *self.risk.get(i)?,
        })
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Exposure> + '_ {
        (0..self.len()).filter_map(|i| self.get(i))
    }

    /// How many people there are at each level; entry 0 is level 1.
    #[must_use]
    pub fn count_by_level(&self) -> Vec<u64> {
        let mut counts = Vec::new();
        for &level in &self.level {
            let at = (level as usize).saturating_sub(1);
            if counts.len() <= at {
                counts.resize(at.saturating_add(1), 0u64);
            }
            if let Some(count) = counts.get_mut(at) {
                *count = count.saturating_add(1);
            }
        }
        counts
    }
}

impl FromIterator<Exposure> for Exposures {
    fn from_iter<T: IntoIterator<Item = Exposure>>(rows: T) -> Self {
        let mut exposures = Self::default();
        for row in rows {
            exposures.push(&row);
        }
        exposures
    }
}
