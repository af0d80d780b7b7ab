//! What can go wrong in a store, in words that tell the reader what to do.

use std::fmt;

/// Why the store could not do what was asked.
///
/// No message holds an external id of a person.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The operating system refused.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// The file or folder, as it was named.
        path: String,
        /// What was tried, as a verb: `read`, `write`, `sync` …
        action: &'static str,
        /// The operating system's words.
        source: std::io::Error,
    },
    /// A file of the store is not what was written.
    #[error("{file} is damaged: {what}; {advice}")]
    Damaged {
        /// The file inside the store.
        file: String,
        /// What is wrong, and where.
        what: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// Another writer holds the store.
    #[error("{path} is being written by {holder}: wait until it has finished, or end it")]
    Locked {
        /// The store.
        path: String,
        /// Who holds it.
        holder: Holder,
    },
    /// There is no store at that path.
    #[error(
        "{path} is not a truyvet store: {what}; name the folder of a store, or create one there"
    )]
    NotAStore {
        /// The path given.
        path: String,
        /// What was found instead.
        what: String,
    },
    /// There is something already where a store was to be created.
    #[error("{path} already exists: open it instead, or choose another path")]
    Exists {
        /// The path given.
        path: String,
    },
    /// A file written by a version this one does not know.
    #[error(
        "{file} has format version {found}, but this version of truyvet knows {known}: use the truyvet that wrote it, or a newer one"
    )]
    UnknownVersion {
        /// The file inside the store.
        file: String,
        /// The version it says it has.
        found: u32,
        /// The versions that can be read.
        known: String,
    },
    /// A record that cannot be stored.
    #[error("{record}: {field} is {value}: expected {expected}")]
    Record {
        /// `visit`, `contact` or `place`.
        record: &'static str,
        /// The field at fault.
        field: &'static str,
        /// Its value, never an external id of a person.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// A number that is not of this store.
    #[error("{field} {value} is not in this snapshot, which has {count}")]
    UnknownNumber {
        /// `person` or `place`, …
        field: &'static str,
        /// The number asked for.
        value: u64,
        /// How many there are.
        count: u64,
    },
    /// More than the format can hold.
    #[error("{what} would be {value}, but at most {limit} fit; {advice}")]
    Limit {
        /// What is too large.
        what: &'static str,
        /// The value reached.
        value: u64,
        /// The most allowed.
        limit: u64,
        /// What to do about it.
        advice: &'static str,
    },
    /// A key file that is none.
    #[error(
        "the key cannot be used: {what}; a key file holds a key to a line, 64 hexadecimal digits each"
    )]
    Key {
        /// What is wrong and where, never the key itself.
        what: String,
    },
    /// A pseudonymous store was opened without its keys.
    #[error(
        "the people of this store are pseudonyms: give its key file to look up or add anybody by id, or ask for `pseudonym:` and the 32 digits that answers show"
    )]
    KeyNeeded,
    /// A person who was erased.
    #[error("person {number} was erased: nothing is known of it any more")]
    Erased {
        /// The number that was the person's.
        number: u32,
    },
    /// The keys are not those of the store.
    #[error(
        "{path}: {}",
        if *.pseudonymous { "the keys are not those that its ids are under: give the key file it was made with" }
        else { "it is not pseudonymous: open it without keys" }
    )]
    WrongKey {
        /// The store.
        path: String,
        /// Whether the store is pseudonymous at all.
        pseudonymous: bool,
    },
    /// A commit that can no longer be asked (S29).
    #[error("commit {number} is not kept: the store has {kept}; `truyvet history` lists them")]
    NotKept {
        /// The commit asked for.
        number: u64,
        /// Those that are kept.
        kept: String,
    },
    /// The writer failed before and can no longer be used.
    #[error("this writer failed before ({cause}): drop it, open the store again and repeat")]
    Poisoned {
        /// The first failure.
        cause: String,
    },
}

/// The process that holds the writer's lock, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The process of that id.
    Process(u32),
    /// It left no id.
    Unknown,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Process(id) => write!(f, "process {id}"),
            Self::Unknown => f.write_str("another process"),
        }
    }
}

impl StoreError {
    /// The usual advice after damage.
    pub const RESTORE: &'static str =
        "run `truyvet verify` to see what is affected and restore the store from a copy";

    /// Damage to `file`, with the usual advice.
    #[cold]
    #[must_use]
    pub fn damaged(file: &str, what: impl Into<String>) -> Self {
        Self::Damaged {
            file: file.to_owned(),
            what: what.into(),
            advice: Self::RESTORE,
        }
    }

    /// An error of the operating system while doing `action` to `path`.
    #[cold]
    #[must_use]
    pub fn io(action: &'static str, path: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io {
            path: path.into(),
            action,
            source,
        }
    }

    /// Whether the store is damaged (and not, say, the disk full).
    #[must_use]
    pub const fn is_damaged(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }
}
