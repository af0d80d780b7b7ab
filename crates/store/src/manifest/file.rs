//! The manifest: one readable JSON file per commit that names every other file and seals it.

use serde::{Deserialize, Serialize};
use truyvet_model::{Interval, Kind, Timestamp};

use super::current::Current;
use super::settings::Settings;
use crate::error::StoreError;
use crate::format::paged::Sealed;
use crate::io::Vfs;

/// What the manifest's `format` says.
const FORMAT: &str = "truyvet store";
/// The version this code reads and writes.
const VERSION: u32 = 1;
/// The versions this code reads, for messages.
const KNOWN: &str = "only version 1";

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

/// The names that one commit added.
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
    /// Rows in the segment, replaced ones included.
    pub(crate) stored: u32,
    /// Rows that are not replaced.
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
    /// The commit that wrote it.
    pub(crate) commit: u64,
    /// The first second of its partition.
    pub(crate) partition_start: i64,
    /// Its visits.
    pub(crate) visits: Rows,
    /// Its contacts.
    pub(crate) contacts: Rows,
    /// The file that says which rows are replaced.
    pub(crate) deleted: Option<FileEntry>,
}

/// The manifest before this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Previous {
    /// Its file name.
    pub(crate) name: String,
    /// BLAKE3 of it, hexadecimal.
    #[serde(with = "hex")]
    pub(crate) blake3: [u8; 32],
}

/// One committed state of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    format: String,
    version: u32,
    /// The commit number.
    pub(crate) number: u64,
    /// The manifest it follows; none for the first.
    pub(crate) previous: Option<Previous>,
    /// What was chosen at creation.
    pub(crate) settings: Settings,
    /// Kinds of places; the index is the number.
    pub(crate) kinds: Vec<KindEntry>,
    /// How many people have numbers.
    pub(crate) people: u32,
    /// How many places have numbers.
    pub(crate) places: u32,
    /// Names, by commit.
    pub(crate) ids: Vec<IdsEntry>,
    /// What is known of places.
    pub(crate) place_table: Option<FileEntry>,
    /// Segments by (partition, commit, file name).
    pub(crate) segments: Vec<SegmentEntry>,
}

/// The least that every version of a manifest says.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

impl Manifest {
    /// The state of a store that was just created.
    pub(crate) fn empty(settings: Settings) -> Self {
        let unknown = Kind::unknown();
        let dwell_s = settings.dwell_of(&unknown);
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            number: 0,
            previous: None,
            settings,
            kinds: vec![KindEntry {
                name: unknown,
                dwell_s,
            }],
            people: 0,
            places: 0,
            ids: Vec::new(),
            place_table: None,
            segments: Vec::new(),
        }
    }

    /// The name of the manifest of a commit.
    pub(crate) fn file_name(number: u64) -> String {
        format!("manifest-{number:06}")
    }

    /// Writes it durably; it is not current yet.
    pub(crate) fn write(&self, vfs: &dyn Vfs) -> Result<Current, StoreError> {
        let manifest = Self::file_name(self.number);
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| StoreError::io("write", manifest.as_str(), error.into()))?;
        bytes.push(b'\n');
        crate::io::write_file(vfs, &manifest, &bytes)?;
        Ok(Current {
            manifest,
            blake3: *blake3::hash(&bytes).as_bytes(),
        })
    }

    /// Reads the manifest that `name` and `hash` stand for.
    pub(crate) fn read(vfs: &dyn Vfs, name: &str, hash: &[u8; 32]) -> Result<Self, StoreError> {
        if !vfs.exists(name)? {
            return Err(StoreError::damaged(name, "it is missing"));
        }
        let bytes = vfs.read(name)?;
        if blake3::hash(&bytes).as_bytes() != hash {
            return Err(StoreError::damaged(
                name,
                "its BLAKE3 is not the one expected",
            ));
        }
        let unreadable = |error: serde_json::Error| {
            StoreError::damaged(name, format!("it is unreadable: {error}"))
        };
        let head: Head = serde_json::from_slice(&bytes).map_err(unreadable)?;
        if head.format != FORMAT {
            return Err(StoreError::damaged(
                name,
                "it is not a manifest of a truyvet store",
            ));
        }
        if head.version != VERSION {
            return Err(StoreError::UnknownVersion {
                file: name.to_owned(),
                found: head.version,
                known: KNOWN,
            });
        }
        let manifest: Self = serde_json::from_slice(&bytes).map_err(unreadable)?;
        match manifest.contradiction(name) {
            Some(what) => Err(StoreError::damaged(name, what)),
            None => Ok(manifest),
        }
    }

    /// What in it cannot be, if anything.
    fn contradiction(&self, name: &str) -> Option<&'static str> {
        let sum = |count: fn(&IdsEntry) -> u32| -> u64 {
            self.ids.iter().map(|ids| u64::from(count(ids))).sum()
        };
        let order = |s: &SegmentEntry| (s.partition_start, s.commit, s.file.name.clone());
        let width = i64::from(self.settings.partition_s.max(1));
        let aligned = |s: &SegmentEntry| {
            s.partition_start.rem_euclid(width) == 0
                || s.partition_start == Timestamp::MIN.seconds()
        };
        let counts = |r: &Rows| r.live <= r.stored && r.open <= r.live;
        let flat = |name: &str| !name.contains(['/', '\\']) && !name.is_empty();
        if name != Self::file_name(self.number) {
            Some("its number is not that of its name")
        } else if !self.settings.are_possible() {
            Some("its settings are not possible")
        } else if self.kinds.first().is_none_or(|k| k.name != Kind::unknown()) {
            Some("its first kind is not `unknown`")
        } else if sum(|ids| ids.people) != u64::from(self.people)
            || sum(|ids| ids.places) != u64::from(self.places)
        {
            Some("its counts of people and places are not those of its id files")
        } else if !self.segments.is_sorted_by_key(order) || !self.segments.iter().all(aligned) {
            Some("its segments are not in order, or not at partitions")
        } else if !self
            .segments
            .iter()
            .all(|s| counts(&s.visits) && counts(&s.contacts))
        {
            Some("its counts of rows contradict each other")
        } else if !self.files().all(|file| flat(&file.name)) {
            Some("it names a file outside the folder")
        } else {
            None
        }
    }

    /// Every file it names.
    pub(crate) fn files(&self) -> impl Iterator<Item = &FileEntry> {
        let segments = self.segments.iter();
        let ids = self.ids.iter().map(|ids| &ids.file);
        ids.chain(&self.place_table)
            .chain(segments.flat_map(|s| std::iter::once(&s.file).chain(&s.deleted)))
    }
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

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
