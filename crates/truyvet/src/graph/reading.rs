//! Stays and contacts in numbers, read partition by partition and in order of time.

use truyvet_model::{Interval, PersonNo, PlaceNo, Timestamp};
use truyvet_store::{ContactRow, PlacedVisit, Segment, Snapshot, VisitBlock, VisitRow};

use crate::error::Error;

/// Reads one snapshot through a window, which selects records and does not cut them (S8).
pub(super) struct Reading {
    snapshot: Snapshot,
    window: Interval,
    blocks: Vec<u32>,
    block: VisitBlock,
    /// What was unpacked last of each segment.
    caches: Vec<VisitBlock>,
    rows: Vec<VisitRow>,
}

impl Reading {
    pub(super) fn new(snapshot: Snapshot, window: Interval) -> Self {
        Self {
            snapshot,
            window,
            blocks: Vec::new(),
            block: VisitBlock::default(),
            caches: Vec::new(),
            rows: Vec::new(),
        }
    }

    pub(super) const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Where the partition ends that begins at segment `from`; `None` after the last one.
    pub(super) fn partition_end(&self, from: usize) -> Option<usize> {
        let rest = self.snapshot.segments().get(from..)?;
        let start = rest.first()?.partition_start();
        Some(from.saturating_add(rest.partition_point(|s| s.partition_start() == start)))
    }

    /// The visits of `person` that begin in the partition of segments `from..to`, by start, then
    /// place.
    pub(super) fn visits_of(
        &mut self,
        person: u32,
        (from, to): (usize, usize),
    ) -> Result<Vec<PlacedVisit>, Error> {
        let mut found = Vec::new();
        let segments = self.snapshot.segments().get(from..to).unwrap_or_default();
        for segment in segments {
            if !meets(segment.visit_span(), self.window) {
                continue;
            }
            self.blocks.clear();
            segment.visit_refs(PersonNo(person), &mut self.blocks)?;
            for &block in &self.blocks {
                segment.visits_in_block(block, &[person], &mut self.block, &mut found)?;
            }
        }
        let window = self.window;
        found.retain(|placed| selects(window, &placed.visit));
        found.sort_unstable_by_key(|placed| (placed.visit.start, placed.place));
        Ok(found)
    }

    /// The visits at `place` that begin in the partition of segments `from..to`, by start, then
    /// person.
    pub(super) fn visitors_of(
        &mut self,
        place: u32,
        (from, to): (usize, usize),
    ) -> Result<Vec<PlacedVisit>, Error> {
        self.rows.clear();
        let segments = self.snapshot.segments().get(from..to).unwrap_or_default();
        for segment in segments {
            if meets(segment.visit_span(), self.window) {
                let rows = &mut self.rows;
                segment.visits_at_with(PlaceNo(place), self.window, &mut self.block, rows)?;
            }
        }
        self.rows
            .sort_unstable_by_key(|row| (row.start, row.person));
        let placed = |&visit: &VisitRow| PlacedVisit { place, visit };
        Ok(self.rows.iter().map(placed).collect())
    }

    /// The contacts of `person` that begin in the partition of segments `from..to`, by start, then
    /// person.
    pub(super) fn contacts_of(
        &self,
        person: u32,
        (from, to): (usize, usize),
    ) -> Result<Vec<ContactRow>, Error> {
        let mut found = Vec::new();
        let segments: &[Segment] = self.snapshot.segments().get(from..to).unwrap_or_default();
        for segment in segments {
            if meets(segment.contact_span(), self.window) {
                segment.contacts_of(PersonNo(person), self.window, &mut found)?;
            }
        }
        found.sort_unstable_by_key(|contact| (contact.start, contact.other));
        Ok(found)
    }

    /// All visits at the place of `stay` that overlap it and meet the window, whenever they began.
    pub(super) fn during(&mut self, stay: &PlacedVisit) -> Result<&[VisitRow], Error> {
        self.rows.clear();
        let Some(span) = interval(stay.visit.start, stay.visit.end) else {
            return Ok(&[]);
        };
        let segments = self.snapshot.segments();
        self.caches.resize_with(segments.len(), VisitBlock::default);
        for (segment, cache) in segments.iter().zip(&mut self.caches) {
            if meets(segment.visit_span(), span) {
                segment.visits_at_with(PlaceNo(stay.place), span, cache, &mut self.rows)?;
            }
        }
        let window = self.window;
        self.rows.retain(|row| selects(window, row));
        Ok(&self.rows)
    }
}

fn meets(span: Option<Interval>, other: Interval) -> bool {
    span.is_some_and(|span| span.intersects(other))
}

fn selects(window: Interval, visit: &VisitRow) -> bool {
    visit.start < window.end().seconds() && window.start().seconds() < visit.end
}

/// `[start, end)` in seconds; `None` if it is empty.
pub(super) fn interval(start: i64, end: i64) -> Option<Interval> {
    Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end))
}
