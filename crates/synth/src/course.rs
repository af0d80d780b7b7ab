//! The course of one infection: when somebody is infectious, ill, tested, isolated.

use crate::chance::gamma;
use crate::draws::{Draws, Purpose, key, purpose};
use crate::spec::SynthError;

/// A disease and an outbreak of it. Lengths are in days; rates are per hour that two people are
/// close to each other (see [`crate::Circles`]), for an infector of average infectiousness.
///
/// The defaults are those of a respiratory disease like COVID-19 in 2021; docs/provinces.md says
/// where each comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutbreakSpec {
    /// How many people bring it in, in the three days before the province begins.
    pub seeds: u32,
    /// All rates are multiplied with this.
    pub strength: f64,
    /// At home and in boarding houses.
    pub home_rate: f64,
    /// On the line, in the office, in shops and markets as one who works there or comes.
    pub work_rate: f64,
    /// At table: canteens and restaurants.
    pub table_rate: f64,
    /// In buses and coaches.
    pub ride_rate: f64,
    /// In class.
    pub class_rate: f64,
    /// Everywhere else.
    pub other_rate: f64,
    /// Shape of the gamma distribution of individual infectiousness: the smaller, the more of all
    /// infections come from few. The numbers of secondary cases are negative binomial with this k.
    pub dispersion: f64,
    /// Mean days from infection until infectious; no infection takes less than one.
    pub latent_days: f64,
    /// Mean days of being infectious.
    pub infectious_days: f64,
    /// Of a thousand infected, how many fall ill.
    pub symptomatic: u32,
    /// Of a thousand who fall ill, how many are tested, after two and a half days on average.
    pub tested_ill: u32,
    /// Of a thousand who do not, how many are found all the same.
    pub tested_well: u32,
}

impl Default for OutbreakSpec {
    fn default() -> Self {
        Self {
            seeds: 5,
            strength: 1.0,
            home_rate: 0.03,
            work_rate: 0.03,
            table_rate: 0.12,
            ride_rate: 0.09,
            class_rate: 0.02,
            other_rate: 0.08,
            dispersion: 0.4,
            latent_days: 3.0,
            infectious_days: 6.0,
            symptomatic: 650,
            tested_ill: 850,
            tested_well: 200,
        }
    }
}

impl OutbreakSpec {
    /// Checks every field.
    ///
    /// # Errors
    /// [`SynthError::Spec`], naming the field and what is allowed.
    pub fn check(&self, people: u32) -> Result<(), SynthError> {
        let bad = |field, value: f64, expected| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "only shown; `as` saturates"
            )]
            Err(SynthError::Spec {
                field,
                value: value as i64,
                expected,
            })
        };
        if self.seeds > people {
            return bad("seeds", self.seeds.into(), "at most as many as people");
        }
        let rates = [
            self.strength,
            self.home_rate,
            self.work_rate,
            self.table_rate,
            self.ride_rate,
            self.class_rate,
            self.other_rate,
        ];
        for rate in rates {
            if !(0.0..=1_000.0).contains(&rate) {
                return bad("rate", rate, "0 to 1,000");
            }
        }
        if !(0.01..=1_000.0).contains(&self.dispersion) {
            return bad("dispersion", self.dispersion, "0.01 to 1,000");
        }
        for days in [self.latent_days, self.infectious_days] {
            if !(1.0..=365.0).contains(&days) {
                return bad("days", days, "1 to 365");
            }
        }
        Ok(())
    }
}

/// One infection, with all that is true of it. Times in seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Infection {
    /// Who.
    pub person: u32,
    /// By whom; nobody if it was brought in.
    pub infector: Option<u32>,
    /// Where; nowhere if it was brought in.
    pub place: Option<u32>,
    /// When.
    pub time: i64,
    /// How many infections before it: 0 if it was brought in.
    pub generation: u32,
    /// Infectious from here …
    pub infectious: i64,
    /// … until here, if not isolated.
    pub recovered: i64,
    /// First symptoms, if there are any.
    pub onset: Option<i64>,
    /// The positive test, if there is one.
    pub tested: Option<i64>,
    /// Isolated from then on; a few hours after the test.
    pub isolated: Option<i64>,
    /// How infectious, 1 on average.
    pub infectiousness: f64,
}

impl Infection {
    /// Until when others could be infected.
    #[must_use]
    pub fn until(&self) -> i64 {
        self.recovered.min(self.isolated.unwrap_or(i64::MAX))
    }
}

/// Where an infection came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    pub(crate) infector: Option<u32>,
    pub(crate) place: Option<u32>,
    pub(crate) time: i64,
    pub(crate) generation: u32,
}

/// `days` as seconds.
fn seconds(days: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a few hundred days at most; `as` saturates"
    )]
    let seconds = (days * 86_400.0) as i64;
    seconds
}

/// The course of the infection of `person`: always the same under one seed.
pub(crate) fn course(spec: &OutbreakSpec, seed: u64, person: u32, origin: Origin) -> Infection {
    let mut draws = Draws::new(key(purpose(seed, Purpose::Courses), person.into()));
    let infectiousness = gamma(&mut draws, spec.dispersion);
    let latent = seconds(spec.latent_days * gamma(&mut draws, 6.0)).max(86_400);
    let length = seconds(spec.infectious_days * gamma(&mut draws, 4.0)).max(3_600);
    let infectious = origin.time.saturating_add(latent);
    let recovered = infectious.saturating_add(length);
    let (before, delay, hours) = (
        seconds(1.5 * gamma(&mut draws, 4.0)),
        seconds(2.5 * gamma(&mut draws, 3.0)),
        i64::from(draws.between(1, 12)),
    );
    let ill = draws.per_mille(spec.symptomatic);
    let found = draws.per_mille(if ill {
        spec.tested_ill
    } else {
        spec.tested_well
    });
    let onset = infectious.saturating_add(before);
    // Who is not ill is found in somebody else's contact list or by a mass test, a little later.
    let tested = onset
        .saturating_add(delay)
        .saturating_add(if ill { 0 } else { 86_400 });
    let Origin {
        infector,
        place,
        time,
        generation,
    } = origin;
    Infection {
        person,
        infector,
        place,
        time,
        generation,
        infectious,
        recovered,
        onset: ill.then_some(onset),
        tested: found.then_some(tested),
        isolated: found.then_some(tested.saturating_add(hours * 3_600)),
        infectiousness,
    }
}
