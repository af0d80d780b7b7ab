//! The oracle: forward trace written literally from the clauses S7 to S16, hop by hop, quadratic.

use std::collections::BTreeMap;

use truyvet_model::{
    Exposure, Exposures, Interval, IntervalSet, Kind, Level, PersonNo, Question, QuestionError,
    Timestamp,
};

use crate::event::{Event, Records};
use crate::world::{Cases, World};

type Infectious = BTreeMap<PersonNo, IntervalSet>;

/// The whole answer to one forward question, and what is needed to explain it.
#[derive(Clone, Debug)]
pub struct Traced {
    question: Question,
    records: Records,
    pub(crate) cases: Infectious,
    /// `I_0`, `I_1`, …: who is infectious when, after that many hops.
    infectious: Vec<Infectious>,
    rows: Vec<Exposure>,
}

/// Who may have been infected: the answer to `question` on `world` (S7 to S16). `cases` says
/// which person each id is.
///
/// # Errors
/// [`QuestionError`] for every bad question (S28).
pub fn forward(world: &World, question: &Question, cases: &Cases) -> Result<Traced, QuestionError> {
    question.check()?;
    s28_time(world, question)?;
    let cases = s9_cases(question, cases)?;
    s28_lag(world, question)?;
    let mut traced = Traced {
        question: question.clone(),
        records: Records::of(world, question),
        infectious: vec![cases.clone()],
        cases,
        rows: Vec::new(),
    };
    traced.follow();
    Ok(traced)
}

/// S28: a store with nothing in it, or a window that no record could intersect.
fn s28_time(world: &World, question: &Question) -> Result<(), QuestionError> {
    let range = world.time_range().ok_or(QuestionError::EmptyStore)?;
    match question.window.filter(|w| !w.intersects(range)) {
        Some(window) => Err(QuestionError::Window { window, range }),
        None => Ok(()),
    }
}

/// S28: a lag for a kind that no place of the world has, unless it is one that truyvet knows
/// (a preset may name kinds that this store happens not to have).
fn s28_lag(world: &World, question: &Question) -> Result<(), QuestionError> {
    let mut kinds = vec![Kind::unknown()];
    kinds.extend(world.places.iter().map(|place| place.kind.clone()));
    let is_known =
        |kind: &&Kind| kinds.contains(kind) || Kind::KNOWN.iter().any(|k| k.0 == kind.name());
    let Some(kind) = question.lag.keys().find(|kind| !is_known(kind)) else {
        return Ok(());
    };
    let names: Vec<&str> = kinds.iter().map(Kind::name).collect();
    Err(QuestionError::UnknownKind {
        kind: kind.clone(),
        known: names.join(", "),
    })
}

/// S9: `I_0(p)` is the union of p's infectious intervals.
fn s9_cases(question: &Question, numbers: &Cases) -> Result<Infectious, QuestionError> {
    let mut infectious = Infectious::new();
    for case in &question.cases {
        let unknown = || QuestionError::UnknownPerson {
            field: "cases",
            id: case.person.to_string(),
        };
        let person = *numbers.get(&case.person).ok_or_else(unknown)?;
        infectious
            .entry(person)
            .or_default()
            .insert(case.infectious);
    }
    Ok(infectious)
}

/// What the hops have said about one exposed person so far.
struct Reached {
    /// S13: the first hop with a qualifying event.
    level: Level,
    /// S15: the event shown, of those at hop = level.
    shown: Event,
    /// S16: sum over all events at hop = level.
    person_seconds: u64,
    /// S15: smallest x at any hop.
    earliest: Timestamp,
}

impl Traced {
    /// All hops, then the rows.
    fn follow(&mut self) {
        let mut reached: BTreeMap<PersonNo, Reached> = BTreeMap::new();
        let mut hop: Level = 0;
        loop {
            hop += 1;
            if !self.question.hops.includes(hop) {
                break;
            }
            let events = self.events_at(hop);
            let qualifying: Vec<&Event> = events.iter().filter(|e| self.qualifies(e)).collect();
            for event in &qualifying {
                let person = reached.entry(event.exposed).or_insert_with(|| Reached {
                    level: hop,
                    shown: **event,
                    person_seconds: 0,
                    earliest: event.x(),
                });
                s15_consider(person, hop, event);
            }
            for event in &events {
                s16_add(&mut reached, hop, event);
            }
            let next = self.s12_next(&qualifying);
            let changed = self.infectious.last() != Some(&next);
            self.infectious.push(next);
            if !changed {
                break; // from here on every hop has the events of this one
            }
        }
        self.rows = s15_rows(&reached);
    }

    /// Every event at hop `hop`, qualifying or not, into people who are not cases.
    pub(crate) fn events_at(&self, hop: Level) -> Vec<Event> {
        let mut events = Vec::new();
        let before = usize::try_from(hop - 1).unwrap_or(usize::MAX);
        if let Some(infectious) = self.infectious.get(before) {
            self.records.events(infectious, &mut |event| {
                if !self.cases.contains_key(&event.exposed) {
                    events.push(event);
                }
            });
        }
        events
    }

    pub(crate) fn qualifies(&self, event: &Event) -> bool {
        event.s10_qualifies(self.question.min_overlap)
    }

    /// S12: `[x + L, y + U)`; nothing if it lies after all of time.
    pub(crate) fn s12_infectious(&self, event: &Event) -> Option<Interval> {
        Interval::checked(
            event.x() + self.question.latent,
            event.y() + self.question.until,
        )
    }

    /// S12: `I_h` from `I_{h-1}` and the qualifying events at hop h. No event is into a case.
    fn s12_next(&self, qualifying: &[&Event]) -> Infectious {
        let mut next = self.infectious.last().cloned().unwrap_or_default();
        for event in qualifying {
            if let Some(interval) = self.s12_infectious(event) {
                next.entry(event.exposed).or_default().insert(interval);
            }
        }
        next
    }

    /// The rows, ordered by level, first exposure, person number.
    #[must_use]
    pub fn rows(&self) -> &[Exposure] {
        &self.rows
    }

    /// The rows as the columns that an engine answers with.
    #[must_use]
    pub fn exposures(&self) -> Exposures {
        self.rows.iter().copied().collect()
    }

    /// The row of `person`.
    #[must_use]
    pub fn row(&self, person: PersonNo) -> Option<&Exposure> {
        self.rows.iter().find(|row| row.person == person)
    }

    /// `I_h` of `person`: when they are infectious after `hop` hops.
    #[must_use]
    pub fn infectious(&self, person: PersonNo, hop: Level) -> IntervalSet {
        let last = self.infectious.len().saturating_sub(1);
        let hop = usize::try_from(hop).unwrap_or(usize::MAX).min(last);
        self.infectious
            .get(hop)
            .and_then(|all| all.get(&person))
            .cloned()
            .unwrap_or_default()
    }

    /// The events that could stand in the row of `person`: equal in everything of S15 that
    /// does not depend on numbering; the one shown comes first.
    #[must_use]
    pub fn s15_ties(&self, person: PersonNo) -> Vec<Event> {
        let Some(row) = self.row(person) else {
            return Vec::new();
        };
        let mut events: Vec<Event> = self.events_at(row.level);
        events.retain(|e| e.exposed == person && self.qualifies(e));
        events.sort_by_key(Event::s15_order);
        let best = events.first().map(Event::s15_unnumbered);
        events.retain(|e| Some(e.s15_unnumbered()) == best);
        events
    }
}

/// S15: the event shown has the smallest x at hop = level, ties by the order of S15;
/// earliest exposure is the smallest x at any hop.
fn s15_consider(person: &mut Reached, hop: Level, event: &Event) {
    person.earliest = person.earliest.min(event.x());
    if hop == person.level && event.s15_order() < person.shown.s15_order() {
        person.shown = *event;
    }
}

/// S16: every event at hop = level counts, long enough or not.
fn s16_add(reached: &mut BTreeMap<PersonNo, Reached>, hop: Level, event: &Event) {
    if let Some(person) = reached.get_mut(&event.exposed)
        && person.level == hop
    {
        person.person_seconds += event.witness.overlap.length().seconds().unsigned_abs();
    }
}

/// S15: a row per exposed person.
fn s15_rows(reached: &BTreeMap<PersonNo, Reached>) -> Vec<Exposure> {
    let mut rows: Vec<Exposure> = reached
        .iter()
        .map(|(&person, reached)| Exposure {
            person,
            level: reached.level,
            first_exposure: reached.shown.x(),
            earliest_exposure: reached.earliest,
            witness: reached.shown.witness,
            person_seconds: reached.person_seconds,
        })
        .collect();
    rows.sort_by_key(|row| (row.level, row.first_exposure, row.person));
    rows
}

#[cfg(test)]
#[path = "oracle_tests.rs"]
mod tests;
