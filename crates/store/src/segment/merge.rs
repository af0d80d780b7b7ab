//! Several segments into one, and one without some of its rows: for compaction and purge.

use roaring::RoaringBitmap;

use super::encode::MAX_ROWS;
use super::rows::{
    NumberedContact, NumberedVisit, PackedContact, PackedVisit, sort_contacts, sort_visits,
};
use super::view::Segment;
use crate::error::StoreError;

/// Rows of several segments as those of one, each key once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// Visits by (place, start, person).
    pub visits: Vec<PackedVisit>,
    /// Contacts by (a, start, b).
    pub contacts: Vec<PackedContact>,
    /// Positions in `visits` of those that are hidden.
    pub hidden_visits: RoaringBitmap,
    /// Positions in `contacts` of those that are hidden.
    pub hidden_contacts: RoaringBitmap,
}

/// All rows of segments of one partition, as recorded, that are not deleted.
///
/// # Errors
/// [`StoreError::Record`] if the segments are of several partitions; [`StoreError::Limit`] over
/// 2^31 visits or contacts; [`StoreError::Damaged`], also if a key is live in two segments.
pub fn merge(segments: &[Segment]) -> Result<Merged, StoreError> {
    let [first, rest @ ..] = segments else {
        return Ok(Merged::default());
    };
    let partition = first.partition_start();
    if let Some(other) = rest.iter().find(|s| s.partition_start() != partition) {
        return Err(StoreError::Record {
            record: "segment",
            field: "partition_start",
            value: other.partition_start().seconds().to_string(),
            expected: format!("segments of one partition, here {}", partition.seconds()),
        });
    }
    let mut visits = Rows::with_room(segments, Segment::kept_visit_count)?;
    for segment in segments {
        let rows = &mut visits;
        read(
            |each| segment.raw_visits(each),
            |row: NumberedVisit| {
                if !row.deleted {
                    rows.add(segment.packed_visit(&row)?, row.hidden);
                }
                Ok(())
            },
        )?;
    }
    let mut contacts = Rows::with_room(segments, Segment::kept_contact_count)?;
    for segment in segments {
        let rows = &mut contacts;
        read(
            |each| segment.raw_contacts(each),
            |row: NumberedContact| {
                if !row.deleted {
                    rows.add(segment.packed_contact(&row)?, row.hidden);
                }
                Ok(())
            },
        )?;
    }
    // Sorting finds the segments as ascending runs, and merges these.
    let (visits, hidden_visits) = visits
        .settle(|v| v.key(), sort_visits)
        .ok_or_else(|| clash(first, "visit"))?;
    let (contacts, hidden_contacts) = contacts
        .settle(|c| c.key(), sort_contacts)
        .ok_or_else(|| clash(first, "contact"))?;
    Ok(Merged {
        visits,
        contacts,
        hidden_visits,
        hidden_contacts,
    })
}

#[cold]
fn clash(segment: &Segment, record: &str) -> StoreError {
    let what = format!("a {record} of it, or of another segment of its partition, is there twice");
    StoreError::damaged(segment.name(), what)
}

/// Calls `take` for every row until it fails.
fn read<R>(
    rows: impl FnOnce(&mut dyn FnMut(R)) -> Result<(), StoreError>,
    mut take: impl FnMut(R) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut failed = None;
    rows(&mut |row| {
        if failed.is_none() {
            failed = take(row).err();
        }
    })?;
    failed.map_or(Ok(()), Err)
}

/// Rows gathered, and the keys of those hidden.
struct Rows<R> {
    rows: Vec<R>,
    hidden: Vec<R>,
}

impl<R: Copy> Rows<R> {
    fn with_room(segments: &[Segment], count: fn(&Segment) -> u32) -> Result<Self, StoreError> {
        let total: u64 = segments.iter().map(|s| u64::from(count(s))).sum();
        let rows = u32::try_from(total).ok().filter(|rows| *rows <= MAX_ROWS);
        let rows = rows.ok_or(StoreError::Limit {
            what: "the rows of one segment",
            value: total,
            limit: u64::from(MAX_ROWS),
            advice: "merge fewer segments at once",
        })?;
        Ok(Self {
            rows: Vec::with_capacity(rows as usize),
            hidden: Vec::new(),
        })
    }

    #[inline]
    fn add(&mut self, row: R, hidden: bool) {
        self.rows.push(row);
        if hidden {
            self.hidden.push(row);
        }
    }

    /// Sorted rows and the positions of the hidden ones; `None` if a key is there twice.
    fn settle(
        mut self,
        key: impl Fn(&R) -> u128,
        sort: fn(&mut [R]),
    ) -> Option<(Vec<R>, RoaringBitmap)> {
        if !self.rows.is_sorted_by_key(&key) {
            sort(&mut self.rows);
        }
        if !self.rows.is_sorted_by(|x, y| key(x) < key(y)) {
            return None;
        }
        let hidden = self.hidden.iter();
        let positions = hidden.filter_map(|h| self.rows.binary_search_by_key(&key(h), &key).ok());
        let positions = positions.filter_map(|at| u32::try_from(at).ok()).collect();
        Some((self.rows, positions))
    }
}

/// A segment without some of its rows, deleted and hidden ones otherwise included.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rewritten {
    /// Visits by (place, start, person).
    pub visits: Vec<PackedVisit>,
    /// Contacts by (a, start, b).
    pub contacts: Vec<PackedContact>,
    /// The rows of visits that were left out, for [`super::Deleted::remap`].
    pub dropped_visits: RoaringBitmap,
    /// The rows of contacts that were left out.
    pub dropped_contacts: RoaringBitmap,
}

/// The rows of `segment` but those that are to be dropped; `None` if none is, found without
/// taking memory for the rows.
///
/// # Errors
/// [`StoreError::Damaged`].
pub fn without(
    segment: &Segment,
    drop_visit: impl Fn(&NumberedVisit) -> bool,
    drop_contact: impl Fn(&NumberedContact) -> bool,
) -> Result<Option<Rewritten>, StoreError> {
    let mut out = Rewritten::default();
    segment.raw_visits(|row| {
        if drop_visit(&row) {
            out.dropped_visits.insert(row.row);
        }
    })?;
    segment.raw_contacts(|row| {
        if drop_contact(&row) {
            out.dropped_contacts.insert(row.row);
        }
    })?;
    if out.dropped_visits.is_empty() && out.dropped_contacts.is_empty() {
        return Ok(None);
    }
    let left = |count: u32, dropped: &RoaringBitmap| {
        (count as usize).saturating_sub(usize::try_from(dropped.len()).unwrap_or(usize::MAX))
    };
    out.visits
        .reserve_exact(left(segment.visit_count(), &out.dropped_visits));
    out.contacts
        .reserve_exact(left(segment.contact_count(), &out.dropped_contacts));
    read(
        |each| segment.raw_visits(each),
        |row: NumberedVisit| {
            if !out.dropped_visits.contains(row.row) {
                out.visits.push(segment.packed_visit(&row)?);
            }
            Ok(())
        },
    )?;
    read(
        |each| segment.raw_contacts(each),
        |row: NumberedContact| {
            if !out.dropped_contacts.contains(row.row) {
                out.contacts.push(segment.packed_contact(&row)?);
            }
            Ok(())
        },
    )?;
    Ok(Some(out))
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
