//! How a province is laid out; presets differ from the usual province in these figures.

use crate::unit::Units;

/// How many work where, already at the scale of the province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Workforce {
    /// Line workers of parks and of other companies together.
    pub(crate) workers: u32,
    /// Those of companies outside the parks.
    pub(crate) outside: u32,
    /// Companies in parks, and outside.
    pub(crate) park_companies: u32,
    pub(crate) outside_companies: u32,
}

/// The figures behind a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) units: Units,
    /// Industrial parks; one for 250,000 people if nothing is said.
    pub(crate) parks: Option<u32>,
    /// Of a million people, how many live in boarding houses.
    pub(crate) boarders: u32,
    /// Exact numbers of workers and companies; by chance if nothing is said.
    pub(crate) workforce: Option<Workforce>,
    /// Of a thousand usual workers in households, how many there are here.
    pub(crate) household_workers: u32,
    pub(crate) checkpoints: u32,
    /// Everybody who crosses the first district line crosses it at checkpoint 0.
    pub(crate) bridge: bool,
    pub(crate) coaches: u32,
    /// Of a thousand free days, how many are spent on a trip by coach.
    pub(crate) trips: u32,
    /// Of a thousand line workers, how many are lent to another line of their company in a week,
    /// from Wednesday on.
    pub(crate) lent: u32,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            units: Units::default(),
            parks: None,
            boarders: 120_000,
            workforce: None,
            household_workers: 1_000,
            checkpoints: 0,
            bridge: false,
            coaches: 0,
            trips: 0,
            lent: 0,
        }
    }
}

/// Line workers per thousand adults and others of a household, and people per thousand who are
/// line workers then (the first two of a household are its adults; a household has 4 people).
const ADULT_WORKERS: u32 = 235;
const OTHER_WORKERS: u32 = 55;
pub(crate) const USUAL_WORKERS: u32 = 142;

impl Shape {
    /// Weights of worker, pupil, office, keeper, seller, home: of the first two of a household,
    /// and of the others.
    pub(crate) fn household_roles(&self) -> ([u16; 6], [u16; 6]) {
        let scaled = |workers: u32, home: u32| {
            let scaled = (workers * self.household_workers.min(3_000) / 1_000).min(workers + home);
            let narrow = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
            (narrow(scaled), narrow(workers + home - scaled))
        };
        let (adults, at_home) = scaled(ADULT_WORKERS, 503);
        let (others, with_them) = scaled(OTHER_WORKERS, 430);
        (
            [adults, 0, 190, 60, 12, at_home],
            [others, 470, 45, 0, 0, with_them],
        )
    }
}
