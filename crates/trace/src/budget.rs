//! How much a question may cost, and how it is stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The most that one question may cost; without end unless said otherwise. A question that goes
/// beyond is an error that carries the answer as far as whole hops were finished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Rows of the answer.
    pub rows: Option<u64>,
    /// Time of work, looked at between pieces of a few milliseconds.
    pub time: Option<Duration>,
    /// Bytes that the trace allocates for people, rows and infectious times. Mapped files and the
    /// columns of the finished answer are not among them.
    pub memory: Option<u64>,
}

/// Stops questions from another thread. Clones stop the same questions.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A token that has not been used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops every question that was given this token or a clone, soon and for good.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`Self::cancel`] was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What stopped a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Exceeded {
    /// Too many rows.
    #[error(
        "budget: the answer has more than {limit} rows; ask for fewer hops, or allow more rows"
    )]
    Rows {
        /// As allowed.
        limit: u64,
    },
    /// Too long.
    #[error(
        "budget: the question took more than {limit:?}; ask for fewer hops, or allow more time"
    )]
    Time {
        /// As allowed.
        limit: Duration,
    },
    /// Too much memory.
    #[error(
        "budget: the question needs {needed} bytes of memory, more than {limit}; ask for fewer hops, or allow more memory"
    )]
    Memory {
        /// As allowed, in bytes.
        limit: u64,
        /// At least that many bytes.
        needed: u64,
    },
    /// Stopped by a [`CancelToken`].
    #[error("the question was cancelled")]
    Cancelled,
}

/// Looks after one question while it is answered: whoever works on it asks now and then whether to
/// go on.
#[derive(Debug, Default)]
pub struct Watch {
    budget: Budget,
    until: Option<Instant>,
    cancel: Option<CancelToken>,
}

impl Watch {
    /// Begins now.
    #[must_use]
    pub fn new(budget: Budget, cancel: Option<CancelToken>) -> Self {
        let until = budget
            .time
            .and_then(|time| Instant::now().checked_add(time));
        Self {
            budget,
            until,
            cancel,
        }
    }

    /// Whether work may go on.
    ///
    /// # Errors
    /// [`Exceeded::Cancelled`], [`Exceeded::Time`].
    #[inline]
    pub fn check(&self) -> Result<(), Exceeded> {
        if self.cancel.as_ref().is_some_and(CancelToken::is_cancelled) {
            return Err(Exceeded::Cancelled);
        }
        match (self.until, self.budget.time) {
            (Some(until), Some(limit)) if Instant::now() > until => Err(Exceeded::Time { limit }),
            _ => Ok(()),
        }
    }

    /// Whether so many rows and bytes are allowed; `bytes` is called if bytes are limited.
    ///
    /// # Errors
    /// [`Exceeded::Rows`], [`Exceeded::Memory`].
    pub fn size(&self, rows: usize, bytes: impl FnOnce() -> usize) -> Result<(), Exceeded> {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        if let Some(limit) = self.budget.rows.filter(|limit| count(rows) > *limit) {
            return Err(Exceeded::Rows { limit });
        }
        if let Some(limit) = self.budget.memory {
            let needed = count(bytes());
            if needed > limit {
                return Err(Exceeded::Memory { limit, needed });
            }
        }
        Ok(())
    }
}
