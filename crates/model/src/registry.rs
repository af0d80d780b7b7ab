//! What registries know besides records: people's units and vaccine doses, confirmed cases.

use crate::duration::Duration;
use crate::id::PersonNo;
use crate::interval::Interval;
use crate::time::Timestamp;

/// What is known of a person besides records; only what answers need (S22, S26).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct PersonDetails {
    /// The administrative unit of the person's home, as a path: `24/213/07213` (S26).
    pub unit: Option<String>,
    /// How many doses of a vaccine the person has had (S22).
    pub doses: Option<u8>,
}

/// What is known of an administrative unit besides its path (S35).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitDetails {
    /// What it is called.
    pub name: Option<String>,
    /// Which of the levels it is of; where nobody says, it follows from the depth of the path.
    pub level: Option<UnitLevel>,
    /// How many people live there.
    pub population: Option<u64>,
}

/// The level of an administrative unit, the widest first.
///
/// ```
/// use truyvet_model::UnitLevel;
/// assert_eq!("district".parse(), Ok(UnitLevel::District));
/// assert_eq!(UnitLevel::of_path("24/213/07213"), Some(UnitLevel::Commune));
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum UnitLevel {
    /// A province, or a city under the central government.
    Province,
    /// A district.
    District,
    /// A commune, ward or township.
    Commune,
}

impl UnitLevel {
    /// All of them, the widest first.
    pub const ALL: [Self; 3] = [Self::Province, Self::District, Self::Commune];

    /// What it is called: `province`, `district` or `commune`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    /// The level that the depth of a path says: `24` is a province, `24/213` a district,
    /// `24/213/07213` a commune; what lies deeper has none.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let depth = path.bytes().filter(|byte| *byte == b'/').count();
        Self::ALL.get(depth).copied()
    }
}

impl std::fmt::Display for UnitLevel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that is no level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no level of units: expected province, district or commune")]
pub struct UnknownLevel(String);

impl std::str::FromStr for UnitLevel {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Self, UnknownLevel> {
        let mut all = Self::ALL.into_iter();
        all.find(|level| level.name() == text)
            .ok_or_else(|| UnknownLevel(text.to_owned()))
    }
}

/// A confirmed case of the line list. Its key is `(person, tested)`: a later record with the same
/// key replaces the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseRecord {
    /// Who.
    pub person: PersonNo,
    /// When the sample was taken that tested positive.
    pub tested: Timestamp,
    /// When symptoms began; `None` without symptoms, or if nobody knows.
    pub onset: Option<Timestamp>,
    /// Since when the person is isolated; `None` if not yet, or if nobody knows.
    pub isolated: Option<Timestamp>,
}

/// How a case's infectious interval follows from its dates: named, and data, so that another rule
/// is another value.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InfectiousRule {
    /// What it is called: `two-days`.
    pub name: String,
    /// What it says, and where that is written.
    pub source: String,
    /// How long before the onset of symptoms it begins.
    pub before_onset: Duration,
    /// How long before the test it begins, if there was no onset.
    pub before_test: Duration,
    /// How long after the onset, else after the test, it ends, unless isolation ends it earlier.
    pub after: Duration,
}

const fn days(n: u32) -> Duration {
    Duration::from_seconds(n * 86_400)
}

impl InfectiousRule {
    /// The rule that is used where none is named: from two days before the onset of symptoms (or
    /// before the sample was taken, without symptoms) until isolation, at most until 14 days
    /// after.
    ///
    /// It is our reading of: World Health Organization, *Contact tracing in the context of
    /// COVID-19*, interim guidance of 10 May 2020, which follows up contacts from the 2 days before
    /// to the 14 days after onset, or after the sample was taken.
    #[must_use]
    pub fn two_days() -> Self {
        Self {
            name: "two-days".to_owned(),
            source: "WHO, Contact tracing in the context of COVID-19, interim guidance, 10 May \
                     2020: from 2 days before to 14 days after onset, or after the sample"
                .to_owned(),
            before_onset: days(2),
            before_test: days(2),
            after: days(14),
        }
    }

    /// The rules that have a name here.
    #[must_use]
    pub fn all() -> Vec<Self> {
        vec![Self::two_days()]
    }

    /// The rule of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|rule| rule.name == name)
    }

    /// When a case was infectious among others; `None` if isolation began before that, so that it
    /// never was.
    ///
    /// ```
    /// use truyvet_model::{CaseRecord, InfectiousRule, PersonNo, Timestamp};
    /// let at = |text| Timestamp::parse(text).ok();
    /// let case = CaseRecord {
    ///     person: PersonNo(0),
    ///     tested: Timestamp::parse("2021-05-09T08:00:00+07:00")?,
    ///     onset: at("2021-05-07T00:00:00+07:00"),
    ///     isolated: at("2021-05-09T18:00:00+07:00"),
    /// };
    /// let infectious = InfectiousRule::two_days().infectious(&case);
    /// assert_eq!(infectious.map(|i| (i.start(), i.end())), Some((
    ///     Timestamp::parse("2021-05-05T00:00:00+07:00")?,
    ///     Timestamp::parse("2021-05-09T18:00:00+07:00")?,
    /// )));
    /// # Ok::<(), truyvet_model::TimeError>(())
    /// ```
    #[must_use]
    pub fn infectious(&self, case: &CaseRecord) -> Option<Interval> {
        let (first, before) = match case.onset {
            Some(onset) => (onset, self.before_onset),
            None => (case.tested, self.before_test),
        };
        let latest = first + self.after;
        let end = case.isolated.map_or(latest, |time| time.min(latest));
        Interval::checked(first - before, end)
    }
}

#[cfg(test)]
#[path = "registry_tests.rs"]
mod tests;
