//! Of the records that wait to be published, those whose key another source had the last word on.

use hashbrown::{HashMap, HashSet};

use super::buckets::{Bucket, Buckets, Chunks};
use crate::segment::{PackedContact, PackedVisit, SourceNo};

/// A row of either sort.
trait Row: Copy {
    fn key(self) -> u128;
    fn source(self) -> SourceNo;
    fn is_tombstone(self) -> bool;
}

impl Row for PackedVisit {
    fn key(self) -> u128 {
        Self::key(self)
    }
    fn source(self) -> SourceNo {
        self.source
    }
    fn is_tombstone(self) -> bool {
        Self::is_tombstone(self)
    }
}

impl Row for PackedContact {
    fn key(self) -> u128 {
        Self::key(self)
    }
    fn source(self) -> SourceNo {
        self.source
    }
    fn is_tombstone(self) -> bool {
        Self::is_tombstone(self)
    }
}

type Set = HashSet<u128, foldhash::fast::RandomState>;

/// Keys of one partition that were last given by another source than the one that asks; only as
/// many rows are remembered as other sources gave, which mostly are none.
#[derive(Debug, Default)]
struct Keys {
    /// How many rows were looked at.
    seen: usize,
    keys: Set,
}

impl Keys {
    /// Looks at the rows that arrived since, then whether the last row of `key` is of another source.
    fn has<R: Row>(&mut self, rows: &Chunks<R>, source: SourceNo, key: u128) -> bool {
        for row in rows.since(self.seen) {
            if row.is_tombstone() || row.source() == source {
                self.keys.remove(&row.key());
            } else {
                self.keys.insert(row.key());
            }
        }
        self.seen = rows.len();
        self.keys.contains(&key)
    }
}

/// What other sources gave, by the source that asked and the partition.
#[derive(Debug, Default)]
pub(crate) struct Others {
    visits: HashMap<(u16, i64), Keys, foldhash::fast::RandomState>,
    contacts: HashMap<(u16, i64), Keys, foldhash::fast::RandomState>,
}

fn visit_at(buckets: &Buckets, start: i64, mut row: PackedVisit) -> Option<(&Bucket, u128)> {
    let (bucket, offset) = buckets.at(start)?;
    row.start = offset;
    Some((bucket, row.key()))
}

fn contact_at(buckets: &Buckets, start: i64, row: PackedContact) -> Option<(&Bucket, u128)> {
    let (bucket, offset) = buckets.at(start)?;
    let row = PackedContact {
        start: offset,
        ..row
    };
    Some((bucket, row.key()))
}

impl Others {
    /// Whether the last visit of that key that arrived is there, and of another source.
    pub(crate) fn has_visit(
        &mut self,
        buckets: &Buckets,
        start: i64,
        row: PackedVisit,
        source: SourceNo,
    ) -> bool {
        visit_at(buckets, start, row).is_some_and(|(bucket, key)| {
            let keys = self.visits.entry((source.0, bucket.start)).or_default();
            keys.has(&bucket.visits, source, key)
        })
    }

    /// The same of a contact.
    pub(crate) fn has_contact(
        &mut self,
        buckets: &Buckets,
        start: i64,
        row: PackedContact,
        source: SourceNo,
    ) -> bool {
        contact_at(buckets, start, row).is_some_and(|(bucket, key)| {
            let keys = self.contacts.entry((source.0, bucket.start)).or_default();
            keys.has(&bucket.contacts, source, key)
        })
    }

    /// About how many bytes of memory they take.
    pub(crate) fn memory(&self) -> usize {
        let all = self.visits.values().chain(self.contacts.values());
        let keys: usize = all.map(|keys| keys.keys.capacity()).sum();
        keys.saturating_mul(size_of::<u128>().saturating_add(1))
    }
}

/// Whether a visit of that key, or its retraction, arrived at all. Looks at every row of the
/// partition.
pub(crate) fn any_visit(buckets: &Buckets, start: i64, row: PackedVisit) -> bool {
    visit_at(buckets, start, row)
        .is_some_and(|(bucket, key)| bucket.visits.since(0).any(|row| row.key() == key))
}

/// The same of a contact.
pub(crate) fn any_contact(buckets: &Buckets, start: i64, row: PackedContact) -> bool {
    contact_at(buckets, start, row)
        .is_some_and(|(bucket, key)| bucket.contacts.since(0).any(|row| row.key() == key))
}
