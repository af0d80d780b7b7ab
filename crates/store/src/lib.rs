//! Records <-> bytes: visits and contacts as packed, checksummed, memory-mapped segments behind
//! one manifest. `docs/file-format.md` says what is on disk, byte by byte.

pub mod error;

pub mod io;

pub mod format;

pub mod segment;

mod names;

mod places;

mod manifest;

pub use manifest::Options;
pub use places::KindNo;
pub use error::{Holder, StoreError};
