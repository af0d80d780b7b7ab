//! Verifying a store that may be too damaged to be opened.

use std::sync::Arc;

use super::bytes::compare;
use super::finding::failure;
use super::history::older_files;
use super::report::{Progress, VerifyReport};
use crate::error::StoreError;
use crate::io::Vfs;
use crate::manifest::{Current, Manifest};
use crate::reader::{Reader, Tail};

/// Checks the newest snapshot of the store in `vfs`, as [`crate::Snapshot::verify`] does. If damage keeps
/// it from being opened, every file that its manifest and those of kept states name is compared with its BLAKE3
/// instead, so that all damaged files are listed and not only the one that was met first.
///
/// # Errors
/// [`StoreError::NotAStore`], [`StoreError::UnknownVersion`], [`StoreError::Io`]; damage is a
/// finding and not an error.
pub fn verify(
    vfs: &Arc<dyn Vfs>,
    progress: &mut dyn FnMut(Progress),
) -> Result<VerifyReport, StoreError> {
    let why = match Reader::sealed(vfs).and_then(|reader| reader.current()) {
        Ok(snapshot) => return Ok(snapshot.verify(progress)),
        Err(why @ StoreError::Damaged { .. }) => why,
        Err(other) => return Err(other),
    };
    let first = failure("", "opening", &why);
    let mut report = VerifyReport::default();
    let current = Current::read(&**vfs);
    let named = current.and_then(|current| {
        let manifest = Manifest::read(&**vfs, &current.manifest, &current.blake3)?;
        Ok((current, manifest))
    });
    if let Ok((current, manifest)) = named {
        let log = Tail::read(&**vfs, &manifest, None).err();
        let log = log.map(|error| failure(&manifest.log, "log", &error));
        let older = older_files(&**vfs, &current, &manifest);
        let others = log.into_iter().chain(older.findings);
        let others = others.filter(|found| found.file != first.file);
        report.findings.extend(others);
        report.files += older.read;
        let files = || manifest.files().chain(&older.files);
        let lengths = files().map(|file| file.length);
        let bytes_total = lengths.fold(0, u64::saturating_add);
        for file in files() {
            let others = compare(&**vfs, file).filter(|found| found.file != first.file);
            report.findings.extend(others);
            report.files += 1;
            report.bytes = report.bytes.saturating_add(file.length);
            progress(Progress {
                bytes_done: report.bytes,
                bytes_total,
            });
        }
    }
    report.findings.insert(0, first);
    Ok(report)
}
