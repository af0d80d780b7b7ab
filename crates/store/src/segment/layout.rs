//! The fixed structures of a segment file; `docs/file-format.md` draws them.

use zerocopy::little_endian::{I64, U32};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// The version of segment files written, and the only one read.
pub(super) const VERSION: u32 = 3;

/// Section identifiers.
pub(super) mod section {
    pub(crate) const HEADER: u32 = 1;
    pub(crate) const VISIT_BLOCKS: u32 = 2;
    pub(crate) const VISIT_HEADERS: u32 = 3;
    pub(crate) const PLACES: u32 = 4;
    pub(crate) const VISIT_PEOPLE: u32 = 5;
    pub(crate) const VISIT_REFS: u32 = 6;
    pub(crate) const CONTACT_BLOCKS: u32 = 7;
    pub(crate) const CONTACT_HEADERS: u32 = 8;
    pub(crate) const CONTACT_PEOPLE: u32 = 9;
    pub(crate) const CONTACT_REFS: u32 = 10;
}

/// The first section: counts and bounds over all rows, deleted ones included.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned,
)]
#[repr(C)]
pub(super) struct Header {
    pub(super) partition_start: I64,
    pub(super) visit_count: U32,
    pub(super) contact_count: U32,
    pub(super) visit_start: I64,
    pub(super) visit_end: I64,
    pub(super) contact_start: I64,
    pub(super) contact_end: I64,
    pub(super) open_count: U32,
    pub(super) visit_ref_bytes: U32,
    pub(super) contact_ref_bytes: U32,
    pub(super) reserved: U32,
}

/// Columns of a block of visits: person, start, duration, twice the source plus 1 if open.
pub(super) const VISIT_COLUMNS: usize = 4;

/// Columns of a block of contacts: a, b, start, duration, source.
pub(super) const CONTACT_COLUMNS: usize = 5;

/// What is known of a block of `N` columns without unpacking it.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub(super) struct BlockHeader<const N: usize> {
    /// In units of 16 bytes from the start of the section of blocks.
    pub(super) offset: U32,
    /// Place of the first row (visits), or its person `a` (contacts).
    pub(super) first_key: U32,
    /// The least value of each column.
    pub(super) base: [U32; N],
    /// Bits per value of each column, 0 to 32.
    pub(super) width: [u8; N],
}
