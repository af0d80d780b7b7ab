//! Industrial parks: companies, lines, canteens, buses, and who works on which line.

use crate::draws::{Draws, Purpose, key, purpose};
use crate::homes::{Layout, catchments};
use crate::person::{Hours, Person, Rota};
use crate::place::{PlaceKind, Span};

/// What one crew of one line offers: a place, hours, a table to eat at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    line: u32,
    canteen: Option<u32>,
    hours: Hours,
}

/// The largest company has that share (per mille) of a park's workers, the k-th a k-th of it …
const LARGEST: u32 = 220;
/// … until so many of a thousand workers are placed; the rest work in companies of 80 to 500.
const IN_LARGE: u32 = 700;
/// Companies smaller than this have no canteen.
const CANTEEN_FROM: u32 = 60;
/// One canteen feeds at most so many workers of a company.
const CANTEEN_SEATS: u32 = 10_000;
/// Workers who come from one stairwell to one line together.
const FRIENDS: usize = 3;

impl Layout {
    /// Builds the parks and gives every worker a job; to be called once all communes are settled.
    pub(crate) fn build_parks(&mut self, people: u32) {
        let ranges = catchments(people, self.communes.len(), &self.shape);
        let parks = u32::try_from(ranges.len()).unwrap_or(u32::MAX);
        for (park, (from, to)) in (0u32..).zip(ranges) {
            let first = self.communes.get(from).map_or(0, |c| c.persons().start);
            let last = self
                .communes
                .get(to.saturating_sub(1))
                .map_or(0, |c| c.persons().end);
            let centre = u32::try_from(from + (to - from) / 2).unwrap_or(0);
            let companies = self.shape.workforce.map(|force| {
                let upto =
                    |n: u32| u64::from(force.park_companies) * u64::from(n) / u64::from(parks);
                u32::try_from(upto(park + 1) - upto(park)).unwrap_or(0)
            });
            self.build_park(park, centre, first..last, companies);
        }
    }

    fn build_park(
        &mut self,
        park: u32,
        commune: u32,
        catchment: std::ops::Range<usize>,
        companies: Option<u32>,
    ) {
        let mut draws = Draws::new(key(purpose(self.seed, Purpose::Parks), park.into()));
        let is_worker = |person: &&Person| person.is_unemployed_worker();
        let people = self.persons.get(catchment.clone()).unwrap_or_default();
        let workers = u32::try_from(people.iter().filter(is_worker).count()).unwrap_or(0);
        let place = self.places.add(PlaceKind::Park, commune, None);
        let buses = self
            .places
            .add_many(workers / 100 + 1, PlaceKind::Bus, commune);
        let mut jobs = Vec::with_capacity(workers as usize);
        let sizes = match companies {
            None => company_sizes(workers, &mut draws),
            Some(count) => shares(workers, count.max(1)),
        };
        for size in sizes {
            self.build_company(Some(place), commune, size, &mut draws, &mut jobs);
        }
        jobs.truncate(workers as usize);
        let people = self.persons.get_mut(catchment).unwrap_or_default();
        hire(people, &jobs, buses, &mut draws);
    }

    /// Adds one entry to `jobs` for each of the `size` workers.
    pub(crate) fn build_company(
        &mut self,
        park: Option<u32>,
        commune: u32,
        size: u32,
        draws: &mut Draws,
        jobs: &mut Vec<Job>,
    ) {
        let company = self.places.add(PlaceKind::Company, commune, park);
        let canteens = if size < CANTEEN_FROM {
            Span::default()
        } else {
            let count = size.div_ceil(CANTEEN_SEATS);
            let first = self.places.len();
            for _ in 0..count {
                self.places.add(PlaceKind::Canteen, commune, Some(company));
            }
            Span { first, count }
        };
        let rota = match draws.pick(&[35, 45, 20]) {
            0 => Rota::Single,
            1 => Rota::Double,
            _ => Rota::Triple,
        };
        let late = u8::try_from(draws.below(13)).unwrap_or(0);
        let mut left = size;
        while left > 0 {
            let line = self.places.add(PlaceKind::Line, commune, Some(company));
            let crew_size = draws.between(20, 60).unsigned_abs();
            let canteen = canteens.any(draws);
            let sitting = u8::try_from(draws.below(2)).unwrap_or(0);
            for crew in 0..rota.crews() {
                let hours = Hours {
                    rota,
                    crew,
                    late,
                    sitting,
                };
                let job = Job {
                    line,
                    canteen,
                    hours,
                };
                let hands = crew_size.min(left);
                left -= hands;
                jobs.extend((0..hands).map(|_| job));
            }
        }
    }
}

/// Sizes of a park's companies, `workers` in sum: a few giants, many small ones.
fn company_sizes(workers: u32, draws: &mut Draws) -> Vec<u32> {
    let share = |per_mille: u32| {
        u32::try_from(u64::from(workers) * u64::from(per_mille) / 1000).unwrap_or(workers)
    };
    let mut sizes = Vec::new();
    let mut left = workers;
    let mut rank = 1;
    while left > workers - share(IN_LARGE) {
        let size = (share(LARGEST) / rank).max(500).min(left);
        sizes.push(size);
        left -= size;
        rank += 1;
    }
    while left > 0 {
        let size = draws.between(80, 500).unsigned_abs().min(left);
        sizes.push(size);
        left -= size;
    }
    sizes
}

/// `workers` shared among `count` companies, at least one each: the k-th gets a k-th or so.
pub(crate) fn shares(workers: u32, count: u32) -> Vec<u32> {
    let count = count.min(workers);
    let weight = |rank: u32| u64::from(1_000_000 / (rank + 4));
    let total: u64 = (0..count).map(weight).sum::<u64>().max(1);
    let spare = u64::from(workers - count);
    let mut sizes: Vec<u32> = (0..count)
        .map(|rank| 1 + u32::try_from(spare * weight(rank) / total).unwrap_or(0))
        .collect();
    let rest = workers - sizes.iter().sum::<u32>();
    if let Some(first) = sizes.first_mut() {
        *first += rest;
    }
    sizes
}

/// Hands the jobs out: the workers of `people`, in home order, in small groups of friends.
pub(crate) fn hire(people: &mut [Person], jobs: &[Job], buses: Span, draws: &mut Draws) {
    let workers = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
    let mut groups: Vec<&[Job]> = jobs.chunks(FRIENDS).collect();
    draws.shuffle(&mut groups);
    let staff = people.iter_mut().filter(|p| p.is_unemployed_worker());
    for ((i, person), job) in (0u32..).zip(staff).zip(groups.into_iter().flatten()) {
        person.work = job.line;
        person.canteen = job.canteen;
        person.hours = job.hours;
        person.bus = if draws.per_mille(350) {
            buses.along(i, workers, 1, draws)
        } else {
            None
        };
    }
}

#[cfg(test)]
#[path = "work_tests.rs"]
mod tests;
