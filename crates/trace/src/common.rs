//! Common sites: where more of the cases were than ordinary attendance lets expect (S24).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use truyvet_model::{Direction, IntervalSet, PlaceNo, Question};
use truyvet_store::Snapshot;

use crate::budget::Watch;
use crate::error::TraceError;
use crate::parallel::share;
use crate::records::{Meeting, ReadScratch, Records, Visitors};
use crate::resolve::Resolved;
use crate::tail::at_least;
use crate::tracer::TraceOptions;

/// A place where cases were in their windows (S24).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CommonSite {
    /// The place where visits count.
    pub place: PlaceNo,
    /// How many of the cases were there in their windows.
    pub cases: u64,
    /// How many would have been, if they were people like all others.
    pub expected: f64,
    /// How likely it is that at least so many would have been.
    pub p: f64,
    /// The same held against the number of places compared (Bonferroni).
    pub p_adjusted: f64,
}

/// The places where the cases of `question` were in the intervals given for them, ordered by p,
/// cases (the most first), place number (S24). Of the other fields those that say which records
/// exist count.
///
/// All records in the windows are read once, so it takes as long as reading a snapshot, times the
/// number of different windows.
///
/// # Errors
/// [`TraceError::Question`] for a bad question (S28), [`TraceError::Store`] if the store cannot be
/// read, [`TraceError::Exceeded`] if it takes more time or memory, or compares more places, than
/// the options allow, or is cancelled.
pub fn common_sites(
    snapshot: &Snapshot,
    question: &Question,
    options: &TraceOptions,
) -> Result<Vec<CommonSite>, TraceError> {
    let watch = options.watch();
    watch.check()?;
    // Direction plays no part, and forward is the time of the records.
    let forward = Question {
        direction: Direction::Forward,
        ..question.clone()
    };
    let resolved = Resolved::new(snapshot, &forward)?;
    let records = Records::new(snapshot, &resolved);
    let (cases, sets) = windows(&resolved);
    let windows: Vec<Window> = sets.iter().map(window).collect();
    let there = visited(&records, &cases, &windows)?;
    let places: Vec<u32> = there.keys().copied().collect();
    let people = snapshot.person_count() as usize;
    // A bit for everybody and each window, and at least a count for each place and window.
    watch.size(places.len(), || {
        let count = size_of::<(u32, usize, u64)>().saturating_mul(places.len());
        windows
            .len()
            .saturating_mul((people / 8).saturating_add(count))
    })?;
    let room = || {
        (0..people.div_ceil(64))
            .map(|_| AtomicU64::new(0))
            .collect()
    };
    let census = Census {
        records,
        watch: &watch,
        places: &places,
        active: windows.iter().map(|_| room()).collect(),
        windows: &windows,
    };
    let mut scratch: Vec<Scratch> = Vec::new();
    scratch.resize_with(options.threads.get(), Scratch::default);
    census.at_sites(&mut scratch)?;
    census.in_contact(&mut scratch)?;
    let mut visitors: BTreeMap<(u32, usize), u64> = BTreeMap::new();
    for (place, window, count) in scratch.into_iter().flat_map(|own| own.counts) {
        let sum = visitors.entry((place, window)).or_default();
        *sum = sum.saturating_add(count);
    }
    Ok(census.compare(&cases, &there, &visitors))
}

/// The cases, each with the number of its window, and the different windows.
fn windows(resolved: &Resolved) -> (Vec<(u32, usize)>, Vec<IntervalSet>) {
    let mut windows: Vec<IntervalSet> = Vec::new();
    let mut cases = Vec::new();
    for (person, window) in &resolved.cases {
        let known = windows.iter().position(|known| known == window);
        let number = known.unwrap_or(windows.len());
        if known.is_none() {
            windows.push(window.clone());
        }
        cases.push((*person, number));
    }
    (cases, windows)
}

/// A window in seconds: plain numbers, for every record is held against it.
type Window = Vec<(i64, i64)>;

fn window(set: &IntervalSet) -> Window {
    let intervals = set.intervals().iter();
    intervals
        .map(|i| (i.start().seconds(), i.end().seconds()))
        .collect()
}

/// The places where cases were in their windows, and which (by their position).
fn visited(
    records: &Records<'_>,
    cases: &[(u32, usize)],
    windows: &[Window],
) -> Result<BTreeMap<u32, BTreeSet<usize>>, TraceError> {
    let mut there: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    let (mut read, mut stays) = (ReadScratch::default(), Vec::new());
    for (number, (person, window)) in cases.iter().enumerate() {
        let Some(window) = windows.get(*window) else {
            continue;
        };
        stays.clear();
        records.stays_of(*person, &mut read, &mut stays)?;
        for placed in &stays {
            if meets(window, placed.stay.start, placed.stay.end) {
                let place = records.resolved.sites.place(placed.site);
                there.entry(place).or_default().insert(number);
            }
        }
    }
    Ok(there)
}

fn meets(window: &[(i64, i64)], start: i64, end: i64) -> bool {
    window.iter().any(|time| time.0 < end && start < time.1)
}

/// Counts who was anywhere in each window, and who at the places compared.
struct Census<'a> {
    records: Records<'a>,
    watch: &'a Watch,
    windows: &'a [Window],
    /// The places compared, ascending.
    places: &'a [u32],
    /// For each window, one bit for each person.
    active: Vec<Vec<AtomicU64>>,
}

/// What one thread counts with.
#[derive(Default)]
struct Scratch {
    read: ReadScratch,
    visitors: Visitors,
    meetings: Vec<Meeting>,
    people: Vec<u32>,
    /// (place, window, visitors); a divided place once for each part.
    counts: Vec<(u32, usize, u64)>,
}

impl Census<'_> {
    fn at_sites(&self, scratch: &mut [Scratch]) -> Result<(), TraceError> {
        let starts = self.windows.iter().flatten().map(|time| time.0);
        let ends = self.windows.iter().flatten().map(|time| time.1);
        let Some(span) = starts.min().zip(ends.max()) else {
            return Ok(());
        };
        let sites = self.records.resolved.sites.count() as usize;
        share(scratch, sites, 64, self.watch, |range, own| {
            for site in range {
                let site = u32::try_from(site).unwrap_or(u32::MAX);
                let (read, visitors) = (&mut own.read, &mut own.visitors);
                self.records.stays_at(site, span, read, visitors)?;
                if own.visitors.len() > 0 {
                    self.site(site, own);
                }
            }
            Ok(())
        })
    }

    fn site(&self, site: u32, own: &mut Scratch) {
        let place = self.records.resolved.sites.place(site);
        let compared = self.places.binary_search(&place).is_ok();
        for (number, (window, active)) in self.windows.iter().zip(&self.active).enumerate() {
            own.people.clear();
            for stay in own.visitors.iter() {
                if meets(window, stay.start, stay.end) {
                    let person = stay.person;
                    mark(active, person);
                    if compared {
                        own.people.push(person);
                    }
                }
            }
            if !own.people.is_empty() {
                own.people.sort_unstable();
                own.people.dedup();
                let count = u64::try_from(own.people.len()).unwrap_or(u64::MAX);
                own.counts.push((place, number, count));
            }
        }
    }

    /// Marks the other one of each contact, and so both.
    fn in_contact(&self, scratch: &mut [Scratch]) -> Result<(), TraceError> {
        if !self.records.has_contacts() {
            return Ok(());
        }
        let people = self.records.snapshot.person_count() as usize;
        share(scratch, people, 1024, self.watch, |range, own| {
            for person in range {
                let person = u32::try_from(person).unwrap_or(u32::MAX);
                own.meetings.clear();
                let (read, meetings) = (&mut own.read, &mut own.meetings);
                self.records.contacts_of(person, read, meetings)?;
                for meeting in &own.meetings {
                    for (window, active) in self.windows.iter().zip(&self.active) {
                        if meets(window, meeting.start, meeting.end) {
                            mark(active, meeting.other);
                        }
                    }
                }
            }
            Ok(())
        })
    }

    /// Each place compared, with what ordinary people would have done.
    fn compare(
        &self,
        cases: &[(u32, usize)],
        there: &BTreeMap<u32, BTreeSet<usize>>,
        visitors: &BTreeMap<(u32, usize), u64>,
    ) -> Vec<CommonSite> {
        let bits = |set: &Vec<AtomicU64>| {
            let bits = set.iter().map(|word| word.load(Ordering::Relaxed));
            bits.map(|word| u64::from(word.count_ones())).sum()
        };
        let active: Vec<u64> = self.active.iter().map(bits).collect();
        // Each case is left out of everything.
        let active: Vec<u64> = cases
            .iter()
            .map(|(person, window)| {
                let all = active.get(*window).copied().unwrap_or(0);
                let set = self.active.get(*window);
                all.saturating_sub(u64::from(set.is_some_and(|set| is_marked(set, *person))))
            })
            .collect();
        let compared = count(u64::try_from(there.len()).unwrap_or(u64::MAX));
        let site = |(&place, there): (&u32, &BTreeSet<usize>)| {
            let likely: Vec<f64> = (0..)
                .zip(cases.iter().zip(&active))
                .map(|(number, ((_, window), active))| {
                    let all = visitors.get(&(place, *window)).copied().unwrap_or(0);
                    let others = all.saturating_sub(u64::from(there.contains(&number)));
                    count(others.saturating_add(1)) / count(active.saturating_add(1))
                })
                .collect();
            let p = at_least(&likely, there.len());
            CommonSite {
                place: PlaceNo(place),
                cases: u64::try_from(there.len()).unwrap_or(u64::MAX),
                expected: likely.iter().sum(),
                p,
                p_adjusted: (p * compared).min(1.0),
            }
        };
        let mut sites: Vec<CommonSite> = there.iter().map(site).collect();
        sites.sort_by(|a, b| {
            let by_p = a.p.total_cmp(&b.p);
            by_p.then(b.cases.cmp(&a.cases)).then(a.place.cmp(&b.place))
        });
        sites
    }
}

fn mark(set: &[AtomicU64], person: u32) {
    if let Some(word) = set.get(person as usize / 64) {
        let bit = 1 << (person % 64);
        // Most are marked already, and looking is cheaper than writing.
        if word.load(Ordering::Relaxed) & bit == 0 {
            word.fetch_or(bit, Ordering::Relaxed);
        }
    }
}

fn is_marked(set: &[AtomicU64], person: u32) -> bool {
    let word = set.get(person as usize / 64);
    word.is_some_and(|word| word.load(Ordering::Relaxed) >> (person % 64) & 1 == 1)
}

#[expect(clippy::cast_precision_loss, reason = "people are far below 2^53")]
fn count(n: u64) -> f64 {
    n as f64
}
