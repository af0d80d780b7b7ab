//! `truyvet verify`: reads everything in a store and says what is broken where.

use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};
use truyvet::{Finding, Store, VerifyReport};

use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::sink::Sink;
use crate::output::text::{bytes, counted};
use crate::progress::Progress;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Reads every byte of the newest snapshot of a store, checks every checksum, decodes every row and
index, and lists everything that is broken, not only the first. Exit code 2 if anything is.

A question never needs this first: whatever it reads is checked as it reads it.";

const EXAMPLES: &str = "\
Examples:
  truyvet verify province
  truyvet verify province --format json

Each finding is a line: file, where in it, what is wrong. A store that cannot be opened is checked
file by file. A damaged store is restored from a copy, or made again from the files it was imported
from. json is one object: snapshot (null if it cannot be opened), files, bytes, sound, findings.";

/// Arguments of `truyvet verify`.
#[derive(Debug, clap::Args)]
#[command(about = "Reads everything in a store and says what is broken where", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct VerifyArgs {
    /// The store to check
    store: PathBuf,
    /// How the findings are written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// Checks and writes what was found.
///
/// # Errors
/// [`Failure::Damaged`] if something is broken, after writing every finding.
pub(crate) fn run(args: &VerifyArgs) -> Result<(), Failure> {
    let progress = Progress::new("checking");
    let report = Store::verify(&args.store, &mut |at| {
        progress.set(at.bytes_done, Some(at.bytes_total));
    })?;
    drop(progress);
    let answer = match args.format {
        ReportFormat::Table => in_words(&report),
        ReportFormat::Json => in_json(&report).to_string(),
    };
    let mut out = Sink::open(None)?;
    writeln!(out, "{answer}")?;
    out.finish()?;
    if report.is_sound() {
        return Ok(());
    }
    let count = u64::try_from(report.findings.len()).unwrap_or(u64::MAX);
    Err(Failure::Damaged(format!(
        "the store {} is damaged: {}; restore it from a copy, or import it again into a new one",
        args.store.display(),
        counted(count, "finding", "findings")
    )))
}

fn in_words(report: &VerifyReport) -> String {
    if let (Some(snapshot), true) = (report.snapshot, report.is_sound()) {
        return format!(
            "snapshot {snapshot} is sound: {}, {} read",
            counted(report.files, "file", "files"),
            bytes(report.bytes)
        );
    }
    let lines: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn in_json(report: &VerifyReport) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "file": finding.file,
            "section": finding.section,
            "row": finding.row,
            "what": finding.what,
        })
    };
    json!({
        "snapshot": report.snapshot,
        "files": report.files,
        "bytes": report.bytes,
        "sound": report.is_sound(),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}
