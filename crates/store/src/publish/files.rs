//! The files of a publication: written and synced before the manifest that names them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use roaring::RoaringBitmap;
use truyvet_model::{Interval, Timestamp};

use super::parallel;
use super::partition::{Gone, Partition};
use crate::error::StoreError;
use crate::format::paged::Sealed;
use crate::io::Vfs;
use crate::manifest::{FileEntry, Manifest, Rows, SegmentEntry};
use crate::segment::{Deleted, MAX_ROWS, PackedContact, PackedVisit, SegmentRows, encode};
use crate::snapshot::{Snapshot, count_rows};

/// The folder while files are written to it; remembers which, to remove them if it comes to
/// nothing. Every file gets a name that no file had before.
#[derive(Debug)]
pub(crate) struct Output<'a> {
    pub(crate) vfs: &'a dyn Vfs,
    next: AtomicU64,
    written: Mutex<Vec<String>>,
}

impl<'a> Output<'a> {
    /// Names go on after those of `manifest`.
    pub(crate) const fn new(vfs: &'a dyn Vfs, manifest: &Manifest) -> Self {
        Self {
            vfs,
            next: AtomicU64::new(manifest.sequence.saturating_add(1)),
            written: Mutex::new(Vec::new()),
        }
    }

    /// The next number for a file name.
    pub(crate) fn sequence(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// The next name that begins with `kind`.
    pub(crate) fn name(&self, kind: &str) -> String {
        format!("{kind}-{:06}", self.sequence())
    }

    /// Writes one file by `write`.
    pub(crate) fn file(
        &self,
        name: String,
        write: impl FnOnce(&str) -> Result<Sealed, StoreError>,
    ) -> Result<FileEntry, StoreError> {
        self.note(&name);
        let sealed = write(&name)?;
        Ok(FileEntry::new(name, &sealed))
    }

    /// Remembers that `name` is written.
    pub(crate) fn note(&self, name: &str) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.push(name.to_owned());
    }

    /// Removes what was written. Nothing refers to it, so a failure to remove is only untidy.
    pub(crate) fn undo(&self) {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        for name in written.iter() {
            drop(self.vfs.remove(name));
        }
    }
}

/// The rows of one segment to be written.
pub(crate) struct SegmentJob {
    /// The commit it belongs to.
    pub(crate) commit: u64,
    /// The first second of its partition.
    pub(crate) start: i64,
    pub(crate) visits: Vec<PackedVisit>,
    pub(crate) contacts: Vec<PackedContact>,
    /// Which of them are hidden.
    pub(crate) hidden_visits: RoaringBitmap,
    pub(crate) hidden_contacts: RoaringBitmap,
}

impl SegmentJob {
    /// Cuts it into jobs that fit one segment each.
    fn split(mut self) -> Vec<Self> {
        let most = MAX_ROWS as usize;
        let mut jobs = Vec::new();
        while self.visits.len() > most || self.contacts.len() > most {
            jobs.push(Self {
                visits: split_front(&mut self.visits, most),
                contacts: split_front(&mut self.contacts, most),
                hidden_visits: split_rows(&mut self.hidden_visits),
                hidden_contacts: split_rows(&mut self.hidden_contacts),
                ..self
            });
        }
        jobs.push(self);
        jobs
    }

    /// Writes the segment, and which rows of it are hidden.
    pub(crate) fn write(
        self,
        output: &Output<'_>,
        names: Names,
    ) -> Result<SegmentEntry, StoreError> {
        let file = output.file(names.segment, |name| {
            let rows = SegmentRows {
                partition_start: Timestamp::from_seconds(self.start),
                visits: &self.visits,
                contacts: &self.contacts,
            };
            encode(output.vfs, name, &rows)
        })?;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut entry = SegmentEntry {
            commit: self.commit,
            partition_start: self.start,
            visits: Rows::default(),
            contacts: Rows::default(),
            deleted: None,
            file,
        };
        let span = |offset: u32, duration: u32| {
            let from = self.start.saturating_add(i64::from(offset));
            (from, from.saturating_add(i64::from(duration)))
        };
        for (row, visit) in (0..).zip(&self.visits) {
            if !self.hidden_visits.contains(row) {
                let (from, to) = span(visit.start, visit.duration());
                entry.visits.add(from, to, visit.is_open());
            }
        }
        for (row, contact) in (0..).zip(&self.contacts) {
            if !self.hidden_contacts.contains(row) {
                let (from, to) = span(contact.start, contact.duration);
                entry.contacts.add(from, to, false);
            }
        }
        entry.visits.stored = count(self.visits.len());
        entry.contacts.stored = count(self.contacts.len());
        if !self.hidden_visits.is_empty() || !self.hidden_contacts.is_empty() {
            let mut deleted = Deleted::new(entry.visits.stored, entry.contacts.stored);
            for row in &self.hidden_visits {
                deleted.hide_visit(row);
            }
            for row in &self.hidden_contacts {
                deleted.hide_contact(row);
            }
            let written = output.file(names.deleted, |name| deleted.write(output.vfs, name))?;
            entry.deleted = Some(written);
        }
        Ok(entry)
    }
}

/// Names for the two files of a segment.
pub(crate) struct Names {
    segment: String,
    deleted: String,
}

impl Names {
    pub(crate) fn new(output: &Output<'_>) -> Self {
        Self {
            segment: output.name("segment"),
            deleted: output.name("deleted"),
        }
    }
}

/// Writes new segments and what changes in older ones into `manifest`; says how many segments
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
        if partition.visits.is_empty() && partition.contacts.is_empty() {
            continue;
        }
        let whole = SegmentJob {
            commit: manifest.number,
            start: partition.start,
            visits: partition.visits,
            contacts: partition.contacts,
            hidden_visits: partition.hidden_visits,
            hidden_contacts: partition.hidden_contacts,
        };
        // Names are given before the work is shared out, so that they do not depend on threads.
        jobs.extend(
            whole
                .split()
                .into_iter()
                .map(|job| (job, Names::new(output))),
        );
    }
    let changes = gone
        .into_iter()
        .map(|(at, gone)| (output.name("deleted"), at, gone))
        .collect();
    let changes = parallel::each(changes, |(name, at, gone)| {
        Ok((at, changed(output, base, name, at, gone)?))
    })?;
    for (at, entry) in changes {
        if let Some(old) = manifest.segments.get_mut(at) {
            *old = entry;
        }
    }
    let new = parallel::each(jobs, |(job, names)| job.write(output, names))?;
    let count = new.len() as u64;
    manifest.segments.extend(new);
    sort(manifest);
    Ok(count)
}

/// Brings the segments of a manifest into their order.
pub(crate) fn sort(manifest: &mut Manifest) {
    manifest.segments.sort_by(|a, b| order(a).cmp(&order(b)));
}

fn order(entry: &SegmentEntry) -> (i64, u64, &str) {
    (entry.partition_start, entry.commit, &entry.file.name)
}

/// Takes the hidden rows of a first segment off; the others move up.
fn split_rows(rows: &mut RoaringBitmap) -> RoaringBitmap {
    let first = rows.iter().take_while(|row| *row < MAX_ROWS).collect();
    *rows = rows
        .iter()
        .filter_map(|row| row.checked_sub(MAX_ROWS))
        .collect();
    first
}

/// Takes up to `count` items off the front, without a copy if that is all of them.
fn split_front<T>(items: &mut Vec<T>, count: usize) -> Vec<T> {
    if items.len() <= count {
        return std::mem::take(items);
    }
    let rest = items.split_off(count);
    std::mem::replace(items, rest)
}

/// Writes which rows of an older segment are deleted and hidden now, and counts the others.
fn changed(
    output: &Output<'_>,
    base: &Snapshot,
    name: String,
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
    let file = output.file(name, |name| gone.deleted.write(output.vfs, name))?;
    entry.deleted = Some(file);
    // The outermost row may be gone; otherwise the span stays as it is.
    let outermost = |rows: &Rows, hull: Option<Interval>| {
        hull.is_some_and(|h| h.start().seconds() <= rows.start || h.end().seconds() >= rows.end)
    };
    if outermost(&entry.visits, gone.visit_hull) || outermost(&entry.contacts, gone.contact_hull) {
        let remaining = segment.clone().with_deleted(Some(Arc::new(gone.deleted)))?;
        (entry.visits, entry.contacts) = count_rows(&remaining)?;
        return Ok(entry);
    }
    let (visits, open, contacts) = gone.fewer;
    entry.visits.live = entry.visits.live.saturating_sub(visits);
    entry.visits.open = entry.visits.open.saturating_sub(open);
    entry.contacts.live = entry.contacts.live.saturating_sub(contacts);
    for (start, end, open) in gone.shown_visits {
        entry.visits.add(start, end, open);
    }
    for (start, end) in gone.shown_contacts {
        entry.contacts.add(start, end, false);
    }
    Ok(entry)
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
