//! `truyvet stats`: what a store holds, counted, and where its bytes are.

use std::io::{self, Write};
use std::path::PathBuf;

use serde_json::{Map, Value, json};
use truyvet::{Stats, Store};

use crate::exit::Failure;
use crate::import::ReportFormat;
use crate::output::sink::Sink;
use crate::output::text::{bytes, grouped};
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Counts what the newest snapshot of a store holds and says where its bytes are.";

const EXAMPLES: &str = "\
Examples:
  truyvet stats province
  truyvet stats province --format json | jq .bytes_per_visit

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
}

/// Counts and writes.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &StatsArgs) -> Result<(), Failure> {
    let stats = Store::open(&args.store)?.snapshot()?.stats()?;
    let mut out = Sink::open(None)?;
    match args.format {
        ReportFormat::Table => in_words(&stats, &mut out)?,
        ReportFormat::Json => {
            serde_json::to_writer(&mut out, &in_json(&stats)).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    out.finish()
}

fn in_words(stats: &Stats, out: &mut Sink) -> io::Result<()> {
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

fn in_json(stats: &Stats) -> Value {
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
        "replaced_rows": stats.replaced_rows,
        "segments": stats.segments,
        "time_range": stats.time_range,
        "bytes": stats.bytes.total(),
        "bytes_by_part": parts,
        "bytes_per_visit": stats.bytes_per_visit(),
    })
}
