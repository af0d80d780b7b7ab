//! Reads everything that belongs to a snapshot and says what is broken, and where.

mod report;

mod finding;

mod bytes;

mod history;

mod folder;

use truyvet_model::PlaceNo;

use crate::error::StoreError;
use crate::manifest::{Current, FileEntry, Manifest, SegmentEntry};
use crate::reader::Tail;
use crate::segment::Segment;
use crate::snapshot::{Snapshot, count_rows};
use finding::{failure, finding};

pub use folder::verify;
pub use report::{Progress, VerifyReport};

impl Snapshot {
    /// Reads every file of this snapshot: checksums of every page, BLAKE3 of every file, every
    /// structure and count. Files that only older manifests name are compared with their BLAKE3.
    ///
    /// Nothing stops at the first finding. For a store that cannot be opened there is
    /// [`crate::verify`].
    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> VerifyReport {
        let older = history::older_files(self.vfs(), self.current(), self.manifest());
        let bytes = self.manifest().files().map(|f| f.length);
        let older_bytes = older.files.iter().map(|f| f.length);
        let mut check = Check {
            snapshot: self,
            report: VerifyReport {
                snapshot: Some(self.number()),
                ..VerifyReport::default()
            },
            total: bytes.chain(older_bytes).fold(0, u64::saturating_add),
            progress,
        };
        check.report.files = 1 + older.read;
        check.report.findings.extend(older.findings);
        check.heads();
        check.names_and_places();
        check.links_and_register();
        let segments = self.manifest().segments.iter().zip(self.segments());
        for (entry, segment) in segments {
            check.segment(entry, segment);
        }
        for file in &older.files {
            check.older(file);
        }
        check.report
    }
}

/// A verification under way.
struct Check<'a> {
    snapshot: &'a Snapshot,
    report: VerifyReport,
    total: u64,
    progress: &'a mut dyn FnMut(Progress),
}

impl Check<'_> {
    fn found(&mut self, file: &str, section: &'static str, what: impl Into<String>) {
        self.report.findings.push(finding(file, section, what));
    }

    fn fail(&mut self, file: &str, section: &'static str, error: &StoreError) {
        self.report.findings.push(failure(file, section, error));
    }

    fn done(&mut self, file: &FileEntry) {
        self.report.files += 1;
        self.report.bytes = self.report.bytes.saturating_add(file.length);
        (self.progress)(Progress {
            bytes_done: self.report.bytes,
            bytes_total: self.total,
        });
    }

    /// `CURRENT` and the manifest, as they are on disk now.
    fn heads(&mut self) {
        let (vfs, current) = (self.snapshot.vfs(), self.snapshot.current());
        match Manifest::read(vfs, &current.manifest, &current.blake3) {
            Ok(manifest) => {
                let removed = || {
                    let is_there = vfs.exists(&manifest.log).unwrap_or(true);
                    !is_there && history::superseded(vfs, current)
                };
                match Tail::read(vfs, &manifest, None) {
                    Err(error) if !removed() => self.fail(&manifest.log, "log", &error),
                    _ => {}
                }
            }
            Err(error) => self.fail(&current.manifest, "manifest", &error),
        }
        if let Err(error) = Current::read(vfs) {
            self.fail(crate::manifest::CURRENT, "manifest", &error);
        }
    }

    fn names_and_places(&mut self) {
        let manifest = self.snapshot.manifest();
        for ids in &manifest.ids {
            let (name, sealed) = (&ids.file.name, ids.file.sealed());
            let mut findings = Vec::new();
            let names = self.snapshot.names();
            names.verify(name, &sealed, &mut |what| findings.push(what));
            findings
                .into_iter()
                .for_each(|what| self.found(name, "names", what));
            self.done(&ids.file);
        }
        if let Some((file, table)) = manifest
            .place_table
            .iter()
            .zip(self.snapshot.place_table())
            .next()
        {
            let mut findings = Vec::new();
            let (places, kinds) = (manifest.places, manifest.kinds.len());
            table.verify(&file.sealed(), places, kinds, &mut |what| {
                findings.push(what);
            });
            findings
                .into_iter()
                .for_each(|what| self.found(&file.name, "places", what));
            if let Some(place) = cycle(self.snapshot) {
                let PlaceNo(place) = place;
                self.found(
                    &file.name,
                    "places",
                    format!("place {place} is part of itself"),
                );
            }
            self.done(file);
        }
    }

    fn links_and_register(&mut self) {
        let manifest = self.snapshot.manifest();
        if let Some(file) = &manifest.links {
            self.bytes(file);
        }
        let open = manifest.register.iter().zip(self.snapshot.register());
        for (file, register) in open {
            let mut findings = Vec::new();
            register.verify(&file.sealed(), manifest.people, &mut |what| {
                findings.push(what);
            });
            findings
                .into_iter()
                .for_each(|what| self.found(&file.name, "register", what));
            self.done(file);
        }
    }

    fn segment(&mut self, entry: &SegmentEntry, segment: &Segment) {
        let name = &entry.file.name;
        let manifest = self.snapshot.manifest();
        let sealed = entry.file.sealed();
        let findings = &mut self.report.findings;
        segment.verify(
            Some(&sealed),
            manifest.people,
            manifest.places,
            &mut |finding| {
                findings.push(finding);
            },
        );
        match count_rows(segment) {
            Ok((visits, contacts)) => {
                if (visits, contacts) != (entry.visits, entry.contacts) {
                    self.found(
                        name,
                        "counts",
                        "its rows are not those that the manifest counts",
                    );
                }
            }
            Err(error) => self.fail(name, "counts", &error),
        }
        self.done(&entry.file);
        if let Some(file) = &entry.deleted {
            self.bytes(file);
        }
    }

    /// Compares a whole file with its BLAKE3.
    fn bytes(&mut self, file: &FileEntry) {
        let found = bytes::compare(self.snapshot.vfs(), file);
        self.report.findings.extend(found);
        self.done(file);
    }

    /// As [`Self::bytes`], for a file that may have been removed since.
    fn older(&mut self, file: &FileEntry) {
        match self.snapshot.vfs().exists(&file.name) {
            Ok(true) => self.bytes(file),
            Ok(false) if history::superseded(self.snapshot.vfs(), self.snapshot.current()) => {}
            Ok(false) => self.found(&file.name, "checksums", "it is missing"),
            Err(error) => self.fail(&file.name, "checksums", &error),
        }
    }
}

/// A place whose parents lead back to it.
fn cycle(snapshot: &Snapshot) -> Option<PlaceNo> {
    let table = snapshot.place_table()?;
    let count = table.count() as usize;
    // By place, the walk (from 1) that met it.
    let mut met = vec![0_u32; count];
    for (start, walk) in (0..table.count()).zip(1_u32..) {
        let mut at = Some(start);
        while let Some(place) = at {
            match met.get_mut(place as usize) {
                Some(seen) if *seen == 0 => *seen = walk,
                Some(seen) if *seen == walk => return Some(PlaceNo(place)),
                _ => break,
            }
            // An unreadable row is a finding of its own.
            at = table.parent(place).ok().flatten();
        }
    }
    None
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
