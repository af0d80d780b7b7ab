//! From people to the sites they touched, and when: the frontier of a hop, turned round.

use truyvet_model::PersonNo;
use truyvet_store::{PlacedVisit, Segment, VisitBlock};

use crate::budget::Watch;
use crate::error::TraceError;
use crate::parallel::share;
use crate::people::People;
use crate::records::{PlacedStay, Records};

/// A site and a stretch of time there that a sweep must look at. Times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Touch {
    pub site: u32,
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
    pub records: Records<'a>,
    pub people: &'a People,
    pub watch: &'a Watch,
    pub part: Part,
}

impl Gather<'_> {
    /// Replaces `out` by the sites that `persons` touched, each with disjoint stretches of time,
    /// in order of site and time.
    ///
    /// # Errors
    /// [`TraceError::Store`], [`TraceError::Exceeded`].
    pub(crate) fn touches(
        &self,
        persons: &[u32],
        scratch: &mut [GatherScratch],
        out: &mut Vec<Touch>,
    ) -> Result<(), TraceError> {
        let segments = self.records.snapshot.segments();
        // A thread costs more than a few people's visits do.
        let used = if persons.len() < 256 {
            1
        } else {
            scratch.len()
        };
        let scratch = scratch.get_mut(..used).unwrap_or_default();
        share(scratch, segments.len(), 1, self.watch, |range, own| {
            for segment in segments.get(range).unwrap_or_default() {
                self.segment(segment, persons, own)?;
            }
            Ok(())
        })?;
        out.clear();
        for own in scratch {
            out.append(&mut own.touches);
        }
        if self.part == Part::Contaminated && self.records.resolved.longest_lag > 0 {
            for touch in out.iter_mut() {
                let facts = self
                    .records
                    .resolved
                    .facts(self.records.snapshot, touch.site)?;
                touch.end = touch.end.saturating_add(facts.lag);
            }
        }
        out.sort_unstable();
        merge(out);
        Ok(())
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
        let (start, end) = (span.start().seconds(), span.end().seconds());
        if !self.records.resolved.selects(start, end) {
            return Ok(());
        }
        let span = self.records.resolved.turn(start, end);
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
            let (placed, touches) = (&own.placed, &mut own.touches);
            for visit in placed {
                self.records
                    .placed(visit, |stay| self.touch(&stay, touches))?;
            }
        }
        own.references = references;
        Ok(())
    }

    fn overlaps(&self, person: u32, span: (i64, i64)) -> bool {
        let (start, end) = self.people.at(person).hull();
        start < span.1 && span.0 < end
    }

    fn touch(&self, placed: &PlacedStay, out: &mut Vec<Touch>) {
        let (site, stay) = (placed.site, &placed.stay);
        if self.part == Part::Whole {
            out.push(Touch {
                site,
                start: stay.start,
                end: stay.end,
            });
            return;
        }
        let person = self.people.at(stay.person);
        self.people
            .clip(&person, stay.start, stay.end, |start, end| {
                out.push(Touch { site, start, end });
            });
    }
}

/// Joins touches of one site that overlap or meet. They are sorted.
fn merge(touches: &mut Vec<Touch>) {
    touches.dedup_by(|next, last| {
        let joins = next.site == last.site && next.start <= last.end;
        if joins {
            last.end = last.end.max(next.end);
        }
        joins
    });
}
