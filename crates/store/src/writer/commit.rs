//! Commits to the log, and publications of what the log holds.

use super::Writer;
use crate::error::StoreError;
use crate::log::Ops;
use crate::publish::{Output, Published, build, check_declared};

/// While segments are merged the log grows to so many times its size before a commit waits.
const PATIENCE: u64 = 8;

/// What a commit did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Commit {
    /// The number of the commit; that of the one before if there was nothing to commit.
    pub number: u64,
    /// Records, retractions, links and descriptions in it.
    pub records: u64,
    /// What was published, if the commit was large or the log was full.
    pub published: Option<Published>,
}

impl Writer {
    /// Makes everything since the last commit durable, as one: when this returns, a crash or a
    /// power failure loses nothing of it, and every [`Store::snapshot`](crate::Store::snapshot)
    /// that begins afterwards, in any process, shows all of it.
    ///
    /// (Another process may see a commit a moment before this returns, when it stands in the log
    /// and is being synced; a power failure in that moment can take it back.)
    ///
    /// The commit goes to the log. If it is large, or the log has reached its size, it is
    /// published at once instead.
    ///
    /// The writer can go on after that. After an error it cannot: drop it and begin again.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Damaged`]; [`StoreError::Record`] for a place that would
    /// be part of itself; [`StoreError::Poisoned`] after an earlier error.
    pub fn commit(&mut self) -> Result<Commit, StoreError> {
        self.usable()?;
        let records = self.records;
        if !self.dirty {
            return Ok(Commit {
                number: self.number,
                ..Commit::default()
            });
        }
        if self.ops.is_none() || self.is_full() {
            let published = self.publish()?;
            return Ok(Commit {
                number: published.number,
                records,
                published: Some(published),
            });
        }
        // What the log says must be possible for ever, so places are checked before they are in it.
        if self.declared {
            let possible = check_declared(&self.base, &self.pending);
            self.check(possible)?;
        }
        let done = self.log_commit();
        self.check(done)?;
        Ok(Commit {
            number: self.number,
            records,
            published: None,
        })
    }

    /// Commits, if the group is full or old enough; what [`WriterOptions::group`] says. To be
    /// called after records are added, and from time to time.
    ///
    /// [`WriterOptions::group`]: crate::WriterOptions::group
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn commit_if_due(&mut self) -> Result<Option<Commit>, StoreError> {
        let Some(group) = self.options.group else {
            return Ok(None);
        };
        let old = |since: std::time::Instant| since.elapsed() >= group.time;
        if self.records >= group.records || self.since.is_some_and(old) {
            return self.commit().map(Some);
        }
        Ok(None)
    }

    /// Whether the log is to be published now: it is full, and nobody else would have to be
    /// waited for, or very full.
    fn is_full(&self) -> bool {
        let (changes, full) = (self.pending.changes(), self.options.publish_at);
        let very = full.saturating_mul(PATIENCE);
        changes >= full && (changes >= very || self.core.is_free())
    }

    fn log_commit(&mut self) -> Result<(), StoreError> {
        let time = self.now();
        let number = self.number.saturating_add(1);
        if let (Some(ops), Some(log)) = (&mut self.ops, &mut self.log) {
            log.append(number, time, ops.as_slice())?;
            ops.clear();
        }
        self.committed(number, time);
        self.logged = self.logged.saturating_add(1);
        Ok(())
    }

    fn committed(&mut self, number: u64, time: i64) {
        self.pending.commit(time);
        (self.number, self.time) = (number, time);
        self.clean();
    }

    fn clean(&mut self) {
        self.dirty = false;
        self.declared = false;
        self.records = 0;
        self.since = None;
    }

    /// The writer's clock, which never goes back.
    pub(super) fn now(&self) -> i64 {
        self.core.vfs.now().max(self.time)
    }

    /// Commits, and writes everything that is only in the log into segments, so that readers need
    /// not replay it. This happens by itself when the log reaches
    /// [`WriterOptions::publish_at`](crate::WriterOptions::publish_at).
    ///
    /// What readers see does not change by it, except for what was not committed yet. If nothing
    /// changes and nothing is in the log, nothing is written and the number stays.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn publish(&mut self) -> Result<Published, StoreError> {
        self.usable()?;
        let done = self.run_publish();
        self.check(done)
    }

    fn run_publish(&mut self) -> Result<Published, StoreError> {
        let core = std::sync::Arc::clone(&self.core);
        let mut published = core.lock();
        if !self.dirty && self.logged == 0 {
            return Ok(Published {
                number: self.number,
                ..Published::default()
            });
        }
        let (last, last_time) = (self.number, self.time);
        let (number, time) = if self.dirty {
            (self.number.saturating_add(1), self.now())
        } else {
            (self.number, self.time)
        };
        self.pending.commit(time);
        let output = Output::new(&*core.vfs, published.base.manifest());
        let state = build(&output, &published.base, &mut self.pending, number, time)
            .inspect_err(|_| output.undo())?;
        if !state.changed && self.logged == 0 {
            self.clean();
            self.pending.published(&published.base);
            self.ops = Some(Ops::default());
            return Ok(Published {
                number: self.number,
                ..state.published
            });
        }
        let mut manifest = state.manifest;
        manifest.history = published.history(last, last_time);
        let log = published.switch(&core, &output, manifest, true, &core.naming)?;
        self.log = log;
        self.logged = 0;
        self.ops = Some(Ops::default());
        self.committed(number, time);
        self.base = published.base.unpinned();
        self.pending.published(&self.base);
        self.links = None;
        published.collect(&*core.vfs)?;
        drop(published);
        self.wake();
        Ok(state.published)
    }

    /// Refuses to go on after an error.
    pub(super) fn usable(&self) -> Result<(), StoreError> {
        match self.failed.clone().or_else(|| self.core.failure()) {
            Some(cause) => Err(StoreError::Poisoned { cause }),
            None => Ok(()),
        }
    }

    /// Remembers the first failure: what was appended may be half done then.
    pub(super) fn check<T>(&mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &result {
            self.failed = Some(error.to_string());
            // The compactor must not go on from a state that may not be the one on disk.
            self.core.fail(error);
        }
        result
    }
}

#[cfg(test)]
#[path = "commit_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "commit_more_tests.rs"]
mod more_tests;
