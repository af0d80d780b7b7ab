//! Why a question was not answered.

use truyvet_model::{Exposures, QuestionError};
use truyvet_store::StoreError;

use crate::budget::Exceeded;
use crate::save_error::SaveError;

/// Why a question was not answered. There is no partial or empty answer instead of an error (S28).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The question is a bad one.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A saved answer was opened on another snapshot than its own.
    #[error(transparent)]
    Saved(#[from] SaveError),
    /// The question cost more than was allowed, or was cancelled.
    #[error("{why}")]
    Exceeded {
        /// What was too much.
        why: Exceeded,
        /// What was finished before; `None` if not even one hop was.
        finished: Option<Box<Finished>>,
    },
}

/// The levels that were finished before a question was stopped: the whole answer to the same
/// question with that many hops.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// How many hops.
    pub hops: u32,
    /// The rows.
    pub exposures: Exposures,
}

impl From<Exceeded> for TraceError {
    fn from(why: Exceeded) -> Self {
        Self::Exceeded {
            why,
            finished: None,
        }
    }
}
