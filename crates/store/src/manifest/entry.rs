//! What a manifest says of one thing: a file, a kind, a segment, a state that is kept.

use serde::{Deserialize, Serialize};
use truyvet_model::{Interval, Kind, Timestamp};

use crate::format::paged::Sealed;

/// A file of the store, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileEntry {
    /// Its name in the folder.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) length: u64,
    /// BLAKE3 of all of it, hexadecimal.
    #[serde(with = "hex")]
    pub(crate) blake3: [u8; 32],
    /// CRC-32C of its tail, which covers the checksums of all pages.
    pub(crate) tail_crc32c: u32,
}

impl FileEntry {
    pub(crate) fn new(name: impl Into<String>, sealed: &Sealed) -> Self {
        Self {
            name: name.into(),
            length: sealed.length,
            blake3: sealed.blake3,
            tail_crc32c: sealed.tail_crc,
        }
    }

    pub(crate) const fn sealed(&self) -> Sealed {
        Sealed {
            length: self.length,
            blake3: self.blake3,
            tail_crc: self.tail_crc32c,
        }
    }
}

/// A kind of place, at the position that is its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KindEntry {
    /// Its name.
    pub(crate) name: Kind,
    /// Its dwell (S4) in seconds, kept so that a later version's defaults change no answer.
    pub(crate) dwell_s: u32,
}

/// A source of records, at the position that is its number less 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SourceEntry {
    /// Its name, such as `qr:company-12`.
    pub(crate) name: String,
    /// When a record of it was last published, in seconds since 1970.
    pub(crate) last_arrival: i64,
}

/// The names that one publication added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdsEntry {
    /// The file.
    pub(crate) file: FileEntry,
    /// How many people it adds.
    pub(crate) people: u32,
    /// How many places it adds.
    pub(crate) places: u32,
}

/// What is in one table of a segment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// Rows in the file.
    pub(crate) stored: u32,
    /// Rows that are neither deleted nor hidden.
    pub(crate) live: u32,
    /// Live open visits; 0 for contacts.
    pub(crate) open: u32,
    /// Start of the first live row, in seconds; 0 if there is none.
    pub(crate) start: i64,
    /// Latest end of a live row, in seconds; 0 if there is none.
    pub(crate) end: i64,
}

impl Rows {
    /// Adds a live row.
    pub(crate) fn add(&mut self, start: i64, end: i64, open: bool) {
        let first = self.live == 0;
        self.start = if first { start } else { self.start.min(start) };
        self.end = if first { end } else { self.end.max(end) };
        self.live = self.live.saturating_add(1);
        self.open = self.open.saturating_add(u32::from(open));
    }

    /// From the first start to the last end of live rows.
    pub(crate) fn span(&self) -> Option<Interval> {
        if self.live == 0 {
            return None;
        }
        Interval::checked(
            Timestamp::from_seconds(self.start),
            Timestamp::from_seconds(self.end),
        )
    }
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SegmentEntry {
    /// The file.
    pub(crate) file: FileEntry,
    /// The commit that wrote it; of a merged segment the newest of those it was merged from.
    pub(crate) commit: u64,
    /// The first second of its partition.
    pub(crate) partition_start: i64,
    /// Its visits.
    pub(crate) visits: Rows,
    /// Its contacts.
    pub(crate) contacts: Rows,
    /// The file that says which rows are deleted or hidden.
    pub(crate) deleted: Option<FileEntry>,
}

/// An earlier state that is kept (S29): a manifest and the log that followed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateEntry {
    /// The commit of its manifest.
    pub(crate) number: u64,
    /// The last commit of its log; `number` if the log is empty.
    pub(crate) last: u64,
    /// When `last` was committed, in seconds since 1970.
    pub(crate) time: i64,
    /// Its manifest.
    pub(crate) manifest: String,
    /// BLAKE3 of the manifest, hexadecimal.
    #[serde(with = "hex")]
    pub(crate) blake3: [u8; 32],
    /// Its log.
    pub(crate) log: String,
}

/// An erasure (of one person with all ids).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErasureEntry {
    /// Numbers that stand for nobody any more.
    pub(crate) people: Vec<u32>,
    /// When, in seconds since 1970.
    pub(crate) time: i64,
    /// When everything must be gone from the disk.
    pub(crate) due: i64,
    /// Whether it is.
    pub(crate) done: bool,
}

/// A file that was imported, by content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportEntry {
    /// BLAKE3 of its content and of what it was read as, hexadecimal.
    #[serde(with = "hex")]
    pub(crate) blake3: [u8; 32],
    /// How many of its rows have been read so far.
    pub(crate) rows: u64,
    /// Whether these are all.
    pub(crate) complete: bool,
    /// When the last of them were committed, in seconds since 1970.
    pub(crate) time: i64,
}

/// 32 bytes as hexadecimal text.
mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&blake3::Hash::from_bytes(*bytes).to_hex())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(from)?;
        let hash = blake3::Hash::from_hex(&text).map_err(D::Error::custom)?;
        Ok(*hash.as_bytes())
    }
}
