//! Merging the segments of one partition, so that readers open few and deleted rows go.

use std::time::Duration;

use crate::core::{Core, Published};
use crate::error::StoreError;
use crate::manifest::{Manifest, SegmentEntry};
use crate::publish::{Output, SegmentJob, SegmentNames, sort_segments};
use crate::segment::{Merged, Segment, merge};
use crate::snapshot::Snapshot;

/// What compaction did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compaction {
    /// Segments that were merged or written anew.
    pub merged: u64,
    /// Segments that took their place.
    pub written: u64,
    /// Rows that went: replaced, retracted, erased, expired.
    pub rows_removed: u64,
}

impl Compaction {
    pub(crate) const fn add(&mut self, other: Self) {
        self.merged += other.merged;
        self.written += other.written;
        self.rows_removed += other.rows_removed;
    }
}

/// How much is worth doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// What pays: many small segments, many deleted rows, partitions that expect nothing more.
    Usual,
    /// One segment a partition, no deleted row.
    Everything,
}

/// So many segments of one partition are merged before it is sealed.
const MANY: usize = 8;
/// A segment is written anew when one row in so many is deleted.
const DELETED_SHARE: u64 = 4;
/// A sealed partition is merged when its small segments have one row for so many of the largest …
const SMALL_SHARE: u64 = 4;
/// … or when nothing was published for so many seconds.
const QUIET_S: i64 = 60;
/// A partition is merged in parts of at most so many rows: it bounds memory to about 2 GiB.
const MOST_ROWS: u64 = 32 << 20;

/// Does the most useful job there is; `None` if there is none.
pub(crate) fn step(
    core: &Core,
    published: &mut Published,
    effort: Effort,
) -> Result<Option<Compaction>, StoreError> {
    let manifest = published.base.manifest();
    let Some(job) = choose(manifest, &published.base, core.vfs.now(), effort) else {
        return Ok(None);
    };
    let entries = job.iter().filter_map(|at| manifest.segments.get(*at));
    let commit = entries.clone().map(|s| s.commit).max().unwrap_or(0);
    let start = entries.clone().map(|s| s.partition_start).next();
    let before: u64 = entries.map(stored).sum();
    let segments = published.base.segments();
    let inputs: Vec<Segment> = job
        .iter()
        .filter_map(|at| segments.get(*at).cloned())
        .collect();
    let Merged {
        visits,
        contacts,
        hidden_visits,
        hidden_contacts,
    } = merge(&inputs)?;
    drop(inputs);
    let after = visits.len().saturating_add(contacts.len()) as u64;
    let mut next = manifest.clone();
    let output = Output::new(&*core.vfs, manifest);
    let mut at = 0;
    next.segments.retain(|_| {
        at += 1;
        !job.contains(&(at - 1))
    });
    let mut done = Compaction {
        merged: job.len() as u64,
        written: 0,
        rows_removed: before.saturating_sub(after),
    };
    if after > 0 {
        let job = SegmentJob {
            commit,
            start: start.unwrap_or(0),
            visits,
            contacts,
            hidden_visits,
            hidden_contacts,
        };
        let names = SegmentNames::new(&output);
        let entry = job.write(&output, names).inspect_err(|_| output.undo())?;
        next.segments.push(entry);
        sort_segments(&mut next);
        done.written = 1;
    }
    published.switch(core, &output, next, false, &core.naming)?;
    published.collect(&*core.vfs)?;
    Ok(Some(done))
}

/// The segments of one partition to be merged into one, by position.
fn choose(manifest: &Manifest, base: &Snapshot, now: i64, effort: Effort) -> Option<Vec<usize>> {
    let numbered: Vec<(usize, &SegmentEntry)> = manifest.segments.iter().enumerate().collect();
    let mut partitions = numbered.chunk_by(|a, b| a.1.partition_start == b.1.partition_start);
    partitions.find_map(|partition| {
        let mut by_size: Vec<(usize, u64)> =
            partition.iter().map(|(at, s)| (*at, stored(s))).collect();
        by_size.sort_by_key(|(_, rows)| *rows);
        let first = partition.first()?.1;
        let all = effort == Effort::Everything || is_sealed(manifest, first, &by_size, now);
        job(base, &by_size, all)
    })
}

/// Whether a partition expects nothing more. As long as late records trickle in, a large segment
/// is not written again for a few of them.
fn is_sealed(manifest: &Manifest, of: &SegmentEntry, by_size: &[(usize, u64)], now: i64) -> bool {
    let width = i64::from(manifest.settings.partition_s);
    let lateness = i64::from(manifest.settings.lateness_s);
    let end = of.partition_start.saturating_add(width);
    let quiet = now.saturating_sub(manifest.time) >= QUIET_S;
    let sum: u64 = by_size.iter().map(|(_, rows)| rows).sum();
    let largest = by_size.last().map_or(0, |(_, rows)| *rows);
    end.saturating_add(lateness) <= now && (quiet || (sum - largest) * SMALL_SHARE >= largest)
}

/// What is to be merged of one partition, whose segments are ordered by size.
fn job(base: &Snapshot, by_size: &[(usize, u64)], all: bool) -> Option<Vec<usize>> {
    let deleted = |at: usize| {
        let kept =
            |s: &Segment| u64::from(s.kept_visit_count()) + u64::from(s.kept_contact_count());
        let all = |s: &Segment| u64::from(s.visit_count()) + u64::from(s.contact_count());
        let segment = base.segments().get(at);
        segment.map_or(0, |s| all(s).saturating_sub(kept(s)))
    };
    let fits = smallest(by_size, MOST_ROWS);
    if all {
        if fits.len() > 1 {
            return Some(fits);
        }
        let dirty = by_size.iter().find(|(at, _)| deleted(*at) > 0);
        return dirty.map(|(at, _)| vec![*at]);
    }
    if by_size.len() >= MANY {
        let mut tier = tier(by_size);
        tier.retain(|at| fits.contains(at));
        if tier.len() > 1 {
            return Some(tier);
        }
    }
    let wasteful = |(at, rows): &&(usize, u64)| deleted(*at) * DELETED_SHARE > *rows;
    by_size.iter().find(wasteful).map(|(at, _)| vec![*at])
}

fn stored(entry: &SegmentEntry) -> u64 {
    u64::from(entry.visits.stored) + u64::from(entry.contacts.stored)
}

/// The smallest segments that together have at most so many rows.
fn smallest(by_size: &[(usize, u64)], most: u64) -> Vec<usize> {
    let mut sum = 0_u64;
    let fits = by_size.iter().take_while(|(_, rows)| {
        sum = sum.saturating_add(*rows);
        sum <= most
    });
    fits.map(|(at, _)| *at).collect()
}

/// The smallest segments, up to the first that is larger than all before it together: so each row
/// is merged about as often as its partition doubles.
fn tier(by_size: &[(usize, u64)]) -> Vec<usize> {
    let mut sum = 0_u64;
    let mut chosen = Vec::new();
    for (at, rows) in by_size {
        if chosen.len() > 1 && *rows > sum.saturating_mul(2) {
            break;
        }
        sum = sum.saturating_add(*rows);
        chosen.push(*at);
    }
    chosen
}

/// How long to rest after work that took so long: half of one core at most.
pub(super) fn rest(work: Duration) -> Duration {
    work.max(Duration::from_millis(1))
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
