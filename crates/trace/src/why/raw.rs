//! Records as they were recorded: before window, filters, roll-up and cuts.

use truyvet_model::{Interval, PersonNo, PlaceNo};
use truyvet_store::{ContactRow, PlacedVisit, Segment, Snapshot, VisitBlock, VisitRow};

use crate::error::TraceError;

/// Reads them; keeps what it unpacked.
pub(crate) struct Raw<'a> {
    snapshot: &'a Snapshot,
    /// One per segment.
    caches: Vec<VisitBlock>,
}

impl<'a> Raw<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot) -> Self {
        let mut caches = Vec::new();
        caches.resize_with(snapshot.segments().len(), VisitBlock::default);
        Self { snapshot, caches }
    }

    /// All visits of a person.
    pub(crate) fn visits_of(&self, person: u32) -> Result<Vec<PlacedVisit>, TraceError> {
        let (mut visits, mut blocks) = (Vec::new(), Vec::new());
        let mut scratch = VisitBlock::default();
        for segment in self.snapshot.segments() {
            blocks.clear();
            segment.visit_refs(PersonNo(person), &mut blocks)?;
            for &block in &blocks {
                segment.visits_in_block(block, &[person], &mut scratch, &mut visits)?;
            }
        }
        Ok(visits)
    }

    /// All contacts of a person.
    pub(super) fn contacts_of(&self, person: u32) -> Result<Vec<ContactRow>, TraceError> {
        let mut contacts = Vec::new();
        for segment in self.snapshot.segments() {
            segment.contacts_of(PersonNo(person), Interval::ALWAYS, &mut contacts)?;
        }
        Ok(contacts)
    }

    /// Replaces `out` by the visits at a place that intersect `span`.
    pub(super) fn visits_at(
        &mut self,
        place: u32,
        span: Interval,
        out: &mut Vec<VisitRow>,
    ) -> Result<(), TraceError> {
        out.clear();
        let covers = |segment: &Segment| segment.visit_span().is_some_and(|s| s.intersects(span));
        for (segment, cache) in self.snapshot.segments().iter().zip(&mut self.caches) {
            if covers(segment) {
                segment.visits_at_with(PlaceNo(place), span, cache, out)?;
            }
        }
        Ok(())
    }
}
