//! The manifest: one readable JSON file that names every other file of a state and seals it.

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};
use truyvet_model::{Kind, Timestamp};

use super::current::Current;
use super::entry::{
    ErasureEntry, FileEntry, IdsEntry, ImportEntry, KindEntry, Rows, SegmentEntry, SourceEntry,
    StateEntry,
};
use super::settings::Settings;
use crate::error::StoreError;
use crate::io::Vfs;

/// What the manifest's `format` says.
const FORMAT: &str = "truyvet store";
/// The version this code reads and writes.
const VERSION: u32 = 2;
/// The versions this code reads, for messages.
const KNOWN: &str = "only version 2";

/// One published state of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    format: String,
    version: u32,
    /// The number in its file name. Files written later have higher ones.
    pub(crate) sequence: u64,
    /// The last commit that it holds.
    pub(crate) number: u64,
    /// When that was committed, in seconds since 1970.
    pub(crate) time: i64,
    /// The log with the commits after it.
    pub(crate) log: String,
    /// What was chosen for the store.
    pub(crate) settings: Settings,
    /// Kinds of places; the index is the number.
    pub(crate) kinds: Vec<KindEntry>,
    /// Sources; the index is the number less 1.
    pub(crate) sources: Vec<SourceEntry>,
    /// How many people have numbers.
    pub(crate) people: u32,
    /// How many places have numbers.
    pub(crate) places: u32,
    /// Names, in the order of their numbers.
    pub(crate) ids: Vec<IdsEntry>,
    /// What is known of places.
    pub(crate) place_table: Option<FileEntry>,
    /// Which ids are one person or one place.
    pub(crate) links: Option<FileEntry>,
    /// What is known of people, units and cases. Left out where nothing is, as in folders from
    /// before there was such a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) register: Option<FileEntry>,
    /// Who was erased.
    pub(crate) erasures: Vec<ErasureEntry>,
    /// Records that end here or before are not kept, in seconds since 1970.
    pub(crate) floor: Option<i64>,
    /// Files that were imported.
    pub(crate) imports: Vec<ImportEntry>,
    /// Segments by (partition, commit, file name).
    pub(crate) segments: Vec<SegmentEntry>,
    /// Earlier states that are kept, oldest first.
    pub(crate) history: Vec<StateEntry>,
}

/// The least that every version of a manifest says.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

impl Manifest {
    /// The state of a store that was just created.
    pub(crate) fn empty(settings: Settings, time: i64) -> Self {
        let unknown = Kind::unknown();
        let dwell_s = settings.dwell_of(&unknown);
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            sequence: 0,
            number: 0,
            time,
            log: Self::log_name(0),
            settings,
            kinds: vec![KindEntry {
                name: unknown,
                dwell_s,
            }],
            sources: Vec::new(),
            people: 0,
            places: 0,
            ids: Vec::new(),
            place_table: None,
            links: None,
            register: None,
            erasures: Vec::new(),
            floor: None,
            imports: Vec::new(),
            segments: Vec::new(),
            history: Vec::new(),
        }
    }

    /// The name of the manifest of a sequence number.
    pub(crate) fn file_name(sequence: u64) -> String {
        format!("manifest-{sequence:06}")
    }

    /// The name of the log of a sequence number.
    pub(crate) fn log_name(sequence: u64) -> String {
        format!("log-{sequence:06}")
    }

    /// Its own file name.
    pub(crate) fn name(&self) -> String {
        Self::file_name(self.sequence)
    }

    /// Writes it durably; it is not current yet.
    pub(crate) fn write(&self, vfs: &dyn Vfs) -> Result<Current, StoreError> {
        let manifest = self.name();
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
                known: KNOWN.to_owned(),
            });
        }
        let manifest: Self = serde_json::from_slice(&bytes).map_err(unreadable)?;
        match manifest.contradiction(name) {
            Some(what) => Err(StoreError::damaged(name, what)),
            None => Ok(manifest),
        }
    }

    /// The commit of a manifest that may be gone or not sealed by anything, for messages.
    pub(crate) fn number_of(vfs: &dyn Vfs, name: &str) -> Option<u64> {
        #[derive(Deserialize)]
        struct Number {
            number: u64,
        }
        let bytes = vfs.read(name).ok()?;
        let number: Number = serde_json::from_slice(&bytes).ok()?;
        Some(number.number)
    }

    /// The files of a manifest that nothing seals any more but somebody reads.
    pub(crate) fn files_unsealed(vfs: &dyn Vfs, name: &str) -> Vec<String> {
        let manifest: Option<Self> = vfs
            .read(name)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let files = manifest.iter().flat_map(Self::files);
        files.map(|f| f.name.clone()).collect()
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
        let logs = || self.history.iter().map(|s| &s.log).chain([&self.log]);
        let states = || self.history.iter();
        if name != self.name() {
            Some("its number is not that of its name")
        } else if !self.settings.are_possible() {
            Some("its settings are not possible")
        } else if self.kinds.first().is_none_or(|k| k.name != Kind::unknown()) {
            Some("its first kind is not `unknown`")
        } else if self.sources.len() >= usize::from(u16::MAX) {
            Some("it has more sources than there are numbers")
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
        } else if !self.files().all(|file| flat(&file.name))
            || !logs().all(|log| flat(log))
            || !states().all(|s| flat(&s.manifest))
        {
            Some("it names a file outside the folder")
        } else if !states().all(|s| s.number <= s.last && s.last <= self.number)
            || !self.history.is_sorted_by_key(|s| s.number)
        {
            Some("its history is not in order")
        } else {
            None
        }
    }

    /// Every sealed file that it names for its own state.
    pub(crate) fn files(&self) -> impl Iterator<Item = &FileEntry> {
        let segments = self.segments.iter();
        let ids = self.ids.iter().map(|ids| &ids.file);
        ids.chain(&self.place_table)
            .chain(&self.links)
            .chain(&self.register)
            .chain(segments.flat_map(|s| std::iter::once(&s.file).chain(&s.deleted)))
    }

    /// The numbers that stand for nobody any more.
    pub(crate) fn erased(&self) -> RoaringBitmap {
        let erasures = self.erasures.iter();
        erasures.flat_map(|e| e.people.iter().copied()).collect()
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
