//! How likely infection is, in whole numbers up to the last step (S22).

use truyvet_model::{Filter, Kind, PersonNo, Rates, Setting, Share};

use crate::event::Event;
use crate::world::World;

/// The weight of a case; that of others is a part of it.
pub const WHOLE: u64 = 1 << 24;

/// The rate of an event in millionths an hour: that of the kind of the place where the visits
/// count, or of `contact`; else the one for all others.
#[must_use]
pub fn s22_rate(world: &World, rates: &Rates, setting: Setting) -> u64 {
    let name = match setting {
        Setting::Contact => Filter::CONTACT.to_owned(),
        Setting::Place(place) => world.place(place).kind.name().to_owned(),
    };
    let of_kind = |(kind, rate): (&Kind, _)| (kind.name() == name).then_some(rate);
    let rate = rates.by_kind.iter().find_map(of_kind);
    u64::from(rate.unwrap_or(&rates.otherwise).millionths())
}

/// The units of hazard of one event: rate x weight x seconds.
#[must_use]
pub fn s22_units(rate: u64, weight: u64, event: &Event) -> u64 {
    let seconds = event.witness.overlap.length().seconds().unsigned_abs();
    rate.saturating_mul(weight).saturating_mul(seconds)
}

/// Risk from the sum of all units. A unit is `1 / (2^24 * 10^6 * 3600)`.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "S22 says that the sum becomes a 64-bit float here"
)]
pub fn s22_risk(units: u64, susceptibility: Share) -> f64 {
    const UNITS: f64 = 16_777_216.0 * 1e6 * 3600.0;
    let hazard = units as f64 / UNITS * f64::from(susceptibility);
    -(-hazard).exp_m1()
}

/// How susceptible a person is who is not named: by doses, the last share stands for more; whole
/// where the doses are not known or the question says nothing of them.
#[must_use]
pub fn s22_by_doses(world: &World, rates: &Rates, person: PersonNo) -> Share {
    let Some(&doses) = world.doses.get(&person) else {
        return Share::WHOLE;
    };
    let shares = &rates.by_doses;
    let known = shares.get(usize::from(doses)).or(shares.last());
    known.copied().unwrap_or(Share::WHOLE)
}

/// The weight of a person who is no case: its risk, in units of [`WHOLE`].
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a risk is from 0 to 1"
)]
pub fn s22_weight(risk: f64) -> u64 {
    (risk * 16_777_216.0).round() as u64
}

#[cfg(test)]
#[path = "risk_tests.rs"]
mod tests;
