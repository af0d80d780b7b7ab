//! External ids and their numbers: sorted runs on disk, one hash table while writing.

mod intern;

mod run;

mod directory;

pub(crate) use directory::{Names, Which};
pub(crate) use intern::Interner;
pub(crate) use run::{NewNames, write_run};

/// The version of id files that this code reads and writes.
pub(crate) const IDS_VERSION: u32 = 1;
