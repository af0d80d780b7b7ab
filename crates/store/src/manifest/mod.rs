//! What belongs to a snapshot: `CURRENT`, the manifest it names, and the settings of a store.

mod settings;

mod current;

mod file;

pub(crate) use current::{CURRENT, Current, TEMPORARY};
pub(crate) use file::{FileEntry, IdsEntry, KindEntry, Manifest, Previous, Rows, SegmentEntry};
pub use settings::Options;
pub(crate) use settings::Settings;
