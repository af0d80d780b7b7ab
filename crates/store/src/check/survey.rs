//! The first pass: counts by person and source, and whatever needs one record at a time.

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{Duration, Interval, PersonNo, PlaceNo, Timestamp};

use super::options::CheckOptions;
use super::report::{
    Found, LongContact, LongVisit, OpenVisit, OpenVisits, SharedPlace, SourceReport, Stay,
};
use crate::error::StoreError;
use crate::segment::{ContactRow, Segment, VisitRow};
use crate::snapshot::Snapshot;

const DAY: i64 = 86_400;

/// The smallest items of many, ordered.
#[derive(Debug)]
struct Smallest<T> {
    limit: usize,
    items: BTreeSet<T>,
}

impl<T: Ord> Smallest<T> {
    const fn new(limit: usize) -> Self {
        Self {
            limit,
            items: BTreeSet::new(),
        }
    }

    fn add(&mut self, item: T) {
        let full = self.items.len() >= self.limit;
        if full && self.items.last().is_none_or(|last| *last <= item) {
            return;
        }
        self.items.insert(item);
        if self.items.len() > self.limit {
            self.items.pop_last();
        }
    }
}

/// What one source gave so far.
#[derive(Debug, Clone, Copy)]
struct Source {
    visits: u64,
    contacts: u64,
    last_start: i64,
}

/// What is known after one look at every record.
#[derive(Debug)]
pub(super) struct Survey {
    /// Visits of each person.
    pub(super) by_person: Vec<u32>,
    pub(super) visits: u64,
    pub(super) contacts: u64,
    now: i64,
    long_visit_s: i64,
    long_contact_s: i64,
    examples: usize,
    open: OpenVisits,
    /// start, person, place
    oldest: Smallest<(i64, u32, u32)>,
    long_visits: u64,
    /// person, start, place, end
    longest_visits: Smallest<(u32, i64, u32, i64)>,
    long_contacts: u64,
    /// a, start, b, end
    longest_contacts: Smallest<(u32, i64, u32, i64)>,
    shared: BTreeMap<u32, u64>,
    sources: BTreeMap<u16, Source>,
}

/// The findings of the first pass, as the report has them.
pub(super) struct Surveyed {
    pub(super) open: OpenVisits,
    pub(super) long_visits: Found<LongVisit>,
    pub(super) long_contacts: Found<LongContact>,
    pub(super) shared: Found<SharedPlace>,
    pub(super) sources: Vec<SourceReport>,
}

impl Survey {
    pub(super) fn of(snapshot: &Snapshot, options: &CheckOptions) -> Result<Self, StoreError> {
        let last = snapshot.time_range().map(Interval::end);
        let now = options.now.or(last).map_or(0, Timestamp::seconds);
        let limit = options.examples;
        let mut survey = Self {
            by_person: vec![0; snapshot.person_count() as usize],
            visits: 0,
            contacts: 0,
            now,
            long_visit_s: options.long_visit.seconds(),
            long_contact_s: options.long_contact.seconds(),
            examples: limit,
            open: OpenVisits::default(),
            oldest: Smallest::new(limit),
            long_visits: 0,
            longest_visits: Smallest::new(limit),
            long_contacts: 0,
            longest_contacts: Smallest::new(limit),
            shared: BTreeMap::new(),
            sources: BTreeMap::new(),
        };
        for segment in snapshot.segments() {
            survey.visits_of(snapshot, segment)?;
            survey.contacts_of(snapshot, segment)?;
        }
        Ok(survey)
    }

    fn visits_of(&mut self, snapshot: &Snapshot, segment: &Segment) -> Result<(), StoreError> {
        let mut bad = None;
        let places = 0..snapshot.place_count();
        segment.each_place(places, Interval::ALWAYS, |place, visits| {
            self.place(place, visits);
            match snapshot.is_shared(PlaceNo(place)) {
                Ok(false) => {}
                Ok(true) => *self.shared.entry(place).or_default() += visits.len() as u64,
                Err(error) => bad = Some(error),
            }
        })?;
        bad.map_or(Ok(()), Err)
    }

    fn place(&mut self, place: u32, visits: &[VisitRow]) {
        self.visits = self.visits.saturating_add(visits.len() as u64);
        for visit in visits {
            if let Some(count) = self.by_person.get_mut(visit.person as usize) {
                *count = count.saturating_add(1);
            }
            if visit.open {
                self.open(place, visit);
            } else if visit.end.saturating_sub(visit.start) > self.long_visit_s {
                self.long_visits = self.long_visits.saturating_add(1);
                let key = (visit.person, visit.start, place, visit.end);
                self.longest_visits.add(key);
            }
        }
        // Neighbouring visits are mostly of one source.
        for visits in visits.chunk_by(|x, y| x.source == y.source) {
            let latest = visits.iter().map(|v| v.start).max().unwrap_or(i64::MIN);
            let number = visits.first().map_or(0, |v| v.source.0);
            let source = self.source(number, latest);
            source.visits = source.visits.saturating_add(visits.len() as u64);
        }
    }

    /// The counts of a source of which a record starts then.
    fn source(&mut self, source: u16, start: i64) -> &mut Source {
        let source = self.sources.entry(source).or_insert(Source {
            visits: 0,
            contacts: 0,
            last_start: i64::MIN,
        });
        source.last_start = source.last_start.max(start);
        source
    }

    fn open(&mut self, place: u32, visit: &VisitRow) {
        let age = self.now.saturating_sub(visit.start);
        let of_that_age = match age {
            i64::MIN..DAY => &mut self.open.under_1_day,
            DAY..THREE_DAYS => &mut self.open.under_3_days,
            THREE_DAYS..SEVEN_DAYS => &mut self.open.under_7_days,
            _ => &mut self.open.older,
        };
        *of_that_age = of_that_age.saturating_add(1);
        self.oldest.add((visit.start, visit.person, place));
    }

    fn contacts_of(&mut self, snapshot: &Snapshot, segment: &Segment) -> Result<(), StoreError> {
        if segment.live_contact_count() == 0 {
            return Ok(());
        }
        let mut contacts = Vec::new();
        for person in 0..snapshot.person_count() {
            if snapshot.links().people.is_alias(person) {
                // Its records come with the number that it is linked to.
                continue;
            }
            contacts.clear();
            segment.contacts_of(PersonNo(person), Interval::ALWAYS, &mut contacts)?;
            // Each is seen from both sides.
            for contact in contacts.iter().filter(|contact| person < contact.other) {
                self.contact(person, contact);
            }
        }
        Ok(())
    }

    fn contact(&mut self, a: u32, contact: &ContactRow) {
        let (start, end, other) = (contact.start, contact.end, contact.other);
        self.contacts = self.contacts.saturating_add(1);
        if end.saturating_sub(start) > self.long_contact_s {
            self.long_contacts = self.long_contacts.saturating_add(1);
            self.longest_contacts.add((a, start, other, end));
        }
        let source = self.source(contact.source.0, start);
        source.contacts = source.contacts.saturating_add(1);
    }

    /// What was found, and the counts by person.
    pub(super) fn finish(self) -> (Surveyed, Vec<u32>) {
        let visit = |(start, person, place)| OpenVisit {
            person: PersonNo(person),
            place: PlaceNo(place),
            start: Timestamp::from_seconds(start),
        };
        let long_visit = |(person, start, place, end)| {
            Some(LongVisit {
                person: PersonNo(person),
                stay: Stay {
                    place: PlaceNo(place),
                    interval: interval(start, end)?,
                },
            })
        };
        let long_contact = |(a, start, b, end)| {
            Some(LongContact {
                a: PersonNo(a),
                b: PersonNo(b),
                interval: interval(start, end)?,
            })
        };
        let surveyed = Surveyed {
            open: OpenVisits {
                oldest: self.oldest.items.into_iter().map(visit).collect(),
                ..self.open
            },
            long_visits: Found {
                count: self.long_visits,
                examples: self
                    .longest_visits
                    .items
                    .into_iter()
                    .filter_map(long_visit)
                    .collect(),
            },
            long_contacts: Found {
                count: self.long_contacts,
                examples: self
                    .longest_contacts
                    .items
                    .into_iter()
                    .filter_map(long_contact)
                    .collect(),
            },
            shared: shared(&self.shared, self.examples),
            sources: sources(&self.sources),
        };
        (surveyed, self.by_person)
    }
}

const THREE_DAYS: i64 = 3 * DAY;
const SEVEN_DAYS: i64 = 7 * DAY;

fn interval(start: i64, end: i64) -> Option<Interval> {
    Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end))
}

fn shared(visits: &BTreeMap<u32, u64>, limit: usize) -> Found<SharedPlace> {
    let place = |(place, visits): (&u32, &u64)| SharedPlace {
        place: PlaceNo(*place),
        visits: *visits,
    };
    let mut places: Vec<_> = visits.iter().map(place).collect();
    // Stable: places with as many visits stay in the order of their numbers.
    places.sort_by_key(|place| std::cmp::Reverse(place.visits));
    places.truncate(limit);
    Found {
        count: visits.values().sum(),
        examples: places,
    }
}

fn sources(sources: &BTreeMap<u16, Source>) -> Vec<SourceReport> {
    let latest = sources.values().map(|s| s.last_start).max().unwrap_or(0);
    let report = |(number, source): (&u16, &Source)| {
        let behind = latest.saturating_sub(source.last_start);
        SourceReport {
            source: *number,
            visits: source.visits,
            contacts: source.contacts,
            last_start: Timestamp::from_seconds(source.last_start),
            behind: Duration::new(behind).unwrap_or(Duration::ZERO),
        }
    };
    sources.iter().map(report).collect()
}
