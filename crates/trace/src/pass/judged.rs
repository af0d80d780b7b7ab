//! Visitors judged many at a time: who was infectious, and about whom something new may be found out.
//!
//! A hop over a whole province comes by here once for every visit. So visitors are taken 64 at a
//! time: first all their entries are loaded, so that the misses are waited for together; then all
//! are judged by the same arithmetic, without a branch, which the compiler turns into vectors.

use multiversion::multiversion;

use crate::outcome::{Known, Outcomes};
use crate::people::{People, PersonColumns, RowRange, later, settled_from};

/// A stay about which the pass may find something out.
#[derive(Clone, Copy, Default)]
pub(super) struct Candidate {
    /// Which of the visitors.
    pub index: u32,
    /// Whether person-seconds are added up.
    pub dose: bool,
    /// Events from this time on change nothing.
    pub settled_from: i64,
}

/// So many people are looked up before the first is looked at.
pub(super) const AT_ONCE: usize = 64;

/// One column of what is known of [`AT_ONCE`] visitors.
type Column = [i64; AT_ONCE];

/// What is known of [`AT_ONCE`] visitors, column by column.
pub(super) struct Looked {
    start: Column,
    end: Column,
    people: PersonColumns<AT_ONCE>,
    known: Column,
    judged: Judged,
}

/// What follows of it: 1 for yes, 0 for no.
struct Judged {
    infectious: Column,
    concerned: Column,
    dose: Column,
    settled_from: Column,
}

impl Default for Looked {
    fn default() -> Self {
        let none = [0; AT_ONCE];
        Self {
            start: none,
            end: none,
            people: PersonColumns::default(),
            known: none,
            judged: Judged {
                infectious: none,
                concerned: none,
                dose: none,
                settled_from: none,
            },
        }
    }
}

/// What all visitors are judged by.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// Whose person-seconds are added up.
    pub dose: RowRange,
    pub reach: bool,
    pub last: bool,
    /// 0 at the last hop.
    pub latent: i64,
    pub until: i64,
    /// What [`Known`] counts from.
    pub base: i64,
    /// Which starts of stays are asked about.
    pub theirs: (i64, i64),
}

impl Looked {
    /// Loads what is known of at most [`AT_ONCE`] visitors.
    pub(super) fn load(
        &mut self,
        (starts, ends, visitors): (&[i64], &[i64], &[u32]),
        (people, direct): (&People, bool),
        outcomes: &Outcomes,
    ) {
        fill(&mut self.start, starts);
        fill(&mut self.end, ends);
        people.columns(visitors, direct, &mut self.people);
        for (known, &person) in self.known.iter_mut().zip(visitors) {
            *known = outcomes.known(person).bits().cast_signed();
        }
    }

    /// Judges the first `count`: appends those about whom something may be found out, and puts the
    /// numbers of those who may be infectious into `present`. The first has the number `first`.
    pub(super) fn judge(
        &mut self,
        rule: Rule,
        (first, count): (u32, usize),
        candidates: &mut Vec<Candidate>,
        present: &mut Vec<u32>,
    ) {
        judge(rule, count, self);
        let judged = &self.judged;
        let rows = (first..).zip(judged.dose.iter().zip(&judged.settled_from));
        let rows = judged.concerned.iter().zip(rows).take(count);
        let candidate = rows.map(|(&concerned, (index, (&dose, &settled_from)))| {
            let candidate = Candidate {
                index,
                dose: dose != 0,
                settled_from,
            };
            (concerned != 0, candidate)
        });
        append(candidates, candidate);
        let rows = judged.infectious.iter().zip(first..).take(count);
        present.clear();
        append(
            present,
            rows.map(|(&infectious, index)| (infectious != 0, index)),
        );
    }
}

#[inline]
fn fill(to: &mut Column, from: &[i64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}

/// Judges the first `count`.
#[multiversion(targets("x86_64+avx2"))]
fn judge(rule: Rule, count: usize, looked: &mut Looked) {
    let Looked {
        start,
        end,
        people,
        known,
        judged,
    } = looked;
    let people = (people.start.iter().zip(&people.end)).zip(
        people
            .known_from
            .iter()
            .zip(people.row.iter().zip(&people.more)),
    );
    let stays = start.iter().zip(end.iter()).zip(known.iter());
    let out = judged.infectious.iter_mut().zip(&mut judged.concerned);
    let out = out.zip(judged.dose.iter_mut().zip(&mut judged.settled_from));
    for ((((from, to), (known_from, (row, more))), ((start, end), known)), out) in
        people.zip(stays).zip(out).take(count)
    {
        let ((infectious, concerned), (dose, settled)) = out;
        let (start, end) = (*start, *end);
        *infectious = i64::from((start < *to) & (*from < end));
        let wanted = rule.dose.has(*row);
        *dose = i64::from(wanted);
        let until = later(end, rule.until);
        let settled_from = settled_from(*to, *known_from, (*row, *more), rule.last, until);
        // The most that any event into the stay can do may be known in this round.
        let longest = if rule.last { i64::MAX } else { until };
        let known = Known::from_bits(known.cast_unsigned());
        let spent = known.covers(start.wrapping_add(rule.latent), longest, rule.base);
        let settled_from = if spent | !rule.reach {
            i64::MIN
        } else {
            settled_from
        };
        *settled = settled_from;
        let asked = (rule.theirs.0 <= start) & (start < rule.theirs.1);
        *concerned = i64::from((wanted | (start < settled_from)) & asked);
    }
}

/// Appends those of at most [`AT_ONCE`] items that are wanted, without a branch for each.
#[inline]
fn append<T: Copy + Default>(list: &mut Vec<T>, items: impl Iterator<Item = (bool, T)>) {
    let mut len = list.len();
    // One more than there can be: what is not wanted is written, too, and written over.
    list.resize(len.saturating_add(AT_ONCE).saturating_add(1), T::default());
    for (wanted, item) in items {
        if let Some(slot) = list.get_mut(len) {
            *slot = item;
        }
        len = len.saturating_add(usize::from(wanted));
    }
    list.truncate(len);
}
