//! The rows of one segment that later commits replaced.

use roaring::RoaringBitmap;
use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::error::StoreError;
use crate::format::{FileKind, PagedFile, PagedWriter, Sealed};
use crate::io::Vfs;

const VERSION: u32 = 1;
const HEADER: u32 = 1;
const VISITS: u32 = 2;
const CONTACTS: u32 = 3;

/// Counts of the segment, then of the replaced rows.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
struct Header {
    visit_count: U32,
    contact_count: U32,
    deleted_visits: U32,
    deleted_contacts: U32,
}

/// The replaced rows of one segment, visits and contacts: complete, not only the latest.
#[derive(Debug, Clone, PartialEq)]
pub struct Deleted {
    visit_count: u32,
    contact_count: u32,
    pub(super) visits: RoaringBitmap,
    pub(super) contacts: RoaringBitmap,
}

impl Deleted {
    /// None yet, in a segment of so many visits and contacts.
    #[must_use]
    pub fn new(visit_count: u32, contact_count: u32) -> Self {
        Self {
            visit_count,
            contact_count,
            visits: RoaringBitmap::new(),
            contacts: RoaringBitmap::new(),
        }
    }

    /// Marks a visit as replaced; whether it was not before. A row that the segment does not
    /// have changes nothing.
    pub fn delete_visit(&mut self, row: u32) -> bool {
        row < self.visit_count && self.visits.insert(row)
    }

    /// Marks a contact as replaced; whether it was not before. A row that the segment does not
    /// have changes nothing.
    pub fn delete_contact(&mut self, row: u32) -> bool {
        row < self.contact_count && self.contacts.insert(row)
    }

    /// How many visits are replaced.
    #[must_use]
    pub fn visit_count(&self) -> u32 {
        u32::try_from(self.visits.len()).unwrap_or(u32::MAX)
    }

    /// How many contacts are replaced.
    #[must_use]
    pub fn contact_count(&self) -> u32 {
        u32::try_from(self.contacts.len()).unwrap_or(u32::MAX)
    }

    /// Whether no row is replaced.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty() && self.contacts.is_empty()
    }

    /// Whether this is about a segment of so many visits and contacts.
    pub(super) const fn fits(&self, visit_count: u32, contact_count: u32) -> bool {
        self.visit_count == visit_count && self.contact_count == contact_count
    }

    /// Writes the file `name`.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn write(&self, vfs: &dyn Vfs, name: &str) -> Result<Sealed, StoreError> {
        let mut writer = PagedWriter::create(vfs, name, FileKind::DELETED, VERSION)?;
        writer.section(HEADER)?;
        let header = Header {
            visit_count: U32::new(self.visit_count),
            contact_count: U32::new(self.contact_count),
            deleted_visits: U32::new(self.visit_count()),
            deleted_contacts: U32::new(self.contact_count()),
        };
        writer.write(header.as_bytes())?;
        for (section, rows) in [(VISITS, &self.visits), (CONTACTS, &self.contacts)] {
            let mut bytes = Vec::with_capacity(rows.serialized_size());
            rows.serialize_into(&mut bytes)
                .map_err(|e| StoreError::io("write", name, e))?;
            writer.section(section)?;
            writer.write(&bytes)?;
        }
        writer.finish()
    }

    /// Reads the file `name`, all of it.
    ///
    /// # Errors
    /// As [`PagedFile::open`].
    pub fn open(vfs: &dyn Vfs, name: &str, expect: Option<&Sealed>) -> Result<Self, StoreError> {
        let file = PagedFile::open(vfs, name, FileKind::DELETED, VERSION, expect)?;
        let header = file.section(HEADER)?;
        let header = Header::ref_from_bytes(file.all(header)?)
            .map_err(|_| file.damaged("its header has another size"))?;
        let read = |section, below: U32, count: U32| {
            let bytes = file.all(file.section(section)?)?;
            RoaringBitmap::deserialize_from(bytes)
                .ok()
                .filter(|rows| rows.serialized_size() == bytes.len())
                .filter(|rows| rows.len() == u64::from(count.get()))
                .filter(|rows| rows.max().is_none_or(|last| last < below.get()))
                .ok_or_else(|| file.damaged(format!("section {section} is no set of rows")))
        };
        Ok(Self {
            visit_count: header.visit_count.get(),
            contact_count: header.contact_count.get(),
            visits: read(VISITS, header.visit_count, header.deleted_visits)?,
            contacts: read(CONTACTS, header.contact_count, header.deleted_contacts)?,
        })
    }
}

#[cfg(test)]
#[path = "deleted_tests.rs"]
mod tests;
