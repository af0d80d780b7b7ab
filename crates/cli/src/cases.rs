//! `truyvet cases`: the confirmed cases that a store keeps, and when each was infectious.

use std::io::Write;
use std::path::PathBuf;

use truyvet::{InfectiousRule, Interval, Timestamp};

use crate::access::LookArgs;
use crate::answer::json;
use crate::case::parse_window;
use crate::exit::Failure;
use crate::output::rows::{Cell, Column, Format, Rows, column};
use crate::output::sink::Sink;
use crate::question::{EXIT_CODES, UNITS};
use crate::registered::{parse_rule, rule_or_default};

const ABOUT: &str = "\
Lists the confirmed cases that the store keeps, as `truyvet import --as cases` took them from line
lists, and when each was infectious by a rule. Questions take them with --registered.";

const EXAMPLES: &str = "\
Examples:
  truyvet cases province
  truyvet cases province --tested 2021-05-08T00:00:00+07:00,2021-05-09T00:00:00+07:00 --format csv

Columns, ordered by tested, person:
  person     who; linked ids are one person
  tested     when the sample was taken
  onset      when symptoms began; empty (json: null) if nobody knows
  isolated   since when isolated; empty (json: null) if not, or if nobody knows
  from, to   when infectious, by the rule; empty (json: null) if isolated before that
json is one object: snapshot, rule, cases.";

/// Arguments of `truyvet cases`.
#[derive(Debug, clap::Args)]
#[command(about = "The confirmed cases that a store keeps", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct CasesArgs {
    /// The store to ask
    store: PathBuf,
    /// Only cases whose sample was taken in this interval
    #[arg(long, value_name = "FROM,TO", value_parser = parse_window, allow_hyphen_values = true)]
    tested: Option<Interval>,
    /// By which rule they were infectious [default: two-days]
    #[arg(long, value_name = "NAME", value_parser = parse_rule)]
    infectious_rule: Option<InfectiousRule>,
    /// How the rows are written; `table` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to FILE instead of standard output; it appears only when the answer is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    look: LookArgs,
}

const COLUMNS: [Column; 6] = [
    column("person"),
    column("tested"),
    column("onset"),
    column("isolated"),
    column("from"),
    column("to"),
];

/// Reads and writes the cases.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &CasesArgs) -> Result<(), Failure> {
    let mut out = Sink::open(args.output.as_deref())?;
    let (_store, snapshot) = args.look.snapshot(&args.store)?;
    let rule = rule_or_default(args.infectious_rule.as_ref());
    let mut cases = snapshot.registered_cases()?;
    let lies_in = |time: Timestamp| {
        let span = args.tested;
        span.is_none_or(|span| span.start() <= time && time < span.end())
    };
    cases.retain(|case| lies_in(case.tested));
    match args.format {
        Format::Csv => {}
        Format::Table => {
            let number = snapshot.number();
            match cases.len() {
                0 => writeln!(out, "snapshot {number}: no confirmed cases")?,
                _ => writeln!(
                    out,
                    "snapshot {number}: infectious by the rule {}\n",
                    rule.name
                )?,
            }
        }
        Format::Json => {
            write!(out, "{{\"snapshot\":{},\"rule\":", snapshot.number())?;
            json(&mut out, &rule.name)?;
            out.write_all(b",\"cases\":")?;
        }
    }
    let mut rows = Rows::begin(&mut out, args.format, &COLUMNS)?;
    let time = |time: Option<Timestamp>| time.map_or(Cell::Nothing, Cell::Time);
    for case in &cases {
        let infectious = rule.infectious(&case.record);
        rows.row(&[
            Cell::Person(&case.person),
            Cell::Time(case.tested),
            time(case.onset),
            time(case.isolated),
            time(infectious.map(Interval::start)),
            time(infectious.map(Interval::end)),
        ])?;
    }
    rows.end()?;
    if args.format == Format::Json {
        out.write_all(b"}\n")?;
    }
    out.finish()
}
