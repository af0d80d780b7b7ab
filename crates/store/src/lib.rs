//! Records <-> bytes: visits and contacts as packed, checksummed, memory-mapped segments behind
//! one manifest. `docs/file-format.md` says what is on disk, byte by byte.

pub mod error;

pub mod io;

pub mod format;

pub mod links;

pub mod segment;

mod names;

mod places;

mod register;

mod log;

mod manifest;

mod snapshot;

mod publish;

mod reader;

mod core;

mod compact;

mod verify;

mod check;

mod writer;

mod store;

#[cfg(test)]
mod model;

pub use check::{
    CheckOptions, CheckProgress, CheckReport, Found, LongContact, LongVisit, OpenVisit, OpenVisits,
    Overlap, SharedPlace, SourceReport, Stay, Travel,
};
pub use compact::{Compaction, Purge};
pub use error::{Holder, StoreError};
pub use io::{DiskVfs, MemoryVfs, OverlayVfs, Probe, ReadMode, Vfs};
pub use links::{Aliases, Links};
pub use manifest::Options;
pub use names::{IdReader, KeyRing, Naming, WrittenId};
pub use places::KindNo;
pub use publish::Published;
pub use reader::{Kept, Pinned};
pub use register::{Homes, Unit, UnitNo};
pub use segment::{
    ContactRow, Finding, PlaceWalk, PlacedVisit, Segment, SourceNo, VisitBlock, VisitColumns,
    VisitRow,
};
pub use snapshot::{BytesByPart, Fingerprint, Snapshot, Stats};
pub use store::Store;
pub use verify::{Progress, VerifyReport, verify};
pub use writer::{Commit, Erasure, GroupCommit, Imported, ToIdParts, Writer, WriterOptions};
