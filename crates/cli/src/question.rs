//! The arguments of every verb that asks: one question about one snapshot.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use truyvet::{
    Case, Closure, Cumulative, Direction, Draft, Duration, Hops, InfectiousRule, Input, Interval,
    Isolation, Kind, Measures, Preset, Question, Snapshot, Split, Trace, TraceBuilder,
};

use crate::access::LookArgs;
use crate::case::{
    Match, parse_case, parse_closure, parse_cumulative, parse_isolation, parse_lag, parse_match,
    parse_split, parse_window,
};
use crate::exit::Failure;
use crate::limits::LimitArgs;
use crate::registered::RegisteredArgs;

pub(crate) use crate::question_words::{in_words, without_cases};

/// Where the question is explained; below `--help` of the verbs that ask it.
pub(crate) const UNITS: &str = "\
Times (FROM, TO): RFC 3339 with an offset (2021-05-08T07:00:00+07:00, 2021-05-08T00:00:00Z) or
whole seconds since 1970 (1620432000). A local time without an offset is an error. Intervals are
half-open: FROM is inside, TO is not. TO may be inf.
Lengths: 90s, 15m, 2h, 1d12h, 2d, 1w, whole seconds, or inf. A day is 24 hours.
Ids: as they were imported, namespace:id or bare; they may hold commas and any UTF-8.
--preset names a question that public guidance asks (see `truyvet presets`); --question reads one
from a file and says more than the preset; options say more than both. --case, --cases and
--registered replace the cases of the file; --lag replaces that of the same kind; --isolate, --only, --except, --close
and --split add to what the file has.
What the words mean, clause by clause: docs/semantics.md (S8 to S22; a bad question: S28).";

/// The exit codes, below every `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes: 0 answered, 1 wrong use, bad question or bad row, 2 damaged store,
3 something could not be read or written (missing, not permitted, full, locked).";

/// A question (S8 to S22).
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The question")]
pub(crate) struct QuestionArgs {
    /// A question that public guidance asks, such as vn-3638; repeatable, the last one wins
    #[arg(long = "preset", value_name = "NAME")]
    presets: Vec<String>,

    /// A question in a TOML or JSON file (`-`: standard input); options override it
    #[arg(long = "question", value_name = "FILE")]
    file: Option<PathBuf>,

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

    #[command(flatten)]
    registered: RegisteredArgs,

    /// Who may have infected the cases, in the intervals in which they may have been infected
    #[arg(long)]
    backward: bool,

    /// How many hops to follow, from 1: F1, F2, F3 …; `all` goes on until nothing changes
    /// [default: 3]
    #[arg(long, value_name = "N|all", value_parser = Hops::parse, allow_hyphen_values = true)]
    hops: Option<Hops>,

    /// The least overlap that counts, 1s or more [default: 1s]
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse, allow_hyphen_values = true)]
    min_overlap: Option<Duration>,

    /// Overlaps of a pair also count if they sum to TOTAL in any SPAN (15m/24h)
    #[arg(long, value_name = "TOTAL/SPAN", value_parser = parse_cumulative)]
    cumulative: Option<Cumulative>,

    /// From exposure until infectious [default: 0s]
    ///
    /// With 0 a chain may run on within one meeting.
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse, allow_hyphen_values = true)]
    latent: Option<Duration>,

    /// From exposure until no longer infectious; longer than --latent [default: inf]
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse, allow_hyphen_values = true)]
    until: Option<Duration>,

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

    /// A person who was neither infectious nor exposed meanwhile; repeatable
    #[arg(
        long = "isolate",
        value_name = "ID,FROM,TO",
        value_parser = parse_isolation,
        allow_hyphen_values = true
    )]
    isolations: Vec<Isolation>,

    /// Only records that match: KEY is kind, place, unit, source or person; repeatable
    ///
    /// Of one KEY any value may match, of several KEYs each must. kind=contact stands for direct
    /// contacts; a unit holds all below it.
    #[arg(long = "only", value_name = "KEY=VALUE", value_parser = parse_match)]
    only: Vec<Match>,

    /// No records that match; repeatable
    #[arg(long = "except", value_name = "KEY=VALUE", value_parser = parse_match)]
    except: Vec<Match>,

    /// Visits count at the place of this kind that theirs is part of: people were under one roof,
    /// perhaps not together
    #[arg(long, value_name = "KIND", value_parser = Kind::new)]
    roll_up: Option<Kind>,

    /// What if this place, and all that is part of it, had been closed? Repeatable
    #[arg(
        long = "close",
        value_name = "PLACE[,FROM,TO]",
        value_parser = parse_closure,
        allow_hyphen_values = true
    )]
    closures: Vec<Closure>,

    /// What if the visitors of this place had been kept apart in N parts? Repeatable
    #[arg(long = "split", value_name = "PLACE=N", value_parser = parse_split)]
    splits: Vec<Split>,

    /// Estimate risks, at the rates of the question or preset, else of covid-wild-2020
    #[arg(long)]
    risk: bool,

    /// Threads to use; the answer is the same with any number [default: all cores]
    #[arg(long, value_name = "N", help_heading = "Options")]
    threads: Option<NonZeroUsize>,

    #[command(flatten)]
    limits: LimitArgs,

    #[command(flatten)]
    look: LookArgs,
}

impl QuestionArgs {
    /// Asks `store`: its newest snapshot, or the earlier one that is named.
    ///
    /// # Errors
    /// [`Failure`]: the store cannot be read, or the question is a bad one.
    pub(crate) fn ask(&self, store: &Path) -> Result<Trace, Failure> {
        let (snapshot, question) = self.prepare(store)?;
        Ok(self.on(&snapshot, question).ask()?)
    }

    /// `question` to `snapshot`, with the threads and limits given.
    pub(crate) fn on(&self, snapshot: &Snapshot, question: Question) -> TraceBuilder {
        let mut asked = snapshot.trace().with_question(question);
        if let Some(threads) = self.threads {
            asked = asked.threads(threads.get());
        }
        self.limits.on(asked)
    }

    /// Which state is asked.
    pub(crate) const fn look(&self) -> &LookArgs {
        &self.look
    }

    /// Whether no option asks for anything but what is default; keys aside.
    ///
    /// # Errors
    /// As [`Self::question`].
    pub(crate) fn says_nothing(&self) -> Result<bool, Failure> {
        let files = self.file.is_some() || self.case_file.is_some() || !self.presets.is_empty();
        let cost = self.threads.is_some() || self.limits != LimitArgs::default();
        if files || cost || !self.registered.say_nothing() || self.risk || self.look.is_earlier() {
            return Ok(false);
        }
        Ok(self.question()? == Question::default())
    }

    /// What `--close`, `--split` and `--isolate` say.
    pub(crate) fn measures(&self) -> Measures {
        Measures {
            closures: self.closures.clone(),
            splits: self.splits.clone(),
            isolation: self.isolations.clone(),
        }
    }

    /// The snapshot of `store` that is to be asked, and the question, not yet checked.
    ///
    /// # Errors
    /// [`Failure`]: the store or a file cannot be read.
    pub(crate) fn prepare(&self, store: &Path) -> Result<(Snapshot, Question), Failure> {
        let question = self.question()?;
        let (_store, snapshot) = self.look.snapshot(store)?;
        let question = self.registered.add_to(question, &snapshot)?;
        Ok((snapshot, question))
    }

    /// As [`Self::prepare`], for an answer that takes cases from the register by itself: also by which
    /// rule these were infectious.
    ///
    /// # Errors
    /// As [`Self::prepare`].
    pub(crate) fn prepare_by_rule(
        &self,
        store: &Path,
    ) -> Result<(Snapshot, Question, InfectiousRule), Failure> {
        let mut question = self.question()?;
        let (_store, snapshot) = self.look.snapshot(store)?;
        if self.registered.are_asked() {
            question = self.registered.add_to(question, &snapshot)?;
        }
        Ok((snapshot, question, self.registered.rule()))
    }

    /// `question` with the registered cases of `snapshot`, if they are asked for.
    ///
    /// # Errors
    /// As [`RegisteredArgs::add_to`].
    pub(crate) fn with_registered(
        &self,
        question: Question,
        snapshot: &Snapshot,
    ) -> Result<Question, Failure> {
        self.registered.add_to(question, snapshot)
    }

    /// The question, not yet checked.
    ///
    /// # Errors
    /// [`Failure`]: a file cannot be read, a preset is not known, a lag is given twice.
    pub(crate) fn question(&self) -> Result<Question, Failure> {
        let mut question = self.base()?;
        question.isolation.extend_from_slice(&self.isolations);
        question.closures.extend_from_slice(&self.closures);
        question.splits.extend_from_slice(&self.splits);
        Ok(question)
    }

    /// The question without [`Self::measures`].
    ///
    /// # Errors
    /// As [`Self::question`].
    pub(crate) fn base(&self) -> Result<Question, Failure> {
        let mut draft = Draft::default();
        for name in &self.presets {
            draft = Preset::named(name)?.draft()?.over(&draft);
        }
        if let Some(file) = &self.file {
            draft = Draft::read(&Input::parse(file))?.over(&draft);
        }
        let mut question = draft.question()?;
        self.add_cases(&mut question)?;
        self.add_lags(&mut question)?;
        self.add_numbers(&mut question);
        self.add_records(&mut question);
        if self.risk && question.risk.is_none() {
            question.risk = Preset::named(Preset::RISK)?.draft()?.question()?.risk;
        }
        Ok(question)
    }

    fn add_cases(&self, question: &mut Question) -> Result<(), Failure> {
        if self.cases.is_empty() && self.case_file.is_none() && !self.registered.are_asked() {
            return Ok(());
        }
        question.cases.clone_from(&self.cases);
        if let Some(file) = &self.case_file {
            let read = truyvet::read_cases(&Input::parse(file), None)?;
            question.cases.extend(read);
        }
        Ok(())
    }

    fn add_lags(&self, question: &mut Question) -> Result<(), Failure> {
        let mut lags = BTreeMap::new();
        for (kind, length) in &self.lags {
            if lags.insert(kind.clone(), *length).is_some() {
                return Err(Failure::Usage(format!(
                    "lag: kind `{kind}` is given twice: give each kind once"
                )));
            }
        }
        question.lag.extend(lags);
        Ok(())
    }

    fn add_numbers(&self, question: &mut Question) {
        fn set<T: Clone>(field: &mut T, said: Option<&T>) {
            if let Some(said) = said {
                field.clone_from(said);
            }
        }
        set(&mut question.hops, self.hops.as_ref());
        set(&mut question.min_overlap, self.min_overlap.as_ref());
        set(&mut question.latent, self.latent.as_ref());
        set(&mut question.until, self.until.as_ref());
        if self.window.is_some() {
            question.window = self.window;
        }
        if self.cumulative.is_some() {
            question.cumulative = self.cumulative;
        }
        if self.backward {
            question.direction = Direction::Backward;
        }
    }

    /// What changes the records that there are.
    fn add_records(&self, question: &mut Question) {
        for matched in &self.only {
            matched.add_to(&mut question.only);
        }
        for matched in &self.except {
            matched.add_to(&mut question.except);
        }
        if self.roll_up.is_some() {
            question.roll_up.clone_from(&self.roll_up);
        }
    }
}
