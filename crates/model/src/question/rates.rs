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
