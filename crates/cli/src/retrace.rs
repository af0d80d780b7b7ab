//! `truyvet retrace`: a saved answer brought up to date.

use std::io::Write;
use std::path::PathBuf;

use truyvet::{How, SavedTrace, Trace};

use crate::access::LookArgs;
use crate::diff;
use crate::exit::Failure;
use crate::output::rows::Format;
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::EXIT_CODES;
use crate::trace::AnswerArgs;

const ABOUT: &str = "\
Brings an answer that `trace --save` saved up to date with what was committed since: the same
answer to the byte as if its question were asked again, and much sooner where little has changed.

With --diff it writes who is not the same in both, as `truyvet diff` does: whom to call now.

The store must still keep the snapshot that was asked (see `truyvet history`).";

const EXAMPLES: &str = "\
Examples:
  truyvet trace province --cases cases.csv --min-overlap 15m --save friday.answer
  truyvet retrace province --saved friday.answer --save monday.answer
  truyvet retrace province --saved friday.answer --format csv -o monday.csv
  truyvet retrace province --saved friday.answer --diff --save monday.answer
  truyvet retrace province --saved friday.answer --afresh

A saved answer holds people and places by number and the ids that its question names. It is a copy
outside the store: `truyvet erase` takes nothing out of it.";

/// Arguments of `truyvet retrace`.
#[derive(Debug, clap::Args)]
#[command(about = "Bring a saved answer up to date with the store", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct RetraceArgs {
    /// The store that was asked
    store: PathBuf,
    /// The answer, as `trace --save` or `retrace --save` saved it
    #[arg(long, value_name = "FILE")]
    saved: PathBuf,
    /// Ask its question again; needs no earlier snapshot
    #[arg(long)]
    afresh: bool,
    /// Write who is not the same in both (S30) instead of the answer; table, csv or json
    ///
    /// The earlier state must be kept, with --afresh too.
    #[arg(long, conflicts_with_all = ["order", "limit"])]
    diff: bool,
    #[command(flatten)]
    answer: AnswerArgs,
    #[command(flatten)]
    look: LookArgs,
}

/// Brings the answer up to date and writes it.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &RetraceArgs) -> Result<(), Failure> {
    let format = match args.diff {
        true => Some(args.answer.format_of_difference()?),
        false => None,
    };
    let out = args.answer.open()?;
    let saved = SavedTrace::open(&args.saved)?;
    let (store, now) = args.look.snapshot(&args.store)?;
    let number = saved.snapshot_number();
    let afresh = || format!("asked again: the saved answer is of snapshot {number}");
    if args.afresh && !args.diff {
        let trace = now.ask(saved.question())?;
        return args.answer.write(&trace, Some(&afresh()), out);
    }
    let then = store.snapshot_as_of(number);
    let earlier = then.and_then(|then| saved.on(&then)).map_err(|why| {
        if why.is_not_kept() || why.is_saved() {
            let way = match args.diff {
                false => "--afresh asks its question again",
                true => "--afresh without --diff asks its question again",
            };
            Failure::Usage(format!("{why}; {way}"))
        } else {
            why.into()
        }
    })?;
    // Only a difference needs what was before.
    let before = format.map(|format| (format, earlier.clone()));
    let (trace, note) = if args.afresh {
        (now.ask(earlier.question())?, afresh())
    } else {
        let done = now.retrace(earlier)?;
        (done.trace, how_in_words(number, done.how))
    };
    match before {
        None => args.answer.write(&trace, Some(&note), out),
        Some((format, before)) => {
            args.answer.save(&trace)?;
            tell(&before, &trace, format, &note, out)
        }
    }
}

fn how_in_words(number: u64, how: How) -> String {
    match how {
        How::Expanded { changed, expanded } => format!(
            "from snapshot {number}: {} with other records, {} looked at again",
            text::counted(changed, "person", "people"),
            text::grouped(expanded)
        ),
        How::Afresh(why) => format!("asked again after snapshot {number}: {why}"),
        _ => format!("from snapshot {number}"),
    }
}

/// Writes what changed; a table begins with `note`.
fn tell(
    before: &Trace,
    after: &Trace,
    format: Format,
    note: &str,
    mut out: Sink,
) -> Result<(), Failure> {
    let difference = before.difference(after)?;
    if format == Format::Table {
        writeln!(out, "{note}")?;
    }
    diff::tell(before, after, &difference, format, &mut out)?;
    out.finish()
}
