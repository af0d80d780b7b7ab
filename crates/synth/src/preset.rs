//! Presets: provinces by the figures of real ones.

mod data;

mod figures;

use truyvet_model::Timestamp;

use crate::province::Province;
use crate::shape::{Shape, USUAL_WORKERS, Workforce};
use crate::spec::{ProvinceSpec, SynthError};
use crate::unit::Units;

pub use data::{Preset, Systems};

/// Of a thousand line workers, how many change lines in the middle of a week.
const LENT: u32 = 30;

impl Preset {
    /// All presets.
    pub const ALL: [Self; 6] = [
        figures::BAC_GIANG,
        figures::QUANG_NINH,
        figures::QUANG_NAM,
        figures::BINH_DUONG,
        figures::QUANG_NGAI,
        figures::NATIONAL,
    ];

    /// The preset of that name.
    ///
    /// # Errors
    /// [`SynthError::Preset`], with the names there are.
    pub fn named(name: &str) -> Result<&'static Self, SynthError> {
        const ALL: &[Preset] = &Preset::ALL;
        ALL.iter()
            .find(|preset| preset.name == name)
            .ok_or_else(|| SynthError::Preset {
                name: name.to_owned(),
                known: ALL.iter().map(|p| p.name).collect::<Vec<_>>().join(", "),
            })
    }

    /// A figure at the scale of `people`, rounded; at least 1 if there is any.
    #[must_use]
    pub fn scaled(&self, figure: u32, people: u32) -> u32 {
        let whole = u64::from(figure) * u64::from(people) + u64::from(self.people) / 2;
        let scaled = u32::try_from(whole / u64::from(self.people.max(1))).unwrap_or(u32::MAX);
        scaled.max(u32::from(figure > 0))
    }

    /// What a province of this preset is made from: `people` people for `days` days.
    #[must_use]
    pub fn spec(&self, people: u32, days: u32, seed: u64) -> ProvinceSpec {
        ProvinceSpec {
            people,
            days,
            seed,
            start: Timestamp::from_seconds(1_619_974_800),
            contacts_per_1000: 0,
        }
    }

    /// The province of this preset.
    ///
    /// # Errors
    /// [`SynthError::Spec`] for a field of `spec` out of range.
    pub fn province(&self, spec: &ProvinceSpec) -> Result<Province, SynthError> {
        spec.check()?;
        Province::shaped(spec, &self.shape(spec.people))
    }

    /// The layout at the scale of `people`. Communes are as many as in truth unless fewer than 200
    /// people would live in one; parks, unless one would have fewer than four companies.
    fn shape(&self, people: u32) -> Shape {
        let scaled = |figure| self.scaled(figure, people);
        let communes = (people / 200).clamp(1, self.communes);
        let districts = self.districts.min(communes);
        // 19 of 20 boarders are workers.
        let boarders = u64::from(self.boarding_workers) * 20_000_000 / 19;
        let boarders = u32::try_from(boarders / u64::from(self.people.max(1))).unwrap_or(0);
        let at_home = self.workers.saturating_sub(self.boarding_workers);
        let households = u64::from(self.people) * u64::from(1_000_000 - boarders.min(999_999));
        let households = households / 1_000_000;
        let per_million = u64::from(at_home) * 1_000_000 / households.max(1);
        Shape {
            units: Units {
                root: self.name,
                provinces: self.provinces.min(districts),
                districts,
                communes,
                corner: self.corner,
            },
            parks: Some(self.parks.min(scaled(self.park_companies).div_ceil(4))),
            boarders,
            household_workers: u32::try_from(per_million / u64::from(USUAL_WORKERS)).unwrap_or(0),
            workforce: Some(Workforce {
                workers: scaled(self.workers),
                outside: scaled(self.outside_workers),
                park_companies: scaled(self.park_companies),
                outside_companies: scaled(self.outside_companies),
            }),
            checkpoints: scaled(self.checkpoints),
            bridge: self.bridge,
            coaches: scaled(self.coaches),
            trips: self.trips,
            lent: LENT,
        }
    }
}

#[cfg(test)]
#[path = "preset_tests.rs"]
mod tests;
