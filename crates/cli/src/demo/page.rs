//! What the demo prints: the province, the case, the line list, sites, a chain, timings.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use truyvet::{Chain, ExternalId, PlaceNo, Setting, Snapshot, Stats, Trace};
use truyvet_synth::{CsvFiles, Province, ProvinceSpec};

use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::output::text::{bytes, counted, grouped, width};
use crate::question::in_words;

/// How many rows of the line list and how many places are shown.
const SHOWN: usize = 8;

/// How long each phase took.
#[derive(Default)]
pub(super) struct Phases(Vec<(&'static str, Duration)>);

impl Phases {
    /// Does `work` and notes how long it took.
    pub(super) fn time<T>(&mut self, phase: &'static str, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = work();
        self.0.push((phase, begun.elapsed()));
        done
    }
}

/// Standard output: titles stand out on a terminal and are plain text in a pipe.
pub(super) struct Page {
    pub(super) out: Sink,
    bold: bool,
}

impl Page {
    /// Standard output.
    pub(super) fn open() -> Result<Self, Failure> {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Ok(Self {
            out: Sink::open(None)?,
            bold: std::io::stdout().is_terminal() && !plain,
        })
    }

    fn title(&mut self, text: &str) -> Result<(), Failure> {
        if self.bold {
            writeln!(self.out, "\n\x1b[1m{text}\x1b[0m")?;
        } else {
            writeln!(self.out, "\n{text}")?;
        }
        Ok(())
    }
}

pub(super) fn about_the_province(
    page: &mut Page,
    spec: &ProvinceSpec,
    files: &CsvFiles,
    stats: &Stats,
) -> Result<(), Failure> {
    let (days, seed) = (counted(spec.days.into(), "day", "days"), spec.seed);
    writeln!(
        page.out,
        "A synthetic province: {days} from {} (times are UTC, it lives at UTC+7), seed {seed}",
        spec.start
    )?;
    let people = counted(stats.people, "person", "people");
    let places = counted(stats.places, "place", "places");
    let visits = counted(stats.visits, "visit", "visits");
    let contacts = counted(stats.contacts, "direct contact", "direct contacts");
    writeln!(page.out, "  {people}, {places}, {visits}, {contacts}")?;
    let mut kinds = stats.places_by_kind.clone();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut line = String::new();
    for (i, (kind, count)) in kinds.iter().enumerate() {
        let mark = if i == 0 { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(line, "{mark}{kind} {}", grouped(*count));
    }
    writeln!(page.out, "  {line}")?;
    writeln!(page.out, "  {} of CSV", bytes(files.bytes))?;
    Ok(())
}

pub(super) fn about_the_case(
    page: &mut Page,
    province: &Province,
    case: u32,
    trace: &Trace,
) -> Result<(), Failure> {
    page.title("The case")?;
    let id = Province::person_id(case);
    let place = |number: Option<u32>| number.and_then(|n| province.place(n));
    let name = |number| place(number).map_or_else(String::new, |p| p.name.unwrap_or(p.id));
    let (work, home) = (name(province.work(case)), name(province.home(case)));
    writeln!(page.out, "  {id}, works at {work}, lives at {home}")?;
    let cases = &trace.question().cases;
    for infectious in cases.iter().map(|case| case.infectious) {
        writeln!(
            page.out,
            "  infectious from {infectious} (exposure until isolation)"
        )?;
    }
    let question = in_words(trace.question());
    writeln!(page.out, "  question: {question} (Decision 3638/QD-BYT)")?;
    page.title("Exposed people by level")?;
    let counts = trace.count_by_level();
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    for (level, count) in (1u32..).zip(counts) {
        let bar = "#".repeat(usize::try_from((count * 40).div_ceil(most)).unwrap_or(0));
        writeln!(page.out, "  F{level}  {:>9}  {bar}", grouped(count))?;
    }
    if trace.is_empty() {
        writeln!(page.out, "  nobody")?;
    }
    Ok(())
}

const LINE_LIST: [Column; 7] = [
    column("person"),
    column("level"),
    column("first_exposure"),
    column("infector"),
    column("place"),
    column("person_seconds"),
    column("grade"),
];

pub(super) fn line_list(page: &mut Page, trace: &Trace) -> Result<(), Failure> {
    let (shown, all) = (trace.len().min(SHOWN), trace.len());
    let all = grouped(u64::try_from(all).unwrap_or(u64::MAX));
    page.title(&format!("The line list: first {shown} of {all} rows"))?;
    let mut rows = Rows::begin(&mut page.out, Format::Table, &LINE_LIST)?;
    for row in trace.exposures().take(SHOWN) {
        let row = row?;
        rows.row(&[
            Cell::Person(&row.person),
            Cell::Level(row.level),
            Cell::Time(row.first_exposure),
            Cell::Person(&row.infector),
            Cell::Place(row.place.as_ref()),
            Cell::Seconds(row.person_seconds),
            Cell::Word(row.grade.name()),
        ])?;
    }
    rows.end()?;
    Ok(())
}

/// Counts witnesses: each exposed person once, at the place of the first exposure shown in the
/// line list. (Exposure sites with all events, S23, are a question of their own.)
pub(super) fn exposure_sites(page: &mut Page, trace: &Trace) -> Result<(), Failure> {
    let mut by_place: BTreeMap<Option<PlaceNo>, u64> = BTreeMap::new();
    for witness in &trace.columns().witness {
        let place = match witness.setting {
            Setting::Place(place) => Some(place),
            Setting::Contact => None,
        };
        let count = by_place.entry(place).or_default();
        *count = count.saturating_add(1);
    }
    let mut sites: Vec<_> = by_place.into_iter().collect();
    sites.sort_by_key(|&(place, count)| (std::cmp::Reverse(count), place));
    page.title("Exposure sites: places of most first exposures in the line list")?;
    for &(place, count) in sites.iter().take(SHOWN) {
        let text = match place {
            Some(place) => {
                let snapshot = trace.snapshot();
                called(snapshot, &snapshot.place_id(place)?)?
            }
            None => "direct contacts, no place".to_owned(),
        };
        writeln!(page.out, "  {:>7}  {text}", grouped(count))?;
    }
    let rest = sites.len().saturating_sub(SHOWN);
    if rest > 0 {
        let rest = counted(
            u64::try_from(rest).unwrap_or(u64::MAX),
            "more site",
            "more sites",
        );
        writeln!(page.out, "           and {rest}")?;
    }
    Ok(())
}

/// One event a line, the case first.
pub(super) fn chain(page: &mut Page, snapshot: &Snapshot, chain: &Chain) -> Result<(), Failure> {
    let person = chain.person();
    page.title(&format!(
        "How it may have come to {person}: one chain of events"
    ))?;
    for event in chain.events() {
        let place = match &event.place {
            Some(place) => called(snapshot, place)?,
            None => "a direct contact".to_owned(),
        };
        let (at, length) = (event.overlap.start(), event.overlap.length());
        let (hop, from, to) = (event.hop, &event.infector, &event.exposed);
        writeln!(
            page.out,
            "  F{hop}  {at}  {from} -> {to}  {length} at {place}"
        )?;
    }
    for person in chain.repeated() {
        writeln!(
            page.out,
            "  {person} stands in it more than once, as if infected again (S14)"
        )?;
    }
    Ok(())
}

/// A place as `id (name)` where it has a name; the ids show the kind.
fn called(snapshot: &Snapshot, id: &ExternalId) -> Result<String, Failure> {
    let details = snapshot.place(id)?;
    let name = details.and_then(|details| details.name);
    Ok(match name {
        Some(name) => format!("{id} ({name})"),
        None => id.to_string(),
    })
}

pub(super) fn timings(page: &mut Page, phases: &Phases, stats: &Stats) -> Result<(), Failure> {
    page.title("How long it took")?;
    let longest = phases.0.iter().map(|(name, _)| width(name)).max();
    let longest = longest.unwrap_or(0);
    for (name, took) in &phases.0 {
        let milliseconds = took.as_secs_f64() * 1e3;
        writeln!(page.out, "  {name:<longest$}  {milliseconds:>9.2} ms")?;
    }
    let Some(per_visit) = stats.bytes_per_visit() else {
        return Ok(());
    };
    let store = bytes(stats.bytes.total());
    writeln!(
        page.out,
        "\nThe store has {store}: {per_visit:.2} bytes a visit with all indexes, names aside."
    )?;
    Ok(())
}
