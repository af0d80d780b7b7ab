//! What zones and panorama have in common: the moment they speak of, the cases of the days before
//! it, and the one trace of all of them.

use std::collections::BTreeMap;

use truyvet_model::{
    Case, CaseRecord, Direction, Hops, InfectiousRule, Interval, Level, PersonNo, Question,
    Timestamp, ToDuration, UnitLevel,
};
use truyvet_store::Snapshot;
use truyvet_trace::{Answer, TraceError, Tracer};

use crate::column::{Column, tally};
use crate::error::CentreError;
use crate::register::Register;
use crate::units::{At, UnitTree};

/// What is asked beside hops, thresholds and the rest of the question: that has no cases, they are
/// those of the register whose sample was taken in the days looked at.
#[derive(Clone, Debug)]
pub struct Asking {
    /// When the cases of the register (S36) were infectious.
    pub infectious: InfectiousRule,
    /// The moment it is about. Unless said: the last thing that the snapshot knows of, the end of
    /// its last record or its last sample, but not later than its commit.
    pub at: Option<Timestamp>,
    /// How many days of 24 hours before that moment are looked at, 1 or more.
    pub days: u32,
    /// Counts from 1 to one less than this are not shown, and neither is what they could be
    /// computed from (S27); 0 shows all.
    pub suppress: u64,
}

impl Asking {
    /// Below this, small counts are not shown unless something else is said.
    pub const SUPPRESS: u64 = 5;
}

impl Default for Asking {
    fn default() -> Self {
        Self {
            infectious: InfectiousRule::two_days(),
            at: None,
            days: 7,
            suppress: Self::SUPPRESS,
        }
    }
}

/// The days looked at and what was found in them.
#[derive(Debug)]
pub(crate) struct Found {
    /// How many hops were asked for.
    hops: Hops,
    /// From the first of these days until the moment asked about.
    pub(crate) window: Interval,
    /// The cases whose sample was taken in it, each person once.
    pub(crate) cases: Vec<PersonNo>,
    /// All cases of the register.
    pub(crate) register: Vec<CaseRecord>,
    /// The one trace of these cases; `None` if none of them was ever infectious among others.
    pub(crate) answer: Option<Answer>,
}

impl Asking {
    /// Refuses what makes no sense, whatever the store.
    fn check(&self, question: &Question) -> Result<(), CentreError> {
        if self.days == 0 {
            return Err(CentreError::asked(
                "days",
                "0 is not allowed; expected 1 or more",
            ));
        }
        if !question.cases.is_empty() {
            return Err(CentreError::asked(
                "cases",
                "none can be given here: zones and panorama ask about the cases of the register; \
                 register them (`truyvet import --as cases`), or ask `truyvet trace` about these",
            ));
        }
        if question.direction == Direction::Backward {
            return Err(CentreError::asked(
                "direction",
                "backward is not allowed: zones and panorama count who was exposed",
            ));
        }
        Ok(())
    }

    /// The days looked at (see [`Self::at`]).
    fn window(&self, snapshot: &Snapshot, cases: &[CaseRecord]) -> Result<Interval, CentreError> {
        let committed = snapshot.committed_at();
        let at = self.at.unwrap_or_else(|| {
            let sampled = cases.iter().map(|case| case.tested + 1.seconds()).max();
            let recorded = snapshot.time_range().map(Interval::end);
            sampled.max(recorded).unwrap_or(committed).min(committed)
        });
        let from = at.seconds().checked_sub(seconds_of(self.days));
        let window = from.and_then(|from| Interval::checked(Timestamp::from_seconds(from), at));
        window.ok_or_else(|| {
            CentreError::asked(
                "days",
                format!("{} before {at} is before all time; give fewer", self.days),
            )
        })
    }

    /// The question with the cases of the register whose sample lies in `window`, all of them in
    /// one; `None` if none of them was infectious among others.
    fn with_cases(
        &self,
        question: &Question,
        snapshot: &Snapshot,
        register: &[CaseRecord],
        window: Interval,
    ) -> Result<Option<Question>, CentreError> {
        let mut question = question.clone();
        for case in register.iter().filter(|case| window.contains(case.tested)) {
            if let Some(infectious) = self.infectious.infectious(case) {
                question.cases.push(Case {
                    person: snapshot.person_id(case.person)?,
                    infectious,
                });
            }
        }
        Ok(Some(question).filter(|question| !question.cases.is_empty()))
    }

    /// Finds the cases and asks one question about all of them together.
    pub(crate) fn find(&self, tracer: &Tracer, question: &Question) -> Result<Found, CentreError> {
        self.check(question)?;
        let snapshot = tracer.snapshot();
        let register = snapshot.cases()?;
        if register.is_empty() {
            return Err(CentreError::asked(
                "cases",
                "no case is registered in this store, so it cannot say how many there are; \
                 register them (`truyvet import --as cases`)",
            ));
        }
        let window = self.window(snapshot, &register)?;
        let asked = self.with_cases(question, snapshot, &register, window)?;
        if asked.is_none()
            && let Some(somebody) = register.first()
        {
            // Nobody to trace; a bad question is one all the same.
            let mut question = question.clone();
            question.cases.push(Case {
                person: snapshot.person_id(somebody.person)?,
                infectious: Interval::ALWAYS,
            });
            question.check().map_err(TraceError::from)?;
        }
        let answer = asked.map(|question| tracer.trace(&question)).transpose()?;
        let sampled = register.iter().filter(|case| window.contains(case.tested));
        let mut cases: Vec<PersonNo> = sampled.map(|case| case.person).collect();
        cases.sort_unstable();
        cases.dedup();
        Ok(Found {
            hops: question.hops,
            window,
            cases,
            register,
            answer,
        })
    }
}

/// Days of 24 hours in seconds.
pub(crate) fn seconds_of(days: u32) -> i64 {
    i64::from(days).saturating_mul(86_400)
}

impl Found {
    /// The moment asked about.
    pub(crate) fn at(&self) -> Timestamp {
        self.window.end()
    }

    /// People exposed by level, that of F1 first, by home unit; as many levels as were asked for
    /// or found, at least the first.
    pub(crate) fn exposed(&self, register: &Register, threshold: u64) -> Vec<Column> {
        let mut levels: BTreeMap<Level, Vec<At>> = BTreeMap::new();
        let asked = match self.hops {
            Hops::AtMost(hops) => hops.min(SHOWN),
            Hops::All => SHOWN,
        };
        for level in 1..=asked.max(1) {
            levels.entry(level).or_default();
        }
        if let Some(answer) = &self.answer {
            let rows = answer.exposures();
            for (person, level) in rows.person.iter().zip(&rows.level) {
                let at = register.home(*person);
                levels.entry(*level).or_default().push(at);
            }
        }
        let column = |ats: Vec<At>| {
            let own = tally(register.units.len(), ats);
            Column::new(&register.units, own, threshold)
        };
        levels.into_values().map(column).collect()
    }

    /// The people of the register who are isolated at the moment asked about: their isolation has
    /// begun, and the time after which the rule no longer counts them as infectious is not over.
    pub(crate) fn isolated(&self, rule: &InfectiousRule) -> Vec<PersonNo> {
        let at = self.at();
        let isolated = self.register.iter().filter(|case| {
            let over = case.onset.unwrap_or(case.tested) + rule.after;
            at < over && case.isolated.is_some_and(|since| since <= at)
        });
        isolated.map(|case| case.person).collect()
    }
}

/// Levels that are listed even if nobody is at them, where the question asks for them.
pub(crate) const SHOWN: Level = 3;

/// The unit of that path, to look at; everything if none is given.
///
/// # Errors
/// [`CentreError::Asked`] for a path that nothing in the store has.
pub(crate) fn scope(tree: &UnitTree, unit: Option<&str>) -> Result<At, CentreError> {
    let Some(path) = unit else {
        return Ok(0);
    };
    let found = tree.find(path).filter(|at| *at != 0);
    found.ok_or_else(|| {
        CentreError::asked(
            "unit",
            format!(
                "nothing in the store lies in `{path}`, and it was not declared; units are written \
                 as paths, `province/district/commune`"
            ),
        )
    })
}

/// The units of a level below `scope`.
///
/// # Errors
/// [`CentreError::Asked`] if there is none: no rows at all would look like good news.
pub(crate) fn rows(tree: &UnitTree, scope: At, level: UnitLevel) -> Result<Vec<At>, CentreError> {
    let rows = tree.rows(scope, level);
    if rows.is_empty() {
        let whole = match tree.path(scope) {
            "" => "the store".to_owned(),
            path => format!("`{path}`"),
        };
        return Err(CentreError::asked(
            "level",
            format!(
                "no {} lies in {whole}; units are known by what people, places and the list of \
                 units name, as paths `province/district/commune`",
                level.name()
            ),
        ));
    }
    Ok(rows)
}
