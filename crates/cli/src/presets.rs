//! `truyvet presets`: the questions that can be asked by name, and where each comes from.

use std::io::Write;

use truyvet::Preset;

use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Lists the questions that can be asked with --preset, or prints one as a TOML file that --question
reads: what it sets, the public texts it is read from, and what it does not cover.

Each is our reading of a public text. Read the source before acting on an answer.";

const EXAMPLES: &str = "\
Examples:
  truyvet presets
  truyvet presets vn-3638
  truyvet presets cdc-15min-24h > mine.toml
  truyvet trace province --preset vn-3638 --case An,2021-05-03T00:00:00+07:00,inf --risk";

/// Arguments of `truyvet presets`.
#[derive(Debug, clap::Args)]
#[command(about = "Questions by name, with their sources", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct PresetsArgs {
    /// The one to print; all are listed without it
    name: Option<String>,
    /// How they are listed
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// Lists the presets, or prints one.
///
/// # Errors
/// [`Failure`]: there is no such preset, or it cannot be written.
pub(crate) fn run(args: &PresetsArgs) -> Result<(), Failure> {
    if let Some(name) = &args.name {
        let preset = Preset::named(name)?;
        return args.format.write(|| preset.to_toml(), || json(preset));
    }
    match args.format {
        ReportFormat::Table => list(),
        ReportFormat::Json => {
            let all = Preset::all().iter().map(json).collect();
            args.format
                .write(String::new, || serde_json::Value::Array(all))
        }
    }
}

fn list() -> Result<(), Failure> {
    let mut out = Sink::open(None)?;
    let widths = Preset::all().iter().map(|one| text::width(one.name()));
    let width = widths.max().unwrap_or(0);
    for preset in Preset::all() {
        writeln!(out, "{:width$}  {}", preset.name(), preset.title())?;
    }
    out.finish()
}

fn json(preset: &Preset) -> serde_json::Value {
    serde_json::json!({
        "name": preset.name(),
        "title": preset.title(),
        "cases": preset.cases(),
        "sources": preset.sources(),
        "leaves_out": preset.leaves_out(),
        "toml": preset.fields(),
    })
}
