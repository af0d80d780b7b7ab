//! The hop loop: from `I_0` of the cases to the rows of the answer (S12 to S17, S22).

mod work;

mod row;

use truyvet_model::{Exposures, Interval, IntervalSet, Timestamp};
use truyvet_store::Snapshot;

use crate::budget::{Exceeded, Watch};
use crate::error::{Finished, TraceError};
use crate::event::Event;
use crate::gather::{Gather, Part, Touch};
use crate::history::Changes;
use crate::outcome::Finding;
use crate::pairs::Pairs;
use crate::pass::{Dose, Pass, SweepScratch, Where};
use crate::records::Records;
use crate::resolve::{Resolved, WHOLE_WEIGHT};
use row::{Row, set_risk};

pub(crate) use work::Workspace;

/// From this share of all people in the frontier on (one in so many), a pass looks everywhere
/// instead of looking up where they were. Measured: docs/performance.md.
const EVERYWHERE_FROM: usize = 32;

/// When the people who changed are fewer than this share (one in so many) of the infectious, only
/// they are expanded, and person-seconds are added up in a pass of their own.
const CHANGED_ONLY_BELOW: usize = 4;

/// One question being answered.
struct Hops<'a> {
    records: Records<'a>,
    resolved: &'a Resolved,
    watch: &'a Watch,
    work: &'a mut Workspace,
    rows: Vec<Row>,
    /// Everybody with an I-set.
    infectious: Vec<u32>,
    /// Those whose I-set the hop before changed.
    changed: Vec<u32>,
    history: Vec<Changes>,
    history_bytes: usize,
    /// Rows of earlier hops as they were before this one.
    undo: Vec<(u32, i64)>,
}

/// The rows, and what each hop but the last changed.
pub(crate) struct Outcome {
    pub exposures: Exposures,
    /// The witness of each row.
    pub witnesses: Vec<Event>,
    pub history: Vec<Changes>,
}

/// Answers the question.
///
/// # Errors
/// [`TraceError::Store`], [`TraceError::Exceeded`].
pub(crate) fn run(
    snapshot: &Snapshot,
    resolved: &Resolved,
    watch: &Watch,
    work: &mut Workspace,
) -> Result<Outcome, TraceError> {
    let range = snapshot.time_range();
    let times = range.map(|range| resolved.turn(range.start().seconds(), range.end().seconds()));
    let base = times.map_or(0, |times| times.0);
    work.begin(resolved, base, snapshot.person_count());
    let mut hops = Hops {
        records: Records::new(snapshot, resolved),
        resolved,
        watch,
        work,
        rows: Vec::new(),
        infectious: Vec::new(),
        changed: Vec::new(),
        history: Vec::new(),
        history_bytes: 0,
        undo: Vec::new(),
    };
    hops.begin();
    hops.all()?;
    let exposures = hops.exposures();
    let witnesses = hops.rows.iter().map(|row| row.witness).collect();
    Ok(Outcome {
        exposures,
        witnesses,
        history: hops.history,
    })
}

impl Hops<'_> {
    fn begin(&mut self) {
        for (person, set) in &self.resolved.cases {
            self.work.people.make_case(*person, set);
            if let Some(weight) = self.work.weights.get_mut(*person as usize) {
                *weight = WHOLE_WEIGHT;
            }
            self.infectious.push(*person);
            self.changed.push(*person);
        }
    }

    fn all(&mut self) -> Result<(), TraceError> {
        let mut hop = 1u32;
        while self.resolved.hops.includes(hop) && !self.changed.is_empty() {
            let rows = self.rows.len();
            self.undo.clear();
            let done = self.size_allowed().map_err(TraceError::from);
            match done.and_then(|()| self.hop(hop)) {
                Err(TraceError::Exceeded { why, .. }) => {
                    self.take_back(rows);
                    return Err(self.stopped(why, hop.saturating_sub(1)));
                }
                done => done?,
            }
            hop = hop.saturating_add(1);
        }
        let over = self.size_allowed().err();
        over.map_or(Ok(()), |why| Err(self.stopped(why, hop.saturating_sub(1))))
    }

    fn stopped(&mut self, why: Exceeded, hops: u32) -> TraceError {
        let finished = (hops > 0).then(|| {
            let exposures = self.exposures();
            Box::new(Finished { hops, exposures })
        });
        TraceError::Exceeded { why, finished }
    }

    fn size_allowed(&self) -> Result<(), Exceeded> {
        let bytes = || {
            let rows = size_of_val(self.rows.as_slice());
            let known = rows.saturating_add(self.history_bytes);
            self.work.bytes().saturating_add(known)
        };
        self.watch.size(self.rows.len(), bytes)
    }

    /// Forgets what an unfinished hop added to the rows.
    fn take_back(&mut self, rows: usize) {
        self.rows.truncate(rows);
        for &(row, earliest) in self.undo.iter().rev() {
            if let Some(row) = self.rows.get_mut(row as usize) {
                row.earliest = earliest;
            }
        }
    }

    fn hop(&mut self, hop: u32) -> Result<(), TraceError> {
        let last = !self.resolved.hops.includes(hop.saturating_add(1));
        let few = self.changed.len() < self.infectious.len() / CHANGED_ONLY_BELOW;
        let apart = few || self.resolved.cumulative.is_some();
        let frontier = if apart {
            self.changed.clone()
        } else {
            self.infectious.clone()
        };
        let dose = if apart || self.resolved.levels_only {
            Dose::None
        } else {
            Dose::Unreached
        };
        self.work.outcomes.begin(last);
        match self.resolved.cumulative {
            Some((total, within)) => self.pairs(&frontier, total, within, last)?,
            None => self.spread(&frontier, true, dose, last)?,
        }
        let first_row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let grown = self.settle(hop, last);
        if apart && !self.resolved.levels_only {
            self.add_dose(first_row)?;
        }
        self.apply(grown);
        Ok(())
    }

    fn pairs(
        &mut self,
        frontier: &[u32],
        total: i64,
        within: i64,
        last: bool,
    ) -> Result<(), TraceError> {
        let work = &mut *self.work;
        let pairs = Pairs {
            records: self.records,
            people: &work.people,
            outcomes: &work.outcomes,
            watch: self.watch,
            total,
            within,
            last,
        };
        pairs.from(frontier, &mut work.pairing)
    }

    /// Looks for events from `frontier`, through sites and contacts.
    fn spread(
        &mut self,
        frontier: &[u32],
        reach: bool,
        dose: Dose,
        last: bool,
    ) -> Result<(), TraceError> {
        let people = self.records.snapshot.person_count() as usize;
        let everywhere = frontier.len() > people / EVERYWHERE_FROM;
        if !everywhere {
            self.gather(frontier, Part::Contaminated)?;
        }
        let (pass, touches, sweeping) = self.pass(reach, dose, last);
        let place = if everywhere {
            Where::Everywhere
        } else {
            Where::Stays(touches)
        };
        pass.sites(&place, sweeping)?;
        pass.contacts_from(frontier, sweeping)
    }

    fn pass(
        &mut self,
        reach: bool,
        dose: Dose,
        last: bool,
    ) -> (Pass<'_>, &[Touch], &mut [SweepScratch]) {
        let work = &mut *self.work;
        let pass = Pass {
            records: self.records,
            people: &work.people,
            outcomes: &work.outcomes,
            watch: self.watch,
            weights: &work.weights,
            reach,
            dose,
            last,
        };
        (pass, &work.touches, &mut work.sweeping)
    }

    fn gather(&mut self, persons: &[u32], part: Part) -> Result<(), TraceError> {
        let work = &mut *self.work;
        let gather = Gather {
            records: self.records,
            people: &work.people,
            watch: self.watch,
            part,
        };
        gather.touches(persons, &mut work.gathering, &mut work.touches)
    }

    /// Adds up the person-seconds of the rows from `first_row` on, from whichever side is smaller.
    fn add_dose(&mut self, first_row: u32) -> Result<(), TraceError> {
        let new: Vec<u32> = self
            .rows
            .iter()
            .skip(first_row as usize)
            .map(|row| row.person)
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let dose = Dose::FromRow(first_row);
        self.work.outcomes.begin(true);
        if new.len() > self.infectious.len() {
            let infectious = self.infectious.clone();
            self.spread(&infectious, false, dose, true)?;
        } else {
            self.gather(&new, Part::Whole)?;
            let (pass, touches, sweeping) = self.pass(false, dose, true);
            pass.sites(&Where::Visits(touches), sweeping)?;
            pass.contacts_into(&new, sweeping)?;
        }
        let from = first_row as usize;
        for row in self.rows.iter_mut().skip(from) {
            let found = self.work.outcomes.take(row.person);
            row.seconds = found.seconds;
            set_risk(self.resolved, &mut self.work.weights, row, found.hazard);
        }
        self.clear_times();
        Ok(())
    }

    /// Turns what the threads collected into rows and grown I-sets, person by person.
    fn settle(&mut self, hop: u32, last: bool) -> Changes {
        let (mut people, mut more) = (Vec::new(), Vec::new());
        let work = &mut *self.work;
        let swept = work.sweeping.iter_mut().map(|own| &mut own.collected);
        let paired = work.pairing.iter_mut().map(|own| &mut own.collected);
        for collected in swept.chain(paired) {
            people.append(&mut collected.people);
            more.append(&mut collected.grown);
        }
        people.sort_unstable();
        more.sort_unstable();
        let mut more = more.as_slice();
        let mut grown = Changes::new();
        for person in people {
            let mine = more.partition_point(|piece| piece.0 <= person);
            let (pieces, rest) = more.split_at_checked(mine).unwrap_or((more, &[]));
            more = rest;
            let finding = self.work.outcomes.take(person);
            let Some(event) = finding.event else { continue };
            self.reach(person, hop, &event, &finding);
            if !last {
                grown.extend(self.grow(person, &finding, pieces));
            }
        }
        self.clear_times();
        grown
    }

    fn clear_times(&mut self) {
        for own in &mut self.work.sweeping {
            self.work.outcomes.clear_times(&mut own.collected);
        }
    }

    /// Makes a row of somebody new; notes an earlier exposure of somebody known.
    fn reach(&mut self, person: u32, level: u32, event: &Event, finding: &Finding) {
        let at = self.work.people.at(person).row();
        if let Some((at, row)) = at.and_then(|at| Some((at, self.rows.get_mut(at as usize)?))) {
            if event.x < row.earliest {
                self.undo.push((at, row.earliest));
                row.earliest = event.x;
            }
        } else {
            let people = &mut self.work.people;
            people.set_row(person, u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
            let mut row = Row {
                person,
                level,
                witness: *event,
                earliest: event.x,
                seconds: finding.seconds,
                risk: 0.0,
            };
            let weights = &mut self.work.weights;
            set_risk(self.resolved, weights, &mut row, finding.hazard);
            self.rows.push(row);
        }
        self.work.people.set_known_from(person, event.x);
    }

    /// `I_h` of S12, if it differs from what it was.
    fn grow(
        &self,
        person: u32,
        finding: &Finding,
        more: &[(u32, i64, i64)],
    ) -> Option<(u32, IntervalSet)> {
        let pieces = finding
            .grows
            .into_iter()
            .chain(more.iter().map(|piece| (piece.1, piece.2)));
        let mut set = self.work.people.set_of(person);
        let mut grew = false;
        for (start, end) in pieces {
            let piece =
                Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end));
            grew |= piece.is_some_and(|piece| set.insert(piece));
        }
        grew.then_some((person, set))
    }

    fn apply(&mut self, grown: Changes) {
        self.changed.clear();
        for (person, set) in &grown {
            let known = self.work.people.get(*person);
            if known.is_some_and(|person| person.is_harmless()) {
                self.infectious.push(*person);
            }
            self.work.people.set_infectious(*person, set);
            self.changed.push(*person);
        }
        if !grown.is_empty() {
            let bytes = grown.iter().map(|(_, set)| {
                size_of::<(u32, IntervalSet)>().saturating_add(size_of_val(set.intervals()))
            });
            self.history_bytes = self.history_bytes.saturating_add(bytes.sum());
            self.history.push(grown);
        }
    }

    fn exposures(&mut self) -> Exposures {
        row::exposures(self.resolved, &mut self.rows)
    }
}
