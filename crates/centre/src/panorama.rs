//! Panorama: what is going on in a unit and in those below it, from one pass over the records and
//! one trace (S26a).

use serde::Serialize;
use truyvet_model::{Duration, Interval, Question, Setting, Timestamp, UnitLevel};
use truyvet_store::Snapshot;
use truyvet_trace::Tracer;

use crate::asking::{Asking, Found, rows, scope, seconds_of};
use crate::column::{Column, Row, tally};
use crate::error::CentreError;
use crate::population::{PopulationFrom, Populations};
use crate::register::Register;
use crate::suppress::Shown;
use crate::units::{At, UnitTree, below};
use crate::visits::Records;

/// What to ask of a panorama.
#[derive(Clone, Debug, Default)]
pub struct PanoramaOptions {
    /// The days, the rule of the cases and what is suppressed.
    pub asking: Asking,
    /// The unit to look at, a path; everything unless said.
    pub unit: Option<String>,
    /// Which units in it are listed; those of the level below it unless said.
    pub level: Option<UnitLevel>,
}

/// A system that records come from, and how fresh it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SourceState {
    /// Its name (S32); `None` for records without one.
    pub name: Option<String>,
    /// Contacts that began in the window. They are at no place, so in no unit.
    pub contacts: Shown,
    /// When the last record that it has by the moment asked about began.
    pub last_event: Option<Timestamp>,
    /// How long that is ago, at that moment.
    pub event_age: Option<Duration>,
    /// When a record of it was last committed, by the clock of the machine that did.
    pub last_arrival: Option<Timestamp>,
    /// How long that was before the snapshot's commit.
    pub arrival_age: Option<Duration>,
}

/// What is going on in one unit (S26a).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct UnitState {
    /// Its path; `None` for everything, and for what is in no unit listed.
    pub unit: Option<String>,
    /// Its name, if it was declared.
    pub name: Option<String>,
    /// People of the register who live there.
    pub people: Shown,
    /// How many people live there.
    pub population: Shown,
    /// Where that number comes from.
    pub population_from: PopulationFrom,
    /// Places that lie there. Never suppressed: places are no people.
    pub places: u64,
    /// Visits to these places that began in the window.
    pub visits: Shown,
    /// The same by source, in the order of [`Panorama::sources`].
    pub by_source: Vec<Shown>,
    /// The same by day, in the order of [`Panorama::days`].
    pub by_day: Vec<Shown>,
    /// People who live there and of whom a sample of the window is registered as positive.
    pub cases: Shown,
    /// People who live there and are isolated or in quarantine at the moment asked about.
    pub isolated: Shown,
    /// People exposed to the cases of the window, by home unit: F1 first, then F2 and so on, as
    /// many levels as were asked for or found.
    pub exposed: Vec<Shown>,
    /// Places that lie there at which somebody was exposed (S23): what to close, clean or announce.
    pub sites: Shown,
}

/// What is going on, as of one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Panorama {
    /// The moment it is about.
    pub at: Timestamp,
    /// The days before it that are looked at.
    pub window: Interval,
    /// These days, 24 hours each, counted back from the moment; the first one first.
    pub days: Vec<Interval>,
    /// The unit looked at; `None` for everything.
    pub unit: Option<String>,
    /// The level of the units listed; `None` if none lies below.
    pub level: Option<UnitLevel>,
    /// Counts below this are suppressed (S27).
    pub suppress: u64,
    /// The sources, of the whole snapshot, in the order of their numbers.
    pub sources: Vec<SourceState>,
    /// All of the unit looked at.
    pub total: UnitState,
    /// The units listed, in the order of their paths.
    pub units: Vec<UnitState>,
    /// What is in none of them, or nobody knows where; `None` if no units are listed.
    pub rest: Option<UnitState>,
}

/// What is going on in a unit and in those below it (S26a), with small counts suppressed (S27):
/// one look at the register, one pass over the records, one trace of all cases together, however
/// many units there are.
///
/// # Errors
/// [`CentreError::Asked`] for what makes no sense, for a unit that nothing lies in, or if no case
/// is registered; and those of a trace.
pub fn panorama(
    tracer: &Tracer,
    question: &Question,
    options: &PanoramaOptions,
) -> Result<Panorama, CentreError> {
    let snapshot = tracer.snapshot();
    let asking = &options.asking;
    let register = Register::read(snapshot)?;
    let tree = &register.units;
    let scope = scope(tree, options.unit.as_deref())?;
    let (level, listed) = listed(tree, scope, options.level)?;
    let found = asking.find(tracer, question)?;
    let records = Records::read(tracer, &register, found.window, asking.days)?;
    let counts = Counts::new(tracer, &register, options, &found, &records)?;
    let rest = Row::Rest(scope, &listed);
    Ok(Panorama {
        at: found.at(),
        window: found.window,
        days: days(found.window, asking.days),
        unit: options.unit.clone(),
        level,
        suppress: asking.suppress,
        sources: counts.sources(snapshot, &found, &records),
        total: counts.state(Row::Unit(scope)),
        units: listed
            .iter()
            .map(|at| counts.state(Row::Unit(*at)))
            .collect(),
        rest: (!listed.is_empty()).then(|| counts.state(rest)),
    })
}

/// The level and the units to list: those asked for, else those of the level below, if any.
fn listed(
    tree: &UnitTree,
    scope: At,
    level: Option<UnitLevel>,
) -> Result<(Option<UnitLevel>, Vec<At>), CentreError> {
    if let Some(level) = level {
        return Ok((Some(level), rows(tree, scope, level)?));
    }
    // A store may know communes of a province and nothing between.
    let found = below(tree.level(scope)).find_map(|level| {
        let rows = tree.rows(scope, level);
        (!rows.is_empty()).then_some((Some(level), rows))
    });
    Ok(found.unwrap_or_default())
}

/// The days of a window, the first one first.
fn days(window: Interval, count: u32) -> Vec<Interval> {
    let first = window.start().seconds();
    let at = |day| Timestamp::from_seconds(first.saturating_add(seconds_of(day)));
    let day = |day: u32| Interval::checked(at(day), at(day.saturating_add(1)));
    (0..count).filter_map(day).collect()
}

/// The counts that a panorama is made of.
struct Counts<'a> {
    tree: &'a UnitTree,
    /// Which of all possible sources there are.
    sources: Vec<usize>,
    places: Column,
    people: Column,
    populations: Populations,
    /// Visits: first by source, then by day. They add up to the same, so they hang together.
    visits: Vec<Column>,
    cases: Column,
    isolated: Column,
    exposed: Vec<Column>,
    sites: Column,
    threshold: u64,
}

impl<'a> Counts<'a> {
    fn new(
        tracer: &Tracer,
        register: &'a Register,
        options: &PanoramaOptions,
        found: &Found,
        records: &Records,
    ) -> Result<Self, CentreError> {
        let (tree, asking) = (&register.units, &options.asking);
        let threshold = asking.suppress;
        let column = |own| Column::new(tree, own, threshold);
        let own = register.by_home(register.people.iter().copied());
        let populations = Populations::new(tree, &own);
        let named = |(source, known): (usize, &bool)| (source > 0 || *known).then_some(source);
        let sources: Vec<usize> = records.known.iter().enumerate().filter_map(named).collect();
        let by_source = sources.iter().filter_map(|s| records.by_source.get(*s));
        let visits: Vec<_> = by_source.chain(&records.by_day).cloned().collect();
        let mut isolated = found.isolated(&asking.infectious);
        isolated.extend_from_slice(&records.quarantined);
        isolated.sort_unstable();
        isolated.dedup();
        Ok(Self {
            tree,
            sources,
            places: Column::new(tree, register.places(), 0),
            people: column(own),
            populations,
            visits: Column::family(tree, &visits, threshold),
            cases: column(register.by_home(found.cases.iter().copied())),
            isolated: column(register.by_home(isolated)),
            exposed: found.exposed(register, threshold),
            sites: column(sites(tracer, register, found)?),
            threshold,
        })
    }

    fn state(&self, row: Row<'_>) -> UnitState {
        let tree = self.tree;
        let shown = |column: &Column| row.shown(tree, column);
        let people = shown(&self.people);
        let (unit, population, population_from) = match row {
            Row::Unit(at) => (
                Some(at).filter(|at| *at != 0),
                self.populations.shown(tree, at, &self.people),
                self.populations.get(at).1,
            ),
            Row::Rest(..) => (None, people, PopulationFrom::Registered),
        };
        let visits: Vec<Shown> = self.visits.iter().map(shown).collect();
        let (by_source, by_day) = visits
            .split_at_checked(self.sources.len())
            .unwrap_or_default();
        UnitState {
            unit: unit.map(|at| tree.path(at).to_owned()),
            name: unit.and_then(|at| tree.name(at)).map(str::to_owned),
            people,
            population,
            population_from,
            places: row.count(&self.places),
            visits: sum(by_day),
            by_source: by_source.to_vec(),
            by_day: by_day.to_vec(),
            cases: shown(&self.cases),
            isolated: shown(&self.isolated),
            exposed: self.exposed.iter().map(shown).collect(),
            sites: shown(&self.sites),
        }
    }

    fn sources(&self, snapshot: &Snapshot, found: &Found, records: &Records) -> Vec<SourceState> {
        let (names, arrivals) = (snapshot.sources(), snapshot.last_arrivals());
        let state = |source: &usize| {
            let count = records.contacts.get(*source).copied().unwrap_or(0);
            let small = (1..self.threshold).contains(&count);
            // Numbers of sources begin at 1.
            let named = source.checked_sub(1);
            let last_event = records.last.get(*source).copied().flatten();
            let last_arrival = named.and_then(|at| arrivals.get(at).copied());
            SourceState {
                name: named.and_then(|at| Some((*names.get(at)?).to_owned())),
                contacts: if small {
                    Shown::Suppressed
                } else {
                    Shown::Number(count)
                },
                last_event,
                event_age: last_event.and_then(|last| age(last, found.at())),
                last_arrival,
                arrival_age: last_arrival.and_then(|last| age(last, snapshot.committed_at())),
            }
        };
        self.sources.iter().map(state).collect()
    }
}

/// From `then` to `now`; nothing if it lies ahead.
fn age(then: Timestamp, now: Timestamp) -> Option<Duration> {
    Duration::new(now.seconds().saturating_sub(then.seconds())).ok()
}

/// What all visits add up to; suppressed where a part is.
fn sum(parts: &[Shown]) -> Shown {
    let numbers = parts.iter().map(|part| part.number());
    let sum: Option<u64> = numbers.sum();
    sum.map_or(Shown::Suppressed, Shown::Number)
}

/// How many places there are of each very unit at which somebody was exposed.
fn sites(tracer: &Tracer, register: &Register, found: &Found) -> Result<Vec<u64>, CentreError> {
    let Some(answer) = &found.answer else {
        return Ok(vec![0; register.units.len()]);
    };
    let sites = answer.sites(tracer.snapshot(), tracer.options())?;
    let places = sites.iter().filter_map(|site| match site.setting {
        Setting::Place(place) => Some(register.unit_of(place.0)),
        Setting::Contact => None,
    });
    Ok(tally(register.units.len(), places))
}
