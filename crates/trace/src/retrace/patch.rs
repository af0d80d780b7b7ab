//! Putting what changed into the columns of the earlier answer.

use std::ops::Range;

use truyvet_model::{Exposure, Exposures};

use super::lines::{Line, Rows};
use crate::event::Event;
use crate::history::Changes;
use crate::resolve::Resolved;

/// New rows, and which old ones they stand between.
#[derive(Default)]
pub(super) struct RowEdits {
    /// Positions of old rows that fall away, ascending.
    gone: Vec<usize>,
    /// In the order of rows.
    new: Vec<(Exposure, Event)>,
}

impl RowEdits {
    /// What the lines say otherwise than the old rows.
    pub(super) fn new(rows: &Rows<'_>, lines: &[Line], resolved: &Resolved) -> Self {
        let mut edits = Self::default();
        for line in lines {
            if rows.row(line.person) == line.row {
                continue;
            }
            edits.gone.extend(rows.position(line.person));
            let row = line.row.as_ref();
            edits
                .new
                .extend(row.map(|row| (row.exposure(line.person, resolved), row.witness)));
        }
        edits.gone.sort_unstable();
        edits
            .new
            .sort_unstable_by_key(|(row, event)| (row.level, event.x, row.person));
        edits
    }

    /// Applies them.
    pub(super) fn apply(&self, exposures: &mut Exposures, witnesses: &mut Vec<Event>) {
        if self.gone.is_empty() && self.new.is_empty() {
            return;
        }
        let steps = self.steps(exposures, witnesses);
        let splice = Splice {
            steps: &steps,
            new: &self.new,
        };
        splice.column(&mut exposures.person, |(row, _)| row.person);
        splice.column(&mut exposures.level, |(row, _)| row.level);
        splice.column(&mut exposures.first_exposure, |(row, _)| row.first_exposure);
        splice.column(&mut exposures.earliest_exposure, |(row, _)| {
            row.earliest_exposure
        });
        splice.column(&mut exposures.witness, |(row, _)| row.witness);
        splice.column(&mut exposures.person_seconds, |(row, _)| row.person_seconds);
        splice.column(&mut exposures.risk, |(row, _)| row.risk);
        splice.column(witnesses, |(_, event)| *event);
    }

    /// Which old rows to keep, each range followed by a new row or nothing.
    fn steps(&self, exposures: &Exposures, witnesses: &[Event]) -> Vec<Step> {
        let mut steps = Vec::new();
        let (mut from, mut gone) = (0, self.gone.iter().copied().peekable());
        let mut until = |to: usize, new: Option<usize>, steps: &mut Vec<Step>| {
            while let Some(at) = gone.next_if(|at| *at < to) {
                steps.push((from..at, None));
                from = at.saturating_add(1);
            }
            steps.push((from..to, new));
            from = to;
        };
        for (index, (row, event)) in self.new.iter().enumerate() {
            let key = (row.level, event.x, row.person);
            let after = first_from(exposures.len(), |at| {
                let old = exposures
                    .level
                    .get(at)
                    .zip(witnesses.get(at))
                    .zip(exposures.person.get(at));
                old.is_some_and(|((level, event), person)| (*level, event.x, *person) < key)
            });
            until(after, Some(index), &mut steps);
        }
        until(exposures.len(), None, &mut steps);
        steps
    }
}

type Step = (Range<usize>, Option<usize>);

/// The first of `0..count` that is not `before`, of which those that are come first.
fn first_from(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0usize, count);
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) {
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    low
}

struct Splice<'a> {
    steps: &'a [Step],
    new: &'a [(Exposure, Event)],
}

impl Splice<'_> {
    fn column<T: Copy>(&self, column: &mut Vec<T>, value: impl Fn(&(Exposure, Event)) -> T) {
        let mut out = Vec::with_capacity(column.len().saturating_add(self.new.len()));
        for (kept, new) in self.steps {
            out.extend_from_slice(column.get(kept.clone()).unwrap_or_default());
            let new = new.and_then(|at| self.new.get(at));
            out.extend(new.map(&value));
        }
        *column = out;
    }
}

/// Puts the I-sets of the lines into what each hop changed.
pub(super) fn patch_history(history: &mut Vec<Changes>, lines: &mut [Line]) {
    lines.sort_unstable_by_key(|line| line.person);
    let hops = lines.iter().flat_map(|line| line.grown.last());
    let most = hops.map(|(hop, _)| *hop as usize).max().unwrap_or(0);
    if history.len() < most {
        history.resize_with(most, Changes::new);
    }
    for line in lines.iter_mut() {
        line.grown.reverse();
    }
    for (hop, changes) in (1u32..).zip(history.iter_mut()) {
        let mut gone = Vec::new();
        let mut new = Changes::new();
        for line in lines.iter_mut().filter(|line| line.since <= hop) {
            let set = line.grown.pop_if(|(grown, _)| *grown == hop);
            let set = set.map(|(_, set)| set);
            let old = changes.binary_search_by_key(&line.person, |change| change.0);
            match (old.ok().and_then(|at| changes.get_mut(at)), set) {
                (Some((_, old)), Some(set)) => *old = set,
                (Some(_), None) => gone.push(line.person),
                (None, set) => new.extend(set.map(|set| (line.person, set))),
            }
        }
        if !gone.is_empty() {
            changes.retain(|(person, _)| gone.binary_search(person).is_err());
        }
        if !new.is_empty() {
            // Two ordered runs, which a stable sort merges.
            changes.append(&mut new);
            changes.sort_by_key(|(person, _)| *person);
        }
    }
    let whole = history.iter().take_while(|changes| !changes.is_empty());
    history.truncate(whole.count());
}
