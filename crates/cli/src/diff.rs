//! `truyvet diff`: what late data changed in an answer.

use std::io::Write;
use std::path::{Path, PathBuf};

use truyvet::{Change, Difference, Direction, SavedTrace, Standing, Store, Trace};

use crate::access::{AsOf, parse_as_of};
use crate::answer::json;
use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS, in_words};

const ABOUT: &str = "\
Asks one question of two states of a store and answers who is not the same in both: new, gone, at
another level, or at the same level at another time (S30). So late records, a correction or a new
case show whom to call now, and whom to tell that there is no reason any more.

The first state is the one that --as-of names, the second the newest, or that of --to-as-of.

With BEFORE and AFTER, two answers that `trace --save` saved are compared instead: of this store,
and to the same question. It is the store that knows the ids of their people, so it must still keep
the states that were asked; their question is not asked again.";

const EXAMPLES: &str = "\
Examples:
  truyvet diff province --as-of 2021-05-14T17:00:00+07:00 --cases cases.csv --min-overlap 15m
  truyvet diff province --as-of 41 --to-as-of 42 --question friday.toml --format csv -o calls.csv
  truyvet diff province friday.answer monday.answer

Columns:
  person        who is not the same in both
  change        new, gone, level (another one), time (the same level, other times)
  level_before, level_after      empty for who is not in that answer (json: null, a table: -)
  first_exposure_…, earliest_exposure_…   before and after (--backward: last_contact_…,
                latest_contact_…)
Rows are ordered by person. json is one object: question, before and after (snapshot, levels),
changes. `truyvet history` lists the states that can be asked.";

/// Arguments of `truyvet diff`.
#[derive(Debug, clap::Args)]
#[command(about = "What late data changed: one question, two states of the store, or two saved answers",
    long_about = ABOUT, after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct DiffArgs {
    /// The store to ask
    store: PathBuf,
    /// A saved answer to compare, instead of asking
    before: Option<PathBuf>,
    /// The saved answer to compare it with
    after: Option<PathBuf>,
    /// The second state: commit number N, or what was known at TIME [default: the newest]
    #[arg(long, value_name = "N|TIME", value_parser = parse_as_of)]
    to_as_of: Option<AsOf>,
    /// How the difference is written; `table` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to FILE instead of standard output; it appears only when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

/// Asks twice and writes what changed.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &DiffArgs) -> Result<(), Failure> {
    match (&args.before, &args.after) {
        (Some(before), Some(after)) => return of_saved(args, before, after),
        (None, None) => {}
        _ => {
            let text = "diff: a saved answer holds people by number, and its store names them; \
                        say `truyvet diff STORE BEFORE AFTER`";
            return Err(Failure::Usage(text.to_owned()));
        }
    }
    if !args.question.look().is_earlier() && args.to_as_of.is_none() {
        let text = "diff: both states are the newest; name the first with --as-of";
        return Err(Failure::Usage(text.to_owned()));
    }
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let question = args.question.question()?;
    let (store, first) = args.question.look().snapshot(&args.store)?;
    let second = AsOf::of(args.to_as_of, &store)?;
    let [before, after] =
        [&first, &second].map(|snapshot| args.question.with_registered(question.clone(), snapshot));
    let before = args.question.on(&first, before?).ask()?;
    let after = args.question.on(&second, after?).ask()?;
    let difference = before.difference(&after)?;
    tell(&before, &after, &difference, args.format, &mut out)?;
    out.finish()
}

/// Opens two saved answers and writes what changed.
fn of_saved(args: &DiffArgs, before: &Path, after: &Path) -> Result<(), Failure> {
    if args.to_as_of.is_some() || !args.question.says_nothing()? {
        let text = "diff: saved answers have their question, state and cost behind them; leave the \
                    options of a question out";
        return Err(Failure::Usage(text.to_owned()));
    }
    let mut out = Sink::open(args.output.as_deref())?;
    let (before, after) = (SavedTrace::open(before)?, SavedTrace::open(after)?);
    before.same_question(&after)?;
    let store = args.question.look().open(&args.store)?;
    let (before, after) = (on(&store, before)?, on(&store, after)?);
    let difference = before.difference(&after)?;
    tell(&before, &after, &difference, args.format, &mut out)?;
    out.finish()
}

/// A saved answer on the state that was asked.
fn on(store: &Store, saved: SavedTrace) -> Result<Trace, Failure> {
    let path = saved.path().display().to_string();
    let then = store.snapshot_as_of(saved.snapshot_number());
    let then = then.map_err(|why| match why.is_not_kept() {
        true => Failure::Usage(format!("{path}: {why}")),
        false => why.into(),
    })?;
    Ok(saved.on(&then)?)
}

/// Writes what changed between two states.
///
/// # Errors
/// [`Failure`].
pub(crate) fn tell(
    before: &Trace,
    after: &Trace,
    difference: &Difference,
    format: Format,
    out: &mut Sink,
) -> Result<(), Failure> {
    match format {
        Format::Csv => {}
        Format::Table => {
            let (from, to) = (before.snapshot().number(), after.snapshot().number());
            let told = summary(difference);
            writeln!(out, "from snapshot {from} to snapshot {to}: {told}")?;
            writeln!(out, "{}", levels_in_words(before, after))?;
            writeln!(out, "question: {}", in_words(before.question()))?;
        }
        Format::Json => {
            out.write_all(b"{\"question\":")?;
            json(out, before.question())?;
        }
    }
    write(before, after, difference, format, out)
}

const FORWARD: [Column; 8] = [
    column("person"),
    column("change"),
    column("level_before"),
    column("level_after"),
    column("first_exposure_before"),
    column("first_exposure_after"),
    column("earliest_exposure_before"),
    column("earliest_exposure_after"),
];

const BACKWARD: [Column; 8] = [
    column("person"),
    column("change"),
    column("level_before"),
    column("level_after"),
    column("last_contact_before"),
    column("last_contact_after"),
    column("latest_contact_before"),
    column("latest_contact_after"),
];

/// Writes who changed; in JSON the rest of an object that has begun.
///
/// # Errors
/// [`Failure`].
pub(crate) fn write(
    before: &Trace,
    after: &Trace,
    difference: &Difference,
    format: Format,
    out: &mut Sink,
) -> Result<(), Failure> {
    if format == Format::Table && !difference.is_empty() {
        writeln!(out)?;
    }
    if format == Format::Json {
        for (word, trace) in [("before", before), ("after", after)] {
            write!(out, ",\"{word}\":{{")?;
            write!(
                out,
                "\"snapshot\":{},\"levels\":[",
                trace.snapshot().number()
            )?;
            for (level, people) in (1u32..).zip(trace.count_by_level()) {
                let comma = if level == 1 { "" } else { "," };
                write!(out, "{comma}{{\"level\":{level},\"people\":{people}}}")?;
            }
            out.write_all(b"]}")?;
        }
        out.write_all(b",\"changes\":")?;
    }
    let columns: &'static [Column] = match before.question().direction {
        Direction::Forward => &FORWARD,
        Direction::Backward => &BACKWARD,
    };
    let mut rows = Rows::begin(out, format, columns)?;
    for row in difference.rows() {
        let level = |at: Option<Standing>| at.map_or(Cell::Nothing, |at| Cell::Level(at.level));
        let first =
            |at: Option<Standing>| at.map_or(Cell::Nothing, |at| Cell::Time(at.first_exposure));
        let earliest =
            |at: Option<Standing>| at.map_or(Cell::Nothing, |at| Cell::Time(at.earliest_exposure));
        rows.row(&[
            Cell::Person(&row.person),
            Cell::Word(row.change.name()),
            level(row.before),
            level(row.after),
            first(row.before),
            first(row.after),
            earliest(row.before),
            earliest(row.after),
        ])?;
    }
    rows.end()?;
    if format == Format::Json {
        out.write_all(b"}\n")?;
    }
    Ok(())
}

/// `2 new, 1 gone, 1 at another level, 0 at other times`; `no change`.
pub(crate) fn summary(difference: &Difference) -> String {
    if difference.is_empty() {
        return "no change".to_owned();
    }
    let count = |change| {
        let count = difference.count(change);
        text::grouped(u64::try_from(count).unwrap_or(u64::MAX))
    };
    format!(
        "{} new, {} gone, {} at another level, {} at other times",
        count(Change::New),
        count(Change::Gone),
        count(Change::Level),
        count(Change::Time)
    )
}

/// `exposed 6 -> 4: F1 4 -> 3, F2 2 -> 1`.
pub(crate) fn levels_in_words(before: &Trace, after: &Trace) -> String {
    let (first, second) = (before.count_by_level(), after.count_by_level());
    let people = |trace: &Trace| text::grouped(u64::try_from(trace.len()).unwrap_or(u64::MAX));
    let mut words = format!("exposed {} -> {}", people(before), people(after));
    let count = |counts: &[u64], at: usize| text::grouped(counts.get(at).copied().unwrap_or(0));
    for (at, level) in (0..first.len().max(second.len())).zip(1u32..) {
        let mark = if at == 0 { ':' } else { ',' };
        let (from, to) = (count(&first, at), count(&second, at));
        words.push_str(&format!("{mark} F{level} {from} -> {to}"));
    }
    words
}
