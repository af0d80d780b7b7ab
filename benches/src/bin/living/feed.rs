//! A writer that appends scans as fast as it can, or at a rate, while others read.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration as Clock, Instant};

use truyvet_benches::load::Failure;
use truyvet_benches::measure::seconds;
use truyvet_model::{ExternalId, Timestamp, Visit};
use truyvet_store::{Store, Writer};
use truyvet_synth::Province;

/// Records of a commit.
pub(crate) const BATCH: usize = 100;
/// Scans that may be corrected.
const RECENT: usize = 10_000;
const DAY: i64 = 86_400;

/// What a writer did.
#[derive(Debug, Default)]
pub(crate) struct Fed {
    pub(crate) records: u64,
    pub(crate) total_s: f64,
    pub(crate) commits_s: Vec<f64>,
    /// Of these, those that published.
    pub(crate) publishes_s: Vec<f64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Scan {
    person: u32,
    place: u32,
    start: i64,
    end: i64,
}

/// Scans of people and places of a province, from its last midnight on.
#[derive(Debug)]
struct Scans {
    state: u64,
    people: u32,
    places: u32,
    /// Scans that begin in one second.
    per_second: u64,
    start: i64,
    number: u64,
    recent: Vec<Scan>,
}

impl Scans {
    fn new(province: &Province) -> Self {
        let spec = province.spec();
        Self {
            state: 1,
            people: province.person_count(),
            places: province.place_count(),
            per_second: (u64::from(spec.people) * 5 / 86_400).max(1),
            start: spec.start.seconds() + i64::from(spec.days) * DAY,
            number: 0,
            recent: Vec::with_capacity(RECENT),
        }
    }

    /// A number below `limit` (splitmix64).
    fn draw(&mut self, limit: u32) -> u32 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from(((z >> 32) * u64::from(limit)) >> 32).unwrap_or(0)
    }

    /// In the order of arrival: 10 of 100 are 1 to 6 days late, 1 of 100 corrects the end of an
    /// earlier one.
    fn next(&mut self) -> Scan {
        let sort = self.draw(100);
        let seen = self.draw(10_000) as usize;
        let lasts = 300 + i64::from(self.draw(7_200));
        if sort == 0
            && let Some(old) = self.recent.get(seen)
        {
            let end = old.start.saturating_add(lasts);
            return Scan { end, ..*old };
        }
        let passed = self.number.checked_div(self.per_second).unwrap_or(0);
        self.number = self.number.saturating_add(1);
        let now = self
            .start
            .saturating_add(i64::try_from(passed).unwrap_or(0));
        let late = match sort {
            0..=10 => DAY + i64::from(self.draw(5 * 86_400)),
            _ => 0,
        };
        let start = now.saturating_sub(late);
        let scan = Scan {
            person: self.draw(self.people),
            place: self.draw(self.places),
            start,
            end: start.saturating_add(lasts),
        };
        match self.recent.get_mut(seen) {
            Some(old) => *old = scan,
            None => self.recent.push(scan),
        }
        scan
    }
}

/// Appends scans until told to stop; ids are looked up, as a service would.
pub(crate) fn feed(
    store: &Store,
    province: &Province,
    rate: Option<u64>,
    stop: &AtomicBool,
) -> Result<Fed, Failure> {
    let mut writer = store.writer()?;
    let places: Vec<String> = province.places().map(|place| place.id).collect();
    let mut scans = Scans::new(province);
    let mut fed = Fed::default();
    let begun = Instant::now();
    while !stop.load(Ordering::Relaxed) {
        for _ in 0..BATCH {
            add(&mut writer, &places, scans.next())?;
        }
        fed.records += BATCH as u64;
        let (done, took) = seconds(|| writer.commit());
        fed.commits_s.push(took);
        if done?.published.is_some() {
            fed.publishes_s.push(took);
        }
        if let Some(rate) = rate {
            let due = Clock::from_micros(fed.records.saturating_mul(1_000_000) / rate.max(1));
            std::thread::sleep(due.saturating_sub(begun.elapsed()));
        }
    }
    fed.total_s = begun.elapsed().as_secs_f64();
    Ok(fed)
}

fn add(writer: &mut Writer, places: &[String], scan: Scan) -> Result<(), Failure> {
    let person = Province::person_id(scan.person);
    let place = places.get(scan.place as usize).ok_or("no such place")?;
    let visit = Visit {
        person: writer.person(ExternalId::split(&person)?)?,
        place: writer.place(ExternalId::split(place)?)?,
        start: Timestamp::from_seconds(scan.start),
        end: Some(Timestamp::from_seconds(scan.end)),
    };
    Ok(writer.visit(visit)?)
}
