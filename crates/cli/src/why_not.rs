//! `truyvet why-not`: why somebody is not in an answer.

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::path::PathBuf;

use serde_json::{Map, Value, json};
use truyvet::{Duration, Interval, NearMiss, Rule, Side, Trace, WhyNot};

use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::text;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS, in_words};

const ABOUT: &str = "\
Answers why somebody is not in the answer to a question, or not at the level expected (S31): what
came nearest to an exposure, at most twenty lines, and the rule that excluded each: together for 9
minutes where 15 are needed, at one place a quarter of an hour apart, left out by a filter …

Ask the same question as with `truyvet trace`.";

const EXAMPLES: &str = "\
Examples:
  truyvet why-not province --person Chi --cases cases.csv --min-overlap 15m
  truyvet why-not province --person phone:0901234567 --level 1 --question friday.toml --format json

A line names the infectious person, the place (or `contact`), when the person asked about was
there, and why that was no exposure. Those that lacked the fewest seconds of overlap, of time
between the stays or of infectious time come first.
json is one object: question, snapshot, person, verdict (exposed, case, no_common_place, missed),
level (in the answer; null), records (only with no_common_place), misses: infector (--backward:
infected, who may have been infected by the person asked about), place (null
for a contact), own and theirs (both stays, start and end), rule, lacking_s and what belongs to
the rule.
Rules: outside_window, filtered, shared_place, isolated, closed, split, apart, not_infectious_then,
too_short, beyond_hops (docs/semantics.md, S31).";

/// Arguments of `truyvet why-not`.
#[derive(Debug, clap::Args)]
#[command(about = "Why somebody is not in an answer: the nearest misses", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct WhyNotArgs {
    /// The store to ask
    store: PathBuf,
    /// The person who was expected
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    person: String,
    /// The level expected, from 1; any unless said
    #[arg(long, value_name = "N")]
    level: Option<NonZeroU32>,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

/// Asks and writes why.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &WhyNotArgs) -> Result<(), Failure> {
    let trace = args.question.ask(&args.store)?;
    let person = args.person.as_str();
    let why = match args.level {
        None => trace.why_not(person),
        Some(level) => trace.why_not_at(person, level.get()),
    };
    let why = why
        .map_err(|why| Failure::of(why, "the trace was finished, the search for misses was not"))?;
    args.format.write(
        || in_words_of(&trace, person, &why),
        || in_json(&trace, person, &why),
    )
}

fn in_words_of(trace: &Trace, person: &str, why: &WhyNot) -> String {
    let mut page = format!("snapshot {}: ", trace.snapshot().number());
    let question = in_words(trace.question());
    // Writing to a String cannot fail.
    let _ = match why {
        WhyNot::Exposed { level } => writeln!(page, "{person} is in the answer, as F{level}"),
        WhyNot::Case => writeln!(page, "{person} is a case; cases are no rows of an answer"),
        WhyNot::NoCommonPlace { records: 0 } => {
            writeln!(page, "{person} is not in the answer: there is no record")
        }
        WhyNot::NoCommonPlace { records } => writeln!(
            page,
            "{person} is not in the answer: {}, none of them at a place or in contact with \
             anybody infectious within a day",
            text::counted(*records, "record", "records")
        ),
        WhyNot::Missed { level: None, .. } => writeln!(page, "{person} is not in the answer"),
        WhyNot::Missed {
            level: Some(level), ..
        } => writeln!(page, "{person} is in the answer, as F{level} only"),
    };
    let _ = writeln!(page, "question: {question}");
    if let WhyNot::Missed { misses, .. } = why {
        let _ = match misses.len() {
            0 => writeln!(page, "nothing came near"),
            1 => writeln!(page, "what came nearest:"),
            n => writeln!(page, "what came nearest ({n}):"),
        };
        for miss in misses {
            let place = miss.place.as_ref();
            let place = place.map_or_else(|| "contact".to_owned(), ToString::to_string);
            let (infector, when, why) = (&miss.infector, miss.own.start(), sentence(person, miss));
            let _ = writeln!(page, "  {infector}, {place}, {when}: {why}");
        }
    }
    page
}

fn sentence(person: &str, miss: &NearMiss) -> String {
    let infector = &miss.infector;
    match miss.rule {
        Rule::OutsideWindow => "outside the window of the question".to_owned(),
        Rule::Filtered { by } => format!("left out by the filter {by}"),
        Rule::SharedPlace => {
            "the place stands for a whole site; it counts only with --roll-up".to_owned()
        }
        Rule::Isolated { who: Side::Person } => format!("{person} was isolated then"),
        Rule::Isolated { .. } => format!("{infector} was isolated then"),
        Rule::Closed => "the place is taken as closed then".to_owned(),
        Rule::Split => "in different parts of the place".to_owned(),
        Rule::Apart { gap } if gap == Duration::ZERO => {
            "not there at one time: one came when the other had left".to_owned()
        }
        Rule::Apart { gap } => format!("not there at one time: {gap} between them"),
        Rule::NotInfectiousThen { nearest } => {
            format!("together, but {infector} was infectious at another time: {nearest}")
        }
        Rule::TooShort {
            overlap,
            needed,
            total,
        } => {
            let mut words = format!("together for {overlap}, needs {needed}");
            if let Some(total) = total {
                let (most, needed, within) = (total.most, total.needed, total.within);
                let _ = write!(words, "; {most} in total within {within}, needs {needed}");
            }
            words
        }
        Rule::BeyondHops { hop, overlap } => {
            format!("together for {overlap}: enough, but as F{hop}")
        }
        _ => miss.rule.name().to_owned(),
    }
}

fn in_json(trace: &Trace, person: &str, why: &WhyNot) -> Value {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put("question", json!(trace.question()));
    put("snapshot", json!(trace.snapshot().number()));
    put("person", json!(person));
    let (verdict, level) = match why {
        WhyNot::Exposed { level } => ("exposed", Some(*level)),
        WhyNot::Case => ("case", None),
        WhyNot::NoCommonPlace { .. } => ("no_common_place", None),
        WhyNot::Missed { level, .. } => ("missed", *level),
    };
    put("verdict", json!(verdict));
    put("level", json!(level));
    if let WhyNot::NoCommonPlace { records } = why {
        put("records", json!(records));
    }
    let misses = match why {
        WhyNot::Missed { misses, .. } => {
            let other = trace.question().direction.other_column();
            misses
                .iter()
                .map(|miss| miss_in_json(miss, other))
                .collect()
        }
        _ => Vec::new(),
    };
    put("misses", Value::Array(misses));
    Value::Object(object)
}

fn miss_in_json(miss: &NearMiss, other: &'static str) -> Value {
    let span = |interval: Interval| json!(interval);
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put(other, json!(miss.infector));
    put("place", json!(miss.place));
    put("own", span(miss.own));
    put("theirs", span(miss.theirs));
    put("rule", json!(miss.rule.name()));
    put("lacking_s", json!(miss.lacking.seconds()));
    match miss.rule {
        Rule::Filtered { by } => {
            put("by", json!(by));
        }
        Rule::Isolated { who } => {
            let who = match who {
                Side::Person => "person",
                Side::Infector => other,
            };
            put("who", json!(who));
        }
        Rule::Apart { gap } => {
            put("gap_s", json!(gap.seconds()));
        }
        Rule::NotInfectiousThen { nearest } => {
            put("nearest", span(nearest));
        }
        Rule::TooShort {
            overlap,
            needed,
            total,
        } => {
            put("overlap_s", json!(overlap.seconds()));
            put("needed_s", json!(needed.seconds()));
            if let Some(total) = total {
                put("total_s", json!(total.most.seconds()));
                put("total_needed_s", json!(total.needed.seconds()));
                put("within_s", json!(total.within.seconds()));
            }
        }
        Rule::BeyondHops { hop, overlap } => {
            put("hop", json!(hop));
            put("overlap_s", json!(overlap.seconds()));
        }
        _ => {}
    }
    Value::Object(object)
}
