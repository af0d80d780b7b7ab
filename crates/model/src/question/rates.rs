//! At which rates risk is estimated (S22), as whole numbers so that sums are exact.

use std::collections::BTreeMap;
use std::fmt;

use crate::id::ExternalId;
use crate::kind::Kind;

/// How likely infection is (S22).
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rates {
    /// For an hour of sharing a place of that kind with one fully infectious person. `contact`
    /// ([`crate::Filter::CONTACT`]) stands for direct contacts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by_kind: BTreeMap<Kind, Rate>,
    /// The same for every other kind, and for contacts if they are not in `by_kind`.
    pub otherwise: Rate,
    /// How susceptible people are; 1 unless said otherwise (a vaccination lowers it).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub susceptibility: BTreeMap<ExternalId, Share>,
    /// How susceptible people are who are not in `susceptibility`, by doses of a vaccine (S35): the
    /// index is the number of doses, and the last one stands for more. Whose doses are not known
    /// is as susceptible as anybody can be: 1.
    ///
    /// ```
    /// use truyvet_model::{Rates, Share};
    /// let by_doses = [1.0, 0.6, 0.3].map(|share| Share::try_from(share).unwrap());
    /// let rates = Rates { by_doses: by_doses.into(), ..Rates::default() };
    /// assert_eq!(rates.of_doses(Some(0)), Share::WHOLE);
    /// assert_eq!(f64::from(rates.of_doses(Some(4))), 0.3);
    /// assert_eq!(rates.of_doses(None), Share::WHOLE);
    /// ```
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by_doses: Vec<Share>,
}

impl Rates {
    /// How susceptible somebody with so many doses is, who is not in `susceptibility` (S22).
    #[must_use]
    pub fn of_doses(&self, doses: Option<u8>) -> Share {
        let Some((last, _)) = self.by_doses.split_last() else {
            return Share::WHOLE;
        };
        let of = |doses: u8| self.by_doses.get(usize::from(doses)).unwrap_or(last);
        doses.map_or(Share::WHOLE, |doses| *of(doses))
    }
}

/// A hazard per hour in steps of 1e-6, from 0 to 4294.967295.
#[derive(
    Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "f64", into = "f64")]
pub struct Rate(u32);

/// A part of a whole in steps of 1e-6, from 0 to 1.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "f64", into = "f64")]
pub struct Share(u32);

const STEPS: f64 = 1e6;

impl Rate {
    /// That many millionths an hour.
    #[must_use]
    pub const fn from_millionths(millionths: u32) -> Self {
        Self(millionths)
    }

    /// In millionths an hour.
    #[must_use]
    pub const fn millionths(self) -> u32 {
        self.0
    }
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self(1_000_000);

    /// In millionths.
    #[must_use]
    pub const fn millionths(self) -> u32 {
        self.0
    }
}

impl From<Rate> for f64 {
    fn from(rate: Rate) -> Self {
        Self::from(rate.0) / STEPS
    }
}

impl From<Share> for f64 {
    fn from(share: Share) -> Self {
        Self::from(share.0) / STEPS
    }
}

/// A number that is no rate or share.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{value} is not allowed; expected a number from 0 to {greatest}")]
pub struct RateError {
    value: f64,
    greatest: f64,
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within u32 after the check"
)]
fn steps(value: f64, greatest: f64) -> Result<u32, RateError> {
    if (0.0..=greatest).contains(&value) {
        Ok((value * STEPS).round() as u32)
    } else {
        Err(RateError { value, greatest })
    }
}

impl TryFrom<f64> for Rate {
    type Error = RateError;
    fn try_from(value: f64) -> Result<Self, RateError> {
        steps(value, f64::from(u32::MAX) / STEPS).map(Self)
    }
}

impl TryFrom<f64> for Share {
    type Error = RateError;
    fn try_from(value: f64) -> Result<Self, RateError> {
        steps(value, 1.0).map(Self)
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/h", f64::from(*self))
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(*self))
    }
}
