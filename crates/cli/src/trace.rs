//! `truyvet trace`: who may have been infected, one row per person.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use truyvet::{Direction, ExposureRow, RowOrder, Trace};

use crate::answer::{close, found, open_json, shared_places};
use crate::exit::{self, Failure};
use crate::output::columnar::{self, Container};
use crate::output::rows::{Cell, Column, Format, Rows, column, untabled};
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS, in_words};

const ABOUT: &str = "\
Answers who may have been infected: everybody who shared a place or had a contact with an
infectious person for long enough, hop by hop (F1, F2, F3 …), one row per person with the event
that is the reason. With --backward it answers who may have infected the cases.

Cases are not rows. Nobody is missed by the rules of docs/semantics.md; the same question on the
same snapshot gives the same bytes.";

const EXAMPLES: &str = "\
Examples:
  truyvet trace province --case An,2021-05-03T00:00:00+07:00,inf --hops 3 --min-overlap 15m
  truyvet trace province --cases cases.csv --hops all --latent 2d --until 14d --format csv -o f.csv
  truyvet trace province --case 'cccd:034201000001,1620432000,1621036800' --lag market=30m
  truyvet trace province --cases cases.csv --preset vn-3638 --risk --order risk --limit 100
  truyvet trace province --case An,2021-04-22T00:00:00+07:00,2021-05-06T00:00:00+07:00 --backward
  truyvet trace province --question friday.toml --close market:7 --format parquet -o f.parquet

Columns of csv, parquet, arrow and json's `exposures` (a table leaves out the end of the overlap
that a time column has already, and shows lengths as 1h30m):
  person             who was exposed
  level              fewest hops from a case: 1 is F1
  first_exposure     start of the first qualifying event at that level
  earliest_exposure  start of the first qualifying event at any hop asked for
                     (--backward: last_contact and latest_contact, the end of the last one)
  infector, place    the event shown as the reason; place is empty (json: null) for a contact
                     (--backward: infected, who was infected by this person, not infector)
  overlap_start, overlap_end   how long that event was
  person_seconds     seconds together with infectious people at that level, summed over people
  grade              recorded; assumed_end if that event rests on a check-out that is missing;
                     coarse if on --roll-up
  risk               with --risk: how likely infection is, from 0 to 1
Rows are ordered by level, first_exposure (--backward: the latest contact first), person; with
--order risk by risk, the highest first. Ids of the default namespace are bare.
json is one object: question, snapshot, levels (people per level), exposures. parquet and arrow
(an Arrow IPC file; a stream on standard output) hold question and snapshot as metadata.";

/// Arguments of `truyvet trace`.
#[derive(Debug, clap::Args)]
#[command(about = "Who may have been infected: one row per exposed person", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct TraceArgs {
    /// The store to ask
    store: PathBuf,
    #[command(flatten)]
    answer: AnswerArgs,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

/// How an answer is written, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct AnswerArgs {
    /// How the answer is written; `table` also when piped, so that a script sees what you saw
    #[arg(long, value_enum, default_value_t)]
    format: TraceFormat,
    /// Which rows come first
    #[arg(long, value_enum, default_value_t)]
    order: Order,
    /// Write the first N rows only; the counts are of all
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Write to FILE instead of standard output; it appears only when the answer is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Save the answer in FILE as well, for `truyvet retrace`; only you can read it
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum TraceFormat {
    /// Aligned columns for people
    #[default]
    Table,
    /// Comma-separated values with a header row (RFC 4180)
    Csv,
    /// One JSON object
    Json,
    /// Apache Parquet; -o FILE, or into a pipe
    Parquet,
    /// Arrow IPC; -o FILE, or as a stream into a pipe
    Arrow,
}

/// Which rows come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Order {
    /// The fewest hops, then the first exposure
    #[default]
    Level,
    /// The highest risk: whom to call first
    Risk,
}

const FORWARD: [Column; 11] = [
    column("person"),
    column("level"),
    column("first_exposure"),
    column("earliest_exposure"),
    column("infector"),
    column("place"),
    untabled("overlap_start"),
    column("overlap_end"),
    column("person_seconds"),
    column("grade"),
    column("risk"),
];

const BACKWARD: [Column; 11] = [
    column("person"),
    column("level"),
    column("last_contact"),
    column("latest_contact"),
    column("infected"),
    column("place"),
    column("overlap_start"),
    untabled("overlap_end"),
    column("person_seconds"),
    column("grade"),
    column("risk"),
];

/// The columns of an answer; the risk, if it was asked for, is the last.
fn columns(trace: &Trace) -> &'static [Column] {
    let all: &'static [Column] = match trace.question().direction {
        Direction::Forward => &FORWARD,
        Direction::Backward => &BACKWARD,
    };
    match (trace.question().risk.is_some(), all.split_last()) {
        (false, Some((_, columns))) => columns,
        _ => all,
    }
}

/// Asks and writes the answer.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &TraceArgs) -> Result<(), Failure> {
    let out = args.answer.open()?;
    let trace = args.question.ask(&args.store)?;
    args.answer.write(&trace, None, out)
}

impl AnswerArgs {
    /// Opens what the answer is written to. First: a path that cannot be written to is told at
    /// once, not after the work.
    ///
    /// # Errors
    /// [`Failure`].
    pub(crate) fn open(&self) -> Result<Sink, Failure> {
        let packed = matches!(self.format, TraceFormat::Parquet | TraceFormat::Arrow);
        if packed && self.is_to_stdout() && std::io::stdout().is_terminal() {
            let text =
                "format: parquet and arrow are not for a terminal; name a file with -o, or pipe";
            return Err(Failure::Usage(text.to_owned()));
        }
        Sink::open(self.output.as_deref())
    }

    /// How a difference between answers is written.
    ///
    /// # Errors
    /// [`Failure::Usage`] for what holds whole answers only.
    pub(crate) fn format_of_difference(&self) -> Result<Format, Failure> {
        match self.format {
            TraceFormat::Table => Ok(Format::Table),
            TraceFormat::Csv => Ok(Format::Csv),
            TraceFormat::Json => Ok(Format::Json),
            TraceFormat::Parquet | TraceFormat::Arrow => {
                let text = "format: a difference is written as table, csv or json";
                Err(Failure::Usage(text.to_owned()))
            }
        }
    }

    /// Saves the answer, if that was asked for.
    ///
    /// # Errors
    /// [`Failure`].
    pub(crate) fn save(&self, trace: &Trace) -> Result<(), Failure> {
        if let Some(path) = &self.save {
            trace.save(path)?;
        }
        Ok(())
    }

    fn is_to_stdout(&self) -> bool {
        let output = self.output.as_deref();
        output.is_none_or(|path| path == Path::new("-"))
    }

    /// Writes the answer and saves it; a table begins with `note`.
    ///
    /// # Errors
    /// [`Failure`].
    pub(crate) fn write(
        &self,
        trace: &Trace,
        note: Option<&str>,
        mut out: Sink,
    ) -> Result<(), Failure> {
        let order = match self.order {
            Order::Level => RowOrder::Level,
            Order::Risk if trace.question().risk.is_none() => {
                let text =
                    "order: risk was not asked for; say --risk, or give rates in the question";
                return Err(Failure::Usage(text.to_owned()));
            }
            Order::Risk => RowOrder::Risk,
        };
        self.save(trace)?;
        if let Some(missing) = shared_places(trace) {
            exit::note(&missing);
        }
        let limit = self.limit.unwrap_or(usize::MAX);
        let format = match self.format {
            TraceFormat::Table => Format::Table,
            TraceFormat::Csv => Format::Csv,
            TraceFormat::Json => Format::Json,
            TraceFormat::Parquet => {
                columnar::write(trace, order, limit, Container::Parquet, &mut out)?;
                return out.finish();
            }
            TraceFormat::Arrow => {
                let container = if self.is_to_stdout() {
                    Container::ArrowStream
                } else {
                    Container::ArrowFile
                };
                columnar::write(trace, order, limit, container, &mut out)?;
                return out.finish();
            }
        };
        if let (Format::Table, Some(note)) = (format, note) {
            writeln!(out, "{note}")?;
        }
        begin(trace, format, &mut out)?;
        let mut rows = trace.exposures_by(order).take(limit);
        write_rows(trace, &mut rows, format, &mut out)?;
        let left = trace.len().saturating_sub(limit);
        close(&mut out, format, left)?;
        out.finish()
    }
}

fn write_rows(
    trace: &Trace,
    rows: &mut dyn Iterator<Item = Result<ExposureRow, truyvet::Error>>,
    format: Format,
    out: &mut Sink,
) -> Result<(), Failure> {
    let columns = columns(trace);
    let mut table = Rows::begin(out, format, columns)?;
    for row in rows {
        let row = row?;
        let cells = [
            Cell::Person(&row.person),
            Cell::Level(row.level),
            Cell::Time(row.first_exposure),
            Cell::Time(row.earliest_exposure),
            Cell::Person(&row.infector),
            Cell::Place(row.place.as_ref()),
            Cell::Time(row.overlap.start()),
            Cell::Time(row.overlap.end()),
            Cell::Seconds(row.person_seconds),
            Cell::Word(row.grade.name()),
            Cell::Chance(row.risk),
        ];
        table.row(cells.get(..columns.len()).unwrap_or(&cells))?;
    }
    Ok(table.end()?)
}

/// What stands before the rows: a table's summary, the beginning of the JSON object.
fn begin(trace: &Trace, format: Format, out: &mut Sink) -> Result<(), Failure> {
    let snapshot = trace.snapshot().number();
    let levels = || (1u32..).zip(trace.count_by_level());
    match format {
        Format::Csv => {}
        Format::Table => {
            let mut line = format!("snapshot {snapshot}: {}", found(trace));
            for (i, (level, count)) in levels().enumerate() {
                let mark = if i == 0 { ':' } else { ',' };
                line.push_str(&format!("{mark} F{level} {}", text::grouped(count)));
            }
            writeln!(out, "{line}")?;
            writeln!(out, "question: {}", in_words(trace.question()))?;
            if !trace.is_empty() {
                writeln!(out)?;
            }
        }
        Format::Json => {
            open_json(out, trace.question(), snapshot)?;
            out.write_all(b",\"levels\":[")?;
            for (i, (level, count)) in levels().enumerate() {
                let comma = if i == 0 { "" } else { "," };
                write!(out, "{comma}{{\"level\":{level},\"people\":{count}}}")?;
            }
            out.write_all(b"],\"exposures\":")?;
        }
    }
    Ok(())
}
