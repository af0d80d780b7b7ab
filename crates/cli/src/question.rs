//! The arguments that `trace` and `chain` share: one question about one snapshot.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use truyvet::{Case, Duration, Hops, Input, Interval, Kind, Question, Trace};

use crate::access::LookArgs;
use crate::case::{parse_case, parse_lag, parse_window};
use crate::exit::Failure;

/// Where the question is explained; below `--help` of the verbs that ask it.
pub(crate) const UNITS: &str = "\
Times (FROM, TO): RFC 3339 with an offset (2021-05-08T07:00:00+07:00, 2021-05-08T00:00:00Z) or
whole seconds since 1970 (1620432000). A local time without an offset is an error. Intervals are
half-open: FROM is inside, TO is not. TO may be inf.
Lengths: 90s, 15m, 2h, 1d12h, 2d, 1w, whole seconds, or inf. A day is 24 hours.
Ids: as they were imported, namespace:id or bare; they may hold commas and any UTF-8.
What the words mean, clause by clause: docs/semantics.md (S8 to S16; a bad question: S28).";

/// The exit codes, below every `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes: 0 answered, 1 wrong use, bad question or bad row, 2 damaged store,
3 something could not be read or written (missing, not permitted, full, locked).";

/// A question (S8 to S13).
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The question")]
pub(crate) struct QuestionArgs {
    /// A case, and from when to when it was infectious; repeatable, also for one person with
    /// several intervals
    ///
    /// Split from the right, so ID may hold commas. TO may be inf (An,2021-05-03T00:00:00Z,inf).
    #[arg(
        long = "case",
        value_name = "ID,FROM,TO",
        value_parser = parse_case,
        allow_hyphen_values = true
    )]
    cases: Vec<Case>,

    /// A CSV file of cases with the columns person,from,to (`-`: standard input)
    ///
    /// An empty `to` is inf. `.gz` and `.zst` are read as they are. Adds to --case.
    #[arg(long = "cases", value_name = "FILE")]
    case_file: Option<PathBuf>,

    /// How many hops to follow, from 1: F1, F2, F3 …; `all` goes on until nothing changes
    #[arg(long, value_name = "N|all", default_value = "3", value_parser = Hops::parse, allow_hyphen_values = true)]
    hops: Hops,

    /// The least overlap that counts, 1s or more
    #[arg(long, value_name = "LENGTH", default_value = "1s", value_parser = Duration::parse, allow_hyphen_values = true)]
    min_overlap: Duration,

    /// From exposure until infectious
    ///
    /// With 0 a chain may run on within one meeting.
    #[arg(long, value_name = "LENGTH", default_value = "0s", value_parser = Duration::parse, allow_hyphen_values = true)]
    latent: Duration,

    /// From exposure until no longer infectious; longer than --latent
    #[arg(long, value_name = "LENGTH", default_value = "inf", value_parser = Duration::parse, allow_hyphen_values = true)]
    until: Duration,

    /// Ignore records that do not touch this interval; others count whole
    #[arg(
        long,
        value_name = "FROM,TO",
        value_parser = parse_window,
        allow_hyphen_values = true
    )]
    window: Option<Interval>,

    /// How long places of a kind stay infectious after the infector has left; repeatable
    /// (market=30m)
    #[arg(long = "lag", value_name = "KIND=LENGTH", value_parser = parse_lag)]
    lags: Vec<(Kind, Duration)>,

    /// Threads to use; the answer is the same with any number [default: all cores]
    #[arg(long, value_name = "N", help_heading = "Options")]
    threads: Option<NonZeroUsize>,

    #[command(flatten)]
    look: LookArgs,
}

impl QuestionArgs {
    /// Asks `store`: its newest snapshot, or the earlier one that is named.
    ///
    /// # Errors
    /// [`Failure`]: the store cannot be read, or the question is a bad one.
    pub(crate) fn ask(&self, store: &Path) -> Result<Trace, Failure> {
        let question = self.question()?;
        let (_store, snapshot) = self.look.snapshot(store)?;
        let mut trace = snapshot.trace().with_question(question);
        if let Some(threads) = self.threads {
            trace = trace.threads(threads.get());
        }
        Ok(trace.forward()?)
    }

    fn question(&self) -> Result<Question, Failure> {
        let mut cases = self.cases.clone();
        if let Some(file) = &self.case_file {
            cases.extend(truyvet::read_cases(&Input::parse(file), None)?);
        }
        let mut lag = BTreeMap::new();
        for (kind, length) in &self.lags {
            if lag.insert(kind.clone(), *length).is_some() {
                return Err(Failure::Usage(format!(
                    "lag: kind `{kind}` is given twice: give each kind once"
                )));
            }
        }
        Ok(Question {
            cases,
            hops: self.hops,
            min_overlap: self.min_overlap,
            latent: self.latent,
            until: self.until,
            window: self.window,
            lag,
        })
    }
}

/// The question as one line for people: `2 cases, 3 hops, overlap 15m or more, …`.
pub(crate) fn in_words(question: &Question) -> String {
    let mut text = match question.cases.len() {
        1 => "1 case".to_owned(),
        n => format!("{n} cases"),
    };
    match question.hops {
        Hops::All => text.push_str(", all hops"),
        Hops::AtMost(1) => text.push_str(", 1 hop"),
        Hops::AtMost(k) => text.push_str(&format!(", {k} hops")),
    }
    text.push_str(&format!(
        ", overlap {} or more, latent {}, until {}",
        question.min_overlap, question.latent, question.until
    ));
    if let Some(window) = question.window {
        text.push_str(&format!(", window {window}"));
    }
    for (kind, lag) in &question.lag {
        text.push_str(&format!(", lag {kind}={lag}"));
    }
    text
}
