//! The one error of the front door: opaque, complete on one line, with predicates.

use std::fmt;

use truyvet_ingest::{IngestError, RowError};
use truyvet_model::duration::DurationError;
use truyvet_model::kind::KindError;
use truyvet_model::record::CoordinatesError;
use truyvet_model::{IdError, IntervalError, QuestionError, TimeError};
use truyvet_store::StoreError;
use truyvet_trace::TraceError;

/// Why something was not done.
///
/// `Display` is one complete line that says what is wrong, where, and what to do; the predicates
/// say which sort of thing it is.
///
/// ```
/// use truyvet::{MemoryVfs, Options, Store};
/// let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
/// let error = store.snapshot()?.trace().hops(3).forward().unwrap_err();
/// assert!(error.is_question());
/// assert_eq!(
///     error.to_string(),
///     "cases: none given; name at least one case with the interval in which it was infectious"
/// );
/// # Ok::<(), truyvet::Error>(())
/// ```
pub struct Error(Box<Inner>);

#[derive(Debug, thiserror::Error)]
enum Inner {
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// An argument of a question that is no value at all.
    #[error("{field}: {problem}")]
    Argument {
        field: &'static str,
        problem: Problem,
    },
    /// Any other argument that is no value.
    #[error("{field}: {problem}")]
    Value {
        field: &'static str,
        problem: Problem,
    },
    /// A value by itself, made by the caller.
    #[error(transparent)]
    Plain(Problem),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody or something that the store has never heard of.
    #[error(
        "{field}: {} with that id in the store; give the id as it was recorded", no_such(.field)
    )]
    Unknown { field: &'static str },
    #[error(transparent)]
    Import(IngestError),
    #[error(
        "an import into this writer failed, so that it holds a part of the records only: drop it and import again"
    )]
    HalfImported,
}

fn no_such(field: &str) -> &'static str {
    if field == "place" {
        "no place"
    } else {
        "nobody"
    }
}

/// What is wrong with a value.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error(transparent)]
    Id(#[from] IdError),
    #[error(transparent)]
    Time(#[from] TimeError),
    #[error(transparent)]
    Duration(#[from] DurationError),
    #[error(transparent)]
    Interval(#[from] IntervalError),
    #[error(transparent)]
    Kind(#[from] KindError),
    #[error(transparent)]
    Coordinates(#[from] CoordinatesError),
    #[error("0 is not allowed; expected 1 or more")]
    Zero,
}

impl Error {
    /// The question, or something given for it, is at fault (S28).
    #[must_use]
    pub fn is_question(&self) -> bool {
        matches!(*self.0, Inner::Question(_) | Inner::Argument { .. })
    }

    /// What is wrong with the question, where a program can tell.
    #[must_use]
    pub fn question(&self) -> Option<&QuestionError> {
        match &*self.0 {
            Inner::Question(error) => Some(error),
            _ => None,
        }
    }

    /// A file of the store is not what was written.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        matches!(self.store(), Some(StoreError::Damaged { .. }))
    }

    /// The operating system refused to open, read or write: of the store or of an imported file.
    #[must_use]
    pub fn is_io(&self) -> bool {
        matches!(self.store(), Some(StoreError::Io { .. }))
            || matches!(*self.0, Inner::Import(IngestError::Io { .. }))
    }

    /// Another writer holds the store.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self.store(), Some(StoreError::Locked { .. }))
    }

    /// There is no store where one was to be opened.
    #[must_use]
    pub fn is_not_a_store(&self) -> bool {
        matches!(self.store(), Some(StoreError::NotAStore { .. }))
    }

    /// There is a store already where one was to be created.
    #[must_use]
    pub fn is_existing(&self) -> bool {
        matches!(self.store(), Some(StoreError::Exists { .. }))
    }

    /// A file to import is at fault: its header, a row, its compression.
    #[must_use]
    pub fn is_import(&self) -> bool {
        match &*self.0 {
            Inner::HalfImported => true,
            Inner::Import(error) => {
                !matches!(error, IngestError::Io { .. } | IngestError::Store(_))
            }
            _ => false,
        }
    }

    /// An id, time, kind or other value that was given, or a record made of them, cannot be used.
    #[must_use]
    pub fn is_value(&self) -> bool {
        match &*self.0 {
            Inner::Value { .. } | Inner::Unknown { .. } | Inner::Plain(_) => true,
            _ => matches!(
                self.store(),
                Some(
                    StoreError::Record { .. }
                        | StoreError::UnknownNumber { .. }
                        | StoreError::Erased { .. }
                )
            ),
        }
    }

    /// Somebody or something was named that the store has never heard of, or who was erased.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(*self.0, Inner::Unknown { .. })
            || matches!(
                self.store(),
                Some(StoreError::UnknownNumber { .. } | StoreError::Erased { .. })
            )
    }

    /// The keys of a pseudonymous store are needed, or are not the ones given.
    #[must_use]
    pub fn is_key(&self) -> bool {
        matches!(
            self.store(),
            Some(StoreError::KeyNeeded | StoreError::WrongKey { .. } | StoreError::Key { .. })
        )
    }

    /// An earlier state was asked that the store does not keep (S29).
    #[must_use]
    pub fn is_not_kept(&self) -> bool {
        matches!(self.store(), Some(StoreError::NotKept { .. }))
    }

    /// More than a store can hold.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self.store(), Some(StoreError::Limit { .. }))
    }

    /// The store was written by a newer version of truyvet.
    #[must_use]
    pub fn is_version(&self) -> bool {
        matches!(self.store(), Some(StoreError::UnknownVersion { .. }))
    }

    /// The writer failed before: drop it, open a new one and repeat what was not committed.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        matches!(self.store(), Some(StoreError::Poisoned { .. }))
    }

    fn store(&self) -> Option<&StoreError> {
        match &*self.0 {
            Inner::Store(error) | Inner::Import(IngestError::Store(error)) => Some(error),
            _ => None,
        }
    }

    pub(crate) fn argument(field: &'static str, problem: impl Into<Problem>) -> Self {
        let problem = problem.into();
        Inner::Argument { field, problem }.into()
    }

    pub(crate) fn value(field: &'static str, problem: impl Into<Problem>) -> Self {
        let problem = problem.into();
        Inner::Value { field, problem }.into()
    }

    pub(crate) fn unknown(field: &'static str) -> Self {
        Inner::Unknown { field }.into()
    }

    /// A line or row that cannot be read.
    pub(crate) fn row(error: RowError) -> Self {
        Inner::Import(IngestError::Row(error)).into()
    }

    pub(crate) fn half_imported() -> Self {
        Inner::HalfImported.into()
    }

    /// The same error as one about that argument of a question.
    pub(crate) fn in_question(self, field: &'static str) -> Self {
        match *self.0 {
            Inner::Plain(problem) => Self::argument(field, problem),
            other => other.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The same line as `Display`: it is what a `main` that returns an error prints.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl From<Inner> for Error {
    fn from(inner: Inner) -> Self {
        Self(Box::new(inner))
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Inner::Store(error).into()
    }
}

impl From<IngestError> for Error {
    fn from(error: IngestError) -> Self {
        Inner::Import(error).into()
    }
}

impl From<QuestionError> for Error {
    fn from(error: QuestionError) -> Self {
        Inner::Question(error).into()
    }
}

impl From<TraceError> for Error {
    fn from(error: TraceError) -> Self {
        match error {
            TraceError::Question(error) => error.into(),
            TraceError::Store(error) => error.into(),
            other => unknown_trace_error(&other),
        }
    }
}

/// [`TraceError`] may grow; until this floor knows the new sort it is a failure of reading.
#[cold]
fn unknown_trace_error(error: &TraceError) -> Error {
    let source = std::io::Error::other(error.to_string());
    StoreError::io("read", "the store", source).into()
}

macro_rules! plain {
    ($($error:ty),* $(,)?) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Inner::Plain(error.into()).into()
            }
        }
    )*};
}

plain!(
    IdError,
    TimeError,
    DurationError,
    IntervalError,
    KindError,
    CoordinatesError
);
