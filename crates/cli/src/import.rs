//! `truyvet import`: CSV files into a store, all of them or nothing.

use std::io::{self, Write};
use std::path::PathBuf;

use serde_json::json;
use truyvet::{
    FileReport, ImportFile, ImportOptions, ImportReport, OnError, Published, Store, TimeZone,
    WriterOptions,
};

use crate::access::{KeyArgs, NewArgs, Target};
use crate::case::parse_bytes;
use crate::exit::{self, Failure};
use crate::output::report::{BadRow, ReportFormat};
use crate::output::sink::Sink;
use crate::output::text::{bytes, counted, grouped};
use crate::progress::Progress;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Imports CSV files into a store, as one commit: either all of it becomes visible or nothing. The
store is created if it does not exist. A file that was imported before, byte by byte, is not read
again; a record with the key of an older one replaces it (a check-out that arrives late closes its
visit).";

const EXAMPLES: &str = "\
Examples:
  truyvet import province --places places.csv --visits monday.csv --visits tuesday.csv.zst
  truyvet import province --contacts bluetooth.csv.gz --on-error skip --rejects rejects.csv
  truyvet import province --visits year.csv.zst --memory-limit 4GB --source bluezone
  zcat old.csv.gz | truyvet import province --visits - --tz Asia/Ho_Chi_Minh

Files are CSV in UTF-8 with a header row; the columns stand in any order:
  visits    person,place,start,end   an empty end is an open visit: the check-out has not arrived
  contacts  a,b,start,end            two people near each other, such as a Bluetooth record
            both may have a column source, which wins over --source
  places    place,kind,parent,unit,name,lat,lon,shared   only place must be there; kind is a
            word such as market (else unknown); shared is true or false: one code for a whole site
Other columns are ignored with one warning per file; a missing one is an error. Files that are
gzip or zstd are read as they are. `-` is the standard input, at most once.
Times: RFC 3339 with an offset (2021-05-08T07:00:00+07:00) or whole seconds since 1970. A time
without an offset is an error unless --tz names the zone of the files.
A file is known again by the BLAKE3 of its bytes, with its zone and source; --again reads it anyway.
With --memory-limit an import is committed in parts, so that readers see it grow; if it is
interrupted, the same command goes on after the last part (what was stored stays, also after a bad
row). Standard input cannot be known again or gone on with: there only the keys of the records keep
them from being stored twice.
Ids: namespace:id, or bare in the default namespace. Records are explained in docs/semantics.md
(S1 to S6).";

/// Arguments of `truyvet import`.
#[derive(Debug, clap::Args)]
#[command(about = "CSV files of visits, contacts and places into a store", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct ImportArgs {
    /// The store to write to; created if it does not exist
    store: PathBuf,
    /// A file of visits; repeatable
    #[arg(long, value_name = "FILE")]
    visits: Vec<PathBuf>,
    /// A file of contacts; repeatable
    #[arg(long, value_name = "FILE")]
    contacts: Vec<PathBuf>,
    /// A file of places; repeatable
    #[arg(long, value_name = "FILE")]
    places: Vec<PathBuf>,
    /// The time zone of times without an offset (Asia/Ho_Chi_Minh, +07:00)
    #[arg(long, value_name = "ZONE", value_parser = TimeZone::named, allow_hyphen_values = true)]
    tz: Option<TimeZone>,
    /// What to do about a row that cannot be read
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    on_error: BadRow,
    /// With --on-error skip: write rejected rows to FILE as CSV (file,line,field,reason,row)
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Where the records come from, such as bluezone (a column `source` wins)
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Take no more memory than that: 4GB, 500MB, 2GiB; at least 64MiB
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    memory_limit: Option<u64>,
    /// Read files again that were imported before
    #[arg(long)]
    again: bool,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    new: NewArgs,
}

/// Imports and writes the report.
///
/// # Errors
/// [`Failure`]; nothing is imported then.
pub(crate) fn run(args: &ImportArgs) -> Result<(), Failure> {
    let files = files(args)?;
    let options = ImportOptions {
        zone: args.tz.clone(),
        on_error: on_error(args)?,
        source: args.source.clone(),
        memory_limit: args.memory_limit,
        again: args.again,
    };
    let target = args.new.open(&args.store, &args.key)?;
    let (store, made) = (&target.store, target.made.is_some());
    let (report, commit) = match import(&target, &files, &options) {
        Ok(done) => done,
        Err(failure) => {
            target.undo();
            return Err(failure);
        }
    };
    for file in &report.files {
        if let Some(warning) = file.warning() {
            exit::warn(&warning);
        }
    }
    let mut out = Sink::open(None)?;
    match args.format {
        ReportFormat::Table => {
            if made {
                writeln!(out, "created the store {}", args.store.display())?;
            }
            in_words(&report, &commit, size_of(store), args, &mut out)?;
        }
        ReportFormat::Json => {
            let value = in_json(&report, &commit, size_of(store), made);
            serde_json::to_writer(&mut out, &value).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    out.finish()
}

/// Places first: people and places are numbered as they come, and a register lists neighbours
/// beside each other.
fn files(args: &ImportArgs) -> Result<Vec<ImportFile>, Failure> {
    let files: Vec<_> = (args.places.iter().map(ImportFile::places))
        .chain(args.visits.iter().map(ImportFile::visits))
        .chain(args.contacts.iter().map(ImportFile::contacts))
        .collect();
    if files.is_empty() {
        return Err(Failure::Usage(
            "nothing to import: name at least one file with --visits, --contacts or --places"
                .to_owned(),
        ));
    }
    Ok(files)
}

fn on_error(args: &ImportArgs) -> Result<OnError, Failure> {
    match (args.on_error, &args.rejects) {
        (BadRow::Skip, rejects) => Ok(OnError::Skip {
            rejects: rejects.clone(),
        }),
        (BadRow::Stop, None) => Ok(OnError::Stop),
        (BadRow::Stop, Some(_)) => Err(Failure::Usage(
            "--rejects has no use with --on-error stop: add --on-error skip".to_owned(),
        )),
    }
}

fn import(
    target: &Target,
    files: &[ImportFile],
    options: &ImportOptions,
) -> Result<(ImportReport, Published), Failure> {
    let progress = Progress::new("reading");
    // Merging would take memory at the same time.
    let writing = WriterOptions {
        compact: options.memory_limit.is_none(),
        ..WriterOptions::default()
    };
    let mut writer = target.writer(writing)?;
    let report = writer.import(files, options, &mut |at| {
        progress.set(at.bytes_read, at.bytes_total);
    })?;
    progress.now("writing the store");
    let commit = writer.publish()?;
    let all = report.in_all(&commit);
    Ok((report, all))
}

fn in_words(
    report: &ImportReport,
    commit: &Published,
    store_bytes: Option<u64>,
    args: &ImportArgs,
    out: &mut Sink,
) -> io::Result<()> {
    for file in &report.files {
        if let Some(words) = not_read(file) {
            writeln!(out, "{words}")?;
        }
        if file.already.is_some() {
            continue;
        }
        write!(
            out,
            "{}: {}: {} read, {} taken, {} rejected",
            file.name,
            file.kind,
            counted(file.rows_read, "row", "rows"),
            grouped(file.rows_taken),
            grouped(file.rows_rejected())
        )?;
        for (i, (reason, count)) in file.rejected.iter().enumerate() {
            let mark = if i == 0 { " (" } else { ", " };
            write!(out, "{mark}{} {reason}", grouped(*count))?;
        }
        writeln!(out, "{}", if file.rejected.is_empty() { "" } else { ")" })?;
    }
    if let (Some(rejects), 1..) = (&args.rejects, report.rows_rejected()) {
        writeln!(out, "rejected rows are in {}", rejects.display())?;
    }
    writeln!(out, "snapshot {}:", commit.number)?;
    for (what, [added, replaced, unchanged, superseded]) in counts(commit) {
        write!(
            out,
            "  {what:<9} {} added, {} replaced, {} unchanged",
            grouped(added),
            grouped(replaced),
            grouped(unchanged)
        )?;
        match superseded {
            0 => writeln!(out)?,
            n => writeln!(out, ", {} superseded in the same import", grouped(n))?,
        }
    }
    let people = counted(commit.people_added, "person", "people");
    let places = counted(commit.places_added, "place", "places");
    writeln!(out, "  new       {people}, {places}")?;
    if commit.places_changed > 0 {
        let changed = counted(commit.places_changed, "place", "places");
        writeln!(out, "  described {changed}")?;
    }
    if commit.open_visits_moved > 0 {
        let moved = counted(
            commit.open_visits_moved,
            "older open visit",
            "older open visits",
        );
        writeln!(out, "  moved     the assumed end of {moved}")?;
    }
    match store_bytes {
        Some(size) => writeln!(out, "  store     {}", bytes(size)),
        None => Ok(()),
    }
}

/// What of a file was not read because it had been before.
fn not_read(file: &FileReport) -> Option<String> {
    if let Some(time) = file.already {
        return Some(format!(
            "{}: {}: this very file was imported before, at {time}: not read (--again reads it)",
            file.name, file.kind
        ));
    }
    let rows = counted(file.rows_before, "row", "rows");
    (file.rows_before > 0).then(|| {
        format!(
            "{}: {}: goes on after {rows} that an interrupted import had stored",
            file.name, file.kind
        )
    })
}

/// Added, replaced, unchanged, superseded.
fn counts(commit: &Published) -> [(&'static str, [u64; 4]); 2] {
    let visits = [
        commit.visits_added,
        commit.visits_replaced,
        commit.visits_unchanged,
        commit.visits_superseded,
    ];
    let contacts = [
        commit.contacts_added,
        commit.contacts_replaced,
        commit.contacts_unchanged,
        commit.contacts_superseded,
    ];
    [("visits", visits), ("contacts", contacts)]
}

/// How large the store is now. The import has succeeded, so that this cannot be told is no failure.
fn size_of(store: &Store) -> Option<u64> {
    let stats = store.snapshot().and_then(|snapshot| snapshot.stats());
    stats.ok().map(|stats| stats.bytes.total())
}

fn in_json(
    report: &ImportReport,
    commit: &Published,
    store_bytes: Option<u64>,
    created: bool,
) -> serde_json::Value {
    let files: Vec<_> = report
        .files
        .iter()
        .map(|file| {
            let rejected: serde_json::Map<String, serde_json::Value> = file
                .rejected
                .iter()
                .map(|(reason, count)| (reason.to_string(), json!(count)))
                .collect();
            json!({
                "file": file.name,
                "kind": file.kind.name(),
                "rows_read": file.rows_read,
                "rows_taken": file.rows_taken,
                "rejected": rejected,
                "ignored_columns": file.ignored_columns,
                "already_imported": file.already,
                "rows_before": file.rows_before,
            })
        })
        .collect();
    let mut value = json!({
        "created": created,
        "snapshot": commit.number,
        "files": files,
        "people_added": commit.people_added,
        "places_added": commit.places_added,
        "places_changed": commit.places_changed,
        "open_visits_moved": commit.open_visits_moved,
        "store_bytes": store_bytes,
    });
    for (what, [added, replaced, unchanged, superseded]) in counts(commit) {
        if let Some(object) = value.as_object_mut() {
            let count = json!({
                "added": added,
                "replaced": replaced,
                "unchanged": unchanged,
                "superseded": superseded,
            });
            object.insert(what.to_owned(), count);
        }
    }
    value
}
