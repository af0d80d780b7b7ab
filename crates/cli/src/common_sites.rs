//! `truyvet common-sites`: where the cases were together more than chance would have it.

use std::io::Write;
use std::path::PathBuf;

use truyvet::{CommonSite, Question, Snapshot};

use crate::answer::{close, open_json};
use crate::exit::{Failure, note};
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS};

const ABOUT: &str = "\
Answers which places the cases have in common: each place where a case was in its exposure window
(the FROM and TO of --case), with the number of cases expected there from the place's ordinary
attendance, so that a busy market does not come first by size alone.

A small p says that the cases have the place in common more than other people have. It does not
say that anybody was infected there: cases who live together have their home in common.";

const EXAMPLES: &str = "\
Examples:
  truyvet common-sites province --cases cluster.csv
  truyvet common-sites province --cases cluster.csv --except kind=household --limit 20

Columns:
  place, kind  where, and its kind
  cases        how many of the cases were there, each in its own window
  expected     how many would have been, had they done what people ordinarily do
  p            how likely at least so many would have been there by chance
  p_adjusted   p times the number of places compared, at most 1 (Bonferroni): look at this one
               when you look for a place among many
With one case, p says only how few others were at a place, and a note on standard error says so.
Ordered by p, then cases, the most first, then place. docs/around.md works one out by hand.
Of the question, the cases, --window, --only, --except, --isolate, --roll-up, --close and --split
count; hops, lengths and direction play no part.
json is one object: question, snapshot, common_sites.";

/// Arguments of `truyvet common-sites`.
#[derive(Debug, clap::Args)]
#[command(about = "Which places the cases have in common", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct CommonSitesArgs {
    /// The store to ask
    store: PathBuf,
    /// How the places are written; `table` also when piped
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

const COLUMNS: [Column; 6] = [
    column("place"),
    column("kind"),
    column("cases"),
    column("expected"),
    column("p"),
    column("p_adjusted"),
];

/// Asks and writes the places.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &CommonSitesArgs) -> Result<(), Failure> {
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let (snapshot, question) = args.question.prepare(&args.store)?;
    let asked = args.question.on(&snapshot, question.clone());
    let sites = asked.common_sites().map_err(|why| {
        Failure::of(
            why,
            "hops play no part here: give fewer cases, or round their windows",
        )
    })?;
    let cases = count_cases(&snapshot, &question)?;
    if cases == 1 {
        note(ONE_CASE);
    }
    begin((&snapshot, cases), &question, &sites, args.format, &mut out)?;
    let shown = sites
        .get(..args.limit.unwrap_or(usize::MAX))
        .unwrap_or(&sites);
    let mut rows = Rows::begin(&mut out, args.format, &COLUMNS)?;
    for site in shown {
        rows.row(&[
            Cell::Place(Some(&site.place)),
            Cell::Text(Some(site.kind.name())),
            Cell::Count(site.cases),
            Cell::Amount(site.expected),
            Cell::Amount(site.p),
            Cell::Amount(site.p_adjusted),
        ])?;
    }
    rows.end()?;
    let left = sites.len().saturating_sub(shown.len());
    close(&mut out, args.format, left)?;
    out.finish()
}

/// What p can mean where there is nobody to have anything in common with.
const ONE_CASE: &str = "with one case p is only the share of people who were there: the least \
    visited place comes first, and no p says that the case was infected there; give all cases of \
    the cluster (docs/around.md)";

/// How many people the cases are.
fn count_cases(snapshot: &Snapshot, question: &Question) -> Result<usize, Failure> {
    let people = question.cases.iter();
    let people = people.map(|case| snapshot.person(case.person.clone()));
    let mut people = people.collect::<Result<Vec<_>, _>>()?;
    people.sort_unstable();
    people.dedup();
    Ok(people.len())
}

/// What stands before the rows.
fn begin(
    (snapshot, cases): (&Snapshot, usize),
    question: &Question,
    sites: &[CommonSite],
    format: Format,
    out: &mut Sink,
) -> Result<(), Failure> {
    let number = snapshot.number();
    match format {
        Format::Csv => {}
        Format::Table => {
            let count = |n: usize, one, many| {
                text::counted(u64::try_from(n).unwrap_or(u64::MAX), one, many)
            };
            let cases = count(cases, "case", "cases");
            let places = count(sites.len(), "place", "places");
            writeln!(out, "snapshot {number}: {cases}, {places} compared")?;
            if !sites.is_empty() {
                writeln!(out)?;
            }
        }
        Format::Json => {
            open_json(out, question, number)?;
            out.write_all(b",\"common_sites\":")?;
        }
    }
    Ok(())
}
