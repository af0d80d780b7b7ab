//! One thing that is wrong in a store, in words.

use crate::error::StoreError;
use crate::segment::Finding;

/// `file, section, row n: what`.
impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {}", self.file, self.section)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// A finding that is of no one row.
pub(super) fn finding(file: &str, section: &'static str, what: impl Into<String>) -> Finding {
    Finding {
        file: file.to_owned(),
        section,
        row: None,
        what: what.into(),
    }
}

/// The same of an error that ended the reading of `file`.
pub(super) fn failure(file: &str, section: &'static str, error: &StoreError) -> Finding {
    match error {
        StoreError::Damaged { file, what, .. } => finding(file, section, what.as_str()),
        other => finding(file, section, other.to_string()),
    }
}
