//! The manifests before a snapshot's own, and the files that only they name.

use std::collections::BTreeSet;

use super::finding::{failure, finding};
use crate::manifest::{FileEntry, Manifest};
use crate::segment::Finding;
use crate::snapshot::Snapshot;

/// What older manifests say.
#[derive(Debug, Default)]
pub(super) struct Older {
    /// Files that the snapshot's manifest does not name.
    pub(super) files: Vec<FileEntry>,
    /// How many older manifests are still there.
    pub(super) manifests: u64,
    /// What is wrong with them.
    pub(super) findings: Vec<Finding>,
}

/// Follows the chain of manifests back as far as it is kept.
pub(super) fn older_files(snapshot: &Snapshot) -> Older {
    let vfs = snapshot.vfs();
    let mut older = Older::default();
    let files = snapshot.manifest().files();
    let mut known: BTreeSet<String> = files.map(|f| f.name.clone()).collect();
    let mut number = snapshot.number();
    let mut previous = snapshot.manifest().previous.clone();
    while let Some(link) = previous.take() {
        // Each manifest comes before the one that names it, so this ends.
        if !matches!(vfs.exists(&link.name), Ok(true)) {
            break;
        }
        older.manifests += 1;
        match Manifest::read(vfs, &link.name, &link.blake3) {
            Ok(manifest) if manifest.number < number => {
                let new = manifest.files().filter(|f| known.insert(f.name.clone()));
                older.files.extend(new.cloned());
                number = manifest.number;
                previous = manifest.previous;
            }
            Ok(_) => {
                let what = "it is not older than the one that follows it";
                older.findings.push(finding(&link.name, "manifest", what));
            }
            Err(error) => older.findings.push(failure(&link.name, "manifest", &error)),
        }
    }
    older
}
