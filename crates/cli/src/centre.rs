//! What `truyvet zones` and `truyvet panorama` have in common: the moment, the days, small numbers.

use std::io::Write;
use std::path::Path;

use serde_json::Value;
use truyvet::{Asking, InfectiousRule, Interval, Question, Shown, Timestamp, TraceBuilder};

use crate::exit::Failure;
use crate::output::rows::Cell;
use crate::output::sink::Sink;
use crate::output::text::grouped;
use crate::question::{QuestionArgs, without_cases};

/// The columns of people exposed, and their levels in [`Zone::exposed`](truyvet::Zone).
pub(crate) const LEVELS: [&str; 3] = ["f1", "f2", "f3"];

/// Which moment and which days an answer is about.
#[derive(Debug, clap::Args)]
pub(crate) struct CentreArgs {
    /// Only this administrative unit and what lies below it
    #[arg(long, value_name = "PATH")]
    pub(crate) unit: Option<String>,
    /// The moment it is about [default: the end of the last record or sample, but not later than
    /// the commit]
    #[arg(long, value_name = "TIME", value_parser = Timestamp::parse, allow_hyphen_values = true)]
    at: Option<Timestamp>,
    /// How many days of 24 hours before that moment are looked at
    #[arg(long, value_name = "N", default_value_t = 7)]
    days: u32,
    /// Do not show counts from 1 to one less than N, nor what would tell them; 0 shows all
    #[arg(long, value_name = "N", default_value_t = Asking::SUPPRESS)]
    suppress: u64,
}

impl CentreArgs {
    /// What is asked beside the question, of cases that were infectious by that rule.
    pub(crate) const fn asking(&self, infectious: InfectiousRule) -> Asking {
        Asking {
            infectious,
            at: self.at,
            days: self.days,
            suppress: self.suppress,
        }
    }
}

/// A question on its way to a snapshot.
pub(crate) struct Prepared {
    pub(crate) builder: TraceBuilder,
    pub(crate) question: Question,
    /// The number of the snapshot.
    pub(crate) snapshot: u64,
    /// By which rule the cases of the register were infectious.
    pub(crate) rule: InfectiousRule,
}

/// Gets a question ready to be asked of `store`.
///
/// # Errors
/// [`Failure`]: the store or a file cannot be read.
pub(crate) fn prepare(question: &QuestionArgs, store: &Path) -> Result<Prepared, Failure> {
    let (snapshot, asked, rule) = question.prepare_by_rule(store)?;
    Ok(Prepared {
        builder: question.on(&snapshot, asked.clone()),
        question: asked,
        snapshot: snapshot.number(),
        rule,
    })
}

/// What a table says first: which snapshot, days and question.
///
/// # Errors
/// [`Failure`] of writing.
pub(crate) fn head(
    out: &mut Sink,
    snapshot: u64,
    window: Interval,
    cases: Shown,
    question: &Question,
) -> Result<(), Failure> {
    let cases = match cases {
        Shown::Number(1) => "1 case".to_owned(),
        cases => format!("{} cases", count(cases)),
    };
    writeln!(out, "snapshot {snapshot}: {cases} sampled in {window}")?;
    Ok(writeln!(out, "question: {}", without_cases(question))?)
}

/// A count in words.
pub(crate) fn count(count: Shown) -> String {
    match count {
        Shown::Number(number) => grouped(number),
        Shown::Suppressed => Shown::MARK.to_owned(),
    }
}

/// People exposed at the level of column `at`; nothing where the question asked for fewer hops.
pub(crate) fn exposed(levels: &[Shown], at: usize) -> Cell<'static> {
    levels
        .get(at)
        .map_or(Cell::Nothing, |count| Cell::Shown(*count))
}

/// Writes an answer as one JSON object, with the question and the snapshot.
///
/// # Errors
/// [`Failure`] of writing.
pub(crate) fn write_json<T: serde::Serialize>(
    out: &mut Sink,
    answer: &T,
    question: &Question,
    snapshot: u64,
) -> Result<(), Failure> {
    let failed = std::io::Error::from;
    let mut value = serde_json::to_value(answer).map_err(failed)?;
    if let Some(object) = value.as_object_mut() {
        let question = serde_json::to_value(question).map_err(failed)?;
        object.insert("question".to_owned(), question);
        object.insert("snapshot".to_owned(), Value::from(snapshot));
    }
    serde_json::to_writer(&mut *out, &value).map_err(failed)?;
    Ok(out.write_all(b"\n")?)
}
