//! Whole files against what the manifest says of them.

use super::finding::{failure, finding};
use crate::io::Vfs;
use crate::manifest::FileEntry;
use crate::segment::Finding;

/// Reads a whole file and compares it with its BLAKE3; what is wrong with it, if anything is.
pub(super) fn compare(vfs: &dyn Vfs, file: &FileEntry) -> Option<Finding> {
    match vfs.open_read(&file.name) {
        Ok(bytes) if blake3::hash(&bytes).as_bytes() == &file.blake3 => None,
        Ok(_) => {
            let what = "its BLAKE3 differs from the manifest's";
            Some(finding(&file.name, "checksums", what))
        }
        Err(error) => Some(failure(&file.name, "checksums", &error)),
    }
}
