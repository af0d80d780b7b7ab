//! Records <-> bytes: visits and contacts as packed, checksummed, memory-mapped segments behind
//! one manifest. `docs/file-format.md` says what is on disk, byte by byte.

pub mod error;

pub mod io;

pub mod format;

pub mod segment;

mod names;

mod places;

mod manifest;

mod snapshot;

mod verify;

mod writer;

mod store;

pub use error::{Holder, StoreError};
pub use io::{DiskVfs, MemoryVfs, ReadMode, Vfs};
pub use manifest::Options;
pub use places::KindNo;
pub use segment::{ContactRow, Finding, PlacedVisit, Segment, VisitBlock, VisitRow};
pub use snapshot::{BytesByPart, Snapshot, Stats};
pub use store::Store;
pub use verify::{Progress, VerifyReport, verify};
pub use writer::{Commit, ToIdParts, Writer};
