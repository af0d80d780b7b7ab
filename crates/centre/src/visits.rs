//! The one pass over all records: visits by unit, source and day, contacts by source, who is in
//! quarantine, and when each source was last heard of.

use truyvet_model::{Interval, PersonNo, PlaceNo, Timestamp};
use truyvet_store::{ContactRow, PlaceWalk, Snapshot, VisitColumns};
use truyvet_trace::Watch;

use crate::asking::seconds_of;
use crate::error::CentreError;
use crate::register::Register;

/// The kind of places where people are quarantined.
const QUARANTINE: &str = "quarantine";

/// Places between two looks at the clock.
const AT_ONCE: u32 = 1024;

/// What the pass found. Sources are numbered as records have them: 0 stands for none.
#[derive(Debug)]
pub(crate) struct Records {
    /// Visits that began in the window, by source, by very unit of the place.
    pub(crate) by_source: Vec<Vec<u64>>,
    /// The same by day of the window, the first day first.
    pub(crate) by_day: Vec<Vec<u64>>,
    /// Contacts that began in the window, by source.
    pub(crate) contacts: Vec<u64>,
    /// The last begin of a record of each source, not later than the moment asked about.
    pub(crate) last: Vec<Option<Timestamp>>,
    /// Whether a source has any record.
    pub(crate) known: Vec<bool>,
    /// Who was at a place of quarantine at that moment, each once.
    pub(crate) quarantined: Vec<PersonNo>,
}

/// The pass on its way.
struct Pass<'a> {
    snapshot: &'a Snapshot,
    register: &'a Register,
    window: Interval,
    records: Records,
}

impl Records {
    /// Reads every visit and contact once.
    pub(crate) fn read(
        snapshot: &Snapshot,
        register: &Register,
        window: Interval,
        days: u32,
        watch: &Watch,
    ) -> Result<Self, CentreError> {
        let (units, sources) = (register.units.len(), snapshot.sources().len());
        let sources = sources.saturating_add(1);
        let mut pass = Pass {
            snapshot,
            register,
            window,
            records: Self {
                by_source: vec![vec![0; units]; sources],
                by_day: vec![vec![0; units]; usize::try_from(days).unwrap_or(0)],
                contacts: vec![0; sources],
                last: vec![None; sources],
                known: vec![false; sources],
                quarantined: Vec::new(),
            },
        };
        pass.visits(watch)?;
        pass.contacts(watch)?;
        let mut records = pass.records;
        records.quarantined.sort_unstable();
        records.quarantined.dedup();
        Ok(records)
    }
}

impl Pass<'_> {
    fn visits(&mut self, watch: &Watch) -> Result<(), CentreError> {
        let kinds = self.snapshot.kinds();
        let quarantine = kinds.iter().position(|kind| kind.name() == QUARANTINE);
        let places = 0..self.snapshot.place_count();
        let mut walk = PlaceWalk::new(self.snapshot.segments(), places, Interval::ALWAYS)?;
        let mut visits = VisitColumns::default();
        let mut until_look = 0_u32;
        while let Some(place) = walk.next(&mut visits)? {
            if until_look == 0 {
                watch.check()?;
                until_look = AT_ONCE;
            }
            until_look = until_look.saturating_sub(1);
            self.place(place, &visits);
            if quarantine.is_some() {
                let kind = self.snapshot.kind_of(PlaceNo(place))?;
                if quarantine == Some(kind.index()) {
                    self.quarantine(&visits);
                }
            }
        }
        Ok(())
    }

    fn place(&mut self, place: u32, visits: &VisitColumns) {
        let at = self.register.unit_of(place);
        let first = self.window.start().seconds();
        for (start, source_open) in visits.start.iter().zip(&visits.source_open) {
            let source = usize::try_from(source_open >> 1).unwrap_or(usize::MAX);
            self.heard(source, *start);
            if !self.window.contains(Timestamp::from_seconds(*start)) {
                continue;
            }
            let records = &mut self.records;
            let day = start.saturating_sub(first).checked_div(seconds_of(1));
            let day = day.and_then(|day| usize::try_from(day).ok());
            let day = day.and_then(|day| records.by_day.get_mut(day));
            let source = records.by_source.get_mut(source);
            for counts in [day, source].into_iter().flatten() {
                if let Some(count) = counts.get_mut(at) {
                    *count = count.saturating_add(1);
                }
            }
        }
    }

    /// Keeps when a source was last heard of.
    fn heard(&mut self, source: usize, start: i64) {
        if let Some(known) = self.records.known.get_mut(source) {
            *known = true;
        }
        let start = Timestamp::from_seconds(start);
        if start <= self.window.end()
            && let Some(last) = self.records.last.get_mut(source)
        {
            *last = (*last).max(Some(start));
        }
    }

    fn quarantine(&mut self, visits: &VisitColumns) {
        let at = self.window.end().seconds();
        let stays = visits.start.iter().zip(&visits.end).zip(&visits.person);
        let there = stays.filter(|((start, end), _)| **start <= at && at < **end);
        let there = there.map(|(_, person)| PersonNo(*person));
        self.records.quarantined.extend(there);
    }

    /// Contacts are reached from their people, so each is met twice and counted once.
    fn contacts(&mut self, watch: &Watch) -> Result<(), CentreError> {
        let snapshot = self.snapshot;
        let mut contacts: Vec<ContactRow> = Vec::new();
        for segment in snapshot.segments() {
            if segment.live_contact_count() == 0 {
                continue;
            }
            for people in self.register.people.chunks(AT_ONCE as usize) {
                watch.check()?;
                for &person in people {
                    contacts.clear();
                    segment.contacts_of(person, Interval::ALWAYS, &mut contacts)?;
                    for contact in contacts.iter().filter(|contact| person.0 < contact.other) {
                        self.contact(contact);
                    }
                }
            }
        }
        Ok(())
    }

    fn contact(&mut self, contact: &ContactRow) {
        let source = usize::from(contact.source.0);
        self.heard(source, contact.start);
        if self.window.contains(Timestamp::from_seconds(contact.start))
            && let Some(count) = self.records.contacts.get_mut(source)
        {
            *count = count.saturating_add(1);
        }
    }
}
