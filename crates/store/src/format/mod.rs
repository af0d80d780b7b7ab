//! How values become bytes: integers, packed blocks, directories, and files with a checksum for
//! every page.

pub mod varint;

pub mod bitpack;

pub mod paged;

pub mod paged_file;

pub mod directory_builder;

pub mod directory;

pub mod directory_keys;

pub use paged::{FileKind, PagedWriter, Sealed};
pub use paged_file::{PagedFile, Section};
