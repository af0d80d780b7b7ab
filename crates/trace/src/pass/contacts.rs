//! Direct contacts of the infectious, or of those whose person-seconds are added up (S11, S16).

use crate::error::TraceError;
use crate::event::Event;
use crate::outcome::{Note, Time};
use crate::parallel::share;
use crate::people::Person;
use crate::records::Meeting;

use super::{Found, Pass, SweepScratch};

impl Pass<'_> {
    /// Goes through the direct contacts of `infectious` people (S11).
    ///
    /// # Errors
    /// [`TraceError::Store`], [`TraceError::Exceeded`].
    pub(crate) fn contacts_from(
        &self,
        infectious: &[u32],
        scratch: &mut [SweepScratch],
    ) -> Result<(), TraceError> {
        self.each_contact(infectious, scratch, |infector, contact, found| {
            let (source, other) = (self.people.at(infector), self.people.at(contact.other));
            if other.is_case() {
                return;
            }
            self.people
                .clip(&source, contact.start, contact.end, |x, y| {
                    let event = Event::contact(infector, x, y);
                    self.meeting(&event, contact.other, &other, found);
                });
        })
    }

    /// Adds up the time that `exposed` people shared with infectious ones by direct contact.
    ///
    /// # Errors
    /// [`TraceError::Store`], [`TraceError::Exceeded`].
    pub(crate) fn contacts_into(
        &self,
        exposed: &[u32],
        scratch: &mut [SweepScratch],
    ) -> Result<(), TraceError> {
        self.each_contact(exposed, scratch, |person, contact, found| {
            let source = self.people.at(contact.other);
            self.people
                .clip(&source, contact.start, contact.end, |x, y| {
                    found
                        .times
                        .push(self.contact_time(contact.other, person, x, y));
                });
        })
    }

    fn contact_time(&self, infector: u32, person: u32, x: i64, y: i64) -> Time {
        let seconds = u64::try_from(y.saturating_sub(x)).unwrap_or(0);
        let rate = self.resolved().hazards.as_ref().map_or(0, |h| h.contact);
        let weighted = seconds.saturating_mul(u64::from(self.weight(infector)));
        Time {
            person,
            seconds,
            hazard: weighted.saturating_mul(u64::from(rate)),
        }
    }

    fn meeting(&self, event: &Event, exposed: u32, person: &Person, found: &mut Found) {
        let (x, y) = (event.x, event.y);
        let dose = self.dose.wants(person);
        if dose {
            let time = self.contact_time(event.infector, exposed, x, y);
            found.times.push(time);
        }
        let settled = !dose && x >= person.settled_from(y, self.resolved().until, self.last);
        let long = y.saturating_sub(x) >= self.resolved().min_overlap;
        if !self.reach || !long || settled {
            return;
        }
        let (start, end) = self.resolved().infectious_after(x, y);
        let event = Some(*event);
        let grows = (!self.last).then_some((start, end));
        let covered = !self.last && self.people.covers(person, start, end);
        if !covered && self.is_news(exposed, x, start, end) {
            found.notes.push((exposed, Note { event, grows }));
        }
    }

    fn each_contact(
        &self,
        persons: &[u32],
        scratch: &mut [SweepScratch],
        each: impl Fn(u32, &Meeting, &mut Found) + Sync,
    ) -> Result<(), TraceError> {
        if !self.records.has_contacts() {
            return Ok(());
        }
        share(scratch, persons.len(), 1024, self.watch, |range, own| {
            for &person in persons.get(range).unwrap_or_default() {
                own.contacts.clear();
                self.records
                    .contacts_of(person, &mut own.read, &mut own.contacts)?;
                for contact in &own.contacts {
                    each(person, contact, &mut own.found);
                }
            }
            self.write_down(&mut own.found, &mut own.collected, 1);
            Ok(())
        })
    }
}
