//! What to import and how, and what came of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use truyvet_model::{Duration, TimeZone, Timestamp};
use truyvet_store::Published;

use crate::error::Reason;
use crate::input::Input;
use crate::kind::FileKind;
use crate::mapping::Mapping;
use crate::tally::{Lateness, Made, Unresolved};

/// One file to import.
#[derive(Clone, Debug)]
pub struct ImportFile {
    /// What its rows are.
    pub kind: FileKind,
    /// Where its bytes are.
    pub input: Input,
}

impl ImportFile {
    /// A file of visits; `-` is the standard input.
    pub fn visits(path: impl Into<PathBuf>) -> Self {
        Self::new(FileKind::Visits, path)
    }

    /// A file of contacts; `-` is the standard input.
    pub fn contacts(path: impl Into<PathBuf>) -> Self {
        Self::new(FileKind::Contacts, path)
    }

    /// A file of places; `-` is the standard input.
    pub fn places(path: impl Into<PathBuf>) -> Self {
        Self::new(FileKind::Places, path)
    }

    /// A file of that kind; `-` is the standard input.
    pub fn new(kind: FileKind, path: impl Into<PathBuf>) -> Self {
        Self {
            kind,
            input: Input::parse(path),
        }
    }
}

/// How to read files.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The time zone of local times without an offset; without it they are errors (S1).
    pub zone: Option<TimeZone>,
    /// What to do about a bad row.
    pub on_error: OnError,
    /// Where the records come from (S19), such as `bluezone`; a column `source` wins, row by row.
    pub source: Option<String>,
    /// How many bytes of memory the program may take. With it, what was read is published in
    /// parts, each durable, and the same import goes on after the last one if it was interrupted;
    /// without it an import is one commit. At least 64 MiB.
    pub memory_limit: Option<u64>,
    /// Whether a file that was imported before is read again.
    pub again: bool,
    /// How files of its kind are read; all others by the built-in mapping of theirs.
    pub mapping: Option<Mapping>,
    /// Joins stays of one person at one place with at most that between (S9): for sources that
    /// split one stay in several.
    pub join_gap: Option<Duration>,
    /// Whose a rotating id was: `id,person,from,to`, for files of [`FileKind::Bluezone`].
    pub ids: Option<Input>,
    /// The administrative table, `unit,name,level,parent,population`, for files of
    /// [`FileKind::Places`] and [`FileKind::People`].
    pub units: Option<Input>,
    /// Who works when: a file of [`FileKind::Roster`], for files of [`FileKind::Residence`].
    pub roster: Option<Input>,
    /// How [`Self::roster`] is read; by the built-in mapping unless given.
    pub roster_mapping: Option<Mapping>,
    /// The time of the import: when rows arrived that do not say it themselves.
    pub now: Option<Timestamp>,
    /// Set from elsewhere to end the import soon with [`IngestError::Stopped`](crate::IngestError).
    pub stop: Option<Arc<AtomicBool>>,
}

/// What to do about a bad row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// Stop at the first one, with an error that says where it is; nothing is imported.
    #[default]
    Stop,
    /// Leave it out, count it, and go on.
    Skip {
        /// A CSV file to write such rows to, as `file,line,field,reason,row`. It is made anew.
        rejects: Option<PathBuf>,
    },
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportProgress<'a> {
    /// The file being read.
    pub file: &'a str,
    /// Bytes read so far, of all files together, as they are stored (compressed or not).
    pub bytes_read: u64,
    /// Bytes that there are; `None` if the standard input, whose length nobody knows, is among
    /// the files.
    pub bytes_total: Option<u64>,
    /// Rows read so far, of all files together.
    pub rows_read: u64,
}

/// What came of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
    /// The file, as it was given.
    pub name: String,
    /// What its rows are.
    pub kind: FileKind,
    /// Rows in the file, the header aside.
    pub rows_read: u64,
    /// Rows that became records, or parts of them.
    pub rows_taken: u64,
    /// Rows left out, by reason.
    pub rejected: BTreeMap<Reason, u64>,
    /// Columns of the header that mean nothing here.
    pub ignored_columns: Vec<String>,
    /// When the very same file had been imported, if that is why nothing was read.
    pub already: Option<Timestamp>,
    /// How many rows were passed over because an earlier, interrupted import had stored them;
    /// they count in no other number here.
    pub rows_before: u64,
}

impl FileReport {
    /// How many rows were left out.
    #[must_use]
    pub fn rows_rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// The one warning about columns that were ignored, if any were.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let names: Vec<String> = self
            .ignored_columns
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let columns = match names.len() {
            0 => return None,
            1 => "column",
            _ => "columns",
        };
        Some(format!(
            "{}: ignored {columns} {}, which a file of {} does not have",
            self.name,
            names.join(", "),
            self.kind
        ))
    }
}

/// What came of the files of one kind together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceReport {
    /// Of which kind.
    pub kind: FileKind,
    /// The source that their records got (S19), unless a row named another; empty: none.
    pub source: String,
    /// Rows that were joined to an earlier one of the same stay or contact.
    pub joined: u64,
    /// Rows whose record a later row of these files replaced.
    pub replaced: u64,
    /// Rows that came so late, with a memory limit, that what they belong to was forgotten.
    pub out_of_order: u64,
    /// The latest time that a row speaks of.
    pub latest: Option<Timestamp>,
    /// From event to arrival; `None` if nobody said when the rows arrived.
    pub lateness: Option<Lateness>,
    /// Names that were looked up and not found.
    pub unresolved: Unresolved,
    /// What was made of the rows, before the store looked for what it has already.
    pub made: Made,
    /// What else there is to say, each a sentence.
    pub notes: Vec<String>,
}

/// What came of an import: one entry per file, in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// File by file.
    pub files: Vec<FileReport>,
    /// Kind by kind, in the order in which they were read; without those of which every file was
    /// known already.
    pub sources: Vec<SourceReport>,
    /// What came of the parts that are already published, added up; of an import without
    /// [`ImportOptions::memory_limit`] nothing is before the writer's next commit.
    pub published: Option<Published>,
}

impl ImportReport {
    /// What came of the whole import, if `last` is what its last publication said.
    #[must_use]
    pub fn in_all(&self, last: &Published) -> Published {
        self.published.map_or(*last, |before| sum(&before, last))
    }

    /// Rows in all files, headers aside.
    #[must_use]
    pub fn rows_read(&self) -> u64 {
        self.files.iter().map(|file| file.rows_read).sum()
    }

    /// Rows that became records.
    #[must_use]
    pub fn rows_taken(&self) -> u64 {
        self.files.iter().map(|file| file.rows_taken).sum()
    }

    /// Rows left out.
    #[must_use]
    pub fn rows_rejected(&self) -> u64 {
        self.files.iter().map(FileReport::rows_rejected).sum()
    }

    /// Rows left out, by reason, over all files.
    #[must_use]
    pub fn rejected(&self) -> BTreeMap<Reason, u64> {
        let mut sum = BTreeMap::new();
        for (&reason, &count) in self.files.iter().flat_map(|file| &file.rejected) {
            let total: &mut u64 = sum.entry(reason).or_default();
            *total = total.saturating_add(count);
        }
        sum
    }
}

/// Two publications as one.
pub(crate) fn sum(first: &Published, second: &Published) -> Published {
    let mut sum = *second;
    for (total, before) in [
        (&mut sum.visits_added, first.visits_added),
        (&mut sum.visits_replaced, first.visits_replaced),
        (&mut sum.visits_unchanged, first.visits_unchanged),
        (&mut sum.visits_superseded, first.visits_superseded),
        (&mut sum.visits_retracted, first.visits_retracted),
        (&mut sum.contacts_added, first.contacts_added),
        (&mut sum.contacts_replaced, first.contacts_replaced),
        (&mut sum.contacts_unchanged, first.contacts_unchanged),
        (&mut sum.contacts_superseded, first.contacts_superseded),
        (&mut sum.contacts_retracted, first.contacts_retracted),
        (&mut sum.open_visits_moved, first.open_visits_moved),
        (&mut sum.records_erased, first.records_erased),
        (&mut sum.records_expired, first.records_expired),
        (&mut sum.people_added, first.people_added),
        (&mut sum.places_added, first.places_added),
        (&mut sum.places_changed, first.places_changed),
        (&mut sum.people_changed, first.people_changed),
        (&mut sum.units_changed, first.units_changed),
        (&mut sum.cases_added, first.cases_added),
        (&mut sum.cases_replaced, first.cases_replaced),
        (&mut sum.cases_removed, first.cases_removed),
        (&mut sum.segments_written, first.segments_written),
    ] {
        *total = total.saturating_add(before);
    }
    sum
}
