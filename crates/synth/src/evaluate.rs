//! How well a contact list does against the truth: what it finds, and how many it names in vain.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use truyvet_model::{CaseRecord, InfectiousRule, Interval, PersonNo, Timestamp};

use crate::spec::SynthError;

/// A row of `truth/infections.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrueInfection {
    /// Who.
    pub person: String,
    /// By whom; nobody if it was brought in.
    pub infector: Option<String>,
    /// When.
    pub time: Timestamp,
    /// First symptoms.
    pub onset: Option<Timestamp>,
    /// The positive test.
    pub tested: Option<Timestamp>,
    /// Isolated from then on.
    pub isolated: Option<Timestamp>,
}

impl TrueInfection {
    /// What a health office takes for the infectious interval once the test is known, by `rule`.
    /// `None` if nobody tested, or isolation came first.
    #[must_use]
    pub fn infectious(&self, rule: &InfectiousRule) -> Option<Interval> {
        let tested = self.tested?;
        rule.infectious(&CaseRecord {
            // The rule looks at dates alone.
            person: PersonNo(0),
            tested,
            // Who began to feel ill after the test is known by the test.
            onset: self.onset.filter(|onset| *onset <= tested),
            isolated: self.isolated,
        })
    }
}

/// Reads `truth/infections.csv`, by the names of its columns.
///
/// # Errors
/// [`SynthError::Truth`], naming file, line and column.
pub fn read_infections(path: &Path) -> Result<Vec<TrueInfection>, SynthError> {
    let wrong = |line: u64, problem: String| SynthError::Truth {
        path: path.to_owned(),
        line,
        problem,
    };
    let mut reader = csv::Reader::from_path(path).map_err(|why| wrong(0, why.to_string()))?;
    let header = reader
        .headers()
        .map_err(|why| wrong(1, why.to_string()))?
        .clone();
    let column = |name: &str| {
        let at = header.iter().position(|column| column == name);
        at.ok_or_else(|| {
            wrong(
                1,
                format!("no column `{name}`: expected truth/infections.csv"),
            )
        })
    };
    let columns = [
        column("person")?,
        column("infector")?,
        column("time")?,
        column("onset")?,
        column("tested")?,
        column("isolated")?,
    ];
    let mut infections = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|why| wrong(0, why.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let text = |at: usize| record.get(at).unwrap_or_default();
        let time = |at: usize| {
            let text = text(at);
            if text.is_empty() {
                return Ok(None);
            }
            let read = Timestamp::parse(text).map(Some);
            read.map_err(|why| {
                wrong(
                    line,
                    format!("{}: {why}", header.get(at).unwrap_or_default()),
                )
            })
        };
        let [person, infector, at, onset, tested, isolated] = columns;
        infections.push(TrueInfection {
            person: text(person).to_owned(),
            infector: Some(text(infector).to_owned()).filter(|id| !id.is_empty()),
            time: time(at)?.ok_or_else(|| wrong(line, "time: is empty".to_owned()))?,
            onset: time(onset)?,
            tested: time(tested)?,
            isolated: time(isolated)?,
        });
    }
    Ok(infections)
}

/// What a contact list found at one level, or at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// How many are on the list.
    pub listed: u64,
    /// How many of them are infected in truth.
    pub infected: u64,
    /// How many are infected in truth and descend from a case by that many infections.
    pub to_find: u64,
    /// How many of those are on the list, at whatever level.
    pub found: u64,
}

impl Score {
    /// Infected of listed; nothing if nobody is listed.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        share(self.infected, self.listed)
    }

    /// Found of those to find; nothing if there is nobody to find.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        share(self.found, self.to_find)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people are far below 2^53"
)]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A contact list against the truth, at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// Level by level, from F1 on.
    pub levels: Vec<Score>,
    /// Over all levels.
    pub total: Score,
    /// Infected by then, neither a case nor within reach of one in so many steps: who infected a
    /// case, siblings, other seeds. Forward tracing does not look for them.
    pub out_of_reach: u64,
    /// Infections after that moment.
    pub later: u64,
    /// Of those, how many are of people who were on the list: what a quarantine of the list
    /// would have kept from happening to others unseen.
    pub later_listed: u64,
}

/// Holds a contact list against the truth.
///
/// `cases` are those the list was made from, `listed` gives each person's level. To find are those
/// who were infected before `at` and descend from a case by 1 to `hops` infections (all, if `None`).
#[must_use]
pub fn evaluate(
    infections: &[TrueInfection],
    cases: &BTreeSet<String>,
    listed: &BTreeMap<String, u32>,
    hops: Option<u32>,
    at: Timestamp,
) -> Evaluation {
    let by_person: BTreeMap<&str, &TrueInfection> =
        infections.iter().map(|i| (i.person.as_str(), i)).collect();
    let mut evaluation = Evaluation::default();
    for &level in listed.values() {
        score(&mut evaluation, level).listed += 1;
        evaluation.total.listed += 1;
    }
    for infection in infections {
        if cases.contains(&infection.person) {
            continue;
        }
        let level = listed.get(&infection.person).copied();
        if infection.time >= at {
            evaluation.later += 1;
            evaluation.later_listed += u64::from(level.is_some());
            continue;
        }
        if let Some(level) = level {
            score(&mut evaluation, level).infected += 1;
            evaluation.total.infected += 1;
        }
        let steps = steps_from(&by_person, cases, infection);
        match steps.filter(|&steps| hops.is_none_or(|hops| steps <= hops)) {
            None => evaluation.out_of_reach += 1,
            Some(steps) => {
                let found = u64::from(level.is_some());
                let score = score(&mut evaluation, steps);
                score.to_find += 1;
                score.found += found;
                evaluation.total.to_find += 1;
                evaluation.total.found += found;
            }
        }
    }
    evaluation
}

/// The score of `level`, from 1.
fn score(evaluation: &mut Evaluation, level: u32) -> &mut Score {
    let at = level.saturating_sub(1) as usize;
    if evaluation.levels.len() <= at {
        evaluation.levels.resize(at + 1, Score::default());
    }
    match evaluation.levels.get_mut(at) {
        Some(score) => score,
        // Just made longer; the total is a harmless place to count.
        None => &mut evaluation.total,
    }
}

/// How many infections lead from the nearest case to `infection`.
fn steps_from(
    by_person: &BTreeMap<&str, &TrueInfection>,
    cases: &BTreeSet<String>,
    infection: &TrueInfection,
) -> Option<u32> {
    let mut steps = 0u32;
    let mut now = infection;
    // No chain is longer than there are infections, whatever the file says.
    while (steps as usize) < by_person.len() {
        let infector = now.infector.as_deref()?;
        steps += 1;
        if cases.contains(infector) {
            return Some(steps);
        }
        now = by_person.get(infector)?;
    }
    None
}

#[cfg(test)]
#[path = "evaluate_tests.rs"]
mod tests;
