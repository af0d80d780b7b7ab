//! `truyvet trace`: who may have been infected, one row per person.

use std::io::Write;
use std::path::PathBuf;

use truyvet::Trace;

use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column, untabled};
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS, in_words};

const ABOUT: &str = "\
Answers who may have been infected: everybody who shared a place or had a contact with an
infectious person for long enough, hop by hop (F1, F2, F3 …), one row per person with the event
that is the reason.

Cases are not rows. Nobody is missed by the rules of docs/semantics.md; the same question on the
same snapshot gives the same bytes.";

const EXAMPLES: &str = "\
Examples:
  truyvet trace province --case An,2021-05-03T00:00:00+07:00,inf --hops 3 --min-overlap 15m
  truyvet trace province --cases cases.csv --hops all --latent 2d --until 14d --format csv -o f.csv
  truyvet trace province --case 'cccd:034201000001,1620432000,1621036800' --lag market=30m

Columns of csv and of json's `exposures` (a table leaves out overlap_start, which is
first_exposure, and shows lengths as 1h30m):
  person             who was exposed
  level              fewest hops from a case: 1 is F1
  first_exposure     start of the first qualifying event at that level
  earliest_exposure  start of the first qualifying event at any hop asked for
  infector, place    the event shown as the reason; place is empty (json: null) for a contact
  overlap_start, overlap_end   how long that event was
  person_seconds     seconds together with infectious people at that level, summed over people
  grade              recorded, or assumed_end if that event rests on a check-out that is missing
Rows are ordered by level, first_exposure, person. Ids of the default namespace are bare.
json is one object: question, snapshot, levels (people per level), exposures.";

/// Arguments of `truyvet trace`.
#[derive(Debug, clap::Args)]
#[command(about = "Who may have been infected: one row per exposed person", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct TraceArgs {
    /// The store to ask
    store: PathBuf,
    /// How the answer is written; `table` also when piped, so that a script sees what you saw
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to FILE instead of standard output; it appears only when the answer is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

const COLUMNS: [Column; 10] = [
    column("person"),
    column("level"),
    column("first_exposure"),
    column("earliest_exposure"),
    column("infector"),
    column("place"),
    untabled("overlap_start"),
    column("overlap_end"),
    column("person_seconds"),
    column("grade"),
];

/// Asks and writes the answer.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &TraceArgs) -> Result<(), Failure> {
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let trace = args.question.ask(&args.store)?;
    begin(&trace, args.format, &mut out)?;
    let mut rows = Rows::begin(&mut out, args.format, &COLUMNS)?;
    for row in trace.exposures() {
        let row = row?;
        rows.row(&[
            Cell::Person(&row.person),
            Cell::Level(row.level),
            Cell::Time(row.first_exposure),
            Cell::Time(row.earliest_exposure),
            Cell::Person(&row.infector),
            Cell::Place(row.place.as_ref()),
            Cell::Time(row.overlap.start()),
            Cell::Time(row.overlap.end()),
            Cell::Seconds(row.person_seconds),
            Cell::Word(row.grade.name()),
        ])?;
    }
    rows.end()?;
    if args.format == Format::Json {
        out.write_all(b"}\n")?;
    }
    out.finish()
}

/// What stands before the rows: a table's summary, the beginning of the JSON object.
fn begin(trace: &Trace, format: Format, out: &mut Sink) -> Result<(), Failure> {
    let snapshot = trace.snapshot().number();
    let levels = || (1u32..).zip(trace.count_by_level());
    match format {
        Format::Csv => {}
        Format::Table => {
            let people = u64::try_from(trace.len()).unwrap_or(u64::MAX);
            let mut line = format!(
                "snapshot {snapshot}: {} exposed",
                text::counted(people, "person", "people")
            );
            for (i, (level, count)) in levels().enumerate() {
                let mark = if i == 0 { ':' } else { ',' };
                line.push_str(&format!("{mark} F{level} {}", text::grouped(count)));
            }
            writeln!(out, "{line}")?;
            writeln!(out, "question: {}", in_words(trace.question()))?;
            if people > 0 {
                writeln!(out)?;
            }
        }
        Format::Json => {
            out.write_all(b"{\"question\":")?;
            serde_json::to_writer(&mut *out, trace.question()).map_err(std::io::Error::from)?;
            write!(out, ",\"snapshot\":{snapshot},\"levels\":[")?;
            for (i, (level, count)) in levels().enumerate() {
                let comma = if i == 0 { "" } else { "," };
                write!(out, "{comma}{{\"level\":{level},\"people\":{count}}}")?;
            }
            out.write_all(b"],\"exposures\":")?;
        }
    }
    Ok(())
}
