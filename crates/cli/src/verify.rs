//! `truyvet verify`: reads everything in a store and says what is broken where.

use std::io::{self, Write};
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

Each finding is a line: file, where in it, what is wrong. A damaged store is restored from a copy,
or made again from the files it was imported from.";

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
    let snapshot = Store::open(&args.store)?.snapshot()?;
    let progress = Progress::new("checking");
    let report = snapshot.verify(&mut |at| progress.set(at.bytes_done, Some(at.bytes_total)));
    drop(progress);
    let mut out = Sink::open(None)?;
    match args.format {
        ReportFormat::Table => in_words(snapshot.number(), &report, &mut out)?,
        ReportFormat::Json => {
            let value = in_json(snapshot.number(), &report);
            serde_json::to_writer(&mut out, &value).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    out.finish()?;
    let count = u64::try_from(report.findings.len()).unwrap_or(u64::MAX);
    if count == 0 {
        return Ok(());
    }
    Err(Failure::Damaged(format!(
        "the store {} is damaged: {}; restore it from a copy, or import it again into a new one",
        args.store.display(),
        counted(count, "finding", "findings")
    )))
}

fn in_words(snapshot: u64, report: &VerifyReport, out: &mut Sink) -> io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{finding}")?;
    }
    if report.findings.is_empty() {
        writeln!(
            out,
            "snapshot {snapshot} is sound: {}, {} read",
            counted(report.files, "file", "files"),
            bytes(report.bytes)
        )?;
    }
    Ok(())
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
