//! `truyvet panorama`: what is going on in a unit and in those below it.

use std::io::Write;
use std::path::PathBuf;

use truyvet::{Duration, Panorama, PanoramaOptions, Shown, SourceState, UnitLevel, UnitState};

use crate::centre::{CentreArgs, LEVELS, Prepared, count, exposed, head, prepare, write_json};
use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS};

const ABOUT: &str = "\
Shows what is going on in a unit and in those below it: people, places, visits by source and day, how
fresh each source is, cases, who was exposed to them, who is isolated, and at how many places. All of
it comes from one pass over the records and one trace, however many units there are.";

const EXAMPLES: &str = "\
Examples:
  truyvet panorama province --hops 2 --min-overlap 15m
  truyvet panorama province --unit 24/213                     the communes of one district
  truyvet panorama province --level commune --by day --format csv -o visits-by-day.csv
  truyvet panorama province --format json | jq .sources

Columns (--by unit):
  unit, name       the unit; the row without one is what is in none that is listed, or nobody knows
                   where; a table ends with all together
  people           people of the register who live there
  population       how many people live there, and
  population_from  where that number comes from: declared, the sum of parts, or people registered
  places           places that lie there
  visits           visits to them that began in the days looked at; --by source and --by day part them
  cases            people who live there with a positive sample in these days
  isolated         people who live there and are isolated or in quarantine at that moment
  f1, f2, f3       people exposed to these cases, by where they live; - where no hop asked for it
  sites            places that lie there at which somebody was exposed (`truyvet sites` names them)
`*` is a count that is not shown because it is small, or because a small one could be computed from
it. Days are 24 hours, counted back from --at. What it all means: docs/centre.md.";

/// What a row is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum By {
    /// A unit
    #[default]
    Unit,
    /// The visits of one source in a unit
    Source,
    /// The visits of one day in a unit
    Day,
}

/// Arguments of `truyvet panorama`.
#[derive(Debug, clap::Args)]
#[command(about = "What is going on in every unit: records, cases, exposed people", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct PanoramaArgs {
    /// The store to ask
    store: PathBuf,
    /// Which units are listed: province, district or commune [default: the level below --unit]
    #[arg(long, value_name = "LEVEL")]
    level: Option<UnitLevel>,
    /// What a row is about; json has all of it
    #[arg(long, value_enum, default_value_t)]
    by: By,
    /// How it is written; `table` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to FILE instead of standard output; it appears only when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    centre: CentreArgs,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

const UNIT_COLUMNS: [Column; 13] = [
    column("unit"),
    column("name"),
    column("people"),
    column("population"),
    column("population_from"),
    column("places"),
    column("visits"),
    column("cases"),
    column("isolated"),
    column(LEVELS[0]),
    column(LEVELS[1]),
    column(LEVELS[2]),
    column("sites"),
];

const SOURCE_COLUMNS: [Column; 4] = [
    column("unit"),
    column("name"),
    column("source"),
    column("visits"),
];

const DAY_COLUMNS: [Column; 4] = [
    column("unit"),
    column("name"),
    column("day"),
    column("visits"),
];

/// Asks and writes the panorama.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &PanoramaArgs) -> Result<(), Failure> {
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let Prepared {
        builder,
        question,
        snapshot,
        rule,
    } = prepare(&args.question, &args.store)?;
    let options = PanoramaOptions {
        asking: args.centre.asking(rule),
        unit: args.centre.unit.clone(),
        level: args.level,
    };
    let panorama = builder.panorama(&options)?;
    match args.format {
        Format::Json => write_json(&mut out, &panorama, &question, snapshot)?,
        Format::Csv => rows(args.by, &panorama, Format::Csv, &mut out)?,
        Format::Table => {
            let cases = panorama.total.cases;
            head(&mut out, snapshot, panorama.window, cases, &question)?;
            for (source, visits) in panorama.sources.iter().zip(&panorama.total.by_source) {
                writeln!(out, "{}", in_words(source, *visits))?;
            }
            writeln!(out)?;
            rows(args.by, &panorama, Format::Table, &mut out)?;
        }
    }
    out.finish()
}

/// A source on one line.
fn in_words(source: &SourceState, visits: Shown) -> String {
    let name = source.name.as_deref().unwrap_or("none");
    let ago = |age: Option<Duration>| age.map_or("never".to_owned(), |age| format!("{age} ago"));
    let mut text = format!("source {name}: {} visits", count(visits));
    if source.contacts != Shown::Number(0) {
        text.push_str(&format!(", {} contacts", count(source.contacts)));
    }
    text.push_str(&format!("; last event {}", ago(source.event_age)));
    if let Some(age) = source.arrival_age {
        text.push_str(&format!(", last arrival {age} before the commit"));
    }
    text
}

fn rows(by: By, panorama: &Panorama, format: Format, out: &mut Sink) -> Result<(), Failure> {
    let columns: &'static [Column] = match by {
        By::Unit => &UNIT_COLUMNS,
        By::Source => &SOURCE_COLUMNS,
        By::Day => &DAY_COLUMNS,
    };
    let mut rows = Rows::begin(out, format, columns)?;
    for state in panorama.units.iter().chain(&panorama.rest) {
        let name = match state.unit {
            Some(_) => state.name.as_deref(),
            None => Some("elsewhere or unknown"),
        };
        of_unit(by, panorama, state, name, &mut rows)?;
    }
    // Rows of a file add up, so it has no sum of them but where nothing else is listed.
    if format == Format::Table || panorama.units.is_empty() {
        of_unit(by, panorama, &panorama.total, Some("all"), &mut rows)?;
    }
    Ok(rows.end()?)
}

fn of_unit(
    by: By,
    panorama: &Panorama,
    state: &UnitState,
    name: Option<&str>,
    rows: &mut Rows<'_, Sink>,
) -> Result<(), Failure> {
    let (unit, name) = (Cell::Text(state.unit.as_deref()), Cell::Text(name));
    match by {
        By::Unit => rows.row(&[
            unit,
            name,
            Cell::Shown(state.people),
            Cell::Shown(state.population),
            Cell::Word(state.population_from.name()),
            Cell::Count(state.places),
            Cell::Shown(state.visits),
            Cell::Shown(state.cases),
            Cell::Shown(state.isolated),
            exposed(&state.exposed, 0),
            exposed(&state.exposed, 1),
            exposed(&state.exposed, 2),
            Cell::Shown(state.sites),
        ])?,
        By::Source => {
            for (source, visits) in panorama.sources.iter().zip(&state.by_source) {
                let source = Cell::Text(source.name.as_deref());
                rows.row(&[unit, name, source, Cell::Shown(*visits)])?;
            }
        }
        By::Day => {
            for (day, visits) in panorama.days.iter().zip(&state.by_day) {
                let day = Cell::Time(day.start());
                rows.row(&[unit, name, day, Cell::Shown(*visits)])?;
            }
        }
    }
    Ok(())
}
