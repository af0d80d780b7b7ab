//! `truyvet demo`: a synthetic province, imported and traced, with timings.

mod page;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use truyvet::{
    Chain, ImportFile, ImportOptions, Options, Snapshot, Store, Timestamp, ToDuration, Trace,
};
use truyvet_synth::{CsvFiles, Province, ProvinceSpec, Role, SynthError};

use self::page::{Page, Phases};
use crate::exit::Failure;
use crate::progress::Progress;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Makes a synthetic province (households, boarding houses, production lines with canteens, schools,
markets, buses), writes it as CSV, imports it into a store, traces one worker's contacts to F3 and
shows what an answer looks like. Everything happens in a temporary folder that is removed at the
end; nobody in it is real. The same --people, --days and --seed show the same province.";

/// Arguments of `truyvet demo`.
#[derive(Debug, clap::Args)]
#[command(about = "A synthetic province: made, imported, traced", long_about = ABOUT,
    after_long_help = EXIT_CODES)]
pub(crate) struct DemoArgs {
    /// How many people live in the province
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    people: u32,
    /// How many days to make
    #[arg(long, value_name = "N", default_value_t = 7)]
    days: u32,
    /// Which province: another number, another one
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Keep the CSV files and the store in DIR (new or empty) instead of removing them
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// Direct contacts a day per thousand people: a few phones with an app that records them.
const CONTACTS_PER_1000: u32 = 100;

/// Makes, imports, traces, shows.
///
/// # Errors
/// [`Failure`] if an argument is out of range, the folder cannot be written, or the trace fails.
pub(crate) fn run(args: &DemoArgs) -> Result<(), Failure> {
    let spec = ProvinceSpec {
        people: args.people,
        days: args.days,
        seed: args.seed,
        contacts_per_1000: CONTACTS_PER_1000,
        ..ProvinceSpec::default()
    };
    spec.check().map_err(|why| failure(&why))?;
    let Some(keep) = &args.keep else {
        let folder = tempfile::Builder::new().prefix("truyvet-demo-").tempdir();
        let folder =
            folder.map_err(|why| Failure::file("make a folder in", &std::env::temp_dir(), &why))?;
        show(&spec, folder.path(), false)?;
        let path = folder.path().to_owned();
        return folder
            .close()
            .map_err(|why| Failure::file("remove", &path, &why));
    };
    fs::create_dir_all(keep).map_err(|why| Failure::file("create", keep, &why))?;
    let mut entries = fs::read_dir(keep).map_err(|why| Failure::file("read", keep, &why))?;
    if entries.next().is_some() {
        return Err(Failure::Usage(format!(
            "keep: {} is not empty: name a new or an empty folder",
            keep.display()
        )));
    }
    show(&spec, keep, true)
}

fn failure(why: &SynthError) -> Failure {
    match why {
        SynthError::Write { .. } => Failure::Io(why.to_string()),
        _ => Failure::Usage(why.to_string()),
    }
}

fn show(spec: &ProvinceSpec, folder: &Path, kept: bool) -> Result<(), Failure> {
    let progress = Progress::new("making a province");
    let mut phases = Phases::default();
    let (province, files) = phases
        .time("make the province, write CSV", || {
            let province = Province::new(spec)?;
            let files = province.write_csv(folder)?;
            Ok((province, files))
        })
        .map_err(|why| failure(&why))?;
    progress.now("importing it");
    let path = folder.join("store");
    phases.time("import and commit", || import(&path, &files))?;
    let snapshot = phases.time("open the store", || Store::open(&path)?.snapshot())?;
    let stats = snapshot.stats()?;
    progress.now("tracing");
    let case = find_case(&province);
    let trace = phases.time("trace to F3", || ask(&snapshot, &province, case))?;
    let chain = phases.time("find a chain", || longest_chain(&trace))?;
    drop(progress);

    let mut page = Page::open()?;
    page::about_the_province(&mut page, spec, &files, &stats)?;
    page::about_the_case(&mut page, &province, case, &trace)?;
    page::line_list(&mut page, &trace)?;
    page::exposure_sites(&mut page, &trace)?;
    if let Some(chain) = &chain {
        page::chain(&mut page, &snapshot, chain)?;
    }
    page::timings(&mut page, &phases, &stats)?;
    let (folder, store) = (folder.display(), path.display());
    if kept {
        writeln!(page.out, "\nKept in {folder}: ask the store yourself, e.g.")?;
        writeln!(page.out, "  truyvet stats {store}")?;
        let (person, from, to) = (Province::person_id(case), begin(&province), "inf");
        writeln!(
            page.out,
            "  truyvet trace {store} --case {person},{from},{to} --hops 1"
        )?;
    } else {
        writeln!(
            page.out,
            "\nAll of it was in a temporary folder; --keep DIR keeps it."
        )?;
    }
    page.out.finish()
}

fn import(path: &Path, files: &CsvFiles) -> Result<(), truyvet::Error> {
    let store = Store::create(path, Options::default())?;
    let mut writer = store.writer()?;
    // Places first: a register lists neighbours beside each other, so they get near numbers.
    let files = [
        ImportFile::places(&files.places),
        ImportFile::visits(&files.visits),
        ImportFile::contacts(&files.contacts),
    ];
    writer.import(&files, &ImportOptions::default(), &mut |_| {})?;
    writer.commit()?;
    Ok(())
}

/// The first worker of the second half of the province; anybody if nobody works.
fn find_case(province: &Province) -> u32 {
    let half = province.person_count() / 2;
    let mut second_half = half..province.person_count();
    second_half
        .find(|&person| province.role(person) == Some(Role::Worker))
        .unwrap_or(half)
}

/// When the case was exposed, and so infectious: two days before the end, from midnight.
fn begin(province: &Province) -> Timestamp {
    let spec = province.spec();
    spec.start + spec.days.saturating_sub(2).days()
}

/// The preset of Decision 3638/QD-BYT as we read it: somebody whose source is known counts as
/// infectious from the first exposure until isolated. So latent is 0, and until has no end, for
/// nobody here is isolated but the case, at the end of the last day. We take no least length of
/// a contact from it: one second is enough.
fn ask(snapshot: &Snapshot, province: &Province, case: u32) -> Result<Trace, truyvet::Error> {
    let spec = province.spec();
    let isolated = spec.start + spec.days.days();
    snapshot
        .trace()
        .case(Province::person_id(case), begin(province)..isolated)
        .hops(3)
        .min_overlap(1.seconds())
        .latent(0.seconds())
        .forward()
}

/// The chain to the first person of the highest level; none if nobody was exposed.
fn longest_chain(trace: &Trace) -> Result<Option<Chain>, truyvet::Error> {
    let rows = trace.columns();
    let highest = rows.level.last().copied();
    let Some(row) = rows.iter().find(|row| Some(row.level) == highest) else {
        return Ok(None);
    };
    let person = trace.snapshot().person_id(row.person)?;
    trace.chain(person).map(Some)
}
