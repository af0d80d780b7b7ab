//! What one hop finds out about each person, collected by several threads at once.
//!
//! Everything collected is a minimum, a sum or a union, so the order in which threads bring it
//! cannot show in the result (S7).

use std::sync::{Mutex, PoisonError};

use crate::event::Event;

/// What one sweep or contact says about one person.
#[derive(Clone, Copy, Default)]
pub(crate) struct Note {
    /// A qualifying event (S10, S11).
    pub event: Option<Event>,
    /// Time shared with infectious people (S16).
    pub seconds: u64,
    /// When the event makes infectious (S12); `None` at the last hop, where nobody asks.
    pub grows: Option<(i64, i64)>,
}

/// What a hop found out about one person.
#[derive(Clone, Copy, Default)]
pub(crate) struct Finding {
    /// The preferred qualifying event (S15).
    pub event: Option<Event>,
    /// Person-seconds (S16).
    pub seconds: u64,
    /// One interval of new infectious time; others are in [`Collected::grown`].
    pub grows: Option<(i64, i64)>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    round: u32,
    finding: Finding,
}

/// A cell for everybody; valid where its round is the present one, so that nothing is cleared
/// between hops and questions.
#[derive(Default)]
pub(crate) struct Outcomes {
    cells: Vec<Mutex<Cell>>,
    round: u32,
}

/// Whom one thread found something out about, and what did not fit into the cells.
#[derive(Default)]
pub(crate) struct Collected {
    /// People whose cell this thread was the first to write.
    pub people: Vec<u32>,
    /// Further intervals of new infectious time.
    pub grown: Vec<(u32, i64, i64)>,
}

impl Outcomes {
    /// Cells for `count` people.
    pub(crate) fn new(count: u32) -> Self {
        Self {
            cells: (0..count).map(|_| Mutex::default()).collect(),
            round: 0,
        }
    }

    /// Begins a new collection; what was collected before is void.
    pub(crate) fn begin(&mut self) {
        match self.round.checked_add(1) {
            Some(next) => self.round = next,
            None => {
                self.cells.fill_with(Mutex::default);
                self.round = 1;
            }
        }
    }

    /// Adds `note` to what is known of `person`.
    pub(crate) fn add(&self, person: u32, note: &Note, collected: &mut Collected) {
        let Some(cell) = self.cells.get(person as usize) else {
            return;
        };
        let mut cell = cell.lock().unwrap_or_else(PoisonError::into_inner);
        if cell.round != self.round {
            *cell = Cell {
                round: self.round,
                finding: Finding::default(),
            };
            collected.people.push(person);
        }
        let finding = &mut cell.finding;
        finding.seconds = finding.seconds.saturating_add(note.seconds);
        if let Some(event) = note.event
            && finding.event.is_none_or(|old| event.order(&old).is_lt())
        {
            finding.event = Some(event);
        }
        let Some((start, end)) = note.grows else {
            return;
        };
        match &mut finding.grows {
            Some((from, to)) if start <= *to && *from <= end => {
                (*from, *to) = (start.min(*from), end.max(*to));
            }
            Some(_) => collected.grown.push((person, start, end)),
            none => *none = Some((start, end)),
        }
    }

    /// What was collected of `person`; nothing if nobody wrote there in this round.
    pub(crate) fn take(&mut self, person: u32) -> Option<Finding> {
        let round = self.round;
        let cell = self
            .cells
            .get_mut(person as usize)?
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        (cell.round == round).then_some(cell.finding)
    }
}
