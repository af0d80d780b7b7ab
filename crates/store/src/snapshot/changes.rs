//! What differs between two states of one store: whose records an answer would see otherwise.

use std::collections::BTreeSet;
use std::ops::Range;

use roaring::RoaringBitmap;
use truyvet_model::Interval;

use super::Snapshot;
use crate::error::StoreError;
use crate::manifest::SegmentEntry;
use crate::segment::{Deleted, Segment};

/// Rows of visits to compare at once.
const AT_ONCE: u64 = 1 << 21;

/// A visit or contact as answers see it: place and person, or the two people; start, end, source,
/// whether open. In the order of segments.
type Seen = (u32, i64, u32, i64, u16, bool);

/// What a state is known by, 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    /// The same for every snapshot of one commit of one store, and hardly for any other: number
    /// and time of the commit, how many people and places there are, the keys.
    pub commit: [u8; 16],
    /// Besides, the same where an answer sees the same: an earlier state is shown without people
    /// who were erased and records that have expired later (S29).
    pub shown: [u8; 16],
}

/// What an answer sees in one state and not in the other, as far as it was collected.
#[derive(Default)]
struct Both {
    visits: [Vec<Seen>; 2],
    contacts: [Vec<Seen>; 2],
}

impl Snapshot {
    /// Tells two states apart without looking at their records.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let manifest = self.manifest();
        let mut commit = blake3::Hasher::new();
        commit.update(&manifest.number.to_le_bytes());
        commit.update(&manifest.time.to_le_bytes());
        commit.update(&manifest.people.to_le_bytes());
        commit.update(&manifest.places.to_le_bytes());
        let keys = manifest.settings.key_check.as_deref();
        commit.update(keys.unwrap_or_default().as_bytes());
        let live = |rows: fn(&SegmentEntry) -> u32| -> u64 {
            let segments = manifest.segments.iter();
            segments.map(|segment| u64::from(rows(segment))).sum()
        };
        let mut shown = blake3::Hasher::new();
        shown.update(&live(|segment| segment.visits.live).to_le_bytes());
        shown.update(&live(|segment| segment.contacts.live).to_le_bytes());
        let floor = manifest.floor.unwrap_or(i64::MIN);
        shown.update(&floor.to_le_bytes());
        let people = manifest.people;
        for person in manifest.erased().iter().filter(|person| *person < people) {
            shown.update(&person.to_le_bytes());
        }
        let half = |hash: &blake3::Hasher| {
            let mut half = [0; 16];
            hash.finalize_xof().fill(&mut half);
            half
        };
        Fingerprint {
            commit: half(&commit),
            shown: half(&shown),
        }
    }

    /// The people of whom a visit or contact is here and not in `earlier`, a state of the same
    /// store, or the other way round; by their numbers, which are the same in both.
    ///
    /// `None` if that does not say it all, because links, or kinds, parents or units of places
    /// that `earlier` has, or homes or doses of people are others; or if more than about `most` rows would have to be compared.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn changed_since(
        &self,
        earlier: &Self,
        most: u64,
    ) -> Result<Option<RoaringBitmap>, StoreError> {
        if !self.resolves_like(earlier)? {
            return Ok(None);
        }
        let states = [earlier, self];
        let starts: BTreeSet<i64> = states
            .iter()
            .flat_map(|state| state.manifest().segments.iter())
            .map(|entry| entry.partition_start)
            .collect();
        let (mut changed, mut left) = (RoaringBitmap::new(), most);
        for start in starts {
            let mut both = Both::default();
            let whole = both.segments(states.map(|state| of_partition(state, start)))?;
            let rows = |segment: &Segment| {
                u64::from(segment.visit_count()).saturating_add(segment.contact_count().into())
            };
            let count = whole.iter().flatten().map(|segment| rows(segment)).sum();
            match left.checked_sub(count) {
                Some(rest) => left = rest,
                None => return Ok(None),
            }
            both.contacts_of(&whole)?;
            both.compare(&whole, count, self.place_count(), &mut changed)?;
        }
        Ok(Some(changed))
    }

    /// Whether names stand for the same in `earlier`, and places of `earlier` are still the same.
    fn resolves_like(&self, earlier: &Self) -> Result<bool, StoreError> {
        let (now, before) = (self.manifest(), earlier.manifest());
        let grown = before.people <= now.people && before.places <= now.places;
        let kinds = now
            .kinds
            .iter()
            .zip(&before.kinds)
            .all(|(a, b)| a.name == b.name);
        let (links, older) = (self.links(), earlier.links());
        let linked = links.people.edges() == older.people.edges()
            && links.places.edges() == older.places.edges();
        if !grown || !kinds || before.kinds.len() > now.kinds.len() || !linked {
            return Ok(false);
        }
        if !self.people_known_like(earlier)? {
            return Ok(false);
        }
        match self.place_table() {
            _ if now.place_table == before.place_table => Ok(true),
            Some(table) => table.answers_like(earlier.place_table(), before.places),
            None => Ok(false),
        }
    }
}

type Part<'a> = Vec<(&'a SegmentEntry, &'a Segment)>;

fn of_partition(state: &Snapshot, start: i64) -> Part<'_> {
    let at = state.segments_at(start);
    let entries = state.manifest().segments.get(at.clone());
    let segments = state.segments().get(at);
    let both = entries.unwrap_or_default().iter();
    both.zip(segments.unwrap_or_default()).collect()
}

impl Both {
    /// Collects what is shown otherwise of segments that both states have; gives those that only
    /// one has.
    fn segments<'a>(
        &mut self,
        [before, now]: [Part<'a>; 2],
    ) -> Result<[Vec<&'a Segment>; 2], StoreError> {
        let mut whole = [Vec::new(), Vec::new()];
        let [only_before, only_now] = &mut whole;
        for (entry, segment) in &now {
            match before.iter().find(|(older, _)| older.file == entry.file) {
                None => only_now.push(*segment),
                Some((older, _)) if older.deleted == entry.deleted => {}
                Some((_, older)) => self.other_rows(older, segment)?,
            }
        }
        for (entry, segment) in &before {
            if !now.iter().any(|(newer, _)| newer.file == entry.file) {
                only_before.push(*segment);
            }
        }
        Ok(whole)
    }

    /// Rows of one file that one state shows and the other does not.
    fn other_rows(&mut self, before: &Segment, now: &Segment) -> Result<(), StoreError> {
        let unseen = |segment: &Segment, of: fn(&Deleted) -> RoaringBitmap| {
            segment
                .deleted()
                .map(|deleted| of(deleted))
                .unwrap_or_default()
        };
        let visits = |d: &Deleted| d.visits() | d.hidden_visits();
        let contacts = |d: &Deleted| d.contacts() | d.hidden_contacts();
        let (was, is) = (unseen(before, visits), unseen(now, visits));
        let [old, new] = &mut self.visits;
        for (segment, rows, out) in [(before, &is - &was, old), (now, &was - &is, new)] {
            let links = segment.links();
            let people = |n: u32| links.map_or(n, |links| links.people.canonical(n));
            let places = |n: u32| links.map_or(n, |links| links.places.canonical(n));
            segment.pick_visits(&rows, |row| {
                let v = row.visit;
                let (place, person) = (places(row.place), people(v.person));
                out.push((place, v.start, person, v.end, v.source.0, v.open));
            })?;
        }
        let (was, is) = (unseen(before, contacts), unseen(now, contacts));
        let [old, new] = &mut self.contacts;
        for (segment, rows, out) in [(before, &is - &was, old), (now, &was - &is, new)] {
            segment.pick_contacts(&rows, |c| {
                out.extend(seen(segment, c.a, c.b, (c.start, c.end), c.source.0));
            })?;
        }
        Ok(())
    }

    fn contacts_of(&mut self, whole: &[Vec<&Segment>; 2]) -> Result<(), StoreError> {
        for (segments, out) in whole.iter().zip(&mut self.contacts) {
            for segment in segments {
                segment.each_contact(|a, c| {
                    let (a, b) = (a.0.min(c.other), a.0.max(c.other));
                    out.push((a, c.start, b, c.end, c.source.0, false));
                })?;
            }
        }
        Ok(())
    }

    /// Adds to `changed` whose visits and contacts differ; visits of whole segments are read place
    /// by place.
    fn compare(
        &mut self,
        whole: &[Vec<&Segment>; 2],
        rows: u64,
        places: u32,
        changed: &mut RoaringBitmap,
    ) -> Result<(), StoreError> {
        differing(&mut self.contacts, |seen| {
            changed.insert(seen.0);
            changed.insert(seen.2);
        });
        self.visits.iter_mut().for_each(|rows| rows.sort_unstable());
        let parts = u32::try_from(rows.div_ceil(AT_ONCE)).unwrap_or(u32::MAX);
        let step = places.div_ceil(parts.max(1)).max(1);
        let mut from = 0u32;
        while from < places {
            let to = from.saturating_add(step).min(places);
            let mut part = [Vec::new(), Vec::new()];
            for ((out, picked), segments) in part.iter_mut().zip(&self.visits).zip(whole) {
                let first = picked.partition_point(|seen| seen.0 < from);
                let after = picked.partition_point(|seen| seen.0 < to);
                out.extend_from_slice(picked.get(first..after).unwrap_or_default());
                for segment in segments {
                    visits(segment, from..to, out)?;
                }
            }
            differing(&mut part, |seen| {
                changed.insert(seen.2);
            });
            from = to;
        }
        Ok(())
    }
}

/// A contact as answers see it; what two ids of one person recorded of each other is none.
fn seen(segment: &Segment, a: u32, b: u32, (start, end): (i64, i64), source: u16) -> Option<Seen> {
    let people = |n: u32| segment.links().map_or(n, |links| links.people.canonical(n));
    let (a, b) = (people(a), people(b));
    (a != b).then_some((a.min(b), start, a.max(b), end, source, false))
}

fn visits(segment: &Segment, places: Range<u32>, out: &mut Vec<Seen>) -> Result<(), StoreError> {
    segment.each_place(places, Interval::ALWAYS, |place, rows| {
        let seen =
            |v: &crate::segment::VisitRow| (place, v.start, v.person, v.end, v.source.0, v.open);
        out.extend(rows.iter().map(seen));
    })
}

/// Calls `each` for what is on one side only.
fn differing(sides: &mut [Vec<Seen>; 2], mut each: impl FnMut(&Seen)) {
    sides.iter_mut().for_each(|side| side.sort_unstable());
    let [before, now] = sides;
    let (mut before, mut now) = (before.iter().peekable(), now.iter().peekable());
    loop {
        let (a, b) = match (before.peek(), now.peek()) {
            (None, None) => return,
            (a, b) => (a.copied(), b.copied()),
        };
        match (a, b) {
            (Some(a), Some(b)) if a == b => {
                before.next();
                now.next();
            }
            (Some(a), b) if b.is_none_or(|b| a < b) => {
                each(a);
                before.next();
            }
            _ => {
                if let Some(b) = now.next() {
                    each(b);
                }
            }
        }
    }
}
