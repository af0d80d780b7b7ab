//! What a check of the records found: counts of everything, and some examples by number.

use truyvet_model::{Duration, Interval, PersonNo, PlaceNo, Timestamp};

/// One sort of finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// How many there are.
    pub count: u64,
    /// The first of them, as many as were asked for.
    pub examples: Vec<T>,
}

/// How far a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckProgress {
    /// People whose stays are looked at.
    pub people_done: u32,
    /// People of the snapshot.
    pub people_total: u32,
}

/// When somebody was at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// Where.
    pub place: PlaceNo,
    /// From check-in to check-out, or to the assumed end (S4).
    pub interval: Interval,
}

/// One person in two places at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Who.
    pub person: PersonNo,
    /// The stay that began earlier (or at the same time, at the place with the lower number); of
    /// several the one that ends last, then the one at the lowest place.
    pub earlier: Stay,
    /// The stay that began later.
    pub later: Stay,
    /// For how long.
    pub length: Duration,
}

/// Two stays, one after the other, too far apart for the time between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Travel {
    /// Who.
    pub person: PersonNo,
    /// The stay before.
    pub from: Stay,
    /// The stay after.
    pub to: Stay,
    /// The distance in metres, along the great circle.
    pub metres: u64,
    /// The time there was, without the tolerance; negative if the stays overlap a little.
    pub seconds: i64,
}

/// A visit that lasts very long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongVisit {
    /// Who.
    pub person: PersonNo,
    /// Where and when.
    pub stay: Stay,
}

/// A contact that lasts very long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongContact {
    /// The person with the lower number.
    pub a: PersonNo,
    /// The other one.
    pub b: PersonNo,
    /// When.
    pub interval: Interval,
}

/// A visit whose check-out has not arrived (S4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenVisit {
    /// Who.
    pub person: PersonNo,
    /// Where.
    pub place: PlaceNo,
    /// Since when.
    pub start: Timestamp,
}

/// Open visits by age: the time from their check-in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenVisits {
    /// Less than a day old, or still to come.
    pub under_1_day: u64,
    /// Less than 3 days old.
    pub under_3_days: u64,
    /// Less than 7 days old.
    pub under_7_days: u64,
    /// 7 days old or more.
    pub older: u64,
    /// The oldest ones.
    pub oldest: Vec<OpenVisit>,
}

impl OpenVisits {
    /// All of them.
    #[must_use]
    pub const fn count(&self) -> u64 {
        // Each is at most the number of rows of a store.
        self.under_1_day + self.under_3_days + self.under_7_days + self.older
    }
}

/// A shared place (S5) and the visits there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedPlace {
    /// Which.
    pub place: PlaceNo,
    /// How many visits.
    pub visits: u64,
}

/// What one source gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceReport {
    /// The number of the source; 0 is that of records without one.
    pub source: u16,
    /// Its visits.
    pub visits: u64,
    /// Its contacts.
    pub contacts: u64,
    /// The latest start of its records.
    pub last_start: Timestamp,
    /// How much later the latest record of all sources starts: long for a source gone quiet.
    pub behind: Duration,
}

/// What a check of the records found. Examples are ordered by person, then time, except where
/// said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckReport {
    /// Visits that were looked at.
    pub visits: u64,
    /// Contacts that were looked at.
    pub contacts: u64,
    /// Stays that overlap an earlier one of the same person, at a place that is neither the same
    /// nor part of the other. Each later stay counts once. Stays whose end is assumed count not.
    pub overlaps: Found<Overlap>,
    /// Stays that cannot be reached in time from the stay before.
    pub travels: Found<Travel>,
    /// Visits without a check-out.
    pub open: OpenVisits,
    /// Visits that last too long; those whose end is assumed count not.
    pub long_visits: Found<LongVisit>,
    /// Contacts that last too long.
    pub long_contacts: Found<LongContact>,
    /// Visits at shared places: how many, and the places with most of them, ordered by that.
    pub shared: Found<SharedPlace>,
    /// What each source gave, ordered by number.
    pub sources: Vec<SourceReport>,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self {
            count: 0,
            examples: Vec::new(),
        }
    }
}

impl<T> Found<T> {
    /// Counts one, and keeps it if there are fewer than `limit`.
    pub(super) fn add(&mut self, limit: usize, example: impl FnOnce() -> T) {
        self.count = self.count.saturating_add(1);
        if self.examples.len() < limit {
            self.examples.push(example());
        }
    }
}
