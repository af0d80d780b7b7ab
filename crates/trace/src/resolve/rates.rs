//! Rates of risk by number (S22).

use std::collections::HashMap;
use std::sync::Arc;

use truyvet_model::{Filter, Kind, PersonNo, Question, Rate, Rates};
use truyvet_store::{Homes, Snapshot};

use super::names::Names;
use crate::error::TraceError;

/// The weight of a fully infectious person.
pub(crate) const WHOLE_WEIGHT: u32 = 1 << 24;

/// Hazard of 1 in units: weight x millionths an hour x seconds.
const UNITS: f64 = (1u64 << 24) as f64 * 1e6 * 3600.0;

/// Rates in millionths an hour, and how susceptible people are.
#[derive(Clone, Debug)]
pub(crate) struct Hazards {
    /// By number of the kind.
    by_kind: Vec<u32>,
    /// Of direct contacts.
    pub contact: u32,
    susceptibility: HashMap<u32, f64>,
    /// Of those who are not in it.
    by_doses: Option<ByDoses>,
}

/// How susceptible people are by their doses.
#[derive(Clone, Debug)]
struct ByDoses {
    homes: Arc<Homes>,
    /// By number of doses; no number that a register holds is missing.
    shares: Vec<f64>,
}

impl ByDoses {
    fn new(snapshot: &Snapshot, rates: &Rates) -> Result<Option<Self>, TraceError> {
        if rates.by_doses.is_empty() {
            return Ok(None);
        }
        let shares = (0..=u8::MAX).map(|doses| f64::from(rates.of_doses(Some(doses))));
        Ok(Some(Self {
            homes: Arc::new(snapshot.homes()?),
            shares: shares.collect(),
        }))
    }

    fn of(&self, person: u32) -> Option<f64> {
        let doses = self.homes.doses(PersonNo(person))?;
        self.shares.get(usize::from(doses)).copied()
    }
}

impl Hazards {
    pub(super) fn new(
        snapshot: &Snapshot,
        question: &Question,
    ) -> Result<Option<Self>, TraceError> {
        let Some(rates) = &question.risk else {
            return Ok(None);
        };
        let names = Names(snapshot);
        for kind in rates.by_kind.keys() {
            names.kind("risk.by_kind", kind)?;
        }
        let mut susceptibility = HashMap::new();
        for (person, share) in &rates.susceptibility {
            let person = names.person("risk.susceptibility", person)?;
            susceptibility.insert(person, f64::from(*share));
        }
        let rate = |named: &dyn Fn(&Kind) -> bool| -> Rate {
            let found = rates.by_kind.iter().find(|(kind, _)| named(kind));
            found.map_or(rates.otherwise, |(_, rate)| *rate)
        };
        let of_kind = |kind: &Kind| rate(&|named: &Kind| named == kind).millionths();
        Ok(Some(Self {
            by_kind: snapshot.kinds().iter().map(of_kind).collect(),
            contact: rate(&|named: &Kind| named.name() == Filter::CONTACT).millionths(),
            susceptibility,
            by_doses: ByDoses::new(snapshot, rates)?,
        }))
    }

    /// The rate at places of a kind.
    pub(crate) fn at_kind(&self, kind: u16) -> u32 {
        self.by_kind.get(usize::from(kind)).copied().unwrap_or(0)
    }

    /// The risk of `person` from hazard in units.
    pub(crate) fn risk(&self, person: u32, units: u64) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a risk has no 53 significant bits"
        )]
        let hazard = units as f64 / UNITS;
        let named = self.susceptibility.get(&person).copied();
        let by_doses = || self.by_doses.as_ref().and_then(|all| all.of(person));
        let susceptibility = named.or_else(by_doses).unwrap_or(1.0);
        -(-hazard * susceptibility).exp_m1()
    }
}

/// The weight of a person of that risk.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a risk is 0 to 1"
)]
pub(crate) fn weight(risk: f64) -> u32 {
    (risk * f64::from(WHOLE_WEIGHT)).round() as u32
}
