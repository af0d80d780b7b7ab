//! `truyvet zones`: a level and a colour for every administrative unit.

use std::io::Write;
use std::path::PathBuf;

use truyvet::{
    Input, Shown, Treatment, UnitLevel, Zone, ZoneOptions, ZoneRules, Zones, map_zones,
    read_zone_rules,
};

use crate::centre::{CentreArgs, LEVELS, Prepared, exposed, head, prepare, write_json};
use crate::exit::{Failure, note, warn};
use crate::output::rows::{Cell, Column, Format, Rows, column, untabled};
use crate::output::sink::Sink;
use crate::output::text::counted;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS};

const ABOUT: &str = "\
Gives every commune, district or province a level and a colour, from its new cases per 100,000 people
a week and a table of rules, and counts who was exposed to these cases by where they live. The cases
are those of the register (`truyvet import --as cases`) whose sample was taken in the days looked at,
infectious by --infectious-rule.";

const EXAMPLES: &str = "\
Examples:
  truyvet zones province --level commune --treatment-capacity ok
  truyvet zones province --level district --days 14 --at 2021-05-20T00:00:00+07:00 --rules mine.toml
  truyvet zones province --treatment-capacity ok --hops 2 --min-overlap 15m \\
      --geometry communes.geojson.gz --geometry-key gso --format geojson -o zones.geojson

Columns:
  unit, name       the unit; the row without one is whoever lives in none that is listed, or nobody
                   knows where
  people           people of the register who live there (csv, json)
  population       how many people live there, and
  population_from  where that number comes from: declared, the sum of parts, or people registered
  cases            new cases among them, each person once
  incidence        new cases per so many people and days as the rules say (vn-4800: 100,000 and 7)
  coverage         of the people registered, percent with enough doses of vaccine
  f1, f2, f3       people exposed to these cases, by where they live; - where no hop asked for it
  level, colour    by the rules; unknown without a population, and for the row without a unit
`*` is a count that is not shown because it is small, or because a small one could be computed from
it. Levels are always shown: they are there to be announced. vn-4800 is our reading of the public
summary of Decision 4800/QD-BYT of 12 October 2021. What it all means: docs/centre.md.";

/// How zones are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum ZoneFormat {
    /// Aligned columns for people
    #[default]
    Table,
    /// Comma-separated values with a header row (RFC 4180)
    Csv,
    /// One JSON object
    Json,
    /// The shapes of --geometry with zones as properties `zone_…` (RFC 7946)
    Geojson,
}

/// Arguments of `truyvet zones`.
#[derive(Debug, clap::Args)]
#[command(about = "A level and a colour for every commune, district or province", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct ZonesArgs {
    /// The store to ask
    store: PathBuf,
    /// Which units are listed: province, district or commune
    #[arg(long, value_name = "LEVEL", default_value_t = UnitLevel::Commune)]
    level: UnitLevel,
    /// The table of rules: vn-4800, or a TOML or JSON file
    #[arg(long, value_name = "NAME|FILE", default_value = "vn-4800")]
    rules: String,
    /// Whether hospitals can take in whoever falls ill; vn-4800 asks for it
    #[arg(long, value_name = "ok|short", value_parser = parse_treatment)]
    treatment_capacity: Option<Treatment>,
    /// A GeoJSON file with the shapes of the units
    #[arg(long, value_name = "FILE", requires = "geometry_key")]
    geometry: Option<PathBuf>,
    /// The property of a shape that holds the path of its unit, or the last part of it
    #[arg(long, value_name = "PROPERTY", requires = "geometry")]
    geometry_key: Option<String>,
    /// How the zones are written; `table` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: ZoneFormat,
    /// Write to FILE instead of standard output; it appears only when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    centre: CentreArgs,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

const COLUMNS: [Column; 13] = [
    column("unit"),
    column("name"),
    untabled("people"),
    column("population"),
    column("population_from"),
    column("cases"),
    column("incidence"),
    column("coverage"),
    column(LEVELS[0]),
    column(LEVELS[1]),
    column(LEVELS[2]),
    column("level"),
    column("colour"),
];

fn parse_treatment(word: &str) -> Result<Treatment, String> {
    Treatment::parse(word).ok_or_else(|| "expected ok or short".to_owned())
}

/// Asks and writes the zones.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &ZonesArgs) -> Result<(), Failure> {
    if (args.format == ZoneFormat::Geojson) != args.geometry.is_some() {
        return Err(Failure::Usage(
            "format: geojson needs shapes, and only geojson has them: give --geometry FILE and \
             --geometry-key PROPERTY together with --format geojson"
                .to_owned(),
        ));
    }
    let rules = match ZoneRules::named(&args.rules) {
        Some(rules) => rules,
        None => read_zone_rules(&Input::parse(&args.rules))?,
    };
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let Prepared {
        builder,
        question,
        snapshot,
        rule,
    } = prepare(&args.question, &args.store)?;
    let options = ZoneOptions {
        asking: args.centre.asking(rule),
        unit: args.centre.unit.clone(),
        rules,
        treatment: args.treatment_capacity,
        ..ZoneOptions::new(args.level)
    };
    let zones = builder.zones(&options)?;
    match args.format {
        ZoneFormat::Table => {
            head(
                &mut out,
                snapshot,
                zones.window,
                zones.total.cases,
                &question,
            )?;
            let rules = &zones.rules;
            writeln!(
                out,
                "rules: {}, incidence per {} people and {} days\n",
                rules.name, rules.people, rules.days
            )?;
            rows(&zones, Format::Table, &mut out)?;
        }
        ZoneFormat::Csv => rows(&zones, Format::Csv, &mut out)?,
        ZoneFormat::Json => write_json(&mut out, &zones, &question, snapshot)?,
        ZoneFormat::Geojson => map(args, &zones, &mut out)?,
    }
    tell(&zones);
    out.finish()
}

fn rows(zones: &Zones, format: Format, out: &mut Sink) -> Result<(), Failure> {
    let mut rows = Rows::begin(out, format, &COLUMNS)?;
    let rest = std::iter::once(&zones.rest);
    for zone in zones.zones.iter().chain(rest) {
        rows.row(&cells(zone))?;
    }
    Ok(rows.end()?)
}

fn cells(zone: &Zone) -> [Cell<'_>; 13] {
    let amount = |value: Option<f64>| value.map_or(Cell::Nothing, Cell::Amount);
    let level = zone.level.map(u64::from);
    [
        Cell::Text(zone.unit.as_deref()),
        Cell::Text(match zone.unit {
            Some(_) => zone.name.as_deref(),
            None => Some("elsewhere or unknown"),
        }),
        Cell::Shown(zone.people),
        Cell::Shown(zone.population),
        Cell::Word(zone.population_from.name()),
        Cell::Shown(zone.cases),
        amount(zone.incidence),
        amount(zone.coverage),
        exposed(&zone.exposed, 0),
        exposed(&zone.exposed, 1),
        exposed(&zone.exposed, 2),
        level.map_or(Cell::Nothing, Cell::Count),
        Cell::Text(Some(zone.colour.as_deref().unwrap_or("unknown"))),
    ]
}

fn map(args: &ZonesArgs, zones: &Zones, out: &mut Sink) -> Result<(), Failure> {
    let (Some(file), Some(key)) = (&args.geometry, &args.geometry_key) else {
        return Ok(());
    };
    let map = map_zones(zones, &Input::parse(file), key)?;
    writeln!(out, "{}", map.json)?;
    if map.without_unit > 0 {
        let features = counted(map.without_unit, "shape is", "shapes are");
        note(&format!("{features} no unit listed; their zone is null"));
    }
    if let Some(first) = map.without_shape.first() {
        let units = u64::try_from(map.without_shape.len()).unwrap_or(u64::MAX);
        let units = counted(units, "unit has", "units have");
        warn(&format!(
            "{units} no shape and are not on the map, {first} first"
        ));
    }
    Ok(())
}

/// Says what could pass for good news.
fn tell(zones: &Zones) {
    let unknown = zones
        .zones
        .iter()
        .filter(|zone| zone.level.is_none())
        .count();
    if unknown > 0 {
        let units = u64::try_from(unknown).unwrap_or(u64::MAX);
        let units = counted(units, "unit has", "units have");
        warn(&format!(
            "{units} no population, so the level is unknown: declare it (`--units FILE` of `truyvet import`)"
        ));
    }
    if zones.rest.cases != Shown::Number(0) {
        note(
            "there are cases who live in no unit listed, or nobody knows where: see the row without a unit",
        );
    }
}
