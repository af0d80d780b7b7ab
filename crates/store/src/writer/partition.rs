//! One partition of a commit: sorted, the later record kept (S2, S3), compared with what older
//! segments have.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use truyvet_model::{Interval, PersonNo, PlaceNo, Timestamp};

use super::buckets::Bucket;
use crate::error::StoreError;
use crate::segment::{
    Deleted, NumberedContact, NumberedVisit, PackedContact, PackedVisit, Segment, sort_contacts,
    sort_visits,
};
use crate::snapshot::Snapshot;

/// The records of one partition that a commit will write, and the rows they replace.
#[derive(Debug, Default)]
pub(super) struct Partition {
    /// Its first second.
    pub(super) start: i64,
    /// Visits by (place, start, person), keys unique.
    pub(super) visits: Vec<PackedVisit>,
    /// Contacts by (a, start, b), keys unique.
    pub(super) contacts: Vec<PackedContact>,
    /// Replaced rows by position of the segment in the snapshot.
    pub(super) gone: BTreeMap<usize, Gone>,
    /// What happened to its visits.
    pub(super) visit_tally: Tally,
    /// What happened to its contacts.
    pub(super) contact_tally: Tally,
}

/// What happened to the records of a commit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) added: u64,
    pub(super) replaced: u64,
    pub(super) unchanged: u64,
    pub(super) superseded: u64,
}

impl Tally {
    pub(super) const fn add(&mut self, other: &Self) {
        self.added += other.added;
        self.replaced += other.replaced;
        self.unchanged += other.unchanged;
        self.superseded += other.superseded;
    }
}

/// Rows of one older segment that this commit replaces.
#[derive(Debug)]
pub(super) struct Gone {
    /// All replaced rows of the segment, older ones included.
    pub(super) deleted: Deleted,
    /// Visits replaced by this commit, and how many of them were open.
    pub(super) visits: RoaringBitmap,
    pub(super) open: u32,
    /// Contacts replaced by this commit.
    pub(super) contacts: u32,
    /// From the first start to the last end of what was replaced.
    pub(super) visit_hull: Option<Interval>,
    pub(super) contact_hull: Option<Interval>,
}

impl Gone {
    pub(super) fn new(segment: &Segment) -> Self {
        Self {
            deleted: Deleted::new_for(segment),
            visits: RoaringBitmap::new(),
            open: 0,
            contacts: 0,
            visit_hull: None,
            contact_hull: None,
        }
    }

    pub(super) fn visit(&mut self, old: &NumberedVisit) {
        self.deleted.delete_visit(old.row);
        self.visits.insert(old.row);
        self.open = self.open.saturating_add(u32::from(old.visit.open));
        widen(&mut self.visit_hull, old.visit.start, old.visit.end);
    }

    fn contact(&mut self, old: &NumberedContact) {
        self.deleted.delete_contact(old.row);
        self.contacts = self.contacts.saturating_add(1);
        widen(&mut self.contact_hull, old.start, old.end);
    }
}

fn widen(hull: &mut Option<Interval>, start: i64, end: i64) {
    let new = interval(start, end);
    *hull = match (*hull, new) {
        (Some(old), Some(new)) => Some(old.hull(new)),
        (old, new) => old.or(new),
    };
}

fn interval(start: i64, end: i64) -> Option<Interval> {
    Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end))
}

impl Partition {
    /// An empty one.
    pub(super) fn new(start: i64) -> Self {
        Self {
            start,
            ..Self::default()
        }
    }

    /// Sorts what arrived and compares it with the snapshot.
    pub(super) fn prepare(bucket: Bucket, base: &Snapshot) -> Result<Self, StoreError> {
        let mut partition = Self::new(bucket.start);
        let mut visits = bucket.visits.into_rows();
        sort_visits(&mut visits);
        let arrived = visits.len();
        keep_last(&mut visits, |v| v.key());
        partition.visit_tally.superseded = (arrived - visits.len()) as u64;
        let mut contacts = bucket.contacts.into_rows();
        sort_contacts(&mut contacts);
        let arrived = contacts.len();
        keep_last(&mut contacts, |c| c.key());
        partition.contact_tally.superseded = (arrived - contacts.len()) as u64;
        partition.visits = visits;
        partition.contacts = contacts;

        let mut known_visits = Known::new(partition.visits.len());
        let mut known_contacts = Known::new(partition.contacts.len());
        for at in base.segments_at(bucket.start) {
            let Some(segment) = base.segments().get(at) else {
                continue;
            };
            let mut gone = Gone::new(segment);
            partition.meet_visits(segment, &mut gone, &mut known_visits)?;
            partition.meet_contacts(segment, &mut gone, &mut known_contacts)?;
            if !gone.visits.is_empty() || gone.contacts > 0 {
                partition.gone.insert(at, gone);
            }
        }
        known_visits.settle(&mut partition.visits, &mut partition.visit_tally);
        known_contacts.settle(&mut partition.contacts, &mut partition.contact_tally);
        Ok(partition)
    }

    /// Finds the keys of its visits in one older segment.
    fn meet_visits(
        &self,
        segment: &Segment,
        gone: &mut Gone,
        known: &mut Known,
    ) -> Result<(), StoreError> {
        if segment.live_visit_count() == 0 {
            return Ok(());
        }
        let mut older: Vec<NumberedVisit> = Vec::new();
        let mut first = 0;
        for group in self.visits.chunk_by(|a, b| a.place == b.place) {
            let (Some(low), Some(high)) = (group.first(), group.last()) else {
                continue;
            };
            let from = self.start.saturating_add(i64::from(low.start));
            let to = self.start.saturating_add(i64::from(high.start) + 1);
            older.clear();
            if let Some(span) = interval(from, to) {
                segment.place_visits(PlaceNo(low.place), span, &mut older)?;
            }
            let mut rest = older.iter().peekable();
            for (at, new) in (first..).zip(group) {
                let start = self.start.saturating_add(i64::from(new.start));
                let key = (start, new.person);
                let before = |o: &&NumberedVisit| (o.visit.start, o.visit.person) < key;
                while rest.next_if(before).is_some() {}
                let same = |o: &&NumberedVisit| (o.visit.start, o.visit.person) == key;
                if let Some(old) = rest.next_if(same) {
                    let closed = old.visit.end - old.visit.start;
                    let equal = old.visit.open == new.is_open()
                        && (new.is_open() || closed == i64::from(new.duration()));
                    known.mark(at, equal);
                    if !equal {
                        gone.visit(old);
                    }
                }
            }
            first += group.len();
        }
        Ok(())
    }

    /// Finds the keys of its contacts in one older segment.
    fn meet_contacts(
        &self,
        segment: &Segment,
        gone: &mut Gone,
        known: &mut Known,
    ) -> Result<(), StoreError> {
        if segment.live_contact_count() == 0 {
            return Ok(());
        }
        let mut older: Vec<NumberedContact> = Vec::new();
        let mut first = 0;
        for group in self.contacts.chunk_by(|x, y| x.a == y.a) {
            let (Some(low), Some(high)) = (group.first(), group.last()) else {
                continue;
            };
            let from = self.start.saturating_add(i64::from(low.start));
            let to = self.start.saturating_add(i64::from(high.start) + 1);
            older.clear();
            if let Some(span) = interval(from, to) {
                segment.person_contacts(PersonNo(low.a), span, &mut older)?;
            }
            older.retain(|o| o.a == low.a);
            older.sort_unstable_by_key(|o| (o.start, o.b));
            let mut rest = older.iter().peekable();
            for (at, new) in (first..).zip(group) {
                let key = (self.start.saturating_add(i64::from(new.start)), new.b);
                while rest.next_if(|o| (o.start, o.b) < key).is_some() {}
                if let Some(old) = rest.next_if(|o| (o.start, o.b) == key) {
                    let equal = old.end - old.start == i64::from(new.duration);
                    known.mark(at, equal);
                    if !equal {
                        gone.contact(old);
                    }
                }
            }
            first += group.len();
        }
        Ok(())
    }
}

/// Keeps the last of several rows of one key; rows are sorted by key, then arrival.
fn keep_last<R: Copy>(rows: &mut Vec<R>, key: impl Fn(&R) -> u128) {
    rows.dedup_by(|later, kept| {
        let same = key(later) == key(kept);
        if same {
            *kept = *later;
        }
        same
    });
}

/// Which new rows have a key that an older segment has.
struct Known {
    rows: usize,
    /// Rows that are as they were; ascending only within one older segment.
    unchanged: Vec<usize>,
    replacing: u64,
}

impl Known {
    const fn new(rows: usize) -> Self {
        Self {
            rows,
            unchanged: Vec::new(),
            replacing: 0,
        }
    }

    fn mark(&mut self, row: usize, equal: bool) {
        if equal {
            self.unchanged.push(row);
        } else {
            self.replacing += 1;
        }
    }

    /// Drops the rows that are as they were, and counts.
    fn settle<R>(mut self, rows: &mut Vec<R>, tally: &mut Tally) {
        tally.replaced = self.replacing;
        tally.unchanged = self.unchanged.len() as u64;
        tally.added = (self.rows as u64).saturating_sub(tally.replaced + tally.unchanged);
        if self.unchanged.is_empty() {
            return;
        }
        self.unchanged.sort_unstable();
        let mut drop = self.unchanged.iter().peekable();
        let mut at = 0;
        rows.retain(|_| {
            let kept = drop.next_if(|d| **d == at).is_none();
            at += 1;
            kept
        });
    }
}
