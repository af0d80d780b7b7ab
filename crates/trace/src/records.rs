//! The records that exist for a question, in question time: filtered, cut, counted at their sites
//! (S8, S18 to S21). Everything that looks at records looks at them through here.

use std::ops::Range;

use truyvet_model::{Grade, Interval, PersonNo, PlaceNo, Timestamp};
use truyvet_store::{
    ContactRow, PlaceWalk, PlacedVisit, Segment, Snapshot, VisitBlock, VisitColumns, VisitRow,
};

use crate::error::TraceError;
use crate::resolve::Resolved;

/// A visit, or what cuts left of one. Times in seconds of question time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stay {
    pub start: i64,
    pub end: i64,
    pub person: u32,
    /// Whether its end is assumed (S4).
    pub open: bool,
    /// Whether it counts at a coarser grain than it was recorded at (S20).
    pub coarse: bool,
}

impl Stay {
    /// How sure an event is that rests on it (S16).
    #[inline]
    pub(crate) const fn grade(&self) -> Grade {
        match (self.coarse, self.open) {
            (true, _) => Grade::Coarse,
            (_, true) => Grade::AssumedEnd,
            _ => Grade::Recorded,
        }
    }
}

/// A stay with the site at which it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlacedStay {
    pub site: u32,
    pub stay: Stay,
}

/// A contact, or what cuts left of one, as one of the two sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meeting {
    pub other: u32,
    pub start: i64,
    pub end: i64,
}

/// In [`VisitColumns::source_open`]: the end is assumed.
const OPEN: u32 = 1;
/// In [`VisitColumns::source_open`] where [`Visitors::graded`]: counted at a coarser grain.
const COARSE: u32 = 2;

/// The stays at one site, column by column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visitors {
    columns: VisitColumns,
    /// Whether [`COARSE`] stands in the place of the source.
    graded: bool,
}

impl Visitors {
    fn clear(&mut self) {
        self.columns.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.columns.len()
    }

    /// Starts, ends and people.
    #[inline]
    pub(crate) fn columns(&self) -> (&[i64], &[i64], &[u32]) {
        let VisitColumns {
            start, end, person, ..
        } = &self.columns;
        (start, end, person)
    }

    fn push(&mut self, stay: Stay) {
        let columns = &mut self.columns;
        columns.start.push(stay.start);
        columns.end.push(stay.end);
        columns.person.push(stay.person);
        let open = if stay.open { OPEN } else { 0 };
        let coarse = if stay.coarse { COARSE } else { 0 };
        columns.source_open.push(open | coarse);
    }

    /// The stay at `index`; `None` past the last.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<Stay> {
        let columns = &self.columns;
        let flags = *columns.source_open.get(index)?;
        Some(Stay {
            start: *columns.start.get(index)?,
            end: *columns.end.get(index)?,
            person: *columns.person.get(index)?,
            open: flags & OPEN != 0,
            coarse: self.graded && flags & COARSE != 0,
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Stay> + '_ {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// Visits as recorded become stays of a plain question.
    fn settle(&mut self, resolved: &Resolved) {
        self.graded = false;
        let columns = &mut self.columns;
        if resolved.window != Interval::ALWAYS {
            let mut kept = VisitColumns::default();
            for row in (0..columns.len()).filter_map(|index| columns.row(index)) {
                if resolved.selects(row.start, row.end) {
                    kept.push(row);
                }
            }
            *columns = kept;
        }
        if resolved.mirrored {
            std::mem::swap(&mut columns.start, &mut columns.end);
            for time in columns.start.iter_mut().chain(&mut columns.end) {
                *time = time.saturating_neg();
            }
        }
    }
}

/// The memory that records are read into, to be reused.
#[derive(Default)]
pub(crate) struct ReadScratch {
    /// One per segment.
    caches: Vec<VisitBlock>,
    decoded: VisitBlock,
    rows: Vec<VisitRow>,
    blocks: Vec<u32>,
    placed: Vec<PlacedVisit>,
    contacts: Vec<ContactRow>,
}

/// Reads the records that exist for a question.
#[derive(Clone, Copy)]
pub(crate) struct Records<'a> {
    pub snapshot: &'a Snapshot,
    pub resolved: &'a Resolved,
}

impl<'a> Records<'a> {
    pub(crate) const fn new(snapshot: &'a Snapshot, resolved: &'a Resolved) -> Self {
        Self { snapshot, resolved }
    }

    /// The span of question time, as recorded.
    fn recorded(&self, start: i64, end: i64) -> Option<Interval> {
        let (start, end) = self.resolved.turn(start, end);
        let t = Timestamp::from_seconds;
        Interval::checked(t(start), t(end))
    }

    /// Replaces `out` by the stays at `site` that may intersect `[start, end)`: all that do, and
    /// of cut visits perhaps pieces that do not. By segment, then as recorded.
    ///
    /// # Errors
    /// [`TraceError::Store`].
    pub(crate) fn stays_at(
        &self,
        site: u32,
        (start, end): (i64, i64),
        scratch: &mut ReadScratch,
        out: &mut Visitors,
    ) -> Result<(), TraceError> {
        out.clear();
        out.graded = true;
        let Some(span) = self.recorded(start, end) else {
            return Ok(());
        };
        let segments = self.snapshot.segments();
        scratch
            .caches
            .resize_with(segments.len(), VisitBlock::default);
        if self.resolved.is_plain() {
            if self.meets(site)? {
                for (segment, cache) in segments.iter().zip(&mut scratch.caches) {
                    if covers(segment, span) {
                        segment.columns_at(PlaceNo(site), span, cache, &mut out.columns)?;
                    }
                }
            }
            out.settle(self.resolved);
            return Ok(());
        }
        for place in self.resolved.sites.members(site).iter() {
            if !self.resolved.passing.place(place) {
                continue;
            }
            for (segment, cache) in segments.iter().zip(&mut scratch.caches) {
                if covers(segment, span) {
                    scratch.rows.clear();
                    segment.visits_at_with(PlaceNo(place), span, cache, &mut scratch.rows)?;
                    for row in &scratch.rows {
                        self.stay_of(place, row, |placed| {
                            if placed.site == site {
                                out.push(placed.stay);
                            }
                        })?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether visits at a place of a plain question can make anybody co-present.
    fn meets(&self, place: u32) -> Result<bool, TraceError> {
        Ok(self.resolved.passing.place(place) && !self.snapshot.is_shared(PlaceNo(place))?)
    }

    /// Calls `each` for every site of `sites` that has stays, in order, with all of them.
    ///
    /// # Errors
    /// [`TraceError::Store`], and those of `each`.
    pub(crate) fn each_site(
        &self,
        sites: Range<u32>,
        scratch: &mut ReadScratch,
        out: &mut Visitors,
        mut each: impl FnMut(u32, &mut Visitors) -> Result<(), TraceError>,
    ) -> Result<(), TraceError> {
        if !self.resolved.is_plain() {
            for site in sites {
                self.stays_at(site, (i64::MIN, i64::MAX), scratch, out)?;
                if out.len() > 0 {
                    each(site, out)?;
                }
            }
            return Ok(());
        }
        let mut walk = PlaceWalk::new(self.snapshot.segments(), sites, Interval::ALWAYS)?;
        while let Some(place) = walk.next(&mut out.columns)? {
            if self.meets(place)? {
                out.settle(self.resolved);
                each(place, out)?;
            }
        }
        Ok(())
    }

    /// Appends the stays of `person`, of all time.
    ///
    /// # Errors
    /// [`TraceError::Store`].
    pub(crate) fn stays_of(
        &self,
        person: u32,
        scratch: &mut ReadScratch,
        out: &mut Vec<PlacedStay>,
    ) -> Result<(), TraceError> {
        for segment in self.snapshot.segments() {
            let spanned = segment.visit_span();
            if !spanned.is_some_and(|span| span.intersects(self.resolved.window)) {
                continue;
            }
            scratch.blocks.clear();
            segment.visit_refs(PersonNo(person), &mut scratch.blocks)?;
            scratch.placed.clear();
            for &block in &scratch.blocks {
                let (decoded, placed) = (&mut scratch.decoded, &mut scratch.placed);
                segment.visits_in_block(block, &[person], decoded, placed)?;
            }
            for placed in &scratch.placed {
                self.placed(placed, |stay| out.push(stay))?;
            }
        }
        Ok(())
    }

    /// Calls `each` with what is left of a visit.
    pub(crate) fn placed(
        &self,
        placed: &PlacedVisit,
        each: impl FnMut(PlacedStay),
    ) -> Result<(), TraceError> {
        if !self.resolved.passing.place(placed.place) {
            return Ok(());
        }
        self.stay_of(placed.place, &placed.visit, each)
    }

    /// Calls `each` with what is left of a visit at a place that passes.
    fn stay_of(
        &self,
        place: u32,
        row: &VisitRow,
        mut each: impl FnMut(PlacedStay),
    ) -> Result<(), TraceError> {
        let resolved = self.resolved;
        let passing = &resolved.passing;
        let exists = resolved.selects(row.start, row.end)
            && passing.person(row.person)
            && passing.source(row.source);
        if !exists {
            return Ok(());
        }
        let Some((site, coarse)) = resolved.sites.of(self.snapshot, place, row.person)? else {
            return Ok(());
        };
        let mut piece = |start: i64, end: i64| {
            let (start, end) = resolved.turn(start, end);
            each(PlacedStay {
                site,
                stay: Stay {
                    start,
                    end,
                    person: row.person,
                    open: row.open,
                    coarse,
                },
            });
        };
        if resolved.cuts.is_empty() {
            piece(row.start, row.end);
        } else {
            let (cuts, time) = (&resolved.cuts, (row.start, row.end));
            cuts.pieces(Some(place), &[row.person], time, piece);
        }
        Ok(())
    }

    /// Appends the contacts of `person`, of all time.
    ///
    /// # Errors
    /// [`TraceError::Store`].
    pub(crate) fn contacts_of(
        &self,
        person: u32,
        scratch: &mut ReadScratch,
        out: &mut Vec<Meeting>,
    ) -> Result<(), TraceError> {
        let resolved = self.resolved;
        let passing = &resolved.passing;
        if !passing.contacts() || !passing.person(person) {
            return Ok(());
        }
        for segment in self.snapshot.segments() {
            let spanned = segment.contact_span();
            if !spanned.is_some_and(|span| span.intersects(resolved.window)) {
                continue;
            }
            scratch.contacts.clear();
            segment.contacts_of(PersonNo(person), resolved.window, &mut scratch.contacts)?;
            for row in &scratch.contacts {
                if !passing.person(row.other) || !passing.source(row.source) {
                    continue;
                }
                let (people, time) = ([person, row.other], (row.start, row.end));
                resolved.cuts.pieces(None, &people, time, |start, end| {
                    let (start, end) = resolved.turn(start, end);
                    out.push(Meeting {
                        other: row.other,
                        start,
                        end,
                    });
                });
            }
        }
        Ok(())
    }

    /// Whether the snapshot has contacts that could exist for the question.
    pub(crate) fn has_contacts(&self) -> bool {
        let window = self.resolved.window;
        let mut spans = self.snapshot.segments().iter().map(Segment::contact_span);
        self.resolved.passing.contacts()
            && spans.any(|span| span.is_some_and(|span| span.intersects(window)))
    }
}

fn covers(segment: &Segment, span: Interval) -> bool {
    let covered = segment.visit_span();
    covered.is_some_and(|covered| covered.intersects(span))
}
