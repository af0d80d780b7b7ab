//! A province: its places, its people, and its days as streams of visits.

use crate::age::age;
use crate::day;
use crate::draws::{Draws, Purpose, mix, purpose};
use crate::homes::{Layout, communes};
use crate::outings::Stops;
use crate::person::Role;
use crate::place::SynthPlace;
use crate::record::{SynthContact, SynthVisit};
use crate::shape::Shape;
use crate::spec::{ProvinceSpec, SynthError};

/// A synthetic province. It holds its places and people (about 60 bytes a person); visits are
/// made when asked for.
#[derive(Debug)]
pub struct Province {
    spec: ProvinceSpec,
    layout: Layout,
}

impl Province {
    /// Lays out the province of `spec`.
    ///
    /// # Errors
    /// [`SynthError::Spec`] for a field out of range.
    pub fn new(spec: &ProvinceSpec) -> Result<Self, SynthError> {
        Self::shaped(spec, &Shape::default())
    }

    /// The province of `spec` with the figures of `shape`.
    pub(crate) fn shaped(spec: &ProvinceSpec, shape: &Shape) -> Result<Self, SynthError> {
        spec.check()?;
        let seed = mix(spec.seed ^ 0x7472_7579_7665_7421);
        let mut layout = Layout {
            seed,
            communes: communes(spec.people, seed, shape),
            shape: *shape,
            ..Layout::default()
        };
        layout.places.units = shape.units;
        for at in 0..layout.communes.len() {
            layout.settle(at);
        }
        if let Some(force) = &shape.workforce {
            layout.build_outside(force);
        }
        layout.build_parks(spec.people);
        layout.build_roads();
        choose_markets(&mut layout);
        Ok(Self {
            spec: *spec,
            layout,
        })
    }

    /// What it was made from.
    #[must_use]
    pub const fn spec(&self) -> &ProvinceSpec {
        &self.spec
    }

    /// How many people it has.
    #[must_use]
    pub const fn person_count(&self) -> u32 {
        self.spec.people
    }

    /// How many places it has.
    #[must_use]
    pub fn place_count(&self) -> u32 {
        self.layout.places.len()
    }

    /// All places in order of number, each after its parent.
    pub fn places(&self) -> impl Iterator<Item = SynthPlace> + '_ {
        (0..self.place_count()).filter_map(|number| self.place(number))
    }

    /// Place `number`, if there is one.
    #[must_use]
    pub fn place(&self, number: u32) -> Option<SynthPlace> {
        self.layout.places.describe(number, self.layout.seed)
    }

    /// The ids of all people in order of number. Numbers follow homes: one household, one street,
    /// one commune together.
    pub fn persons(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.person_count()).map(Self::person_id)
    }

    /// The id of person `number`: `p0000123`.
    #[must_use]
    pub fn person_id(number: u32) -> String {
        format!("p{number:07}")
    }

    /// What person `number` does on working days.
    #[must_use]
    pub fn role(&self, number: u32) -> Option<Role> {
        Some(self.layout.persons.get(number as usize)?.role)
    }

    /// How old person `number` is, in years.
    #[must_use]
    pub fn age(&self, number: u32) -> Option<u8> {
        age(&self.layout, number)
    }

    /// The place where person `number` lives.
    #[must_use]
    pub fn home(&self, number: u32) -> Option<u32> {
        Some(self.layout.persons.get(number as usize)?.home)
    }

    /// The line, class, office, shop or market where person `number` spends working days; the
    /// home of those who have none.
    #[must_use]
    pub fn work(&self, number: u32) -> Option<u32> {
        Some(self.layout.persons.get(number as usize)?.work)
    }

    /// The layout, for the rooms above.
    pub(crate) const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The visits that begin on day `day` (from 0): by person number, then by time. Day 0 also
    /// has the stays at home that the province begins with.
    ///
    /// Days are independent: any one can be made without the others, also past
    /// [`ProvinceSpec::days`].
    #[must_use]
    pub const fn day(&self, day: u32) -> Day<'_> {
        Day {
            province: self,
            day,
            next_person: 0,
            stops: Stops::NONE,
            next_stop: 0,
        }
    }

    /// Calls `each` with every visit of day `day`, in the order of [`Self::day`]; the fastest way.
    #[inline]
    pub fn each_visit_on(&self, day: u32, mut each: impl FnMut(SynthVisit)) {
        let mut stops = Stops::NONE;
        for person in 0..self.person_count() {
            self.fill(person, day, &mut stops);
            for &visit in stops.as_slice() {
                each(visit);
            }
        }
    }

    /// Calls `each` with the visits of some people on day `day`, in the order of [`Self::day`].
    #[inline]
    pub fn each_visit_of(
        &self,
        people: std::ops::Range<u32>,
        day: u32,
        each: &mut impl FnMut(&SynthVisit),
    ) {
        let mut stops = Stops::NONE;
        for person in people {
            self.fill(person, day, &mut stops);
            stops.as_slice().iter().for_each(&mut *each);
        }
    }

    /// Calls `each` with every visit of the province, day by day.
    #[inline]
    pub fn each_visit(&self, mut each: impl FnMut(SynthVisit)) {
        for day in 0..self.spec.days {
            self.each_visit_on(day, &mut each);
        }
    }

    /// The visits of one person on one day, in order of time; none for an unknown person.
    #[must_use]
    pub fn visits_of(&self, person: u32, day: u32) -> Vec<SynthVisit> {
        let mut stops = Stops::NONE;
        self.fill(person, day, &mut stops);
        stops.as_slice().to_vec()
    }

    /// The direct contacts of day `day`; none unless [`ProvinceSpec::contacts_per_1000`] is set.
    pub fn contacts(&self, day: u32) -> impl Iterator<Item = SynthContact> + '_ {
        let per_1000 = self.spec.contacts_per_1000;
        let start = self.spec.start.seconds();
        let people = if per_1000 > 0 { self.spec.people } else { 0 };
        (0..people).flat_map(move |person| {
            let count = day::contact_count(&self.layout, person, day, per_1000);
            (0..count).filter_map(move |i| day::contact(&self.layout, start, person, day, i))
        })
    }

    #[inline]
    fn fill(&self, person: u32, day: u32, stops: &mut Stops) {
        day::visits(&self.layout, self.spec.start.seconds(), person, day, stops);
    }
}

/// Gives everybody a market to like besides the commune's: the k-th most popular one is liked
/// by a k-th as many people (Zipf).
fn choose_markets(layout: &mut Layout) {
    let mut draws = Draws::new(purpose(layout.seed, Purpose::Markets));
    let mut ranked: Vec<u32> = layout.communes.iter().map(|c| c.market).collect();
    draws.shuffle(&mut ranked);
    let mut total = 0u32;
    let sums: Vec<u32> = (1..=ranked.len())
        .map(|rank| {
            total = total.saturating_add(40_000_000 / u32::try_from(rank).unwrap_or(u32::MAX));
            total
        })
        .collect();
    for person in &mut layout.persons {
        let at = draws.below(total);
        let rank = sums.partition_point(|&sum| sum <= at);
        if let Some(&market) = ranked.get(rank) {
            person.market = market;
        }
    }
}

/// The visits of one day, from [`Province::day`].
#[derive(Clone, Debug)]
pub struct Day<'a> {
    province: &'a Province,
    day: u32,
    next_person: u32,
    stops: Stops,
    next_stop: usize,
}

impl Iterator for Day<'_> {
    type Item = SynthVisit;

    fn next(&mut self) -> Option<SynthVisit> {
        loop {
            if let Some(&visit) = self.stops.as_slice().get(self.next_stop) {
                self.next_stop += 1;
                return Some(visit);
            }
            if self.next_person >= self.province.person_count() {
                return None;
            }
            let (person, day) = (self.next_person, self.day);
            self.province.fill(person, day, &mut self.stops);
            self.next_person += 1;
            self.next_stop = 0;
        }
    }
}

#[cfg(test)]
#[path = "province_tests.rs"]
mod tests;
