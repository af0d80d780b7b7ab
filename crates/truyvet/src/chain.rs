//! How the infection may have come from a case to one person, event by event.

use truyvet_model::{ChainStep, ExternalId, Grade, Interval, Level};

use crate::error::Error;
use crate::exposures::place_of;
use crate::snapshot::Snapshot;

/// One event of a chain (S25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainEvent {
    /// The hop at which it is found.
    pub hop: Level,
    /// Who was infectious; backward, the person *infected* (S21).
    pub infector: ExternalId,
    /// Who was exposed; backward, who may have infected that person.
    pub exposed: ExternalId,
    /// Where; `None` for a direct contact.
    pub place: Option<ExternalId>,
    /// When they were together.
    pub overlap: Interval,
    /// How sure.
    pub grade: Grade,
}

/// The events that lead from a case to one person, the case's first; none for a case (S25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    person: ExternalId,
    events: Vec<ChainEvent>,
}

impl Chain {
    pub(crate) fn new(
        snapshot: &Snapshot,
        person: ExternalId,
        steps: &[ChainStep],
    ) -> Result<Self, Error> {
        let name = |step: &ChainStep| {
            Ok(ChainEvent {
                hop: step.hop,
                infector: snapshot.person_id(step.event.infector)?,
                exposed: snapshot.person_id(step.exposed)?,
                place: place_of(snapshot, step.event.setting)?,
                overlap: step.event.overlap,
                grade: step.event.grade,
            })
        };
        let events = steps.iter().map(name).collect::<Result<_, Error>>()?;
        Ok(Self { person, events })
    }

    /// The person asked about.
    #[must_use]
    pub fn person(&self) -> &ExternalId {
        &self.person
    }

    /// The events, from the case on.
    #[must_use]
    pub fn events(&self) -> &[ChainEvent] {
        &self.events
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there are none: the person is a case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The people who stand in the chain more than once, as if infected again (S14). Whoever
    /// shows a chain says so.
    #[must_use]
    pub fn repeated(&self) -> Vec<&ExternalId> {
        let first = self.events.first().map(|event| &event.infector);
        let exposed = self.events.iter().map(|event| &event.exposed);
        let mut people: Vec<&ExternalId> = first.into_iter().chain(exposed).collect();
        people.sort_unstable();
        let mut repeated: Vec<&ExternalId> = people
            .windows(2)
            .filter_map(|pair| match pair {
                [a, b] if a == b => Some(*a),
                _ => None,
            })
            .collect();
        repeated.dedup();
        repeated
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
