//! A question put together word by word.

use std::num::NonZeroUsize;

use truyvet_model::{Case, Duration, Hops, Kind, Question};
use truyvet_trace::{TraceOptions, Tracer};

use crate::convert::{AsId, IntoInterval, external_id};
use crate::error::{Error, Problem};
use crate::snapshot::Snapshot;
use crate::trace::Trace;

impl Snapshot {
    /// Begins a question to this snapshot.
    ///
    /// ```no_run
    /// # fn run(snapshot: truyvet::Snapshot) -> Result<(), truyvet::Error> {
    /// use truyvet::{Hops, ToDuration};
    /// let trace = snapshot
    ///     .trace()
    ///     .case("An", "2021-05-06T00:00:00+07:00"..) // infectious from then on
    ///     .hops(Hops::All)
    ///     .min_overlap(15.minutes())
    ///     .lag("canteen", 30.minutes())
    ///     .forward()?;
    /// # Ok(()) }
    /// ```
    pub fn trace(&self) -> TraceBuilder {
        TraceBuilder {
            snapshot: self.clone(),
            question: Question::default(),
            threads: None,
            error: None,
        }
    }

    /// Asks a question that is already one value: who may have been infected (S8 to S16)?
    ///
    /// # Errors
    /// [`Error::is_question`] for a bad question (S28), [`Error::is_damaged`], [`Error::is_io`].
    pub fn ask(&self, question: &Question) -> Result<Trace, Error> {
        let answer = self.tracer().forward(question)?;
        Ok(Trace::new(self.clone(), answer))
    }
}

/// A question on its way; [`Self::forward`] asks it. What is not said is as in
/// [`Question::default`].
///
/// A wrong argument is kept, and the first one is the error of [`Self::forward`].
#[must_use = "a question is asked by `forward`"]
#[derive(Debug)]
pub struct TraceBuilder {
    snapshot: Snapshot,
    question: Question,
    threads: Option<NonZeroUsize>,
    error: Option<Error>,
}

impl TraceBuilder {
    /// Adds a case and when it was infectious (S9). One person may be given several times.
    pub fn case(self, person: impl AsId, infectious: impl IntoInterval) -> Self {
        let case = external_id(&person)
            .map_err(Error::from)
            .and_then(|person| {
                let infectious = infectious.into_interval()?;
                Ok(Case { person, infectious })
            });
        self.with("case", case, |question, case| question.cases.push(case))
    }

    /// Adds cases, such as those of [`read_cases`](crate::read_cases).
    pub fn cases(mut self, cases: impl IntoIterator<Item = Case>) -> Self {
        self.question.cases.extend(cases);
        self
    }

    /// At most that many hops, or [`Hops::All`] (S13).
    pub fn hops(mut self, hops: impl Into<Hops>) -> Self {
        self.question.hops = hops.into();
        self
    }

    /// d: the least overlap that counts (S10).
    pub fn min_overlap(mut self, min_overlap: Duration) -> Self {
        self.question.min_overlap = min_overlap;
        self
    }

    /// L: from exposure until infectious (S12).
    pub fn latent(mut self, latent: Duration) -> Self {
        self.question.latent = latent;
        self
    }

    /// U: from exposure until no longer infectious (S12).
    pub fn until(mut self, until: Duration) -> Self {
        self.question.until = until;
        self
    }

    /// W: ignores records that do not intersect it (S8).
    pub fn window(self, window: impl IntoInterval) -> Self {
        self.with("window", window.into_interval(), |question, window| {
            question.window = Some(window);
        })
    }

    /// How long places of a kind stay infectious after the infector has left (S10).
    pub fn lag(self, kind: &str, lag: Duration) -> Self {
        let kind = Kind::new(kind).map_err(Error::from);
        self.with("lag", kind, |question, kind| {
            question.lag.insert(kind, lag);
        })
    }

    /// How many threads may work on it; as many as the machine has unless said. The answer is
    /// the same.
    pub fn threads(mut self, threads: usize) -> Self {
        match NonZeroUsize::new(threads) {
            Some(threads) => self.threads = Some(threads),
            None => self.keep(Error::argument("threads", Problem::Zero)),
        }
        self
    }

    /// Takes everything from `question` in place of what was said so far.
    pub fn with_question(mut self, question: Question) -> Self {
        self.question = question;
        self
    }

    /// The question as one value, checked as far as that goes without a store.
    ///
    /// # Errors
    /// [`Error::is_question`].
    pub fn question(self) -> Result<Question, Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        self.question.check()?;
        Ok(self.question)
    }

    /// Who may have been infected (S8 to S16)?
    ///
    /// # Errors
    /// [`Error::is_question`] for a bad question (S28), [`Error::is_damaged`], [`Error::is_io`].
    pub fn forward(self) -> Result<Trace, Error> {
        let Self {
            snapshot,
            question,
            threads,
            error,
        } = self;
        if let Some(error) = error {
            return Err(error);
        }
        let Some(threads) = threads else {
            return snapshot.ask(&question);
        };
        let options = TraceOptions { threads };
        let answer = Tracer::new(snapshot.store().clone(), options).forward(&question)?;
        Ok(Trace::new(snapshot, answer))
    }

    fn with<V>(
        mut self,
        field: &'static str,
        value: Result<V, Error>,
        set: impl FnOnce(&mut Question, V),
    ) -> Self {
        match value {
            Ok(value) => set(&mut self.question, value),
            Err(error) => self.keep(error.in_question(field)),
        }
        self
    }

    fn keep(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }
}
