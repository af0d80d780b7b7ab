//! Chains: event by event from a case to a person (S25).

use truyvet_model::{
    ChainStep, Exposures, Interval, IntervalSet, Level, PersonNo, QuestionError, Timestamp,
};
use truyvet_store::{PlacedVisit, Snapshot, VisitBlock, VisitRow};

use crate::error::TraceError;
use crate::event::Event;
use crate::gather::{Touch, visits_at};
use crate::hops::Changes;
use crate::resolve::Resolved;

/// What chains are read from.
pub(crate) struct Chains<'a> {
    pub snapshot: &'a Snapshot,
    pub resolved: &'a Resolved,
    pub exposures: &'a Exposures,
    /// The witness of each row of `exposures`.
    pub witnesses: &'a [Event],
    /// What each hop changed, from hop 1.
    pub history: &'a [Changes],
}

impl Chains<'_> {
    /// The chain to `to`, the case's event first.
    ///
    /// # Errors
    /// [`QuestionError::NotExposed`], [`TraceError::Store`].
    pub(crate) fn to(&self, to: PersonNo) -> Result<Vec<ChainStep>, TraceError> {
        if self.case(to.0).is_some() {
            return Ok(Vec::new());
        }
        let found = self
            .exposures
            .person
            .iter()
            .position(|&person| person == to);
        let row =
            found.and_then(|at| Some((self.exposures.get(at)?.level, *self.witnesses.get(at)?)));
        let Some((level, mut event)) = row else {
            let id = self.snapshot.person_id(to)?.to_string();
            return Err(QuestionError::NotExposed { id }.into());
        };
        let mut steps = vec![step(level, to, &event)];
        while let Some((hop, before)) = self.before(&event)? {
            steps.push(step(hop, PersonNo(event.infector), &before));
            event = before;
        }
        steps.reverse();
        Ok(steps)
    }

    fn case(&self, person: u32) -> Option<&IntervalSet> {
        let at = self
            .resolved
            .cases
            .binary_search_by_key(&person, |case| case.0)
            .ok()?;
        self.resolved.cases.get(at).map(|case| &case.1)
    }

    /// The event that made the infector of `event` infectious when it mattered, and its hop;
    /// `None` for a case. The instant that counts is the start of the event or, where the infector
    /// had left by then (lag), his last second there.
    fn before(&self, event: &Event) -> Result<Option<(Level, Event)>, TraceError> {
        if self.case(event.infector).is_some() {
            return Ok(None);
        }
        let at = Timestamp::from_seconds(event.x.min(event.stay_end.saturating_sub(1)));
        let covered =
            |changes: &Changes| set_in(changes, event.infector).is_some_and(|set| set.contains(at));
        let Some(index) = self.history.iter().position(covered) else {
            return Ok(None);
        };
        let hop = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        let found = self.events_into(event.infector, index, at)?;
        Ok(found.map(|found| (hop, found)))
    }

    /// The preferred event into `person` at hop `index + 1` that makes infectious at `at` (S25).
    fn events_into(
        &self,
        person: u32,
        index: usize,
        at: Timestamp,
    ) -> Result<Option<Event>, TraceError> {
        let mut best: Option<Event> = None;
        let mut offer = |event: Event| {
            let (start, end) = self.resolved.infectious_after(event.x, event.y);
            let covers = start <= at.seconds() && at.seconds() < end;
            let qualifies = event.y.saturating_sub(event.x) >= self.resolved.min_overlap;
            if covers && qualifies && best.is_none_or(|old| event.order(&old).is_lt()) {
                best = Some(event);
            }
        };
        let (mut caches, mut others) = (Vec::new(), Vec::new());
        for placed in self.visits_of(person)? {
            let (place, visit) = (placed.place, placed.visit);
            let Some(lag) = self.resolved.lag_at(self.snapshot, place)? else {
                continue;
            };
            let touch = Touch {
                place,
                start: visit.start.saturating_sub(lag),
                end: visit.end,
            };
            visits_at(
                self.snapshot,
                self.resolved,
                touch,
                &mut caches,
                &mut others,
            )?;
            for other in others.iter().filter(|other| other.person != person) {
                for shed in self.infectious(other.person, index, other.start, other.end) {
                    let (from, to) = (shed.start().seconds(), shed.end().seconds());
                    let (x, y) = (from.max(visit.start), to.saturating_add(lag).min(visit.end));
                    offer(Event::at(
                        place,
                        other.person,
                        x,
                        y,
                        to,
                        other.open || visit.open,
                    ));
                }
            }
        }
        let mut contacts = Vec::new();
        for segment in self.snapshot.segments() {
            segment.contacts_of(PersonNo(person), self.resolved.window, &mut contacts)?;
        }
        for contact in contacts {
            for part in self.infectious(contact.other, index, contact.start, contact.end) {
                offer(Event::contact(
                    contact.other,
                    part.start().seconds(),
                    part.end().seconds(),
                ));
            }
        }
        Ok(best)
    }

    /// The parts of `[start, end)` in which `person` was infectious after `index` hops.
    fn infectious(&self, person: u32, index: usize, start: i64, end: i64) -> Vec<Interval> {
        let set = match self.case(person) {
            Some(set) => Some(set),
            None => self
                .history
                .get(..index)
                .unwrap_or_default()
                .iter()
                .rev()
                .find_map(|changes| set_in(changes, person)),
        };
        let stay = Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end));
        match (set, stay) {
            (Some(set), Some(stay)) => set.clip(stay).collect(),
            _ => Vec::new(),
        }
    }

    fn visits_of(&self, person: u32) -> Result<Vec<PlacedVisit>, TraceError> {
        let (mut blocks, mut decoded, mut visits) = (Vec::new(), VisitBlock::default(), Vec::new());
        for segment in self.snapshot.segments() {
            blocks.clear();
            segment.visit_refs(PersonNo(person), &mut blocks)?;
            for &block in &blocks {
                segment.visits_in_block(block, &[person], &mut decoded, &mut visits)?;
            }
        }
        let selected = |visit: &VisitRow| self.resolved.selects_visit(visit);
        visits.retain(|placed| selected(&placed.visit));
        Ok(visits)
    }
}

fn step(hop: Level, exposed: PersonNo, event: &Event) -> ChainStep {
    ChainStep {
        hop,
        exposed,
        event: event.witness(),
    }
}

fn set_in(changes: &Changes, person: u32) -> Option<&IntervalSet> {
    let at = changes
        .binary_search_by_key(&person, |change| change.0)
        .ok()?;
    changes.get(at).map(|change| &change.1)
}
