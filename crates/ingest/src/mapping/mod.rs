//! Mappings: which column of a file is what, in which words and times, as TOML that users write.

mod file;

mod plan;

use std::collections::BTreeMap;

use truyvet_model::TimeZone;

use crate::clock::{Clock, Format};
use crate::error::IngestError;
use crate::header::Wanted;
use crate::input::Input;
use crate::kind::FileKind;

pub(crate) use file::Shift;
pub(crate) use plan::{Cells, Plan, fold};

/// How to read files of one kind: names of columns, words, times, settings.
///
/// ```
/// use truyvet_ingest::{FileKind, Mapping};
/// let text = r#"
///     source = "qr-scan"
///     name = "bluezone-quang-ninh"
///     [columns]
///     person = "CCCD"
///     time = ["Thời gian", "time"]
///     [time]
///     zone = "Asia/Ho_Chi_Minh"
///     format = "%d/%m/%Y %H:%M"
/// "#;
/// let mapping = Mapping::parse("mine.toml", text)?;
/// assert_eq!((mapping.kind(), mapping.name()), (FileKind::QrScan, "bluezone-quang-ninh"));
/// let wrong = Mapping::parse("mine.toml", "source = \"fax\"").unwrap_err();
/// assert!(wrong.to_string().starts_with("mine.toml: source: there is no `fax`"));
/// # Ok::<(), truyvet_ingest::IngestError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Mapping {
    /// What messages call it.
    file: String,
    kind: FileKind,
    read: file::MappingFile,
    text: String,
}

impl Mapping {
    /// The mapping that is used where none is given.
    ///
    /// # Errors
    /// None in practice: the tests read them all.
    pub fn builtin(kind: FileKind) -> Result<Self, IngestError> {
        Self::parse(kind.name(), kind.about().mapping)
    }

    /// Reads a mapping.
    ///
    /// # Errors
    /// [`IngestError`], as [`Self::parse`], and for what cannot be read.
    pub fn read(input: &Input) -> Result<Self, IngestError> {
        Self::parse(&input.name(), &input.text()?)
    }

    /// Reads a mapping from `text`; errors call it `file`.
    ///
    /// # Errors
    /// [`IngestError`] naming what is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self, IngestError> {
        let wrong = |problem: String| IngestError::Mapping {
            file: file.to_owned(),
            problem,
        };
        let read: file::MappingFile =
            toml::from_str(text).map_err(|e| wrong(on_one_line(&e.to_string())))?;
        let kind = FileKind::named(&read.source).ok_or_else(|| {
            let known: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.name()).collect();
            wrong(format!(
                "source: there is no `{}`; there are: {}",
                read.source,
                known.join(", ")
            ))
        })?;
        let columns = kind.columns();
        for (table, names) in [
            ("columns", read.columns.keys().collect::<Vec<_>>()),
            ("values", read.values.keys().collect()),
        ] {
            for name in names {
                if !columns.iter().any(|column| column.name == name) {
                    let known: Vec<&str> = columns.iter().map(|column| column.name).collect();
                    return Err(wrong(format!(
                        "[{table}]: {kind} has no column `{name}`; it has: {}",
                        known.join(", ")
                    )));
                }
            }
        }
        if !read.shifts.is_empty() && !matches!(kind, FileKind::Roster | FileKind::Residence) {
            return Err(wrong(format!("[shifts]: {kind} has no shifts")));
        }
        let mapping = Self {
            file: file.to_owned(),
            kind,
            read,
            text: text.to_owned(),
        };
        mapping.clock(None)?;
        Ok(mapping)
    }

    /// What it is for.
    #[must_use]
    pub const fn kind(&self) -> FileKind {
        self.kind
    }

    /// The source that records get (S19), unless the caller or the row names another; empty: none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.read.name
    }

    /// The TOML that it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    #[cold]
    pub(crate) fn wrong(&self, problem: impl Into<String>) -> IngestError {
        IngestError::Mapping {
            file: self.file.clone(),
            problem: problem.into(),
        }
    }

    /// The settings, as the source understands them.
    pub(crate) fn settings<T: serde::de::DeserializeOwned>(&self) -> Result<T, IngestError> {
        let settings = toml::Value::Table(self.read.settings.clone());
        let read = settings.try_into();
        read.map_err(|e: toml::de::Error| {
            self.wrong(format!("[settings]: {}", on_one_line(&e.to_string())))
        })
    }

    /// The patterns of shifts, by name.
    pub(crate) const fn shifts(&self) -> &BTreeMap<String, Shift> {
        &self.read.shifts
    }

    /// The reader of times; `zone` wins over its own.
    pub(crate) fn clock(&self, zone: Option<&TimeZone>) -> Result<Clock, IngestError> {
        let time = &self.read.time;
        let format = time.format.as_deref().map(Format::named).transpose();
        let format = format.map_err(|e| self.wrong(format!("[time] format: {e}")))?;
        let own = time.zone.as_deref().map(TimeZone::named).transpose();
        let own = own.map_err(|e| self.wrong(format!("[time] zone: {e}")))?;
        let zone = zone.cloned().or(own);
        Ok(Clock::new(
            format.unwrap_or_default(),
            time.date.clone(),
            zone,
        ))
    }

    /// The columns under the names that they have in the file.
    pub(crate) fn wanted(&self) -> Vec<Wanted> {
        let wanted = |column: &crate::header::Column| {
            let names = match self.read.columns.get(column.name) {
                Some(names) => names
                    .iter()
                    .map(|name| name.trim().to_lowercase())
                    .collect(),
                None => vec![column.name.to_owned()],
            };
            Wanted {
                column: *column,
                names,
            }
        };
        self.kind.columns().iter().map(wanted).collect()
    }
}

/// The errors of TOML have several lines.
fn on_one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let lines: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !line.starts_with('|') && !line.contains(" | "))
        .collect();
    lines.join(": ")
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
