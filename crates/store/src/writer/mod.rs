//! The writer: takes records in any order, commits them as one new snapshot, or leaves no trace.

mod buckets;

mod parallel;

mod partition;

mod resolve;

mod declare;

mod publish;

mod commit;

#[cfg(test)]
mod naive;

use std::collections::BTreeMap;
use std::sync::Arc;

use truyvet_model::id::IdParts;
use truyvet_model::{Contact, ExternalId, Interval, PersonNo, Place, PlaceNo, Timestamp, Visit};

use crate::error::StoreError;
use crate::io::{Vfs, VfsLock};
use crate::names::{Interner, Which};
use crate::segment::{MAX_DURATION_S, PackedContact, PackedVisit};
use crate::snapshot::Snapshot;
use buckets::Buckets;

pub use commit::Commit;

/// The lock file of the one writer.
const LOCK: &str = "LOCK";

/// Collects records and commits them. There is one writer of a store at a time.
///
/// Records come in any order; of several with one key (S2, S3) the last one counts. Dropped
/// without [`Writer::commit`], everything since the last commit is forgotten and nothing of it is
/// on disk.
///
/// ```
/// use truyvet_store::{MemoryVfs, Options, Store};
/// use truyvet_model::{ExternalId, Timestamp, Visit};
/// let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
/// let mut writer = store.writer()?;
/// let person = writer.person(&"An".parse::<ExternalId>()?)?;
/// let place = writer.place(&"market:7".parse::<ExternalId>()?)?;
/// let start = Timestamp::from_seconds(1_620_432_000);
/// writer.visit(Visit { person, place, start, end: None })?;
/// assert_eq!(writer.commit()?.visits_added, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Writer {
    vfs: Arc<dyn Vfs>,
    base: Snapshot,
    people: Interner,
    places: Interner,
    buckets: Buckets,
    declared: BTreeMap<u32, Place>,
    /// Why it can no longer be used.
    failed: Option<String>,
    /// Held until the writer is dropped.
    _lock: Box<dyn VfsLock>,
}

/// An id in its two parts: what [`Writer::person`] and [`Writer::place`] take, so that importers
/// need not build an [`ExternalId`] per row.
pub trait ToIdParts {
    /// The parts.
    fn to_id_parts(&self) -> IdParts<'_>;
}

impl ToIdParts for ExternalId {
    fn to_id_parts(&self) -> IdParts<'_> {
        IdParts {
            namespace: self.namespace(),
            local: self.local(),
        }
    }
}

impl ToIdParts for IdParts<'_> {
    fn to_id_parts(&self) -> IdParts<'_> {
        *self
    }
}

impl<T: ToIdParts + ?Sized> ToIdParts for &T {
    fn to_id_parts(&self) -> IdParts<'_> {
        (**self).to_id_parts()
    }
}

impl Writer {
    /// Takes the lock and starts from the current snapshot.
    pub(crate) fn open(vfs: &Arc<dyn Vfs>, known: &Snapshot) -> Result<Self, StoreError> {
        let lock = vfs.lock(LOCK)?;
        vfs.remove(crate::manifest::TEMPORARY)?;
        let base = Snapshot::load(vfs, Some(known))?;
        Ok(Self {
            vfs: Arc::clone(vfs),
            people: Interner::new(base.person_count()),
            places: Interner::new(base.place_count()),
            buckets: Buckets::new(base.manifest().settings.partition_s),
            declared: BTreeMap::new(),
            failed: None,
            base,
            _lock: lock,
        })
    }

    /// The number of a person: the one the store has, or a new one. A new number is final only
    /// when it is committed.
    ///
    /// # Errors
    /// [`StoreError::Record`] for parts that are no id, [`StoreError::Limit`],
    /// [`StoreError::Damaged`].
    pub fn person(&mut self, id: impl ToIdParts) -> Result<PersonNo, StoreError> {
        let id = id.to_id_parts();
        let older = || self.base.find(Which::Person, id);
        self.people.intern("person", id, older).map(PersonNo)
    }

    /// The number of a place, as [`Self::person`]. A place that is not declared has the kind
    /// `unknown`.
    ///
    /// # Errors
    /// As [`Self::person`].
    pub fn place(&mut self, id: impl ToIdParts) -> Result<PlaceNo, StoreError> {
        let id = id.to_id_parts();
        let older = || self.base.find(Which::Place, id);
        self.places.intern("place", id, older).map(PlaceNo)
    }

    /// How many people have numbers here, new ones included.
    #[must_use]
    pub fn person_count(&self) -> u32 {
        self.people.count()
    }

    /// How many places have numbers here, new ones included.
    #[must_use]
    pub fn place_count(&self) -> u32 {
        self.places.count()
    }

    /// Adds a visit (S2); its numbers are from this writer or an older snapshot.
    ///
    /// # Errors
    /// [`StoreError::Record`] for a start outside [`Timestamp::MIN`]`..=`[`Timestamp::MAX`], an
    /// end that is not after it, or 2^31 s or more after it; [`StoreError::UnknownNumber`].
    #[inline]
    pub fn visit(&mut self, visit: Visit) -> Result<(), StoreError> {
        let Visit {
            person,
            place,
            start,
            end,
        } = visit;
        known("person", person.0, self.people.count())?;
        known("place", place.0, self.places.count())?;
        check_start("visit", start)?;
        // The end of an open visit is worked out at commit (S4); 1 s holds its place.
        let duration = match end {
            Some(end) => duration("visit", start, end)?,
            None => 1,
        };
        let row = PackedVisit::new(place.0, person.0, 0, duration, end.is_none());
        let row = row.ok_or_else(|| bad_end("visit", start, end.unwrap_or(start)))?;
        self.buckets.visit(start.seconds(), row);
        Ok(())
    }

    /// Adds a contact (S3); the order of the two does not matter.
    ///
    /// # Errors
    /// As [`Self::visit`]; also if the two are one person.
    pub fn contact(&mut self, contact: Contact) -> Result<(), StoreError> {
        let Contact { a, b, interval } = contact;
        known("a", a.0, self.people.count())?;
        known("b", b.0, self.people.count())?;
        let (start, end) = (interval.start(), interval.end());
        check_start("contact", start)?;
        if a == b {
            return Err(StoreError::Record {
                record: "contact",
                field: "b",
                value: format!("the same person as a (number {})", a.0),
                expected: "another person".to_owned(),
            });
        }
        let duration = duration("contact", start, end)?;
        let row = PackedContact::new(a.0, b.0, 0, duration);
        let row = row.ok_or_else(|| bad_end("contact", start, end))?;
        self.buckets.contact(start.seconds(), row);
        Ok(())
    }

    /// Says what a place is (S5), in place of all that was said of it before: what `details`
    /// leaves out is not known any more. A parent that is never declared has the kind `unknown`.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Record`] for a name or unit over 4096 bytes.
    /// A place that would be part of itself is an error of [`Self::commit`].
    pub fn declare_place(&mut self, place: PlaceNo, details: &Place) -> Result<(), StoreError> {
        declare::check(place.0, self.places.count(), details)?;
        self.declared.insert(place.0, details.clone());
        Ok(())
    }
}

#[inline]
fn known(field: &'static str, number: u32, count: u32) -> Result<(), StoreError> {
    if number < count {
        return Ok(());
    }
    Err(StoreError::UnknownNumber {
        field,
        value: u64::from(number),
        count: u64::from(count),
    })
}

#[inline]
fn check_start(record: &'static str, start: Timestamp) -> Result<(), StoreError> {
    if (Timestamp::MIN..=Timestamp::MAX).contains(&start) {
        return Ok(());
    }
    Err(StoreError::Record {
        record,
        field: "start",
        value: format!("{} s since 1970", start.seconds()),
        expected: format!("{} to {}", Timestamp::MIN, Timestamp::MAX),
    })
}

/// Seconds from `start` to `end`, if a row can hold them.
#[inline]
fn duration(record: &'static str, start: Timestamp, end: Timestamp) -> Result<u32, StoreError> {
    let seconds = end.seconds().checked_sub(start.seconds());
    let seconds = seconds.and_then(|s| u32::try_from(s).ok());
    seconds
        .filter(|s| (1..=MAX_DURATION_S).contains(s))
        .ok_or_else(|| bad_end(record, start, end))
}

#[cold]
fn bad_end(record: &'static str, start: Timestamp, end: Timestamp) -> StoreError {
    StoreError::Record {
        record,
        field: "end",
        value: match Interval::checked(start, end) {
            Some(_) => format!("{end} with start {start}: too late"),
            None => format!("{end} with start {start}: not after it"),
        },
        expected: format!("1 to {MAX_DURATION_S} s after the start"),
    }
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
