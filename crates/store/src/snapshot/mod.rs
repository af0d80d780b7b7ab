//! One committed state of a store (S7): names, places, segments; what readers hold.

mod count;

mod pin;

mod open;

mod register;

mod stats;

mod changes;

use std::sync::Arc;

use truyvet_model::id::IdParts;
use truyvet_model::{ExternalId, Interval, Kind, PersonNo, Place, PlaceNo, Timestamp};

use crate::error::StoreError;
use crate::io::Vfs;
use crate::links::Links;
use crate::manifest::{Current, Manifest};
use crate::names::{IdReader, Names, Which};
use crate::places::{KindNo, PlaceTable};
use crate::register::RegisterFile;
use crate::segment::{Segment, SourceNo};

pub use changes::Fingerprint;
pub(crate) use count::count_rows;
pub(crate) use open::missing;
pub(crate) use pin::{Pin, PinNote, is_pin};
pub use stats::{BytesByPart, Stats};

/// One committed state of a store (S7). A clone is cheap and the same snapshot; later commits do
/// not change it.
#[derive(Clone, Debug)]
pub struct Snapshot(Arc<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    vfs: Arc<dyn Vfs>,
    current: Current,
    manifest: Manifest,
    names: Names,
    places: Option<PlaceTable>,
    kinds: Vec<Kind>,
    links: Arc<Links>,
    register: Option<RegisterFile>,
    segments: Vec<Segment>,
    /// Tells the writer that the files are in use, for as long as a clone is there.
    pin: Option<Arc<Pin>>,
}

impl Snapshot {
    /// The number of the commit: 0 for a store that was just created.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.0.manifest.number
    }

    /// How many people have numbers; they are `0..person_count`.
    #[must_use]
    pub fn person_count(&self) -> u32 {
        self.0.manifest.people
    }

    /// How many places have numbers; they are `0..place_count`.
    #[must_use]
    pub fn place_count(&self) -> u32 {
        self.0.manifest.places
    }

    /// The number of a person, if the store has heard of one. Linked ids have one number (S6).
    ///
    /// # Errors
    /// [`StoreError::Damaged`]; [`StoreError::KeyNeeded`] for a pseudonymous store that was opened
    /// without its key.
    pub fn person(&self, id: &ExternalId) -> Result<Option<PersonNo>, StoreError> {
        let found = self.find(Which::Person, parts(id))?;
        Ok(found.map(|n| PersonNo(self.0.links.people.canonical(n))))
    }

    /// The number of a place, if the store has heard of it. Linked ids have one number.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn place(&self, id: &ExternalId) -> Result<Option<PlaceNo>, StoreError> {
        let found = self.find(Which::Place, parts(id))?;
        Ok(found.map(|n| PlaceNo(self.0.links.places.canonical(n))))
    }

    /// All ids of a person (S6), in the order in which the store met them.
    ///
    /// # Errors
    /// As [`Self::person_id`].
    pub fn person_ids(&self, n: PersonNo) -> Result<Vec<ExternalId>, StoreError> {
        let members = self.0.links.people.members(n.0);
        let ids = members.iter().map(|n| self.person_id(PersonNo(*n)));
        ids.collect()
    }

    /// The names of sources; that of a [`SourceNo`] is at its number less 1.
    #[must_use]
    pub fn sources(&self) -> Vec<&str> {
        let sources = self.0.manifest.sources.iter();
        sources.map(|s| s.name.as_str()).collect()
    }

    /// The number of a source.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<SourceNo> {
        let at = self
            .0
            .manifest
            .sources
            .iter()
            .position(|s| s.name == name)?;
        let number = u16::try_from(at.saturating_add(1)).ok()?;
        Some(SourceNo(number))
    }

    /// When a record of each source was last published, by the writer's clock.
    #[must_use]
    pub fn last_arrivals(&self) -> Vec<Timestamp> {
        let sources = self.0.manifest.sources.iter();
        sources
            .map(|s| Timestamp::from_seconds(s.last_arrival))
            .collect()
    }

    /// When its last commit was made, by the writer's clock.
    #[must_use]
    pub fn committed_at(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.manifest.time)
    }

    /// Records that end here or before are not kept (set by
    /// [`Writer::retain`](crate::Writer::retain)).
    #[must_use]
    pub fn floor(&self) -> Option<Timestamp> {
        self.0.manifest.floor.map(Timestamp::from_seconds)
    }

    /// Whether visitors of places may be listed: see [`Options::listing`](crate::Options::listing).
    /// It is for the doors to heed; nothing on this floor does.
    #[must_use]
    pub fn allows_listing(&self) -> bool {
        self.0.manifest.settings.listing
    }

    /// Everybody, ascending: linked ids count once, under their canonical number (S6), and those
    /// who were erased not at all.
    #[must_use]
    pub fn people(&self) -> Vec<PersonNo> {
        let erased = self.0.manifest.erased();
        let links = &self.0.links.people;
        (0..self.person_count())
            .filter(|&n| links.canonical(n) == n && !erased.contains(n))
            .map(PersonNo)
            .collect()
    }

    /// How many links there are: of people, of places (S6).
    #[must_use]
    pub fn link_counts(&self) -> (usize, usize) {
        (
            self.0.links.people.edges().len(),
            self.0.links.places.edges().len(),
        )
    }

    /// When what is left on disk of erased people must be gone, erasure by erasure.
    #[must_use]
    pub fn erasures_due(&self) -> Vec<Timestamp> {
        let open = self.0.manifest.erasures.iter().filter(|e| !e.done);
        open.map(|e| Timestamp::from_seconds(e.due)).collect()
    }

    /// The id of a person.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Damaged`].
    pub fn person_id(&self, n: PersonNo) -> Result<ExternalId, StoreError> {
        self.0.names.name(Which::Person, n.0)
    }

    /// Adds the id of a person to `out`: the same text as [`Self::person_id`], for those who write
    /// millions of them.
    ///
    /// # Errors
    /// As [`Self::person_id`]; `out` is as before then.
    pub fn write_person_id(&self, n: PersonNo, out: &mut String) -> Result<(), StoreError> {
        self.0.names.write_name(Which::Person, n.0, out)
    }

    /// Adds the id of a place to `out`, as [`Self::write_person_id`] does.
    ///
    /// # Errors
    /// As [`Self::place_id`].
    pub fn write_place_id(&self, n: PlaceNo, out: &mut String) -> Result<(), StoreError> {
        self.0.names.write_name(Which::Place, n.0, out)
    }

    /// Reads the ids of many people, of each in a small part of the time of
    /// [`Self::write_person_id`] where their numbers ascend.
    #[must_use]
    pub fn person_reader(&self) -> IdReader<'_> {
        IdReader::new(&self.0.names, Which::Person)
    }

    /// Reads the ids of many places, as [`Self::person_reader`].
    #[must_use]
    pub fn place_reader(&self) -> IdReader<'_> {
        IdReader::new(&self.0.names, Which::Place)
    }

    /// The id of a place.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Damaged`].
    pub fn place_id(&self, n: PlaceNo) -> Result<ExternalId, StoreError> {
        self.0.names.name(Which::Place, n.0)
    }

    /// What is known of a place (S5); one that was never declared has kind `unknown` and nothing
    /// else.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Damaged`].
    pub fn place_record(&self, n: PlaceNo) -> Result<Place, StoreError> {
        self.check_place(n)?;
        let Some(table) = &self.0.places else {
            return Ok(Place::default());
        };
        let declared = table.get(n.0)?;
        Ok(Place {
            kind: self.kind(declared.kind)?,
            ..declared.place
        })
    }

    /// The kinds of places; the index is the [`KindNo`], and 0 is `unknown`.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.0.kinds
    }

    /// The kind of a place: one table read.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Damaged`].
    #[inline]
    pub fn kind_of(&self, n: PlaceNo) -> Result<KindNo, StoreError> {
        self.check_place(n)?;
        let kind = self.hot(n.0)?.0;
        if kind.index() < self.0.kinds.len() {
            Ok(kind)
        } else {
            Err(self.no_such_kind(kind))
        }
    }

    /// Whether a place stands for a whole site (S5): one table read.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Damaged`].
    #[inline]
    pub fn is_shared(&self, n: PlaceNo) -> Result<bool, StoreError> {
        self.check_place(n)?;
        Ok(self.hot(n.0)?.1)
    }

    /// The nearest place that `n` is part of (S5), under its first id.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Damaged`].
    pub fn place_parent(&self, n: PlaceNo) -> Result<Option<PlaceNo>, StoreError> {
        self.check_place(n)?;
        let Some(table) = &self.0.places else {
            return Ok(None);
        };
        let parent = table.parent(n.0)?;
        Ok(parent.map(|parent| self.canonical_place(PlaceNo(parent))))
    }

    /// The number of the first of the ids that a place is linked under (S6): the one that rows
    /// show.
    #[must_use]
    pub fn canonical_place(&self, n: PlaceNo) -> PlaceNo {
        PlaceNo(self.0.links.places.canonical(n.0))
    }

    /// From the first start to the last effective end (S4) of all records that are not replaced;
    /// `None` if there are none.
    #[must_use]
    pub fn time_range(&self) -> Option<Interval> {
        let segments = self.0.manifest.segments.iter();
        segments
            .flat_map(|s| [s.visits.span(), s.contacts.span()])
            .flatten()
            .reduce(Interval::hull)
    }

    /// The segments, ordered by partition, then commit.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0.segments
    }

    pub(crate) fn manifest(&self) -> &Manifest {
        &self.0.manifest
    }

    pub(crate) fn current(&self) -> &Current {
        &self.0.current
    }

    pub(crate) fn names(&self) -> &Names {
        &self.0.names
    }

    pub(crate) fn links(&self) -> &Links {
        &self.0.links
    }

    pub(crate) fn pin(&self) -> Option<&Arc<Pin>> {
        self.0.pin.as_ref()
    }

    /// The same state, whose files may be removed: what is open stays readable.
    pub(crate) fn unpinned(&self) -> Self {
        let mut inner = Inner::clone(&self.0);
        inner.pin = None;
        Self(Arc::new(inner))
    }

    pub(crate) fn vfs(&self) -> &dyn Vfs {
        &*self.0.vfs
    }

    pub(crate) fn place_table(&self) -> Option<&PlaceTable> {
        self.0.places.as_ref()
    }

    pub(crate) fn register(&self) -> Option<&RegisterFile> {
        self.0.register.as_ref()
    }

    /// The number of a name given by its parts.
    pub(crate) fn find(&self, which: Which, id: IdParts<'_>) -> Result<Option<u32>, StoreError> {
        self.0.names.find(which, id)
    }

    /// Kind and `shared` of a place; one without a row was never declared.
    #[inline]
    pub(crate) fn hot(&self, place: u32) -> Result<(KindNo, bool), StoreError> {
        match &self.0.places {
            Some(table) => table.hot(place),
            None => Ok((KindNo::UNKNOWN, false)),
        }
    }

    /// The positions in [`Self::segments`] of the partition that starts at `start`.
    pub(crate) fn segments_at(&self, start: i64) -> std::ops::Range<usize> {
        let entries = &self.0.manifest.segments;
        entries.partition_point(|s| s.partition_start < start)
            ..entries.partition_point(|s| s.partition_start <= start)
    }

    fn kind(&self, kind: KindNo) -> Result<Kind, StoreError> {
        let found = self.0.kinds.get(kind.index());
        found.cloned().ok_or_else(|| self.no_such_kind(kind))
    }

    #[cold]
    fn no_such_kind(&self, kind: KindNo) -> StoreError {
        let table = self.0.manifest.place_table.as_ref();
        let name = table.map_or("places", |t| t.name.as_str());
        StoreError::damaged(
            name,
            format!("it names kind {}, which there is not", kind.0),
        )
    }

    #[inline]
    fn check_place(&self, n: PlaceNo) -> Result<(), StoreError> {
        if n.0 < self.place_count() {
            return Ok(());
        }
        Err(StoreError::UnknownNumber {
            field: "place",
            value: u64::from(n.0),
            count: u64::from(self.place_count()),
        })
    }
}

fn parts(id: &ExternalId) -> IdParts<'_> {
    IdParts {
        namespace: id.namespace(),
        local: id.local(),
    }
}
