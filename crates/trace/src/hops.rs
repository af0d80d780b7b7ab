//! The hop loop: from `I_0` of the cases to the rows of the answer (S12 to S16).

use truyvet_model::{Exposure, Exposures, Interval, IntervalSet, PersonNo, Timestamp};
use truyvet_store::Snapshot;

use crate::error::TraceError;
use crate::event::Event;
use crate::gather::{Gather, GatherScratch, Part};
use crate::outcome::{Finding, Outcomes};
use crate::pass::{Dose, Pass, SweepScratch, Where};
use crate::people::People;
use crate::resolve::Resolved;

/// From this share of all people in the frontier on (one in so many), a pass looks everywhere
/// instead of looking up where they were. Measured: docs/performance.md.
const EVERYWHERE_FROM: usize = 32;

/// When the people who changed are fewer than this share (one in so many) of the infectious, only
/// they are expanded, and person-seconds are added up in a pass of their own.
const CHANGED_ONLY_BELOW: usize = 4;

/// A row as it grows.
struct Row {
    person: u32,
    level: u32,
    witness: Event,
    earliest: i64,
    seconds: u64,
}

/// The I-sets that one hop changed, as they are after it; ordered by person.
pub(crate) type Changes = Vec<(u32, IntervalSet)>;

/// The memory a question is answered in, reused from one question to the next.
pub(crate) struct Workspace {
    people: People,
    outcomes: Outcomes,
    gathering: Vec<GatherScratch>,
    sweeping: Vec<SweepScratch>,
}

impl Workspace {
    /// Memory for that many people and threads.
    pub(crate) fn new(people: u32, threads: usize) -> Self {
        let mut gathering = Vec::new();
        gathering.resize_with(threads, GatherScratch::default);
        let mut sweeping = Vec::new();
        sweeping.resize_with(threads, SweepScratch::default);
        Self {
            people: People::new(people),
            outcomes: Outcomes::new(people),
            gathering,
            sweeping,
        }
    }
}

/// One question being answered.
pub(crate) struct Hops<'a> {
    snapshot: &'a Snapshot,
    resolved: &'a Resolved,
    work: &'a mut Workspace,
    rows: Vec<Row>,
    /// Everybody with an I-set.
    infectious: Vec<u32>,
    /// Those whose I-set the hop before changed.
    changed: Vec<u32>,
    history: Vec<Changes>,
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
/// [`TraceError::Store`].
pub(crate) fn run(
    snapshot: &Snapshot,
    resolved: &Resolved,
    work: &mut Workspace,
) -> Result<Outcome, TraceError> {
    work.people.reset();
    for own in &mut work.sweeping {
        own.collected.clear();
    }
    let mut hops = Hops {
        snapshot,
        resolved,
        work,
        rows: Vec::new(),
        infectious: Vec::new(),
        changed: Vec::new(),
        history: Vec::new(),
    };
    for (person, set) in &resolved.cases {
        hops.work.people.make_case(*person, set);
        hops.infectious.push(*person);
        hops.changed.push(*person);
    }
    let mut hop = 1u32;
    while resolved.hops.includes(hop) && !hops.changed.is_empty() {
        hops.hop(hop)?;
        hop = hop.saturating_add(1);
    }
    let exposures = hops.exposures();
    let witnesses = hops.rows.iter().map(|row| row.witness).collect();
    Ok(Outcome {
        exposures,
        witnesses,
        history: hops.history,
    })
}

impl Hops<'_> {
    fn hop(&mut self, hop: u32) -> Result<(), TraceError> {
        let last = !self.resolved.hops.includes(hop.saturating_add(1));
        let few = self.changed.len() < self.infectious.len() / CHANGED_ONLY_BELOW;
        let frontier = if few {
            self.changed.clone()
        } else {
            self.infectious.clone()
        };
        let dose = if few { Dose::None } else { Dose::Unreached };
        self.work.outcomes.begin();
        self.spread(&frontier, true, dose, last)?;
        let first_row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let grown = self.settle(hop, last);
        if few {
            self.add_dose(first_row)?;
        }
        self.apply(grown);
        Ok(())
    }

    /// Looks for events from `frontier`, through places and contacts.
    fn spread(
        &mut self,
        frontier: &[u32],
        reach: bool,
        dose: Dose,
        last: bool,
    ) -> Result<(), TraceError> {
        let everywhere = frontier.len() > self.snapshot.person_count() as usize / EVERYWHERE_FROM;
        let touches = if everywhere {
            Vec::new()
        } else {
            self.touches(frontier, Part::Contaminated)?
        };
        let place = if everywhere {
            Where::Everywhere
        } else {
            Where::Stays(&touches)
        };
        let work = &mut *self.work;
        let pass = Pass {
            snapshot: self.snapshot,
            resolved: self.resolved,
            people: &work.people,
            outcomes: &work.outcomes,
            reach,
            dose,
            last,
        };
        pass.places(&place, &mut work.sweeping)?;
        pass.contacts_from(frontier, &mut work.sweeping)
    }

    fn touches(
        &mut self,
        persons: &[u32],
        part: Part,
    ) -> Result<Vec<crate::gather::Touch>, TraceError> {
        let work = &mut *self.work;
        let gather = Gather {
            snapshot: self.snapshot,
            resolved: self.resolved,
            people: &work.people,
            part,
        };
        gather.touches(persons, &mut work.gathering)
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
        self.work.outcomes.begin();
        if new.len() > self.infectious.len() {
            let infectious = self.infectious.clone();
            self.spread(&infectious, false, dose, true)?;
        } else {
            let touches = self.touches(&new, Part::Whole)?;
            let work = &mut *self.work;
            let pass = Pass {
                snapshot: self.snapshot,
                resolved: self.resolved,
                people: &work.people,
                outcomes: &work.outcomes,
                reach: false,
                dose,
                last: true,
            };
            pass.places(&Where::Visits(&touches), &mut work.sweeping)?;
            pass.contacts_into(&new, &mut work.sweeping)?;
        }
        for own in &mut self.work.sweeping {
            own.collected.clear();
        }
        for row in self.rows.iter_mut().skip(first_row as usize) {
            row.seconds = self
                .work
                .outcomes
                .take(row.person)
                .map_or(0, |found| found.seconds);
        }
        Ok(())
    }

    /// Turns what the threads collected into rows and grown I-sets, person by person.
    fn settle(&mut self, hop: u32, last: bool) -> Changes {
        let (mut people, mut more) = (Vec::new(), Vec::new());
        for own in &mut self.work.sweeping {
            self.work.outcomes.recall(&mut own.collected);
            people.append(&mut own.collected.people);
            more.append(&mut own.collected.grown);
        }
        self.work.outcomes.unmark(&people);
        people.sort_unstable();
        more.sort_unstable();
        let mut more = more.as_slice();
        let mut grown = Changes::new();
        for person in people {
            let mine = more.partition_point(|piece| piece.0 <= person);
            let (pieces, rest) = more.split_at_checked(mine).unwrap_or((more, &[]));
            more = rest;
            let Some(finding) = self.work.outcomes.take(person) else {
                continue;
            };
            let Some(event) = finding.event else { continue };
            self.reach(person, hop, &event, finding.seconds);
            if !last {
                grown.extend(self.grow(person, &finding, pieces));
            }
        }
        grown
    }

    /// Makes a row of somebody new; notes an earlier exposure of somebody known.
    fn reach(&mut self, person: u32, level: u32, event: &Event, seconds: u64) {
        let known = self
            .work
            .people
            .get(person)
            .and_then(crate::people::Person::row);
        if let Some(row) = known.and_then(|row| self.rows.get_mut(row as usize)) {
            row.earliest = row.earliest.min(event.x);
            return;
        }
        self.work
            .people
            .set_row(person, u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.rows.push(Row {
            person,
            level,
            witness: *event,
            earliest: event.x,
            seconds,
        });
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
            if self
                .work
                .people
                .get(*person)
                .is_some_and(crate::people::Person::is_harmless)
            {
                self.infectious.push(*person);
            }
            self.work.people.set_infectious(*person, set);
            self.changed.push(*person);
        }
        if !grown.is_empty() {
            self.history.push(grown);
        }
    }

    fn exposures(&mut self) -> Exposures {
        self.rows
            .sort_unstable_by_key(|row| (row.level, row.witness.x, row.person));
        self.rows
            .iter()
            .map(|row| Exposure {
                person: PersonNo(row.person),
                level: row.level,
                first_exposure: Timestamp::from_seconds(row.witness.x),
                earliest_exposure: Timestamp::from_seconds(row.earliest),
                witness: row.witness.witness(),
                person_seconds: row.seconds,
            })
            .collect()
    }
}
