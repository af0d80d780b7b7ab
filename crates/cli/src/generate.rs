//! `truyvet generate`: a province by the figures of a real one, as files of every source or a store.

mod store;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use truyvet_synth::{Dirt, FileFormat, Made, Order, OutbreakSpec, Preset, Step, SynthError, Told};

use self::store::IntoStore;

use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::output::text::{bytes, counted, grouped};
use crate::progress::Progress;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Makes a synthetic province and writes what its systems would hand in: qr-scan, attendance, roster,
residence, travel, declaration, bluezone (with bluezone-ids), places, units, people and cases, with
known amounts of dirt (late, twice, put right later, without check-out, wrong clocks, one person
under several ids, codes that stand for a whole company); and the truth beside them: all visits,
contacts and infections with infector, place and time. province.toml says what was made. The same
arguments give the same files to the byte. Nobody in it is real; the figures are
(docs/provinces.md).

--format store writes no files: the truth itself goes straight into a new store (every visit, the
contacts of people with the app, places, units, people and cases), without any dirt. --truth FILE
then writes who was really infected, by whom and where, for `truyvet evaluate`.

Without a PRESET it lists those there are.";

const EXAMPLES: &str = "\
Examples:
  truyvet generate
  truyvet generate bac-giang --people 20000 -o bac-giang
  truyvet generate binh-duong --bluezone 40 --format parquet -o binh-duong
  truyvet generate quang-ninh --format store -o quang-ninh --truth infections.csv
  truyvet import store --as qr-scan bac-giang/qr-scan.csv --mapping bac-giang/mappings/qr-scan.toml";

/// Arguments of `truyvet generate`.
#[derive(Debug, clap::Args)]
#[command(about = "A province by the figures of a real one, as files of every source",
    long_about = ABOUT, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct GenerateArgs {
    /// Which province; without it, those there are
    preset: Option<String>,
    /// Where to write; a new or an empty folder
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// How many people [default: as many as live there]
    #[arg(long, value_name = "N")]
    people: Option<u32>,
    /// How many days
    #[arg(long, value_name = "N", default_value_t = 14)]
    days: u32,
    /// Which province of that sort: another number, another one
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: WrittenAs,
    /// With --format store: write who was infected to FILE, for `truyvet evaluate`
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// How many people bring the disease in; 0 for no outbreak
    #[arg(long, value_name = "N", default_value_t = 5)]
    outbreak_seeds: u32,
    /// All rates of infection are multiplied with this
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    strength: f64,
    /// Percent of people who carry the Bluetooth app [default: as the preset has it]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    bluezone: Option<u32>,
    /// Nothing is wrong with the records
    #[arg(long)]
    clean: bool,
}

/// How a province is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum WrittenAs {
    /// Comma-separated values; times as RFC 3339 at +07:00
    #[default]
    Csv,
    /// Apache Parquet; smaller and faster
    Parquet,
    /// A store, with the truth
    Store,
}

/// Makes and writes.
///
/// # Errors
/// [`Failure`] if an argument is out of range or the folder cannot be written.
pub(crate) fn run(args: &GenerateArgs) -> Result<(), Failure> {
    let Some(name) = &args.preset else {
        return list();
    };
    let mut preset = *Preset::named(name).map_err(|why| failure(&why))?;
    if let Some(percent) = args.bluezone {
        preset.systems.bluezone = percent * 10;
    }
    let Some(dir) = &args.output else {
        let text = "output: name a new or an empty folder with -o";
        return Err(Failure::Usage(text.to_owned()));
    };
    let format = match args.format {
        WrittenAs::Csv => Some(FileFormat::Csv),
        WrittenAs::Parquet => Some(FileFormat::Parquet),
        WrittenAs::Store => None,
    };
    if args.truth.is_some() && format.is_some() {
        let text = "--truth is for --format store: files have truth/infections.csv among them";
        return Err(Failure::Usage(text.to_owned()));
    }
    let people = args.people.unwrap_or(preset.usual_people);
    let order = Order {
        preset,
        spec: preset.spec(people, args.days, args.seed),
        format: format.unwrap_or_default(),
        dirt: if args.clean { Dirt::NONE } else { preset.dirt },
        outbreak: OutbreakSpec {
            seeds: args.outbreak_seeds,
            strength: args.strength,
            ..OutbreakSpec::default()
        },
    };
    order.spec.check().map_err(|why| failure(&why))?;
    must_be_empty(dir)?;
    let progress = Progress::new("settling people");
    let mut shown = |step| match step {
        Step::Settling => progress.now("settling people"),
        Step::Outbreak(day) => progress.days("outbreak", day, args.days),
        Step::Writing(day) => progress.days("writing", day, args.days),
        Step::Finishing => progress.now("writing the last of the truth"),
    };
    if format.is_none() {
        let mut into = IntoStore::create(dir)?;
        let told = order.tell(&mut into, args.truth.as_deref(), &mut shown)?;
        progress.now("merging");
        into.finish()?;
        drop(progress);
        return tell_store(&order, &told, dir);
    }
    let made = order.write(dir, &mut shown).map_err(|why| failure(&why))?;
    drop(progress);
    tell(&order, &made, &dir.display().to_string())
}

/// Makes the folder, unless it is there.
fn must_be_empty(dir: &Path) -> Result<(), Failure> {
    fs::create_dir_all(dir).map_err(|why| Failure::file("create", dir, &why))?;
    let mut entries = fs::read_dir(dir).map_err(|why| Failure::file("read", dir, &why))?;
    if entries.next().is_some() {
        return Err(Failure::Usage(format!(
            "output: {} is not empty: name a new or an empty folder",
            dir.display()
        )));
    }
    Ok(())
}

impl From<SynthError> for Failure {
    fn from(why: SynthError) -> Self {
        failure(&why)
    }
}

fn failure(why: &SynthError) -> Failure {
    match why {
        SynthError::Write { .. } => Failure::Io(why.to_string()),
        _ => Failure::Usage(why.to_string()),
    }
}

const PRESETS: [Column; 6] = [
    column("preset"),
    column("people"),
    column("districts"),
    column("communes"),
    column("workers"),
    column("about"),
];

fn list() -> Result<(), Failure> {
    let mut out = Sink::open(None)?;
    let mut table = Rows::begin(&mut out, Format::Table, &PRESETS)?;
    for preset in &Preset::ALL {
        table.row(&[
            Cell::Word(preset.name),
            Cell::Count(preset.people.into()),
            Cell::Count(preset.districts.into()),
            Cell::Count(preset.communes.into()),
            Cell::Count(preset.workers.into()),
            Cell::Word(preset.about),
        ])?;
    }
    table.end()?;
    out.finish()
}

fn tell_store(order: &Order, told: &Told, dir: &Path) -> Result<(), Failure> {
    let mut out = Sink::open(None)?;
    let people = counted(order.spec.people.into(), "person", "people");
    let places = counted(told.places.into(), "place", "places");
    let days = counted(order.spec.days.into(), "day", "days");
    let (name, dir) = (order.preset.name, dir.display());
    writeln!(out, "{name} as the store {dir}: {people}, {places}, {days}")?;
    let visits = counted(told.visits, "visit", "visits");
    let contacts = counted(told.contacts, "contact", "contacts");
    let infections = counted(told.infections, "infection", "infections");
    let cases = counted(told.cases, "case", "cases");
    writeln!(out, "{visits}, {contacts}; {infections}, {cases} known")?;
    out.finish()
}

fn tell(order: &Order, made: &Made, dir: &str) -> Result<(), Failure> {
    let mut out = Sink::open(None)?;
    let people = counted(order.spec.people.into(), "person", "people");
    let days = counted(order.spec.days.into(), "day", "days");
    let places = counted(made.places.into(), "place", "places");
    writeln!(
        out,
        "{} in {dir}: {people}, {places}, {days}",
        order.preset.name
    )?;
    let infections = counted(made.infections, "infection", "infections");
    let (codes, scans) = (grouped(made.codes), grouped(made.check_ins));
    writeln!(
        out,
        "{infections}; {codes} places with a code, {scans} check-ins"
    )?;
    for file in &made.files {
        let name = file.path.strip_prefix(dir).unwrap_or(&file.path);
        let rows = counted(file.rows, "row", "rows");
        writeln!(
            out,
            "  {:<24} {rows}, {}",
            name.display(),
            bytes(file.bytes)
        )?;
    }
    out.finish()
}
