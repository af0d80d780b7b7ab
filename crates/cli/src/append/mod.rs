//! `truyvet append`: records as they come, line by line, committed in groups.

mod lines;

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::json;
use truyvet::{Commit, GroupCommit, LineDone, LineParser, TimeZone, Writer, WriterOptions};

use self::lines::{Lines, Next};
use crate::access::{KeyArgs, NewArgs};
use crate::exit::{self, Failure};
use crate::output::report::{BadRow, ReportFormat};
use crate::output::text::{counted, grouped};
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Reads lines from standard input and puts what they say into a store: scans as they arrive, days
late, twice, wrong and corrected. What was read is committed at `commit` lines, after
--commit-every, after --commit-records lines, and at the end: then it is durable (a crash or a power
failure loses nothing of it) and every reader sees it. The store is made if there is none.";

const EXAMPLES: &str = "\
Examples:
  scanner | truyvet append province --ack
  truyvet append province --source bluezone --commit-every 5s < today.txt
  printf 'visit,An,market:7,1620432000,\\ncommit\\n' | truyvet append province

Lines (a field with a comma or a quote in it is quoted as in CSV; `#` begins a comment):
  visit,PERSON,PLACE,START,END      no END: the check-out has not arrived (S4)
  contact,A,B,START,END             two people near each other
  source,NAME                       where the records come from that follow (S19)
  retract,visit,PERSON,PLACE,START  takes back a visit
  retract,contact,A,B,START         takes back a contact
  link,A,B    unlink,A,B            two ids are one person (S6), or no longer
  place,PLACE,KIND,PARENT,UNIT,NAME,LAT,LON,SHARED   what a place is (S5)
  commit                            makes what came before durable now
A record with the key of an older one replaces it, so appending anything twice is harmless.

With --ack, `ok N` is written (and nothing else) once commit N is durable: for every `commit` line,
and for every other commit that was made. A commit is all or nothing: whoever sends a batch ends
it with `commit`, waits for `ok`, and after a failure sends it again.

A bad line ends the run with exit code 1, and nothing since the last commit is kept; with
--on-error skip it is counted, complained of, and left out.";

/// Arguments of `truyvet append`.
#[derive(Debug, clap::Args)]
#[command(about = "Records from standard input, line by line", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct AppendArgs {
    /// The store to write to; made if it does not exist
    store: PathBuf,
    /// Write `ok N` once commit N is durable
    #[arg(long)]
    ack: bool,
    /// Commit so long after the first line that is not committed (inf: never by time)
    #[arg(long, value_name = "LENGTH", default_value = "1s", value_parser = truyvet::Duration::parse)]
    commit_every: truyvet::Duration,
    /// Commit after so many records
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    commit_records: u64,
    /// How many records the log holds before they are packed for fast reading
    #[arg(long, value_name = "N", default_value_t = 65_536)]
    log_records: u64,
    /// Where the records come from, until a `source` line says otherwise
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The time zone of times without an offset (Asia/Ho_Chi_Minh, +07:00)
    #[arg(long, value_name = "ZONE", value_parser = TimeZone::named, allow_hyphen_values = true)]
    tz: Option<TimeZone>,
    /// What to do about a line that cannot be used
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    on_error: BadRow,
    /// How the report at the end is written (none with --ack)
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    new: NewArgs,
}

/// What came of it.
#[derive(Debug, Default)]
struct Counts {
    lines: u64,
    records: u64,
    commits: u64,
    skipped: u64,
    last: u64,
}

/// Appends until the input ends.
///
/// # Errors
/// [`Failure`]; what was committed stays.
pub(crate) fn run(args: &AppendArgs) -> Result<(), Failure> {
    let target = args.new.open(&args.store, &args.key)?;
    let counts = append(args, || {
        let options = WriterOptions {
            group: Some(GroupCommit {
                records: args.commit_records.max(1),
                time: every(args).unwrap_or(Duration::MAX),
            }),
            publish_at: args.log_records.max(1),
            ..WriterOptions::default()
        };
        target.writer(options)
    });
    let counts = match counts {
        Ok(counts) => counts,
        Err(failure) => {
            target.undo();
            return Err(failure);
        }
    };
    if args.ack {
        return Ok(());
    }
    let words = || {
        let mut text = format!(
            "{} in {}, last commit {}",
            counted(counts.records, "record", "records"),
            counted(counts.commits, "commit", "commits"),
            counts.last
        );
        if counts.skipped > 0 {
            text.push_str(&format!(", {} lines skipped", grouped(counts.skipped)));
        }
        text
    };
    let json = || {
        json!({
            "lines": counts.lines,
            "records": counts.records,
            "commits": counts.commits,
            "skipped": counts.skipped,
            "commit": counts.last,
        })
    };
    args.format.write(words, json)
}

/// How long a line waits at most for its commit.
fn every(args: &AppendArgs) -> Option<Duration> {
    if args.commit_every.is_forever() {
        return None;
    }
    let seconds = u64::try_from(args.commit_every.seconds()).unwrap_or(0);
    Some(Duration::from_secs(seconds))
}

fn append(
    args: &AppendArgs,
    open: impl FnOnce() -> Result<Writer, Failure>,
) -> Result<Counts, Failure> {
    let mut writer = open()?;
    if let Some(source) = &args.source {
        writer.set_source(source)?;
    }
    let lines = Lines::of(io::stdin()).map_err(|why| unread(&why))?;
    let mut run = Run {
        parser: LineParser::new("stdin", args.tz.clone()),
        args,
        counts: Counts {
            last: writer.number(),
            ..Counts::default()
        },
        writer,
        since: None,
    };
    let every = every(args);
    loop {
        // Only what waits for a commit keeps from waiting for lines for ever.
        let wait = run.since.zip(every);
        let wait = wait.map(|(since, every)| every.saturating_sub(since.elapsed()));
        match lines.next(wait).map_err(|why| unread(&why))? {
            Next::Lines(some) => {
                for line in &some {
                    run.line(line)?;
                }
            }
            Next::Nothing => run.commit(false)?,
            Next::End => break,
        }
    }
    run.commit(false)?;
    Ok(run.counts)
}

fn unread(why: &io::Error) -> Failure {
    Failure::Io(format!("cannot read standard input: {why}"))
}

struct Run<'r> {
    args: &'r AppendArgs,
    parser: LineParser,
    writer: Writer,
    counts: Counts,
    /// When the first line came that is not committed.
    since: Option<Instant>,
}

impl Run<'_> {
    fn line(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.counts.lines = self.counts.lines.saturating_add(1);
        let done = match self.writer.line(&mut self.parser, line) {
            Ok(done) => done,
            Err(why) => return self.refuse(why),
        };
        match done {
            LineDone::Nothing => {}
            LineDone::Commit => return self.commit(true),
            LineDone::Added => {
                self.since.get_or_insert_with(Instant::now);
            }
        }
        match self.writer.commit_if_due()? {
            Some(commit) => self.committed(&commit, false),
            None => Ok(()),
        }
    }

    /// A line that cannot be used.
    fn refuse(&mut self, why: truyvet::Error) -> Result<(), Failure> {
        let failure = if why.is_import() {
            Failure::from(why)
        } else if why.is_value() && !why.is_poisoned() {
            Failure::Usage(format!("stdin, line {}: {why}", self.parser.line()))
        } else {
            return Err(why.into());
        };
        if self.args.on_error == BadRow::Stop {
            return Err(failure);
        }
        exit::warn(&failure.to_string());
        self.counts.skipped = self.counts.skipped.saturating_add(1);
        Ok(())
    }

    /// Commits what there is; `asked` if somebody waits for an answer in any case.
    fn commit(&mut self, asked: bool) -> Result<(), Failure> {
        let commit = self.writer.commit()?;
        self.committed(&commit, asked)
    }

    fn committed(&mut self, commit: &Commit, asked: bool) -> Result<(), Failure> {
        self.since = None;
        let new = commit.number > self.counts.last;
        self.counts.last = commit.number;
        self.counts.records = self.counts.records.saturating_add(commit.records);
        self.counts.commits = self.counts.commits.saturating_add(u64::from(new));
        if self.args.ack && (new || asked) {
            let mut out = io::stdout().lock();
            writeln!(out, "ok {}", commit.number)?;
            out.flush()?;
        }
        Ok(())
    }
}
