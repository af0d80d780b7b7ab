//! `truyvet erase`: a person forgotten, with a certificate.

use std::path::PathBuf;

use serde_json::{Value, json};
use truyvet::{Erasure, ExternalId, Holder, Pinned, Purge};

use crate::access::KeyArgs;
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::text::counted;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Erases a person under all linked ids, with all visits and contacts, and with what registers said
(home unit, doses, confirmed cases): no answer shows them from now on, not even of an earlier state
(--as-of). What is on disk goes within the time that the store was
made with (--erase-within, a day unless said), when a writer next works on it; with --now it goes
before this returns. If the id is recorded again, it is somebody new.";

const EXAMPLES: &str = "\
Examples:
  truyvet erase province cccd:034201000001 --now
  truyvet erase province phone:0901234567 --format json > certificate.json

The certificate says with which commit, how many ids, records and rows of registers, by when nothing is left on disk,
and which processes still read a state from before (what they read stays until they end). It names
nobody. Files the store was imported from, backups and answers that were written are not touched.";

/// Arguments of `truyvet erase`.
#[derive(Debug, clap::Args)]
#[command(about = "Erases a person, with a certificate", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct EraseArgs {
    /// The store to write to
    store: PathBuf,
    /// Whom, by any of their ids
    person: ExternalId,
    /// Remove everything from the disk before returning
    #[arg(long)]
    now: bool,
    /// How the certificate is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    key: KeyArgs,
}

/// Erases and writes the certificate.
///
/// # Errors
/// [`Failure`]; wrong use for somebody unknown.
pub(crate) fn run(args: &EraseArgs) -> Result<(), Failure> {
    let (_store, mut writer) = args.key.correct(&args.store)?;
    let erasure = writer
        .erase(&args.person)
        .map_err(|why| match why.is_unknown() {
            true => Failure::Usage(format!("{}: {why}", args.person)),
            false => why.into(),
        })?;
    let purge = args.now.then(|| writer.purge()).transpose()?;
    args.format.write(
        || in_words(&erasure, purge.as_ref()),
        || in_json(&erasure, purge.as_ref()),
    )
}

fn in_words(erasure: &Erasure, purge: Option<&Purge>) -> String {
    let mut text = format!(
        "erased {} with {} and {}: commit {}\n",
        counted(erasure.ids, "id", "ids"),
        counted(erasure.records, "record", "records"),
        counted(
            erasure.register_rows,
            "row of registers",
            "rows of registers"
        ),
        erasure.number
    );
    text.push_str(&match purge {
        Some(purge) => format!(
            "nothing is left on disk: {} rewritten\n",
            counted(purge.files, "file", "files")
        ),
        None => format!(
            "on disk until {} at the latest (`truyvet compact` removes it at once)\n",
            erasure.due
        ),
    });
    for pin in &others(&erasure.pinned) {
        text.push_str(&format!("still read by {}\n", reader(pin)));
    }
    text
}

fn in_json(erasure: &Erasure, purge: Option<&Purge>) -> Value {
    json!({
        "commit": erasure.number,
        "ids": erasure.ids,
        "records": erasure.records,
        "register_rows": erasure.register_rows,
        "due": erasure.due,
        "done": erasure.done || purge.is_some(),
        "files_rewritten": purge.map(|purge| purge.files),
        "read_by": others(&erasure.pinned).iter().map(reader_json).collect::<Vec<_>>(),
    })
}

/// Whoever reads but this process.
pub(crate) fn others(pinned: &[Pinned]) -> Vec<Pinned> {
    let this = Holder::Process(std::process::id());
    let others = pinned.iter().filter(|pin| pin.holder != this);
    others.cloned().collect()
}

/// A process that reads, in words.
pub(crate) fn reader(pin: &Pinned) -> String {
    let mut text = pin.holder.to_string();
    if let Some(number) = pin.number {
        text.push_str(&format!(": the state of commit {number}"));
    }
    match pin.behind {
        Some(0) => text.push_str(", the newest"),
        Some(behind) => text.push_str(&format!(
            ", {} behind",
            counted(behind, "commit", "commits")
        )),
        None => {}
    }
    text.push_str(&format!(", since {}", pin.since));
    text
}

/// A process that reads, as JSON.
pub(crate) fn reader_json(pin: &Pinned) -> Value {
    let process = match pin.holder {
        Holder::Process(id) => Some(id),
        Holder::Unknown => None,
    };
    json!({
        "process": process,
        "commit": pin.number,
        "behind": pin.behind,
        "since": pin.since,
    })
}
