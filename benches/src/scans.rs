//! An endless stream of scans by external id, as a province's check-ins arrive: mostly in order.

/// Every scan is of one of these and at one of those.
#[derive(Debug)]
pub struct Ids {
    people: Vec<String>,
    places: Vec<String>,
}

/// One check-in with its check-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scan {
    /// Number of the person among [`Ids::people`].
    pub person: usize,
    /// Number of the place among [`Ids::places`].
    pub place: usize,
    /// Seconds since 1970.
    pub start: i64,
    /// Seconds since 1970.
    pub end: i64,
}

/// The first start.
const EPOCH: i64 = 1_620_000_000;
/// How many scans begin in one second.
const PER_SECOND: i64 = 20;
/// A scan that comes twice comes again within so many.
const AGAIN: usize = 1_000;

impl Ids {
    /// So many people and places, at least one of each.
    #[must_use]
    pub fn new(people: u32, places: u32) -> Self {
        let person = |n: u32| format!("cccd:{:012}", u64::from(n) * 4_999_999 + 17);
        let place = |n: u32| format!("qr:site-{n:06}");
        Self {
            people: (0..people.max(1)).map(person).collect(),
            places: (0..places.max(1)).map(place).collect(),
        }
    }

    /// Ids of people.
    #[must_use]
    pub fn people(&self) -> &[String] {
        &self.people
    }

    /// Ids of places.
    #[must_use]
    pub fn places(&self) -> &[String] {
        &self.places
    }

    /// The ids of a scan's person and place.
    #[must_use]
    pub fn of(&self, scan: &Scan) -> Option<(&str, &str)> {
        let person = self.people.get(scan.person)?;
        Some((person, self.places.get(scan.place)?))
    }

    /// The stream, always the same.
    #[must_use]
    pub fn scans(&self) -> Scans {
        Scans {
            state: 1,
            people: self.people.len(),
            places: self.places.len(),
            number: 0,
            recent: Vec::new(),
        }
    }
}

/// Scans in the order in which they arrive: times run on, 2 of 100 are up to three days late,
/// 1 of 100 was there before.
#[derive(Debug, Clone)]
pub struct Scans {
    state: u64,
    people: usize,
    places: usize,
    number: i64,
    recent: Vec<Scan>,
}

impl Scans {
    /// A number below `limit`.
    fn draw(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let drawn = (z ^ (z >> 31)).checked_rem(limit as u64).unwrap_or(0);
        usize::try_from(drawn).unwrap_or(0)
    }

    fn seconds(&mut self, limit: usize) -> i64 {
        i64::try_from(self.draw(limit)).unwrap_or(0)
    }
}

impl Iterator for Scans {
    type Item = Scan;

    fn next(&mut self) -> Option<Scan> {
        let sort = self.draw(100);
        let seen = self.draw(AGAIN);
        if sort == 0
            && let Some(again) = self.recent.get(seen)
        {
            return Some(*again);
        }
        let now = EPOCH.saturating_add(self.number / PER_SECOND);
        self.number = self.number.saturating_add(1);
        let late = if sort < 3 {
            self.seconds(3 * 86_400)
        } else {
            0
        };
        let start = now.saturating_sub(late);
        let end = start
            .saturating_add(300)
            .saturating_add(self.seconds(7_200));
        let (person, place) = (self.draw(self.people), self.draw(self.places));
        let scan = Scan {
            person,
            place,
            start,
            end,
        };
        match self.recent.get_mut(seen) {
            Some(old) => *old = scan,
            None => self.recent.push(scan),
        }
        Some(scan)
    }
}

#[cfg(test)]
#[path = "scans_tests.rs"]
mod tests;
