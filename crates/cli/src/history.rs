//! `truyvet history`: which earlier states can be asked, and who reads which.

use std::path::PathBuf;

use serde_json::{Value, json};
use truyvet::{Kept, Pinned};

use crate::access::KeyArgs;
use crate::erase::{others, reader, reader_json};
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Lists the commits whose state can be asked with --as-of (S29), oldest first: all of the last hour,
then one an hour for as long as the store was made to keep them (--history, two weeks unless said).";

const EXAMPLES: &str = "\
Examples:
  truyvet history province
  truyvet trace province --as-of 1042 --case An,2021-05-03T00:00:00+07:00,inf
  truyvet history province --readers

A line is one commit or several in a row (first-last), and when the last of them was made, by the
clock of the machine that wrote it. --readers lists the processes that read the store, with the
state each of them reads: that state stays on disk until they end.";

/// Arguments of `truyvet history`.
#[derive(Debug, clap::Args)]
#[command(about = "Which earlier states can be asked, and who reads which", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct HistoryArgs {
    /// The store to look at
    store: PathBuf,
    /// List the processes that read the store, too
    #[arg(long)]
    readers: bool,
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    key: KeyArgs,
}

/// Lists.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &HistoryArgs) -> Result<(), Failure> {
    let store = args.key.open(&args.store)?;
    let mut kept = store.history()?;
    // A state is published again when only files change.
    kept.dedup_by_key(|kept| kept.last);
    let readers = match args.readers {
        true => Some(others(&store.snapshot_lag()?)),
        false => None,
    };
    args.format.write(
        || in_words(&kept, readers.as_deref()),
        || in_json(&kept, readers.as_deref()),
    )
}

/// `3 to 7, 9`: which commits can be asked, without the times.
pub(crate) fn ranges(kept: &[Kept]) -> String {
    let mut ranges: Vec<Kept> = Vec::new();
    for kept in kept {
        match ranges.last_mut() {
            Some(last) if last.last.saturating_add(1) >= kept.first => last.last = kept.last,
            _ => ranges.push(*kept),
        }
    }
    ranges.iter().map(range).collect::<Vec<_>>().join(", ")
}

/// `7`, `3-7`.
fn range(kept: &Kept) -> String {
    match kept.first == kept.last {
        true => kept.first.to_string(),
        false => format!("{}-{}", kept.first, kept.last),
    }
}

fn in_words(kept: &[Kept], readers: Option<&[Pinned]>) -> String {
    let ranges: Vec<_> = kept.iter().map(range).collect();
    let width = ranges.iter().map(String::len).max().unwrap_or(0);
    let mut text = String::new();
    for (range, kept) in ranges.iter().zip(kept) {
        text.push_str(&format!("commit {range:<width$}  {}\n", kept.time));
    }
    match readers {
        None => {}
        Some([]) => text.push_str("read by nobody\n"),
        Some(readers) => {
            for pin in readers {
                text.push_str(&format!("read by {}\n", reader(pin)));
            }
        }
    }
    text
}

fn in_json(kept: &[Kept], readers: Option<&[Pinned]>) -> Value {
    let states: Vec<_> = kept
        .iter()
        .map(|kept| json!({"first": kept.first, "last": kept.last, "time": kept.time}))
        .collect();
    let readers = readers.map(|pins| pins.iter().map(reader_json).collect::<Vec<_>>());
    json!({"kept": states, "readers": readers})
}
