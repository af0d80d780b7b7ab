//! The earlier states that are kept, and the files that only they name.

use std::collections::BTreeSet;

use super::finding::failure;
use crate::io::Vfs;
use crate::manifest::{Current, FileEntry, Manifest};
use crate::reader::Tail;
use crate::segment::Finding;

/// What the earlier states say.
#[derive(Debug, Default)]
pub(super) struct Older {
    /// Files that the snapshot's manifest does not name.
    pub(super) files: Vec<FileEntry>,
    /// How many manifests and logs were read.
    pub(super) read: u64,
    /// What is wrong with them.
    pub(super) findings: Vec<Finding>,
}

/// Whether there is a newer state than that of `current` by now: a log and earlier states that it
/// names may be gone.
pub(super) fn superseded(vfs: &dyn Vfs, current: &Current) -> bool {
    Current::read(vfs).is_ok_and(|newer| newer != *current)
}

/// Reads the manifest and the log of every state that `now`, whose file is `current`, keeps.
pub(super) fn older_files(vfs: &dyn Vfs, current: &Current, now: &Manifest) -> Older {
    let superseded = || superseded(vfs, current);
    let mut older = Older::default();
    let files = now.files();
    let mut known: BTreeSet<String> = files.map(|f| f.name.clone()).collect();
    for state in &now.history {
        older.read += 2;
        match Manifest::read(vfs, &state.manifest, &state.blake3) {
            Ok(manifest) => {
                let new = manifest.files().filter(|f| known.insert(f.name.clone()));
                older.files.extend(new.cloned());
                let removed = || superseded() && !vfs.exists(&manifest.log).unwrap_or(true);
                match Tail::read(vfs, &manifest, None) {
                    Err(error) if !removed() => {
                        older.findings.push(failure(&state.log, "log", &error));
                    }
                    _ => {}
                }
            }
            // A writer thins the history, and purges it.
            Err(_) if superseded() && !vfs.exists(&state.manifest).unwrap_or(true) => {}
            Err(error) => {
                let finding = failure(&state.manifest, "manifest", &error);
                older.findings.push(finding);
            }
        }
    }
    older
}
