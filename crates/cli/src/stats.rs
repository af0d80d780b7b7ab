//! `truyvet stats`: what a store holds, counted, and where its bytes are.

use std::io::{self, Write};
use std::path::PathBuf;

use serde_json::{Map, Value, json};
use truyvet::{Kept, Snapshot, Stats, Store};

use crate::access::LookArgs;
use crate::exit::Failure;
use crate::history::ranges;
use crate::output::report::ReportFormat;
use crate::output::sink::Sink;
use crate::output::text::{bytes, grouped};
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Counts what a store holds and says where its bytes are, which sources the records come from and when
one of each last arrived, what waits to be published or removed, and which states are kept.";

const EXAMPLES: &str = "\
Examples:
  truyvet stats province
  truyvet stats province --format json | jq .bytes_per_visit

`log` is how many commits are durable but not yet packed into segments: readers replay them.
Bytes a visit are those of everything that visits need (rows, indexes both ways, checksums);
ids, the place table and contacts aside. The parts are explained in docs/file-format.md.";

/// Arguments of `truyvet stats`.
#[derive(Debug, clap::Args)]
#[command(about = "What a store holds, and how many bytes it takes", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct StatsArgs {
    /// The store to count
    store: PathBuf,
    /// How the counts are written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    look: LookArgs,
}

/// What the store has beside its counts.
struct Around<'s> {
    sources: Vec<(&'s str, truyvet::Timestamp)>,
    links: (usize, usize),
    floor: Option<truyvet::Timestamp>,
    erasures_due: Vec<truyvet::Timestamp>,
    /// Commits that are only in the log; unknown of an earlier state.
    logged: Option<u64>,
    history: Vec<Kept>,
}

impl<'s> Around<'s> {
    fn of(args: &StatsArgs, store: &Store, snapshot: &'s Snapshot) -> Result<Self, Failure> {
        let logged = if args.look.is_earlier() {
            None
        } else {
            Some(snapshot.number().saturating_sub(store.published()?))
        };
        Ok(Self {
            sources: snapshot.sources(),
            links: snapshot.link_counts(),
            floor: snapshot.floor(),
            erasures_due: snapshot.erasures_due(),
            logged,
            history: store.history()?,
        })
    }

    /// Name and value of what there is to say.
    fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        for (name, last) in &self.sources {
            lines.push(("source", format!("{name}, last {last}")));
        }
        let (people, places) = self.links;
        if people > 0 || places > 0 {
            lines.push(("links", format!("{people} of people, {places} of places")));
        }
        if let Some(floor) = self.floor {
            lines.push(("floor", format!("nothing that ended at {floor} or before")));
        }
        if let Some(due) = self.erasures_due.iter().min() {
            let count = self.erasures_due.len();
            lines.push((
                "erased",
                format!("{count} still on disk, until {due} at the latest"),
            ));
        }
        if let Some(logged @ 1..) = self.logged {
            lines.push(("log", format!("{logged} commits not yet published")));
        }
        lines.push(("history", format!("commits {}", ranges(&self.history))));
        lines
    }
}

/// Counts and writes.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &StatsArgs) -> Result<(), Failure> {
    let (store, snapshot) = args.look.snapshot(&args.store)?;
    let stats = snapshot.stats()?;
    let around = Around::of(args, &store, &snapshot)?;
    let mut out = Sink::open(None)?;
    match args.format {
        ReportFormat::Table => in_words(&stats, &around, &mut out)?,
        ReportFormat::Json => {
            serde_json::to_writer(&mut out, &in_json(&stats, &around)).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    out.finish()
}

fn in_words(stats: &Stats, around: &Around<'_>, out: &mut Sink) -> io::Result<()> {
    let kinds: Vec<_> = stats
        .places_by_kind
        .iter()
        .map(|(kind, count)| format!("{kind} {}", grouped(*count)))
        .collect();
    let places = match kinds.len() {
        0 => "0".to_owned(),
        _ => format!("{} ({})", grouped(stats.places), kinds.join(", ")),
    };
    let range = match stats.time_range {
        Some(range) => range.to_string(),
        None => "none: no visits and no contacts".to_owned(),
    };
    for (name, value) in [
        ("snapshot", grouped(stats.number)),
        ("people", grouped(stats.people)),
        ("places", places),
        (
            "visits",
            format!(
                "{} ({} open)",
                grouped(stats.visits),
                grouped(stats.open_visits)
            ),
        ),
        ("contacts", grouped(stats.contacts)),
        ("replaced", grouped(stats.replaced_rows)),
        ("segments", grouped(stats.segments)),
        ("time range", range),
    ] {
        writeln!(out, "{name:<12}{value}")?;
    }
    for (name, count) in [("cases", stats.cases), ("units", stats.units)] {
        if count > 0 {
            writeln!(out, "{name:<12}{}", grouped(count))?;
        }
    }
    for (name, value) in around.lines() {
        writeln!(out, "{name:<12}{value}")?;
    }
    write!(out, "{:<12}{}", "bytes", bytes(stats.bytes.total()))?;
    match stats.bytes_per_visit() {
        Some(ratio) => writeln!(out, ", {ratio:.2} a visit")?,
        None => writeln!(out)?,
    }
    for (part, size) in stats.bytes.parts() {
        writeln!(out, "  {part:<22}{:>10}", bytes(size))?;
    }
    Ok(())
}

fn in_json(stats: &Stats, around: &Around<'_>) -> Value {
    let sources: Vec<_> = around
        .sources
        .iter()
        .map(|(name, last)| json!({"name": name, "last_arrival": last}))
        .collect();
    let history = around.history.iter();
    let history: Vec<_> = history
        .map(|kept| json!({"first": kept.first, "last": kept.last, "time": kept.time}))
        .collect();
    let kinds: Map<String, Value> = stats
        .places_by_kind
        .iter()
        .map(|(kind, count)| (kind.to_string(), json!(count)))
        .collect();
    let parts: Map<String, Value> = stats
        .bytes
        .parts()
        .into_iter()
        .map(|(part, size)| (part.replace(' ', "_"), json!(size)))
        .collect();
    json!({
        "snapshot": stats.number,
        "people": stats.people,
        "places": stats.places,
        "places_by_kind": kinds,
        "visits": stats.visits,
        "open_visits": stats.open_visits,
        "contacts": stats.contacts,
        "cases": stats.cases,
        "units": stats.units,
        "replaced_rows": stats.replaced_rows,
        "segments": stats.segments,
        "time_range": stats.time_range,
        "sources": sources,
        "links_of_people": around.links.0,
        "links_of_places": around.links.1,
        "floor": around.floor,
        "erasures_due": around.erasures_due,
        "log_commits": around.logged,
        "history": history,
        "bytes": stats.bytes.total(),
        "bytes_by_part": parts,
        "bytes_per_visit": stats.bytes_per_visit(),
    })
}
