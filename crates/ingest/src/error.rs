//! What can be wrong with a file or a row, in words that say where and what is expected.

use std::fmt;
use std::io;

use truyvet_store::StoreError;

/// Why a row was not taken: the word that reports and the file of rejects use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The row has more or fewer fields than the header.
    FieldCount,
    /// A field that must have a value is empty.
    Missing,
    /// A field is not UTF-8.
    NotUtf8,
    /// The id is too long or holds a control character.
    BadId,
    /// The text is not a time.
    NotATime,
    /// A local time, and no time zone was named for the file.
    NoOffset,
    /// A local time that a change of clocks skips or repeats.
    AmbiguousTime,
    /// A time outside the years that can be stored.
    TimeOutOfRange,
    /// The end is not after the start.
    EmptyInterval,
    /// The interval is longer than can be stored.
    TooLong,
    /// Both people of a contact are the same one.
    SelfContact,
    /// The text is not a kind of place.
    BadKind,
    /// Latitude or longitude is no number, out of range, or one of the two is missing.
    BadCoordinates,
    /// The text is not a yes or no.
    BadFlag,
    /// A place is its own parent.
    OwnParent,
    /// The name of a source is too long or holds a control character.
    BadSource,
    /// A line to append that begins with no word that is known.
    BadVerb,
    /// A word that is none of those that a column knows.
    BadWord,
    /// The text is no number, or one out of range.
    BadNumber,
    /// The text is not a date.
    NotADate,
    /// A shift that the mapping has no pattern for.
    UnknownShift,
    /// The same scan a second time within a minute.
    DoubleScan,
    /// A check-out, and no check-in that it could belong to.
    OutWithoutIn,
    /// A Bluetooth signal too weak to mean anything.
    WeakSignal,
    /// A rotating id that nobody had at that time, or two people.
    UnknownId,
    /// Two rotating ids of one person.
    OwnId,
}

impl Reason {
    /// Whether such rows are what the source is like rather than mistakes of the file: they never
    /// stop an import, but are left out and counted.
    #[must_use]
    pub const fn is_usual(self) -> bool {
        matches!(
            self,
            Self::DoubleScan
                | Self::OutWithoutIn
                | Self::WeakSignal
                | Self::UnknownId
                | Self::OwnId
        )
    }

    /// As it is written in reports and in the file of rejects.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FieldCount => "field_count",
            Self::Missing => "missing",
            Self::NotUtf8 => "not_utf8",
            Self::BadId => "bad_id",
            Self::NotATime => "not_a_time",
            Self::NoOffset => "no_offset",
            Self::AmbiguousTime => "ambiguous_time",
            Self::TimeOutOfRange => "time_out_of_range",
            Self::EmptyInterval => "empty_interval",
            Self::TooLong => "too_long",
            Self::SelfContact => "self_contact",
            Self::BadKind => "bad_kind",
            Self::BadCoordinates => "bad_coordinates",
            Self::BadFlag => "bad_flag",
            Self::OwnParent => "own_parent",
            Self::BadSource => "bad_source",
            Self::BadVerb => "bad_verb",
            Self::BadWord => "bad_word",
            Self::BadNumber => "bad_number",
            Self::NotADate => "not_a_date",
            Self::UnknownShift => "unknown_shift",
            Self::DoubleScan => "double_scan",
            Self::OutWithoutIn => "out_without_in",
            Self::WeakSignal => "weak_signal",
            Self::UnknownId => "unknown_id",
            Self::OwnId => "own_id",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A row that cannot be a record: where, and what is expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, {unit} {line}, {field}: {problem}")]
pub struct RowError {
    /// The file, as it was given.
    pub file: String,
    /// What `line` counts: `line`, or `row` in Parquet and Arrow, which have no lines.
    pub unit: &'static str,
    /// The line on which the row begins, from 1, the header included; or the row, from 1.
    pub line: u64,
    /// The column; `row` if it is the row as a whole.
    pub field: &'static str,
    /// What stands there and what is expected.
    pub problem: String,
    /// The same in one word.
    pub reason: Reason,
}

/// Why a file could not be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The file cannot be opened, read or written.
    #[error("{file}: cannot {action}: {source}")]
    Io {
        /// The file, as it was given.
        file: String,
        /// `open`, `read`, `write`.
        action: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A compressed file that ends early or is damaged, or is not what its name says.
    #[error("{file}: {problem}; fetch or compress the file again")]
    Compressed {
        /// The file, as it was given.
        file: String,
        /// What is wrong.
        problem: String,
    },
    /// Not a single row, not even a header.
    #[error("{file}: the file is empty: a header row is needed ({expected})")]
    Empty {
        /// The file, as it was given.
        file: String,
        /// The columns that the header row should name.
        expected: String,
    },
    /// UTF-16, a spreadsheet, an archive …
    #[error("{file}: {what}: save it as CSV text in UTF-8, with commas")]
    NotCsv {
        /// The file, as it was given.
        file: String,
        /// What it looks like.
        what: String,
    },
    /// Columns that must be there are not.
    #[error("{file}: the header has no column {missing}; found: {found}{hint}")]
    MissingColumns {
        /// The file, as it was given.
        file: String,
        /// The missing ones.
        missing: String,
        /// All names in the header.
        found: String,
        /// What may have happened; empty or a sentence.
        hint: String,
    },
    /// One name twice in the header.
    #[error("{file}: the header has two columns `{column}`: rename or remove one")]
    DuplicateColumn {
        /// The file, as it was given.
        file: String,
        /// The name.
        column: String,
    },
    /// A `"` that is never closed, so that the rest of the file would be one field.
    #[error(
        "{file}, line {line}: a quoted field that begins in this row is not closed {until}: add the missing `\"`, or double it inside a field"
    )]
    OpenQuote {
        /// The file, as it was given.
        file: String,
        /// The line on which the row begins.
        line: u64,
        /// Up to where.
        until: &'static str,
    },
    /// A Parquet or Arrow file that cannot be read.
    #[error("{file}: {problem}")]
    Columns {
        /// The file, as it was given.
        file: String,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A mapping that makes no sense.
    #[error("{file}: {problem}")]
    Mapping {
        /// The file, as it was given.
        file: String,
        /// What is wrong, and what is expected.
        problem: String,
    },
    /// A file beside the one to import, or an option, that a source needs or does not know.
    #[error("{what}: {problem}")]
    Option {
        /// Which.
        what: &'static str,
        /// What is wrong, and what is expected.
        problem: String,
    },
    /// A bad row.
    #[error(transparent)]
    Row(#[from] RowError),
    /// [`ImportOptions::stop`](crate::ImportOptions::stop) was set.
    #[error("the import was stopped: drop the writer, and import again when you like")]
    Stopped,
    /// `-` is named twice.
    #[error("the standard input (`-`) is named more than once: it can be read only once")]
    StdinTwice,
    /// The rejects would overwrite a file that is to be read.
    #[error("{file}: the file of rejects is also a file to import: name another file for rejects")]
    RejectsIsInput {
        /// The file, as it was given.
        file: String,
    },
    /// A memory limit that nothing can be done with.
    #[error("the memory limit is {limit} bytes: give at least {least} (64MiB)")]
    MemoryLimit {
        /// The limit.
        limit: u64,
        /// The least one.
        least: u64,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}
