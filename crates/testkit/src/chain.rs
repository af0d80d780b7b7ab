//! Chains: event by event back from a person to a case (S25).

use truyvet_model::{ChainStep, Level, PersonNo};

use crate::event::Event;
use crate::oracle::Traced;

impl Traced {
    /// S25: the chain from a case to `person`, ending in the witness of the row; empty for a
    /// case, nothing for a person who is not exposed.
    #[must_use]
    pub fn chain(&self, person: PersonNo) -> Option<Vec<ChainStep>> {
        if self.cases.contains_key(&person) {
            return Some(Vec::new());
        }
        let row = self.row(person)?;
        let mut event = *self.s15_events(person).first()?;
        let mut hop = row.level;
        let mut steps = vec![step(hop, &event)];
        while !self.cases.contains_key(&event.witness.infector) {
            (hop, event) = self.s25_before(hop, &event)?;
            steps.push(step(hop, &event));
        }
        steps.reverse();
        Some(steps.into_iter().map(|s| self.mirror.step(s)).collect())
    }

    /// S25: the event that made the infector of `event` infectious at the instant that
    /// counts: of several the one at the lowest hop, then as in S15.
    fn s25_before(&self, hop: Level, event: &Event) -> Option<(Level, Event)> {
        let instant = event.shed_instant();
        (1..hop).find_map(|earlier| {
            self.events_at(earlier)
                .into_iter()
                .filter_map(|judged| judged.qualifies.then_some(judged.event))
                .filter(|e| e.exposed == event.witness.infector)
                .filter(|e| self.s12_infectious(e).is_some_and(|i| i.contains(instant)))
                .min_by_key(Event::s15_order)
                .map(|e| (earlier, e))
        })
    }
}

fn step(hop: Level, event: &Event) -> ChainStep {
    ChainStep {
        hop,
        exposed: event.exposed,
        event: event.witness,
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
