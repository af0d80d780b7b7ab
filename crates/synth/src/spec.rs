//! What a province is to be: how many people, how many days, from which seed.

use std::path::PathBuf;

use truyvet_model::Timestamp;

/// A province to generate. The same values give the same province to the byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvinceSpec {
    /// How many people, 1 to [`ProvinceSpec::MAX_PEOPLE`].
    pub people: u32,
    /// How many days, 1 to [`ProvinceSpec::MAX_DAYS`]. The last night's stays end on the morning after.
    pub days: u32,
    /// What everything random follows from.
    pub seed: u64,
    /// Midnight, local time, of day 0. Local time is UTC+7, so that hours and weekdays fit Viet Nam.
    pub start: Timestamp,
    /// Direct contacts (S3) a day per thousand people, as Bluetooth apps record them; 0 for none.
    pub contacts_per_1000: u32,
}

impl ProvinceSpec {
    /// The most people a province can have.
    pub const MAX_PEOPLE: u32 = 50_000_000;
    /// The most days a province can have.
    pub const MAX_DAYS: u32 = 3650;

    /// Checks every field.
    ///
    /// # Errors
    /// [`SynthError::Spec`], naming the field and the values allowed.
    pub fn check(&self) -> Result<(), SynthError> {
        let bad = |field, value: i64, expected| {
            Err(SynthError::Spec {
                field,
                value,
                expected,
            })
        };
        if !(1..=Self::MAX_PEOPLE).contains(&self.people) {
            return bad("people", self.people.into(), "1 to 50,000,000");
        }
        if !(1..=Self::MAX_DAYS).contains(&self.days) {
            return bad("days", self.days.into(), "1 to 3,650");
        }
        if self.contacts_per_1000 > 100_000 {
            return bad(
                "contacts_per_1000",
                self.contacts_per_1000.into(),
                "0 to 100,000",
            );
        }
        let seconds = self.start.seconds();
        if !(0..=4_102_444_800).contains(&seconds) || (seconds + 7 * 3600) % 86_400 != 0 {
            return bad("start", seconds, "a midnight of UTC+7 from 1970 to 2100");
        }
        Ok(())
    }
}

/// 20,000 people for 7 days from Monday, 3 May 2021 (local time), seed 1, no direct contacts.
impl Default for ProvinceSpec {
    fn default() -> Self {
        Self {
            people: 20_000,
            days: 7,
            seed: 1,
            start: Timestamp::from_seconds(1_619_974_800),
            contacts_per_1000: 0,
        }
    }
}

/// Why a province cannot be made or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SynthError {
    /// A field of the spec out of range.
    #[error("{field}: {value} is not allowed; expected {expected}")]
    Spec {
        /// The field.
        field: &'static str,
        /// Its value.
        value: i64,
        /// What is allowed.
        expected: &'static str,
    },
    /// No such preset.
    #[error("preset: `{name}` is not known; there are {known}")]
    Preset {
        /// What was asked for.
        name: String,
        /// Those there are.
        known: String,
    },
    /// A file of the truth cannot be read or says what it cannot.
    #[error("{}: line {line}: {problem}", path.display())]
    Truth {
        /// The file.
        path: PathBuf,
        /// The line, from 1; 0 where no line is to blame.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// A file could not be written.
    #[error("{}: cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

#[cfg(test)]
#[path = "spec_tests.rs"]
mod tests;
