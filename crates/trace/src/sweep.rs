//! One place, everybody infectious there at once: who shares how much time with whom, in one pass
//! over the visits instead of one over the pairs (S10, S12, S16).

use std::cmp::Reverse;

use truyvet_store::VisitRow;

use crate::event::Event;

/// A maximal infectious stay of one person at the place: a visit cut by the I-set (S10).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shed {
    pub start: i64,
    /// When the infectious person leaves (or stops being infectious).
    pub end: i64,
    pub person: u32,
    /// Whether it rests on an open visit.
    pub open: bool,
}

/// What a sweep needs to know of the place and the question. Times in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub place: u32,
    pub lag: i64,
    pub min_overlap: i64,
    pub latent: i64,
    pub until: i64,
}

/// Where the last visit asked about was found. Visits asked about in the order of their starts
/// are found next to it; any other order costs a new search, and nothing else.
#[derive(Clone, Copy, Default)]
pub(crate) struct Position {
    start: i64,
    /// How many of `long` have begun.
    present: usize,
    /// How many starts and ends of contaminated time lie before the visit.
    starts: usize,
    ends: usize,
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
    /// Starts and ends of contaminated time, each sorted, with sums before each.
    starts: Sums,
    ends: Sums,
}

impl Sweep {
    /// Arranges `sheds` (all infectious stays at the place that matter now). `dose` says whether
    /// [`Self::seconds`] will be asked.
    pub(crate) fn arrange(&mut self, setup: Setup, sheds: &[Shed], dose: bool) {
        let contaminated_end = |shed: &Shed| shed.end.saturating_add(setup.lag);
        self.setup = Some(setup);
        self.long.clear();
        let is_long =
            |shed: &&Shed| contaminated_end(shed).saturating_sub(shed.start) >= setup.min_overlap;
        self.long.extend(sheds.iter().filter(is_long));
        self.long
            .sort_by_key(|s| (s.start, Reverse(s.end), s.person, s.open));
        self.find_best();
        self.find_next_other();
        self.find_breaks(setup);
        self.starts.clear();
        self.ends.clear();
        if dose {
            self.starts.fill(sheds.iter().map(|s| s.start));
            self.ends.fill(sheds.iter().map(contaminated_end));
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
    pub(crate) fn seek(&self, position: &mut Position, visit: &VisitRow) {
        if visit.start < position.start {
            *position = Position::default();
        }
        position.start = visit.start;
        position.present = advance(&self.long, position.present, |shed| {
            shed.start <= visit.start
        });
        position.starts = advance(&self.starts.sorted, position.starts, |&t| t < visit.start);
        position.ends = advance(&self.ends.sorted, position.ends, |&t| t < visit.start);
    }

    /// The first qualifying event into `visit`, by the order of S15, if there is one.
    #[inline]
    pub(crate) fn first_event(&self, visit: &VisitRow, position: &Position) -> Option<Event> {
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
                shed.open || visit.open,
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
        visit: &VisitRow,
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
    /// time shared up to t is the sum of `t - start` over the starts before t less the same for
    /// the ends. The visitor must not be infectious himself.
    #[inline]
    pub(crate) fn seconds(&self, visit: &VisitRow, position: &Position) -> u64 {
        let begun = self.starts.between(visit, position.starts);
        let ended = self.ends.between(visit, position.ends);
        u64::try_from(begun.wrapping_sub(ended)).unwrap_or(0)
    }
}

/// Whether `a` is preferred to `b` among stays that have begun: ends last, then S15.
fn prefers(a: &Shed, b: &Shed) -> bool {
    (Reverse(a.end), a.person, a.open) <= (Reverse(b.end), b.person, b.open)
}

/// Sorted instants with prefix sums. Sums wrap; differences of integrals are exact all the same.
#[derive(Default)]
struct Sums {
    sorted: Vec<i64>,
    /// `sum[i]` is the sum of the first `i` instants.
    sum: Vec<i64>,
}

impl Sums {
    fn clear(&mut self) {
        self.sorted.clear();
        self.sum.clear();
    }

    fn fill(&mut self, instants: impl Iterator<Item = i64>) {
        self.sorted.extend(instants);
        // Stable sorting makes use of what is in order already; visits come by their starts.
        self.sorted.sort();
        let mut total = 0i64;
        self.sum.push(0);
        self.sum.extend(self.sorted.iter().map(|&t| {
            total = total.wrapping_add(t);
            total
        }));
    }

    /// The time from each instant before `visit.end` to there, but no more than the length of
    /// `visit`, summed; `before` is how many instants lie before `visit.start`.
    #[inline]
    fn between(&self, visit: &VisitRow, before: usize) -> i64 {
        let after = advance(&self.sorted, before, |&t| t < visit.end);
        self.integral(visit.end, after)
            .wrapping_sub(self.integral(visit.start, before))
    }

    /// The sum of `t - s` over the first `count` instants s.
    #[inline]
    fn integral(&self, t: i64, count: usize) -> i64 {
        let sum = self.sum.get(count).copied().unwrap_or(0);
        t.wrapping_mul(i64::try_from(count).unwrap_or(i64::MAX))
            .wrapping_sub(sum)
    }
}

/// The partition point of `sorted`, known to be `from` or later and likely to be near.
#[inline]
fn advance<T>(sorted: &[T], from: usize, before: impl Fn(&T) -> bool) -> usize {
    // Mostly there is nothing to pass.
    if !sorted.get(from).is_some_and(&before) {
        return from;
    }
    let mut from = from.saturating_add(1);
    let mut step = 1usize;
    loop {
        let next = from.saturating_add(step);
        match sorted.get(next.saturating_sub(1)) {
            Some(item) if before(item) => {
                from = next;
                step = step.saturating_mul(2);
            }
            _ => {
                let rest = sorted.get(from..next.saturating_sub(1).min(sorted.len()));
                return from.saturating_add(rest.unwrap_or_default().partition_point(before));
            }
        }
    }
}

#[cfg(test)]
#[path = "sweep_tests.rs"]
mod tests;
