//! `truyvet chain`: how the infection may have come from a case to one person.

use std::io::Write;
use std::path::PathBuf;

use truyvet::{Chain, Direction, Trace};

use crate::answer::{json, open_json};
use crate::exit::{self, Failure};
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS};

const ABOUT: &str = "\
Answers how the infection may have come from a case to one person: a chain of events, the case
first, each infector infectious because of the event before. Ask the same question as with
`truyvet trace`; the last event is the reason in that person's row.

A chain shows one way of possibly several. If it passes one person twice, as if infected again, it
says so (S14).";

const EXAMPLES: &str = "\
Examples:
  truyvet chain province --to Dung --case An,2021-05-03T00:00:00+07:00,inf --min-overlap 15m
  truyvet chain province --to phone:0901234567 --cases cases.csv --hops all --format json

One event a line: hop, infector, exposed, place (a table says `contact` for a direct contact; csv
leaves it empty, json has null), overlap_start, overlap_end, grade (recorded, or assumed_end if
the event rests on a check-out that is missing). The chain of a case has no event.
With --backward the columns are hop, infected, infector …: from the case back to who may have
infected it.
Somebody who is not in the answer has no chain: an error, exit code 1.";

/// Arguments of `truyvet chain`.
#[derive(Debug, clap::Args)]
#[command(about = "One chain of events from a case to a person", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct ChainArgs {
    /// The store to ask
    store: PathBuf,
    /// The person at the end of the chain
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    to: String,
    /// How the chain is written; `table` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to FILE instead of standard output; it appears only when the chain is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

const FORWARD: [Column; 7] = [
    column("hop"),
    column("infector"),
    column("exposed"),
    column("place"),
    column("overlap_start"),
    column("overlap_end"),
    column("grade"),
];

/// The person nearer to the case first, as forward: the one infected.
const BACKWARD: [Column; 7] = [
    column("hop"),
    column("infected"),
    column("infector"),
    column("place"),
    column("overlap_start"),
    column("overlap_end"),
    column("grade"),
];

/// Asks and writes the chain.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &ChainArgs) -> Result<(), Failure> {
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let trace = args.question.ask(&args.store)?;
    let chain = trace.chain(args.to.as_str())?;
    let columns: &'static [Column] = match trace.question().direction {
        Direction::Forward => &FORWARD,
        Direction::Backward => &BACKWARD,
    };
    begin(&trace, &chain, args.format, &mut out)?;
    let mut rows = Rows::begin(&mut out, args.format, columns)?;
    for event in chain.events() {
        rows.row(&[
            Cell::Level(event.hop),
            Cell::Person(&event.infector),
            Cell::Person(&event.exposed),
            Cell::Place(event.place.as_ref()),
            Cell::Time(event.overlap.start()),
            Cell::Time(event.overlap.end()),
            Cell::Word(event.grade.name()),
        ])?;
    }
    rows.end()?;
    end(&chain, args.format, &mut out)?;
    out.finish()
}

/// What stands before the events.
fn begin(trace: &Trace, chain: &Chain, format: Format, out: &mut Sink) -> Result<(), Failure> {
    let snapshot = trace.snapshot().number();
    match format {
        Format::Csv => {}
        Format::Table => match chain.events().first() {
            None => writeln!(out, "snapshot {snapshot}: {} is a case", chain.person())?,
            Some(first) => {
                let events = u64::try_from(chain.len()).unwrap_or(u64::MAX);
                writeln!(
                    out,
                    "snapshot {snapshot}: {} from {} to {}\n",
                    text::counted(events, "event", "events"),
                    first.infector,
                    chain.person()
                )?;
            }
        },
        Format::Json => {
            open_json(out, trace.question(), snapshot)?;
            out.write_all(b",\"to\":")?;
            json(out, chain.person())?;
            out.write_all(b",\"repeated\":")?;
            json(out, &chain.repeated())?;
            out.write_all(b",\"chain\":")?;
        }
    }
    Ok(())
}

/// What stands after the events: who is in the chain twice (S14).
fn end(chain: &Chain, format: Format, out: &mut Sink) -> Result<(), Failure> {
    if format == Format::Json {
        out.write_all(b"}\n")?;
        return Ok(());
    }
    let repeated = chain.repeated();
    if format == Format::Csv && !repeated.is_empty() {
        // Rows only, so that a program can read them; and no ids outside the answer.
        exit::warn("this chain passes a person more than once, as if infected again (S14)");
        return Ok(());
    }
    for person in repeated {
        writeln!(
            out,
            "note: {person} stands in this chain more than once, as if infected again (S14)"
        )?;
    }
    Ok(())
}
