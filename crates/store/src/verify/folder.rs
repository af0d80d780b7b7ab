//! Verifying a store that may be too damaged to be opened.

use std::sync::Arc;

use super::bytes::compare;
use super::finding::failure;
use super::report::{Progress, VerifyReport};
use crate::error::StoreError;
use crate::io::Vfs;
use crate::manifest::{Current, Manifest};
use crate::snapshot::Snapshot;

/// Checks the newest snapshot of the store in `vfs`, as [`Snapshot::verify`] does. If damage keeps
/// it from being opened, every file that its manifest names is compared with its BLAKE3 instead,
/// so that all damaged files are listed and not only the one that was met first.
///
/// # Errors
/// [`StoreError::NotAStore`], [`StoreError::UnknownVersion`], [`StoreError::Io`]; damage is a
/// finding and not an error.
pub fn verify(
    vfs: &Arc<dyn Vfs>,
    progress: &mut dyn FnMut(Progress),
) -> Result<VerifyReport, StoreError> {
    let why = match Snapshot::load(vfs, None) {
        Ok(snapshot) => return Ok(snapshot.verify(progress)),
        Err(why @ StoreError::Damaged { .. }) => why,
        Err(other) => return Err(other),
    };
    let first = failure("", "opening", &why);
    let mut report = VerifyReport::default();
    let current = Current::read(&**vfs);
    let manifest = current.and_then(|c| Manifest::read(&**vfs, &c.manifest, &c.blake3));
    if let Ok(manifest) = manifest {
        let bytes_total = manifest.files().map(|file| file.length).sum();
        for file in manifest.files() {
            let others = compare(&**vfs, file).filter(|found| found.file != first.file);
            report.findings.extend(others);
            report.files += 1;
            report.bytes += file.length;
            progress(Progress {
                bytes_done: report.bytes,
                bytes_total,
            });
        }
    }
    report.findings.insert(0, first);
    Ok(report)
}
