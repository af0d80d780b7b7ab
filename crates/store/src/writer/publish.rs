//! The files of a commit: written and synced first, then the manifest, then the switch.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use truyvet_model::Timestamp;

use super::parallel;
use super::partition::{Gone, Partition};
use crate::error::StoreError;
use crate::format::paged::Sealed;
use crate::io::Vfs;
use crate::manifest::{FileEntry, Manifest, Rows, SegmentEntry};
use crate::segment::{MAX_ROWS, PackedContact, PackedVisit, SegmentRows, encode};
use crate::snapshot::{Snapshot, count_rows};

/// The folder during one commit; remembers what it wrote, to remove it if the commit fails.
#[derive(Debug)]
pub(super) struct Output<'a> {
    pub(super) vfs: &'a dyn Vfs,
    /// The number of the commit.
    pub(super) number: u64,
    written: Mutex<Vec<String>>,
}

impl<'a> Output<'a> {
    pub(super) const fn new(vfs: &'a dyn Vfs, number: u64) -> Self {
        Self {
            vfs,
            number,
            written: Mutex::new(Vec::new()),
        }
    }

    /// Writes one file by `write`.
    pub(super) fn file(
        &self,
        name: String,
        write: impl FnOnce(&str) -> Result<Sealed, StoreError>,
    ) -> Result<FileEntry, StoreError> {
        self.note(&name);
        let sealed = write(&name)?;
        Ok(FileEntry::new(name, &sealed))
    }

    /// Remembers that the commit writes `name`.
    pub(super) fn note(&self, name: &str) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.push(name.to_owned());
    }

    /// Removes what was written. Nothing refers to it, so a failure to remove is only untidy.
    pub(super) fn undo(&self) {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        for name in written.iter() {
            drop(self.vfs.remove(name));
        }
    }
}

/// The rows of one segment to be written.
struct Job {
    name: String,
    start: i64,
    visits: Vec<PackedVisit>,
    contacts: Vec<PackedContact>,
}

/// Writes new segments and the deletions of older ones into `manifest`; says how many segments
/// are new.
pub(super) fn write_partitions(
    output: &Output<'_>,
    base: &Snapshot,
    partitions: BTreeMap<i64, Partition>,
    manifest: &mut Manifest,
) -> Result<u64, StoreError> {
    let mut jobs = Vec::new();
    let mut gone = Vec::new();
    for (_, partition) in partitions {
        gone.extend(partition.gone);
        let (mut visits, mut contacts) = (partition.visits, partition.contacts);
        while !visits.is_empty() || !contacts.is_empty() {
            let number = output.number;
            let name = format!("segment-{number:06}-{:04}", jobs.len());
            jobs.push(Job {
                name,
                start: partition.start,
                visits: split_front(&mut visits, MAX_ROWS as usize),
                contacts: split_front(&mut contacts, MAX_ROWS as usize),
            });
        }
    }
    let deletions = gone.into_iter().enumerate().collect();
    let deletions = parallel::each(deletions, |(i, (at, gone))| {
        Ok((at, replaced(output, base, i, at, gone)?))
    })?;
    for (at, entry) in deletions {
        if let Some(old) = manifest.segments.get_mut(at) {
            *old = entry;
        }
    }
    let new = parallel::each(jobs, |job| segment(output, job))?;
    let count = new.len() as u64;
    manifest.segments.extend(new);
    // Stable, so segments of one partition and commit stay in the order of their names.
    manifest
        .segments
        .sort_by_key(|s| (s.partition_start, s.commit));
    Ok(count)
}

/// Takes up to `count` items off the front, without a copy if that is all of them.
fn split_front<T>(items: &mut Vec<T>, count: usize) -> Vec<T> {
    if items.len() <= count {
        return std::mem::take(items);
    }
    let rest = items.split_off(count);
    std::mem::replace(items, rest)
}

fn segment(output: &Output<'_>, job: Job) -> Result<SegmentEntry, StoreError> {
    let Job {
        name,
        start,
        visits,
        contacts,
    } = job;
    let mut entry = SegmentEntry {
        commit: output.number,
        partition_start: start,
        visits: Rows::default(),
        contacts: Rows::default(),
        deleted: None,
        file: output.file(name, |name| {
            let rows = SegmentRows {
                partition_start: Timestamp::from_seconds(start),
                visits: &visits,
                contacts: &contacts,
            };
            encode(output.vfs, name, &rows)
        })?,
    };
    let span = |offset: u32, duration: u32| {
        let from = start.saturating_add(i64::from(offset));
        (from, from.saturating_add(i64::from(duration)))
    };
    for visit in &visits {
        let (from, to) = span(visit.start, visit.duration());
        entry.visits.add(from, to, visit.is_open());
    }
    for contact in &contacts {
        let (from, to) = span(contact.start, contact.duration);
        entry.contacts.add(from, to, false);
    }
    entry.visits.stored = entry.visits.live;
    entry.contacts.stored = entry.contacts.live;
    Ok(entry)
}

/// Writes which rows of an older segment are replaced now, and counts the others.
fn replaced(
    output: &Output<'_>,
    base: &Snapshot,
    i: usize,
    at: usize,
    gone: Gone,
) -> Result<SegmentEntry, StoreError> {
    let segments = base
        .manifest()
        .segments
        .get(at)
        .zip(base.segments().get(at));
    let Some((entry, segment)) = segments else {
        return Err(StoreError::damaged(
            "manifest",
            format!("segment {at} is missing"),
        ));
    };
    let mut entry = entry.clone();
    let name = format!("deleted-{:06}-{i:04}", output.number);
    let file = output.file(name, |name| gone.deleted.write(output.vfs, name))?;
    entry.deleted = Some(file);
    // The outermost row may be gone; otherwise the span stays as it is.
    let outermost = |rows: &Rows, hull: Option<truyvet_model::Interval>| {
        hull.is_some_and(|h| h.start().seconds() <= rows.start || h.end().seconds() >= rows.end)
    };
    if outermost(&entry.visits, gone.visit_hull) || outermost(&entry.contacts, gone.contact_hull) {
        let remaining = segment.clone().with_deleted(Some(Arc::new(gone.deleted)))?;
        (entry.visits, entry.contacts) = count_rows(&remaining)?;
    } else {
        // As many as the segment has rows, at most.
        let visits = u32::try_from(gone.visits.len()).unwrap_or(u32::MAX);
        entry.visits.live = entry.visits.live.saturating_sub(visits);
        entry.visits.open = entry.visits.open.saturating_sub(gone.open);
        entry.contacts.live = entry.contacts.live.saturating_sub(gone.contacts);
    }
    Ok(entry)
}

#[cfg(test)]
#[path = "publish_tests.rs"]
mod tests;
