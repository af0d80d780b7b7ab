//! From people to the places they touched, and when: the frontier of a hop, turned round.

use truyvet_model::{Interval, PersonNo, PlaceNo, Timestamp};
use truyvet_store::{PlacedVisit, Segment, Snapshot, VisitBlock, VisitRow};

use crate::error::TraceError;
use crate::parallel::share;
use crate::people::People;
use crate::resolve::Resolved;

/// A place and a stretch of time there that a sweep must look at. Times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Touch {
    pub place: u32,
    pub start: i64,
    pub end: i64,
}

/// Which part of people's visits is gathered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The infectious parts, with the lag after them (S10).
    Contaminated,
    /// Whole visits.
    Whole,
}

/// What one thread gathers with.
#[derive(Default)]
pub(crate) struct GatherScratch {
    blocks: Vec<u32>,
    references: Vec<(u32, u32)>,
    visitors: Vec<u32>,
    decoded: VisitBlock,
    placed: Vec<PlacedVisit>,
    touches: Vec<Touch>,
}

/// Everything that gathering reads.
pub(crate) struct Gather<'a> {
    pub snapshot: &'a Snapshot,
    pub resolved: &'a Resolved,
    pub people: &'a People,
    pub part: Part,
}

impl Gather<'_> {
    /// The places that `persons` touched, each with disjoint stretches of time, in order of place
    /// and time. Shared places and records outside the window are left out.
    ///
    /// # Errors
    /// [`TraceError::Store`].
    pub(crate) fn touches(
        &self,
        persons: &[u32],
        scratch: &mut [GatherScratch],
    ) -> Result<Vec<Touch>, TraceError> {
        let segments = self.snapshot.segments();
        // A thread costs more than a few people's visits do.
        let used = if persons.len() < 256 {
            1
        } else {
            scratch.len()
        };
        let scratch = scratch.get_mut(..used).unwrap_or_default();
        share(scratch, segments.len(), 1, |range, own| {
            for segment in segments.get(range).unwrap_or_default() {
                self.segment(segment, persons, own)?;
            }
            Ok(())
        })?;
        let mut touches = Vec::new();
        for own in scratch {
            touches.append(&mut own.touches);
        }
        touches.sort_unstable();
        merge(&mut touches);
        Ok(touches)
    }

    /// Collects block references first, so that each block is decoded once however many of
    /// `persons` were there.
    fn segment(
        &self,
        segment: &Segment,
        persons: &[u32],
        own: &mut GatherScratch,
    ) -> Result<(), TraceError> {
        let Some(span) = segment.visit_span() else {
            return Ok(());
        };
        let span = (span.start().seconds(), span.end().seconds());
        if !self.resolved.selects(span.0, span.1) {
            return Ok(());
        }
        own.references.clear();
        for &person in persons {
            if self.part == Part::Contaminated && !self.overlaps(person, span) {
                continue;
            }
            own.blocks.clear();
            segment.visit_refs(PersonNo(person), &mut own.blocks)?;
            own.references
                .extend(own.blocks.iter().map(|&block| (block, person)));
        }
        own.references.sort_unstable();
        let references = std::mem::take(&mut own.references);
        for group in references.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(block, _)) = group.first() else {
                continue;
            };
            own.visitors.clear();
            own.visitors
                .extend(group.iter().map(|reference| reference.1));
            own.placed.clear();
            segment.visits_in_block(block, &own.visitors, &mut own.decoded, &mut own.placed)?;
            let placed = std::mem::take(&mut own.placed);
            for visit in &placed {
                self.touch(visit, &mut own.touches)?;
            }
            own.placed = placed;
        }
        own.references = references;
        Ok(())
    }

    fn overlaps(&self, person: u32, span: (i64, i64)) -> bool {
        self.people.get(person).is_some_and(|entry| {
            let (start, end) = entry.hull();
            start < span.1 && span.0 < end
        })
    }

    fn touch(&self, placed: &PlacedVisit, out: &mut Vec<Touch>) -> Result<(), TraceError> {
        let (place, visit) = (placed.place, placed.visit);
        if !self.resolved.selects_visit(&visit) {
            return Ok(());
        }
        let Some(lag) = self.resolved.lag_at(self.snapshot, place)? else {
            return Ok(());
        };
        if self.part == Part::Whole {
            out.push(Touch {
                place,
                start: visit.start,
                end: visit.end,
            });
        } else if let Some(person) = self.people.get(visit.person) {
            self.people
                .clip(person, visit.start, visit.end, |start, end| {
                    out.push(Touch {
                        place,
                        start,
                        end: end.saturating_add(lag),
                    });
                });
        }
        Ok(())
    }
}

/// Joins touches of one place that overlap or meet. They are sorted.
fn merge(touches: &mut Vec<Touch>) {
    touches.dedup_by(|next, last| {
        let joins = next.place == last.place && next.start <= last.end;
        if joins {
            last.end = last.end.max(next.end);
        }
        joins
    });
}

/// All visits at `place` that intersect `[start, end)` and that the question looks at, in order of
/// their start.
///
/// # Errors
/// [`TraceError::Store`].
pub(crate) fn visits_at(
    snapshot: &Snapshot,
    resolved: &Resolved,
    touch: Touch,
    caches: &mut Vec<VisitBlock>,
    rows: &mut Vec<VisitRow>,
) -> Result<(), TraceError> {
    rows.clear();
    let (start, end) = (
        Timestamp::from_seconds(touch.start),
        Timestamp::from_seconds(touch.end),
    );
    let Some(span) = Interval::checked(start, end) else {
        return Ok(());
    };
    let segments = snapshot.segments();
    caches.resize_with(segments.len(), VisitBlock::default);
    for (segment, cache) in segments.iter().zip(caches) {
        if segment
            .visit_span()
            .is_some_and(|covered| covered.intersects(span))
        {
            segment.visits_at_with(PlaceNo(touch.place), span, cache, rows)?;
        }
    }
    if resolved.window != Interval::ALWAYS {
        rows.retain(|row| resolved.selects_visit(row));
    }
    if !rows.is_sorted_by_key(|row| row.start) {
        rows.sort_unstable_by_key(|row| (row.start, row.person, row.end));
    }
    Ok(())
}
