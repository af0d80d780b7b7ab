//! `truyvet case-sheet`: places and times to announce, F1 by place, timeline and tree of one case.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

use truyvet::{CaseSheet, ExternalId, Lang, SheetContact, SheetUnit, TimeZone};

use crate::answer::json;
use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column, untabled};
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS, in_words};

const ABOUT: &str = "\
Makes the sheet of one case, in the sense of Decision 5053/QD-BYT of the Ministry of Health as we read
it: the places and times to announce, the F1 by place with how long and how sure, who of them lives
and works in which unit, the counts of F2 and F3, and where the case was. What the records leave open
is said: stays without check-out, codes that stand for a whole site, places without a name.";

const EXAMPLES: &str = "\
Examples:
  truyvet case-sheet province --case An,2021-05-03T00:00:00+07:00,2021-05-09T18:00:00+07:00 \\
    --hops 2 --min-overlap 15m --format html -o an.html
  truyvet case-sheet province --person An --preset vn-3638
  truyvet case-sheet province --case An,2021-05-03T00:00:00Z,inf --format csv --part sites -o an.csv

Parts (a table shows all three, csv one of them; json has more):
  sites     where the case was while infectious, in order of time: start, end (of that part of the
            stay), place, name, kind, unit, exposed (F1 there and then), briefly (others there for
            too short a time), home (not to be announced by name), open (its end is assumed), shared,
            counts_at (another place, by --roll-up), left_out (the rule because of which it does not
            count in full)
  contacts  F1 by place: place (none: direct contacts), name, kind, person, first, last, times,
            person_seconds, longest (in seconds), grade, qualifies (false: F1 by another place),
            home_unit, registered (whether that is the registered unit), work, work_unit
  stays     where the case was from 14 days before the infectious time until its end
html is one page that needs no network and no script, in local times; table, csv and json are in UTC.";

/// Arguments of `truyvet case-sheet`.
#[derive(Debug, clap::Args)]
#[command(about = "The sheet of one case: places and times, F1, timeline, tree", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct CaseSheetArgs {
    /// The store to ask
    store: PathBuf,
    /// How the sheet is written; `table` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: SheetFormat,
    /// A registered case, infectious by --infectious-rule (S36), in place of --case
    #[arg(long, value_name = "ID", conflicts_with_all = ["cases", "case_file", "registered"])]
    person: Option<ExternalId>,
    /// What a csv holds
    #[arg(long, value_enum, default_value_t)]
    part: Part,
    /// The language of the page, and of the notes below a table [default: vi for html, else en]
    #[arg(long, value_enum)]
    lang: Option<SheetLang>,
    /// The time zone of the page, such as Asia/Ho_Chi_Minh
    #[arg(long, value_name = "ZONE", default_value = "+07:00", value_parser = TimeZone::named, allow_hyphen_values = true)]
    tz: TimeZone,
    /// Write to FILE instead of standard output; it appears only when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

/// How a sheet is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum SheetFormat {
    /// Aligned columns for people
    #[default]
    Table,
    /// Comma-separated values with a header row: one part
    Csv,
    /// One JSON object
    Json,
    /// One page for people, on screen and on paper
    Html,
}

/// A part of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Places and times to announce
    #[default]
    Sites,
    /// F1 by place
    Contacts,
    /// The timeline
    Stays,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum SheetLang {
    /// Vietnamese
    Vi,
    /// English
    En,
}

const SITES: [Column; 13] = [
    column("start"),
    column("end"),
    column("place"),
    column("name"),
    column("kind"),
    column("unit"),
    column("exposed"),
    column("briefly"),
    column("home"),
    column("open"),
    untabled("shared"),
    untabled("counts_at"),
    column("left_out"),
];

const CONTACTS: [Column; 15] = [
    column("place"),
    untabled("name"),
    untabled("kind"),
    column("person"),
    column("first"),
    untabled("last"),
    column("times"),
    column("person_seconds"),
    column("longest"),
    column("grade"),
    column("qualifies"),
    column("home_unit"),
    untabled("registered"),
    column("work"),
    untabled("work_unit"),
];

const STAYS: [Column; 7] = [
    column("start"),
    column("end"),
    column("place"),
    column("name"),
    column("kind"),
    untabled("unit"),
    column("open"),
];

/// Asks and writes the sheet.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &CaseSheetArgs) -> Result<(), Failure> {
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let (snapshot, question) = match &args.person {
        None => args.question.prepare(&args.store)?,
        Some(person) => {
            let (snapshot, mut question, rule) = args.question.prepare_by_rule(&args.store)?;
            question.cases = snapshot.registered_case(person, &rule)?;
            (snapshot, question)
        }
    };
    let trace = args.question.on(&snapshot, question).ask()?;
    let sheet = trace.case_sheet();
    let sheet =
        sheet.map_err(|why| Failure::of(why, "the trace was finished, its sheet was not"))?;
    let lang = match (args.lang, args.format) {
        (Some(SheetLang::Vi), _) | (None, SheetFormat::Html) => Lang::Vi,
        (Some(SheetLang::En), _) | (None, _) => Lang::En,
    };
    match args.format {
        SheetFormat::Html => out.write_all(sheet.to_html(lang, &args.tz).as_bytes())?,
        SheetFormat::Json => {
            json(&mut out, &sheet)?;
            writeln!(out)?;
        }
        SheetFormat::Csv => part(&mut out, &sheet, args.part, Format::Csv)?,
        SheetFormat::Table => table(&mut out, &sheet, &sheet.notes(lang, &args.tz))?,
    }
    out.finish()
}

fn table(out: &mut Sink, sheet: &CaseSheet, notes: &[String]) -> Result<(), Failure> {
    let found = sheet.people_by_level.iter().zip(1u32..);
    let found: Vec<String> = found
        .map(|(n, level)| format!("{} F{level}", text::grouped(*n)))
        .collect();
    let found = if found.is_empty() {
        "nobody exposed".to_owned()
    } else {
        found.join(", ")
    };
    writeln!(
        out,
        "snapshot {}: case {}, {found}",
        sheet.snapshot, sheet.person
    )?;
    writeln!(out, "question: {}", in_words(&sheet.question))?;
    for note in notes {
        writeln!(out, "note: {note}")?;
    }
    let titles = [
        (
            Part::Sites,
            "places and times to announce",
            sheet.stops.is_empty(),
        ),
        (Part::Contacts, "F1 by place", sheet.groups.is_empty()),
        (Part::Stays, "timeline", sheet.stays.is_empty()),
    ];
    for (which, title, empty) in titles {
        writeln!(out, "\n{title}{}", if empty { ": none" } else { "" })?;
        part(out, sheet, which, Format::Table)?;
    }
    if !sheet.units.is_empty() {
        writeln!(out, "\nF1 by unit")?;
    }
    for row in &sheet.units {
        let unit = row.unit.as_ref().map_or("not known", SheetUnit::label);
        writeln!(
            out,
            "{unit}: {} live there, {} work there",
            row.lives, row.works
        )?;
    }
    Ok(())
}

fn part(out: &mut Sink, sheet: &CaseSheet, part: Part, format: Format) -> Result<(), Failure> {
    match part {
        Part::Sites => sites(out, sheet, format),
        Part::Contacts => contacts(out, sheet, format),
        Part::Stays => stays(out, sheet, format),
    }
}

fn sites(out: &mut Sink, sheet: &CaseSheet, format: Format) -> Result<(), Failure> {
    let mut rows = Rows::begin(out, format, &SITES)?;
    for stop in &sheet.stops {
        rows.row(&[
            Cell::Time(stop.during.start()),
            Cell::Time(stop.during.end()),
            Cell::Place(Some(&stop.place.place)),
            Cell::Text(stop.place.name.as_deref()),
            Cell::Text(Some(stop.place.kind.name())),
            Cell::Text(unit(stop.place.unit.as_ref())),
            Cell::Count(stop.exposed),
            Cell::Count(stop.briefly),
            yes(stop.place.home),
            yes(stop.open),
            yes(stop.place.shared),
            stop.counts_at
                .as_ref()
                .map_or(Cell::Nothing, |site| Cell::Place(Some(site))),
            Cell::Text(stop.left_out),
        ])?;
    }
    Ok(rows.end()?)
}

fn contacts(out: &mut Sink, sheet: &CaseSheet, format: Format) -> Result<(), Failure> {
    let mut rows = Rows::begin(out, format, &CONTACTS)?;
    let people = sheet
        .contacts
        .iter()
        .map(|contact| (&contact.person, contact));
    let people: HashMap<&ExternalId, &SheetContact> = people.collect();
    for group in &sheet.groups {
        let place = group.place.as_ref();
        for met in &group.people {
            let of = people.get(&met.person);
            let home = of.and_then(|contact| contact.home.as_ref());
            let work = of.and_then(|contact| contact.work.as_ref());
            rows.row(&[
                Cell::Place(place.map(|place| &place.place)),
                Cell::Text(place.and_then(|place| place.name.as_deref())),
                Cell::Text(place.map(|place| place.kind.name())),
                Cell::Person(&met.person),
                Cell::Time(met.between.start()),
                Cell::Time(met.between.end()),
                Cell::Count(met.times),
                Cell::Seconds(met.person_seconds),
                Cell::Seconds(met.longest_s),
                Cell::Word(met.grade.name()),
                yes(met.qualifies),
                Cell::Text(home.and_then(|home| unit(home.unit.as_ref()))),
                yes(home.is_some_and(|home| home.registered)),
                work.map_or(Cell::Nothing, |work| Cell::Place(Some(&work.place))),
                Cell::Text(work.and_then(|work| unit(work.unit.as_ref()))),
            ])?;
        }
    }
    Ok(rows.end()?)
}

fn stays(out: &mut Sink, sheet: &CaseSheet, format: Format) -> Result<(), Failure> {
    let mut rows = Rows::begin(out, format, &STAYS)?;
    for stay in &sheet.stays {
        rows.row(&[
            Cell::Time(stay.during.start()),
            Cell::Time(stay.during.end()),
            Cell::Place(Some(&stay.place.place)),
            Cell::Text(stay.place.name.as_deref()),
            Cell::Text(Some(stay.place.kind.name())),
            Cell::Text(unit(stay.place.unit.as_ref())),
            yes(stay.open),
        ])?;
    }
    Ok(rows.end()?)
}

/// A unit as records write it.
fn unit(unit: Option<&SheetUnit>) -> Option<&str> {
    unit.map(|unit| unit.path.as_str())
}

const fn yes(said: bool) -> Cell<'static> {
    Cell::Word(if said { "true" } else { "false" })
}
