//! How a writer works.

use std::time::Duration;

/// How a writer works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriterOptions {
    /// How many records and changes the log holds before they are published as segments; 65,536
    /// unless set. Readers replay the log, so it should stay small.
    pub publish_at: u64,
    /// When [`Writer::commit_if_due`](crate::Writer::commit_if_due) commits; never unless set.
    pub group: Option<GroupCommit>,
    /// Whether a thread of the writer merges segments and removes what must go; yes unless set.
    pub compact: bool,
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self {
            publish_at: 65_536,
            group: None,
            compact: true,
        }
    }
}

/// When a group of records is committed: at so many, or after so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupCommit {
    /// How many records.
    pub records: u64,
    /// How long after the first of them.
    pub time: Duration,
}
