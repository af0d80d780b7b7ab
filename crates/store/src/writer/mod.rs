//! The writer: takes records in any order, commits them durably, publishes them as segments.

mod options;

mod append;

mod withdraw;

mod register;

mod commit;

mod ledger;

mod find;

mod link;

mod forget;

#[cfg(test)]
mod naive;

use std::sync::Arc;
use std::time::Instant;

use crate::compact::{Compaction, Compactor, Effort, step};
use crate::core::{Core, LOCK};
use crate::error::StoreError;
use crate::io::VfsLock;
use crate::links::Links;
use crate::log::{LogWriter, Ops};
use crate::manifest::TEMPORARY;
use crate::publish::Pending;
use crate::reader::{Reader, Tail};
use crate::segment::SourceNo;
use crate::snapshot::Snapshot;

pub use append::ToIdParts;
pub use commit::Commit;
pub use forget::Erasure;
pub use ledger::Imported;
pub use options::{GroupCommit, WriterOptions};

/// Collects records and commits them. There is one writer of a store at a time.
///
/// Records come in any order; of several with one key (S2, S3) the last one counts. What was not
/// committed when the writer is dropped is forgotten, and nothing of it is on disk.
///
/// *append* (`visit`, `contact`, `link_people` …) buffers; [`Writer::commit`] makes durable and
/// visible; [`Writer::publish`] moves what was committed from the log into segments.
///
/// ```
/// use truyvet_store::{MemoryVfs, Options, Store};
/// use truyvet_model::{ExternalId, Timestamp, Visit};
/// let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
/// let mut writer = store.writer()?;
/// let person = writer.person(&"An".parse::<ExternalId>()?)?;
/// let place = writer.place(&"market:7".parse::<ExternalId>()?)?;
/// let start = Timestamp::from_seconds(1_620_432_000);
/// writer.visit(Visit { person, place, start, end: None })?;
/// assert_eq!(writer.commit()?.number, 1);
/// assert_eq!(store.snapshot()?.number(), 1);
/// assert_eq!(writer.publish()?.visits_added, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Writer {
    core: Arc<Core>,
    options: WriterOptions,
    /// The published state that `pending` goes on top of; not pinned, so that an idle writer keeps
    /// nothing from being removed.
    base: Snapshot,
    pending: Pending,
    /// What was appended since the last commit, for the log; `None` if it is too much for it.
    ops: Option<Ops>,
    log: Option<LogWriter>,
    /// Commits that are only in the log.
    logged: u64,
    /// The last commit, and its time.
    number: u64,
    time: i64,
    /// Whether there is anything to commit, and how many records.
    dirty: bool,
    records: u64,
    /// Whether a place was declared since the last commit.
    declared: bool,
    /// When the first of it was appended.
    since: Option<Instant>,
    /// Where records come from, until another source is set.
    source: SourceNo,
    /// The links with what is pending, worked out when they are first needed.
    links: Option<Arc<Links>>,
    /// Why it can no longer be used.
    failed: Option<String>,
    /// Ends before the lock does.
    compactor: Option<Compactor>,
    /// Held until the writer is dropped.
    _lock: Box<dyn VfsLock>,
}

impl Writer {
    /// Takes the lock and starts from the current state.
    pub(crate) fn open(reader: &Arc<Reader>, options: WriterOptions) -> Result<Self, StoreError> {
        let vfs = reader.vfs();
        let lock = vfs.lock(LOCK, "")?;
        vfs.remove(TEMPORARY)?;
        // A commit may have failed at its last sync, after the switch: a later one that finds
        // nothing left to do must not acknowledge what power loss still takes.
        vfs.sync_dir()?;
        let base = reader.base()?;
        let mut pending = Pending::new(&base, reader.naming());
        let tail = Tail::read(&**vfs, base.manifest(), None)?;
        tail.replay(&mut pending, u64::MAX)?;
        let manifest = base.manifest();
        let last = tail.last(u64::MAX);
        let (number, time) = last.unwrap_or((manifest.number, manifest.time));
        // What is torn was never acknowledged and is cut off.
        let end = tail.end.as_ref();
        let log = end.map(|end| LogWriter::open(&**vfs, &manifest.log, end));
        let log = log.transpose()?;
        let core = Core::new(reader, base.clone());
        let mut writer = Self {
            core: Arc::new(core),
            options,
            base: base.unpinned(),
            pending,
            ops: Some(Ops::default()),
            log,
            logged: tail.frames.len() as u64,
            number,
            time,
            dirty: false,
            records: 0,
            declared: false,
            since: None,
            source: SourceNo::NONE,
            links: None,
            failed: None,
            compactor: None,
            _lock: lock,
        };
        if options.compact {
            let compactor = Compactor::start(Arc::clone(&writer.core))?;
            compactor.wake();
            writer.compactor = Some(compactor);
        }
        Ok(writer)
    }

    /// Merges the segments of every partition into one and removes deleted rows, now. The
    /// writer's own thread does what pays by itself, unless
    /// [`WriterOptions::compact`](crate::WriterOptions::compact) is off.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn compact(&mut self) -> Result<Compaction, StoreError> {
        self.publish()?;
        let core = Arc::clone(&self.core);
        let mut done = Compaction::default();
        loop {
            let mut published = core.lock();
            let one = step(&core, &mut published, Effort::Everything);
            drop(published);
            match self.check(one)? {
                Some(one) => done.add(one),
                None => return Ok(done),
            }
        }
    }

    /// The number of the last commit.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Notes one more thing to commit.
    #[inline]
    fn appended(&mut self) {
        self.dirty = true;
        self.records = self.records.saturating_add(1);
        if self.since.is_none() && self.options.group.is_some() {
            self.since = Some(Instant::now());
        }
    }

    /// Wakes the compactor.
    fn wake(&self) {
        if let Some(compactor) = &self.compactor {
            compactor.wake();
        }
    }
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
