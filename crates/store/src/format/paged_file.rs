//! Reading a paged file: every page is checked when it is first touched.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned};

use super::paged::{ALIGNMENT, FileKind, Footer, MAGIC, PAGE, Sealed, SectionEntry, tail_crc};
use crate::error::StoreError;
use crate::io::{Bytes, Vfs};

/// An open paged file.
///
/// Length, footer, section directory and the table of page checksums are checked when it is
/// opened; a page of the payload when it is first touched, which a bit then remembers.
#[derive(Debug)]
pub struct PagedFile {
    name: Box<str>,
    bytes: Bytes,
    payload_length: usize,
    page_count: usize,
    sections: Box<[(u32, Section)]>,
    checked: Box<[AtomicU64]>,
    tail_crc: u32,
}

/// A section of one open [`PagedFile`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    offset: usize,
    length: usize,
}

impl Section {
    /// Its bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.length
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.length == 0
    }
}

impl PagedFile {
    /// Opens the file `name`, which must be of that kind and version and, where the manifest
    /// says so, of that length and tail checksum.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Damaged`], [`StoreError::UnknownVersion`].
    pub fn open(
        vfs: &dyn Vfs,
        name: &str,
        kind: FileKind,
        version: u32,
        expect: Option<&Sealed>,
    ) -> Result<Self, StoreError> {
        Self::from_bytes(name, vfs.open_read(name)?, kind, version, expect)
    }

    /// As [`Self::open`], with the content given.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_bytes(
        name: &str,
        bytes: Bytes,
        kind: FileKind,
        version: u32,
        expect: Option<&Sealed>,
    ) -> Result<Self, StoreError> {
        let damaged = |what: String| StoreError::damaged(name, what);
        let length = bytes.len() as u64;
        if let Some(expect) = expect.filter(|e| e.length != length) {
            let expected = expect.length;
            return Err(damaged(format!(
                "it has {length} bytes instead of {expected}"
            )));
        }
        let Ok((before, footer)) = Footer::ref_from_suffix(&bytes) else {
            return Err(damaged(format!(
                "it has {length} bytes, too few for a footer"
            )));
        };
        if footer.magic != MAGIC {
            return Err(damaged("it does not end as a file of truyvet".to_owned()));
        }
        let tail = tail_of(before, footer)
            .ok_or_else(|| damaged("its footer does not fit its length".to_owned()))?;
        let tail_start = before.len().saturating_sub(tail.len());
        bytes.expect_all(tail_start..before.len());
        let crc = tail_crc(tail, footer);
        if crc != footer.tail_crc.get() || expect.is_some_and(|e| e.tail_crc != crc) {
            return Err(damaged(
                "the checksum of its footer and page table is wrong".to_owned(),
            ));
        }
        if footer.kind != kind {
            return Err(damaged(format!(
                "it is a {} file where {kind} is expected",
                footer.kind
            )));
        }
        if footer.version.get() != version {
            return Err(StoreError::UnknownVersion {
                file: name.to_owned(),
                found: footer.version.get(),
                known: format!("only version {version}"),
            });
        }
        let sections = sections_of(tail, footer)
            .ok_or_else(|| damaged("its section directory is inconsistent".to_owned()))?;
        let page_count = footer.page_count.get() as usize;
        Ok(Self {
            name: name.into(),
            payload_length: before.len().saturating_sub(tail.len()),
            page_count,
            sections,
            checked: (0..page_count.div_ceil(64))
                .map(|_| AtomicU64::new(0))
                .collect(),
            tail_crc: crc,
            bytes,
        })
    }

    /// Its name inside the store.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The checksum in its footer.
    #[must_use]
    pub const fn tail_crc(&self) -> u32 {
        self.tail_crc
    }

    /// The section `id`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if there is none.
    pub fn section(&self, id: u32) -> Result<Section, StoreError> {
        self.sections
            .iter()
            .find(|(i, _)| *i == id)
            .map(|(_, section)| *section)
            .ok_or_else(|| self.damaged(format!("section {id} is missing")))
    }

    /// Identifier and length of every section.
    pub fn sections(&self) -> impl Iterator<Item = (u32, usize)> + '_ {
        self.sections.iter().map(|(id, s)| (*id, s.length))
    }

    /// Bytes that are in no section: padding, page checksums, section directory, footer.
    #[must_use]
    pub fn overhead(&self) -> usize {
        let sections: usize = self.sections.iter().map(|(_, s)| s.length).sum();
        self.bytes.len().saturating_sub(sections)
    }

    /// Some bytes of a section, after checking the pages that hold them.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if a page is not what was written, or the range is not inside
    /// the section.
    #[inline]
    pub fn bytes(&self, section: Section, range: Range<usize>) -> Result<&[u8], StoreError> {
        if range.start > range.end || range.end > section.length {
            return Err(self.outside(section, range));
        }
        // Sections lie inside the payload (checked at opening), so these sums do not overflow.
        let start = section.offset.wrapping_add(range.start);
        let end = section.offset.wrapping_add(range.end);
        if start < end {
            for page in start / PAGE..=end.wrapping_sub(1) / PAGE {
                self.check_page(page)?;
            }
        }
        self.bytes
            .get(start..end)
            .ok_or_else(|| self.outside(section, range))
    }

    /// A whole section.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn all(&self, section: Section) -> Result<&[u8], StoreError> {
        self.expect_all(section, 0..section.length);
        self.bytes(section, 0..section.length)
    }

    /// A section, or a part of it, as items of a fixed size; `range` counts items.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    #[inline]
    pub fn items<T>(&self, section: Section, range: Range<usize>) -> Result<&[T], StoreError>
    where
        T: FromBytes + KnownLayout + Immutable + Unaligned,
    {
        let size = size_of::<T>();
        let bytes = self.bytes(
            section,
            range.start.saturating_mul(size)..range.end.saturating_mul(size),
        )?;
        <[T]>::ref_from_bytes(bytes).map_err(|_| self.outside(section, range))
    }

    /// One item of a section of items of a fixed size.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    #[inline]
    pub fn item<T>(&self, section: Section, index: usize) -> Result<&T, StoreError>
    where
        T: FromBytes + KnownLayout + Immutable + Unaligned,
    {
        let size = size_of::<T>();
        let start = index.saturating_mul(size);
        let bytes = self.bytes(section, start..start.saturating_add(size))?;
        T::ref_from_bytes(bytes).map_err(|_| self.outside(section, index..index))
    }

    /// Says that a part of a section will be read whole, so that the disk begins before the pages
    /// are asked for one by one. Does nothing where every page was read before: these are most
    /// likely in memory.
    pub fn expect_all(&self, section: Section, range: Range<usize>) {
        let start = section.offset.saturating_add(range.start);
        let end = section.offset.saturating_add(range.end.min(section.length));
        let read = |page: usize| {
            let word = self.checked.get(page / 64);
            word.is_none_or(|word| word.load(Ordering::Relaxed) >> (page % 64) & 1 == 1)
        };
        if start < end && !(start / PAGE..=end.saturating_sub(1) / PAGE).all(read) {
            self.bytes.expect_all(start..end);
        }
    }

    /// Damage to this file.
    #[cold]
    #[must_use]
    pub fn damaged(&self, what: impl Into<String>) -> StoreError {
        StoreError::damaged(&self.name, what)
    }

    /// Checks every page, and BLAKE3 of the whole where the expected one is given; calls
    /// `finding` for each failure.
    pub fn verify(&self, expect: Option<&Sealed>, finding: &mut dyn FnMut(String)) {
        self.bytes.expect_all(0..self.bytes.len());
        for page in 0..self.page_count {
            if !self.page_is_right(page) {
                let offset = page.saturating_mul(PAGE);
                finding(format!("the page at byte {offset} fails its checksum"));
            }
        }
        let differs = |e: &Sealed| blake3::hash(&self.bytes).as_bytes() != &e.blake3;
        if expect.is_some_and(differs) {
            finding("its BLAKE3 differs from the manifest's".to_owned());
        }
    }

    #[inline]
    fn check_page(&self, page: usize) -> Result<(), StoreError> {
        let bit = 1_u64 << (page % 64);
        match self.checked.get(page / 64) {
            Some(word) if word.load(Ordering::Relaxed) & bit != 0 => Ok(()),
            _ => self.check_page_first(page),
        }
    }

    #[cold]
    fn check_page_first(&self, page: usize) -> Result<(), StoreError> {
        if !self.page_is_right(page) {
            let offset = page.saturating_mul(PAGE);
            return Err(self.damaged(format!("the page at byte {offset} fails its checksum")));
        }
        // Relaxed: the content never changes, so seeing the bit late costs one more check.
        if let Some(word) = self.checked.get(page / 64) {
            word.fetch_or(1_u64 << (page % 64), Ordering::Relaxed);
        }
        Ok(())
    }

    fn page_is_right(&self, page: usize) -> bool {
        let start = page.saturating_mul(PAGE);
        let end = start.saturating_add(PAGE).min(self.payload_length);
        let entry = page.saturating_mul(4).saturating_add(self.payload_length);
        let stored = self
            .bytes
            .get(entry..)
            .and_then(|tail| U32::ref_from_prefix(tail).ok());
        match (self.bytes.get(start..end), stored) {
            (Some(content), Some((stored, _))) => crc32c::crc32c(content) == stored.get(),
            _ => false,
        }
    }

    #[cold]
    fn outside(&self, section: Section, range: Range<usize>) -> StoreError {
        let id = self.sections.iter().find(|(_, s)| *s == section);
        let id = id.map_or_else(|| "?".to_owned(), |(id, _)| id.to_string());
        let Range { start, end } = range;
        let length = section.length;
        self.damaged(format!(
            "something points at {start}..{end} of section {id}, which has {length} bytes"
        ))
    }
}

/// What lies between payload and footer, if the sizes in the footer fit the file.
fn tail_of<'a>(before: &'a [u8], footer: &Footer) -> Option<&'a [u8]> {
    let payload = usize::try_from(footer.payload_length.get()).ok()?;
    let pages = usize::try_from(footer.page_count.get()).ok()?;
    let sections = usize::try_from(footer.section_count.get()).ok()?;
    let tail = before.get(payload..)?;
    let expected = pages
        .checked_mul(4)?
        .checked_add(sections.checked_mul(size_of::<SectionEntry>())?)?;
    let fits = tail.len() == expected
        && pages == payload.div_ceil(PAGE)
        && footer.page_size.get() as usize == PAGE
        && footer.reserved == [0; 24];
    fits.then_some(tail)
}

/// The section directory: identifiers unique, sections aligned, in order, inside the payload.
fn sections_of(tail: &[u8], footer: &Footer) -> Option<Box<[(u32, Section)]>> {
    let pages = usize::try_from(footer.page_count.get()).ok()?;
    let payload = usize::try_from(footer.payload_length.get()).ok()?;
    let entries = <[SectionEntry]>::ref_from_bytes(tail.get(pages.checked_mul(4)?..)?).ok()?;
    let mut sections: Vec<(u32, Section)> = Vec::with_capacity(entries.len());
    let mut free = 0_usize;
    for entry in entries {
        let id = entry.id.get();
        let offset = usize::try_from(entry.offset.get()).ok()?;
        let length = usize::try_from(entry.length.get()).ok()?;
        let end = offset.checked_add(length)?;
        let known = sections.iter().any(|(other, _)| *other == id);
        let aligned = offset.is_multiple_of(ALIGNMENT) && entry.reserved.get() == 0;
        if known || !aligned || offset < free || end > payload {
            return None;
        }
        free = end;
        sections.push((id, Section { offset, length }));
    }
    Some(sections.into())
}

#[cfg(test)]
#[path = "paged_file_tests.rs"]
mod tests;
