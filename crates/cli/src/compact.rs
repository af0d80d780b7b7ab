//! `truyvet compact`: small files merged into large ones, what must go removed.

use std::path::PathBuf;

use serde_json::json;

use crate::access::KeyArgs;
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::text::counted;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Merges the files of every day into one, without rows that were replaced or retracted, and removes
from the disk what must go (erased people, records below the floor), also from earlier states that
are kept. What the store answers stays the same. Readers are not disturbed.

`import` and `append` do what pays of this by themselves while they run.";

const EXAMPLES: &str = "\
Examples:
  truyvet compact province";

/// Arguments of `truyvet compact`.
#[derive(Debug, clap::Args)]
#[command(about = "Merges small files and removes what must go, now", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct CompactArgs {
    /// The store to write to
    store: PathBuf,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    key: KeyArgs,
}

/// Merges and says so.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &CompactArgs) -> Result<(), Failure> {
    let (_store, mut writer) = args.key.correct(&args.store)?;
    let merged = writer.compact()?;
    let purged = writer.purge()?;
    let number = writer.number();
    let words = || {
        let mut text = format!(
            "commit {number}: merged {} into {}, without {}\n",
            counted(merged.merged, "segment", "segments"),
            counted(merged.written, "segment", "segments"),
            counted(merged.rows_removed, "row", "rows")
        );
        if purged.files > 0 {
            text.push_str(&format!(
                "rewrote {} of {} without {} that had to go\n",
                counted(purged.files, "file", "files"),
                counted(purged.states, "state", "states"),
                counted(purged.rows, "row", "rows")
            ));
        }
        text
    };
    let json = || {
        json!({
            "commit": number,
            "segments_merged": merged.merged,
            "segments_written": merged.written,
            "rows_removed": merged.rows_removed,
            "purged": {"rows": purged.rows, "files": purged.files, "states": purged.states},
        })
    };
    args.format.write(words, json)
}
