//! Administrative units: which communes make a district, their names, where they lie.

use truyvet_model::Coordinates;

use crate::draws::{Draws, Purpose, key, purpose};

/// How many communes make a district, where a preset says nothing else.
const COMMUNES_PER_DISTRICT: u32 = 20;

/// The tree of units above the communes, which are numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Units {
    /// What all units are below: the name of the province, `national`, or nothing.
    pub(crate) root: &'static str,
    /// Provinces, if there are several.
    pub(crate) provinces: u32,
    /// Districts; 0 stands for one in [`COMMUNES_PER_DISTRICT`] communes.
    pub(crate) districts: u32,
    pub(crate) communes: u32,
    /// South-west corner, 1e-7 degrees.
    pub(crate) corner: (i32, i32),
}

impl Default for Units {
    fn default() -> Self {
        Self {
            root: "",
            provinces: 0,
            districts: 0,
            communes: 0,
            corner: (211_000_000, 1_060_000_000),
        }
    }
}

/// `i` of `n` parts on a scale of `of`: 0-based, in order, none larger than another by over one.
fn part(i: u32, n: u32, of: u32) -> u32 {
    let part = u64::from(i) * u64::from(of) / u64::from(n.max(1));
    u32::try_from(part).unwrap_or(u32::MAX)
}

impl Units {
    /// The district of `commune`.
    pub(crate) fn district(&self, commune: u32) -> u32 {
        if self.districts == 0 {
            commune / COMMUNES_PER_DISTRICT
        } else {
            part(commune, self.communes, self.districts)
        }
    }

    /// The first commune of the district that `commune` is in.
    pub(crate) fn centre(&self, commune: u32) -> u32 {
        if self.districts == 0 {
            return commune - commune % COMMUNES_PER_DISTRICT;
        }
        let whole = u64::from(self.district(commune)) * u64::from(self.communes);
        u32::try_from(whole.div_ceil(u64::from(self.districts))).unwrap_or(commune)
    }

    /// The name of `commune`: `district-03/commune-0112`, below the root if there is one.
    pub(crate) fn commune(&self, commune: u32) -> String {
        let district = self.district_name(self.district(commune));
        if self.provinces > 0 {
            format!("{district}/commune-{:05}", commune + 1)
        } else {
            format!("{district}/commune-{:04}", commune + 1)
        }
    }

    /// The name of district number `district`.
    pub(crate) fn district_name(&self, district: u32) -> String {
        if self.provinces > 0 {
            let province = self.province_name(part(district, self.districts, self.provinces));
            format!("{province}/district-{:03}", district + 1)
        } else if self.root.is_empty() {
            format!("district-{:02}", district + 1)
        } else {
            format!("{}/district-{:02}", self.root, district + 1)
        }
    }

    /// The name of province number `province`; of the only one its own.
    pub(crate) fn province_name(&self, province: u32) -> String {
        if self.provinces > 0 {
            format!("province-{:02}", province + 1)
        } else {
            self.root.to_owned()
        }
    }

    /// The province of `commune`.
    pub(crate) fn province(&self, commune: u32) -> u32 {
        if self.provinces > 0 {
            part(self.district(commune), self.districts, self.provinces)
        } else {
            0
        }
    }

    /// Communes lie on a grid of about 4 km, places within about 2 km of the centre.
    pub(crate) fn position(&self, commune: u32, number: u32, seed: u64) -> Option<Coordinates> {
        const PER_ROW: u32 = 16;
        let cell = |n: u32| i32::try_from(n).unwrap_or(0).saturating_mul(400_000);
        let mut draws = Draws::new(key(purpose(seed, Purpose::Positions), number.into()));
        let (south, west) = self.corner;
        let lat = south + cell(commune / PER_ROW % 500) + draws.between(-180_000, 180_000);
        let lon = west + cell(commune % PER_ROW) + draws.between(-180_000, 180_000);
        Coordinates::from_e7(lat, lon).ok()
    }
}

#[cfg(test)]
#[path = "unit_tests.rs"]
mod tests;
