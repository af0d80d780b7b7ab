//! `truyvet evaluate`: how well a tracing policy does against the truth of a synthetic province.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

use truyvet::{
    Case, Duration, Hops, InfectiousRule, Interval, Question, Snapshot, Timestamp, ToDuration,
};
use truyvet_synth::{Evaluation, Score, SynthError, TrueInfection, evaluate, read_infections};

use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column, untabled};
use crate::output::sink::Sink;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS, in_words};

const ABOUT: &str = "\
Asks a question of a store as a health office would have asked it at a moment, from the cases known
by then, and holds the answer against the truth that `truyvet generate` wrote: of those infected
through the cases, how many are on the list (recall), and how many of the list are infected
(precision), level by level.

The cases are those tested before the moment, infectious from two days before the day of their
first symptoms (before the test, if there are none) until their isolation, at most for fourteen days
(the rule two-days); or those that --case, --cases or --registered name. Without --at it asks once a day, from the day after the first
test to the day of the last infection.";

const EXAMPLES: &str = "\
Examples:
  truyvet evaluate store --truth bac-giang/truth/infections.csv --hops 1 --min-overlap 15m
  truyvet evaluate store --truth t.csv --sources qr-scan,bluezone --at 2021-05-12T00:00:00+07:00
  truyvet evaluate store --truth t.csv --preset vn-3638 --delay 3d --format csv -o late.csv

Columns:
  at              the moment of the question
  cases           how many cases were known
  level           1 is F1; empty (json: null) is all levels
  listed          how many are on the list at that level
  infected        how many of them are infected in truth (by then)
  precision       infected of listed
  to_find         how many are infected in truth and descend from a case by that many infections
  found           how many of those are on the list, at whatever level
  recall          found of to_find
On rows of all levels:
  out_of_reach    infected by then, neither a case nor within reach of one in so many hops
  later           infections after the moment
  later_listed    those of them whose person was on the list";

/// Arguments of `truyvet evaluate`.
#[derive(Debug, clap::Args)]
#[command(about = "How well a tracing policy does against the truth", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct EvaluateArgs {
    /// The store to ask
    store: PathBuf,
    /// The truth: truth/infections.csv of a generated province
    #[arg(long, value_name = "FILE")]
    truth: PathBuf,
    /// When the question is asked; repeatable
    #[arg(long, value_name = "TIME", value_parser = Timestamp::parse)]
    at: Vec<Timestamp>,
    /// Records are known that long after they begin: the last ones before the moment are not there
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse, default_value = "0s")]
    delay: Duration,
    /// Only records of these sources
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    sources: Vec<String>,
    /// How the scores are written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

const COLUMNS: [Column; 12] = [
    column("at"),
    column("cases"),
    column("level"),
    column("listed"),
    column("infected"),
    column("precision"),
    column("to_find"),
    column("found"),
    column("recall"),
    untabled("out_of_reach"),
    column("later"),
    column("later_listed"),
];

/// Asks and scores.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &EvaluateArgs) -> Result<(), Failure> {
    let mut out = Sink::open(args.output.as_deref())?;
    let mut truth = read_infections(&args.truth).map_err(|why| failure(&why))?;
    let mut question = args.question.question()?;
    for source in &args.sources {
        question.only.sources.insert(source.clone());
    }
    let (_store, snapshot) = args.question.look().snapshot(&args.store)?;
    question = args.question.with_registered(question, &snapshot)?;
    check_sources(args, &snapshot)?;
    for infection in &mut truth {
        infection.person = name(&snapshot, &infection.person)?;
        if let Some(infector) = &mut infection.infector {
            *infector = name(&snapshot, infector)?;
        }
    }
    let moments = if args.at.is_empty() {
        daily(&truth)?
    } else {
        args.at.clone()
    };
    if args.format == Format::Table {
        let words = in_words(&question);
        let words = words.strip_prefix("0 cases").map_or(words.clone(), |rest| {
            format!("the cases known at each moment{rest}")
        });
        writeln!(out, "question: {words}\n")?;
    }
    let mut table = Rows::begin(&mut out, args.format, &COLUMNS)?;
    for at in moments {
        let (cases, evaluation) = score(args, &snapshot, &truth, &question, at)?;
        write(&mut table, at, cases, &evaluation)?;
    }
    table.end()?;
    out.finish()
}

fn failure(why: &SynthError) -> Failure {
    match why {
        SynthError::Truth { line: 0, .. } => Failure::Io(why.to_string()),
        _ => Failure::Usage(why.to_string()),
    }
}

/// A source that the store has nothing of would make a list that is empty for no good reason.
fn check_sources(args: &EvaluateArgs, snapshot: &Snapshot) -> Result<(), Failure> {
    let known: BTreeSet<&str> = snapshot
        .sources()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let Some(unknown) = args.sources.iter().find(|s| !known.contains(s.as_str())) else {
        return Ok(());
    };
    let known: Vec<&str> = known.into_iter().collect();
    Err(Failure::Usage(format!(
        "sources: the store has no records of `{unknown}`; it has {}",
        known.join(", ")
    )))
}

/// The name under which the store lists a person; their own if it does not know them.
fn name(snapshot: &Snapshot, id: &str) -> Result<String, Failure> {
    match snapshot.person(id)? {
        Some(number) => Ok(snapshot.person_id(number)?.to_string()),
        None => Ok(id.to_owned()),
    }
}

/// A midnight (UTC+7) a day, from the one after the first test to the one after the last
/// infection.
fn daily(truth: &[TrueInfection]) -> Result<Vec<Timestamp>, Failure> {
    let first = truth.iter().filter_map(|i| i.tested).min();
    let last = truth.iter().map(|i| i.time).max();
    let (Some(first), Some(last)) = (first, last) else {
        let text = "truth: nobody was tested: name the cases with --case and the moment with --at";
        return Err(Failure::Usage(text.to_owned()));
    };
    let midnight = |at: Timestamp| {
        let day = (at.seconds() + 7 * 3_600).div_euclid(86_400) + 1;
        Timestamp::from_seconds(day * 86_400 - 7 * 3_600)
    };
    let last = midnight(last);
    let mut moments = vec![midnight(first)];
    while let Some(next) = moments.last().map(|&at| at + 1.days())
        && next <= last
    {
        moments.push(next);
    }
    Ok(moments)
}

/// Asks at one moment and scores the answer; also how many cases there were.
fn score(
    args: &EvaluateArgs,
    snapshot: &Snapshot,
    truth: &[TrueInfection],
    question: &Question,
    at: Timestamp,
) -> Result<(u64, Evaluation), Failure> {
    let mut question = question.clone();
    if question.cases.is_empty() {
        question.cases = known_cases(truth, at)?;
    }
    let mut cases = BTreeSet::new();
    // People the store has never seen are cases all the same; it can say nothing of them.
    let mut seen = Vec::new();
    for case in question.cases {
        cases.insert(name(snapshot, &case.person.to_string())?);
        if snapshot.person(&case.person)?.is_some() {
            seen.push(case);
        }
    }
    question.cases = seen;
    let until = at - args.delay;
    let start = question.window.map_or(Timestamp::MIN, Interval::start);
    let end = question
        .window
        .map_or(until, |window| window.end().min(until));
    question.window = Interval::checked(start, end);
    // A store that holds nothing of that time would refuse the window; its answer is nobody.
    let held = snapshot.time_range();
    let overlap = question.window.zip(held);
    let is_empty =
        overlap.is_none_or(|(w, held)| w.end() <= held.start() || held.end() <= w.start());
    let hops = match question.hops {
        Hops::All => None,
        Hops::AtMost(hops) => Some(hops),
    };
    let mut listed: BTreeMap<String, u32> = BTreeMap::new();
    if !question.cases.is_empty() && !is_empty {
        let trace = args.question.on(snapshot, question).ask()?;
        for row in trace.exposures() {
            let row = row?;
            listed.insert(row.person.to_string(), row.level);
        }
    }
    let count = u64::try_from(cases.len()).unwrap_or(u64::MAX);
    Ok((count, evaluate(truth, &cases, &listed, hops, at)))
}

/// Everybody tested before `at`, as a health office sees them.
fn known_cases(truth: &[TrueInfection], at: Timestamp) -> Result<Vec<Case>, Failure> {
    let rule = InfectiousRule::two_days();
    let known = truth.iter().filter(|i| i.tested.is_some_and(|t| t < at));
    known
        .filter_map(|infection| Some((&infection.person, infection.infectious(&rule)?)))
        .map(|(person, infectious)| {
            let person = person.parse();
            let person = person.map_err(|why| Failure::Usage(format!("truth: person: {why}")))?;
            Ok(Case { person, infectious })
        })
        .collect()
}

fn write<W: Write>(
    table: &mut Rows<'_, W>,
    at: Timestamp,
    cases: u64,
    evaluation: &Evaluation,
) -> Result<(), Failure> {
    let total = (None, &evaluation.total);
    let levels = (1u32..).map(Some).zip(&evaluation.levels);
    for (level, score) in levels.chain([total]) {
        let chance = |share: Option<f64>| share.map_or(Cell::Nothing, Cell::Chance);
        let of_all = |count: u64| {
            if level.is_none() {
                Cell::Count(count)
            } else {
                Cell::Nothing
            }
        };
        let Score {
            listed,
            infected,
            to_find,
            found,
        } = *score;
        table.row(&[
            Cell::Time(at),
            Cell::Count(cases),
            level.map_or(Cell::Nothing, Cell::Level),
            Cell::Count(listed),
            Cell::Count(infected),
            chance(score.precision()),
            Cell::Count(to_find),
            Cell::Count(found),
            chance(score.recall()),
            of_all(evaluation.out_of_reach),
            of_all(evaluation.later),
            of_all(evaluation.later_listed),
        ])?;
    }
    Ok(())
}
