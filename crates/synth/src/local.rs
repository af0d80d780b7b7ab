//! What only presets have: exact numbers of workers, companies outside parks, checkpoints, coaches.

use std::ops::Range;

use crate::draws::{Draws, Purpose, key, purpose};
use crate::homes::Layout;
use crate::person::{Person, Role};
use crate::place::{PlaceKind, Span};
use crate::shape::Workforce;
use crate::work::{hire, shares};

/// A prime far from every number of people: its multiples visit everybody once, in no order.
const STRIDE: u64 = 2_654_435_761;

impl Layout {
    /// Levels the number of workers and builds the companies outside parks; to be called once all
    /// communes are settled, before the parks are built.
    pub(crate) fn build_outside(&mut self, force: &Workforce) {
        self.level_workers(force.workers);
        // Where there are fewer companies than communes, several communes share one.
        let communes = u32::try_from(self.communes.len()).unwrap_or(u32::MAX);
        let wards = communes.min(force.outside_companies).max(1);
        let upto = |i: u32, of: u32| {
            u32::try_from(u64::from(i) * u64::from(of) / u64::from(wards)).unwrap_or(u32::MAX)
        };
        let ward = |i: u32| upto(i, communes) as usize..upto(i + 1, communes) as usize;
        let near: Vec<u64> = (0..wards)
            .map(|i| self.locals(self.people_of(ward(i))).count() as u64)
            .collect();
        let mut outside = u64::from(force.outside);
        let mut waiting: u64 = near.iter().sum();
        for (i, near) in (0u32..).zip(near) {
            let here = (outside * near).checked_div(waiting).unwrap_or(0).min(near);
            outside -= here;
            waiting -= near;
            let companies = upto(i + 1, force.outside_companies) - upto(i, force.outside_companies);
            self.build_local(ward(i), u32::try_from(here).unwrap_or(0), companies);
        }
    }

    /// The numbers of the people of some communes in a row.
    fn people_of(&self, communes: Range<usize>) -> Range<usize> {
        let communes = self.communes.get(communes).unwrap_or_default();
        let first = communes.first().map_or(0, |c| c.persons().start);
        first..communes.last().map_or(first, |c| c.persons().end)
    }

    /// Workers without a line among `people` who live in a household of their own.
    fn locals(&self, people: Range<usize>) -> impl Iterator<Item = &Person> {
        let people = self.persons.get(people).unwrap_or_default();
        (people.iter()).filter(|p| p.is_unemployed_worker() && !self.boards(p.home))
    }

    fn boards(&self, home: u32) -> bool {
        let row = self.places.row(home);
        row.is_some_and(|row| row.kind == PlaceKind::BoardingHouse)
    }

    /// Turns people at home into workers, or the other way, until there are `wanted`.
    fn level_workers(&mut self, wanted: u32) {
        let count = self.persons.len() as u64;
        let wanted = (wanted as usize).min(self.persons.len());
        let mut have = (self.persons.iter())
            .filter(|p| p.role == Role::Worker)
            .count();
        for step in 0..count {
            if have == wanted {
                return;
            }
            let at = usize::try_from((step * STRIDE + self.seed % count) % count).unwrap_or(0);
            let home = self.persons.get(at).map_or(0, |p| p.home);
            let boards = self.boards(home);
            let Some(person) = self.persons.get_mut(at) else {
                return;
            };
            let (from, to) = if have < wanted {
                (Role::Home, Role::Worker)
            } else {
                (Role::Worker, Role::Home)
            };
            if person.role == from && !boards {
                person.role = to;
                person.bus = None;
                if have < wanted { have += 1 } else { have -= 1 }
            }
        }
    }

    /// Companies of one ward, for `workers` of those who live there and do not board.
    fn build_local(&mut self, ward: Range<usize>, workers: u32, companies: u32) {
        let at = u32::try_from(ward.start).unwrap_or(0);
        let range = self.people_of(ward);
        let mut draws = Draws::new(key(purpose(self.seed, Purpose::Wards), at.into()));
        let mut jobs = Vec::with_capacity(workers as usize);
        for size in shares(workers, companies) {
            self.build_company(None, at, size, &mut draws, &mut jobs);
        }
        jobs.truncate(workers as usize);
        // Those who board work in the park: the others are hired from a list of their own.
        let mut local: Vec<_> = self.locals(range.clone()).copied().collect();
        hire(&mut local, &jobs, Span::default(), &mut draws);
        let mut hired = local.into_iter();
        let mut people = std::mem::take(&mut self.persons);
        for person in people.get_mut(range).unwrap_or_default() {
            if person.is_unemployed_worker()
                && !self.boards(person.home)
                && let Some(now) = hired.next()
            {
                *person = now;
            }
        }
        self.persons = people;
    }

    /// Checkpoints and coaches, spread over the communes.
    pub(crate) fn build_roads(&mut self) {
        let communes = u32::try_from(self.communes.len()).unwrap_or(1);
        let mut spread = |count: u32, kind: PlaceKind| {
            let first = self.places.len();
            for i in 0..count {
                let commune = u64::from(i) * u64::from(communes) / u64::from(count);
                let commune = u32::try_from(commune).unwrap_or(0);
                self.places.add(kind, commune, None);
            }
            Span { first, count }
        };
        let (checkpoints, coaches) = (self.shape.checkpoints, self.shape.coaches);
        self.checkpoints = spread(checkpoints, PlaceKind::Checkpoint);
        self.coaches = spread(coaches, PlaceKind::Coach);
    }

    /// The checkpoint between two communes; none within one district, or where there are none.
    pub(crate) fn crossing(&self, from: u32, to: u32) -> Option<u32> {
        let units = &self.places.units;
        let (a, b) = (units.district(from), units.district(to));
        let (low, high) = (a.min(b), a.max(b));
        let count = self.checkpoints.count;
        if low == high || count == 0 {
            return None;
        }
        let others = count.saturating_sub(u32::from(self.shape.bridge)).max(1);
        let at = if self.shape.bridge && low == 0 {
            0
        } else {
            (low.wrapping_mul(31).wrapping_add(high) % others + (count - others)).min(count - 1)
        };
        Some(self.checkpoints.first + at)
    }
}

#[cfg(test)]
#[path = "local_tests.rs"]
mod tests;
