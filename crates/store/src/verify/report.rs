//! How far a verification is, and what it found.

use crate::segment::Finding;

/// How far a verification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of files that are checked.
    pub bytes_done: u64,
    /// Bytes of all files to check.
    pub bytes_total: u64,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyReport {
    /// The number of the snapshot that was checked; `None` if damage kept it from being opened.
    pub snapshot: Option<u64>,
    /// Everything that is wrong, in the order it was found; empty for a sound store.
    pub findings: Vec<Finding>,
    /// Files checked.
    pub files: u64,
    /// Bytes checked.
    pub bytes: u64,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}
