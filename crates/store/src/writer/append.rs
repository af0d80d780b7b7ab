//! Appending: names get numbers, records are checked and buffered.

use truyvet_model::id::IdParts;
use truyvet_model::{
    Contact, Duration, ExternalId, Interval, Kind, PersonNo, Place, PlaceNo, Timestamp, Visit,
};

use super::Writer;
use crate::error::StoreError;
use crate::log::Op;
use crate::manifest::dwell_seconds;
use crate::names::{StoredName, Which};
use crate::publish::{check_place, place_to_bytes};
use crate::segment::{MAX_DURATION_S, PackedContact, PackedVisit, SourceNo};

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
    /// The number of a person: the one the store has, or a new one. A new number is final only
    /// when it is committed.
    ///
    /// Linked ids keep numbers of their own here: what they recorded stays theirs.
    ///
    /// # Errors
    /// [`StoreError::Record`] for parts that are no id, [`StoreError::Limit`],
    /// [`StoreError::Damaged`]; [`StoreError::KeyNeeded`].
    pub fn person(&mut self, id: impl ToIdParts) -> Result<PersonNo, StoreError> {
        let base = &self.base;
        let older = |name: &StoredName<'_>| base.names().find_stored(Which::Person, name);
        let people = &mut self.pending.people;
        let count = people.count();
        let number = people.intern("person", id.to_id_parts(), older)?;
        if people.count() > count {
            if let (Some(ops), Some(name)) = (&mut self.ops, people.last_new()) {
                ops.push(&Op::Person(name));
            }
            self.dirty = true;
        }
        Ok(PersonNo(number))
    }

    /// The number of a place, as [`Self::person`]. A place that is not declared has the kind
    /// `unknown`.
    ///
    /// # Errors
    /// As [`Self::person`].
    pub fn place(&mut self, id: impl ToIdParts) -> Result<PlaceNo, StoreError> {
        let base = &self.base;
        let older = |name: &StoredName<'_>| base.names().find_stored(Which::Place, name);
        let places = &mut self.pending.places;
        let count = places.count();
        let number = places.intern("place", id.to_id_parts(), older)?;
        if places.count() > count {
            if let (Some(ops), Some(name)) = (&mut self.ops, places.last_new()) {
                ops.push(&Op::Place(name));
            }
            self.dirty = true;
        }
        Ok(PlaceNo(number))
    }

    /// How many people have numbers here, new ones included.
    #[must_use]
    pub fn person_count(&self) -> u32 {
        self.pending.people.count()
    }

    /// How many places have numbers here, new ones included.
    #[must_use]
    pub fn place_count(&self) -> u32 {
        self.pending.places.count()
    }

    /// About how many bytes of memory hold what is not published yet, names included.
    #[must_use]
    pub fn buffered_bytes(&self) -> usize {
        self.pending.bytes()
    }

    /// Says where the records come from that are added from now on, such as `qr:company-12`,
    /// `bluezone` or `roster:crystal-martin`; the empty name is no source.
    ///
    /// # Errors
    /// [`StoreError::Record`] for a name with control characters or over 256 bytes;
    /// [`StoreError::Limit`] over 65,534 sources.
    pub fn set_source(&mut self, name: &str) -> Result<SourceNo, StoreError> {
        if name.is_empty() {
            self.source = SourceNo::NONE;
            return Ok(self.source);
        }
        if name.len() > 256 || name.chars().any(char::is_control) {
            return Err(StoreError::Record {
                record: "source",
                field: "name",
                value: format!("{} bytes long, or with control characters", name.len()),
                expected: "a word such as qr:company-12, of at most 256 bytes".to_owned(),
            });
        }
        let known = self
            .base
            .source(name)
            .or_else(|| self.pending.find_source(name));
        self.source = match known {
            Some(number) => number,
            None => {
                let number = self.pending.source(name)?;
                if let Some(ops) = &mut self.ops {
                    ops.push(&Op::Source(name));
                }
                self.dirty = true;
                number
            }
        };
        Ok(self.source)
    }

    /// Adds a visit (S2); its numbers are from this writer or an older snapshot.
    ///
    /// # Errors
    /// [`StoreError::Record`] for a start outside [`Timestamp::MIN`]`..=`[`Timestamp::MAX`], an
    /// end that is not after it, or 2^31 s or more after it; [`StoreError::UnknownNumber`];
    /// [`StoreError::Erased`] for a number from before its person was erased.
    #[inline]
    pub fn visit(&mut self, visit: Visit) -> Result<(), StoreError> {
        let Visit {
            person,
            place,
            start,
            end,
        } = visit;
        self.check_visit(person, place, start)?;
        // The end of an open visit is worked out at commit (S4); 1 s holds its place.
        let duration = match end {
            Some(end) => duration("visit", start, end)?,
            None => 1,
        };
        let row = PackedVisit::new(place.0, person.0, 0, duration, end.is_none());
        let row = row.ok_or_else(|| bad_end("visit", start, end.unwrap_or(start)))?;
        self.pending
            .visit(start.seconds(), row.with_source(self.source));
        self.note(|source| Op::Visit {
            person: person.0,
            place: place.0,
            start: start.seconds(),
            end: end.map(Timestamp::seconds),
            source,
        });
        Ok(())
    }

    /// Takes back the visit of that key (S2), as recorded under that id; linked ids' records of
    /// the same key stay. One that there is not is no error.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub fn retract_visit(
        &mut self,
        person: PersonNo,
        place: PlaceNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        self.check_visit(person, place, start)?;
        if let Some(row) = PackedVisit::tombstone(place.0, person.0, 0) {
            self.pending.visit(start.seconds(), row);
        }
        self.note(|_| Op::RetractVisit {
            person: person.0,
            place: place.0,
            start: start.seconds(),
        });
        Ok(())
    }

    /// Refuses a number that nobody has, or somebody who was erased.
    #[inline]
    pub(super) fn check_person(&self, field: &'static str, number: u32) -> Result<(), StoreError> {
        if self.base.names().is_erased(Which::Person, number) {
            return Err(StoreError::Erased { number });
        }
        known(field, number, self.pending.people.count())
    }

    #[inline]
    pub(super) fn check_visit(
        &self,
        person: PersonNo,
        place: PlaceNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        self.check_person("person", person.0)?;
        known("place", place.0, self.pending.places.count())?;
        check_start("visit", start)
    }

    /// Adds a contact (S3); the order of the two does not matter.
    ///
    /// # Errors
    /// As [`Self::visit`]; also if the two are one person.
    pub fn contact(&mut self, contact: Contact) -> Result<(), StoreError> {
        let Contact { a, b, interval } = contact;
        let (start, end) = (interval.start(), interval.end());
        self.check_contact(a, b, start)?;
        let duration = duration("contact", start, end)?;
        let row = PackedContact::new(a.0, b.0, 0, duration);
        let row = row.ok_or_else(|| bad_end("contact", start, end))?;
        self.pending
            .contact(start.seconds(), row.with_source(self.source));
        self.note(|source| Op::Contact {
            a: a.0,
            b: b.0,
            start: start.seconds(),
            end: end.seconds(),
            source,
        });
        Ok(())
    }

    /// Takes back the contact of that key (S3), as recorded under those ids. One that there is
    /// not is no error.
    ///
    /// # Errors
    /// As [`Self::contact`].
    pub fn retract_contact(
        &mut self,
        a: PersonNo,
        b: PersonNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        self.check_contact(a, b, start)?;
        if let Some(row) = PackedContact::tombstone(a.0, b.0, 0) {
            self.pending.contact(start.seconds(), row);
        }
        self.note(|_| Op::RetractContact {
            a: a.0,
            b: b.0,
            start: start.seconds(),
        });
        Ok(())
    }

    pub(super) fn check_contact(
        &self,
        a: PersonNo,
        b: PersonNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        self.check_person("a", a.0)?;
        self.check_person("b", b.0)?;
        check_start("contact", start)?;
        if a == b {
            return Err(StoreError::Record {
                record: "contact",
                field: "b",
                value: format!("the same person as a (number {})", a.0),
                expected: "another person".to_owned(),
            });
        }
        Ok(())
    }

    /// Says what a place is (S5), in place of all that was said of it before: what `details`
    /// leaves out is not known any more. A parent that is never declared has the kind `unknown`.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Record`] for a name or unit over 4096 bytes.
    /// A place that would be part of itself is an error of [`Self::commit`].
    pub fn declare_place(&mut self, place: PlaceNo, details: &Place) -> Result<(), StoreError> {
        check_place(place.0, self.pending.places.count(), details)?;
        self.pending.declare(place.0, details.clone());
        self.declared = true;
        let bytes = place_to_bytes(details);
        self.note(|_| Op::Declare {
            place: place.0,
            details: &bytes,
        });
        Ok(())
    }

    /// Sets how long open visits at places of a kind last at most (S4), past ones too. Takes
    /// effect with [`Self::publish`].
    ///
    /// # Errors
    /// [`StoreError::Record`] outside 1 s to 366 days.
    pub fn set_dwell(&mut self, kind: &Kind, dwell: Duration) -> Result<(), StoreError> {
        let seconds = dwell_seconds(dwell)?;
        self.pending.dwell.insert(kind.clone(), seconds);
        self.past_the_log();
        Ok(())
    }

    /// Adds what was appended to what the log will get; too much for it is published instead.
    #[inline]
    pub(super) fn note<'a>(&mut self, op: impl FnOnce(u16) -> Op<'a>) {
        if let Some(ops) = &mut self.ops {
            ops.push(&op(self.source.0));
            if ops.len() > MOST_LOG_BYTES {
                self.ops = None;
            }
        }
        self.appended();
    }

    /// Makes the next commit a publication: the log cannot hold what changes.
    pub(super) fn past_the_log(&mut self) {
        self.ops = None;
        self.appended();
    }
}

/// The most bytes of one commit that go to the log.
const MOST_LOG_BYTES: usize = 4 << 20;

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
