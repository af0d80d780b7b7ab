//! Open visits end when the next visit begins (S4): worked out once, when records are committed.
//!
//! The effective end of an open visit is the earlier of the start of the same person's next visit
//! and check-in + dwell. It is stored, so that readers never look for a next visit. A commit that
//! brings a next visit, or gives a place a kind of another dwell, writes the older open visit
//! again. So the rows that are live never depend on how records were spread over commits.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use truyvet_model::{Interval, PersonNo, Timestamp};

use super::partition::Partition;
use super::people::People;
use crate::error::StoreError;
use crate::links::Links;
use crate::segment::{NumberedVisit, PackedVisit, Segment, sort_visits};
use crate::snapshot::Snapshot;

/// What is known of people and places for this: as it will be after the commit.
#[derive(Debug)]
pub(super) struct Dwell<'a> {
    /// The snapshot the commit builds on.
    pub(super) base: &'a Snapshot,
    /// Which ids are one person or place.
    pub(super) links: &'a Links,
    /// Dwell in seconds by kind number, new kinds included.
    pub(super) by_kind: Vec<u32>,
    /// Kinds of the places that this commit declares.
    pub(super) declared: HashMap<u32, u16, foldhash::fast::RandomState>,
    /// Whether the dwell of a place can be another than before.
    pub(super) can_change: bool,
    /// Segments of the snapshot that are dropped whole.
    pub(super) dropped: &'a BTreeSet<usize>,
}

impl Dwell<'_> {
    /// Seconds that an open visit at `place` lasts at most.
    pub(super) fn of(&self, place: u32) -> Result<i64, StoreError> {
        let place = self.links.places.canonical(place);
        let kind = match self.declared.get(&place) {
            Some(kind) => *kind,
            None => self.base.hot(place)?.0.0,
        };
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
        if !self.can_change {
            return Ok(false);
        }
        let canonical = self.base.links().places.canonical(place);
        let kind = self.base.hot(canonical)?.0.index();
        let before = self.base.manifest().kinds.get(kind).map(|k| k.dwell_s);
        Ok(before.map(i64::from) != Some(self.of(place)?))
    }

    /// The older segments that are not dropped, by position.
    fn segments(&self) -> impl Iterator<Item = (usize, &Segment)> {
        let all = self.base.segments().iter().enumerate();
        all.filter(|(at, _)| !self.dropped.contains(at))
    }

    fn person(&self, recorded: u32) -> u32 {
        self.links.people.canonical(recorded)
    }
}

/// Whose open visits may change, and what has to be read for that.
struct Scope {
    /// Everybody whose open visits may change.
    people: People,
    /// Of these, whose open visits may end later than before: all their visits are read.
    exact: People,
    /// Older segments that can hold a next visit or an open visit that changes.
    near: BTreeSet<usize>,
}

impl Scope {
    /// Whose rows in the older segment `at` matter.
    fn of_segment(&self, at: usize) -> Option<&People> {
        if self.near.contains(&at) {
            Some(&self.people)
        } else {
            (!self.exact.is_empty()).then_some(&self.exact)
        }
    }
}

/// Gives every open visit of the commit its effective end, and writes older open visits again
/// whose end changes. Says how many of these there were. `relinked` are people (by the numbers
/// they have now) whose ids were linked or no longer are.
pub(super) fn resolve(
    dwell: &Dwell<'_>,
    relinked: &People,
    partitions: &mut BTreeMap<i64, Partition>,
) -> Result<u64, StoreError> {
    let Some(scope) = scope(dwell, relinked, partitions)? else {
        return Ok(0);
    };
    let mut starts: BTreeSet<i64> = partitions.keys().copied().collect();
    let read = dwell
        .segments()
        .filter(|(at, _)| scope.of_segment(*at).is_some());
    starts.extend(read.map(|(_, segment)| segment.partition_start().seconds()));
    // From the last partition to the first: the first start met so far is the next visit.
    let mut next: HashMap<u32, i64, foldhash::fast::RandomState> = HashMap::default();
    let mut again = 0;
    for start in starts.into_iter().rev() {
        let new = Partition::new(start);
        let partition = partitions.entry(start).or_insert(new);
        let mut sweep = Sweep::gather(dwell, &scope, partition)?;
        again += sweep.resolve(dwell, &scope, partition, &next)?;
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
    relinked: &People,
    partitions: &BTreeMap<i64, Partition>,
) -> Result<Option<Scope>, StoreError> {
    let open_before = dwell.segments().any(|(_, s)| s.open_visit_count() > 0);
    let (mut people, mut exact) = (People::default(), People::default());
    let mut first = i64::MAX;
    let mut last = i64::MIN;
    for (start, partition) in partitions {
        for visit in &partition.visits {
            if open_before || visit.is_open() {
                people.insert(dwell.person(visit.person));
            }
        }
        if open_before {
            let retracted = partition.retracted.iter();
            retracted.for_each(|p| exact.insert(dwell.person(*p)));
        }
        let offsets = || partition.visits.iter().map(|v| v.start);
        if let (Some(low), Some(high)) = (offsets().min(), offsets().max()) {
            first = first.min(start.saturating_add(i64::from(low)));
            last = last.max(start.saturating_add(i64::from(high)));
        }
    }
    if open_before {
        relinked.iter().for_each(|p| exact.insert(p));
    }
    if open_before && dwell.can_change {
        for (_, segment) in dwell.segments().filter(|(_, s)| s.open_visit_count() > 0) {
            people_of_changed_places(dwell, segment, &mut exact)?;
        }
    }
    // Whoever is relinked has new open visits that an older visit may end.
    relinked
        .iter()
        .filter(|p| people.has(*p))
        .for_each(|p| exact.insert(p));
    exact.iter().for_each(|p| people.insert(p));
    if people.is_empty() {
        return Ok(None);
    }
    let longest = dwell.by_kind.iter().copied().max().unwrap_or(0);
    let reach = last.saturating_add(i64::from(longest) + 1);
    let span = Interval::checked(
        Timestamp::from_seconds(first),
        Timestamp::from_seconds(reach),
    );
    let near = |segment: &Segment| {
        let met = segment.visit_span().zip(span);
        met.is_some_and(|(s, span)| s.intersects(span))
    };
    let near = dwell
        .segments()
        .filter(|(_, s)| near(s))
        .map(|(at, _)| at)
        .collect();
    Ok(Some(Scope {
        people,
        exact,
        near,
    }))
}

/// Adds the people who have an open visit at a place whose dwell changes.
fn people_of_changed_places(
    dwell: &Dwell<'_>,
    segment: &Segment,
    people: &mut People,
) -> Result<(), StoreError> {
    let mut result = Ok(());
    segment.raw_visits(|old| {
        if old.visit.open && !old.deleted && result.is_ok() {
            match dwell.changed(old.place) {
                Ok(true) => people.insert(dwell.person(old.visit.person)),
                Ok(false) => {}
                Err(error) => result = Err(error),
            }
        }
    })?;
    result
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
            let person = dwell.person(visit.person);
            if scope.people.has(person) {
                let key = pack(person, visit.start);
                sweep.starts.push(key);
                if visit.is_open() {
                    sweep.open.push((key, at));
                }
            }
        }
        let range = dwell.base.segments_at(partition.start);
        for at in range.filter(|at| !dwell.dropped.contains(at)) {
            let segment = dwell.base.segments().get(at);
            if let Some((segment, people)) = segment.zip(scope.of_segment(at)) {
                sweep.read(dwell, segment, at, people, partition)?;
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

    /// Adds what an older segment holds and keeps. (A row that is replaced now has its start in
    /// the new ones.)
    fn read(
        &mut self,
        dwell: &Dwell<'_>,
        segment: &Segment,
        at: usize,
        people: &People,
        partition: &Partition,
    ) -> Result<(), StoreError> {
        let gone = partition.gone.get(&at).map(|g| &g.visits);
        let mut take = |old: NumberedVisit| {
            let person = dwell.person(old.visit.person);
            if old.deleted || !people.has(person) || gone.is_some_and(|g| g.contains(old.row)) {
                return;
            }
            let offset = old.visit.start.saturating_sub(partition.start);
            let key = pack(person, u32::try_from(offset).unwrap_or(u32::MAX));
            self.starts.push(key);
            if old.visit.open {
                self.older.push((key, at, old));
            }
        };
        let rows = segment.visit_count() as usize;
        if people.len().saturating_mul(ROWS_PER_LOOKUP) >= rows {
            return segment.raw_visits(take);
        }
        let mut found = Vec::new();
        for person in people.iter() {
            for &member in dwell.links.people.members(person).as_ref() {
                segment.raw_person_visits(PersonNo(member), &mut found)?;
                found.drain(..).for_each(&mut take);
            }
        }
        Ok(())
    }

    /// Sets the ends of new open visits; writes older ones again whose end changes.
    fn resolve(
        &mut self,
        dwell: &Dwell<'_>,
        scope: &Scope,
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
            let (person, start) = unpack(*key);
            if !scope.exact.has(person) {
                // Not every older segment was read, but what it held is in the end it has.
                end = end.min(old.visit.end);
            }
            let Some(segment) = dwell.base.segments().get(*at) else {
                continue;
            };
            if end != old.visit.end {
                let visit = PackedVisit::new(old.place, old.visit.person, start, 1, true)
                    .map(|visit| visit.with_source(old.visit.source));
                let end = end.saturating_sub(first);
                again.extend(visit.and_then(|visit| resolved(&visit, end)));
                partition.gone(*at, segment).visit(old);
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
        .map(|resolved| resolved.with_source(visit.source))
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
