//! Exposure sites: where the events of a trace happened, each site swept once (S23).
//!
//! Whoever is exposed at hop h was not infectious before, so at one site and hop the infectious
//! and the exposed are different people, and no pair of them has to be looked at: the time that
//! they shared is the integral of the one number times the other, and when and whom it concerned
//! follows from the times at which both numbers are not 0.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};

use truyvet_model::{Interval, IntervalSet, Level, PlaceNo, Setting, Timestamp};
use truyvet_store::Snapshot;

use crate::budget::Watch;
use crate::error::TraceError;
use crate::parallel::share;
use crate::pull::clip;
use crate::records::{Meeting, PlacedStay, ReadScratch, Records, Visitors};
use crate::shared_time::{Span, Together, together};
use crate::tracer::{Answer, TraceOptions};
use crate::versions::Versions;

/// A place where events of the trace happened (S23).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRow {
    /// The place where visits count, or direct contacts.
    pub setting: Setting,
    /// The union of the overlaps, in the time of the records.
    pub intervals: IntervalSet,
    /// How many infectious people there were (of a backward trace: people infected).
    pub infectious: u64,
    /// How many people they exposed (of a backward trace: people who may have infected them).
    pub exposed: u64,
    /// The sum of the overlaps.
    pub person_seconds: u64,
}

/// From this share of all people on (one in so many), all sites are read instead of looking up
/// where people were.
const EVERYWHERE_FROM: usize = 32;

impl Answer {
    /// Where the events that S16 counts happened, ordered by people exposed and person-seconds,
    /// the most first, then contacts before places, then place number (S23). `snapshot` must be
    /// the one that was asked.
    ///
    /// # Errors
    /// [`TraceError::Store`] if the store cannot be read, [`TraceError::Exceeded`] if it takes
    /// more time or memory, or has more rows, than the options allow, or is cancelled.
    pub fn sites(
        &self,
        snapshot: &Snapshot,
        options: &TraceOptions,
    ) -> Result<Vec<SiteRow>, TraceError> {
        let rows = self.exposures();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let watch = options.watch();
        watch.check()?;
        let people = snapshot.person_count() as usize;
        let mut levels = vec![0; people];
        for (person, &level) in rows.person.iter().zip(&rows.level) {
            if let Some(of) = levels.get_mut(person.index()) {
                *of = level;
            }
        }
        let survey = Survey {
            records: self.records(snapshot),
            watch: &watch,
            levels,
            sets: Versions::new(&self.infectious(), people),
            held: AtomicUsize::new(0),
        };
        let held = survey.sets.bytes();
        survey.hold(held.saturating_add(size_of_val(survey.levels.as_slice())))?;
        let threads = if rows.len() < 256 {
            1
        } else {
            options.threads.get()
        };
        let mut scratch: Vec<Scratch> = Vec::new();
        scratch.resize_with(threads, Scratch::default);
        let exposed: Vec<u32> = rows.person.iter().map(|person| person.0).collect();
        survey.at_sites(&exposed, &mut scratch)?;
        survey.by_contact(&exposed, &mut scratch)?;
        let rows = survey.rows(scratch);
        watch.size(rows.len(), || survey.held.load(Ordering::Relaxed))?;
        Ok(rows)
    }
}

/// What is read while sites are looked at.
struct Survey<'a> {
    records: Records<'a>,
    watch: &'a Watch,
    /// The level of each person; 0 for those who are no row.
    levels: Vec<Level>,
    sets: Versions<'a>,
    /// Bytes of what is kept until the end.
    held: AtomicUsize,
}

/// What one thread works with, and what it found.
#[derive(Default)]
struct Scratch {
    read: ReadScratch,
    visitors: Visitors,
    stays: Vec<PlacedStay>,
    meetings: Vec<Meeting>,
    touches: Vec<(u32, i64, i64)>,
    exposed: Vec<(Level, Span)>,
    infectious: Vec<u32>,
    sheds: Vec<Span>,
    group: Vec<Span>,
    found: Vec<Found>,
    contacts: Met,
}

/// One site, in question time.
struct Found {
    place: u32,
    times: Vec<(i64, i64)>,
    infectious: u64,
    exposed: u64,
    seconds: u64,
}

/// What direct contacts add up to.
#[derive(Default)]
struct Met {
    times: Vec<(i64, i64)>,
    infectious: Vec<u32>,
    exposed: u64,
    seconds: u64,
    /// How long `times` may become before it is joined.
    room: usize,
}

impl Survey<'_> {
    /// Counts what is kept until the end.
    fn hold(&self, bytes: usize) -> Result<(), TraceError> {
        let before = self.held.fetch_add(bytes, Ordering::Relaxed);
        Ok(self.watch.size(0, || before.saturating_add(bytes))?)
    }

    /// Looks at every site where somebody of the answer was with somebody infectious.
    fn at_sites(&self, exposed: &[u32], scratch: &mut [Scratch]) -> Result<(), TraceError> {
        // Whichever are fewer are looked up.
        let from = if self.sets.people.len() < exposed.len() {
            &self.sets.people
        } else {
            exposed
        };
        if from.len() > self.levels.len() / EVERYWHERE_FROM {
            let count = self.records.resolved.sites.count();
            // The largest sites have numbers next to each other, so few at a time.
            return share(scratch, count as usize, 64, self.watch, |range, own| {
                for site in range {
                    let site = u32::try_from(site).unwrap_or(u32::MAX);
                    self.site((site, i64::MIN, i64::MAX), own)?;
                }
                Ok(())
            });
        }
        share(scratch, from.len(), 64, self.watch, |range, own| {
            for &person in from.get(range).unwrap_or_default() {
                own.stays.clear();
                let (read, stays) = (&mut own.read, &mut own.stays);
                self.records.stays_of(person, read, stays)?;
                let touch = |placed: &PlacedStay| (placed.site, placed.stay.start, placed.stay.end);
                own.touches.extend(own.stays.iter().map(touch));
            }
            Ok(())
        })?;
        let mut touches: Vec<(u32, i64, i64)> = Vec::new();
        for own in &mut *scratch {
            touches.append(&mut own.touches);
        }
        self.hold(size_of_val(touches.as_slice()))?;
        touches.retain(|touch| self.concerns(touch.1, touch.2));
        touches.sort_unstable();
        touches.dedup_by(|next, hull| {
            let same = next.0 == hull.0;
            if same {
                hull.2 = hull.2.max(next.2);
            }
            same
        });
        share(scratch, touches.len(), 16, self.watch, |range, own| {
            for touch in touches.get(range).unwrap_or_default() {
                self.site(*touch, own)?;
            }
            Ok(())
        })
    }

    /// Whether anybody is infectious during `[start, end)`, or was shortly before.
    fn concerns(&self, start: i64, end: i64) -> bool {
        let lag = self.records.resolved.longest_lag;
        self.sets.start < end && start < self.sets.end.saturating_add(lag)
    }

    /// Looks at one site, where all stays of those who were looked up lie within `[start, end)`.
    fn site(&self, touch: (u32, i64, i64), own: &mut Scratch) -> Result<(), TraceError> {
        let (site, start, end) = touch;
        let records = &self.records;
        let facts = records.resolved.facts(records.snapshot, site)?;
        let span = (
            start.saturating_sub(facts.lag).max(self.sets.start),
            end.min(self.sets.end).saturating_add(facts.lag),
        );
        records.stays_at(site, span, &mut own.read, &mut own.visitors)?;
        if own.visitors.len() < 2 {
            return Ok(());
        }
        own.exposed.clear();
        own.infectious.clear();
        for (at, stay) in (0u32..).zip(own.visitors.iter()) {
            let level = self.levels.get(stay.person as usize).copied();
            if let Some(level) = level.filter(|level| *level > 0) {
                own.exposed
                    .push((level, (stay.start, stay.end, stay.person)));
            }
            if self.sets.any(stay.person) {
                own.infectious.push(at);
            }
        }
        if own.exposed.is_empty() || own.infectious.is_empty() {
            return Ok(());
        }
        // Stable: most are in order of their start already.
        own.exposed.sort_by_key(|(level, span)| (*level, span.0));
        let exposed = std::mem::take(&mut own.exposed);
        let mut all = Together::default();
        for group in exposed.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(level, _)) = group.first() else {
                continue;
            };
            self.shed_at(level, facts.lag, own);
            own.group.clear();
            own.group.extend(group.iter().map(|(_, span)| *span));
            together(&mut own.sheds, &own.group, &mut all);
        }
        own.exposed = exposed;
        if all.times.is_empty() {
            return Ok(());
        }
        own.found.push(Found {
            place: facts.place,
            infectious: distinct(&mut all.infectious),
            exposed: distinct(&mut all.exposed),
            seconds: all.seconds,
            times: joined(all.times),
        });
        let times = own.found.last().map_or(0, |found| found.times.len());
        self.hold(size_of::<Found>().saturating_add(times.saturating_mul(size_of::<(i64, i64)>())))
    }

    /// Puts what the infectious visitors contaminate at hop `level` into `own.sheds`.
    fn shed_at(&self, level: Level, lag: i64, own: &mut Scratch) {
        own.sheds.clear();
        for &at in &own.infectious {
            let Some(stay) = own.visitors.get(at as usize) else {
                continue;
            };
            if let Some(set) = self.sets.at(stay.person, level.saturating_sub(1)) {
                let parts = clip(set, stay.start, stay.end);
                own.sheds
                    .extend(parts.map(|(from, to)| (from, to.saturating_add(lag), stay.person)));
            }
        }
    }

    fn by_contact(&self, exposed: &[u32], scratch: &mut [Scratch]) -> Result<(), TraceError> {
        if !self.records.has_contacts() {
            return Ok(());
        }
        share(scratch, exposed.len(), 256, self.watch, |range, own| {
            let had = own.contacts.bytes();
            for &person in exposed.get(range).unwrap_or_default() {
                let level = self.levels.get(person as usize).copied().unwrap_or(0);
                own.meetings.clear();
                let (read, meetings) = (&mut own.read, &mut own.meetings);
                self.records.contacts_of(person, read, meetings)?;
                let before = own.contacts.seconds;
                for meeting in &own.meetings {
                    let set = self.sets.at(meeting.other, level.saturating_sub(1));
                    let parts = set.map(|set| clip(set, meeting.start, meeting.end));
                    for (x, y) in parts.into_iter().flatten() {
                        own.contacts.add(meeting.other, x, y);
                    }
                }
                // An event is a second long at least.
                let met = u64::from(own.contacts.seconds > before);
                own.contacts.exposed = own.contacts.exposed.saturating_add(met);
            }
            self.hold(own.contacts.bytes().saturating_sub(had))
        })
    }

    /// Puts together what the threads found. Parts of a divided place are one row; their people
    /// are different.
    fn rows(&self, scratch: Vec<Scratch>) -> Vec<SiteRow> {
        let (mut found, mut met) = (Vec::new(), Met::default());
        for mut own in scratch {
            found.append(&mut own.found);
            met.times.append(&mut own.contacts.times);
            met.infectious.append(&mut own.contacts.infectious);
            met.exposed = met.exposed.saturating_add(own.contacts.exposed);
            met.seconds = met.seconds.saturating_add(own.contacts.seconds);
        }
        found.sort_by_key(|site| site.place);
        let mut rows = Vec::new();
        for parts in found.chunk_by(|a, b| a.place == b.place) {
            let Some(first) = parts.first() else { continue };
            let sum = |of: fn(&Found) -> u64| parts.iter().map(of).fold(0, u64::saturating_add);
            let times = parts.iter().flat_map(|part| part.times.iter().copied());
            rows.push(SiteRow {
                setting: Setting::Place(PlaceNo(first.place)),
                intervals: self.recorded(times),
                infectious: sum(|part| part.infectious),
                exposed: sum(|part| part.exposed),
                person_seconds: sum(|part| part.seconds),
            });
        }
        if met.exposed > 0 {
            rows.push(SiteRow {
                setting: Setting::Contact,
                intervals: self.recorded(met.times.into_iter()),
                infectious: distinct(&mut met.infectious),
                exposed: met.exposed,
                person_seconds: met.seconds,
            });
        }
        rows.sort_by_key(|r| (Reverse(r.exposed), Reverse(r.person_seconds), r.setting));
        rows
    }

    fn recorded(&self, times: impl Iterator<Item = (i64, i64)>) -> IntervalSet {
        let t = Timestamp::from_seconds;
        times
            .map(|(x, y)| self.records.resolved.turn(x, y))
            .filter_map(|(start, end)| Interval::checked(t(start), t(end)))
            .collect()
    }
}

/// The least number of stretches at which those of contacts are joined.
const JOIN_FROM: usize = 1 << 16;

impl Met {
    fn bytes(&self) -> usize {
        let people = size_of_val(self.infectious.as_slice());
        people.saturating_add(size_of_val(self.times.as_slice()))
    }

    fn add(&mut self, infector: u32, x: i64, y: i64) {
        self.times.push((x, y));
        self.infectious.push(infector);
        let seconds = u64::try_from(y.saturating_sub(x)).unwrap_or(0);
        self.seconds = self.seconds.saturating_add(seconds);
        if self.times.len() > self.room.max(JOIN_FROM) {
            self.times.sort_unstable();
            self.times = joined(std::mem::take(&mut self.times));
            distinct(&mut self.infectious);
            // Twice what is left, so that joining costs little where nothing can be joined.
            let left = self.times.len().max(self.infectious.len());
            self.room = left.saturating_mul(2);
        }
    }
}

/// Drops what is there twice, and counts the rest.
fn distinct(people: &mut Vec<u32>) -> u64 {
    people.sort_unstable();
    people.dedup();
    u64::try_from(people.len()).unwrap_or(u64::MAX)
}

/// Joins stretches that overlap or touch.
fn joined(mut times: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    times.sort_unstable();
    times.dedup_by(|next, last| {
        let joins = next.0 <= last.1;
        if joins {
            last.1 = last.1.max(next.1);
        }
        joins
    });
    times
}
