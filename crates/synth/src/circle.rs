//! Who of those at one place are close to each other: the row, the table, the stall.
//!
//! A place of the records is larger than a conversation. Everybody there belongs to one *circle*:
//! by habit at home, on the line, in class and in the office, at the same table as their workmates
//! in the canteen, by chance elsewhere. Two people of one circle at one time meet; only they can
//! infect each other. The numbers are set so that people meet about as many others a day as those
//! of a survey did (see docs/provinces.md).

use crate::draws::{Purpose, key, mix, purpose};
use crate::person::Person;
use crate::place::PlaceKind;
use crate::province::Province;
use crate::record::SynthVisit;

/// Circles of a province.
#[derive(Debug)]
pub struct Circles<'a> {
    province: &'a Province,
    /// How many people have the place as home, work, canteen, shop, market or bus.
    regulars: Vec<u32>,
}

/// A place and one of its circles, as one number: those of a place are next to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Circle(pub(crate) u64);

impl Circle {
    fn new(place: u32, number: u32) -> Self {
        Self((u64::from(place) << 32) | u64::from(number))
    }

    /// The place.
    pub(crate) fn place(self) -> u32 {
        u32::try_from(self.0 >> 32).unwrap_or(u32::MAX)
    }
}

impl<'a> Circles<'a> {
    /// Counts the regulars of every place.
    #[must_use]
    pub fn new(province: &'a Province) -> Self {
        let mut regulars = vec![0u32; province.place_count() as usize];
        for person in &province.layout().persons {
            let places = [
                Some(person.work),
                person.canteen,
                Some(person.shop),
                Some(person.market),
                person.bus,
            ];
            for place in places.into_iter().flatten() {
                if let Some(count) = regulars.get_mut(place as usize) {
                    *count = count.saturating_add(1);
                }
            }
        }
        Self { province, regulars }
    }

    /// The province.
    #[must_use]
    pub const fn province(&self) -> &'a Province {
        self.province
    }

    /// The circle in which that visit is spent.
    pub(crate) fn of(&self, visit: &SynthVisit) -> Circle {
        let layout = self.province.layout();
        let (Some(person), Some(row)) = (
            layout.persons.get(visit.person as usize),
            layout.places.row(visit.place),
        ) else {
            return Circle::new(visit.place, 0);
        };
        let number = match row.kind {
            PlaceKind::Household if person.home == visit.place => 0,
            // Three to a room; who visits stays in the yard.
            PlaceKind::BoardingHouse if person.home == visit.place => 1 + visit.person / 3,
            PlaceKind::Line if person.work == visit.place => self.position(visit.person, person),
            PlaceKind::Canteen if person.canteen == Some(visit.place) => self.table(visit, person),
            PlaceKind::Class if person.work == visit.place => {
                self.seat(visit.person, visit.place, self.at(visit.place) / 3)
            }
            PlaceKind::Office if person.work == visit.place => {
                self.seat(visit.person, visit.place, self.at(visit.place) / 4)
            }
            kind => {
                let corners = self.corners(kind, visit.place);
                let own = key(purpose(layout.seed, Purpose::Circles), visit.person.into());
                below(key(own, visit.start.cast_unsigned()), corners)
            }
        };
        Circle::new(visit.place, number)
    }

    fn at(&self, place: u32) -> u32 {
        self.regulars.get(place as usize).copied().unwrap_or(0)
    }

    /// One of `seats` that is always this person's.
    fn seat(&self, person: u32, place: u32, seats: u32) -> u32 {
        let own = key(
            purpose(self.province.layout().seed, Purpose::Circles),
            person.into(),
        );
        below(key(own, place.into()), seats)
    }

    /// The stretch of the line where a worker stands, with about four others of the crew.
    fn position(&self, number: u32, person: &Person) -> u32 {
        let crew = self.at(person.work) / u32::from(person.hours.rota.crews());
        self.seat(number, person.work, crew / 5)
    }

    /// Workmates of one stretch sit together, with others by chance; another table every day.
    fn table(&self, visit: &SynthVisit, person: &Person) -> u32 {
        let tables = self.at(visit.place) / 4;
        let mates = self.position(visit.person, person);
        let day = visit.start.div_euclid(86_400).cast_unsigned();
        let group = mix((u64::from(person.work) << 32) | u64::from(mates));
        below(key(group, day), tables)
    }

    /// Into how many corners a place falls apart where people stand by chance.
    fn corners(&self, kind: PlaceKind, place: u32) -> u32 {
        let at = self.at(place);
        match kind {
            // Two of five who call sit down with the family (circle 0), the others in the yard.
            PlaceKind::Household => 3,
            PlaceKind::Shop => 6 + at / 12,
            PlaceKind::Market => 4 + at / 16,
            PlaceKind::Restaurant => 10,
            PlaceKind::Worship => 24,
            PlaceKind::HealthStation | PlaceKind::Hospital => 6,
            PlaceKind::Bus => 3 + at / 12,
            PlaceKind::Coach => 12,
            PlaceKind::Checkpoint => 200,
            _ => 1 + at / 5,
        }
    }
}

/// `random` scaled to `0..n`; 0 for `n` of 0.
fn below(random: u64, n: u32) -> u32 {
    u32::try_from(((random >> 32) * u64::from(n)) >> 32).unwrap_or(0)
}

#[cfg(test)]
#[path = "circle_tests.rs"]
mod tests;
