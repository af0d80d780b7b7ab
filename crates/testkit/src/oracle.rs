//! The oracle: a trace written literally from the clauses S7 to S22, hop by hop, quadratic.

use std::collections::BTreeMap;

use truyvet_model::{
    Exposure, Exposures, Interval, IntervalSet, Level, PersonNo, Question, QuestionError, Rates,
    Timestamp,
};

use crate::asked::Asked;
use crate::cumulative::{Judged, judge};
use crate::event::Event;
use crate::mirror::Mirror;
use crate::records::Records;
use crate::risk::{WHOLE, s22_by_doses, s22_rate, s22_risk, s22_units, s22_weight};
use crate::world::{Ids, World};

type Infectious = BTreeMap<PersonNo, IntervalSet>;

/// The whole answer to one question, and what is needed to explain it.
///
/// A backward trace is worked out in mirrored time (S21); what the public methods give is in
/// real time.
#[derive(Clone, Debug)]
pub struct Traced {
    asked: Asked,
    pub(crate) mirror: Mirror,
    /// In mirrored time if the trace is backward, as everything up to `rows`.
    records: Records,
    pub(crate) cases: Infectious,
    /// `I_0`, `I_1`, …: who is infectious when, after that many hops.
    infectious: Vec<Infectious>,
    /// In real time.
    rows: Vec<Exposure>,
}

/// Who may have been infected, or who may have infected the cases: the answer to `question` on
/// `world` (S7 to S22). `ids` says which person and place each id is.
///
/// # Errors
/// [`QuestionError`] for every bad question (S28).
pub fn trace(world: &World, question: &Question, ids: &Ids) -> Result<Traced, QuestionError> {
    let asked = Asked::of(world, question, ids)?;
    let mirror = Mirror(question.direction);
    let records = Records::of(world, &asked).mirrored(mirror);
    let case = |(&person, times)| (person, mirror.set(times));
    let cases: Infectious = asked.cases.iter().map(case).collect();
    let mut traced = Traced {
        asked,
        mirror,
        records,
        infectious: vec![cases.clone()],
        cases,
        rows: Vec::new(),
    };
    traced.follow(world);
    Ok(traced)
}

/// What the hops have said about one exposed person so far.
struct Reached {
    /// S13: the first hop with a qualifying event.
    level: Level,
    /// S15: the event shown, of those at hop = level.
    shown: Event,
    /// S16: sum over all events at hop = level.
    person_seconds: u64,
    /// S22: sum over all events at hop = level.
    hazard_units: u64,
    /// S22: from the sum, once hop = level is done.
    risk: f64,
    /// S15: smallest x at any hop.
    earliest: Timestamp,
}

impl Traced {
    /// All hops, then the rows.
    fn follow(&mut self, world: &World) {
        let mut reached: BTreeMap<PersonNo, Reached> = BTreeMap::new();
        let mut hop: Level = 0;
        loop {
            hop += 1;
            if !self.asked.question.hops.includes(hop) {
                break;
            }
            let events = self.events_at(hop);
            let qualifying: Vec<&Event> = events
                .iter()
                .filter_map(|judged| judged.qualifies.then_some(&judged.event))
                .collect();
            for event in &qualifying {
                let person = reached.entry(event.exposed).or_insert_with(|| Reached {
                    level: hop,
                    shown: **event,
                    person_seconds: 0,
                    hazard_units: 0,
                    risk: 0.0,
                    earliest: event.x(),
                });
                s15_consider(person, hop, event);
            }
            for judged in &events {
                s16_add(&mut reached, hop, &judged.event);
            }
            if let Some(rates) = &self.asked.question.risk {
                self.s22_add(world, rates, &mut reached, hop, &events);
            }
            let next = self.s12_next(&qualifying);
            let changed = self.infectious.last() != Some(&next);
            self.infectious.push(next);
            if !changed {
                break; // from here on every hop has the events of this one
            }
        }
        self.rows = s15_rows(&reached);
        for row in &mut self.rows {
            *row = self.mirror.row(*row);
        }
    }

    /// S22: the risk of everybody whose level is `hop`. Whoever exposed them has a lower level,
    /// so that the weights are known.
    fn s22_add(
        &self,
        world: &World,
        rates: &Rates,
        reached: &mut BTreeMap<PersonNo, Reached>,
        hop: Level,
        events: &[Judged],
    ) {
        for Judged { event, .. } in events {
            let infector = event.witness.infector;
            let weight = match reached.get(&infector) {
                _ if self.cases.contains_key(&infector) => WHOLE,
                Some(infector) => s22_weight(infector.risk),
                None => 0, // there is none: the infectious are cases or reached
            };
            let rate = s22_rate(world, rates, event.witness.setting);
            let units = s22_units(rate, weight, event);
            if let Some(person) = at_level(reached, event.exposed, hop) {
                person.hazard_units = person.hazard_units.saturating_add(units);
            }
        }
        for (person, reached) in reached.iter_mut().filter(|(_, r)| r.level == hop) {
            let named = self.asked.susceptibility.get(person).copied();
            let susceptibility = named.unwrap_or_else(|| s22_by_doses(world, rates, *person));
            reached.risk = s22_risk(reached.hazard_units, susceptibility);
        }
    }

    /// Every event at hop `hop` into people who are not cases, and whether it qualifies; in
    /// mirrored time if the trace is backward.
    pub(crate) fn events_at(&self, hop: Level) -> Vec<Judged> {
        let mut events = Vec::new();
        let before = usize::try_from(hop - 1).unwrap_or(usize::MAX);
        if let Some(infectious) = self.infectious.get(before) {
            self.records.events(infectious, &mut |event| {
                if !self.cases.contains_key(&event.exposed) {
                    events.push(event);
                }
            });
        }
        judge(events, &self.asked.question)
    }

    /// How many hops were looked at until nothing changed or as many as were asked for.
    pub(crate) fn hops(&self) -> Level {
        Level::try_from(self.infectious.len() - 1).unwrap_or(Level::MAX)
    }

    /// S12: `[x + L, y + U)`; nothing if it lies after all of time.
    pub(crate) fn s12_infectious(&self, event: &Event) -> Option<Interval> {
        let Question { latent, until, .. } = self.asked.question;
        Interval::checked(event.x() + latent, event.y() + until)
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

    /// The rows, ordered by level, first exposure (backward: the latest last contact first),
    /// person number.
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
            .map(|set| self.mirror.set(set))
            .unwrap_or_default()
    }

    /// The qualifying events into `person` at hop = level in the order of S15; in mirrored time
    /// if the trace is backward.
    pub(crate) fn s15_events(&self, person: PersonNo) -> Vec<Event> {
        let Some(row) = self.row(person) else {
            return Vec::new();
        };
        let found = self.events_at(row.level).into_iter();
        let into = found.filter(|judged| judged.qualifies && judged.event.exposed == person);
        let mut events: Vec<Event> = into.map(|judged| judged.event).collect();
        events.sort_by_key(Event::s15_order);
        events
    }

    /// The events that could stand in the row of `person`: equal in everything of S15 that
    /// does not depend on numbering; the one shown comes first.
    #[must_use]
    pub fn s15_ties(&self, person: PersonNo) -> Vec<Event> {
        let mut events = self.s15_events(person);
        let best = events.first().map(Event::s15_unnumbered);
        events.retain(|e| Some(e.s15_unnumbered()) == best);
        events.into_iter().map(|e| self.mirror.event(e)).collect()
    }
}

fn at_level(
    reached: &mut BTreeMap<PersonNo, Reached>,
    person: PersonNo,
    hop: Level,
) -> Option<&mut Reached> {
    reached.get_mut(&person).filter(|r| r.level == hop)
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
    if let Some(person) = at_level(reached, event.exposed, hop) {
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
            risk: reached.risk,
        })
        .collect();
    rows.sort_by_key(|row| (row.level, row.first_exposure, row.person));
    rows
}

#[cfg(test)]
#[path = "oracle_tests.rs"]
mod tests;
