//! Communes: their homes street by street, who lives there, and the places around the corner.

use crate::draws::{Draws, Purpose, key, purpose};
use crate::person::{Hours, Person, Role};
use crate::place::{PlaceKind, PlaceTable, Span};
use crate::shape::Shape;

/// A commune: its people and the places that its people use.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Commune {
    pub(crate) number: u32,
    pub(crate) first_person: u32,
    pub(crate) people: u32,
    /// How many of a million live in boarding houses.
    pub(crate) boarders: u32,
    pub(crate) market: u32,
    pub(crate) health_station: u32,
    pub(crate) shops: Span,
    pub(crate) restaurants: Span,
    pub(crate) worship: Span,
    pub(crate) offices: Span,
    pub(crate) buses: Span,
}

impl Commune {
    /// The numbers of its people.
    pub(crate) fn persons(&self) -> std::ops::Range<usize> {
        let first = self.first_person as usize;
        first..first.saturating_add(self.people as usize)
    }
}

/// A province while it is laid out.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) seed: u64,
    pub(crate) places: PlaceTable,
    pub(crate) persons: Vec<Person>,
    pub(crate) communes: Vec<Commune>,
    pub(crate) shape: Shape,
    /// Where people who cross a district line are stopped; none without a preset.
    pub(crate) checkpoints: Span,
    /// Coaches of long-distance lines; none without a preset.
    pub(crate) coaches: Span,
}

/// Communes have 5,000 to 11,000 people, as those of Bac Giang do.
const COMMUNE_PEOPLE: (i32, i32) = (5_000, 11_000);
/// People around one industrial park.
const PEOPLE_PER_PARK: u32 = 250_000;
/// In one commune at most so many of a million people live in boarding houses.
const NEAR_PARK: u32 = 700_000;
/// How many households of a thousand have 1, 2, 3 … members; the mean is 4.
const HOUSEHOLD_SIZES: [u16; 8] = [60, 120, 190, 270, 190, 100, 45, 25];

/// Cuts the province into communes and says where migrant workers live.
pub(crate) fn communes(people: u32, seed: u64, shape: &Shape) -> Vec<Commune> {
    let mut draws = Draws::new(purpose(seed, Purpose::Communes));
    let mut communes = Vec::new();
    let mut first_person = 0u32;
    while first_person < people {
        let (low, high) = COMMUNE_PEOPLE;
        let rest = people - first_person;
        let size = if shape.units.communes > 0 {
            let made = u32::try_from(communes.len()).unwrap_or(u32::MAX);
            match shape.units.communes.saturating_sub(made) {
                0 | 1 => rest,
                left => (rest / left * draws.between(60, 140).unsigned_abs() / 100).clamp(1, rest),
            }
        } else {
            let size = draws.between(low, high).unsigned_abs().min(rest);
            if rest - size < 2_500 { rest } else { size }
        };
        communes.push(Commune {
            number: u32::try_from(communes.len()).unwrap_or(u32::MAX),
            first_person,
            people: size,
            ..Commune::default()
        });
        first_person = first_person.saturating_add(size);
    }
    let count = communes.len();
    let people_around: Vec<u64> = communes.iter().map(|c| c.people.into()).collect();
    for (from, to) in catchments(people, count, shape) {
        let around = to - from;
        let centre = from + around / 2;
        // Where many board, they live farther from the park as well.
        let reach = match shape.workforce {
            None => around / 14,
            Some(_) => (around / 14).max((around * shape.boarders as usize).div_ceil(1_200_000)),
        };
        let near = centre.saturating_sub(reach).max(from)..(centre + reach + 1).min(to);
        let near = communes.get_mut(near).unwrap_or_default();
        let share = match shape.workforce {
            None => {
                u64::from(shape.boarders) * around as u64 / near.len().max(1) as u64 / 1_000 * 1_000
            }
            // Communes of a preset differ in size: so many of the people who live near.
            Some(_) => {
                let people: u64 = near.iter().map(|c| u64::from(c.people)).sum();
                people_around
                    .get(from..to)
                    .map_or(0, |c| c.iter().sum::<u64>())
                    * u64::from(shape.boarders)
                    / people.max(1)
            }
        };
        let share = u32::try_from(share).unwrap_or(NEAR_PARK).min(NEAR_PARK);
        for commune in near {
            commune.boarders = share;
        }
    }
    communes
}

/// The ranges of communes around each industrial park.
pub(crate) fn catchments(people: u32, communes: usize, shape: &Shape) -> Vec<(usize, usize)> {
    let parks = shape.parks.unwrap_or(people / PEOPLE_PER_PARK).max(1) as usize;
    (0..parks)
        .map(|park| (park * communes / parks, (park + 1) * communes / parks))
        .filter(|(from, to)| from < to)
        .collect()
}

impl Layout {
    /// Declares the homes and local places of commune `at`, and settles its people.
    pub(crate) fn settle(&mut self, at: usize) {
        let Some(mut commune) = self.communes.get(at).copied() else {
            return;
        };
        let mut draws = Draws::new(key(purpose(self.seed, Purpose::Homes), at as u64));
        self.build_homes(&commune, &mut draws);
        self.build_corner(&mut commune, &mut draws);
        if let Some(kept) = self.communes.get_mut(at) {
            *kept = commune;
        }
        self.give_habits(&commune, &mut draws);
        self.build_schools(&commune, &mut draws);
    }

    fn build_homes(&mut self, commune: &Commune, draws: &mut Draws) {
        let boarders = u64::from(commune.people) * u64::from(commune.boarders) / 1_000_000;
        let boarders = u32::try_from(boarders).unwrap_or(0);
        let (adults, others) = self.shape.household_roles();
        let mut left = commune.people - boarders;
        while left > 0 {
            let size = u32::try_from(draws.pick(&HOUSEHOLD_SIZES)).unwrap_or(0) + 1;
            let size = size.min(left);
            left -= size;
            let home = self.places.add(PlaceKind::Household, commune.number, None);
            for member in 0..size {
                let role = match member {
                    0 | 1 => draws.pick(&adults),
                    _ => draws.pick(&others),
                };
                self.persons.push(newcomer(home, commune.number, role));
            }
        }
        let mut left = boarders;
        while left > 0 {
            let size = draws.between(8, 28).unsigned_abs().min(left);
            left -= size;
            let home = self
                .places
                .add(PlaceKind::BoardingHouse, commune.number, None);
            for _ in 0..size {
                let role = draws.pick(&[950, 0, 30, 0, 0, 20]);
                self.persons.push(newcomer(home, commune.number, role));
            }
        }
    }

    fn build_corner(&mut self, commune: &mut Commune, draws: &mut Draws) {
        let (n, c) = (commune.people, commune.number);
        let places = &mut self.places;
        let clerks = self
            .persons
            .get(commune.persons())
            .unwrap_or_default()
            .iter()
            .filter(|person| person.role == Role::Office)
            .count();
        // A third of a district's clerks work in its first commune, the centre.
        let centre = places.units.centre(c) == c;
        let offices = u32::try_from(clerks).unwrap_or(0) * if centre { 7 } else { 1 } / 20 + 1;
        commune.market = places.add(PlaceKind::Market, c, None);
        commune.health_station = places.add(PlaceKind::HealthStation, c, None);
        commune.shops = places.add_many(n / 100 + 1, PlaceKind::Shop, c);
        commune.restaurants = places.add_many(n / 300 + 1, PlaceKind::Restaurant, c);
        commune.worship = places.add_many(n / 2000 + 1, PlaceKind::Worship, c);
        commune.offices = places.add_many(offices, PlaceKind::Office, c);
        commune.buses = places.add_many(n / 1600 + 1, PlaceKind::Bus, c);
        if centre {
            places.add_many(1 + draws.below(2), PlaceKind::Hospital, c);
        }
    }

    /// Shop, bus and, for those who work in the commune, the place of work.
    fn give_habits(&mut self, commune: &Commune, draws: &mut Draws) {
        let centre = self.places.units.centre(commune.number);
        let town = self
            .communes
            .get(centre as usize)
            .map_or(commune.offices, |c| c.offices);
        let n = commune.people;
        let people = self.persons.get_mut(commune.persons());
        for (i, person) in (0u32..).zip(people.unwrap_or_default()) {
            let shop = commune.shops.along(i, n, 2, draws);
            person.shop = shop.unwrap_or(person.home);
            let rides = draws.per_mille(match person.role {
                Role::Office => 150,
                Role::Pupil | Role::Home => 90,
                _ => 0,
            });
            person.bus = rides.then(|| commune.buses.any(draws)).flatten();
            person.work = match person.role {
                Role::Keeper => person.shop,
                Role::Seller => commune.market,
                Role::Office => {
                    let offices = if draws.per_mille(350) {
                        town
                    } else {
                        commune.offices
                    };
                    offices.any(draws).unwrap_or(person.home)
                }
                _ => person.home,
            };
        }
    }

    /// Classes of about 38, sixteen to a school, a canteen in each school.
    fn build_schools(&mut self, commune: &Commune, draws: &mut Draws) {
        let Some(people) = self.persons.get_mut(commune.persons()) else {
            return;
        };
        let pupils = people.iter().filter(|p| p.role == Role::Pupil).count();
        let classes = u32::try_from(pupils.div_ceil(38)).unwrap_or(0);
        let mut rooms = Vec::new();
        let (mut school, mut canteen) = (0, 0);
        for class in 0..classes {
            if class % 16 == 0 {
                let c = commune.number;
                school = self.places.add(PlaceKind::School, c, None);
                canteen = self.places.add(PlaceKind::Canteen, c, Some(school));
            }
            let room = self
                .places
                .add(PlaceKind::Class, commune.number, Some(school));
            rooms.push((room, canteen));
        }
        for person in people.iter_mut().filter(|p| p.role == Role::Pupil) {
            if let Some(&(room, canteen)) = rooms.get(draws.below(classes) as usize) {
                person.work = room;
                person.canteen = draws.per_mille(330).then_some(canteen);
            }
        }
    }
}

fn newcomer(home: u32, commune: u32, role: usize) -> Person {
    let role = match role {
        0 => Role::Worker,
        1 => Role::Pupil,
        2 => Role::Office,
        3 => Role::Keeper,
        4 => Role::Seller,
        _ => Role::Home,
    };
    Person {
        home,
        commune,
        role,
        hours: Hours::NONE,
        work: home,
        canteen: None,
        shop: home,
        market: home,
        bus: None,
    }
}

#[cfg(test)]
#[path = "homes_tests.rs"]
mod tests;
