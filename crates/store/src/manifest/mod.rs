//! What belongs to a snapshot: `CURRENT`, the manifest it names, and the settings of a store.

mod settings;

mod current;

mod entry;

mod file;

pub(crate) use current::{CURRENT, Current, TEMPORARY};
pub(crate) use entry::{
    ErasureEntry, FileEntry, IdsEntry, ImportEntry, KindEntry, Rows, SegmentEntry, SourceEntry,
    StateEntry,
};
pub(crate) use file::Manifest;
pub use settings::Options;
pub(crate) use settings::{Settings, dwell_seconds};
