//! Chains: event by event from a case to a person (S25).

use truyvet_model::{ChainStep, Exposures, Level, PersonNo, QuestionError};

use crate::error::TraceError;
use crate::event::Event;
use crate::history::ISets;
use crate::pull::{Pull, qualifying};
use crate::records::Records;

/// What chains are read from.
pub(crate) struct Chains<'a> {
    pub records: Records<'a>,
    pub exposures: &'a Exposures,
    /// The witness of each row of `exposures`.
    pub witnesses: &'a [Event],
    pub infectious: ISets<'a>,
}

impl Chains<'_> {
    /// The chain to `to`, the case's event first.
    ///
    /// # Errors
    /// [`QuestionError::NotExposed`], [`TraceError::Store`].
    pub(crate) fn to(&self, to: PersonNo) -> Result<Vec<ChainStep>, TraceError> {
        if self.infectious.case(to.0).is_some() {
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
            let id = self.records.snapshot.person_id(to)?.to_string();
            return Err(QuestionError::NotExposed { id }.into());
        };
        let mut steps = vec![self.step(level, to, &event)];
        while let Some((hop, before)) = self.before(&event)? {
            steps.push(self.step(hop, PersonNo(event.infector), &before));
            event = before;
        }
        steps.reverse();
        Ok(steps)
    }

    /// The event that made the infector of `event` infectious when it mattered, and its hop;
    /// `None` for a case. The instant that counts is the start of the event or, where the infector
    /// had left by then (lag), his last second there.
    fn before(&self, event: &Event) -> Result<Option<(Level, Event)>, TraceError> {
        let at = event.x.min(event.stay_end.saturating_sub(1));
        let index = match self.infectious.first_hop_at(event.infector, at) {
            None | Some(0) => return Ok(None),
            Some(index) => index,
        };
        let found = self.event_into(event.infector, index, at)?;
        let hop = u32::try_from(index).unwrap_or(u32::MAX);
        Ok(found.map(|found| (hop, found)))
    }

    /// The preferred event into `person` at `hop` that makes infectious at `at` (S25).
    fn event_into(&self, person: u32, hop: usize, at: i64) -> Result<Option<Event>, TraceError> {
        let mut events = Vec::new();
        let before = hop.saturating_sub(1);
        let infectious = |other| self.infectious.at(other, before);
        Pull::default().events_into(&self.records, person, infectious, &mut events)?;
        let resolved = self.records.resolved;
        let fits = qualifying(resolved, &events);
        let covers = |event: &Event| {
            let (start, end) = resolved.infectious_after(event.x, event.y);
            start <= at && at < end
        };
        let mut fitting = events
            .iter()
            .zip(fits)
            .filter(|(event, fits)| *fits && covers(event));
        Ok(fitting.next().map(|(event, _)| *event))
    }

    fn step(&self, hop: Level, exposed: PersonNo, event: &Event) -> ChainStep {
        ChainStep {
            hop,
            exposed,
            event: event.witness(self.records.resolved),
        }
    }
}
