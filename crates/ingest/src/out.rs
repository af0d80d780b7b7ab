//! Between the sources and the sink: counts what goes through, and joins stays that a source splits.

use std::collections::HashSet;

use truyvet_model::id::IdParts;
use truyvet_model::{
    CaseRecord, Contact, Duration, Interval, Kind, PersonDetails, PersonNo, Place, PlaceNo,
    Timestamp, UnitDetails, Visit,
};
use truyvet_store::StoreError;

use crate::error::Reason;
use crate::held::{Held, Waiting, groups};
use crate::sink::RecordSink;
use crate::tally::{Tally, count};

/// Where a row stands: the file in order of reading, and the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At {
    pub(crate) file: u16,
    pub(crate) line: u32,
}

/// A row that was taken and found wanting when others were known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Late {
    pub(crate) at: At,
    pub(crate) field: &'static str,
    pub(crate) reason: Reason,
}

/// Where the records of one kind of file go.
pub(crate) struct Out<'s, S> {
    pub(crate) sink: &'s mut S,
    pub(crate) tally: Tally,
    pub(crate) late: Vec<Late>,
    /// The row at hand, if its source wants to know.
    pub(crate) at: At,
    /// When rows arrived that do not say it.
    now: Option<Timestamp>,
    /// People with lower numbers may have records from earlier imports.
    people_before: u32,
    described: HashSet<u32>,
    /// The sources met; the last one told to the sink.
    sources: Vec<String>,
    told: Option<u16>,
    current: u16,
    joiner: Option<Joiner>,
}

impl<'s, S: RecordSink> Out<'s, S> {
    pub(crate) fn new(sink: &'s mut S, now: Option<Timestamp>) -> Self {
        let people_before = sink.person_count();
        Self {
            sink,
            tally: Tally::default(),
            late: Vec::new(),
            at: At::default(),
            now,
            people_before,
            described: HashSet::new(),
            sources: Vec::new(),
            told: None,
            current: 0,
            joiner: None,
        }
    }

    /// From now on stays with at most `gap` between are joined.
    pub(crate) fn join(&mut self, gap: Duration, bytes: Option<u64>) {
        self.joiner = Some(Joiner {
            gap: gap.seconds(),
            held: Held::new(bytes),
        });
    }

    /// Whether stays are joined, so that rows wait for others.
    pub(crate) const fn joins(&self) -> bool {
        self.joiner.is_some()
    }

    pub(crate) fn person(&mut self, id: IdParts<'_>) -> Result<PersonNo, StoreError> {
        self.sink.person(id)
    }

    pub(crate) fn place(&mut self, id: IdParts<'_>) -> Result<PlaceNo, StoreError> {
        self.sink.place(id)
    }

    /// A row that speaks of `event`; `arrival` is when it arrived, if it says so.
    #[inline]
    pub(crate) fn seen(&mut self, event: Timestamp, arrival: Option<Timestamp>) {
        self.tally.seen(event, arrival.or(self.now));
    }

    /// Says where the records come from that follow.
    #[inline]
    pub(crate) fn set_source(&mut self, name: &str) {
        let current = self.sources.get(usize::from(self.current));
        if current.is_some_and(|current| current == name) {
            return;
        }
        let known = self.sources.iter().position(|known| known == name);
        let at = known.unwrap_or_else(|| {
            self.sources.push(name.to_owned());
            self.sources.len().saturating_sub(1)
        });
        // A store has no more sources than that either, and says so.
        self.current = u16::try_from(at).unwrap_or(u16::MAX);
    }

    #[inline]
    fn tell(&mut self, source: u16) -> Result<(), StoreError> {
        if self.told == Some(source) {
            return Ok(());
        }
        let name = self.sources.get(usize::from(source));
        self.sink.set_source(name.map_or("", String::as_str))?;
        self.told = Some(source);
        Ok(())
    }

    /// Adds a visit, or keeps it until it is known whether others join it.
    #[inline]
    pub(crate) fn visit(&mut self, visit: Visit) -> Result<(), StoreError> {
        if let Some(joiner) = &mut self.joiner {
            let stay = Stay {
                person: visit.person.0,
                place: visit.place.0,
                start: visit.start.seconds(),
                end: visit.end.map_or(OPEN, Timestamp::seconds),
                source: self.current,
            };
            if !joiner.held.add(stay) {
                count(&mut self.tally.out_of_order);
            }
            return Ok(());
        }
        self.visit_now(visit, self.current)
    }

    #[inline]
    fn visit_now(&mut self, visit: Visit, source: u16) -> Result<(), StoreError> {
        self.tell(source)?;
        count(&mut self.tally.made.visits);
        if visit.end.is_none() {
            count(&mut self.tally.made.open_visits);
        }
        self.sink.visit(visit)
    }

    /// Adds a contact.
    pub(crate) fn contact(&mut self, contact: Contact) -> Result<(), StoreError> {
        self.tell(self.current)?;
        count(&mut self.tally.made.contacts);
        self.sink.contact(contact)
    }

    /// Takes back a visit that an earlier import of this source may have made, which knew less; what
    /// another source recorded of the same person, place and second stays.
    pub(crate) fn retract_visit(
        &mut self,
        person: PersonNo,
        place: PlaceNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        self.retract_visit_of(person, place, start, self.current)
    }

    fn retract_visit_of(
        &mut self,
        person: PersonNo,
        place: PlaceNo,
        start: Timestamp,
        source: u16,
    ) -> Result<(), StoreError> {
        if person.0 >= self.people_before {
            return Ok(());
        }
        self.tell(source)?;
        self.sink.withdraw_visit(person, place, start)
    }

    /// Takes back a contact, as [`Self::retract_visit`] does a visit.
    pub(crate) fn retract_contact(
        &mut self,
        a: PersonNo,
        b: PersonNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        if a.0.max(b.0) >= self.people_before {
            return Ok(());
        }
        self.tell(self.current)?;
        self.sink.withdraw_contact(a, b, start)
    }

    /// Says what the store does not know of a place yet; what it knows stays.
    pub(crate) fn describe(
        &mut self,
        place: PlaceNo,
        kind: Option<&Kind>,
        parent: Option<PlaceNo>,
        name: Option<&str>,
    ) -> Result<(), StoreError> {
        if !self.described.insert(place.0) {
            return Ok(());
        }
        self.change(place, |details| {
            if details.kind.name() == Kind::UNKNOWN
                && let Some(kind) = kind
            {
                details.kind = kind.clone();
            }
            if details.parent.is_none() && parent != Some(place) {
                details.parent = parent;
            }
            if details.name.is_none() {
                details.name = name.map(str::to_owned);
            }
        })
    }

    /// Says that a place stands for a whole site (S5), whatever was said before.
    pub(crate) fn share(&mut self, place: PlaceNo, kind: &Kind) -> Result<(), StoreError> {
        if !self.described.insert(place.0) {
            return Ok(());
        }
        self.change(place, |details| {
            details.shared = true;
            if details.kind.name() == Kind::UNKNOWN {
                details.kind = kind.clone();
            }
        })
    }

    fn change(
        &mut self,
        place: PlaceNo,
        change: impl FnOnce(&mut Place),
    ) -> Result<(), StoreError> {
        let before = self.sink.place_details(place)?;
        let mut details = before.clone();
        change(&mut details);
        if details == before {
            return Ok(());
        }
        self.declare_place(place, &details)
    }

    /// Says all that is known of a place.
    pub(crate) fn declare_place(
        &mut self,
        place: PlaceNo,
        details: &Place,
    ) -> Result<(), StoreError> {
        count(&mut self.tally.made.places);
        self.sink.declare_place(place, details)
    }

    pub(crate) fn declare_person(
        &mut self,
        person: PersonNo,
        details: &PersonDetails,
    ) -> Result<(), StoreError> {
        count(&mut self.tally.made.people);
        self.sink.declare_person(person, details)
    }

    pub(crate) fn declare_unit(
        &mut self,
        path: &str,
        details: &UnitDetails,
    ) -> Result<(), StoreError> {
        count(&mut self.tally.made.units);
        self.sink.declare_unit(path, details)
    }

    pub(crate) fn declare_case(&mut self, case: &CaseRecord) -> Result<(), StoreError> {
        count(&mut self.tally.made.cases);
        self.sink.declare_case(case)
    }

    pub(crate) fn link(&mut self, a: PersonNo, b: PersonNo) -> Result<(), StoreError> {
        count(&mut self.tally.made.links);
        self.sink.link_people(a, b)
    }

    /// Leaves out a row that was taken before.
    pub(crate) fn refuse(&mut self, at: At, field: &'static str, reason: Reason) {
        self.late.push(Late { at, field, reason });
    }

    /// Whether stays should be settled now.
    pub(crate) fn is_full(&self) -> bool {
        self.joiner.as_ref().is_some_and(|j| j.held.is_full())
    }

    /// Joins and adds what waits; `all` of it, or what nothing more is expected for.
    pub(crate) fn flush(&mut self, all: bool) -> Result<(), StoreError> {
        let Some(mut joiner) = self.joiner.take() else {
            return Ok(());
        };
        let (stays, until) = joiner.held.take(all);
        for stays in groups(&stays) {
            let last = self.join_stays(stays, until, joiner.gap)?;
            if let Some(last) = last {
                joiner.held.put_back(last);
            }
            let later = stays.iter().filter(|stay| stay.start >= until);
            later.for_each(|stay| joiner.held.put_back(*stay));
        }
        joiner.held.settle();
        self.joiner = Some(joiner);
        Ok(())
    }

    /// Joins stays of one person at one place; returns one that later rows may still join.
    fn join_stays(
        &mut self,
        stays: &[Stay],
        until: i64,
        gap: i64,
    ) -> Result<Option<Stay>, StoreError> {
        let mut open: Option<Stay> = None;
        let mut stays = stays
            .iter()
            .take_while(|stay| stay.start < until)
            .peekable();
        while let Some(&stay) = stays.next() {
            // Of rows with one key the last one counts (S2).
            if stays.peek().is_some_and(|next| next.start == stay.start) {
                count(&mut self.tally.replaced);
                continue;
            }
            match &mut open {
                // Nobody knows when it ends, so nothing is joined to it.
                _ if stay.end == OPEN => self.stay(stay)?,
                Some(before) if stay.start <= before.end.saturating_add(gap) => {
                    before.end = before.end.max(stay.end);
                    count(&mut self.tally.joined);
                    let (person, place) = (PersonNo(stay.person), PlaceNo(stay.place));
                    let start = Timestamp::from_seconds(stay.start);
                    self.retract_visit_of(person, place, start, stay.source)?;
                }
                _ => {
                    if let Some(before) = open.replace(stay) {
                        self.stay(before)?;
                    }
                }
            }
        }
        let Some(last) = open else {
            return Ok(None);
        };
        if until != i64::MAX && last.end.saturating_add(gap) >= until {
            return Ok(Some(last));
        }
        self.stay(last)?;
        Ok(None)
    }

    fn stay(&mut self, stay: Stay) -> Result<(), StoreError> {
        let (start, end) = (
            Timestamp::from_seconds(stay.start),
            Timestamp::from_seconds(stay.end),
        );
        let visit = Visit {
            person: PersonNo(stay.person),
            place: PlaceNo(stay.place),
            start,
            end: Interval::checked(start, end).map(Interval::end),
        };
        self.visit_now(visit, stay.source)
    }
}

/// The end of an open visit.
const OPEN: i64 = i64::MIN;

/// Stays that wait to be joined.
struct Joiner {
    gap: i64,
    held: Held<Stay>,
}

#[derive(Clone, Copy, Debug)]
struct Stay {
    person: u32,
    place: u32,
    start: i64,
    end: i64,
    source: u16,
}

impl Waiting for Stay {
    type Group = (u32, u32);
    type Order = i64;
    fn group(&self) -> (u32, u32) {
        (self.person, self.place)
    }
    fn order(&self) -> i64 {
        self.start
    }
    fn time(&self) -> i64 {
        self.start
    }
}

#[cfg(test)]
#[path = "out_tests.rs"]
mod tests;
