//! One partition of a commit: sorted, the later record kept (S2, S3), compared with what older
//! segments have.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Rows of `visits` that another id's record of the same key hides (S6).
    pub(super) hidden_visits: RoaringBitmap,
    /// The same of `contacts`.
    pub(super) hidden_contacts: RoaringBitmap,
    /// Older rows that change, by position of the segment in the snapshot.
    pub(super) gone: BTreeMap<usize, Gone>,
    /// Whose visits were retracted: an open visit before it may last longer now (S4).
    pub(super) retracted: Vec<u32>,
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
    pub(super) retracted: u64,
}

impl Tally {
    pub(super) const fn add(&mut self, other: &Self) {
        self.added += other.added;
        self.replaced += other.replaced;
        self.unchanged += other.unchanged;
        self.superseded += other.superseded;
        self.retracted += other.retracted;
    }
}

/// What changes in one older segment.
#[derive(Debug)]
pub(super) struct Gone {
    /// All deleted and hidden rows of the segment, older ones included.
    pub(super) deleted: Deleted,
    /// Visits and contacts that are deleted now.
    pub(super) visits: RoaringBitmap,
    pub(super) contacts: RoaringBitmap,
    /// How many fewer visits, open visits and contacts are live.
    pub(super) fewer: (u32, u32, u32),
    /// Rows that show again: start, end, open.
    pub(super) shown_visits: Vec<(i64, i64, bool)>,
    pub(super) shown_contacts: Vec<(i64, i64)>,
    /// From the first start to the last end of what is no longer live.
    pub(super) visit_hull: Option<Interval>,
    pub(super) contact_hull: Option<Interval>,
    /// Person and place of what is deleted now, where ids are linked.
    pub(super) touched: Option<Vec<(u32, Option<u32>)>>,
}

impl Gone {
    pub(super) fn new(segment: &Segment) -> Self {
        Self {
            deleted: Deleted::new_for(segment),
            visits: RoaringBitmap::new(),
            contacts: RoaringBitmap::new(),
            fewer: (0, 0, 0),
            shown_visits: Vec::new(),
            shown_contacts: Vec::new(),
            visit_hull: None,
            contact_hull: None,
            touched: segment.links().is_some().then(Vec::new),
        }
    }

    /// Whether nothing changes after all.
    pub(super) fn is_empty(&self) -> bool {
        self.visits.is_empty()
            && self.contacts.is_empty()
            && self.fewer == (0, 0, 0)
            && self.shown_visits.is_empty()
            && self.shown_contacts.is_empty()
    }

    /// Deletes a visit; one that is deleted stays so.
    pub(super) fn visit(&mut self, old: &NumberedVisit) {
        if self.deleted.delete_visit(old.row) {
            self.visits.insert(old.row);
            if let Some(touched) = &mut self.touched {
                touched.push((old.visit.person, Some(old.place)));
            }
            if !old.hidden {
                self.no_longer_live(old);
            }
        }
    }

    /// Deletes a contact; one that is deleted stays so.
    pub(super) fn contact(&mut self, old: &NumberedContact) {
        if self.deleted.delete_contact(old.row) {
            self.contacts.insert(old.row);
            if let Some(touched) = &mut self.touched {
                touched.extend([(old.a, None), (old.b, None)]);
            }
            if !old.hidden {
                self.contact_no_longer_live(old);
            }
        }
    }

    /// Hides or shows a visit that is not deleted.
    pub(super) fn set_hidden(&mut self, old: &NumberedVisit, hidden: bool) {
        if hidden && self.deleted.hide_visit(old.row) {
            self.no_longer_live(old);
        } else if !hidden && self.deleted.show_visit(old.row) {
            let visit = old.visit;
            self.shown_visits.push((visit.start, visit.end, visit.open));
        }
    }

    /// The same of a contact.
    pub(super) fn set_contact_hidden(&mut self, old: &NumberedContact, hidden: bool) {
        if hidden && self.deleted.hide_contact(old.row) {
            self.contact_no_longer_live(old);
        } else if !hidden && self.deleted.show_contact(old.row) {
            self.shown_contacts.push((old.start, old.end));
        }
    }

    fn no_longer_live(&mut self, old: &NumberedVisit) {
        self.fewer.0 = self.fewer.0.saturating_add(1);
        self.fewer.1 = self.fewer.1.saturating_add(u32::from(old.visit.open));
        widen(&mut self.visit_hull, old.visit.start, old.visit.end);
    }

    fn contact_no_longer_live(&mut self, old: &NumberedContact) {
        self.fewer.2 = self.fewer.2.saturating_add(1);
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

    /// Sorts what arrived and compares it with the snapshot. Of people in `erased` nothing is
    /// taken.
    pub(super) fn prepare(
        bucket: Bucket,
        base: &Snapshot,
        erased: &BTreeSet<u32>,
    ) -> Result<Self, StoreError> {
        let mut partition = Self::new(bucket.start);
        let mut visits = bucket.visits.into_rows();
        let mut contacts = bucket.contacts.into_rows();
        if !erased.is_empty() {
            visits.retain(|v| !erased.contains(&v.person));
            contacts.retain(|c| !erased.contains(&c.a) && !erased.contains(&c.b));
        }
        sort_visits(&mut visits);
        let arrived = visits.len();
        keep_last(&mut visits, |v| v.key());
        partition.visit_tally.superseded = (arrived - visits.len()) as u64;
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
            if !gone.visits.is_empty() || !gone.contacts.is_empty() {
                partition.gone.insert(at, gone);
            }
        }
        known_visits.settle(&mut partition.visits, &mut partition.visit_tally);
        known_contacts.settle(&mut partition.contacts, &mut partition.contact_tally);
        partition.bury();
        Ok(partition)
    }

    /// Takes out the retractions, which have done their work.
    fn bury(&mut self) {
        let arrived = (self.visits.len(), self.contacts.len());
        let retracted = &mut self.retracted;
        self.visits.retain(|v| {
            if v.is_tombstone() {
                retracted.push(v.person);
            }
            !v.is_tombstone()
        });
        self.contacts.retain(|c| !c.is_tombstone());
        for (tally, before, now) in [
            (&mut self.visit_tally, arrived.0, self.visits.len()),
            (&mut self.contact_tally, arrived.1, self.contacts.len()),
        ] {
            // `retracted` counts those that met a record; the others were counted as added.
            let none = (before.saturating_sub(now) as u64).saturating_sub(tally.retracted);
            tally.added = tally.added.saturating_sub(none);
        }
    }

    /// What changes in the older segment `at`.
    pub(super) fn gone(&mut self, at: usize, segment: &Segment) -> &mut Gone {
        self.gone.entry(at).or_insert_with(|| Gone::new(segment))
    }

    /// Finds the keys of its visits in one older segment.
    fn meet_visits(
        &self,
        segment: &Segment,
        gone: &mut Gone,
        known: &mut Known,
    ) -> Result<(), StoreError> {
        if segment.visit_count() == 0 {
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
                segment.raw_place_visits(PlaceNo(low.place), span, &mut older)?;
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
                        && old.visit.source == new.source
                        && (new.is_open() || closed == i64::from(new.duration()));
                    known.mark(at, Meeting::of(equal, new.is_tombstone()));
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
        if segment.contact_count() == 0 {
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
                segment.raw_person_contacts(PersonNo(low.a), span, &mut older)?;
            }
            older.retain(|o| o.a == low.a);
            older.sort_unstable_by_key(|o| (o.start, o.b));
            let mut rest = older.iter().peekable();
            for (at, new) in (first..).zip(group) {
                let key = (self.start.saturating_add(i64::from(new.start)), new.b);
                while rest.next_if(|o| (o.start, o.b) < key).is_some() {}
                if let Some(old) = rest.next_if(|o| (o.start, o.b) == key) {
                    let equal =
                        old.end - old.start == i64::from(new.duration) && old.source == new.source;
                    known.mark(at, Meeting::of(equal, new.is_tombstone()));
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

/// How a new row and an older one of the same key compare.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meeting {
    Same,
    Replaces,
    Retracts,
}

impl Meeting {
    const fn of(equal: bool, retracts: bool) -> Self {
        match (equal, retracts) {
            (_, true) => Self::Retracts,
            (true, false) => Self::Same,
            (false, false) => Self::Replaces,
        }
    }
}

/// Which new rows have a key that an older segment has.
struct Known {
    rows: usize,
    /// Rows that are as they were; ascending only within one older segment.
    unchanged: Vec<usize>,
    replacing: u64,
    retracting: u64,
}

impl Known {
    const fn new(rows: usize) -> Self {
        Self {
            rows,
            unchanged: Vec::new(),
            replacing: 0,
            retracting: 0,
        }
    }

    fn mark(&mut self, row: usize, meeting: Meeting) {
        match meeting {
            Meeting::Same => self.unchanged.push(row),
            Meeting::Replaces => self.replacing += 1,
            Meeting::Retracts => self.retracting += 1,
        }
    }

    /// Drops the rows that are as they were, and counts.
    fn settle<R>(mut self, rows: &mut Vec<R>, tally: &mut Tally) {
        tally.replaced = self.replacing;
        tally.retracted = self.retracting;
        tally.unchanged = self.unchanged.len() as u64;
        let met = tally.replaced + tally.unchanged + tally.retracted;
        tally.added = (self.rows as u64).saturating_sub(met);
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
