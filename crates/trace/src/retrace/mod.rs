//! Bringing an earlier answer up to date: only what changed is expanded again.
//!
//! Whose records differ is known from the two snapshots. Hop by hop, a change spreads to those who
//! were with somebody infectious whose stays or infectious times are others than before, as far as
//! it can matter to them. Their events are looked up one by one; everybody else keeps row and
//! I-sets. Where much changed, or where what names stand for did, the question is asked afresh.

mod sets;

mod sheds;

mod lines;

mod patch;

use roaring::RoaringBitmap;
use truyvet_model::Interval;
use truyvet_store::Snapshot;

use crate::budget::Watch;
use crate::error::TraceError;
use crate::records::Records;
use crate::resolve::{Resolved, weight};
use crate::tracer::{Answer, Tracer};

use lines::{Line, LineScratch, LinesHop, Rows, settle};
use patch::{RowEdits, patch_history};
use sets::Sets;
use sheds::{Shed, ShedScratch, differing, exposed, sheds};

/// So many people are expanded whatever it saves: it is done in milliseconds.
const FEW: usize = 16;
/// From this share of the rows on (one in so many) it is much: expanding one person costs what
/// asking for so many rows afresh does. Measured: docs/performance.md.
const MUCH_FROM: usize = 256;
/// Rows of the store that are compared for each row of the answer, and at least.
const COMPARED: u64 = 8;
const COMPARED_AT_LEAST: u64 = 1 << 20;

/// An answer that was brought up to date.
#[derive(Clone, Debug)]
pub struct Retraced {
    /// The answer, equal in every byte to that of [`Tracer::trace`].
    pub answer: Answer,
    /// How it was found.
    pub how: How,
}

/// How an answer was brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum How {
    /// By expanding what changed.
    Expanded {
        /// People whose records changed.
        changed: u64,
        /// People whose events were looked up.
        expanded: u64,
    },
    /// By asking afresh.
    Afresh(Afresh),
}

/// Why a question was asked afresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Afresh {
    /// The earlier snapshot does not show what was asked then: people were erased since, or
    /// records have expired.
    #[error("the earlier state no longer shows what it did")]
    OtherState,
    /// Links between ids or declarations of places changed, or too many records to compare.
    #[error("links or places changed, or too many records to compare")]
    MoreThanRecords,
    /// The change reaches too many people.
    #[error("what changed reaches too many people")]
    Much,
    /// A question that is never brought up to date: with a cumulative threshold and a lag.
    #[error("a question with a cumulative threshold and a lag is always asked afresh")]
    Question,
}

impl Tracer {
    /// Brings `earlier`, an answer of this store asked of `then`, up to date with the snapshot of
    /// this tracer.
    ///
    /// # Errors
    /// As [`Tracer::trace`]; beyond the budget without the levels that were finished.
    pub fn retrace(&self, earlier: Answer, then: &Snapshot) -> Result<Retraced, TraceError> {
        let watch = Watch::new(self.options().budget, self.options().cancel.clone());
        match self.expand(&earlier, then, &watch)? {
            Ok(done) => self.patched(earlier, done, &watch),
            Err(why) => {
                let question = earlier.question().clone();
                drop(earlier);
                Ok(Retraced {
                    answer: self.trace(&question)?,
                    how: How::Afresh(why),
                })
            }
        }
    }

    fn expand(
        &self,
        earlier: &Answer,
        then: &Snapshot,
        watch: &Watch,
    ) -> Result<Result<Done, Afresh>, TraceError> {
        if earlier.fingerprint != then.fingerprint() {
            return Ok(Err(Afresh::OtherState));
        }
        let resolved = Resolved::new(self.snapshot(), earlier.question())?;
        if self.options().levels_only || resolved.cumulative.is_some() && resolved.longest_lag > 0 {
            return Ok(Err(Afresh::Question));
        }
        let rows = u64::try_from(earlier.exposures.len()).unwrap_or(u64::MAX);
        let most = rows.saturating_mul(COMPARED).max(COMPARED_AT_LEAST);
        let Some(changed) = self.snapshot().changed_since(then, most)? else {
            return Ok(Err(Afresh::MoreThanRecords));
        };
        let same_cases = resolved.cases == earlier.resolved.cases;
        if !same_cases {
            return Ok(Err(Afresh::MoreThanRecords));
        }
        let people = self.snapshot().person_count();
        let mut work = Work {
            before: Records::new(then, &earlier.resolved),
            now: Records::new(self.snapshot(), &resolved),
            watch,
            rows: Rows::new(earlier, people),
            sets: Sets::new(people, &earlier.resolved.cases, &earlier.history),
            changed,
            reweighed: RoaringBitmap::new(),
            lines: Vec::new(),
            most: (earlier.exposures.len() / MUCH_FROM).max(FEW),
            hop: 0,
            last: false,
            shedding: ShedScratch::default(),
        };
        let mut scratch = Vec::new();
        scratch.resize_with(self.options().threads.get(), LineScratch::default);
        if let Err(why) = work.all(&mut scratch)? {
            return Ok(Err(why));
        }
        let edits = RowEdits::new(&work.rows, &work.lines, &resolved);
        let (lines, changed) = (work.lines, work.changed);
        Ok(Ok(Done {
            resolved,
            edits,
            lines,
            changed,
        }))
    }

    fn patched(
        &self,
        earlier: Answer,
        mut done: Done,
        watch: &Watch,
    ) -> Result<Retraced, TraceError> {
        let how = How::Expanded {
            changed: done.changed.len(),
            expanded: u64::try_from(done.lines.len()).unwrap_or(u64::MAX),
        };
        let mut answer = Answer {
            snapshot_number: self.snapshot().number(),
            fingerprint: self.snapshot().fingerprint(),
            resolved: done.resolved,
            ..earlier
        };
        done.edits
            .apply(&mut answer.exposures, &mut answer.witnesses);
        patch_history(&mut answer.history, &mut done.lines);
        watch.size(answer.exposures.len(), || 0)?;
        Ok(Retraced { answer, how })
    }
}

/// What the earlier answer is patched with.
struct Done {
    resolved: Resolved,
    edits: RowEdits,
    lines: Vec<Line>,
    changed: RoaringBitmap,
}

struct Work<'a> {
    before: Records<'a>,
    now: Records<'a>,
    watch: &'a Watch,
    rows: Rows<'a>,
    sets: Sets<'a>,
    /// People with other records.
    changed: RoaringBitmap,
    /// People who are as early infectious as before, and not as much (S22).
    reweighed: RoaringBitmap,
    /// The expanded, in the order of their slots.
    lines: Vec<Line>,
    /// How many may be expanded.
    most: usize,
    hop: u32,
    last: bool,
    shedding: ShedScratch,
}

impl Work<'_> {
    fn all(&mut self, scratch: &mut [LineScratch]) -> Result<Result<(), Afresh>, TraceError> {
        let hops = self.now.resolved.hops;
        let mut reweighed = Vec::new();
        self.hop = 1;
        for person in self.changed.clone() {
            self.line(person);
        }
        while hops.includes(self.hop) && self.goes_on() {
            self.last = !hops.includes(self.hop.saturating_add(1));
            for source in self.sources(&reweighed) {
                self.spread(source)?;
                if self.lines.len() > self.most {
                    return Ok(Err(Afresh::Much));
                }
            }
            let hop = LinesHop {
                records: self.now,
                watch: self.watch,
                rows: &self.rows,
                sets: &self.sets,
                lines: &self.lines,
                last: self.last,
            };
            let found = hop.pull(scratch)?;
            settle(self.hop, found, &mut self.lines, &mut self.sets);
            reweighed = self.reweigh();
            self.sets.advance();
            self.hop = self.hop.saturating_add(1);
        }
        Ok(Ok(()))
    }

    /// Whether the hop before changed the I-set of anybody, then or now.
    fn goes_on(&self) -> bool {
        self.hop == 1
            || self.sets.changed_before() > 0
            || self.lines.iter().any(|line| self.grew(line))
    }

    /// Whether the hop before changed the I-set of a line.
    fn grew(&self, line: &Line) -> bool {
        let grown = line.grown.last().map(|(hop, _)| hop.saturating_add(1));
        grown == Some(self.hop)
    }

    /// Adds somebody to the expanded.
    fn line(&mut self, person: u32) {
        let cases = &self.now.resolved.cases;
        let is_case = cases.binary_search_by_key(&person, |case| case.0).is_ok();
        if is_case || self.sets.slot(person).is_some() {
            return;
        }
        let row = self.rows.row(person).filter(|row| row.level < self.hop);
        self.sets.expand(person);
        self.lines.push(Line {
            person,
            since: self.hop,
            row,
            grown: Vec::new(),
        });
    }

    /// Through whom this hop spreads otherwise than it did, and the hop before did not yet.
    fn sources(&self, reweighed: &[u32]) -> Vec<u32> {
        if self.hop == 1 {
            let cases = self.now.resolved.cases.iter().map(|case| case.0);
            return cases.filter(|case| self.changed.contains(*case)).collect();
        }
        let other = |line: &&Line| {
            let person = line.person;
            let moved = self.grew(line) || self.sets.did_change_before(person);
            moved
                && (self.changed.contains(person)
                    || self.reweighed.contains(person)
                    || self.sets.before(person) != self.sets.now(person))
        };
        let moved = self.lines.iter().filter(other).map(|line| line.person);
        let mut sources: Vec<u32> = moved.chain(reweighed.iter().copied()).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// Expands those to whom it matters that `source` is infectious elsewhere, at other times, or
    /// not as much.
    fn spread(&mut self, source: u32) -> Result<(), TraceError> {
        let moved = self.changed.contains(source);
        let before = if moved { self.before } else { self.now };
        let (mut old, mut new) = (Vec::<Shed>::new(), Vec::<Shed>::new());
        let scratch = &mut self.shedding;
        sheds(&before, source, self.sets.before(source), scratch, &mut old)?;
        sheds(&self.now, source, self.sets.now(source), scratch, &mut new)?;
        let mut reached = Vec::new();
        let both = self.reweighed.contains(source);
        let scratch = &mut self.shedding;
        differing(&old, &new, both, |shed, is_now| {
            let records = if is_now { &self.now } else { &before };
            exposed(records, source, shed, scratch, |person, x, y| {
                reached.push((person, x, y));
            })
        })?;
        for (person, x, y) in reached {
            if self.matters(person, x, y) {
                self.line(person);
            }
        }
        Ok(())
    }

    /// Whether an event `[x, y)` that comes or goes can change anything about somebody who is not
    /// expanded, whose I-set and earlier hops are therefore as they were.
    fn matters(&self, person: u32, x: i64, y: i64) -> bool {
        let resolved = self.now.resolved;
        if resolved.cumulative.is_some() {
            return true;
        }
        let qualifies = y.saturating_sub(x) >= resolved.min_overlap;
        match self.rows.reached(person) {
            None => qualifies,
            Some((level, _)) if level >= self.hop => true,
            Some((_, earliest)) => qualifies && (x <= earliest || self.grows(person, x, y)),
        }
    }

    /// Whether an event makes infectious when somebody was not.
    fn grows(&self, person: u32, x: i64, y: i64) -> bool {
        let Some(interval) = self.now.resolved.infectious_interval(x, y) else {
            return false;
        };
        let covered = |interval: Interval| {
            let set = self.sets.before(person);
            set.is_some_and(|set| set.contains_interval(interval))
        };
        !self.last && !covered(interval)
    }

    /// Whose weight this hop settled, and otherwise than before.
    fn reweigh(&mut self) -> Vec<u32> {
        if self.now.resolved.hazards.is_none() {
            return Vec::new();
        }
        let other = |line: &&Line| {
            let (Some(old), Some(new)) = (self.rows.row(line.person), line.row) else {
                return false;
            };
            old.level.max(new.level) == self.hop && weight(old.risk) != weight(new.risk)
        };
        let others = self.lines.iter().filter(other).map(|line| line.person);
        let others: Vec<u32> = others.collect();
        self.reweighed.extend(others.iter().copied());
        others
    }
}
