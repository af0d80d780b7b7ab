//! `truyvet import`: CSV files into a store, all of them or nothing.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use truyvet::{
    Commit, ImportFile, ImportOptions, ImportReport, OnError, Options, Snapshot, Store, TimeZone,
};

use crate::exit::{self, Failure};
use crate::output::sink::Sink;
use crate::output::text::{bytes, counted, grouped};
use crate::progress::Progress;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Imports CSV files into a store, as one commit: either all of it becomes visible or nothing. The
store is created if it does not exist. Importing a file twice changes nothing; a record with the
key of an older one replaces it (a check-out that arrives late closes its visit).";

const EXAMPLES: &str = "\
Examples:
  truyvet import province --places places.csv --visits monday.csv --visits tuesday.csv.zst
  truyvet import province --contacts bluetooth.csv.gz --on-error skip --rejects rejects.csv
  zcat old.csv.gz | truyvet import province --visits - --tz Asia/Ho_Chi_Minh

Files are CSV in UTF-8 with a header row; the columns stand in any order:
  visits    person,place,start,end   an empty end is an open visit: the check-out has not arrived
  contacts  a,b,start,end            two people near each other, such as a Bluetooth record
  places    place,kind,parent,unit,name,lat,lon,shared   only place must be there; kind is a
            word such as market (else unknown); shared is true or false: one code for a whole site
Other columns are ignored with one warning per file; a missing one is an error. Files that are
gzip or zstd are read as they are. `-` is the standard input, at most once.
Times: RFC 3339 with an offset (2021-05-08T07:00:00+07:00) or whole seconds since 1970. A time
without an offset is an error unless --tz names the zone of the files.
Ids: namespace:id, or bare in the default namespace. Records are explained in docs/semantics.md
(S1 to S6).";

/// What to do about a bad row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum BadRow {
    /// End with an error that names file, line, field and value; nothing is imported
    #[default]
    Stop,
    /// Leave the row out and count it by reason
    Skip,
}

/// How reports are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ReportFormat {
    /// Lines for people
    #[default]
    Table,
    /// One JSON object
    Json,
}

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
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
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
    };
    let (store, made) = open(&args.store)?;
    let (report, commit) = match import(&store, &files, &options) {
        Ok(done) => done,
        Err(failure) => {
            if let Some(made) = made {
                made.undo(&store);
            }
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
            if made.is_some() {
                writeln!(out, "created the store {}", args.store.display())?;
            }
            in_words(&report, &commit, size_of(&store), args, &mut out)?;
        }
        ReportFormat::Json => {
            let value = in_json(&report, &commit, size_of(&store), made.is_some());
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

/// A store that this import made, so that it can be unmade.
#[derive(Debug)]
struct Made {
    store: PathBuf,
    /// The folders that were not there, the store's first, then those above it.
    folders: Vec<PathBuf>,
}

impl Made {
    /// Removes the store again, unless somebody else has begun to use it meanwhile.
    ///
    /// What cannot be removed is left: the failure that led here is what the user must hear.
    fn undo(&self, store: &Store) {
        // Holding the writer's place keeps others out while the files go.
        let Ok(_writer) = store.writer() else { return };
        let used = |snapshot: Snapshot| snapshot.person_count() > 0 || snapshot.place_count() > 0;
        if store.snapshot().is_ok_and(used) {
            return;
        }
        for entry in fs::read_dir(&self.store).into_iter().flatten().flatten() {
            let _ = fs::remove_file(entry.path());
        }
        self.remove_folders();
    }

    fn remove_folders(&self) {
        for folder in &self.folders {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Opens the store at `path`; makes one where there is nothing or an empty folder.
fn open(path: &Path) -> Result<(Store, Option<Made>), Failure> {
    let empty = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if path.exists() && !empty {
        return Ok((Store::open(path)?, None));
    }
    let made = Made {
        store: path.to_owned(),
        folders: path
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .map(Path::to_owned)
            .collect(),
    };
    match Store::create(path, Options::default()) {
        Ok(store) => Ok((store, Some(made))),
        Err(why) => {
            made.remove_folders();
            Err(why.into())
        }
    }
}

fn import(
    store: &Store,
    files: &[ImportFile],
    options: &ImportOptions,
) -> Result<(ImportReport, Commit), Failure> {
    let progress = Progress::new("reading");
    let mut writer = store.writer()?;
    let report = writer.import(files, options, &mut |at| {
        progress.set(at.bytes_read, at.bytes_total);
    })?;
    progress.now("writing the store");
    let commit = writer.commit()?;
    Ok((report, commit))
}

fn in_words(
    report: &ImportReport,
    commit: &Commit,
    store_bytes: Option<u64>,
    args: &ImportArgs,
    out: &mut Sink,
) -> io::Result<()> {
    for file in &report.files {
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

/// Added, replaced, unchanged, superseded.
fn counts(commit: &Commit) -> [(&'static str, [u64; 4]); 2] {
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
    commit: &Commit,
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
