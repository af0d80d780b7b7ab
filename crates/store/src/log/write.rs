//! Writing a log: a frame is appended and synced, then acknowledged.

use super::decode::ops;
use super::frame::{self, LogHeader, Place};
use super::op::{Op, Ops};
use super::read::{LogEnd, begin, read_log};
use crate::error::StoreError;
use crate::io::{Vfs, VfsWrite};
use zerocopy::IntoBytes as _;

/// What a torn tail is cut off in.
const TEMPORARY: &str = "log.tmp";

/// The log that commits are added to. There is one writer of a log at a time.
#[derive(Debug)]
pub(crate) struct LogWriter {
    file: Box<dyn VfsWrite>,
    name: String,
    end: LogEnd,
    /// Something failed: what is in the file now is not known.
    failed: bool,
}

impl LogWriter {
    /// Begins the log `name`, which follows commit `after`. Its content is durable then; its name
    /// after [`Vfs::sync_dir`].
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(crate) fn create(vfs: &dyn Vfs, name: &str, after: u64) -> Result<Self, StoreError> {
        let header = LogHeader::new(after);
        let mut file = vfs.create_write(name)?;
        file.append(header.as_bytes())?;
        file.sync()?;
        Ok(Self {
            file,
            name: name.to_owned(),
            end: LogEnd::first(&header),
            failed: false,
        })
    }

    /// Goes on with the log `name`, which [`read_log`] has read to `end`; nobody may have written
    /// to it since. A torn tail is cut off (by a copy that takes the log's place, so that no
    /// reader sees bytes vanish); what was not acknowledged is made durable and acknowledged.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(crate) fn open(vfs: &dyn Vfs, name: &str, end: &LogEnd) -> Result<Self, StoreError> {
        // What was not acknowledged may be in memory only, and a sync that failed once may claim
        // success the next time: so it is written again.
        if vfs.length(name)? != end.offset || !end.acknowledged {
            let mut bytes = vfs.read(name)?;
            bytes.truncate(usize::try_from(end.offset).unwrap_or(usize::MAX));
            let mut copy = vfs.create_write(TEMPORARY)?;
            copy.append(&bytes)?;
            copy.sync()?;
            drop(copy);
            vfs.rename(TEMPORARY, name)?;
            vfs.sync_dir()?;
        }
        let mut log = Self {
            file: vfs.open_append(name)?,
            name: name.to_owned(),
            end: *end,
            failed: false,
        };
        log.end.torn = false;
        if !log.end.acknowledged {
            log.file.sync()?;
            log.acknowledge()?;
        }
        Ok(log)
    }

    /// Adds commit `number` (one more than the last) made at `time`, in seconds since the Unix
    /// epoch. When this returns, the commit is durable.
    ///
    /// # Errors
    /// [`StoreError::Io`]: the commit may be in the log or not, and nothing more can be added;
    /// read the log again and [`Self::open`] it. [`StoreError::Limit`] for 4 GiB and more.
    pub(crate) fn append(
        &mut self,
        number: u64,
        time: i64,
        payload: &[u8],
    ) -> Result<(), StoreError> {
        self.write(number, time, payload, true)
    }

    fn write(
        &mut self,
        number: u64,
        time: i64,
        payload: &[u8],
        sync: bool,
    ) -> Result<(), StoreError> {
        if self.failed || self.end.number.checked_add(1) != Some(number) {
            return Err(StoreError::Poisoned {
                cause: format!(
                    "{} ends with commit {} and cannot take commit {number}",
                    self.name, self.end.number
                ),
            });
        }
        let frame = frame::commit(self.place(), number, time, payload);
        let (frame, chain) = frame.ok_or_else(|| StoreError::Limit {
            what: "the records of one commit",
            value: payload.len() as u64,
            limit: u64::from(u32::MAX),
            advice: "commit more often",
        })?;
        self.failed = true;
        self.file.append(&frame)?;
        if sync {
            self.file.sync()?;
        }
        self.end.offset = self.end.offset.saturating_add(frame.len() as u64);
        self.end.number = number;
        self.end.time = time;
        self.end.chain = chain;
        self.acknowledge()?;
        self.failed = false;
        Ok(())
    }

    fn acknowledge(&mut self) -> Result<(), StoreError> {
        let ack = frame::ack(self.place(), self.end.number, self.end.time);
        self.file.append(&ack)?;
        self.end.offset = self.end.offset.saturating_add(ack.len() as u64);
        self.end.acknowledged = true;
        Ok(())
    }

    fn place(&self) -> Place {
        Place {
            offset: self.end.offset,
            log: self.end.log,
            chain: self.end.chain,
        }
    }

    /// Bytes of the log.
    #[cfg(test)]
    pub(crate) const fn len(&self) -> u64 {
        self.end.offset
    }

    /// Where it ends now: what a reader of all of it would return.
    #[cfg(test)]
    pub(crate) const fn end(&self) -> &LogEnd {
        &self.end
    }

    /// Ends the log: makes everything durable and the file read-only.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(crate) fn seal(self) -> Result<(), StoreError> {
        self.file.seal()
    }
}

/// Copies the log `from` to a new one, `to`, giving every operation of every commit to `map`,
/// which pushes what is to stay of it. Numbers and times of commits stay; a torn tail does not.
/// The copy is acknowledged, durable and sealed.
///
/// # Errors
/// As [`read_log`] and [`LogWriter::append`].
pub(crate) fn rewrite(
    vfs: &dyn Vfs,
    from: &str,
    to: &str,
    mut map: impl FnMut(u64, Op<'_>, &mut Ops),
) -> Result<(), StoreError> {
    let after = begin(from, &vfs.read_from(from, 0)?)?.number;
    let mut copy = LogWriter::create(vfs, to, after)?;
    let mut kept = Ops::new();
    read_log(vfs, from, None, |commit| {
        kept.clear();
        for op in ops(commit.payload) {
            let op = op.map_err(|bad| bad.damaged(from, commit.number))?;
            map(commit.number, op, &mut kept);
        }
        copy.write(commit.number, commit.time, kept.as_slice(), false)
    })?;
    copy.seal()
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
