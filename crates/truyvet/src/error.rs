//! The one error of the front door: opaque, complete on one line, with predicates.

use std::fmt;

use crate::problem::Problem;
use truyvet_centre::CentreError;
use truyvet_ingest::{IngestError, RowError};
use truyvet_model::duration::DurationError;
use truyvet_model::kind::KindError;
use truyvet_model::record::CoordinatesError;
use truyvet_model::{IdError, IntervalError, QuestionError, TimeError};
use truyvet_store::StoreError;
use truyvet_trace::{Exceeded, Finished, SaveError, TraceError};

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
pub(crate) enum Inner {
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// An argument of a question that is no value at all.
    #[error("{field}: {problem}")]
    Argument {
        field: &'static str,
        problem: Problem,
    },
    /// A question in a file or a text.
    #[error("{file}{}{}: {problem}", .line.map(|n| format!(", line {n}")).unwrap_or_default(),
        .field.as_ref().map(|name| format!(", {name}")).unwrap_or_default())]
    Written {
        file: String,
        line: Option<usize>,
        field: Option<String>,
        problem: String,
    },
    /// A preset that there is not.
    #[error("preset: there is no preset `{name}`; there are: {known}")]
    Preset { name: String, known: String },
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
    #[error("{why}")]
    Exceeded {
        why: Exceeded,
        finished: Option<Box<Finished>>,
    },
    #[error("{path}: {why}")]
    Saved { path: String, why: SaveError },
    /// Somebody or something that the store has never heard of.
    #[error(
        "{field}: {} with that id in the store; give the id as it was recorded", no_such(.field)
    )]
    Unknown { field: &'static str },
    /// What a store for tracing only does not do.
    #[error(
        "{what}: {}",
        if *.made { "this store was made for tracing only, for good: ask about a person instead" }
        else { "this store was opened for tracing only: ask about a person instead, or open it with Store::open if you may" }
    )]
    TracingOnly {
        what: &'static str,
        /// Whether it was made so, whoever opens it.
        made: bool,
    },
    #[error(transparent)]
    Import(IngestError),
    /// What was asked of zones or a panorama, or a file for them.
    #[error(transparent)]
    Centre(CentreError),
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

impl Error {
    /// The question, or something given for it, is at fault (S28).
    #[must_use]
    pub fn is_question(&self) -> bool {
        matches!(
            *self.0,
            Inner::Question(_)
                | Inner::Argument { .. }
                | Inner::Written { .. }
                | Inner::Preset { .. }
                | Inner::Centre(_)
        )
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

    /// A store for tracing only was asked for what does not begin at a person, or to be written
    /// ([`Store::for_tracing`](crate::Store::for_tracing),
    /// [`Options::listing`](crate::Options::listing)).
    #[must_use]
    pub fn is_tracing_only(&self) -> bool {
        matches!(*self.0, Inner::TracingOnly { .. })
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

    /// What it is made of.
    pub(crate) fn inner(&self) -> &Inner {
        &self.0
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

    /// A written question that cannot be used, and where.
    pub(crate) fn in_file(
        file: &str,
        line: Option<usize>,
        field: Option<&str>,
        problem: &str,
    ) -> Self {
        // The message may name the field already.
        let problem = field
            .and_then(|name| problem.strip_prefix(name)?.strip_prefix(": "))
            .unwrap_or(problem);
        Inner::Written {
            file: file.to_owned(),
            line,
            field: field.map(str::to_owned),
            problem: problem.trim_end().replace('\n', "; "),
        }
        .into()
    }

    pub(crate) fn no_preset(name: &str, known: String) -> Self {
        let name = name.to_owned();
        Inner::Preset { name, known }.into()
    }

    pub(crate) fn value(field: &'static str, problem: impl Into<Problem>) -> Self {
        let problem = problem.into();
        Inner::Value { field, problem }.into()
    }

    /// Whether a question cost more than its budget allows, or was cancelled.
    #[must_use]
    pub fn is_exceeded(&self) -> bool {
        matches!(*self.0, Inner::Exceeded { .. })
    }

    /// The levels that were finished before a question was stopped: the whole answer to the same
    /// question with fewer hops.
    #[must_use]
    pub fn finished(&self) -> Option<&Finished> {
        match &*self.0 {
            Inner::Exceeded { finished, .. } => finished.as_deref(),
            _ => None,
        }
    }

    /// A saved answer is damaged, of another layout, or opened on another snapshot than its own.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        matches!(*self.0, Inner::Saved { .. })
    }

    pub(crate) fn saved(path: &std::path::Path, why: SaveError) -> Self {
        let path = path.display().to_string();
        Inner::Saved { path, why }.into()
    }

    pub(crate) fn unknown(field: &'static str) -> Self {
        Inner::Unknown { field }.into()
    }

    pub(crate) fn tracing_only(what: &'static str, made: bool) -> Self {
        Inner::TracingOnly { what, made }.into()
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
            TraceError::Saved(why) => Self::saved(std::path::Path::new("the saved answer"), why),
            TraceError::Exceeded { why, finished } => Inner::Exceeded { why, finished }.into(),
            other => unknown_trace_error(&other),
        }
    }
}

impl From<CentreError> for Error {
    fn from(error: CentreError) -> Self {
        match error {
            CentreError::Trace(error) => error.into(),
            CentreError::Store(error) => error.into(),
            other => Inner::Centre(other).into(),
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
