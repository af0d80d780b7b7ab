//! What was appended and is not published yet: names, rows by partition, and changes of what is known.

use std::collections::{BTreeMap, BTreeSet};

use roaring::RoaringBitmap;
use truyvet_model::{Kind, Place, UnitDetails};

use super::buckets::Buckets;
use super::others::Others;
use crate::error::StoreError;
use crate::manifest::ImportEntry;
use crate::names::{Interner, Naming, Which};
use crate::register::{CaseDates, Changes};
use crate::segment::{PackedContact, PackedVisit, SourceNo};
use crate::snapshot::Snapshot;

/// A change of links (S6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LinkChange {
    /// Of people or of places.
    pub(crate) which: Which,
    /// Linked, or no longer.
    pub(crate) linked: bool,
    /// The two numbers.
    pub(crate) pair: (u32, u32),
}

/// What was appended since the last publication.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) people: Interner,
    pub(crate) places: Interner,
    pub(crate) buckets: Buckets,
    /// Of these, what other sources gave.
    pub(crate) others: Others,
    /// Sources that the manifest does not have yet; their numbers follow its.
    pub(crate) sources: Vec<String>,
    pub(crate) links: Vec<LinkChange>,
    pub(crate) declared: BTreeMap<u32, Place>,
    /// What was said of people, units and cases.
    pub(crate) register: Changes,
    /// Dwell settings that change (S4), in seconds.
    pub(crate) dwell: BTreeMap<Kind, u32>,
    /// People who are erased.
    pub(crate) erased: BTreeSet<u32>,
    /// People who were erased before.
    pub(super) gone: RoaringBitmap,
    /// The floor in time, if it rises.
    pub(crate) floor: Option<i64>,
    pub(crate) imports: Vec<ImportEntry>,
    /// By source, when a record of it was last committed.
    pub(crate) arrivals: BTreeMap<u16, i64>,
    /// Sources of records that are not committed yet.
    seen: BTreeSet<u16>,
    last_seen: Option<u16>,
    /// Sources that the manifest has.
    older_sources: usize,
    /// Records and changes, committed or not.
    changes: u64,
}

impl Pending {
    /// Nothing yet, on top of `base`.
    pub(crate) fn new(base: &Snapshot, naming: &Naming) -> Self {
        let manifest = base.manifest();
        Self {
            people: Interner::new(manifest.people, naming.clone()),
            places: Interner::new(manifest.places, Naming::Plain),
            buckets: Buckets::new(manifest.settings.partition_s),
            others: Others::default(),
            sources: Vec::new(),
            links: Vec::new(),
            declared: BTreeMap::new(),
            register: Changes::default(),
            dwell: BTreeMap::new(),
            erased: BTreeSet::new(),
            gone: manifest.erased(),
            floor: None,
            imports: Vec::new(),
            arrivals: BTreeMap::new(),
            seen: BTreeSet::new(),
            last_seen: None,
            older_sources: manifest.sources.len(),
            changes: 0,
        }
    }

    /// Takes everything but the names it knows, and is empty on top of `base` from then on.
    pub(crate) fn published(&mut self, base: &Snapshot) {
        let naming = Naming::Plain;
        let fresh = Self::new(base, &naming);
        let old = std::mem::replace(self, fresh);
        self.people = old.people;
        self.places = old.places;
        self.people.mark_committed();
        self.places.mark_committed();
    }

    /// How many records and changes there are.
    pub(crate) const fn changes(&self) -> u64 {
        self.changes
    }

    /// About how many bytes the rows and the names take.
    pub(crate) fn bytes(&self) -> usize {
        let names = self.people.bytes().saturating_add(self.places.bytes());
        let rows = self.buckets.bytes().saturating_add(names);
        rows.saturating_add(self.register.memory())
    }

    pub(crate) const fn changed(&mut self) {
        self.changes = self.changes.saturating_add(1);
    }

    /// Adds a visit or its retraction; its start is `start`, in seconds.
    #[inline]
    pub(crate) fn visit(&mut self, start: i64, row: PackedVisit) {
        self.seen_from(row.source);
        self.changed();
        self.buckets.visit(start, row);
    }

    /// Adds a contact or its retraction.
    pub(crate) fn contact(&mut self, start: i64, row: PackedContact) {
        self.seen_from(row.source);
        self.changed();
        self.buckets.contact(start, row);
    }

    pub(crate) fn link(&mut self, which: Which, linked: bool, pair: (u32, u32)) {
        self.changed();
        self.links.push(LinkChange {
            which,
            linked,
            pair,
        });
    }

    pub(crate) fn declare(&mut self, place: u32, details: Place) {
        self.changed();
        self.declared.insert(place, details);
    }

    /// Says what is known of a person.
    pub(crate) fn details(&mut self, person: u32, unit: Option<&str>, doses: Option<u8>) {
        self.changed();
        self.register.person(person, unit, doses);
    }

    /// Says what is known of a unit.
    pub(crate) fn unit(&mut self, path: &str, details: UnitDetails) {
        self.changed();
        self.register.unit(path, details);
    }

    /// Adds a case, or its retraction.
    pub(crate) fn case(&mut self, person: u32, tested: i64, dates: Option<CaseDates>) {
        self.changed();
        self.register.case(person, tested, dates);
    }

    /// Adds a source, whose number is the next one.
    pub(crate) fn source(&mut self, name: &str) -> Result<SourceNo, StoreError> {
        let number = self.older_sources.saturating_add(self.sources.len());
        let number = u16::try_from(number.saturating_add(1)).map_err(|_| StoreError::Limit {
            what: "the number of sources",
            value: u64::from(u16::MAX),
            limit: u64::from(u16::MAX) - 1,
            advice: "use fewer names: a source is a system, not a device",
        })?;
        self.sources.push(name.to_owned());
        self.changed();
        Ok(SourceNo(number))
    }

    /// The number of a source that the manifest does not have yet.
    pub(crate) fn find_source(&self, name: &str) -> Option<SourceNo> {
        let at = self.sources.iter().position(|s| s == name)?;
        let number = self.older_sources.saturating_add(at).saturating_add(1);
        u16::try_from(number).ok().map(SourceNo)
    }

    /// Notes that everything so far is committed at `time`.
    pub(crate) fn commit(&mut self, time: i64) {
        self.last_seen = None;
        for source in std::mem::take(&mut self.seen) {
            self.arrivals.insert(source, time);
        }
    }

    #[inline]
    fn seen_from(&mut self, source: SourceNo) {
        let SourceNo(source) = source;
        if self.last_seen != Some(source) {
            self.last_seen = Some(source);
            self.seen.insert(source);
        }
    }

    /// Whether there is a source of that number; 0 is none.
    pub(super) fn has_source(&self, source: u16) -> bool {
        usize::from(source) <= self.older_sources.saturating_add(self.sources.len())
    }
}
