//! Saved answers: an answer as bytes, with all that chains and a re-trace need, and back.
//!
//! ```text
//! offset  bytes
//!      0      8  `tvanswer`
//!      8      4  format version, 1
//!     12      4  0
//!     16     32  the truyvet that wrote it, as text, filled up with 0
//!     48     32  BLAKE3 of how this build lays out an archive
//!     80      8  length of the archive
//!     88     32  BLAKE3 of the 88 bytes before and of the archive
//!    120      8  0
//!    128         the archive (rkyv)
//! ```
//! Numbers are little-endian. The archive is read only where the layout is the one that this build
//! would write: rkyv's follows Cargo features that a host program may turn on.

mod body;

use rkyv::util::AlignedVec;
use truyvet_model::{Exposures, Question};
use truyvet_store::{Fingerprint, Snapshot};

use crate::error::TraceError;
use crate::event::Event;
use crate::history::Changes;
use crate::resolve::Resolved;
use crate::save_error::SaveError;
use crate::tracer::Answer;
use body::Body;

const MAGIC: [u8; 8] = *b"tvanswer";
const FORMAT: u32 = 1;
const WRITER: &str = env!("CARGO_PKG_VERSION");
/// What the hash covers of the header.
const SEALED: usize = 88;
const HEADER: usize = 128;

/// The header, field by field.
struct Header {
    format: u32,
    writer: [u8; 32],
    layout: [u8; 32],
    length: u64,
    blake3: [u8; 32],
}

impl Header {
    fn new(archive: &[u8]) -> Result<Self, SaveError> {
        let mut writer = [0; 32];
        for (to, from) in writer.iter_mut().zip(WRITER.bytes()) {
            *to = from;
        }
        let mut header = Self {
            format: FORMAT,
            writer,
            layout: body::layout()?,
            length: u64::try_from(archive.len()).map_err(|_| SaveError::TooLarge)?,
            blake3: [0; 32],
        };
        header.blake3 = header.seal(archive);
        Ok(header)
    }

    fn sealed(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER);
        bytes.extend(MAGIC);
        bytes.extend(self.format.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(self.writer);
        bytes.extend(self.layout);
        bytes.extend(self.length.to_le_bytes());
        bytes
    }

    fn seal(&self, archive: &[u8]) -> [u8; 32] {
        let mut hash = blake3::Hasher::new();
        hash.update(&self.sealed());
        hash.update(archive);
        *hash.finalize().as_bytes()
    }

    /// Splits a file in header and archive; all but the seal is checked by the caller.
    fn read(bytes: &[u8]) -> Result<(Self, &[u8]), SaveError> {
        let short = || match bytes.starts_with(&MAGIC) {
            true => SaveError::Damaged {
                what: "it ends too early",
            },
            false => SaveError::NotAnAnswer,
        };
        let (header, archive) = bytes.split_at_checked(HEADER).ok_or_else(short)?;
        let mut rest = header;
        let magic: [u8; 8] = take(&mut rest).ok_or_else(short)?;
        let format: [u8; 4] = take(&mut rest).ok_or_else(short)?;
        let _: [u8; 4] = take(&mut rest).ok_or_else(short)?;
        let writer = take(&mut rest).ok_or_else(short)?;
        let layout = take(&mut rest).ok_or_else(short)?;
        let length: [u8; 8] = take(&mut rest).ok_or_else(short)?;
        let blake3 = take(&mut rest).ok_or_else(short)?;
        if magic != MAGIC {
            return Err(SaveError::NotAnAnswer);
        }
        let read = Self {
            format: u32::from_le_bytes(format),
            writer,
            layout,
            length: u64::from_le_bytes(length),
            blake3,
        };
        if read.format != FORMAT {
            return Err(SaveError::Version {
                found: read.format,
                known: FORMAT,
            });
        }
        let same = header.get(..SEALED) == Some(&read.sealed()) && rest == [0; 8];
        if !same {
            return Err(SaveError::Damaged {
                what: "its header is not what was written",
            });
        }
        Ok((read, archive))
    }

    fn written_by(&self) -> String {
        let text = String::from_utf8_lossy(&self.writer);
        text.trim_end_matches('\0').escape_default().to_string()
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

impl Answer {
    /// The answer as bytes, to be read again by [`Saved::from_bytes`]. The same answer gives the
    /// same bytes.
    ///
    /// # Errors
    /// [`SaveError::TooLarge`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, SaveError> {
        let archive = Body::archived(self)?;
        let header = Header::new(&archive)?;
        let mut bytes = header.sealed();
        bytes.reserve_exact(archive.len().saturating_add(HEADER));
        bytes.extend(header.blake3);
        bytes.extend([0; 8]);
        bytes.extend_from_slice(&archive);
        Ok(bytes)
    }
}

/// An answer that was read from bytes. It can be looked at without its store; on a snapshot it
/// is an [`Answer`] again.
#[derive(Clone, Debug)]
pub struct Saved {
    question: Question,
    snapshot_number: u64,
    fingerprint: Fingerprint,
    exposures: Exposures,
    witnesses: Vec<Event>,
    history: Vec<Changes>,
}

impl Saved {
    /// Reads the bytes of [`Answer::to_bytes`].
    ///
    /// # Errors
    /// [`SaveError`] for any other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SaveError> {
        let (header, archive) = Header::read(bytes)?;
        if u64::try_from(archive.len()).ok() != Some(header.length) {
            return Err(SaveError::Damaged {
                what: "it is not as long as it was",
            });
        }
        if header.seal(archive) != header.blake3 {
            return Err(SaveError::Damaged {
                what: "its BLAKE3 is not the one expected",
            });
        }
        if header.layout != body::layout()? {
            return Err(SaveError::Layout {
                written_by: header.written_by(),
            });
        }
        let mut aligned = AlignedVec::with_capacity(archive.len());
        aligned.extend_from_slice(archive);
        let opened = body::open(&aligned)?;
        Ok(Self {
            question: opened.question,
            snapshot_number: opened.snapshot,
            fingerprint: opened.fingerprint,
            exposures: opened.exposures,
            witnesses: opened.witnesses,
            history: opened.history,
        })
    }

    /// The question, as it was asked.
    #[must_use]
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The number of the snapshot that was asked.
    #[must_use]
    pub fn snapshot_number(&self) -> u64 {
        self.snapshot_number
    }

    /// The rows, as [`Answer::exposures`].
    #[must_use]
    pub fn exposures(&self) -> &Exposures {
        &self.exposures
    }

    /// Whether it can be the answer of `snapshot`, the one that was asked.
    ///
    /// # Errors
    /// [`SaveError::OtherSnapshot`], [`SaveError::OtherStore`], [`SaveError::OtherState`].
    pub fn check(&self, snapshot: &Snapshot) -> Result<(), SaveError> {
        let (saved, given) = (self.snapshot_number, snapshot.number());
        if saved != given {
            return Err(SaveError::OtherSnapshot { saved, given });
        }
        let fingerprint = snapshot.fingerprint();
        if self.fingerprint.commit != fingerprint.commit {
            return Err(SaveError::OtherStore { saved });
        }
        if self.fingerprint.shown != fingerprint.shown {
            return Err(SaveError::OtherState { saved });
        }
        Ok(())
    }

    /// The answer, on the snapshot that was asked.
    ///
    /// # Errors
    /// [`TraceError::Saved`] as [`Self::check`]; [`TraceError::Store`] if the store cannot be
    /// read.
    pub fn on(self, snapshot: &Snapshot) -> Result<Answer, TraceError> {
        self.check(snapshot)?;
        let resolved = Resolved::new(snapshot, &self.question)?;
        let people = snapshot.person_count();
        let known = |person: u32| person < people;
        let rows = self.exposures.person.iter().map(|person| person.0);
        let infectors = self.witnesses.iter().map(|event| event.infector);
        let infectious = self.history.iter().flatten().map(|change| change.0);
        if !rows.chain(infectors).chain(infectious).all(known) {
            return Err(SaveError::Damaged {
                what: "it names people that there are not",
            }
            .into());
        }
        Ok(Answer {
            question: self.question,
            snapshot_number: self.snapshot_number,
            fingerprint: self.fingerprint,
            resolved,
            exposures: self.exposures,
            witnesses: self.witnesses,
            history: self.history,
        })
    }
}
