//! External ids and their numbers: sorted runs on disk, one hash table while writing; plain, or
//! people under pseudonyms.

mod key;

mod naming;

mod intern;

mod group;

mod run;

mod rewrite;

mod directory;

mod id_reader;

mod check;

pub(crate) use directory::{Names, Which};
pub use id_reader::{IdReader, WrittenId};
pub(crate) use intern::Interner;
pub use key::KeyRing;
pub use naming::Naming;
pub(crate) use naming::StoredName;
pub(crate) use rewrite::{Rekey, rewrite_run};
pub(crate) use run::{NewNames, write_run};

/// The version of id files that this code reads and writes.
pub(crate) const IDS_VERSION: u32 = 1;
