//! `truyvet import`: files into a store, all of them or nothing.

use std::io::{self, Write};
use std::path::PathBuf;

use truyvet::{
    DiskVfs, Duration, FileKind, ImportFile, ImportOptions, ImportReport, Input, Mapping, OnError,
    Published, Store, TimeZone, Timestamp, Vfs, WriterOptions, parse_bytes,
};

use crate::access::{KeyArgs, NewArgs, Target};
use crate::exit::{self, Failure};
use crate::imported::{self, Imported};
use crate::output::report::{BadRow, ReportFormat};
use crate::output::sink::Sink;
use crate::progress::Progress;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Imports files into a store, as one commit: either all of it becomes visible or nothing. The
store is created if it does not exist. A file that was imported before, byte by byte, is not read
again; a record with the key of an older one replaces it (a check-out that arrives late closes its
visit).";

const EXAMPLES: &str = "\
Examples:
  truyvet import province --places places.csv --visits monday.csv --visits tuesday.csv.zst
  truyvet import province --contacts bluetooth.csv.gz --on-error skip --rejects rejects.csv
  truyvet import province --visits year.csv.zst --memory-limit 4GB --source bluezone
  zcat old.csv.gz | truyvet import province --visits - --tz Asia/Ho_Chi_Minh
  truyvet import province --as qr-scan monday.csv tuesday.parquet
  truyvet import province --mapping my-gates.toml gates.csv
  truyvet import province --as bluezone pairs.parquet --ids rotating.parquet

--as KIND reads the files of a province's systems; `truyvet sources` lists the kinds and
`truyvet sources KIND` explains one, with its columns, its mapping and a sample.

Files are CSV in UTF-8 with a header row, Parquet or Arrow IPC; the columns stand in any order:
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
#[command(about = "Files of a province's systems into a store", long_about = ABOUT,
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
    /// Files of the kind that --as names
    files: Vec<PathBuf>,
    /// What FILES are: qr-scan, attendance, roster … (`truyvet sources` lists them)
    #[arg(long = "as", value_name = "KIND", value_parser = kind_named)]
    kind: Option<FileKind>,
    /// How FILES are read: a mapping as `truyvet sources KIND` shows one
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// With --as bluezone: whose a rotating id was (id,person,from,to)
    #[arg(long, value_name = "FILE")]
    ids: Option<PathBuf>,
    /// With places or people: the administrative table (unit,name,level,parent,population)
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// With --as residence: who works when, a file of the kind roster
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// With --roster: the mapping that it is read by (built-in unless given)
    #[arg(long, value_name = "FILE", requires = "roster")]
    roster_mapping: Option<PathBuf>,
    /// Join stays of one person at one place with at most that between (10m)
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse)]
    join_gap: Option<Duration>,
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
    let read = |path: &Option<PathBuf>| {
        let mapping = path.as_ref().map(|path| Mapping::read(&Input::parse(path)));
        mapping.transpose().map_err(truyvet::Error::from)
    };
    let mapping = read(&args.mapping)?;
    let files = files(args, mapping.as_ref())?;
    let beside = |path: &Option<PathBuf>| path.as_ref().map(Input::parse);
    let options = ImportOptions {
        zone: args.tz.clone(),
        on_error: on_error(args)?,
        source: args.source.clone(),
        memory_limit: args.memory_limit,
        again: args.again,
        mapping,
        join_gap: args.join_gap,
        ids: beside(&args.ids),
        units: beside(&args.units),
        roster: beside(&args.roster),
        roster_mapping: read(&args.roster_mapping)?,
        now: Some(Timestamp::from_seconds(DiskVfs::new(&args.store).now())),
        stop: None,
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
    let imported = Imported {
        report: &report,
        commit: &commit,
        store_bytes: size_of(store),
        rejects: args.rejects.as_deref(),
        created: made,
    };
    let mut out = Sink::open(None)?;
    match args.format {
        ReportFormat::Table => {
            if made {
                writeln!(out, "created the store {}", args.store.display())?;
            }
            imported::in_words(&imported, &mut out)?;
        }
        ReportFormat::Json => {
            let value = imported::in_json(&imported);
            serde_json::to_writer(&mut out, &value).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    out.finish()
}

/// `--as KIND`.
fn kind_named(name: &str) -> Result<FileKind, String> {
    FileKind::named(name).ok_or_else(|| {
        let known: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("there is no `{name}`; there are: {}", known.join(", "))
    })
}

/// Places first: people and places are numbered as they come, and a register lists neighbours
/// beside each other.
fn files(args: &ImportArgs, mapping: Option<&Mapping>) -> Result<Vec<ImportFile>, Failure> {
    let kind = match (args.kind, mapping.map(Mapping::kind)) {
        (Some(kind), Some(other)) if kind != other && !args.files.is_empty() => {
            return Err(Failure::Usage(format!(
                "--as {kind} and a mapping for {other}: name files of one kind"
            )));
        }
        (kind, other) => kind.or(other),
    };
    let sources = match kind {
        _ if args.files.is_empty() => Vec::new(),
        Some(kind) => {
            let files = args.files.iter();
            files.map(|path| ImportFile::new(kind, path)).collect()
        }
        None => {
            return Err(Failure::Usage(
                "files without a kind: say what they are with --as KIND (`truyvet sources` lists the kinds)"
                    .to_owned(),
            ));
        }
    };
    if args.kind.is_some() && sources.is_empty() {
        return Err(Failure::Usage("--as: name the files".to_owned()));
    }
    let files: Vec<_> = (args.places.iter().map(ImportFile::places))
        .chain(args.visits.iter().map(ImportFile::visits))
        .chain(args.contacts.iter().map(ImportFile::contacts))
        .chain(sources)
        .collect();
    if files.is_empty() {
        return Err(Failure::Usage(
            "nothing to import: name at least one file with --visits, --contacts or --places, or with --as"
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

/// How large the store is now. The import has succeeded, so that this cannot be told is no failure.
fn size_of(store: &Store) -> Option<u64> {
    let stats = store.snapshot().and_then(|snapshot| snapshot.stats());
    stats.ok().map(|stats| stats.bytes.total())
}
