//! Where an error lies, for programs that show it beside a form or a file: file, field, value.

use truyvet_centre::CentreError;
use truyvet_ingest::{IngestError, RowError};
use truyvet_model::QuestionError;
use truyvet_store::StoreError;
use truyvet_trace::Exceeded;

use crate::error::{Error, Inner};

impl Error {
    /// The file or folder that is at fault, if it is one.
    ///
    /// ```
    /// let error = truyvet::Store::open("no/such/folder").unwrap_err();
    /// assert_eq!(error.file(), Some("no/such/folder"));
    /// ```
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self.inner() {
            Inner::Written { file, .. } => Some(file),
            Inner::Saved { path, .. } => Some(path),
            Inner::Store(error) | Inner::Import(IngestError::Store(error)) => file_of_store(error),
            Inner::Import(error) => file_of_import(error),
            Inner::Centre(CentreError::Rules(error)) => Some(&error.file),
            Inner::Centre(CentreError::Geometry { file, .. }) => Some(file),
            _ => None,
        }
    }

    /// The field, argument or column that is at fault, if it is one: `min_overlap`, `end`.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let error = store.writer()?.visit("An", "canteen", 60, Some(0)).unwrap_err();
    /// assert_eq!(error.field(), Some("end"));
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self.inner() {
            Inner::Question(error) => field_of_question(error),
            Inner::Argument { field, .. }
            | Inner::Value { field, .. }
            | Inner::Unknown { field } => Some(field),
            Inner::Written { field, .. } => field.as_deref(),
            Inner::Preset { .. } => Some("preset"),
            Inner::Centre(CentreError::Asked { field, .. }) => Some(field),
            Inner::Import(IngestError::Row(row)) => Some(row.field),
            Inner::Import(IngestError::Option { what, .. }) => Some(what),
            Inner::Store(error) | Inner::Import(IngestError::Store(error)) => match error {
                StoreError::Record { field, .. } | StoreError::UnknownNumber { field, .. } => {
                    Some(field)
                }
                StoreError::Limit { what, .. } => Some(what),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value that is at fault, where it is known by itself and not only in the message.
    ///
    /// ```
    /// use truyvet::Preset;
    /// assert_eq!(Preset::named("cdc").unwrap_err().value_given().as_deref(), Some("cdc"));
    /// ```
    #[must_use]
    pub fn value_given(&self) -> Option<String> {
        match self.inner() {
            Inner::Question(error) => value_of_question(error),
            Inner::Preset { name, .. } => Some(name.clone()),
            Inner::Store(error) | Inner::Import(IngestError::Store(error)) => match error {
                StoreError::Record { value, .. } => Some(value.clone()),
                StoreError::UnknownNumber { value, .. } | StoreError::Limit { value, .. } => {
                    Some(value.to_string())
                }
                StoreError::NotKept { number, .. } => Some(number.to_string()),
                _ => None,
            },
            Inner::Import(IngestError::MemoryLimit { limit, .. }) => Some(limit.to_string()),
            _ => None,
        }
    }

    /// The line (or row) of [`Self::file`] that is at fault, from 1.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        match self.inner() {
            Inner::Written { line, .. } => line.and_then(|line| u64::try_from(line).ok()),
            Inner::Import(IngestError::Row(row)) => Some(row.line),
            Inner::Import(IngestError::OpenQuote { line, .. }) => Some(*line),
            _ => None,
        }
    }

    /// The row that stopped an import (S28), if it was one that did: where it stands and what is
    /// wrong with it.
    ///
    /// ```
    /// use truyvet::LineParser;
    /// # use std::sync::Arc;
    /// # use truyvet::{MemoryVfs, Options, Store};
    /// # let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut lines = LineParser::new("stdin", None);
    /// let error = store.writer()?.line(&mut lines, b"visit,An,m,noon,").unwrap_err();
    /// assert_eq!(error.rejected_row().unwrap().field, "start");
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    #[must_use]
    pub fn rejected_row(&self) -> Option<&RowError> {
        match self.inner() {
            Inner::Import(IngestError::Row(error)) => Some(error),
            _ => None,
        }
    }

    /// Whether a question was stopped by a [`CancelToken`](crate::CancelToken), and not by its
    /// budget.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        let why = match self.inner() {
            Inner::Exceeded { why, .. } => why,
            _ => return false,
        };
        matches!(why, Exceeded::Cancelled)
    }
}

fn file_of_store(error: &StoreError) -> Option<&str> {
    match error {
        StoreError::Io { path, .. }
        | StoreError::Locked { path, .. }
        | StoreError::NotAStore { path, .. }
        | StoreError::Exists { path }
        | StoreError::WrongKey { path, .. } => Some(path),
        StoreError::Damaged { file, .. } | StoreError::UnknownVersion { file, .. } => Some(file),
        _ => None,
    }
}

fn file_of_import(error: &IngestError) -> Option<&str> {
    match error {
        IngestError::Io { file, .. }
        | IngestError::Compressed { file, .. }
        | IngestError::Empty { file, .. }
        | IngestError::NotCsv { file, .. }
        | IngestError::MissingColumns { file, .. }
        | IngestError::DuplicateColumn { file, .. }
        | IngestError::OpenQuote { file, .. }
        | IngestError::Columns { file, .. }
        | IngestError::Mapping { file, .. }
        | IngestError::RejectsIsInput { file } => Some(file),
        IngestError::Row(row) => Some(&row.file),
        _ => None,
    }
}

fn field_of_question(error: &QuestionError) -> Option<&'static str> {
    Some(match error {
        QuestionError::NoCases => "cases",
        QuestionError::Hops { .. } => "hops",
        QuestionError::MinOverlap { .. } => "min_overlap",
        QuestionError::Until { .. } => "until",
        QuestionError::Cumulative { .. } => "cumulative",
        QuestionError::Split { .. } | QuestionError::SplitTwice { .. } => "splits",
        QuestionError::Lag { .. } | QuestionError::UnknownKind { .. } => "lag",
        QuestionError::UnknownPerson { field, .. }
        | QuestionError::UnknownPlace { field, .. }
        | QuestionError::NoSuchKind { field, .. }
        | QuestionError::UnknownUnit { field, .. }
        | QuestionError::UnknownSource { field, .. } => field,
        QuestionError::NothingLeft => "only",
        QuestionError::Window { .. } => "window",
        QuestionError::NotExposed { .. } => "to",
        _ => return None,
    })
}

fn value_of_question(error: &QuestionError) -> Option<String> {
    Some(match error {
        QuestionError::Hops { value } => value.clone(),
        QuestionError::MinOverlap { value } => value.to_string(),
        QuestionError::Until { until, .. } => until.to_string(),
        QuestionError::Cumulative { total, .. } => total.to_string(),
        QuestionError::Split { place, .. } | QuestionError::SplitTwice { place } => place.clone(),
        QuestionError::Lag { kind }
        | QuestionError::UnknownKind { kind, .. }
        | QuestionError::NoSuchKind { kind, .. } => kind.to_string(),
        QuestionError::UnknownPerson { id, .. }
        | QuestionError::UnknownPlace { id, .. }
        | QuestionError::NotExposed { id } => id.clone(),
        QuestionError::UnknownUnit { unit, .. } => unit.clone(),
        QuestionError::UnknownSource { source_name, .. } => source_name.clone(),
        QuestionError::Window { window, .. } => window.to_string(),
        _ => return None,
    })
}
