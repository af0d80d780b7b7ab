//! The way in: a question asked of a snapshot, and the answer as an owned value.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use truyvet_model::{ChainStep, Exposures, PersonNo, Question};
use truyvet_store::Snapshot;

use crate::chain;
use crate::error::TraceError;
use crate::event::Event;
use crate::hops::{self, Changes, Workspace};
use crate::resolve::Resolved;

/// How to work, as opposed to what to answer: nothing here changes a byte of the answer (S7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceOptions {
    /// How many threads may be used; as many as the machine runs at once unless said otherwise.
    pub threads: NonZeroUsize,
}

impl Default for TraceOptions {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        }
    }
}

/// Asks questions of one snapshot and keeps the memory they were answered in for the next one.
///
/// Cheap to clone; may be used from many threads at once.
#[derive(Clone)]
pub struct Tracer {
    snapshot: Snapshot,
    options: TraceOptions,
    idle: Arc<Mutex<Vec<Workspace>>>,
}

impl Tracer {
    /// A tracer over `snapshot`.
    #[must_use]
    pub fn new(snapshot: Snapshot, options: TraceOptions) -> Self {
        Self {
            snapshot,
            options,
            idle: Arc::default(),
        }
    }

    /// The snapshot asked.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Who may have been infected (S8 to S16)?
    ///
    /// # Errors
    /// [`TraceError::Question`] for a bad question (S28), [`TraceError::Store`] if the store
    /// cannot be read; never an empty answer instead.
    pub fn forward(&self, question: &Question) -> Result<Answer, TraceError> {
        let resolved = Resolved::new(&self.snapshot, question)?;
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut work = idle.unwrap_or_else(|| {
            Workspace::new(self.snapshot.person_count(), self.options.threads.get())
        });
        let outcome = hops::run(&self.snapshot, &resolved, &mut work)?;
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(work);
        Ok(Answer {
            question: question.clone(),
            snapshot_number: self.snapshot.number(),
            resolved,
            exposures: outcome.exposures,
            witnesses: outcome.witnesses,
            history: outcome.history,
        })
    }
}

/// Asks one question of `snapshot`; [`Tracer`] is the better way for many.
///
/// # Errors
/// As [`Tracer::forward`].
pub fn forward(
    snapshot: &Snapshot,
    question: &Question,
    options: &TraceOptions,
) -> Result<Answer, TraceError> {
    Tracer::new(snapshot.clone(), *options).forward(question)
}

/// The answer to a question: plain, owned, and independent of the store.
#[derive(Clone, Debug)]
pub struct Answer {
    question: Question,
    snapshot_number: u64,
    resolved: Resolved,
    exposures: Exposures,
    /// The witness of each row, with what a chain needs besides.
    witnesses: Vec<Event>,
    history: Vec<Changes>,
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

    /// The events that lead from a case to `to`, the case's first (S25); none for a case itself.
    /// `snapshot` must be the one that was asked.
    ///
    /// # Errors
    /// [`TraceError::Question`] if `to` is not in the answer, or `snapshot` is another one;
    /// [`TraceError::Store`] if the store cannot be read.
    pub fn chain(&self, snapshot: &Snapshot, to: PersonNo) -> Result<Vec<ChainStep>, TraceError> {
        chain::Chains {
            snapshot,
            resolved: &self.resolved,
            exposures: &self.exposures,
            witnesses: &self.witnesses,
            history: &self.history,
        }
        .to(to)
    }
}
