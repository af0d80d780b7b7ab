//! What a store holds, counted, and where its bytes are.

use truyvet_model::{Interval, Kind};

use super::Snapshot;
use crate::error::StoreError;
use crate::register::RegisterFile;
use crate::segment::{Part, Segment};

/// Counts and sizes of one snapshot.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Stats {
    /// The commit number.
    pub number: u64,
    /// People with a number.
    pub people: u64,
    /// Places with a number.
    pub places: u64,
    /// Places of each kind that occurs, in the order of [`Snapshot::kinds`].
    pub places_by_kind: Vec<(Kind, u64)>,
    /// Visits that are not replaced.
    pub visits: u64,
    /// Of these, open ones (S4).
    pub open_visits: u64,
    /// Contacts that are not replaced.
    pub contacts: u64,
    /// Confirmed cases (S36), by recorded id.
    pub cases: u64,
    /// Units that were declared, or that somebody lives in (S35).
    pub units: u64,
    /// Rows on disk, of visits and contacts, that a later record replaced.
    pub replaced_rows: u64,
    /// Segments.
    pub segments: u64,
    /// As [`Snapshot::time_range`].
    pub time_range: Option<Interval>,
    /// Where the bytes are.
    pub bytes: BytesByPart,
}

/// Bytes on disk by what they are for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BytesByPart {
    /// Packed columns of visits.
    pub visit_blocks: u64,
    /// Headers of these blocks.
    pub visit_headers: u64,
    /// From places to their visits.
    pub place_directory: u64,
    /// From people to their references.
    pub person_directory: u64,
    /// References of people to blocks.
    pub visit_refs: u64,
    /// Contacts with all their indexes.
    pub contacts: u64,
    /// Which rows are replaced.
    pub deleted: u64,
    /// Checksums, footers and padding of segments.
    pub checksums: u64,
    /// Ids of people and places, with their checksums.
    pub names: u64,
    /// The place table, with its checksums.
    pub places: u64,
    /// What is known of people, units and cases, with its checksums.
    pub register: u64,
    /// The manifest and `CURRENT`.
    pub manifest: u64,
}

impl BytesByPart {
    /// Name and size of every part, in a fixed order.
    #[must_use]
    pub const fn parts(&self) -> [(&'static str, u64); 12] {
        [
            ("visit blocks", self.visit_blocks),
            ("visit block headers", self.visit_headers),
            ("place directory", self.place_directory),
            ("person directory", self.person_directory),
            ("visit references", self.visit_refs),
            ("contacts", self.contacts),
            ("replaced rows", self.deleted),
            ("checksums and padding", self.checksums),
            ("names", self.names),
            ("place table", self.places),
            ("register", self.register),
            ("manifest", self.manifest),
        ]
    }

    /// All bytes.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.parts().iter().map(|(_, bytes)| bytes).sum()
    }
}

impl Stats {
    /// Bytes per visit with everything that visits need: blocks, directories, references,
    /// replaced rows, checksums; without names, the place table and contacts. `None` if there
    /// are no visits.
    #[must_use]
    pub fn bytes_per_visit(&self) -> Option<f64> {
        let b = &self.bytes;
        let bytes = b.visit_blocks
            + b.visit_headers
            + b.place_directory
            + b.person_directory
            + b.visit_refs
            + b.deleted
            + b.checksums;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a figure for people; 52 bits are plenty"
        )]
        let ratio = bytes as f64 / self.visits as f64;
        (self.visits > 0).then_some(ratio)
    }
}

impl Snapshot {
    /// What the store holds and how many bytes it takes.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let manifest = self.manifest();
        let entries = &manifest.segments;
        let sum = |count: fn(&crate::manifest::SegmentEntry) -> u32| -> u64 {
            entries.iter().map(|s| u64::from(count(s))).sum()
        };
        let stored = sum(|s| s.visits.stored) + sum(|s| s.contacts.stored);
        let live = sum(|s| s.visits.live) + sum(|s| s.contacts.live);
        Ok(Stats {
            number: manifest.number,
            people: u64::from(manifest.people),
            places: u64::from(manifest.places),
            places_by_kind: by_kind(self)?,
            visits: sum(|s| s.visits.live),
            open_visits: sum(|s| s.visits.open),
            contacts: sum(|s| s.contacts.live),
            cases: self.register().map_or(0, |r| u64::from(r.case_count())),
            units: self.register().map_or(0, |r| u64::from(r.unit_count())),
            replaced_rows: stored.saturating_sub(live),
            segments: entries.len() as u64,
            time_range: self.time_range(),
            bytes: bytes(self)?,
        })
    }
}

fn by_kind(snapshot: &Snapshot) -> Result<Vec<(Kind, u64)>, StoreError> {
    let mut counts = vec![0_u64; snapshot.kinds().len()];
    for place in 0..snapshot.place_count() {
        let kind = snapshot.kind_of(truyvet_model::PlaceNo(place))?;
        if let Some(count) = counts.get_mut(kind.index()) {
            *count += 1;
        }
    }
    let named = snapshot.kinds().iter().cloned().zip(counts);
    Ok(named.filter(|(_, count)| *count > 0).collect())
}

fn bytes(snapshot: &Snapshot) -> Result<BytesByPart, StoreError> {
    let manifest = snapshot.manifest();
    let mut bytes = BytesByPart::default();
    for (part, size) in snapshot.segments().iter().flat_map(Segment::parts) {
        *match part {
            Part::VisitBlocks => &mut bytes.visit_blocks,
            Part::VisitHeaders => &mut bytes.visit_headers,
            Part::PlaceDirectory => &mut bytes.place_directory,
            Part::PersonDirectory => &mut bytes.person_directory,
            Part::VisitRefs => &mut bytes.visit_refs,
            Part::Contacts => &mut bytes.contacts,
            Part::Checksums => &mut bytes.checksums,
        } += size;
    }
    let deleted = manifest.segments.iter().filter_map(|s| s.deleted.as_ref());
    bytes.deleted = deleted.map(|file| file.length).sum();
    bytes.names = snapshot.names().bytes() + snapshot.names().overhead();
    if let Some(table) = snapshot.place_table() {
        bytes.places = table.bytes() + table.overhead();
    }
    bytes.register = snapshot.register().map_or(0, RegisterFile::bytes);
    let current = snapshot.current();
    let manifest_length = snapshot.vfs().read(&current.manifest)?.len();
    bytes.manifest = (manifest_length + current.text().len()) as u64;
    Ok(bytes)
}
