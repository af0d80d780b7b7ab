//! `truyvet key`: the keys of pseudonymous stores.

use std::fs::OpenOptions;
use std::io::{self, BufRead, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;
use truyvet::{ExternalId, KeyRing, Store};

use crate::access::read_keys;
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::sink::Sink;
use crate::output::text::counted;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
A pseudonymous store keeps a keyed hash of every person's id and not the id. Who has the store but
not the key file can neither read an id nor try one. Answers show `pseudonym:…`. A lost key file
cannot be replaced, and nobody can be looked up any more: keep a copy, and not beside the store.";

const EXAMPLES: &str = "\
Examples:
  truyvet key generate province.key
  truyvet import province --visits visits.csv --key-file province.key
  truyvet trace province --case cccd:034201,1620000000,inf --key-file province.key > f1.csv
  cut -d, -f1 registry.csv | truyvet key pseudonym --key-file province.key
  truyvet key rotate province --key-file province.key --new-key-file province-2022.key";

/// Arguments of `truyvet key`.
#[derive(Debug, clap::Args)]
#[command(about = "Keys of pseudonymous stores", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"), disable_help_subcommand = true)]
pub(crate) struct KeyVerbArgs {
    #[command(subcommand)]
    verb: KeyVerb,
}

#[derive(Debug, clap::Subcommand)]
enum KeyVerb {
    /// Writes a new key file that only its owner can read
    #[command(
        after_long_help = "Examples:\n  truyvet key generate province.key\n\nA file that is there is never overwritten."
    )]
    Generate {
        /// The file to write
        file: PathBuf,
    },
    /// Says whether a key file is that of a store
    #[command(
        after_long_help = "Examples:\n  truyvet key check province --key-file province.key\n\nExit code 1 if it is not."
    )]
    Check {
        /// The store
        store: PathBuf,
        /// The keys
        #[arg(long, value_name = "FILE")]
        key_file: PathBuf,
        /// How the answer is written
        #[arg(long, value_enum, default_value_t)]
        format: ReportFormat,
    },
    /// Puts a store under one more key: every id is hashed again, in every state that is kept
    #[command(
        after_long_help = "Examples:\n  truyvet key rotate province --key-file old.key --new-key-file new.key\n\nThe new file holds the old keys and a new one, and is needed from then on; it is written first, so\nthat a crash locks nobody out. Without --key-file, a plain store becomes pseudonymous."
    )]
    Rotate {
        /// The store
        store: PathBuf,
        /// Its keys; none for a plain store
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
        /// The file to write: the old keys and a new one
        #[arg(long, value_name = "FILE")]
        new_key_file: PathBuf,
        /// How the report is written
        #[arg(long, value_enum, default_value_t)]
        format: ReportFormat,
    },
    /// Turns ids on standard input, one a line, into the pseudonyms that answers show
    #[command(
        after_long_help = "Examples:\n  truyvet key pseudonym --key-file province.key < ids.txt > pseudonyms.txt\n\nOne line out for each line in, so that the two can be pasted side by side."
    )]
    Pseudonym {
        /// The keys
        #[arg(long, value_name = "FILE")]
        key_file: PathBuf,
    },
}

/// Does what is asked with keys.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &KeyVerbArgs) -> Result<(), Failure> {
    match &args.verb {
        KeyVerb::Generate { file } => generate(file),
        KeyVerb::Check {
            store,
            key_file,
            format,
        } => {
            Store::open_with(store, read_keys(key_file)?)?;
            format.write(
                || "these are the keys of the store".to_owned(),
                || json!({"right": true}),
            )
        }
        KeyVerb::Rotate {
            store,
            key_file,
            new_key_file,
            format,
        } => rotate(store, key_file.as_deref(), new_key_file, *format),
        KeyVerb::Pseudonym { key_file } => pseudonyms(&read_keys(key_file)?),
    }
}

fn generate(file: &Path) -> Result<(), Failure> {
    write_keys(file, &KeyRing::generate().map_err(truyvet::Error::from)?)?;
    let mut out = Sink::open(None)?;
    writeln!(
        out,
        "wrote {}: keep a copy, and not beside the store",
        file.display()
    )?;
    out.finish()
}

/// Writes a key file where there is none.
fn write_keys(file: &Path, keys: &KeyRing) -> Result<(), Failure> {
    let failed = |why: &io::Error| match why.kind() {
        io::ErrorKind::AlreadyExists => Failure::Usage(format!(
            "{} is there already, and a key file is never overwritten: name another",
            file.display()
        )),
        _ => Failure::file("write", file, why),
    };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut written = options.open(file).map_err(|why| failed(&why))?;
    let done = written.write_all(keys.to_text().as_bytes());
    done.and_then(|()| written.sync_all())
        .map_err(|why| failed(&why))
}

fn rotate(
    store: &Path,
    old: Option<&Path>,
    new: &Path,
    format: ReportFormat,
) -> Result<(), Failure> {
    let fresh = KeyRing::generate().map_err(truyvet::Error::from)?;
    let (opened, keys) = match old {
        Some(old) => {
            let old = read_keys(old)?;
            let keys = old.followed_by(&fresh).map_err(truyvet::Error::from)?;
            (Store::open_with(store, old)?, keys)
        }
        None => (Store::open(store)?, fresh),
    };
    let mut writer = opened.writer()?;
    write_keys(new, &keys)?;
    let done = writer.rekey(&keys)?;
    let words = || {
        format!(
            "{} rewritten; the store is opened with {} from now on",
            counted(done.files, "file", "files"),
            new.display()
        )
    };
    format.write(
        words,
        || json!({"files": done.files, "states": done.states}),
    )
}

fn pseudonyms(keys: &KeyRing) -> Result<(), Failure> {
    let mut out = Sink::open(None)?;
    for (number, line) in (1_u64..).zip(io::stdin().lock().lines()) {
        let line = line.map_err(|why| Failure::Io(format!("cannot read standard input: {why}")))?;
        // Not shown: ids stand only where the user asked for them.
        let id: Result<ExternalId, _> = line.trim_end_matches('\r').parse();
        let id = id.map_err(|why| Failure::Usage(format!("stdin, line {number}: {why}")))?;
        let pseudonym = keys.pseudonym_of(&id).map_err(truyvet::Error::from)?;
        writeln!(out, "{pseudonym}")?;
    }
    out.finish()
}
