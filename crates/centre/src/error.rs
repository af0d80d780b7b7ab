//! Why a command centre's question was not answered.

use truyvet_store::StoreError;
use truyvet_trace::{Exceeded, TraceError};

use crate::rules::RulesError;

/// Why a question was not answered. There is no empty answer instead of an error (S28).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CentreError {
    /// The trace was not: a bad question, a store that cannot be read, a budget that is used up.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A table of rules cannot be used.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// What was asked for makes no sense, or not of this store.
    #[error("{field}: {problem}")]
    Asked {
        /// What it is about: `days`, `unit` …
        field: &'static str,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A file of shapes cannot be joined to zones.
    #[error("{file}: {problem}")]
    Geometry {
        /// The file.
        file: String,
        /// What is wrong, and what to do.
        problem: String,
    },
}

impl CentreError {
    pub(crate) fn asked(field: &'static str, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self::Asked { field, problem }
    }
}

impl From<Exceeded> for CentreError {
    fn from(why: Exceeded) -> Self {
        Self::Trace(why.into())
    }
}
