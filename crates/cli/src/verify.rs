//! `truyvet verify`: reads everything in a store and says what is broken where.

use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};
use truyvet::{Store, VerifyReport};

use crate::exit::Failure;
use crate::import::ReportFormat;
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

Each finding is a line: file, where in it, what is wrong. If the store is broken where every reader
begins, that is the only line. A damaged store is restored from a copy, or made again from the
files it was imported from. json is one object: snapshot, files, bytes, sound, findings.";

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
    let opened = Store::open(&args.store).and_then(|store| store.snapshot());
    let (sound, answer, more) = match opened {
        Ok(snapshot) => {
            let progress = Progress::new("checking");
            let report =
                snapshot.verify(&mut |at| progress.set(at.bytes_done, Some(at.bytes_total)));
            drop(progress);
            let answer = match args.format {
                ReportFormat::Table => in_words(snapshot.number(), &report),
                ReportFormat::Json => in_json(snapshot.number(), &report).to_string(),
            };
            let count = u64::try_from(report.findings.len()).unwrap_or(u64::MAX);
            (count == 0, answer, counted(count, "finding", "findings"))
        }
        // Broken where every reader begins: that is the one thing found.
        Err(why) if why.is_damaged() => {
            let what = why.to_string();
            let answer = match args.format {
                ReportFormat::Table => what,
                ReportFormat::Json => unopened(&what).to_string(),
            };
            let more = "it cannot be opened, so the rest was not checked";
            (false, answer, more.to_owned())
        }
        Err(why) => return Err(why.into()),
    };
    let mut out = Sink::open(None)?;
    writeln!(out, "{answer}")?;
    out.finish()?;
    if sound {
        return Ok(());
    }
    Err(Failure::Damaged(format!(
        "the store {} is damaged: {more}; restore it from a copy, or import it again into a new one",
        args.store.display()
    )))
}

fn in_words(snapshot: u64, report: &VerifyReport) -> String {
    if report.findings.is_empty() {
        return format!(
            "snapshot {snapshot} is sound: {}, {} read",
            counted(report.files, "file", "files"),
            bytes(report.bytes)
        );
    }
    let lines: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn in_json(snapshot: u64, report: &VerifyReport) -> Value {
    let findings: Vec<_> = report
        .findings
        .iter()
        .map(|finding| json!({"file": finding.file, "what": finding.what}))
        .collect();
    json!({
        "snapshot": snapshot,
        "files": report.files,
        "bytes": report.bytes,
        "sound": findings.is_empty(),
        "findings": findings,
    })
}

/// The same object for a store that cannot be opened; the file is named in `what`.
fn unopened(what: &str) -> Value {
    json!({
        "snapshot": null,
        "files": 0,
        "bytes": 0,
        "sound": false,
        "findings": [{"file": null, "what": what}],
    })
}
