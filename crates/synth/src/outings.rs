//! Where somebody goes between leaving home and being back, stop by stop.

use crate::draws::Draws;
use crate::homes::Commune;
use crate::person::{Person, Role};
use crate::plan::{Errand, Frame, HOUR, MINUTE};
use crate::record::SynthVisit;

/// The visits of one person-day, at most [`Stops::ROOM`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stops {
    visits: [SynthVisit; Self::ROOM],
    count: usize,
}

impl Stops {
    /// More stops than any plan makes.
    const ROOM: usize = 24;

    /// No stops.
    pub(crate) const NONE: Self = Self {
        visits: [SynthVisit {
            person: 0,
            place: 0,
            start: 0,
            end: 0,
        }; Self::ROOM],
        count: 0,
    };

    /// Forgets all stops.
    #[inline]
    pub(crate) const fn clear(&mut self) {
        self.count = 0;
    }

    /// Adds one; ignored beyond the room there is.
    #[inline]
    pub(crate) fn push(&mut self, visit: SynthVisit) {
        if let Some(room) = self.visits.get_mut(self.count) {
            *room = visit;
            self.count += 1;
        }
    }

    /// The stops in order of time.
    #[inline]
    pub(crate) fn as_slice(&self) -> &[SynthVisit] {
        self.visits.get(..self.count).unwrap_or_default()
    }
}

/// What a person needs to walk through a day.
pub(crate) struct Walk<'a> {
    pub(crate) number: u32,
    pub(crate) person: &'a Person,
    pub(crate) commune: &'a Commune,
    /// All homes are somebody's neighbours; this gives the home of person `number`.
    pub(crate) persons: &'a [Person],
    pub(crate) draws: Draws,
    /// Midnight, seconds since the epoch.
    pub(crate) midnight: i64,
    /// When the last stop ended and by when to be home, seconds from midnight.
    pub(crate) now: i32,
    pub(crate) limit: i32,
    pub(crate) sunday: bool,
    /// The checkpoint on the way to work, and the coach to take if the day is for a trip.
    pub(crate) crossing: Option<u32>,
    pub(crate) coach: Option<u32>,
    pub(crate) stops: &'a mut Stops,
}

/// Where one can go; the order of the menus below.
const PLACES_TO_GO: [Stop; 8] = [
    Stop::Market,
    Stop::Shop,
    Stop::Neighbour,
    Stop::Restaurant,
    Stop::Worship,
    Stop::Health,
    Stop::Friend,
    Stop::Nowhere,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Market,
    Shop,
    Neighbour,
    Restaurant,
    Worship,
    Health,
    /// Somebody else's home in the commune, farther than next door.
    Friend,
    /// The field, a walk: no place that keeps records.
    Nowhere,
}

/// Weights of [`PLACES_TO_GO`].
const MORNING: [u16; 8] = [212, 378, 100, 50, 15, 12, 30, 100];
const AFTERNOON: [u16; 8] = [72, 360, 250, 40, 20, 8, 90, 110];
const SUNDAY: [u16; 8] = [145, 260, 160, 110, 80, 3, 120, 77];
const AFTER_WORK: [u16; 8] = [75, 400, 90, 80, 5, 2, 60, 230];
const AFTER_SCHOOL: [u16; 8] = [10, 340, 240, 20, 0, 0, 130, 200];

impl Walk<'_> {
    /// Makes the stops of `frame`, all within `leave..back`.
    pub(crate) fn run(&mut self, frame: &Frame) {
        self.now = frame.leave;
        self.limit = frame.back;
        match frame.errand {
            Errand::Shift { start, end } => self.shift(start, end),
            Errand::School => self.school(),
            Errand::Office => self.office(),
            Errand::Keep => self.keep(),
            Errand::Sell => self.sell(),
            Errand::Free => self.free(),
        }
    }

    /// Stays at `place` from `start` to `end`, no earlier than now and no later than the limit.
    /// Stays under two minutes are not recorded.
    #[inline]
    fn until(&mut self, place: u32, start: i32, end: i32) {
        let start = start.max(self.now.saturating_add(MINUTE));
        let end = end.min(self.limit.saturating_sub(3 * MINUTE));
        if end.saturating_sub(start) >= 2 * MINUTE {
            self.stops.push(SynthVisit {
                person: self.number,
                place,
                start: self.midnight.saturating_add(start.into()),
                end: self.midnight.saturating_add(end.into()),
            });
            self.now = end;
        }
    }

    /// Goes to `place` (minutes of travel from `way.0` to `way.1`) and stays (minutes, likewise).
    #[inline]
    fn go(&mut self, place: u32, way: (i32, i32), stay: (i32, i32)) {
        let start = self.now + self.draws.between(way.0 * MINUTE, way.1 * MINUTE);
        let end = start + self.draws.between(stay.0 * MINUTE, stay.1 * MINUTE);
        self.until(place, start, end);
    }

    /// A moment in `low..=high` minutes.
    #[inline]
    fn minutes(&mut self, low: i32, high: i32) -> i32 {
        self.draws.between(low * MINUTE, high * MINUTE)
    }

    fn ride(&mut self) {
        if let Some(bus) = self.person.bus {
            self.go(bus, (2, 8), (8, 18));
        }
    }

    fn pass(&mut self) {
        if let Some(checkpoint) = self.crossing {
            self.go(checkpoint, (1, 4), (2, 4));
        }
    }

    fn shift(&mut self, start: i32, end: i32) {
        let line = self.person.work;
        self.pass();
        if let Some(bus) = self.person.bus {
            let off = start - self.minutes(4, 9);
            self.until(bus, self.now + 2 * MINUTE, off);
        }
        let clock_in = start - self.minutes(0, 4);
        let clock_out = end + self.minutes(0, 9);
        if let Some(canteen) = self.person.canteen {
            let sitting = i32::from(self.person.hours.sitting);
            let meal = start + 3 * HOUR + (20 + sitting * 35) * MINUTE + self.minutes(0, 4);
            self.until(line, clock_in, meal);
            self.go(canteen, (1, 4), (20, 30));
            let again = self.now + self.minutes(1, 4);
            self.until(line, again, clock_out);
        } else {
            self.until(line, clock_in, clock_out);
        }
        self.pass();
        self.ride();
        self.errand_on_the_way(&AFTER_WORK);
    }

    fn school(&mut self) {
        let class = self.person.work;
        self.ride();
        let bell = 7 * HOUR;
        let start = bell - self.minutes(0, 14);
        let noon = 11 * HOUR + self.minutes(0, 9);
        self.until(class, start, noon);
        if let Some(canteen) = self.person.canteen {
            self.go(canteen, (1, 5), (20, 40));
        } else {
            let (home, back) = (self.person.home, 13 * HOUR + self.minutes(0, 14));
            let arrive = self.now + self.minutes(4, 15);
            self.until(home, arrive, back);
        }
        if self.draws.per_mille(800) {
            let start = 13 * HOUR + self.minutes(16, 29);
            let end = 16 * HOUR + self.minutes(25, 40);
            self.until(class, start, end);
        } else {
            self.errand_on_the_way(&AFTER_SCHOOL);
            self.go(self.person.home, (3, 10), (60, 120));
        }
        self.ride();
        self.errand_on_the_way(&AFTER_SCHOOL);
    }

    fn office(&mut self) {
        let office = self.person.work;
        self.pass();
        self.ride();
        let start = 7 * HOUR + self.minutes(20, 45);
        let noon = 11 * HOUR + self.minutes(20, 45);
        let end = 17 * HOUR + self.minutes(0, 12);
        match self.draws.below(10) {
            0..=2 => self.until(office, start, end),
            meal => {
                self.until(office, start, noon);
                if meal < 7 {
                    self.stop(Stop::Restaurant);
                } else {
                    self.go(self.person.home, (5, 15), (40, 60));
                }
                let again = (self.now + self.minutes(3, 9)).max(13 * HOUR);
                self.until(office, again, end);
            }
        }
        self.pass();
        self.ride();
        self.errand_on_the_way(&AFTER_WORK);
    }

    fn keep(&mut self) {
        let shop = self.person.work;
        if self.draws.per_mille(300) {
            self.stop(Stop::Market);
        }
        // With lunch at home in between.
        let noon = 11 * HOUR + self.minutes(0, 50);
        let open = self.now + self.minutes(2, 8);
        self.until(shop, open, noon);
        self.go(self.person.home, (2, 8), (40, 110));
        let again = self.now + self.minutes(2, 8);
        let close = self.limit - self.minutes(3, 12);
        self.until(shop, again, close);
    }

    fn sell(&mut self) {
        let market = self.person.work;
        let end = 11 * HOUR + self.minutes(0, 80);
        let start = self.now + self.minutes(5, 20);
        self.until(market, start, end);
        self.go(self.person.home, (5, 20), (90, 180));
        self.outings(1, &AFTERNOON);
    }

    /// By coach to another province and back, through the first checkpoint if that is a bridge.
    fn trip(&mut self, coach: u32) {
        let slot = i32::try_from(coach % 6).unwrap_or(0) * 20 * MINUTE;
        for (hour, length) in [(9 * HOUR + 40 * MINUTE, 90), (13 * HOUR + 30 * MINUTE, 90)] {
            let depart = hour + slot;
            let board = depart - self.minutes(1, 9);
            self.until(coach, board, depart + length * MINUTE);
            self.pass();
        }
    }

    fn free(&mut self) {
        if let Some(coach) = self.coach {
            self.trip(coach);
        } else if self.sunday {
            let outings = 2 + i32::from(self.draws.per_mille(400));
            self.outings(outings, &SUNDAY);
        } else if self.now < 12 * HOUR {
            let home = self.person.role == Role::Home;
            let outings = 1 + i32::from(self.draws.per_mille(if home { 600 } else { 300 }));
            self.outings(outings, &MORNING);
            self.go(self.person.home, (3, 10), (60, 180));
            self.outings(1, &AFTERNOON);
        } else {
            self.outings(2, &AFTERNOON);
        }
    }

    /// Goes out `times` times, with a while at home between.
    fn outings(&mut self, times: i32, menu: &[u16; 8]) {
        for outing in 0..times {
            if outing > 0 {
                self.go(self.person.home, (3, 10), (60, 240));
            }
            let rides = self.person.role == Role::Home && self.draws.per_mille(250);
            if rides {
                self.ride();
            }
            self.errand_on_the_way(menu);
            if self.draws.per_mille(450) {
                self.errand_on_the_way(&AFTERNOON);
            }
            if rides {
                self.ride();
            }
        }
    }

    fn errand_on_the_way(&mut self, menu: &[u16; 8]) {
        let pick = self.draws.pick(menu);
        self.stop(PLACES_TO_GO.get(pick).copied().unwrap_or(Stop::Nowhere));
    }

    fn stop(&mut self, stop: Stop) {
        let draws = &mut self.draws;
        let commune = self.commune;
        let (place, way, stay) = match stop {
            Stop::Market if draws.per_mille(400) => (Some(commune.market), (3, 10), (10, 40)),
            Stop::Market => (Some(self.person.market), (8, 25), (5, 15)),
            Stop::Shop if draws.per_mille(750) => (Some(self.person.shop), (1, 6), (3, 18)),
            Stop::Shop => (commune.shops.any(draws), (2, 10), (4, 25)),
            Stop::Neighbour => {
                let near = self.number.saturating_add_signed(draws.between(-12, 12));
                (self.home_of(near), (1, 4), (20, 120))
            }
            Stop::Friend => {
                let any = commune
                    .first_person
                    .saturating_add(draws.below(commune.people));
                (self.home_of(any), (3, 15), (40, 180))
            }
            Stop::Restaurant => (commune.restaurants.any(draws), (2, 8), (20, 60)),
            Stop::Worship => (commune.worship.any(draws), (3, 12), (30, 80)),
            Stop::Health => (Some(commune.health_station), (4, 15), (20, 90)),
            Stop::Nowhere => (None, (1, 5), (15, 60)),
        };
        match place {
            Some(place) if place != self.person.home => self.go(place, way, stay),
            _ => self.now += self.minutes(stay.0, stay.1),
        }
    }

    fn home_of(&self, number: u32) -> Option<u32> {
        self.persons.get(number as usize).map(|person| person.home)
    }
}
