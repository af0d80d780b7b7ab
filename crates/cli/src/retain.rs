//! `truyvet retain`: no record older than that is kept.

use std::path::PathBuf;

use serde_json::json;
use truyvet::{DiskVfs, Timestamp, Vfs};

use crate::access::KeyArgs;
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::text::counted;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Keeps no record that ends at a time or before: no answer shows one from now on, not even of an
earlier state, and whole days that are past leave the disk at once. A lower time later brings
nothing back.";

const EXAMPLES: &str = "\
Examples:
  truyvet retain province --days 30
  truyvet retain province --from 2021-05-01T00:00:00+07:00

To be run every night, say by cron. Records that come later and end before the floor are not kept
either.";

/// Arguments of `truyvet retain`.
#[derive(Debug, clap::Args)]
#[command(about = "Drops records older than that, for good", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
#[command(group = clap::ArgGroup::new("floor").required(true))]
pub(crate) struct RetainArgs {
    /// The store to write to
    store: PathBuf,
    /// Keep what ends after TIME
    #[arg(long, value_name = "TIME", value_parser = Timestamp::parse, group = "floor",
        allow_hyphen_values = true)]
    from: Option<Timestamp>,
    /// Keep what ends within the last N days (of 24 hours, until now)
    #[arg(long, value_name = "N", group = "floor")]
    days: Option<u32>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    key: KeyArgs,
}

/// Drops and says so.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &RetainArgs) -> Result<(), Failure> {
    let floor = match (args.from, args.days) {
        (Some(from), _) => from,
        (None, Some(days)) => {
            let now = DiskVfs::new(&args.store).now();
            let past = i64::from(days).saturating_mul(86_400);
            Timestamp::new(now.saturating_sub(past))
                .map_err(|why| Failure::Usage(format!("--days: {why}")))?
        }
        (None, None) => return Err(Failure::Usage("give --from or --days".to_owned())),
    };
    let (_store, mut writer) = args.key.correct(&args.store)?;
    let done = writer.retain(floor)?;
    let words = || {
        let dropped = counted(done.records_expired, "record", "records");
        format!(
            "dropped {dropped} that ended at {floor} or before: commit {}",
            done.number
        )
    };
    let json = || {
        json!({
            "commit": done.number,
            "floor": floor,
            "records_dropped": done.records_expired,
        })
    };
    args.format.write(words, json)
}
