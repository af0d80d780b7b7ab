//! The way in: a question asked of a snapshot, and the answer as an owned value.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use truyvet_model::{ChainStep, Exposures, PersonNo, Question};
use truyvet_store::{Fingerprint, Snapshot};

use crate::budget::{Budget, CancelToken, Watch};
use crate::chain;
use crate::error::TraceError;
use crate::event::Event;
use crate::history::{Changes, ISets};
use crate::hops::{self, Workspace};
use crate::records::Records;
use crate::resolve::Resolved;

/// How to work, as opposed to what to answer: nothing here changes a byte of the answer (S7).
#[derive(Clone, Debug)]
pub struct TraceOptions {
    /// How many threads may be used; as many as the machine runs at once unless said otherwise.
    pub threads: NonZeroUsize,
    /// The most that a question may cost.
    pub budget: Budget,
    /// Stops questions from another thread.
    pub cancel: Option<CancelToken>,
    /// Leaves person-seconds and risk at 0: only to measure what they cost.
    #[doc(hidden)]
    pub levels_only: bool,
}

impl Default for TraceOptions {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            budget: Budget::default(),
            cancel: None,
            levels_only: false,
        }
    }
}

impl TraceOptions {
    /// What looks after one question with these options, from now on.
    #[must_use]
    pub fn watch(&self) -> Watch {
        Watch::new(self.budget, self.cancel.clone())
    }
}

/// Asks questions of one snapshot and keeps the memory they were answered in for the next one.
///
/// Cheap to clone; may be used from many threads at once.
#[derive(Clone)]
pub struct Tracer {
    snapshot: Snapshot,
    options: TraceOptions,
    fingerprint: Fingerprint,
    idle: Arc<Mutex<Vec<Workspace>>>,
}

impl Tracer {
    /// A tracer over `snapshot`.
    #[must_use]
    pub fn new(snapshot: Snapshot, options: TraceOptions) -> Self {
        Self {
            fingerprint: snapshot.fingerprint(),
            snapshot,
            options,
            idle: Arc::default(),
        }
    }

    /// A tracer over the same snapshot and with the same memory, whose questions may cost that
    /// much and are stopped by that token.
    #[must_use]
    pub fn limited(&self, budget: Budget, cancel: Option<CancelToken>) -> Self {
        Self {
            options: TraceOptions {
                budget,
                cancel,
                ..self.options.clone()
            },
            ..self.clone()
        }
    }

    /// Whether both are clones of one tracer, and so ask one snapshot.
    #[must_use]
    pub fn is_clone_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.idle, &other.idle)
    }

    /// The snapshot asked.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Who may have been infected, or, backward, who may have infected (S8 to S22)?
    ///
    /// # Errors
    /// [`TraceError::Question`] for a bad question (S28), [`TraceError::Store`] if the store
    /// cannot be read, [`TraceError::Exceeded`] beyond the budget; never an empty answer instead.
    pub fn trace(&self, question: &Question) -> Result<Answer, TraceError> {
        self.watched(question, &self.options.watch())
    }

    /// The same, as a part of what `watch` looks after.
    ///
    /// # Errors
    /// As [`Self::trace`].
    pub(crate) fn watched(&self, question: &Question, watch: &Watch) -> Result<Answer, TraceError> {
        let mut resolved = Resolved::new(&self.snapshot, question)?;
        resolved.levels_only = self.options.levels_only;
        let idle = self.lock().pop();
        let mut work = idle.unwrap_or_else(|| {
            Workspace::new(self.snapshot.person_count(), self.options.threads.get())
        });
        // After an error the memory is in an unknown state, and is left behind.
        let outcome = hops::run(&self.snapshot, &resolved, watch, &mut work)?;
        self.lock().push(work);
        Ok(Answer {
            question: question.clone(),
            snapshot_number: self.snapshot.number(),
            fingerprint: self.fingerprint,
            resolved,
            exposures: outcome.exposures,
            witnesses: outcome.witnesses,
            history: outcome.history,
        })
    }

    /// How it works.
    #[must_use]
    pub const fn options(&self) -> &TraceOptions {
        &self.options
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Workspace>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks one question of `snapshot`; [`Tracer`] is the better way for many.
///
/// # Errors
/// As [`Tracer::trace`].
pub fn trace(
    snapshot: &Snapshot,
    question: &Question,
    options: &TraceOptions,
) -> Result<Answer, TraceError> {
    Tracer::new(snapshot.clone(), options.clone()).trace(question)
}

/// The answer to a question: plain, owned, and independent of the store.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) question: Question,
    pub(crate) snapshot_number: u64,
    /// Of the snapshot.
    pub(crate) fingerprint: Fingerprint,
    pub(crate) resolved: Resolved,
    pub(crate) exposures: Exposures,
    /// The witness of each row, with what a chain needs besides.
    pub(crate) witnesses: Vec<Event>,
    pub(crate) history: Vec<Changes>,
}

impl Answer {
    /// The question, as it was asked.
    #[must_use]
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The number of the snapshot that was asked (S7).
    #[must_use]
    pub fn snapshot_number(&self) -> u64 {
        self.snapshot_number
    }

    /// The rows, ordered by level, first exposure, person number (S15).
    #[must_use]
    pub fn exposures(&self) -> &Exposures {
        &self.exposures
    }

    /// The cases, in order of their numbers, each once.
    pub fn cases(&self) -> impl Iterator<Item = PersonNo> + '_ {
        self.resolved.cases.iter().map(|case| PersonNo(case.0))
    }

    /// The events that lead from a case to `to`, the case's first (S25); none for a case itself.
    /// `snapshot` must be the one that was asked.
    ///
    /// # Errors
    /// [`TraceError::Question`] if `to` is not in the answer, or `snapshot` is another one;
    /// [`TraceError::Store`] if the store cannot be read.
    pub fn chain(&self, snapshot: &Snapshot, to: PersonNo) -> Result<Vec<ChainStep>, TraceError> {
        chain::Chains {
            records: self.records(snapshot),
            exposures: &self.exposures,
            witnesses: &self.witnesses,
            infectious: self.infectious(),
        }
        .to(to)
    }

    /// The records of `snapshot` as the question saw them.
    pub(crate) fn records<'a>(&'a self, snapshot: &'a Snapshot) -> Records<'a> {
        Records::new(snapshot, &self.resolved)
    }

    /// Who was infectious when.
    pub(crate) fn infectious(&self) -> ISets<'_> {
        ISets {
            resolved: &self.resolved,
            history: &self.history,
        }
    }
}
