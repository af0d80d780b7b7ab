//! Where places are, and which are part of which, as arrays by number.

use truyvet_model::{Coordinates, PlaceNo};

use crate::error::StoreError;
use crate::snapshot::Snapshot;

/// The mean radius of the Earth in metres.
const RADIUS_M: f64 = 6_371_008.8;
/// An f32 on the unit sphere is off by less than that many metres.
const SLACK_M: f32 = 4.0;
/// No parent.
const NONE: u32 = u32::MAX;

/// What the search asks about places.
#[derive(Debug, Default)]
pub(super) struct Ground {
    parents: Vec<u32>,
    /// How many places a place is part of, one in the other.
    depths: Vec<u32>,
    /// On the unit sphere; NaN for a place without coordinates.
    points: Vec<[f32; 3]>,
}

impl Ground {
    pub(super) fn of(snapshot: &Snapshot) -> Result<Self, StoreError> {
        let mut ground = Self::default();
        let Some(table) = snapshot.place_table() else {
            return Ok(ground);
        };
        for place in 0..table.count() {
            let known = table.get(place)?.place;
            ground
                .parents
                .push(known.parent.map_or(NONE, |parent| parent.0));
            ground
                .points
                .push(known.coordinates.map_or([f32::NAN; 3], point));
        }
        ground.depths = vec![NONE; ground.parents.len()];
        let mut path = Vec::new();
        for place in 0..table.count() {
            let mut at = place;
            path.clear();
            // Up to a place whose depth is known; one that is part of itself has none.
            while ground.depth(at).is_none() {
                if path.len() > ground.parents.len() {
                    let what = format!("place {place} is part of itself");
                    return Err(StoreError::damaged("places", what));
                }
                path.push(at);
                match ground.parent(at) {
                    Some(parent) => at = parent,
                    None => break,
                }
            }
            let mut depth = ground.depth(at).map_or(0, |d| d.saturating_add(1));
            while let Some(below) = path.pop() {
                if let Some(known) = ground.depths.get_mut(below as usize) {
                    *known = depth;
                }
                depth = depth.saturating_add(1);
            }
        }
        Ok(ground)
    }

    fn parent(&self, place: u32) -> Option<u32> {
        let parent = self.parents.get(place as usize).copied();
        parent.filter(|parent| *parent != NONE)
    }

    /// `None` if it is not worked out yet. A place beyond the table was never declared.
    fn depth(&self, place: u32) -> Option<u32> {
        match self.depths.get(place as usize) {
            Some(&NONE) => None,
            Some(depth) => Some(*depth),
            None => Some(0),
        }
    }

    /// Whether the two are one place, or one is part of the other.
    pub(super) fn related(&self, x: u32, y: u32) -> bool {
        let depth = |place| self.depth(place).unwrap_or(0);
        let (mut low, high) = if depth(x) > depth(y) { (x, y) } else { (y, x) };
        let top = depth(high);
        while depth(low) > top {
            match self.parent(low) {
                Some(parent) => low = parent,
                None => break,
            }
        }
        low == high
    }

    /// Whether it is so plain that nobody needs more than `reach_m` metres from `x` to `y` that
    /// [`metres`] need not be asked: also if it is not known where they are.
    #[inline]
    pub(super) fn plainly_within(&self, x: u32, y: u32, reach_m: f32) -> bool {
        let (Some([a, b, c]), Some([d, e, f])) =
            (self.points.get(x as usize), self.points.get(y as usize))
        else {
            return true;
        };
        let (x, y, z) = (a - d, b - e, c - f);
        #[expect(clippy::cast_possible_truncation, reason = "a radius of 7 digits")]
        let chord = (x * x + y * y + z * z).sqrt() * RADIUS_M as f32;
        // The way along the sphere is at most pi/2 times the chord.
        chord.is_nan() || (chord + SLACK_M) * std::f32::consts::FRAC_PI_2 <= reach_m
    }
}

#[expect(clippy::cast_possible_truncation, reason = "SLACK_M allows for it")]
fn point(at: Coordinates) -> [f32; 3] {
    let (lat, lon) = (at.lat().to_radians(), at.lon().to_radians());
    let (x, y) = (lat.cos() * lon.cos(), lat.cos() * lon.sin());
    [x as f32, y as f32, lat.sin() as f32]
}

/// The distance of two places along the great circle, if it is known where they are.
pub(super) fn metres(snapshot: &Snapshot, x: u32, y: u32) -> Result<Option<f64>, StoreError> {
    let at = |place| snapshot.place_record(PlaceNo(place)).map(|p| p.coordinates);
    Ok(at(x)?.zip(at(y)?).map(|(x, y)| great_circle(x, y)))
}

/// Metres along the great circle (haversine).
pub(super) fn great_circle(x: Coordinates, y: Coordinates) -> f64 {
    let (lat_x, lat_y) = (x.lat().to_radians(), y.lat().to_radians());
    let half_lat = (lat_y - lat_x) / 2.0;
    let half_lon = (y.lon() - x.lon()).to_radians() / 2.0;
    let h = half_lat.sin().powi(2) + lat_x.cos() * lat_y.cos() * half_lon.sin().powi(2);
    2.0 * RADIUS_M * h.clamp(0.0, 1.0).sqrt().asin()
}
