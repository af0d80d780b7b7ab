//! `truyvet sites`: where the trace happened, one row per place.

use std::io::Write;
use std::path::PathBuf;

use truyvet::{ExposureSite, Kind, Trace};

use crate::answer::{close, found, open_json};
use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS, in_words};

const ABOUT: &str = "\
Answers where the people of `truyvet trace` were exposed: what to close, clean or announce. Ask the
same question. Counted are all events that person_seconds counts: with infectious people at the
level of the row, long enough or not.";

const EXAMPLES: &str = "\
Examples:
  truyvet sites province --case An,2021-05-03T00:00:00+07:00,inf --hops 1 --min-overlap 15m
  truyvet sites province --cases cases.csv --preset vn-3638 --format csv -o sites.csv

Columns:
  place           where; a table says `contact` for direct contacts (csv: empty, json: null)
  kind            the kind of the place
  exposed         people of the answer who were exposed there
  infectious      infectious people whom they met there
  person_seconds  seconds together, summed over pairs of people
  first, last     start of the first and end of the last of the intervals
  intervals       when infectious and exposed people were there together: START/END with a blank
                  between two (json: a list); a table tells how many
Ordered by exposed and person_seconds, the most first, then contacts before places, then place.
With --backward, `infectious` counts people infected, and `exposed` people who may have infected
them. json is one object: question, snapshot, sites.";

/// Arguments of `truyvet sites`.
#[derive(Debug, clap::Args)]
#[command(about = "Where people were exposed: one row per place", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct SitesArgs {
    /// The store to ask
    store: PathBuf,
    /// How the sites are written; `table` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the first N rows only; the counts are of all
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Write to FILE instead of standard output; it appears only when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

const COLUMNS: [Column; 8] = [
    column("place"),
    column("kind"),
    column("exposed"),
    column("infectious"),
    column("person_seconds"),
    column("first"),
    column("last"),
    column("intervals"),
];

/// Asks and writes the sites.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &SitesArgs) -> Result<(), Failure> {
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let trace = args.question.ask(&args.store)?;
    let sites = trace.sites();
    let sites =
        sites.map_err(|why| Failure::of(why, "the trace was finished, its sites were not"))?;
    begin(&trace, &sites, args.format, &mut out)?;
    let shown = sites
        .get(..args.limit.unwrap_or(usize::MAX))
        .unwrap_or(&sites);
    let mut rows = Rows::begin(&mut out, args.format, &COLUMNS)?;
    for site in shown {
        // Every site has an event, so it has an interval.
        let Some(hull) = site.intervals.hull() else {
            continue;
        };
        rows.row(&[
            Cell::Place(site.place.as_ref()),
            Cell::Text(site.kind.as_ref().map(Kind::name)),
            Cell::Count(site.exposed),
            Cell::Count(site.infectious),
            Cell::Seconds(site.person_seconds),
            Cell::Time(hull.start()),
            Cell::Time(hull.end()),
            Cell::Times(&site.intervals),
        ])?;
    }
    rows.end()?;
    let left = sites.len().saturating_sub(shown.len());
    close(&mut out, args.format, left)?;
    out.finish()
}

/// What stands before the rows.
fn begin(
    trace: &Trace,
    sites: &[ExposureSite],
    format: Format,
    out: &mut Sink,
) -> Result<(), Failure> {
    let snapshot = trace.snapshot().number();
    match format {
        Format::Csv => {}
        Format::Table => {
            let found = found(trace);
            let count = u64::try_from(sites.len()).unwrap_or(u64::MAX);
            let count = text::counted(count, "site", "sites");
            writeln!(out, "snapshot {snapshot}: {found} at {count}")?;
            writeln!(out, "question: {}", in_words(trace.question()))?;
            if !sites.is_empty() {
                writeln!(out)?;
            }
        }
        Format::Json => {
            open_json(out, trace.question(), snapshot)?;
            out.write_all(b",\"sites\":")?;
        }
    }
    Ok(())
}
