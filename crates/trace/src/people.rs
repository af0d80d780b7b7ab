//! What is known of each person while a question is answered: I-set and row (S9, S12).

use truyvet_model::{Interval, IntervalSet, Timestamp};

use crate::zeros::Zeros;

/// `row` of somebody who has not been reached.
const UNREACHED: u32 = u32::MAX;
/// `row` of a case, which is no row of the answer (S15).
const CASE: u32 = u32::MAX - 1;
/// `more` of somebody whose I-set is one interval or none.
const INLINE: u32 = u32::MAX;

/// One person.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    /// The hull of the I-set, in seconds; empty if `start >= end`.
    start: i64,
    end: i64,
    /// No event that starts at this time or later can be this person's earliest: the earliest so
    /// far; of a case the beginning of time.
    known_from: i64,
    row: u32,
    /// Index of the whole I-set if it has several intervals.
    more: u32,
}

impl Person {
    pub(crate) const UNTOUCHED: Self = Self {
        start: i64::MAX,
        end: i64::MIN,
        known_from: i64::MAX,
        row: UNREACHED,
        more: INLINE,
    };

    /// Whether this is a case, which nothing can change (S12).
    pub(crate) const fn is_case(&self) -> bool {
        self.row == CASE
    }

    /// Whether no qualifying event has reached this person at an earlier hop.
    pub(crate) const fn is_unreached(&self) -> bool {
        self.row == UNREACHED
    }

    /// The person's row in the answer, if there is one yet.
    pub(crate) const fn row(&self) -> Option<u32> {
        if self.row < CASE {
            Some(self.row)
        } else {
            None
        }
    }

    /// Whether the person's row is one of those.
    pub(crate) fn is_among(&self, rows: RowRange) -> bool {
        rows.has(self.row.into())
    }

    /// Whether the I-set is empty.
    pub(crate) const fn is_harmless(&self) -> bool {
        self.start >= self.end
    }

    /// From which start on no event into a stay that ends at `end` can change what is known of
    /// this person: not the earliest exposure, and not the infectious time, which is `until` long
    /// after the end of an event; [`i64::MAX`] if any could. At the `last`
    /// hop nobody asks for the infectious time.
    #[inline]
    pub(crate) fn settled_from(&self, end: i64, until: i64, last: bool) -> i64 {
        let marks = (self.row.into(), self.more.into());
        settled_from(self.end, self.known_from, marks, last, later(end, until))
    }

    /// The hull of the I-set, in seconds; meaningless if harmless.
    pub(crate) const fn hull(&self) -> (i64, i64) {
        (self.start, self.end)
    }
}

/// A [`Person`] as kept: 32 bytes, two to a cache line, so that a sweep touches one line a visit.
/// All 0 is [`Person::UNTOUCHED`].
type Entry = [[u64; 2]; 2];

#[inline(always)]
const fn packed(person: &Person) -> Entry {
    let none = Person::UNTOUCHED;
    let row = (person.row ^ none.row) as u64;
    let more = (person.more ^ none.more) as u64;
    [
        [
            (person.start ^ none.start).cast_unsigned(),
            (person.end ^ none.end).cast_unsigned(),
        ],
        [
            (person.known_from ^ none.known_from).cast_unsigned(),
            row << 32 | more,
        ],
    ]
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half of a word is meant"
)]
#[inline(always)]
const fn unpacked(&[[start, end], [known_from, rest]]: &Entry) -> Person {
    let none = Person::UNTOUCHED;
    Person {
        start: start.cast_signed() ^ none.start,
        end: end.cast_signed() ^ none.end,
        known_from: known_from.cast_signed() ^ none.known_from,
        row: (rest >> 32) as u32 ^ none.row,
        more: rest as u32 ^ none.more,
    }
}

/// Entries of several people, column by column; `row` and `more` as in [`Person`].
pub(crate) struct PersonColumns<const N: usize> {
    pub start: [i64; N],
    pub end: [i64; N],
    pub known_from: [i64; N],
    pub row: [i64; N],
    pub more: [i64; N],
}

impl<const N: usize> Default for PersonColumns<N> {
    fn default() -> Self {
        Self {
            start: [0; N],
            end: [0; N],
            known_from: [0; N],
            row: [0; N],
            more: [0; N],
        }
    }
}

/// [`Person::settled_from`] of the fields of an entry: the end of its hull, what it is known from,
/// `row` and `more`. An event into the stay asked about makes infectious until `longest` at most.
/// All of it is worked out every time: no branch to be guessed wrong.
#[inline(always)]
pub(crate) fn settled_from(
    hull_end: i64,
    known_from: i64,
    (row, more): (i64, i64),
    last: bool,
    longest: i64,
) -> i64 {
    let lasts = (more == i64::from(INLINE)) & (hull_end >= longest);
    let fixed = last | lasts | (row == i64::from(CASE));
    if fixed { known_from } else { i64::MAX }
}

/// `t + by`, forever if that is too late; `by` is not negative.
#[inline(always)]
pub(crate) fn later(t: i64, by: i64) -> i64 {
    t.min(i64::MAX.wrapping_sub(by)).wrapping_add(by)
}

/// Rows from the first to the last.
#[derive(Clone, Copy)]
pub(crate) struct RowRange(u32, u32);

impl RowRange {
    pub(crate) const NONE: Self = Self(1, 0);
    /// Of those who have none.
    pub(crate) const UNREACHED: Self = Self(UNREACHED, UNREACHED);

    /// That row and all later ones.
    pub(crate) const fn from(first: u32) -> Self {
        Self(first, CASE - 1)
    }

    #[inline(always)]
    pub(crate) fn has(self, row: i64) -> bool {
        (i64::from(self.0) <= row) & (row <= i64::from(self.1))
    }
}

/// Everybody, by person number.
#[derive(Default)]
pub(crate) struct People {
    list: Zeros<u64, 2>,
    sets: Vec<IntervalSet>,
    /// Whose entry differs from [`Person::UNTOUCHED`].
    touched: Vec<u32>,
    /// The same as bits. They stay in a near cache, where the entries of a province do not, and
    /// most visitors of most places are untouched.
    marks: Vec<u64>,
}

impl People {
    /// `count` untouched people.
    pub(crate) fn new(count: u32) -> Self {
        Self {
            list: Zeros::new(count as usize),
            marks: vec![0; (count as usize).div_ceil(64)],
            ..Self::default()
        }
    }

    /// Forgets all that was learnt, so that the memory can serve the next question.
    pub(crate) fn reset(&mut self) {
        if self.touched.len() > self.list.len() / 8 {
            self.list.clear();
            self.marks.fill(0);
        } else {
            for &person in &self.touched {
                if let Some(mark) = self.marks.get_mut(person as usize / 64) {
                    *mark = 0;
                }
                if let Some(entry) = self.list.get_mut(person as usize) {
                    *entry = Entry::default();
                }
            }
        }
        self.touched.clear();
        self.sets.clear();
    }

    /// The entry of `person`, if the store has that many people.
    #[inline]
    pub(crate) fn get(&self, person: u32) -> Option<Person> {
        self.list.get(person as usize).map(unpacked)
    }

    /// Changes the entry of `person`, if the store has that many people.
    fn change(&mut self, person: u32, change: impl FnOnce(&mut Person)) {
        if let Some(entry) = self.list.get_mut(person as usize) {
            let mut person = unpacked(entry);
            change(&mut person);
            *entry = packed(&person);
        }
    }

    /// A copy of the entry of `person`; untouched if the store has fewer people.
    #[inline]
    pub(crate) fn at(&self, person: u32) -> Person {
        let marks = self.marks.get(person as usize / 64).copied().unwrap_or(0);
        if marks >> (person % 64) & 1 == 0 {
            return Person::UNTOUCHED;
        }
        self.get(person).unwrap_or(Person::UNTOUCHED)
    }

    /// Whether so many people are touched that asking first whether one is costs more than it
    /// saves: [`Self::load`] is then the faster way.
    pub(crate) fn many_touched(&self) -> bool {
        self.touched.len() > self.list.len() / 16
    }

    /// Puts the entries of at most N people into columns, by [`Self::load`] if `direct`.
    #[inline]
    pub(crate) fn columns<const N: usize>(
        &self,
        people: &[u32],
        direct: bool,
        out: &mut PersonColumns<N>,
    ) {
        let times = out.start.iter_mut().zip(&mut out.end);
        let rest = out.row.iter_mut().zip(&mut out.more);
        let out = times.zip(out.known_from.iter_mut().zip(rest));
        for (&person, ((start, end), (known_from, (row, more)))) in people.iter().zip(out) {
            let entry = if direct {
                self.load(person)
            } else {
                self.at(person)
            };
            (*start, *end, *known_from) = (entry.start, entry.end, entry.known_from);
            (*row, *more) = (entry.row.into(), entry.more.into());
        }
    }

    /// As [`Self::at`], from the list at once.
    #[inline]
    pub(crate) fn load(&self, person: u32) -> Person {
        self.get(person).unwrap_or(Person::UNTOUCHED)
    }

    /// The parts of `[start, end)` in which `person` is infectious, in order of time.
    pub(crate) fn clip(
        &self,
        person: &Person,
        start: i64,
        end: i64,
        mut each: impl FnMut(i64, i64),
    ) {
        let (from, to) = (start.max(person.start), end.min(person.end));
        if from >= to {
            return;
        }
        if person.more == INLINE {
            return each(from, to);
        }
        let Some(set) = self.sets.get(person.more as usize) else {
            return;
        };
        let stay = Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end));
        for part in stay.into_iter().flat_map(|stay| set.clip(stay)) {
            each(part.start().seconds(), part.end().seconds());
        }
    }

    /// Whether `person` is known to be infectious during all of `[start, end)`.
    pub(crate) fn covers(&self, person: &Person, start: i64, end: i64) -> bool {
        if start < person.start || end > person.end {
            return false;
        }
        let interval =
            Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end));
        match (self.sets.get(person.more as usize), interval) {
            (Some(set), Some(interval)) => set.contains_interval(interval),
            _ => true,
        }
    }

    /// The I-set of `person`.
    pub(crate) fn set_of(&self, person: u32) -> IntervalSet {
        let Some(entry) = self.get(person) else {
            return IntervalSet::new();
        };
        if let Some(set) = self.sets.get(entry.more as usize) {
            return set.clone();
        }
        let (start, end) = (
            Timestamp::from_seconds(entry.start),
            Timestamp::from_seconds(entry.end),
        );
        Interval::checked(start, end)
            .map(IntervalSet::from)
            .unwrap_or_default()
    }

    /// Notes an exposure of `person`, who has a row, from `x` on.
    pub(crate) fn set_known_from(&mut self, person: u32, x: i64) {
        self.change(person, |entry| entry.known_from = entry.known_from.min(x));
    }

    /// Bytes of memory.
    pub(crate) fn bytes(&self) -> usize {
        let set = |set: &IntervalSet| size_of_val(set.intervals());
        self.list
            .bytes()
            .saturating_add(size_of_val(self.marks.as_slice()))
            .saturating_add(self.sets.iter().map(set).sum())
    }

    /// Makes `person` a case with that `I_0`.
    pub(crate) fn make_case(&mut self, person: u32, set: &IntervalSet) {
        self.set_row(person, CASE);
        self.set_known_from(person, i64::MIN);
        self.set_infectious(person, set);
    }

    /// Gives `person` a row in the answer.
    pub(crate) fn set_row(&mut self, person: u32, row: u32) {
        if self.get(person).is_some_and(|entry| entry.is_unreached()) {
            self.touched.push(person);
            if let Some(marks) = self.marks.get_mut(person as usize / 64) {
                *marks |= 1 << (person % 64);
            }
        }
        self.change(person, |entry| entry.row = row);
    }

    /// Replaces the I-set of `person`, who has a row or is a case.
    pub(crate) fn set_infectious(&mut self, person: u32, set: &IntervalSet) {
        let Some(mut entry) = self.get(person) else {
            return;
        };
        let Some(hull) = set.hull() else { return };
        (entry.start, entry.end) = (hull.start().seconds(), hull.end().seconds());
        if set.intervals().len() == 1 {
            entry.more = INLINE;
        } else if let Some(old) = self.sets.get_mut(entry.more as usize) {
            old.clone_from(set);
        } else {
            entry.more = u32::try_from(self.sets.len()).unwrap_or(INLINE);
            self.sets.push(set.clone());
        }
        self.change(person, |kept| *kept = entry);
    }
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
