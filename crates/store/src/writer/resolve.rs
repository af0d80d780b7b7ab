//! Open visits end when the next visit begins (S4): worked out once, when records are committed.
//!
//! The effective end of an open visit is the earlier of the start of the same person's next visit
//! and check-in + dwell. It is stored, so that readers never look for a next visit. A commit that
//! brings a next visit, or gives a place a kind of another dwell, writes the older open visit
//! again. So the rows that are live never depend on how records were spread over commits.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use truyvet_model::{Interval, PersonNo, Timestamp};

use super::partition::{Gone, Partition};
use crate::error::StoreError;
use crate::segment::{NumberedVisit, PackedVisit, Segment, sort_visits};
use crate::snapshot::Snapshot;

/// What is known of places for this: the dwell of each as it will be after the commit.
#[derive(Debug)]
pub(super) struct Dwell<'a> {
    /// The snapshot the commit builds on.
    pub(super) base: &'a Snapshot,
    /// Dwell in seconds by kind number, new kinds included.
    pub(super) by_kind: Vec<u32>,
    /// Kinds of the places that this commit declares.
    pub(super) declared: HashMap<u32, u16, foldhash::fast::RandomState>,
}

impl Dwell<'_> {
    fn of(&self, place: u32) -> Result<i64, StoreError> {
        let kind = match self.declared.get(&place) {
            Some(kind) => *kind,
            None => self.base.hot(place)?.0.0,
        };
        self.of_kind(kind)
    }

    fn of_kind(&self, kind: u16) -> Result<i64, StoreError> {
        let dwell = self.by_kind.get(usize::from(kind));
        dwell.map(|s| i64::from(*s)).ok_or_else(|| {
            StoreError::damaged(
                "places",
                format!("it names kind {kind}, which there is not"),
            )
        })
    }

    /// Whether open visits that were at `place` before have another dwell now.
    fn changed(&self, place: u32) -> Result<bool, StoreError> {
        match self.declared.get(&place) {
            Some(kind) => Ok(self.of_kind(*kind)? != self.of_kind(self.base.hot(place)?.0.0)?),
            None => Ok(false),
        }
    }
}

/// A set of people by number.
#[derive(Debug, Default)]
struct People {
    words: Vec<u64>,
    count: usize,
}

impl People {
    fn insert(&mut self, person: u32) {
        let at = person as usize / 64;
        if at >= self.words.len() {
            self.words.resize(at + 1, 0);
        }
        let bit = 1_u64 << (person % 64);
        if let Some(word) = self.words.get_mut(at).filter(|w| **w & bit == 0) {
            *word |= bit;
            self.count += 1;
        }
    }

    fn has(&self, person: u32) -> bool {
        let word = self.words.get(person as usize / 64);
        word.is_some_and(|w| w & (1 << (person % 64)) != 0)
    }

    fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..)
            .step_by(64)
            .zip(&self.words)
            .flat_map(|(first, &word)| {
                (0..64)
                    .filter(move |bit| word & (1 << bit) != 0)
                    .map(move |bit| first + bit)
            })
    }
}

/// Whose open visits may change, and what has to be read for that.
struct Scope {
    people: People,
    /// Older segments that can hold a next visit or an open visit that changes.
    segments: BTreeSet<usize>,
}

/// Gives every open visit of the commit its effective end, and writes older open visits again
/// whose end changes. Says how many of these there were.
pub(super) fn resolve(
    dwell: &Dwell<'_>,
    partitions: &mut BTreeMap<i64, Partition>,
) -> Result<u64, StoreError> {
    let Some(scope) = scope(dwell, partitions)? else {
        return Ok(0);
    };
    let base = dwell.base;
    let mut starts: BTreeSet<i64> = partitions.keys().copied().collect();
    let entries = &base.manifest().segments;
    let read = scope.segments.iter().filter_map(|at| entries.get(*at));
    starts.extend(read.map(|s| s.partition_start));
    // From the last partition to the first: the first start met so far is the next visit.
    let mut next: HashMap<u32, i64, foldhash::fast::RandomState> = HashMap::default();
    let mut again = 0;
    for start in starts.into_iter().rev() {
        let new = Partition::new(start);
        let partition = partitions.entry(start).or_insert(new);
        let mut sweep = Sweep::gather(dwell, &scope, partition)?;
        again += sweep.resolve(dwell, partition, &next)?;
        for &key in sweep.starts.iter().rev() {
            let (person, offset) = unpack(key);
            next.insert(person, start.saturating_add(i64::from(offset)));
        }
    }
    Ok(again)
}

/// What a commit can change; `None` if there is no open visit that it could.
fn scope(
    dwell: &Dwell<'_>,
    partitions: &BTreeMap<i64, Partition>,
) -> Result<Option<Scope>, StoreError> {
    let base = dwell.base;
    let open_before = base.manifest().segments.iter().any(|s| s.visits.open > 0);
    let mut people = People::default();
    let mut first = i64::MAX;
    let mut last = i64::MIN;
    for (start, partition) in partitions {
        for visit in &partition.visits {
            if open_before || visit.is_open() {
                people.insert(visit.person);
            }
        }
        let offsets = || partition.visits.iter().map(|v| v.start);
        if let (Some(low), Some(high)) = (offsets().min(), offsets().max()) {
            first = first.min(start.saturating_add(i64::from(low)));
            last = last.max(start.saturating_add(i64::from(high)));
        }
    }
    let mut everything = false;
    if open_before && !dwell.declared.is_empty() {
        for (entry, segment) in base.manifest().segments.iter().zip(base.segments()) {
            if entry.visits.open > 0 {
                everything |= people_of_changed_places(dwell, segment, &mut people)?;
            }
        }
    }
    if people.count == 0 {
        return Ok(None);
    }
    let longest = dwell.by_kind.iter().copied().max().unwrap_or(0);
    let reach = last.saturating_add(i64::from(longest) + 1);
    let span = Interval::checked(
        Timestamp::from_seconds(first),
        Timestamp::from_seconds(reach),
    );
    let matters = |segment: &Segment| {
        let met = segment
            .visit_span()
            .zip(span)
            .is_some_and(|(s, span)| s.intersects(span));
        segment.live_visit_count() > 0 && (everything || met)
    };
    let segments = base.segments().iter().enumerate();
    let segments = segments
        .filter(|(_, s)| matters(s))
        .map(|(at, _)| at)
        .collect();
    Ok(Some(Scope { people, segments }))
}

/// Adds the people who have an open visit at a place whose dwell changes; says whether any has.
fn people_of_changed_places(
    dwell: &Dwell<'_>,
    segment: &Segment,
    people: &mut People,
) -> Result<bool, StoreError> {
    let mut any = false;
    let mut result = Ok(());
    segment.all_visits(|old| {
        if old.visit.open && !old.replaced && result.is_ok() {
            match dwell.changed(old.place) {
                Ok(true) => {
                    people.insert(old.visit.person);
                    any = true;
                }
                Ok(false) => {}
                Err(error) => result = Err(error),
            }
        }
    })?;
    result.map(|()| any)
}

fn pack(person: u32, offset: u32) -> u64 {
    (u64::from(person) << 32) | u64::from(offset)
}

#[expect(clippy::cast_possible_truncation, reason = "the two halves of a key")]
const fn unpack(key: u64) -> (u32, u32) {
    ((key >> 32) as u32, key as u32)
}

/// What one partition holds of the people in scope.
struct Sweep {
    /// (person, start) of every visit, new and older, sorted.
    starts: Vec<u64>,
    /// (person, start) of new open visits, and where they are in the partition; sorted.
    open: Vec<(u64, usize)>,
    /// (person, start) of older open visits, their segments, and the rows; sorted by the first.
    older: Vec<(u64, usize, NumberedVisit)>,
}

/// How many people, per row of a segment, are cheaper to look up than to scan for.
const ROWS_PER_LOOKUP: usize = 64;

impl Sweep {
    fn gather(dwell: &Dwell<'_>, scope: &Scope, partition: &Partition) -> Result<Self, StoreError> {
        let mut sweep = Self {
            starts: Vec::new(),
            open: Vec::new(),
            older: Vec::new(),
        };
        for (at, visit) in partition.visits.iter().enumerate() {
            if scope.people.has(visit.person) {
                let key = pack(visit.person, visit.start);
                sweep.starts.push(key);
                if visit.is_open() {
                    sweep.open.push((key, at));
                }
            }
        }
        let range = dwell.base.segments_at(partition.start);
        for at in range.filter(|at| scope.segments.contains(at)) {
            if let Some(segment) = dwell.base.segments().get(at) {
                sweep.read(segment, at, &scope.people, partition)?;
            }
        }
        sweep.starts.sort_unstable();
        sweep.starts.dedup();
        sweep.open.sort_unstable();
        sweep
            .older
            .sort_unstable_by_key(|(key, at, old)| (*key, *at, old.row));
        Ok(sweep)
    }

    /// Adds what an older segment holds. A replaced row's start stays: its replacement has it.
    fn read(
        &mut self,
        segment: &Segment,
        at: usize,
        people: &People,
        partition: &Partition,
    ) -> Result<(), StoreError> {
        let gone = partition.gone.get(&at).map(|g| &g.visits);
        let mut take = |old: NumberedVisit| {
            if old.replaced || !people.has(old.visit.person) {
                return;
            }
            let offset = old.visit.start.saturating_sub(partition.start);
            let key = pack(old.visit.person, u32::try_from(offset).unwrap_or(u32::MAX));
            self.starts.push(key);
            if old.visit.open && gone.is_none_or(|g| !g.contains(old.row)) {
                self.older.push((key, at, old));
            }
        };
        let rows = segment.live_visit_count() as usize;
        if people.count.saturating_mul(ROWS_PER_LOOKUP) >= rows {
            return segment.all_visits(take);
        }
        let mut found = Vec::new();
        for person in people.iter() {
            segment.person_visits(PersonNo(person), &mut found)?;
            found.drain(..).for_each(&mut take);
        }
        Ok(())
    }

    /// Sets the ends of new open visits; writes older ones again whose end changes.
    fn resolve(
        &mut self,
        dwell: &Dwell<'_>,
        partition: &mut Partition,
        later: &HashMap<u32, i64, foldhash::fast::RandomState>,
    ) -> Result<u64, StoreError> {
        let first = partition.start;
        let mut cursor = Cursor::new(&self.starts, first, later);
        for &(key, at) in &self.open {
            let Some(visit) = partition.visits.get_mut(at) else {
                continue;
            };
            let end = cursor.end(key, dwell.of(visit.place)?);
            if let Some(resolved) = resolved(visit, end.saturating_sub(first)) {
                *visit = resolved;
            }
        }
        let mut cursor = Cursor::new(&self.starts, first, later);
        let mut again = Vec::new();
        for (key, at, old) in &self.older {
            let mut end = cursor.end(*key, dwell.of(old.place)?);
            if !dwell.changed(old.place)? {
                // Not every older segment was read, but what it held is in the end it has.
                end = end.min(old.visit.end);
            }
            let Some(segment) = dwell.base.segments().get(*at) else {
                continue;
            };
            if end != old.visit.end {
                let (person, start) = unpack(*key);
                let visit = PackedVisit::new(old.place, person, start, 1, true);
                let end = end.saturating_sub(first);
                again.extend(visit.and_then(|visit| resolved(&visit, end)));
                let gone = partition.gone.entry(*at);
                gone.or_insert_with(|| Gone::new(segment)).visit(old);
            }
        }
        let count = again.len() as u64;
        if !again.is_empty() {
            partition.visits.extend(again);
            sort_visits(&mut partition.visits);
        }
        Ok(count)
    }
}

/// The open visit with an end `end` seconds after the partition's first second.
fn resolved(visit: &PackedVisit, end: i64) -> Option<PackedVisit> {
    let duration = u32::try_from(end.saturating_sub(i64::from(visit.start))).ok()?;
    PackedVisit::new(visit.place, visit.person, visit.start, duration, true)
}

/// Walks sorted starts to find the next one of a person.
struct Cursor<'a> {
    rest: &'a [u64],
    first: i64,
    later: &'a HashMap<u32, i64, foldhash::fast::RandomState>,
}

impl<'a> Cursor<'a> {
    const fn new(
        starts: &'a [u64],
        first: i64,
        later: &'a HashMap<u32, i64, foldhash::fast::RandomState>,
    ) -> Self {
        Self {
            rest: starts,
            first,
            later,
        }
    }

    /// The effective end of the open visit `key`; keys must be asked for in order.
    fn end(&mut self, key: u64, dwell: i64) -> i64 {
        while let Some((&start, rest)) = self.rest.split_first().filter(|(s, _)| **s <= key) {
            let _ = start;
            self.rest = rest;
        }
        let (person, offset) = unpack(key);
        let at = |offset: u32| self.first.saturating_add(i64::from(offset));
        let next = match self.rest.first().map(|s| unpack(*s)) {
            Some((same, next)) if same == person => Some(at(next)),
            _ => self.later.get(&person).copied(),
        };
        let limit = at(offset).saturating_add(dwell);
        next.map_or(limit, |next| next.min(limit))
    }
}
