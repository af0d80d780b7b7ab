//! What one hop finds out about each person, collected by several threads at once.
//!
//! Everything collected is a minimum, a sum or a union, so the order in which threads bring it
//! cannot show in the result (S7).

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::event::{Event, PackedEvent};

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

/// A person's findings in one cache line: a hop writes to millions of them in no order.
#[derive(Default)]
#[repr(align(64))]
struct Cell {
    /// The round of what `finding` holds. It is written under the lock.
    round: AtomicU32,
    finding: Mutex<Packed>,
}

/// A [`Finding`] in 48 bytes.
#[derive(Clone, Copy, Default)]
struct Packed {
    seconds: u64,
    event: PackedEvent,
    grows_from: i64,
    grows_for: Length,
}

/// The length of an interval in seconds: 0 for none, `u32::MAX` for one without end.
#[derive(Clone, Copy, Default)]
struct Length(u32);

/// A cell for everybody; valid where its round is the present one, so that nothing is cleared
/// between hops and questions.
#[derive(Default)]
pub(crate) struct Outcomes {
    cells: Vec<Cell>,
    /// Whose cell holds an event of this round, as bits.
    qualified: Vec<AtomicU64>,
    round: u32,
}

/// How many encounters without an event a thread puts aside. Where there are more, most of those
/// people have an event elsewhere.
const ASIDE_AT_MOST: usize = 1 << 16;

/// Whom one thread found something out about, and what did not fit into the cells.
#[derive(Default)]
pub(crate) struct Collected {
    /// People whose cell this thread was the first to write.
    pub people: Vec<u32>,
    /// Time that people shared in encounters too short to matter by themselves: it counts only for
    /// those who have an event elsewhere, and they are few as long as the frontier is small.
    aside: Vec<(u32, u64)>,
    /// Further intervals of new infectious time.
    pub grown: Vec<(u32, i64, i64)>,
}

impl Collected {
    /// Whether more can be put aside.
    pub(crate) fn has_room_aside(&self) -> bool {
        self.aside.len() < ASIDE_AT_MOST
    }

    /// Notes time that `person` shared without an event, to be counted if there is one elsewhere.
    pub(crate) fn put_aside(&mut self, person: u32, seconds: u64) {
        self.aside.push((person, seconds));
    }

    /// Forgets everything but the memory.
    pub(crate) fn clear(&mut self) {
        self.people.clear();
        self.aside.clear();
        self.grown.clear();
    }
}

impl Outcomes {
    /// Cells for `count` people.
    pub(crate) fn new(count: u32) -> Self {
        Self {
            cells: (0..count).map(|_| Cell::default()).collect(),
            qualified: (0..count.div_ceil(64)).map(|_| AtomicU64::new(0)).collect(),
            round: 0,
        }
    }

    /// Begins a new collection; what was collected before is void.
    pub(crate) fn begin(&mut self) {
        match self.round.checked_add(1) {
            Some(next) => self.round = next,
            None => {
                self.cells.fill_with(Cell::default);
                self.round = 1;
            }
        }
    }

    /// Counts what was put aside, once all threads are done.
    pub(crate) fn recall(&self, collected: &mut Collected) {
        let mut aside = std::mem::take(&mut collected.aside);
        for (person, seconds) in aside.drain(..) {
            let marks = self.qualified.get(person as usize / 64);
            if marks.is_some_and(|marks| marks.load(Ordering::Relaxed) >> (person % 64) & 1 == 1) {
                self.add(
                    person,
                    &Note {
                        seconds,
                        ..Note::default()
                    },
                    collected,
                );
            }
        }
        collected.aside = aside;
    }

    /// Forgets that `people` qualified: all those collected, at the end of a round.
    pub(crate) fn unmark(&mut self, people: &[u32]) {
        for &person in people {
            if let Some(marks) = self.qualified.get_mut(person as usize / 64) {
                *marks.get_mut() = 0;
            }
        }
    }

    /// Adds all of `notes`, and empties it.
    ///
    /// A lock waits for the memory behind it, one cell after the other. Plain loads are waited for
    /// together, so all cells are looked at before the first is locked.
    pub(crate) fn add_all(&self, notes: &mut Vec<(u32, Note)>, collected: &mut Collected) {
        let rounds = notes
            .iter()
            .filter_map(|(person, _)| self.cells.get(*person as usize));
        let seen = rounds.fold(0, |seen, cell| seen ^ cell.round.load(Ordering::Relaxed));
        std::hint::black_box(seen);
        for (person, note) in notes.drain(..) {
            self.add(person, &note, collected);
        }
    }

    /// Adds `note` to what is known of `person`.
    pub(crate) fn add(&self, person: u32, note: &Note, collected: &mut Collected) {
        let Some(cell) = self.cells.get(person as usize) else {
            return;
        };
        let mut packed = cell.finding.lock().unwrap_or_else(PoisonError::into_inner);
        if cell.round.load(Ordering::Relaxed) != self.round {
            cell.round.store(self.round, Ordering::Relaxed);
            *packed = Packed::default();
            collected.people.push(person);
        }
        packed.seconds = packed.seconds.saturating_add(note.seconds);
        if let Some(event) = note.event
            && packed
                .event
                .unpack()
                .is_none_or(|old| event.order(&old).is_lt())
        {
            if packed.event.unpack().is_none()
                && let Some(marks) = self.qualified.get(person as usize / 64)
            {
                marks.fetch_or(1 << (person % 64), Ordering::Relaxed);
            }
            packed.event = PackedEvent::of(&event);
        }
        let Some((start, end)) = note.grows else {
            return;
        };
        let joined = match packed.grows() {
            None => Some((start, end)),
            Some((from, to)) if start <= to && from <= end => Some((start.min(from), end.max(to))),
            Some(_) => None,
        };
        match joined.and_then(|(start, end)| Some((start, Length::of(start, end)?))) {
            Some((start, length)) => (packed.grows_from, packed.grows_for) = (start, length),
            None => collected.grown.push((person, start, end)),
        }
    }

    /// What was collected of `person`; nothing if nobody wrote there in this round.
    pub(crate) fn take(&mut self, person: u32) -> Option<Finding> {
        let round = self.round;
        let cell = self.cells.get_mut(person as usize)?;
        if *cell.round.get_mut() != round {
            return None;
        }
        let packed = *cell
            .finding
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        Some(Finding {
            event: packed.event.unpack(),
            seconds: packed.seconds,
            grows: packed.grows(),
        })
    }
}

impl Packed {
    fn grows(&self) -> Option<(i64, i64)> {
        let start = self.grows_from;
        match self.grows_for.0 {
            0 => None,
            u32::MAX => Some((start, i64::MAX)),
            length => Some((start, start.saturating_add(i64::from(length)))),
        }
    }
}

impl Length {
    /// `None` if `[start, end)` has an end but is too long (136 years).
    fn of(start: i64, end: i64) -> Option<Self> {
        if end == i64::MAX {
            return Some(Self(u32::MAX));
        }
        let length = u32::try_from(end.saturating_sub(start)).ok()?;
        (length < u32::MAX).then_some(Self(length))
    }
}

#[cfg(test)]
#[path = "outcome_tests.rs"]
mod tests;
