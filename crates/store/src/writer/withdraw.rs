//! What a source takes back of what it said itself: records of others with the same key stay.

use truyvet_model::{Interval, PersonNo, PlaceNo, Timestamp};

use super::Writer;
use crate::error::StoreError;
use crate::publish::{any_contact, any_visit};
use crate::segment::{PackedContact, PackedVisit};

impl Writer {
    /// Takes back the visit of that key (S2) if it came from the source that is set now
    /// ([`Self::set_source`]): a source that corrects itself. A record of that key that another
    /// source gave last is theirs, and stays. One that there is not is no error.
    ///
    /// [`Self::retract_visit`] takes it back whoever gave it.
    ///
    /// ```
    /// use truyvet_model::{ExternalId, Timestamp, Visit};
    /// use truyvet_store::{MemoryVfs, Options, Store};
    /// let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// let person = writer.person(&"An".parse::<ExternalId>()?)?;
    /// let place = writer.place(&"line:3".parse::<ExternalId>()?)?;
    /// let start = Timestamp::from_seconds(1_620_432_000);
    /// writer.set_source("qr")?;
    /// writer.visit(Visit { person, place, start, end: None })?;
    /// writer.set_source("roster")?;
    /// writer.withdraw_visit(person, place, start)?;
    /// assert_eq!(writer.publish()?.visits_added, 1);
    /// writer.set_source("qr")?;
    /// writer.withdraw_visit(person, place, start)?;
    /// assert_eq!(writer.publish()?.visits_retracted, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::visit`]; [`StoreError::Damaged`].
    pub fn withdraw_visit(
        &mut self,
        person: PersonNo,
        place: PlaceNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        self.check_visit(person, place, start)?;
        let Some(row) = PackedVisit::tombstone(place.0, person.0, 0) else {
            return Ok(());
        };
        let (at, source) = (start.seconds(), self.source);
        let pending = &mut self.pending;
        if pending.others.has_visit(&pending.buckets, at, row, source) {
            return Ok(());
        }
        for segment in self.segments_of(at) {
            let older = segment.raw_visit(place.0, person.0, at)?;
            if older.is_some_and(|older| older.visit.source != source) {
                // What arrived since may have replaced it.
                if !any_visit(&self.pending.buckets, at, row) {
                    return Ok(());
                }
                break;
            }
        }
        self.retract_visit(person, place, start)
    }

    /// Takes back the contact of that key (S3), as [`Self::withdraw_visit`] does a visit.
    ///
    /// # Errors
    /// As [`Self::contact`]; [`StoreError::Damaged`].
    pub fn withdraw_contact(
        &mut self,
        a: PersonNo,
        b: PersonNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        self.check_contact(a, b, start)?;
        let Some(row) = PackedContact::tombstone(a.0, b.0, 0) else {
            return Ok(());
        };
        let (at, source) = (start.seconds(), self.source);
        let pending = &mut self.pending;
        if (pending.others).has_contact(&pending.buckets, at, row, source) {
            return Ok(());
        }
        let after = Timestamp::from_seconds(at.saturating_add(1));
        let mut older = Vec::new();
        if let Some(span) = Interval::checked(start, after) {
            for segment in self.segments_of(at) {
                segment.raw_person_contacts(PersonNo(row.a), span, &mut older)?;
            }
        }
        let mut same = older
            .iter()
            .filter(|o| (o.a, o.b, o.start) == (row.a, row.b, at));
        let of_others = same.any(|o| o.source != source);
        if of_others && !any_contact(&self.pending.buckets, at, row) {
            return Ok(());
        }
        self.retract_contact(a, b, start)
    }

    /// The published segments that may hold a record with that start.
    fn segments_of(&self, start: i64) -> &[crate::segment::Segment] {
        let first = self.pending.buckets.partition_of(start);
        let at = self.base.segments_at(first);
        self.base.segments().get(at).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "withdraw_tests.rs"]
mod tests;
