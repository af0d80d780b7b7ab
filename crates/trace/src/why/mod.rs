//! Why not: for somebody who is not in the answer, the nearest misses and the rule that excluded
//! each (S31).

mod miss;

pub(crate) mod raw;

mod judge;

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use truyvet_model::{Hops, Interval, Level, PersonNo, Question, Timestamp};
use truyvet_store::VisitRow;

use crate::budget::Watch;
use crate::error::TraceError;
use crate::history::ISets;
use crate::pull::Pull;
use crate::records::Records;
use crate::resolve;
use crate::tracer::{Answer, Tracer};

use judge::{DAY, Judge, Record, Together};
use raw::Raw;

pub use miss::{Miss, Rule, Side, Total, Why};

/// From so many misses on, all but the nearest are forgotten.
const FORGET_FROM: usize = 4096;

impl Tracer {
    /// Why `person` is not in `answer`, or not at the level `expected` (S31).
    ///
    /// It may ask the question again with one hop more. The budget is for both together.
    ///
    /// # Errors
    /// [`TraceError::Store`], [`TraceError::Exceeded`] beyond the budget, and as [`Tracer::trace`] if the answer is to a question that this
    /// snapshot cannot be asked: it must be the one that was.
    pub fn why_not(
        &self,
        answer: &Answer,
        person: PersonNo,
        expected: Option<NonZeroU32>,
    ) -> Result<Why, TraceError> {
        let watch = self.options().watch();
        if answer.infectious().case(person.0).is_some() {
            return Ok(Why::Case);
        }
        let rows = answer.exposures();
        let at = rows.person.iter().position(|&found| found == person);
        let level = at.and_then(|at| rows.level.get(at).copied());
        if let Some(level) = level
            && expected.is_none_or(|expected| level <= expected.get())
        {
            return Ok(Why::Exposed { level });
        }
        let hops = answer.question().hops;
        let wanted = match (expected, hops) {
            (Some(level), Hops::AtMost(k)) => Some(level.get().min(k)),
            (Some(level), Hops::All) => Some(level.get()),
            (None, Hops::AtMost(k)) => Some(k),
            (None, Hops::All) => None,
        };
        let more = self.one_hop_more(answer, wanted, &watch)?;
        let answer = more.as_ref().unwrap_or(answer);
        Misses {
            tracer: self,
            answer,
            watch: &watch,
            person: person.0,
            wanted,
        }
        .find(level)
    }

    /// The answer with one hop more, if it takes that to know who is infectious after hop
    /// `wanted`.
    fn one_hop_more(
        &self,
        answer: &Answer,
        wanted: Option<Level>,
        watch: &Watch,
    ) -> Result<Option<Answer>, TraceError> {
        let (Some(wanted), Hops::AtMost(k)) = (wanted, answer.question().hops) else {
            return Ok(None);
        };
        // What the last hop changed is not kept; if an earlier one changed nothing, neither did it.
        let ISets { history, .. } = answer.infectious();
        let ran_dry = history.len() < index(k).saturating_sub(1);
        let (true, Some(more)) = (wanted == k && !ran_dry, k.checked_add(1)) else {
            return Ok(None);
        };
        let question = Question {
            hops: Hops::AtMost(more),
            risk: None,
            ..answer.question().clone()
        };
        self.watched(&question, watch).map(Some)
    }
}

/// Looks for misses.
struct Misses<'a> {
    tracer: &'a Tracer,
    answer: &'a Answer,
    watch: &'a Watch,
    person: u32,
    /// The hop by which the person should have been exposed; `None` for any.
    wanted: Option<Level>,
}

impl Misses<'_> {
    fn find(&self, level: Option<Level>) -> Result<Why, TraceError> {
        let snapshot = self.tracer.snapshot();
        let records = self.answer.records(snapshot);
        let resolved = records.resolved;
        let judge = Judge {
            snapshot,
            resolved,
            filters: resolve::filters_of(snapshot, self.answer.question())?,
            infectious: self.answer.infectious(),
            hop: self
                .wanted
                .map_or(usize::MAX, |l| index(l).saturating_sub(1)),
            later: self.wanted.map_or(usize::MAX, index),
            beyond: self.wanted.map_or(u32::MAX, |l| l.saturating_add(1)),
        };
        let together = [
            together(&records, &judge, self.person, judge.hop)?,
            together(&records, &judge, self.person, judge.later)?,
        ];
        let mut raw = Raw::new(snapshot);
        let visits = raw.visits_of(self.person)?;
        let contacts = raw.contacts_of(self.person)?;
        let records = visits.len().saturating_add(contacts.len());
        let mut found = Found {
            judge,
            together,
            misses: Vec::new(),
        };
        for visit in &visits {
            self.watch.check()?;
            let own = record(Some(visit.place), &visit.visit);
            found.at_places(&mut raw, &own, visit.place)?;
        }
        for contact in &contacts {
            let own = Record {
                person: self.person,
                place: None,
                start: contact.start,
                end: contact.end,
                source: contact.source,
            };
            let person = contact.other;
            found.judge(&own, &Record { person, ..own })?;
        }
        let misses = found.nearest();
        if misses.is_empty() && level.is_none() {
            let records = u64::try_from(records).unwrap_or(u64::MAX);
            return Ok(Why::NoCommonPlace { records });
        }
        Ok(Why::Missed { level, misses })
    }
}

struct Found<'a> {
    judge: Judge<'a>,
    /// By infector.
    together: [BTreeMap<u32, Together>; 2],
    misses: Vec<Miss>,
}

impl Found<'_> {
    /// Everybody infectious who was where `own` was recorded or counts, within a day.
    fn at_places(&mut self, raw: &mut Raw<'_>, own: &Record, at: u32) -> Result<(), TraceError> {
        // One second more, for those who left just a day before: to touch is not to intersect.
        let around = DAY.saturating_add(1).saturating_add(self.judge.lag(own)?);
        let from = Timestamp::from_seconds(own.start.saturating_sub(around));
        let to = Timestamp::from_seconds(own.end.saturating_add(around));
        let Some(span) = Interval::checked(from, to) else {
            return Ok(());
        };
        let sites = &self.judge.resolved.sites;
        let site = sites.of(self.judge.snapshot, at, own.person)?;
        let members = site.map(|(site, _)| sites.members(site).iter().collect::<Vec<u32>>());
        let mut visitors: Vec<VisitRow> = Vec::new();
        for place in members.unwrap_or_else(|| vec![at]) {
            raw.visits_at(place, span, &mut visitors)?;
            for row in &visitors {
                if row.person != own.person && self.judge.is_infectious(row.person) {
                    self.judge(own, &record(Some(place), row))?;
                }
            }
        }
        Ok(())
    }

    fn judge(&mut self, own: &Record, other: &Record) -> Result<(), TraceError> {
        let none = Together::new();
        let [now, later] = &self.together;
        let of = |all: &BTreeMap<u32, Together>| all.get(&other.person).cloned();
        let (now, later) = (of(now), of(later));
        let both = [
            now.as_ref().unwrap_or(&none),
            later.as_ref().unwrap_or(&none),
        ];
        let miss = self.judge.judge(own, other, both)?;
        self.misses.extend(miss);
        if self.misses.len() >= FORGET_FROM {
            self.keep_nearest();
        }
        Ok(())
    }

    fn keep_nearest(&mut self) {
        self.misses.sort_by(miss::nearest_first);
        self.misses.truncate(Why::MOST);
    }

    fn nearest(mut self) -> Vec<Miss> {
        self.keep_nearest();
        self.misses
    }
}

fn record(place: Option<u32>, row: &VisitRow) -> Record {
    Record {
        person: row.person,
        place,
        start: row.start,
        end: row.end,
        source: row.source,
    }
}

/// The overlaps of each infector with the person, by the I-sets of a hop; only if they can add up.
fn together(
    records: &Records<'_>,
    judge: &Judge<'_>,
    person: u32,
    hop: usize,
) -> Result<BTreeMap<u32, Together>, TraceError> {
    let mut together: BTreeMap<u32, Together> = BTreeMap::new();
    if records.resolved.cumulative.is_none() {
        return Ok(together);
    }
    let mut events = Vec::new();
    let infectious = |other| judge.infectious.at(other, hop);
    Pull::default().events_into(records, person, infectious, &mut events)?;
    for event in &events {
        let overlaps = together.entry(event.infector).or_default();
        overlaps.push((event.x, event.y));
    }
    Ok(together)
}

fn index(level: Level) -> usize {
    usize::try_from(level).unwrap_or(usize::MAX)
}
