//! province.toml, and mappings for what the built-in ones cannot know: clocks and shifts.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::lists::Shift;
use super::registry::is_shared;
use super::table::{FileFormat, Written};
use super::world::World;
use crate::dirt::{Spoilt, SpoiltCounts};
use crate::spec::SynthError;

/// What was counted while files were written.
pub(super) struct Counted<'a> {
    pub(super) files: &'a [Written],
    pub(super) spoilt: &'a [(&'static str, SpoiltCounts)],
    pub(super) check_ins: u64,
    pub(super) format: FileFormat,
}

/// The text of `province.toml`. Writing to a String cannot fail.
pub(super) fn province(world: &World<'_>, dir: &Path, counted: &Counted<'_>) -> String {
    let mut out = String::new();
    let spec = world.province.spec();
    let preset = world.preset;
    let scaled = |figure| preset.scaled(figure, spec.people);
    let _ = writeln!(
        out,
        "# Made by `truyvet generate`; nobody in it is real.\n[province]"
    );
    let _ = writeln!(out, "preset = \"{}\"", preset.name);
    let _ = writeln!(out, "people = {}\ndays = {}", spec.people, spec.days);
    let _ = writeln!(
        out,
        "seed = {}\nstart = \"{}\"",
        spec.seed,
        super::clock::time(spec.start.seconds())
    );
    let _ = writeln!(out, "format = \"{}\"", counted.format.ending());
    let _ = writeln!(out, "\n[made]\nplaces = {}", world.province.place_count());
    let _ = writeln!(out, "communes = {}", world.province.layout().communes.len());
    let _ = writeln!(out, "workers = {}", scaled(preset.workers));
    let companies = scaled(preset.park_companies) + scaled(preset.outside_companies);
    let _ = writeln!(
        out,
        "companies = {companies}\ncheckpoints = {}",
        scaled(preset.checkpoints)
    );
    let _ = writeln!(out, "places_with_code = {}", world.code_count());
    let _ = writeln!(out, "check_ins = {}", counted.check_ins);
    let infections = world.outbreak.infections();
    let seeds = infections.iter().filter(|i| i.infector.is_none()).count();
    let _ = writeln!(
        out,
        "\n[outbreak]\nseeds = {seeds}\ninfections = {}",
        infections.len()
    );
    let _ = writeln!(out, "\n[dirt.per_thousand]");
    for (name, value) in world.dirt.settings() {
        let _ = writeln!(out, "{name} = {value}");
    }
    for (source, counts) in counted.spoilt {
        let mut lines = String::new();
        for spoilt in Spoilt::ALL {
            let count = counts.of(spoilt);
            if count > 0 {
                let _ = writeln!(lines, "{} = {count}", spoilt.name());
            }
        }
        if !lines.is_empty() {
            let _ = write!(out, "\n[dirt.made.{source}]\n{lines}");
        }
    }
    let _ = writeln!(out, "\n[rows]");
    for file in counted.files {
        let path = file.path.strip_prefix(dir).unwrap_or(&file.path);
        let name = path.to_string_lossy().replace('\\', "/");
        let _ = writeln!(out, "\"{name}\" = {}", file.rows);
    }
    out
}

/// How the mapping of a source begins. Dates need the zone.
fn head(source: &str) -> String {
    let time = "[time]\nzone = \"Asia/Ho_Chi_Minh\"\nformat = \"rfc3339\"\n";
    format!("source = \"{source}\"\nname = \"{source}\"\n\n{time}")
}

/// `mappings/qr-scan.toml`: the built-in mapping, with the clocks that are wrong.
pub(super) fn scan_mapping(world: &World<'_>) -> String {
    let mut out = head("qr-scan");
    out.push_str("\n[settings.clock]\n");
    for place in 0..world.province.place_count() {
        let used = world.has_code(place) || is_shared(world, place);
        let clock = if used { world.clock(place) } else { 0 };
        if clock != 0 {
            let _ = writeln!(out, "\"gate-{}\" = {clock}", world.id(place));
        }
    }
    out
}

/// `mappings/roster.toml`: the built-in mapping, with the shifts of this province's companies.
pub(super) fn roster_mapping(shifts: &BTreeSet<Shift>) -> String {
    let mut out = head("roster");
    for shift in shifts {
        let (from, to) = shift.hours();
        let name = shift.name();
        let _ = write!(
            out,
            "\n[shifts.\"{name}\"]\ndays = \"Mon-Sat\"\nfrom = \"{from}\"\nto = \"{to}\"\n"
        );
    }
    out
}

/// Writes `text` as `dir/name`.
pub(super) fn write(dir: &Path, name: &str, text: &str) -> Result<(), SynthError> {
    let path = dir.join(name);
    std::fs::write(&path, text).map_err(|source| SynthError::Write { path, source })
}
