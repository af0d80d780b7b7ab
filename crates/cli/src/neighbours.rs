//! `truyvet neighbours`: who was together with a person, one row per overlap.

use std::io::Write;
use std::path::PathBuf;

use truyvet::graph::NeighbourRow;
use truyvet::{Duration, Interval, Snapshot};

use crate::access::LookArgs;
use crate::answer::json;
use crate::case::parse_window;
use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::{EXIT_CODES, UNITS};

const ABOUT: &str = "\
Answers who was together with a person: at a place at the same time, or in a direct contact. One row
per overlap of two visits, or contact; the same two people can have several.

Nobody needs to be infectious for this, and nothing is passed on: `truyvet trace` is for that.
Places that stand for a whole site (shared, S5) bring nobody together.";

const EXAMPLES: &str = "\
Examples:
  truyvet neighbours province --of An --min-overlap 15m
  truyvet neighbours province --of cccd:034201000001 --window 2021-05-08T00:00+07:00,1621036800

Columns, ordered by overlap_start, person:
  person                       who was there, too
  place                        where; empty (json: null, a table: contact) for a direct contact
  overlap_start, overlap_end   how long, whole even where it crosses the edge of the window
  seconds                      overlap_end less overlap_start
  grade                        recorded, or assumed_end if one of the two visits is open (S4)
json is one object: snapshot, of, window, min_overlap, neighbours.";

/// Arguments of `truyvet neighbours`.
#[derive(Debug, clap::Args)]
#[command(about = "Who was together with a person: one row per overlap", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct NeighboursArgs {
    /// The store to ask
    store: PathBuf,
    /// The person
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    of: String,
    /// Ignore records that do not touch this interval; others count whole
    #[arg(long, value_name = "FROM,TO", value_parser = parse_window, allow_hyphen_values = true)]
    window: Option<Interval>,
    /// The least overlap that counts, 1s or more
    #[arg(long, value_name = "LENGTH", default_value = "1s", value_parser = Duration::parse, allow_hyphen_values = true)]
    min_overlap: Duration,
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

const COLUMNS: [Column; 6] = [
    column("person"),
    column("place"),
    column("overlap_start"),
    column("overlap_end"),
    column("seconds"),
    column("grade"),
];

/// Asks and writes the rows.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &NeighboursArgs) -> Result<(), Failure> {
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let (_store, snapshot) = args.look.snapshot(&args.store)?;
    let window = args.window.unwrap_or(Interval::ALWAYS);
    let graph = snapshot.graph();
    let found = graph.neighbours(args.of.as_str(), window, args.min_overlap)?;
    let mut found: Vec<NeighbourRow> = found.collect::<Result<_, _>>()?;
    found.sort_by(|a, b| key(a).cmp(&key(b)));
    begin(args, &snapshot, &found, &mut out)?;
    let mut rows = Rows::begin(&mut out, args.format, &COLUMNS)?;
    for near in &found {
        let seconds = near.overlap.length().seconds();
        rows.row(&[
            Cell::Person(&near.person),
            Cell::Place(near.place.as_ref()),
            Cell::Time(near.overlap.start()),
            Cell::Time(near.overlap.end()),
            Cell::Seconds(u64::try_from(seconds).unwrap_or(0)),
            Cell::Word(near.grade.name()),
        ])?;
    }
    rows.end()?;
    if args.format == Format::Json {
        out.write_all(b"}\n")?;
    }
    out.finish()
}

fn key(row: &NeighbourRow) -> impl Ord + '_ {
    let end = row.overlap.end();
    (row.overlap.start(), &row.person, &row.place, end, row.grade)
}

/// What stands before the rows.
fn begin(
    args: &NeighboursArgs,
    snapshot: &Snapshot,
    found: &[NeighbourRow],
    out: &mut Sink,
) -> Result<(), Failure> {
    let number = snapshot.number();
    match args.format {
        Format::Csv => {}
        Format::Table => {
            let mut people: Vec<_> = found.iter().map(|near| &near.person).collect();
            people.sort_unstable();
            people.dedup();
            let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
            let people = text::counted(count(people.len()), "person", "people");
            let overlaps = text::counted(count(found.len()), "overlap", "overlaps");
            writeln!(
                out,
                "snapshot {number}: {} was with {people}, {overlaps}",
                args.of
            )?;
            if !found.is_empty() {
                writeln!(out)?;
            }
        }
        Format::Json => {
            write!(out, "{{\"snapshot\":{number},\"of\":")?;
            json(out, &args.of)?;
            out.write_all(b",\"window\":")?;
            json(out, &args.window)?;
            out.write_all(b",\"min_overlap\":")?;
            json(out, &args.min_overlap)?;
            out.write_all(b",\"neighbours\":")?;
        }
    }
    Ok(())
}
