//! Writing a paged file: sections, a checksum for every page, a footer.

use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::error::StoreError;
use crate::io::{Vfs, VfsWrite};

/// Bytes under one checksum.
pub const PAGE: usize = PAGE_SIZE as usize;

/// [`PAGE`], as the footer says it.
const PAGE_SIZE: u32 = 4096;

/// Sections start at multiples of this many bytes.
pub const ALIGNMENT: usize = 64;

/// The last eight bytes of every paged file.
pub const MAGIC: [u8; 8] = *b"TRUYVET\n";

/// Bytes are handed to the file in pieces of this many, a multiple of [`PAGE`].
const BUFFER: usize = 64 * PAGE;

/// What a paged file holds: four letters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned,
)]
#[repr(transparent)]
pub struct FileKind([u8; 4]);

impl FileKind {
    /// Visits and contacts of one partition.
    pub const SEGMENT: Self = Self(*b"SEGM");
    /// The deleted and hidden rows of one segment.
    pub const DELETED: Self = Self(*b"DELE");
    /// External ids of people and places.
    pub const IDS: Self = Self(*b"IDS ");
    /// Which ids are one person or one place.
    pub const LINKS: Self = Self(*b"LINK");
    /// The table of places.
    pub const PLACES: Self = Self(*b"PLAC");
    /// What is known of people, units and cases.
    pub const REGISTER: Self = Self(*b"REGI");
}

impl std::fmt::Display for FileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

/// What is known of a finished file, for the manifest to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// Bytes in the file.
    pub length: u64,
    /// BLAKE3 of the whole file.
    pub blake3: [u8; 32],
    /// The checksum in the footer, which covers all page checksums: CRC-32C.
    pub tail_crc: u32,
}

/// Where a section lies, as the file says it.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub(super) struct SectionEntry {
    pub(super) id: U32,
    pub(super) reserved: U32,
    pub(super) offset: U64,
    pub(super) length: U64,
}

/// The end of the file.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub(super) struct Footer {
    pub(super) payload_length: U64,
    pub(super) page_count: U32,
    pub(super) section_count: U32,
    pub(super) page_size: U32,
    pub(super) kind: FileKind,
    pub(super) version: U32,
    pub(super) reserved: [u8; 24],
    pub(super) tail_crc: U32,
    pub(super) magic: [u8; 8],
}

/// Writes one paged file, section by section.
#[derive(Debug)]
pub struct PagedWriter {
    file: Box<dyn VfsWrite>,
    kind: FileKind,
    version: u32,
    buffer: Vec<u8>,
    /// Bytes handed to the file.
    flushed: u64,
    hasher: blake3::Hasher,
    page_crcs: Vec<u8>,
    sections: Vec<SectionEntry>,
}

impl PagedWriter {
    /// Begins the file `name`.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn create(
        vfs: &dyn Vfs,
        name: &str,
        kind: FileKind,
        version: u32,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            file: vfs.create_write(name)?,
            kind,
            version,
            buffer: Vec::with_capacity(BUFFER),
            flushed: 0,
            hasher: blake3::Hasher::new(),
            page_crcs: Vec::new(),
            sections: Vec::new(),
        })
    }

    /// Begins the section `id`, which must not have been used in this file.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn section(&mut self, id: u32) -> Result<(), StoreError> {
        self.align()?;
        self.sections.push(SectionEntry {
            id: U32::new(id),
            reserved: U32::ZERO,
            offset: U64::new(self.position()),
            length: U64::ZERO,
        });
        Ok(())
    }

    /// Appends to the section begun last.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        if let Some(section) = self.sections.last_mut() {
            section.length += bytes.len() as u64;
        }
        while !bytes.is_empty() {
            let room = BUFFER.saturating_sub(self.buffer.len()).min(bytes.len());
            let (now, later) = bytes.split_at(room);
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() >= BUFFER {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Writes checksums and footer, makes the file durable and read-only.
    ///
    /// # Errors
    /// [`StoreError::Io`]; [`StoreError::Limit`] beyond 16 TiB.
    pub fn finish(mut self) -> Result<Sealed, StoreError> {
        self.align()?;
        let payload_length = self.position();
        self.flush()?;
        let mut tail = std::mem::take(&mut self.page_crcs);
        let page_count = u32::try_from(tail.len() / 4).map_err(|_| too_large(payload_length))?;
        tail.extend_from_slice(self.sections.as_bytes());
        let mut footer = Footer {
            payload_length: U64::new(payload_length),
            page_count: U32::new(page_count),
            section_count: U32::new(u32::try_from(self.sections.len()).unwrap_or(u32::MAX)),
            page_size: U32::new(PAGE_SIZE),
            kind: self.kind,
            version: U32::new(self.version),
            reserved: [0; 24],
            tail_crc: U32::ZERO,
            magic: MAGIC,
        };
        let tail_crc = tail_crc(&tail, &footer);
        footer.tail_crc = U32::new(tail_crc);
        tail.extend_from_slice(footer.as_bytes());
        self.hasher.update(&tail);
        self.file.append(&tail)?;
        self.file.seal()?;
        Ok(Sealed {
            length: payload_length + tail.len() as u64,
            blake3: self.hasher.finalize().into(),
            tail_crc,
        })
    }

    fn position(&self) -> u64 {
        self.flushed + self.buffer.len() as u64
    }

    /// Fills up to the next multiple of [`ALIGNMENT`] with zeros that belong to no section. The
    /// buffer always starts at such a multiple.
    fn align(&mut self) -> Result<(), StoreError> {
        let aligned = self.buffer.len().next_multiple_of(ALIGNMENT);
        self.buffer.resize(aligned, 0);
        if aligned >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        for page in self.buffer.chunks(PAGE) {
            let crc = crc32c::crc32c(page);
            self.page_crcs.extend_from_slice(&crc.to_le_bytes());
        }
        self.hasher.update(&self.buffer);
        self.file.append(&self.buffer)?;
        self.flushed += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

/// The checksum of everything after the payload but itself, given what lies before the footer.
pub(super) fn tail_crc(before_footer: &[u8], footer: &Footer) -> u32 {
    let mut blank = *footer;
    blank.tail_crc = U32::ZERO;
    crc32c::crc32c_append(crc32c::crc32c(before_footer), blank.as_bytes())
}

fn too_large(value: u64) -> StoreError {
    StoreError::Limit {
        what: "one file",
        value,
        limit: u64::from(u32::MAX) * PAGE as u64,
        advice: "commit fewer records at once",
    }
}

#[cfg(test)]
#[path = "paged_tests.rs"]
mod tests;
