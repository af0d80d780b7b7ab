//! `truyvet retrace`: a saved answer brought up to date.

use std::path::PathBuf;

use truyvet::{How, SavedTrace};

use crate::access::LookArgs;
use crate::exit::Failure;
use crate::output::text;
use crate::question::EXIT_CODES;
use crate::trace::AnswerArgs;

const ABOUT: &str = "\
Brings an answer that `trace --save` saved up to date with what was committed since: the same
answer to the byte as if its question were asked again, and much sooner where little has changed.

The store must still keep the snapshot that was asked (see `truyvet history`).";

const EXAMPLES: &str = "\
Examples:
  truyvet trace province --cases cases.csv --min-overlap 15m --save friday.answer
  truyvet retrace province --saved friday.answer --save monday.answer
  truyvet retrace province --saved friday.answer --format csv -o monday.csv
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
    let out = args.answer.open()?;
    let saved = SavedTrace::open(&args.saved)?;
    let (store, now) = args.look.snapshot(&args.store)?;
    let number = saved.snapshot_number();
    if args.afresh {
        let trace = now.ask(saved.question())?;
        let note = format!("asked again: the saved answer is of snapshot {number}");
        return args.answer.write(&trace, Some(&note), out);
    }
    let then = store.snapshot_as_of(number);
    let earlier = then.and_then(|then| saved.on(&then)).map_err(|why| {
        if why.is_not_kept() || why.is_saved() {
            Failure::Usage(format!("{why}; --afresh asks its question again"))
        } else {
            why.into()
        }
    })?;
    let done = now.retrace(earlier)?;
    let note = match done.how {
        How::Expanded { changed, expanded } => format!(
            "from snapshot {number}: {} with other records, {} looked at again",
            text::counted(changed, "person", "people"),
            text::grouped(expanded)
        ),
        How::Afresh(why) => format!("asked again after snapshot {number}: {why}"),
        _ => format!("from snapshot {number}"),
    };
    args.answer.write(&done.trace, Some(&note), out)
}
