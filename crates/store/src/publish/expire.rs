//! What must go: records of erased people, and records that end at the floor in time or before.

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{Interval, PersonNo};

use super::partition::Partition;
use super::resolve::Dwell;
use crate::error::StoreError;
use crate::segment::{PackedVisit, Segment};
use crate::snapshot::Snapshot;

/// Deletes all records of `people` from older segments.
pub(super) fn erase(
    base: &Snapshot,
    people: &BTreeSet<u32>,
    partitions: &mut BTreeMap<i64, Partition>,
) -> Result<u64, StoreError> {
    let mut count = 0;
    if people.is_empty() {
        return Ok(count);
    }
    let (mut visits, mut contacts) = (Vec::new(), Vec::new());
    for (at, (entry, segment)) in segments(base) {
        for &person in people {
            segment.raw_person_visits(PersonNo(person), &mut visits)?;
            segment.raw_person_contacts(PersonNo(person), Interval::ALWAYS, &mut contacts)?;
        }
        if visits.is_empty() && contacts.is_empty() {
            continue;
        }
        let partition = partitions
            .entry(entry)
            .or_insert_with(|| Partition::new(entry));
        let gone = partition.gone(at, segment);
        let before = gone.visits.len() + gone.contacts.len();
        visits.drain(..).for_each(|v| gone.visit(&v));
        contacts.drain(..).for_each(|c| gone.contact(&c));
        count += gone.visits.len() + gone.contacts.len() - before;
    }
    Ok(count)
}

/// Deletes older records that end at `floor` or before. Segments of which nothing is left are
/// dropped whole: these are returned, by position, and are not to be read any more.
pub(super) fn expire(
    base: &Snapshot,
    floor: i64,
    partitions: &mut BTreeMap<i64, Partition>,
) -> Result<(BTreeSet<usize>, u64), StoreError> {
    let mut count = 0;
    let mut dropped = BTreeSet::new();
    let rises = base.manifest().floor.is_none_or(|before| before < floor);
    for (at, (start, segment)) in segments(base).filter(|_| rises) {
        let spans = [segment.visit_span(), segment.contact_span()];
        let last = spans.iter().flatten().map(|s| s.end().seconds()).max();
        let first = spans.iter().flatten().map(|s| s.start().seconds()).min();
        if first.is_none_or(|first| first >= floor) {
            continue;
        }
        // Where ids are linked, what goes may have hidden what stays: each row is looked at.
        if last.is_none_or(|last| last <= floor) && segment.links().is_none() {
            let rows = u64::from(segment.kept_visit_count());
            count += rows + u64::from(segment.kept_contact_count());
            if let Some(partition) = partitions.get_mut(&start)
                && let Some(gone) = partition.gone.remove(&at)
            {
                count = count.saturating_sub(gone.visits.len() + gone.contacts.len());
            }
            dropped.insert(at);
            continue;
        }
        let partition = partitions
            .entry(start)
            .or_insert_with(|| Partition::new(start));
        let gone = partition.gone(at, segment);
        let before = gone.visits.len() + gone.contacts.len();
        segment.raw_visits(|v| {
            if !v.deleted && v.visit.end <= floor {
                gone.visit(&v);
            }
        })?;
        segment.raw_contacts(|c| {
            if !c.deleted && c.end <= floor {
                gone.contact(&c);
            }
        })?;
        count += gone.visits.len() + gone.contacts.len() - before;
        if gone.is_empty() {
            partition.gone.remove(&at);
        }
    }
    Ok((dropped, count))
}

/// Takes out new records that end at `floor` or before, whatever ends an open visit: they are as
/// if they had never come, so that it does not matter what they were published together with.
pub(super) fn refuse(
    floor: i64,
    dwell: &Dwell<'_>,
    partitions: &mut BTreeMap<i64, Partition>,
) -> Result<u64, StoreError> {
    let mut count = 0;
    for partition in partitions.values_mut() {
        let start = partition.start;
        let mut result = Ok(());
        let mut stays = |visit: &PackedVisit| {
            let mut length = i64::from(visit.duration());
            if visit.is_open() {
                match dwell.of(visit.place) {
                    Ok(dwell) => length = dwell,
                    Err(error) => result = Err(error),
                }
            }
            let begin = start.saturating_add(i64::from(visit.start));
            begin.saturating_add(length) > floor
        };
        let before = partition.visits.len() + partition.contacts.len();
        partition.visits.retain(&mut stays);
        result?;
        partition
            .contacts
            .retain(|c| ends(start, c.start, c.duration) > floor);
        count += (before - partition.visits.len() - partition.contacts.len()) as u64;
    }
    Ok(count)
}

/// Takes out open visits whose next visit ends them at `floor` or before.
pub(super) fn expire_open(floor: i64, partitions: &mut BTreeMap<i64, Partition>) -> u64 {
    let mut count = 0;
    for partition in partitions.values_mut() {
        let start = partition.start;
        let before = partition.visits.len();
        partition
            .visits
            .retain(|v| ends(start, v.start, v.duration()) > floor);
        count += (before - partition.visits.len()) as u64;
    }
    count
}

fn ends(partition: i64, offset: u32, duration: u32) -> i64 {
    let begin = partition.saturating_add(i64::from(offset));
    begin.saturating_add(i64::from(duration))
}

/// The older segments by position, with the start of their partition.
fn segments(base: &Snapshot) -> impl Iterator<Item = (usize, (i64, &Segment))> {
    let starts = base.manifest().segments.iter().map(|s| s.partition_start);
    starts.zip(base.segments()).enumerate()
}
