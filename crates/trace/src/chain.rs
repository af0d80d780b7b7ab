//! Chains: event by event from a case to a person (S25).

use truyvet_model::{
    ChainStep, Exposures, Interval, IntervalSet, PersonNo, QuestionError, Timestamp, Witness,
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
        let Some(row) = self.exposures.iter().find(|row| row.person == to) else {
            let id = self.snapshot.person_id(to)?.to_string();
            return Err(QuestionError::NotExposed { id }.into());
        };
        let mut steps = vec![ChainStep { hop: row.level, exposed: to, event: row.witness }];
        while let Some(step) = steps.last()
            && let Some(before) = self.before(step.event)?
        {
            steps.push(before);
        }
        steps.reverse();
        Ok(steps)
    }

    fn case(&self, person: u32) -> Option<&IntervalSet> {
        let at = self.resolved.cases.binary_search_by_key(&person, |case| case.0).ok()?;
        self.resolved.cases.get(at).map(|case| &case.1)
    }

    /// The event that made the infector of `event` infectious at its start; `None` for a case.
    fn before(&self, event: Witness) -> Result<Option<ChainStep>, TraceError> {
        let PersonNo(infector) = event.infector;
        if self.case(infector).is_some() {
            return Ok(None);
        }
        let at = event.overlap.start();
        let covered = |changes: &Changes| set_in(changes, infector).is_some_and(|set| set.contains(at));
        let Some(index) = self.history.iter().position(covered) else { return Ok(None) };
        let hop = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        let found = self.events_into(infector, index, at)?;
        Ok(found.map(|found| ChainStep { hop, exposed: event.infector, event: found.witness() }))
    }

    /// The preferred event into `person` at hop `index + 1` that makes infectious at `at` (S25).
    fn events_into(&self, person: u32, index: usize, at: Timestamp) -> Result<Option<Event>, TraceError> {
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
            let Some(lag) = self.resolved.lag_at(self.snapshot, place)? else { continue };
            let touch = Touch { place, start: visit.start.saturating_sub(lag), end: visit.end };
            visits_at(self.snapshot, self.resolved, touch, &mut caches, &mut others)?;
            for other in others.iter().filter(|other| other.person != person) {
                for shed in self.infectious(other.person, index, other.start, other.end) {
                    let (from, to) = (shed.start().seconds(), shed.end().seconds());
                    let (x, y) = (from.max(visit.start), to.saturating_add(lag).min(visit.end));
                    offer(Event::at(place, other.person, x, y, to, other.open || visit.open));
                }
            }
        }
        let mut contacts = Vec::new();
        for segment in self.snapshot.segments() {
            segment.contacts_of(PersonNo(person), self.resolved.window, &mut contacts)?;
        }
        for contact in contacts {
            for part in self.infectious(contact.other, index, contact.start, contact.end) {
                offer(Event::contact(contact.other, part.start().seconds(), part.end().seconds()));
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

fn set_in(changes: &Changes, person: u32) -> Option<&IntervalSet> {
    let at = changes.binary_search_by_key(&person, |change| change.0).ok()?;
    changes.get(at).map(|change| &change.1)
}
