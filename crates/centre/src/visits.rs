//! The one pass over all records: visits by unit, source and day, contacts by source, who is in
//! quarantine, and when each source was last heard of.

use std::ops::Range;

use truyvet_model::{Interval, PersonNo, PlaceNo, Timestamp};
use truyvet_store::{ContactRow, PlaceWalk, Snapshot, StoreError, VisitColumns};
use truyvet_trace::{TraceError, Tracer, share};

use crate::asking::seconds_of;
use crate::error::CentreError;
use crate::register::Register;

/// The kind of places where people are quarantined.
const QUARANTINE: &str = "quarantine";

/// How many places one thread takes at a time.
const AT_ONCE: usize = 16 * 1024;

/// What was found. Sources are numbered as records have them: 0 stands for none.
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

/// What one thread works with.
struct Pass<'a> {
    snapshot: &'a Snapshot,
    register: &'a Register,
    window: Interval,
    /// The kind of places of quarantine, if there are any.
    quarantine: Option<usize>,
    visits: VisitColumns,
    records: Records,
}

impl Records {
    /// Reads every visit and contact once, by as many threads as the tracer may use.
    pub(crate) fn read(
        tracer: &Tracer,
        register: &Register,
        window: Interval,
        days: u32,
    ) -> Result<Self, CentreError> {
        let (snapshot, options) = (tracer.snapshot(), tracer.options());
        let kinds = snapshot.kinds();
        let quarantine = kinds.iter().position(|kind| kind.name() == QUARANTINE);
        let (units, sources) = (register.units.len(), snapshot.sources().len());
        let pass = || Pass {
            snapshot,
            register,
            window,
            quarantine,
            visits: VisitColumns::default(),
            records: Self::none(units, sources.saturating_add(1), days),
        };
        let mut passes: Vec<_> = (0..options.threads.get()).map(|_| pass()).collect();
        let (watch, segments) = (options.watch(), snapshot.segments());
        let places = usize::try_from(snapshot.place_count()).unwrap_or(usize::MAX);
        share(&mut passes, places, AT_ONCE, &watch, |range, pass| {
            Ok(pass.places(range)?)
        })?;
        share(&mut passes, segments.len(), 1, &watch, |range, pass| {
            let segments = segments.get(range).unwrap_or_default();
            segments.iter().try_for_each(|segment| {
                let done = segment.each_contact(|_, contact| pass.contact(&contact));
                done.map_err(TraceError::from)
            })
        })?;
        let mut records = Self::none(units, sources.saturating_add(1), days);
        for pass in passes {
            records.add(pass.records);
        }
        records.quarantined.sort_unstable();
        records.quarantined.dedup();
        Ok(records)
    }

    fn none(units: usize, sources: usize, days: u32) -> Self {
        Self {
            by_source: vec![vec![0; units]; sources],
            by_day: vec![vec![0; units]; usize::try_from(days).unwrap_or(0)],
            contacts: vec![0; sources],
            last: vec![None; sources],
            known: vec![false; sources],
            quarantined: Vec::new(),
        }
    }

    /// Adds what another thread found.
    fn add(&mut self, other: Self) {
        let sum = |own: &mut Vec<u64>, other: Vec<u64>| {
            for (own, other) in own.iter_mut().zip(other) {
                *own = own.saturating_add(other);
            }
        };
        let by_unit = [
            (&mut self.by_source, other.by_source),
            (&mut self.by_day, other.by_day),
        ];
        for (own, other) in by_unit {
            own.iter_mut()
                .zip(other)
                .for_each(|(own, other)| sum(own, other));
        }
        sum(&mut self.contacts, other.contacts);
        for (own, other) in self.last.iter_mut().zip(other.last) {
            *own = (*own).max(other);
        }
        for (own, other) in self.known.iter_mut().zip(other.known) {
            *own |= other;
        }
        self.quarantined.extend(other.quarantined);
    }
}

impl Pass<'_> {
    fn places(&mut self, places: Range<usize>) -> Result<(), StoreError> {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let places = number(places.start)..number(places.end);
        let mut walk = PlaceWalk::new(self.snapshot.segments(), places, Interval::ALWAYS)?;
        let mut visits = std::mem::take(&mut self.visits);
        while let Some(place) = walk.next(&mut visits)? {
            self.place(place, &visits);
            if self.quarantine.is_some() {
                let kind = self.snapshot.kind_of(PlaceNo(place))?;
                if self.quarantine == Some(kind.index()) {
                    self.quarantine(&visits);
                }
            }
        }
        self.visits = visits;
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
