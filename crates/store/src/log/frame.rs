//! The frames of a log, byte by byte: one for each commit, one that says it was durable.

use zerocopy::little_endian::{I64, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// The version of logs that this code reads and writes.
pub(super) const VERSION: u32 = 1;
/// Frames start at multiples of this.
pub(super) const ALIGN: usize = 8;
/// Bytes of the log's header and of a frame's.
pub(super) const HEADER: usize = size_of::<LogHeader>();
pub(super) const FRAME: usize = size_of::<FrameHeader>();

const LOG_MAGIC: [u8; 4] = *b"TVLG";
/// No text holds these bytes: they are not UTF-8.
const FRAME_MAGIC: [u8; 4] = [0xff, b'T', b'V', 0xfe];
const COMMIT: u32 = 1;
const ACK: u32 = 2;

/// The first bytes of a log.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub(super) struct LogHeader {
    magic: [u8; 4],
    version: U32,
    after: U64,
    reserved: U32,
    crc: U32,
}

/// What is wrong with the beginning of a log.
pub(super) enum BadHeader {
    Damaged,
    Version(u32),
}

impl LogHeader {
    pub(super) fn new(after: u64) -> Self {
        let mut header = Self {
            magic: LOG_MAGIC,
            version: U32::new(VERSION),
            after: U64::new(after),
            reserved: U32::ZERO,
            crc: U32::ZERO,
        };
        header.crc = U32::new(header.right_crc());
        header
    }

    /// The header at the front of `bytes`.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, BadHeader> {
        let (header, _) = Self::read_from_prefix(bytes).map_err(|_| BadHeader::Damaged)?;
        if header.magic != LOG_MAGIC || header.crc.get() != header.right_crc() {
            return Err(BadHeader::Damaged);
        }
        if header.version.get() != VERSION {
            return Err(BadHeader::Version(header.version.get()));
        }
        if header.reserved.get() != 0 {
            return Err(BadHeader::Damaged);
        }
        Ok(header)
    }

    /// The number of the commit that the log follows.
    pub(super) fn after(&self) -> u64 {
        self.after.get()
    }

    /// What every frame of this log repeats.
    pub(super) fn log(&self) -> u32 {
        self.crc.get()
    }

    fn right_crc(&self) -> u32 {
        let mut blank = *self;
        blank.crc = U32::ZERO;
        crc32c::crc32c(blank.as_bytes())
    }
}

/// The first bytes of a frame.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub(super) struct FrameHeader {
    magic: [u8; 4],
    kind: U32,
    offset: U64,
    number: U64,
    time: I64,
    length: U32,
    payload_crc: U32,
    log: U32,
    chain: U32,
    reserved: U32,
    crc: U32,
}

/// Where a frame stands: what its header must say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Where it begins in the file.
    pub(super) offset: u64,
    /// The log, as [`LogHeader::log`] has it.
    pub(super) log: u32,
    /// The checksum of the last commit's frame header, or `log` before the first.
    pub(super) chain: u32,
}

/// A frame whose checksums are right.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) is_commit: bool,
    pub(super) number: u64,
    pub(super) time: i64,
    pub(super) chain: u32,
    /// The checksum of its header: what the next commit is chained to.
    pub(super) crc: u32,
    pub(super) payload: &'a [u8],
    /// Bytes of the whole.
    pub(super) length: usize,
}

/// Bytes after a payload of that length, up to the next frame.
fn padded(length: usize) -> Option<usize> {
    length.checked_next_multiple_of(ALIGN)
}

/// A commit's frame, and the checksum that the next is chained to; `None` if the payload is too
/// large for one.
pub(super) fn commit(
    place: Place,
    number: u64,
    time: i64,
    payload: &[u8],
) -> Option<(Vec<u8>, u32)> {
    let length = u32::try_from(payload.len()).ok()?;
    let padded = padded(payload.len())?;
    let mut frame = Vec::with_capacity(FRAME.saturating_add(padded));
    frame.resize(FRAME, 0);
    frame.extend_from_slice(payload);
    frame.resize(FRAME.saturating_add(padded), 0);
    let payload_crc = crc32c::crc32c(frame.get(FRAME..)?);
    let header = FrameHeader::new(COMMIT, place, number, time, (length, payload_crc));
    frame.get_mut(..FRAME)?.copy_from_slice(header.as_bytes());
    Some((frame, header.crc.get()))
}

/// The frame that says that a commit was durable; `place.chain` is the commit's own checksum.
pub(super) fn ack(place: Place, number: u64, time: i64) -> [u8; FRAME] {
    let header = FrameHeader::new(ACK, place, number, time, (0, 0));
    let mut frame = [0; FRAME];
    frame.copy_from_slice(header.as_bytes());
    frame
}

impl FrameHeader {
    fn new(kind: u32, place: Place, number: u64, time: i64, payload: (u32, u32)) -> Self {
        let mut header = Self {
            magic: FRAME_MAGIC,
            kind: U32::new(kind),
            offset: U64::new(place.offset),
            number: U64::new(number),
            time: I64::new(time),
            length: U32::new(payload.0),
            payload_crc: U32::new(payload.1),
            log: U32::new(place.log),
            chain: U32::new(place.chain),
            reserved: U32::ZERO,
            crc: U32::ZERO,
        };
        header.crc = U32::new(header.right_crc());
        header
    }

    fn right_crc(&self) -> u32 {
        let mut blank = *self;
        blank.crc = U32::ZERO;
        crc32c::crc32c(blank.as_bytes())
    }
}

/// The frame of the log `log` that begins with `bytes` at `offset` of the file, if there is one:
/// both checksums right, and the header saying that it belongs there.
pub(super) fn read(bytes: &[u8], offset: u64, log: u32) -> Option<Frame<'_>> {
    let (header, rest) = FrameHeader::ref_from_prefix(bytes).ok()?;
    let belongs = header.magic == FRAME_MAGIC
        && header.offset.get() == offset
        && header.log.get() == log
        && header.reserved.get() == 0
        && header.crc.get() == header.right_crc();
    if !belongs {
        return None;
    }
    let length = usize::try_from(header.length.get()).ok()?;
    let padded = padded(length)?;
    let content = rest.get(..padded)?;
    let payload = content.get(..length)?;
    let is_commit = match header.kind.get() {
        COMMIT if crc32c::crc32c(content) == header.payload_crc.get() => true,
        ACK if length == 0 && header.payload_crc.get() == 0 => false,
        _ => return None,
    };
    Some(Frame {
        is_commit,
        number: header.number.get(),
        time: header.time.get(),
        chain: header.chain.get(),
        crc: header.crc.get(),
        payload,
        length: FRAME.checked_add(padded)?,
    })
}
