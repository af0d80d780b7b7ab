//! Why a question was not answered.

use truyvet_model::QuestionError;
use truyvet_store::StoreError;

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
}
