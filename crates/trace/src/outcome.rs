//! What one hop finds out about each person, collected by several threads at once.
//!
//! Everything collected is a minimum, a sum or a union, so the order in which threads bring it
//! cannot show in the result (S7).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use zerocopy::FromZeros;

use crate::event::{Event, PackedEvent};
use crate::zeros::{Zeros, zeroed};

/// What one sweep or contact says about one person.
#[derive(Clone, Copy, Default)]
pub(crate) struct Note {
    /// A qualifying event (S10, S11).
    pub event: Option<Event>,
    /// When the event makes infectious (S12); `None` at the last hop, where nobody asks.
    pub grows: Option<(i64, i64)>,
}

/// Time that one person shared with infectious people.
#[derive(Clone, Copy, Default)]
pub(crate) struct Time {
    pub person: u32,
    /// Person-seconds (S16).
    pub seconds: u64,
    /// Hazard in units (S22).
    pub hazard: u64,
}

/// What a hop found out about one person.
#[derive(Clone, Copy, Default)]
pub(crate) struct Finding {
    /// The preferred qualifying event (S15).
    pub event: Option<Event>,
    /// Person-seconds (S16).
    pub seconds: u64,
    /// Hazard in units (S22).
    pub hazard: u64,
    /// One interval of new infectious time; others are in [`Collected::grown`].
    pub grows: Option<(i64, i64)>,
}

/// What every visit adds to or looks at: 16 bytes a person, so that it stays in a near cache where
/// the cells do not.
#[derive(Default, FromZeros)]
#[repr(C)]
struct Tally {
    seconds: AtomicU64,
    /// A stretch of infectious time that is known in this round: see [`Known`].
    known: AtomicU64,
}

/// A person's event in one cache line: a hop writes to millions of them in no order. The round of
/// what it holds, and the words of a [`Packed`]. Read and written under the person's lock.
type Cell = [[AtomicU64; 2]; 4];

/// The round of what a cell holds.
const fn round_of([[round, _], ..]: &Cell) -> &AtomicU64 {
    round
}

/// What a [`Cell`] keeps beside its round.
#[derive(Clone, Copy, Default)]
struct Packed {
    event: PackedEvent,
    grows_from: i64,
    grows_for: Length,
}

impl Packed {
    fn of([[_, a], [b, c], [d, e], _]: &Cell) -> Self {
        let [a, b, c, d, e] = [a, b, c, d, e].map(|word| word.load(Ordering::Relaxed));
        let (event, grows_for) = PackedEvent::from_words([a, b, c, d]);
        Self {
            event,
            grows_from: e.cast_signed(),
            grows_for: Length(grows_for),
        }
    }

    fn write(&self, [[_, a], [b, c], [d, e], _]: &Cell) {
        let words = self.event.words(self.grows_for.0);
        for (to, word) in [a, b, c, d].into_iter().zip(words) {
            to.store(word, Ordering::Relaxed);
        }
        e.store(self.grows_from.cast_unsigned(), Ordering::Relaxed);
    }
}

/// The length of an interval in seconds: 0 for none, `u32::MAX` for one without end.
#[derive(Clone, Copy, Default)]
struct Length(u32);

/// A stretch of time `[from, to)` in two halves of a word, in seconds after a base: from inclusive
/// in the upper half, plus 1; to in the lower half, `u32::MAX` for no end. 0: nothing is known.
///
/// Threads may see an older word than there is: it says less, and so costs a note, not an answer.
#[derive(Clone, Copy, Default)]
pub(crate) struct Known(u64);

impl Known {
    /// `None` if it cannot be written down.
    fn of(start: i64, end: i64, base: i64) -> Option<Self> {
        let from = u32::try_from(start.checked_sub(base)?.checked_add(1)?).ok()?;
        let to = if end == i64::MAX {
            u32::MAX
        } else {
            u32::try_from(end.checked_sub(base)?).ok()?
        };
        Some(Self(u64::from(from) << 32 | u64::from(to)))
    }

    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Whether `[start, end)` begins later than this and does not end later.
    #[inline]
    pub(crate) const fn covers(self, start: i64, end: i64, base: i64) -> bool {
        let from = (self.0 >> 32).cast_signed();
        let to = (self.0 & 0xffff_ffff).cast_signed();
        let ends_within = (to == 0xffff_ffff) | (end <= base.wrapping_add(to));
        (self.0 != 0) & (start >= base.wrapping_add(from)) & ends_within
    }
}

/// How many locks there are: many more than threads.
const LOCKS: usize = 4096;

/// A cell for everybody; valid where its round is the present one, so that nothing is cleared
/// between hops and questions.
#[derive(Default)]
pub(crate) struct Outcomes {
    cells: Zeros<AtomicU64, 4>,
    /// One for each of so many people; who shares one waits a little.
    locks: Vec<Mutex<()>>,
    /// All 0 between rounds.
    tallies: Vec<Tally>,
    /// Hazard in units, if risk is asked; all 0 between rounds.
    hazards: Vec<AtomicU64>,
    round: u64,
    /// What [`Known`] counts from: no record is earlier.
    base: i64,
    /// Whether nobody will ask for infectious time.
    last: bool,
}

/// Whom one thread found something out about, and what did not fit into the cells.
#[derive(Default)]
pub(crate) struct Collected {
    /// People whose cell this thread was the first to write.
    pub people: Vec<u32>,
    /// People whose time this thread was the first to add to.
    timed: Vec<u32>,
    /// Further intervals of new infectious time.
    pub grown: Vec<(u32, i64, i64)>,
}

impl Outcomes {
    /// Cells for `count` people.
    pub(crate) fn new(count: u32) -> Self {
        Self {
            cells: Zeros::new(count as usize),
            tallies: zeroed(count as usize),
            locks: (0..LOCKS).map(|_| Mutex::default()).collect(),
            ..Self::default()
        }
    }

    /// Makes ready for a question: no record begins before `base`; whether hazards are collected.
    pub(crate) fn prepare(&mut self, base: i64, hazards: bool) {
        self.base = base;
        if hazards {
            let count = self.cells.len();
            if self.hazards.len() != count {
                self.hazards = zeroed(count);
            }
        }
    }

    /// Bytes of memory.
    pub(crate) fn bytes(&self) -> usize {
        self.cells
            .bytes()
            .saturating_add(size_of_val(self.tallies.as_slice()))
            .saturating_add(size_of_val(self.hazards.as_slice()))
    }

    /// Begins a new collection, of the `last` hop or not; what was collected before is void.
    pub(crate) fn begin(&mut self, last: bool) {
        self.last = last;
        // Far from 64 bits.
        self.round = self.round.wrapping_add(1);
    }

    /// Whether an event from `x` on that makes infectious during `[start, end)` says nothing that
    /// this round does not know already. At the last hop the time is `[x, forever)`.
    #[inline]
    pub(crate) fn knows(&self, person: u32, start: i64, end: i64) -> bool {
        self.known(person).covers(start, end, self.base)
    }

    /// What [`Self::knows`] asks of `person`, to be asked later.
    #[inline]
    pub(crate) fn known(&self, person: u32) -> Known {
        let tally = self.tallies.get(person as usize);
        Known(tally.map_or(0, |tally| tally.known.load(Ordering::Relaxed)))
    }

    /// What all [`Known`] count from.
    #[inline]
    pub(crate) const fn base(&self) -> i64 {
        self.base
    }

    /// Adds all of `times`, and empties it.
    ///
    /// An atomic addition waits for the memory behind it, one after the other. Plain loads are
    /// waited for together, so all tallies are looked at before the first addition.
    pub(crate) fn add_times(&self, times: &mut Vec<Time>, collected: &mut Collected) {
        let tallies = times
            .iter()
            .filter_map(|time| self.tallies.get(time.person as usize));
        let seen = tallies.fold(0, |seen, t| seen ^ t.seconds.load(Ordering::Relaxed));
        std::hint::black_box(seen);
        for time in times.drain(..) {
            let Some(tally) = self.tallies.get(time.person as usize) else {
                continue;
            };
            // Far from 64 bits: 2^32 stays of 2^31 seconds.
            let before = tally.seconds.fetch_add(time.seconds, Ordering::Relaxed);
            if before == 0 && time.seconds > 0 {
                collected.timed.push(time.person);
            }
            if time.hazard > 0
                && let Some(hazard) = self.hazards.get(time.person as usize)
            {
                let add = |sum: u64| Some(sum.saturating_add(time.hazard));
                // It is always `Some`.
                let _ = hazard.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
            }
        }
    }

    /// Adds all of `notes`, and empties it. The cells are fetched together, as in
    /// [`Self::add_times`].
    pub(crate) fn add_all(&self, notes: &mut Vec<(u32, Note)>, collected: &mut Collected) {
        let rounds = notes
            .iter()
            .filter_map(|(person, _)| self.cells.get(*person as usize));
        let seen = rounds.fold(0, |seen, cell| {
            seen ^ round_of(cell).load(Ordering::Relaxed)
        });
        std::hint::black_box(seen);
        for (person, note) in notes.drain(..) {
            self.add(person, &note, collected);
        }
    }

    /// Adds `note` to what is known of `person`.
    fn add(&self, person: u32, note: &Note, collected: &mut Collected) {
        let at = person as usize;
        let (Some(cell), Some(tally)) = (self.cells.get(at), self.tallies.get(at)) else {
            return;
        };
        let lock = self.locks.get(at % LOCKS).map(Mutex::lock);
        // What a lock guards is written word by word, and whole again with the next note.
        let _held = lock.map(|held| held.unwrap_or_else(PoisonError::into_inner));
        let mut packed = Packed::of(cell);
        if round_of(cell).load(Ordering::Relaxed) != self.round {
            round_of(cell).store(self.round, Ordering::Relaxed);
            packed = Packed::default();
            collected.people.push(person);
        }
        let know = |start, end| {
            if let Some(known) = Known::of(start, end, self.base) {
                tally.known.store(known.0, Ordering::Relaxed);
            }
        };
        let old = packed.event.unpack();
        if let Some(event) = note.event
            && old.is_none_or(|old| event.order(&old).is_lt())
        {
            packed.event = PackedEvent::of(&event);
            if self.last {
                know(event.x, i64::MAX);
            }
        }
        let Some((start, end)) = note.grows else {
            packed.write(cell);
            return;
        };
        let joined = match packed.grows() {
            None => Some((start, end)),
            Some((from, to)) if start <= to && from <= end => Some((start.min(from), end.max(to))),
            Some(_) => None,
        };
        match joined.and_then(|(start, end)| Some((start, end, Length::of(start, end)?))) {
            Some((start, end, length)) => {
                (packed.grows_from, packed.grows_for) = (start, length);
                know(start, end);
            }
            None => collected.grown.push((person, start, end)),
        }
        packed.write(cell);
    }

    /// What was collected of `person`, whose time starts from nothing again. No event if nobody
    /// wrote one in this round.
    pub(crate) fn take(&mut self, person: u32) -> Finding {
        let at = person as usize;
        let mut found = Finding::default();
        if let Some(tally) = self.tallies.get_mut(at) {
            found.seconds = std::mem::take(tally.seconds.get_mut());
            *tally.known.get_mut() = 0;
        }
        if let Some(hazard) = self.hazards.get_mut(at) {
            found.hazard = std::mem::take(hazard.get_mut());
        }
        if let Some(cell) = self.cells.get(at)
            && round_of(cell).load(Ordering::Relaxed) == self.round
        {
            let packed = Packed::of(cell);
            found.event = packed.event.unpack();
            found.grows = packed.grows();
        }
        found
    }

    /// Lets the time of everybody start from nothing again, once all findings are taken.
    pub(crate) fn clear_times(&mut self, collected: &mut Collected) {
        for person in collected.timed.drain(..) {
            if let Some(tally) = self.tallies.get_mut(person as usize) {
                *tally.seconds.get_mut() = 0;
            }
            if let Some(hazard) = self.hazards.get_mut(person as usize) {
                *hazard.get_mut() = 0;
            }
        }
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
