//! Reading a log: every commit, and where it ends; a torn tail is dropped, damage is reported.

use super::frame::{self, ALIGN, BadHeader, FRAME, Frame, HEADER, LogHeader};
use crate::error::StoreError;
use crate::io::Vfs;

/// A commit of a log.
#[derive(Clone, Copy)]
pub(crate) struct Commit<'a> {
    /// Its number, one more than that of the commit before.
    pub(crate) number: u64,
    /// When it was made: seconds since the Unix epoch.
    pub(crate) time: i64,
    /// Its operations, for [`super::ops`].
    pub(crate) payload: &'a [u8],
}

impl std::fmt::Debug for Commit<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Commit({}, {} bytes)", self.number, self.payload.len())
    }
}

/// How far a log was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogEnd {
    /// Where the next frame begins.
    pub(crate) offset: u64,
    /// The number of the last commit; without one, of the commit that the log follows.
    pub(crate) number: u64,
    /// Whether bytes follow that are no frame: a commit that was never acknowledged, or one that
    /// is being written now.
    pub(crate) torn: bool,
    /// Whether the log says that the last commit was durable. One that is whole without that was
    /// being made durable when its writer (or the machine) stopped, or is so now.
    pub(crate) acknowledged: bool,
    /// The checksum of the last commit's frame header.
    pub(crate) chain: u32,
    /// The checksum of the log's header.
    pub(super) log: u32,
    /// The time of the last commit.
    pub(super) time: i64,
}

/// Calls `each` for every commit after `from` (without it, for all), in order, and says where
/// they end.
///
/// Bytes at the end that are no whole frame, with nothing whole after them, are a torn tail:
/// a commit that was being written when the machine stopped. Anything else that is not as it
/// was written is damage. A log that lost whole frames at its end looks as if they had never
/// been written: whoever needs to see that must know the number of the last commit from
/// elsewhere.
///
/// # Errors
/// [`StoreError::Io`]; [`StoreError::Damaged`], which names the offset and the commit;
/// [`StoreError::UnknownVersion`]; what `each` returns.
pub(crate) fn read_log(
    vfs: &dyn Vfs,
    name: &str,
    from: Option<&LogEnd>,
    mut each: impl FnMut(Commit<'_>) -> Result<(), StoreError>,
) -> Result<LogEnd, StoreError> {
    let (bytes, base, mut end) = match from {
        Some(end) => (vfs.read_from(name, end.offset)?, end.offset, *end),
        None => {
            let bytes = vfs.read_from(name, 0)?;
            let end = begin(name, &bytes)?;
            (bytes, 0, end)
        }
    };
    if from.is_some() && bytes.is_empty() && vfs.length(name)? < base {
        let what = format!("it is shorter than the {base} bytes that were read before");
        return Err(StoreError::damaged(name, what));
    }
    loop {
        let at = usize::try_from(end.offset.saturating_sub(base)).unwrap_or(usize::MAX);
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.is_empty() {
            end.torn = false;
            return Ok(end);
        }
        match next(rest, &end) {
            Some((skipped, frame)) => {
                if frame.is_commit {
                    each(Commit {
                        number: frame.number,
                        time: frame.time,
                        payload: frame.payload,
                    })?;
                }
                end.pass(skipped, &frame);
            }
            None if is_torn(rest, &end) => {
                end.torn = true;
                return Ok(end);
            }
            None => return Err(damage(name, &end)),
        }
    }
}

/// Where the first frame of a log begins.
pub(super) fn begin(name: &str, bytes: &[u8]) -> Result<LogEnd, StoreError> {
    let header = LogHeader::read(bytes).map_err(|bad| match bad {
        BadHeader::Damaged => StoreError::damaged(name, "its header is not that of a log"),
        BadHeader::Version(found) => StoreError::UnknownVersion {
            file: name.to_owned(),
            found,
            known: "only version 1".to_owned(),
        },
    })?;
    Ok(LogEnd::first(&header))
}

impl LogEnd {
    /// Where the frames of a log begin.
    pub(super) fn first(header: &LogHeader) -> Self {
        Self {
            offset: HEADER as u64,
            number: header.after(),
            torn: false,
            // There is nothing that could be lost.
            acknowledged: true,
            chain: header.log(),
            log: header.log(),
            time: 0,
        }
    }

    fn pass(&mut self, skipped: usize, frame: &Frame<'_>) {
        let length = skipped.saturating_add(frame.length) as u64;
        self.offset = self.offset.saturating_add(length);
        self.acknowledged = !frame.is_commit;
        if frame.is_commit {
            self.number = frame.number;
            self.time = frame.time;
            self.chain = frame.crc;
        }
    }

    /// Whether `frame` is the one that comes next.
    fn is_next(&self, frame: &Frame<'_>) -> bool {
        if frame.chain != self.chain {
            return false;
        }
        if frame.is_commit {
            self.number.checked_add(1) == Some(frame.number)
        } else {
            !self.acknowledged && frame.number == self.number
        }
    }
}

/// The next frame, and how many bytes stand before it. An acknowledgement is not synced of its
/// own: the machine can have lost it and kept the commit after it, which then says as much.
fn next<'a>(rest: &'a [u8], end: &LogEnd) -> Option<(usize, Frame<'a>)> {
    let frame = frame::read(rest, end.offset, end.log).filter(|f| end.is_next(f));
    if let Some(frame) = frame {
        return Some((0, frame));
    }
    if end.acknowledged {
        return None;
    }
    let offset = end.offset.checked_add(FRAME as u64)?;
    let frame = frame::read(rest.get(FRAME..)?, offset, end.log)?;
    (frame.is_commit && end.is_next(&frame)).then_some((FRAME, frame))
}

/// Whether nothing whole follows: then no commit was acknowledged after `end`.
fn is_torn(rest: &[u8], end: &LogEnd) -> bool {
    let mut at = 0_usize;
    while let Some(bytes) = rest.get(at..).filter(|b| b.len() >= FRAME) {
        let offset = end.offset.saturating_add(at as u64);
        if frame::read(bytes, offset, end.log).is_some_and(|f| f.number > end.number) {
            return false;
        }
        at = at.saturating_add(ALIGN);
    }
    true
}

#[cold]
fn damage(name: &str, end: &LogEnd) -> StoreError {
    let (offset, commit) = (end.offset, end.number.saturating_add(1));
    StoreError::damaged(
        name,
        format!("commit {commit} at byte {offset} is not what was written, and more follows it"),
    )
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
