//! The rows of one segment that answers do not see: gone for good, or hidden by links.

use std::ops::Range;

use roaring::RoaringBitmap;
use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::error::StoreError;
use crate::format::{FileKind, PagedFile, PagedWriter, Sealed};
use crate::io::Vfs;

const VERSION: u32 = 2;
const HEADER: u32 = 1;
const VISITS: u32 = 2;
const CONTACTS: u32 = 3;
const HIDDEN_VISITS: u32 = 4;
const HIDDEN_CONTACTS: u32 = 5;

/// Counts of the segment, then of its deleted and hidden rows.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
struct Header {
    visit_count: U32,
    contact_count: U32,
    deleted_visits: U32,
    deleted_contacts: U32,
    hidden_visits: U32,
    hidden_contacts: U32,
}

/// The rows of one segment that answers do not see, visits and contacts: complete, not only the
/// latest.
///
/// *Deleted* rows were replaced, retracted, erased or have expired: they are gone for good.
/// *Hidden* rows have the same key as another row since ids were linked (S6): they come back when
/// the link is undone. No row is both.
///
/// ```
/// use truyvet_store::segment::Deleted;
///
/// let mut rows = Deleted::new(100, 0);
/// assert!(rows.hide_visit(7) && rows.delete_visit(7));
/// assert_eq!((rows.visit_count(), rows.hidden_visit_count()), (1, 0));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Deleted {
    visit_count: u32,
    contact_count: u32,
    pub(super) visits: Marks,
    pub(super) contacts: Marks,
}

/// The rows of one table that answers do not see.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Marks {
    pub(super) deleted: RoaringBitmap,
    pub(super) hidden: RoaringBitmap,
}

impl Marks {
    fn delete(&mut self, row: u32) -> bool {
        self.hidden.remove(row);
        self.deleted.insert(row)
    }

    fn hide(&mut self, row: u32) -> bool {
        !self.deleted.contains(row) && self.hidden.insert(row)
    }

    fn is_empty(&self) -> bool {
        self.deleted.is_empty() && self.hidden.is_empty()
    }

    /// The rows that are left when `dropped` are taken out of the segment, by their new numbers.
    fn remap(&self, dropped: &RoaringBitmap) -> Self {
        Self {
            deleted: shift(&self.deleted, dropped),
            hidden: shift(&self.hidden, dropped),
        }
    }
}

/// Each row less the number of dropped rows before it; dropped rows themselves fall away.
fn shift(rows: &RoaringBitmap, dropped: &RoaringBitmap) -> RoaringBitmap {
    let mut dropped = dropped.iter().peekable();
    let mut before = 0_u32;
    let mut shifted = RoaringBitmap::new();
    for row in rows {
        while dropped.next_if(|d| *d < row).is_some() {
            before = before.saturating_add(1);
        }
        if dropped.peek() != Some(&row) {
            shifted.insert(row.saturating_sub(before));
        }
    }
    shifted
}

fn count(rows: &RoaringBitmap) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

impl Deleted {
    /// The visits among at most 128 rows that are deleted or hidden, as bits.
    pub(super) fn unseen_visits(&self, rows: &Range<u32>) -> u128 {
        let bits = |set: &RoaringBitmap| {
            let found = set.range(rows.clone());
            let bit = |row: u32| 1_u128.checked_shl(row.saturating_sub(rows.start));
            found.fold(0, |all, row| all | bit(row).unwrap_or(0))
        };
        bits(&self.visits.deleted) | bits(&self.visits.hidden)
    }

    /// None yet, in a segment of so many visits and contacts.
    #[must_use]
    pub fn new(visit_count: u32, contact_count: u32) -> Self {
        Self {
            visit_count,
            contact_count,
            visits: Marks::default(),
            contacts: Marks::default(),
        }
    }

    /// Marks a visit as gone for good; whether it was not before. A row that the segment does
    /// not have changes nothing.
    pub fn delete_visit(&mut self, row: u32) -> bool {
        row < self.visit_count && self.visits.delete(row)
    }

    /// As [`Self::delete_visit`], for a contact.
    pub fn delete_contact(&mut self, row: u32) -> bool {
        row < self.contact_count && self.contacts.delete(row)
    }

    /// Hides a visit because links let another row of its key show (S6); whether it showed
    /// before. A deleted row, or one that the segment does not have, changes nothing.
    pub fn hide_visit(&mut self, row: u32) -> bool {
        row < self.visit_count && self.visits.hide(row)
    }

    /// As [`Self::hide_visit`], for a contact.
    pub fn hide_contact(&mut self, row: u32) -> bool {
        row < self.contact_count && self.contacts.hide(row)
    }

    /// Takes back [`Self::hide_visit`]; whether the row was hidden.
    pub fn show_visit(&mut self, row: u32) -> bool {
        self.visits.hidden.remove(row)
    }

    /// Takes back [`Self::hide_contact`]; whether the row was hidden.
    pub fn show_contact(&mut self, row: u32) -> bool {
        self.contacts.hidden.remove(row)
    }

    /// How many visits are gone for good.
    #[must_use]
    pub fn visit_count(&self) -> u32 {
        count(&self.visits.deleted)
    }

    /// How many contacts are gone for good.
    #[must_use]
    pub fn contact_count(&self) -> u32 {
        count(&self.contacts.deleted)
    }

    /// How many visits are hidden.
    #[must_use]
    pub fn hidden_visit_count(&self) -> u32 {
        count(&self.visits.hidden)
    }

    /// How many contacts are hidden.
    #[must_use]
    pub fn hidden_contact_count(&self) -> u32 {
        count(&self.contacts.hidden)
    }

    /// The rows of visits that are gone for good.
    #[must_use]
    pub const fn visits(&self) -> &RoaringBitmap {
        &self.visits.deleted
    }

    /// The rows of contacts that are gone for good.
    #[must_use]
    pub const fn contacts(&self) -> &RoaringBitmap {
        &self.contacts.deleted
    }

    /// The rows of visits that are hidden.
    #[must_use]
    pub const fn hidden_visits(&self) -> &RoaringBitmap {
        &self.visits.hidden
    }

    /// The rows of contacts that are hidden.
    #[must_use]
    pub const fn hidden_contacts(&self) -> &RoaringBitmap {
        &self.contacts.hidden
    }

    /// Whether answers see every row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty() && self.contacts.is_empty()
    }

    /// The same about the segment written again without the dropped rows: what is left of each
    /// set, by the new row numbers.
    #[must_use]
    pub fn remap(&self, dropped_visits: &RoaringBitmap, dropped_contacts: &RoaringBitmap) -> Self {
        let left = |count: u32, dropped: &RoaringBitmap| {
            let dropped = count.checked_sub(1).map_or(0, |last| dropped.rank(last));
            count.saturating_sub(u32::try_from(dropped).unwrap_or(u32::MAX))
        };
        Self {
            visit_count: left(self.visit_count, dropped_visits),
            contact_count: left(self.contact_count, dropped_contacts),
            visits: self.visits.remap(dropped_visits),
            contacts: self.contacts.remap(dropped_contacts),
        }
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
            hidden_visits: U32::new(self.hidden_visit_count()),
            hidden_contacts: U32::new(self.hidden_contact_count()),
        };
        writer.write(header.as_bytes())?;
        for (section, rows) in [
            (VISITS, &self.visits.deleted),
            (CONTACTS, &self.contacts.deleted),
            (HIDDEN_VISITS, &self.visits.hidden),
            (HIDDEN_CONTACTS, &self.contacts.hidden),
        ] {
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
        let (visits, contacts) = (header.visit_count, header.contact_count);
        let visits = Marks {
            deleted: read(VISITS, visits, header.deleted_visits)?,
            hidden: read(HIDDEN_VISITS, visits, header.hidden_visits)?,
        };
        let contacts = Marks {
            deleted: read(CONTACTS, contacts, header.deleted_contacts)?,
            hidden: read(HIDDEN_CONTACTS, contacts, header.hidden_contacts)?,
        };
        if [&visits, &contacts]
            .iter()
            .any(|rows| !rows.deleted.is_disjoint(&rows.hidden))
        {
            return Err(file.damaged("a row is both deleted and hidden"));
        }
        Ok(Self {
            visit_count: header.visit_count.get(),
            contact_count: header.contact_count.get(),
            visits,
            contacts,
        })
    }
}

#[cfg(test)]
#[path = "deleted_tests.rs"]
mod tests;
