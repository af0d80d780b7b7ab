//! What can be done to a folder, and how it fails.

use std::io::{Error, ErrorKind};

use truyvet_store::StoreError;

/// One change of the folder. Reading is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// What was done.
    pub action: Action,
    /// To which file; the new name of a rename; empty for the folder.
    pub name: String,
    /// How many bytes, if it was an append.
    pub bytes: usize,
}

/// What can be done to a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// The folder was made.
    CreateDir,
    /// A file was made.
    Create,
    /// Bytes were added to a file.
    Append,
    /// The content of a file was made durable.
    Sync,
    /// The same, and the file is finished.
    Seal,
    /// A file got another name.
    Rename,
    /// A file was removed.
    Remove,
    /// Names were made durable.
    SyncDir,
    /// A lock was taken.
    Lock,
}

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The disk is full; of an append, half was written.
    NoSpace,
    /// The disk failed; nothing was done, and a later try can succeed.
    Io,
    /// As [`Self::Io`], but after a failed sync the system takes the pages for written: a later
    /// sync of that file says that all is well, and nothing more of it becomes durable.
    IoForgotten,
}

impl Action {
    pub(super) const fn verb(self) -> &'static str {
        match self {
            Self::CreateDir => "create the folder",
            Self::Create => "create",
            Self::Append => "write",
            Self::Sync | Self::SyncDir => "sync",
            Self::Seal => "seal",
            Self::Rename => "rename",
            Self::Remove => "remove",
            Self::Lock => "lock",
        }
    }
}

impl Fault {
    pub(super) fn error(self, action: &'static str, name: &str) -> StoreError {
        let source = match self {
            Self::NoSpace => ErrorKind::StorageFull.into(),
            Self::Io | Self::IoForgotten => Error::other("input/output error"),
        };
        StoreError::io(action, name, source)
    }
}

pub(super) fn crashed(action: &'static str, name: &str) -> StoreError {
    StoreError::io(action, name, Error::other("crashed"))
}

pub(super) fn missing(action: &'static str, name: &str) -> StoreError {
    StoreError::io(action, name, ErrorKind::NotFound.into())
}
