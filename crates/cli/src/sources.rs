//! `truyvet sources`: the kinds of files that can be imported, listed or explained.

use std::fmt::Write as _;
use std::io::Write;

use truyvet::{About, FileKind};

use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::sink::Sink;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Lists the kinds of files that `truyvet import --as KIND` reads, or explains one: its columns, what
is difficult about such files and what is done about it, its mapping, and a sample file.

The mapping is TOML, ready to be copied, changed and given to `truyvet import --mapping`: names of
columns, words, formats of times, settings.";

const EXAMPLES: &str = "\
Examples:
  truyvet sources
  truyvet sources qr-scan
  truyvet sources qr-scan --only mapping > mine.toml
  truyvet sources qr-scan --only sample > sample.csv
  truyvet import province --mapping mine.toml gates.csv";

/// A part of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The mapping, as TOML
    Mapping,
    /// The sample, as CSV
    Sample,
}

/// Arguments of `truyvet sources`.
#[derive(Debug, clap::Args)]
#[command(about = "The kinds of files that can be imported", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct SourcesArgs {
    /// The one to explain; all are listed without it
    kind: Option<String>,
    /// Write only that part, as a file
    #[arg(long, value_enum, value_name = "PART", requires = "kind")]
    only: Option<Part>,
    /// How they are listed
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// Lists the kinds, or explains one.
///
/// # Errors
/// [`Failure`]: there is no such kind, or it cannot be written.
pub(crate) fn run(args: &SourcesArgs) -> Result<(), Failure> {
    let Some(name) = &args.kind else {
        let all = || {
            FileKind::ALL
                .iter()
                .map(|kind| json(&kind.about()))
                .collect()
        };
        return args.format.write(list, || serde_json::Value::Array(all()));
    };
    let kind = FileKind::named(name).ok_or_else(|| {
        let known: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.name()).collect();
        Failure::Usage(format!(
            "sources: there is no `{name}`; there are: {}",
            known.join(", ")
        ))
    })?;
    let about = kind.about();
    let Some(only) = args.only else {
        return args.format.write(|| explain(&about), || json(&about));
    };
    let text = match only {
        Part::Mapping => about.mapping,
        Part::Sample => about.sample,
    };
    let mut out = Sink::open(None)?;
    out.write_all(text.as_bytes())?;
    out.finish()
}

fn list() -> String {
    let mut text = String::new();
    for kind in FileKind::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:12}  {}", kind.name(), kind.about().title);
    }
    text
}

fn explain(about: &About) -> String {
    let mut text = format!("{}: {}\n\ncolumns\n", about.kind, about.title);
    let widths = about.columns.iter().map(|column| column.name.len());
    let width = widths.max().unwrap_or(0);
    for column in about.columns {
        let need = if column.required { "*" } else { " " };
        let _ = writeln!(text, "  {:width$} {need} {}", column.name, column.meaning);
    }
    text.push_str("  (* must be in the file)\n\nwhat is difficult, and what is done\n");
    for difficulty in about.difficulties {
        let _ = writeln!(text, "- {difficulty}");
    }
    let _ = write!(
        text,
        "\nmapping (--only mapping writes it as a file)\n\n{}\nsample (--only sample)\n\n{}",
        about.mapping, about.sample
    );
    text
}

fn json(about: &About) -> serde_json::Value {
    let columns = about.columns.iter().map(|column| {
        serde_json::json!({
            "name": column.name,
            "required": column.required,
            "meaning": column.meaning,
        })
    });
    serde_json::json!({
        "kind": about.kind.name(),
        "title": about.title,
        "columns": columns.collect::<Vec<_>>(),
        "difficulties": about.difficulties,
        "mapping": about.mapping,
        "sample": about.sample,
    })
}
