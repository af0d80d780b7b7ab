//! An open segment: what it holds, and where.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use truyvet_model::{Interval, Timestamp};
use zerocopy::FromBytes;

use super::deleted::Deleted;
use super::encode::{MAX_ROWS, span};
use super::layout::{CONTACT_COLUMNS, Header, VERSION, VISIT_COLUMNS, section};
use super::refs::Refs;
use super::table::Table;
use crate::error::StoreError;
use crate::format::directory::Directory;
use crate::format::{FileKind, PagedFile, Sealed};
use crate::io::Vfs;
use crate::links::Links;

/// Visits and contacts of one partition, as one snapshot sees them. A clone shares the file.
#[derive(Debug, Clone)]
pub struct Segment {
    pub(super) inner: Arc<Inner>,
    deleted: Option<Arc<Deleted>>,
    pub(super) links: Option<Arc<Links>>,
}

/// How many segments this process has opened.
static OPENED: AtomicU64 = AtomicU64::new(0);

/// What all snapshots share.
#[derive(Debug)]
pub(super) struct Inner {
    /// Unique in this process, so that unpacked blocks know whose they are.
    pub(super) number: u64,
    pub(super) file: PagedFile,
    pub(super) header: Header,
    pub(super) origin: i64,
    pub(super) visits: Table<VISIT_COLUMNS>,
    pub(super) places: Directory,
    pub(super) visit_refs: Refs,
    pub(super) contacts: Table<CONTACT_COLUMNS>,
    pub(super) contact_refs: Refs,
}

/// What the bytes of a segment are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// Packed visits.
    VisitBlocks,
    /// Headers of the blocks of visits.
    VisitHeaders,
    /// Where the visits of each place are.
    PlaceDirectory,
    /// Where the references of each person are.
    PersonDirectory,
    /// In which blocks each person's visits are.
    VisitRefs,
    /// Contacts, with their headers, directory and references.
    Contacts,
    /// Checksums, padding, counts, section directory, footer.
    Checksums,
}

impl Segment {
    /// Opens the segment file `name`.
    ///
    /// # Errors
    /// As [`PagedFile::open`].
    pub fn open(vfs: &dyn Vfs, name: &str, expect: Option<&Sealed>) -> Result<Self, StoreError> {
        let file = PagedFile::open(vfs, name, FileKind::SEGMENT, VERSION, expect)?;
        let header = file.section(section::HEADER)?;
        let header = *Header::ref_from_bytes(file.all(header)?)
            .map_err(|_| file.damaged("its header has another size"))?;
        check(&file, &header)?;
        let (visits, contacts) = (header.visit_count.get(), header.contact_count.get());
        let at = |id| file.section(id);
        let inner = Inner {
            number: OPENED.fetch_add(1, Ordering::Relaxed),
            origin: header.partition_start.get(),
            visits: Table::open(
                &file,
                at(section::VISIT_BLOCKS)?,
                at(section::VISIT_HEADERS)?,
                visits,
            )?,
            places: Directory::open(&file, at(section::PLACES)?, visits)?,
            visit_refs: Refs::open(
                &file,
                at(section::VISIT_PEOPLE)?,
                at(section::VISIT_REFS)?,
                header.visit_ref_bytes.get(),
            )?,
            contacts: Table::open(
                &file,
                at(section::CONTACT_BLOCKS)?,
                at(section::CONTACT_HEADERS)?,
                contacts,
            )?,
            contact_refs: Refs::open(
                &file,
                at(section::CONTACT_PEOPLE)?,
                at(section::CONTACT_REFS)?,
                header.contact_ref_bytes.get(),
            )?,
            header,
            file,
        };
        Ok(Self {
            inner: Arc::new(inner),
            deleted: None,
            links: None,
        })
    }

    /// The same segment with these rows deleted or hidden (and no others).
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if they are of another segment.
    pub fn with_deleted(self, deleted: Option<Arc<Deleted>>) -> Result<Self, StoreError> {
        let other = |d: &Arc<Deleted>| !d.fits(self.visit_count(), self.contact_count());
        if deleted.as_ref().is_some_and(other) {
            return Err(self
                .inner
                .file
                .damaged("the list of its deleted rows is of another segment"));
        }
        let deleted = deleted.filter(|d| !d.is_empty());
        Ok(Self { deleted, ..self })
    }

    /// The same segment read through these links (S6), and no others: functions that read live
    /// rows then take and give canonical numbers only (an alias that they are asked for counts as
    /// its canonical number). Those named `raw_…` and counts stay as they are.
    #[must_use]
    pub fn with_links(self, links: Option<Arc<Links>>) -> Self {
        let links = links.filter(|links| !links.is_empty());
        Self { links, ..self }
    }

    /// The links that it is read through, if there are any.
    #[must_use]
    pub const fn links(&self) -> Option<&Arc<Links>> {
        self.links.as_ref()
    }

    /// Its deleted and hidden rows, if there are any.
    #[must_use]
    pub const fn deleted(&self) -> Option<&Arc<Deleted>> {
        self.deleted.as_ref()
    }

    /// The name of its file in the store.
    #[must_use]
    pub fn name(&self) -> &str {
        self.inner.file.name()
    }

    /// What the starts of its rows count from.
    #[must_use]
    pub fn partition_start(&self) -> Timestamp {
        Timestamp::from_seconds(self.inner.origin)
    }

    /// From the first start to the last end of all visits, deleted ones included; `None` if
    /// there are none.
    #[must_use]
    pub fn visit_span(&self) -> Option<Interval> {
        let header = &self.inner.header;
        span(header.visit_start, header.visit_end)
    }

    /// As [`Self::visit_span`], of contacts.
    #[must_use]
    pub fn contact_span(&self) -> Option<Interval> {
        let header = &self.inner.header;
        span(header.contact_start, header.contact_end)
    }

    /// Visits, deleted ones included.
    #[must_use]
    pub fn visit_count(&self) -> u32 {
        self.inner.header.visit_count.get()
    }

    /// Contacts, deleted ones included.
    #[must_use]
    pub fn contact_count(&self) -> u32 {
        self.inner.header.contact_count.get()
    }

    /// Open visits (S4), deleted ones included.
    #[must_use]
    pub fn open_visit_count(&self) -> u32 {
        self.inner.header.open_count.get()
    }

    /// Visits that answers see: neither deleted nor hidden.
    #[must_use]
    pub fn live_visit_count(&self) -> u32 {
        let unseen = |d: &Arc<Deleted>| d.visit_count().saturating_add(d.hidden_visit_count());
        self.visit_count()
            .saturating_sub(self.deleted.as_ref().map_or(0, unseen))
    }

    /// Visits that are not deleted, hidden ones included.
    #[must_use]
    pub fn kept_visit_count(&self) -> u32 {
        let deleted = self.deleted.as_ref().map_or(0, |d| d.visit_count());
        self.visit_count().saturating_sub(deleted)
    }

    /// Contacts that are not deleted, hidden ones included.
    #[must_use]
    pub fn kept_contact_count(&self) -> u32 {
        let deleted = self.deleted.as_ref().map_or(0, |d| d.contact_count());
        self.contact_count().saturating_sub(deleted)
    }

    /// Contacts that answers see: neither deleted nor hidden.
    #[must_use]
    pub fn live_contact_count(&self) -> u32 {
        let unseen = |d: &Arc<Deleted>| d.contact_count().saturating_add(d.hidden_contact_count());
        self.contact_count()
            .saturating_sub(self.deleted.as_ref().map_or(0, unseen))
    }

    /// Blocks of visits: block numbers are less than this.
    #[must_use]
    pub fn visit_block_count(&self) -> u32 {
        self.inner.visits.block_count()
    }

    /// Bytes by what they are for; together the length of the file.
    #[must_use]
    pub fn parts(&self) -> Vec<(Part, u64)> {
        let file = &self.inner.file;
        let part_of = |id| match id {
            section::VISIT_BLOCKS => Part::VisitBlocks,
            section::VISIT_HEADERS => Part::VisitHeaders,
            section::PLACES => Part::PlaceDirectory,
            section::VISIT_PEOPLE => Part::PersonDirectory,
            section::VISIT_REFS => Part::VisitRefs,
            section::HEADER => Part::Checksums,
            _ => Part::Contacts,
        };
        let mut parts = std::collections::BTreeMap::new();
        for (id, length) in file.sections() {
            *parts.entry(part_of(id)).or_insert(0) += length as u64;
        }
        *parts.entry(Part::Checksums).or_insert(0) += file.overhead() as u64;
        parts.into_iter().collect()
    }

    /// Says that all visits at the places of a range will be read.
    pub(super) fn expect_places(&self, places: &Range<u32>) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let from = |place| {
            let next = inner.places.next(&inner.file, place)?;
            Ok::<_, StoreError>(next.map_or(self.visit_count(), |(_, rows)| rows.start))
        };
        let rows = from(places.start)?..from(places.end)?;
        inner.visits.expect(&inner.file, &rows)
    }

    /// Says that all visits will be read.
    pub(super) fn expect_all_visits(&self) -> Result<(), StoreError> {
        let inner = &*self.inner;
        inner.visits.expect(&inner.file, &(0..self.visit_count()))
    }

    /// Whether a reader of `rows` does not see this visit.
    #[inline]
    pub(super) fn skips_visit(&self, row: u32, rows: Rows) -> bool {
        self.deleted.as_ref().is_some_and(|d| {
            let set = &d.visits;
            set.deleted.contains(row) || (rows == Rows::Live && set.hidden.contains(row))
        })
    }

    /// Whether this visit is gone for good.
    pub(super) fn deletes_visit(&self, row: u32) -> bool {
        self.skips_visit(row, Rows::Kept)
    }

    /// Whether this visit is hidden.
    pub(super) fn hides_visit(&self, row: u32) -> bool {
        let hidden = |d: &Arc<Deleted>| d.visits.hidden.contains(row);
        self.deleted.as_ref().is_some_and(hidden)
    }

    /// Whether this contact is hidden.
    pub(super) fn hides_contact(&self, row: u32) -> bool {
        let hidden = |d: &Arc<Deleted>| d.contacts.hidden.contains(row);
        self.deleted.as_ref().is_some_and(hidden)
    }

    /// Whether a reader of `rows` does not see this contact.
    #[inline]
    pub(super) fn skips_contact(&self, row: u32, rows: Rows) -> bool {
        self.deleted.as_ref().is_some_and(|d| {
            let set = &d.contacts;
            set.deleted.contains(row) || (rows == Rows::Live && set.hidden.contains(row))
        })
    }
}

/// Which rows a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// Those neither deleted nor hidden.
    Live,
    /// Those not deleted.
    Kept,
}

impl Deleted {
    /// The rows of `segment` that are deleted or hidden so far, to add more to.
    #[must_use]
    pub fn new_for(segment: &Segment) -> Self {
        segment.deleted.as_ref().map_or_else(
            || Self::new(segment.visit_count(), segment.contact_count()),
            |deleted| Self::clone(deleted),
        )
    }
}

/// Counts in range, bounds that fit the counts, times that can be added to without overflow.
fn check(file: &PagedFile, header: &Header) -> Result<(), StoreError> {
    let origin = header.partition_start.get();
    let in_range = |seconds: i64| {
        // The latest end of a row: two spans of 2^31 seconds after the origin.
        (origin..=origin.saturating_add(1 << 32)).contains(&seconds)
    };
    let bounds_fit = |count: u32, start: i64, end: i64| match count {
        0 => start == 0 && end == 0,
        _ => count <= MAX_ROWS && start < end && in_range(start) && in_range(end),
    };
    let visits_fit = bounds_fit(
        header.visit_count.get(),
        header.visit_start.get(),
        header.visit_end.get(),
    );
    let contacts_fit = bounds_fit(
        header.contact_count.get(),
        header.contact_start.get(),
        header.contact_end.get(),
    );
    let fits = Timestamp::new(origin).is_ok()
        && visits_fit
        && contacts_fit
        && header.open_count <= header.visit_count
        && header.reserved.get() == 0;
    if fits {
        Ok(())
    } else {
        Err(file.damaged("its header contradicts itself"))
    }
}
