//! `truyvet visitors`: who was at a place, one row per visit; not of a store for tracing only.

use std::io::Write;
use std::path::PathBuf;

use truyvet::Interval;
use truyvet::graph::VisitRow;

use crate::access::LookArgs;
use crate::answer::json;
use crate::case::parse_window;
use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::question::{EXIT_CODES, UNITS};

const ABOUT: &str = "\
Lists who was at a place: one row per visit, whether anybody was infectious or not.

This goes beyond tracing, which begins at a person. A store made with --no-listing refuses it,
whoever asks.";

const EXAMPLES: &str = "\
Examples:
  truyvet visitors province --place canteen:3 --window 2021-05-08T00:00+07:00,2021-05-09T00:00+07:00
  truyvet visitors province --place canteen:3 --format csv -o visitors.csv

Columns, ordered by start, person:
  person       who was there; linked ids are one person
  start, end   check-in and check-out, whole even where a visit crosses the edge of the window
  grade        recorded, or assumed_end if the check-out is missing (S4)
json is one object: snapshot, place, window, visits.";

/// Arguments of `truyvet visitors`.
#[derive(Debug, clap::Args)]
#[command(about = "Who was at a place: one row per visit", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct VisitorsArgs {
    /// The store to ask
    store: PathBuf,
    /// The place
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    place: String,
    /// Ignore visits that do not touch this interval; others count whole
    #[arg(long, value_name = "FROM,TO", value_parser = parse_window, allow_hyphen_values = true)]
    window: Option<Interval>,
    /// How the rows are written; `table` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to FILE instead of standard output; it appears only when the answer is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    look: LookArgs,
}

const COLUMNS: [Column; 4] = [
    column("person"),
    column("start"),
    column("end"),
    column("grade"),
];

/// Asks and writes the rows.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &VisitorsArgs) -> Result<(), Failure> {
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let (_store, snapshot) = args.look.snapshot(&args.store)?;
    let window = args.window.unwrap_or(Interval::ALWAYS);
    let found = snapshot.graph().visitors_of(args.place.as_str(), window)?;
    let mut found = found.peekable();
    match args.format {
        Format::Csv => {}
        Format::Table => {
            let number = snapshot.number();
            let (what, gap) = match found.peek() {
                Some(_) => ("visits", "\n"),
                None => ("no visits", ""),
            };
            writeln!(out, "snapshot {number}: {what} at {}{gap}", args.place)?;
        }
        Format::Json => {
            write!(out, "{{\"snapshot\":{},\"place\":", snapshot.number())?;
            json(&mut out, &args.place)?;
            out.write_all(b",\"window\":")?;
            json(&mut out, &args.window)?;
            out.write_all(b",\"visits\":")?;
        }
    }
    let mut rows = Rows::begin(&mut out, args.format, &COLUMNS)?;
    // Those that began together are held until they can be put in the order of their ids.
    let mut together: Vec<VisitRow> = Vec::new();
    for row in found {
        let row = row?;
        let start = together.first().map(|first| first.interval.start());
        if start.is_some_and(|start| start != row.interval.start()) {
            flush(&mut together, &mut rows)?;
        }
        together.push(row);
    }
    flush(&mut together, &mut rows)?;
    rows.end()?;
    if args.format == Format::Json {
        out.write_all(b"}\n")?;
    }
    out.finish()
}

fn flush(together: &mut Vec<VisitRow>, rows: &mut Rows<'_, Sink>) -> Result<(), Failure> {
    together.sort_by(|a, b| a.person.cmp(&b.person));
    for row in together.drain(..) {
        rows.row(&[
            Cell::Person(&row.person),
            Cell::Time(row.interval.start()),
            Cell::Time(row.interval.end()),
            Cell::Word(row.grade.name()),
        ])?;
    }
    Ok(())
}
