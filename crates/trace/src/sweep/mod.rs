//! One place, everybody infectious there at once: who shares how much time with whom, in one pass
//! over the visits instead of one over the pairs (S10, S12, S16).

mod setup;

mod few;

mod sums;

use std::cmp::Reverse;

use crate::event::Event;
use crate::records::Stay;
use sums::{Timeline, advance};

pub(crate) use few::{FEW, few};
pub(crate) use setup::{Setup, Shed};

/// What is asked about shared time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asked {
    Nothing,
    /// How much, summed over people (S16).
    Seconds,
    /// How much, and the same with every infectious person by weight (S22).
    Weighted,
}

/// Where the last visit asked about was found. Visits asked about in the order of their starts
/// are found next to it; any other order costs a new search, and nothing else.
#[derive(Clone, Copy, Default)]
pub(crate) struct Position {
    start: i64,
    /// How many of `long` have begun.
    present: usize,
    /// How many turns of contaminated time lie before the visit.
    turns: usize,
}

/// The infectious stays at one place, arranged so that each visit is answered in logarithmic time.
#[derive(Default)]
pub(crate) struct Sweep {
    setup: Option<Setup>,
    /// Those whose contaminated time is at least d long, by `(start, end desc, person, open)`.
    long: Vec<Shed>,
    /// For each of `long`: the preferred latest-ending one up to here, and the same among those of
    /// other people, so that nobody is covered by himself alone.
    best: Vec<(u32, Option<u32>)>,
    /// For each of `long`: the next one of somebody else.
    next_other: Vec<u32>,
    /// Where the union of S12 can fall apart: index, and for whom only (`None`: for everybody).
    breaks: Vec<(u32, Option<u32>)>,
    /// Contaminated time, summed up.
    timeline: Timeline,
}

impl Sweep {
    /// Arranges `sheds` (all infectious stays at the place that matter now). `asked` says whether
    /// [`Self::seconds`] and [`Self::weighted`] will be asked.
    pub(crate) fn arrange(&mut self, setup: Setup, sheds: &[Shed], asked: Asked) {
        let contaminated_end = |shed: &Shed| shed.end.saturating_add(setup.lag);
        self.setup = Some(setup);
        self.long.clear();
        let is_long =
            |shed: &&Shed| contaminated_end(shed).saturating_sub(shed.start) >= setup.min_overlap;
        self.long.extend(sheds.iter().filter(is_long));
        self.long
            .sort_by_key(|s| (s.start, Reverse(s.end), s.person, s.grade));
        self.find_best();
        self.find_next_other();
        self.find_breaks(setup);
        self.timeline.clear();
        if asked >= Asked::Seconds {
            let stays = sheds
                .iter()
                .map(|shed| (shed.start, contaminated_end(shed), shed.weight));
            self.timeline.fill(stays, asked == Asked::Weighted);
        }
    }

    fn shed(&self, index: u32) -> Option<&Shed> {
        self.long.get(index as usize)
    }

    fn find_best(&mut self) {
        self.best.clear();
        let mut first: Option<(u32, Shed)> = None;
        let mut second: Option<(u32, Shed)> = None;
        for (index, &shed) in (0u32..).zip(&self.long) {
            match first {
                Some((_, f)) if prefers(&f, &shed) => {
                    let other = f.person != shed.person;
                    if other && second.is_none_or(|(_, s)| prefers(&shed, &s)) {
                        second = Some((index, shed));
                    }
                }
                _ => {
                    if first.is_some_and(|(_, f)| f.person != shed.person) {
                        second = first;
                    }
                    first = Some((index, shed));
                }
            }
            self.best
                .push((first.map_or(0, |f| f.0), second.map(|s| s.0)));
        }
    }

    fn find_next_other(&mut self) {
        self.next_other.clear();
        let mut after = u32::try_from(self.long.len()).unwrap_or(u32::MAX);
        let mut following: Option<(u32, u32)> = None;
        for (index, shed) in self.long.iter().enumerate().rev() {
            if let Some((next, person)) = following
                && person != shed.person
            {
                after = next;
            }
            self.next_other.push(after);
            following = Some((u32::try_from(index).unwrap_or(u32::MAX), shed.person));
        }
        self.next_other.reverse();
    }

    /// A gap in the union of `[x + L, y + U)` needs a start later than every earlier contaminated
    /// end by more than U - L. One person's own stays do not bridge a gap for himself.
    fn find_breaks(&mut self, setup: Setup) {
        self.breaks.clear();
        if setup.until == i64::MAX {
            return;
        }
        let reach = setup
            .lag
            .saturating_add(setup.until)
            .saturating_sub(setup.latent);
        let before = self.best.iter();
        for ((index, shed), &(first, second)) in (1u32..).zip(self.long.iter().skip(1)).zip(before)
        {
            let beyond = |of: u32| {
                self.shed(of)
                    .is_some_and(|b| shed.start > b.end.saturating_add(reach))
            };
            let owner = self.shed(first).map(|b| b.person);
            if beyond(first) {
                self.breaks.push((index, None));
            } else if owner != Some(shed.person) && second.is_some_and(beyond) {
                self.breaks.push((index, owner));
            }
        }
    }

    /// The latest-ending infectious stay of anybody but `person` among the first `count`.
    #[inline]
    fn latest(&self, count: usize, person: u32) -> Option<&Shed> {
        let &(first, second) = self.best.get(count.checked_sub(1)?)?;
        let first = self.shed(first)?;
        if first.person == person {
            self.shed(second?)
        } else {
            Some(first)
        }
    }

    /// Moves `position` to `visit`, for the three questions below.
    #[inline]
    pub(crate) fn seek(&self, position: &mut Position, visit: &Stay) {
        if visit.start < position.start {
            *position = Position::default();
        }
        position.start = visit.start;
        position.present = advance(&self.long, position.present, |shed| {
            shed.start <= visit.start
        });
        position.turns = advance(&self.timeline.turns, position.turns, |turn| {
            turn.time < visit.start
        });
    }

    /// The first qualifying event into `visit`, by the order of S15, if there is one.
    #[inline]
    pub(crate) fn first_event(&self, visit: &Stay, position: &Position) -> Option<Event> {
        let setup = self.setup?;
        let event = |shed: &Shed| {
            let x = shed.start.max(visit.start);
            let y = shed.end.saturating_add(setup.lag).min(visit.end);
            Event::at(
                setup.place,
                shed.person,
                x,
                y,
                shed.end,
                shed.grade.max(visit.grade()),
            )
        };
        let latest_start = visit.end.saturating_sub(setup.min_overlap);
        if latest_start < visit.start {
            return None;
        }
        let present = position.present;
        let needed_end = visit
            .start
            .saturating_add(setup.min_overlap)
            .saturating_sub(setup.lag);
        if let Some(shed) = self
            .latest(present, visit.person)
            .filter(|shed| shed.end >= needed_end)
        {
            return Some(event(shed));
        }
        let mut arriving = self.long.get(present)?;
        if arriving.person == visit.person {
            arriving = self.shed(*self.next_other.get(present)?)?;
        }
        (arriving.start <= latest_start).then(|| event(arriving))
    }

    /// Calls `each` with the maximal pieces of the union of `[x + L, y + U)` over all qualifying
    /// events into `visit`, the first of which starts at `x` (S12).
    pub(crate) fn infectious_after(
        &self,
        visit: &Stay,
        position: &Position,
        x: i64,
        mut each: impl FnMut(i64, i64),
    ) {
        let Some(setup) = self.setup else { return };
        let mut piece_start = x.saturating_add(setup.latent);
        if setup.until == i64::MAX {
            return each(piece_start, i64::MAX);
        }
        let latest_start = visit.end.saturating_sub(setup.min_overlap);
        let count = advance(&self.long, position.present, |shed| {
            shed.start <= latest_start
        });
        let end_among = |first: usize| {
            let end = self
                .latest(first, visit.person)
                .map_or(x, |s| s.end.saturating_add(setup.lag));
            end.min(visit.end).saturating_add(setup.until)
        };
        for &(index, owner) in &self.breaks {
            let (at, Some(shed)) = (index as usize, self.shed(index)) else {
                continue;
            };
            if at >= count {
                break;
            }
            let ours =
                owner.is_none_or(|owner| owner == visit.person) && shed.person != visit.person;
            if ours && shed.start > x {
                each(piece_start, end_among(at));
                piece_start = shed.start.saturating_add(setup.latent);
            }
        }
        each(piece_start, end_among(count));
    }

    /// Person-seconds of `visit` with everybody infectious there (S16), by prefix integrals: the
    /// time spent there by infectious people until its end, less that until its start. The visitor
    /// must not be infectious himself.
    #[inline]
    pub(crate) fn seconds(&self, visit: &Stay, position: &Position) -> u64 {
        self.timeline.seconds(visit, position.turns)
    }

    /// As [`Self::seconds`], with each infectious person's time multiplied by the weight (S22).
    pub(crate) fn weighted(&self, visit: &Stay, position: &Position) -> u64 {
        self.timeline.weighted(visit, position.turns)
    }
}

/// Whether `a` is preferred to `b` among stays that have begun: ends last, then S15.
fn prefers(a: &Shed, b: &Shed) -> bool {
    (Reverse(a.end), a.person, a.grade) <= (Reverse(b.end), b.person, b.grade)
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
