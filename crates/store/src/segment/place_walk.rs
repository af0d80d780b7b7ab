//! All places in order over all segments at once: reading a whole snapshot, column by column.

use std::iter::Peekable;
use std::ops::Range;
use std::slice::Iter;

use truyvet_model::Interval;

use super::block::{DURATION, START, VisitBlock, Window, within};
use super::columns::{VisitColumns, bits_of};
use super::linked::Linked;
use super::table::first_rows;
use super::view::{Inner, Segment};
use super::visits::blocks_of;
use crate::error::StoreError;
use crate::format::directory_keys::Keys;

/// Walks the places of a range in order over all segments of a snapshot. It remembers where each
/// segment is, so that a place costs nearly nothing beyond its visits.
///
/// ```
/// use truyvet_model::Interval;
/// use truyvet_store::{PlaceWalk, Segment, StoreError, VisitColumns};
///
/// fn visits(segments: &[Segment]) -> Result<usize, StoreError> {
///     let mut walk = PlaceWalk::new(segments, 0..u32::MAX, Interval::ALWAYS)?;
///     let (mut visits, mut sum) = (VisitColumns::default(), 0);
///     while let Some(_place) = walk.next(&mut visits)? {
///         sum += visits.len();
///     }
///     Ok(sum)
/// }
/// assert_eq!(visits(&[])?, 0);
/// # Ok::<(), StoreError>(())
/// ```
#[derive(Debug)]
pub struct PlaceWalk<'a> {
    lanes: Vec<Lane<'a>>,
    /// The next place of each lane; [`NO_PLACE`] at its end.
    heads: Vec<u32>,
}

/// A range of places ends before this one.
const NO_PLACE: u32 = u32::MAX;

impl<'a> PlaceWalk<'a> {
    /// Begins before the first place of `places`; gives visits that intersect `span`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn new(
        segments: &'a [Segment],
        places: Range<u32>,
        span: Interval,
    ) -> Result<Self, StoreError> {
        let mut lanes = Vec::with_capacity(segments.len());
        for segment in segments {
            let met = segment.visit_span().is_some_and(|s| s.intersects(span));
            if let Some(window) = Window::of(span, segment.inner.origin).filter(|_| met) {
                lanes.push(Lane::new(segment, places.clone(), window)?);
            }
        }
        let heads = lanes.iter().map(Lane::head).collect();
        Ok(Self { lanes, heads })
    }

    /// Puts the live visits of the next place that has any into `out`, in place of what is there:
    /// segment after segment, each as [`Segment::columns_at`] gives them. Gives the place; `None`
    /// after the last.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn next(&mut self, out: &mut VisitColumns) -> Result<Option<u32>, StoreError> {
        out.clear();
        loop {
            let place = self.heads.iter().copied().min().unwrap_or(NO_PLACE);
            if place == NO_PLACE {
                return Ok(None);
            }
            for (head, lane) in self.heads.iter_mut().zip(&mut self.lanes) {
                if *head == place {
                    lane.take(place, out)?;
                    *head = lane.head();
                }
            }
            if !out.is_empty() {
                return Ok(Some(place));
            }
        }
    }
}

/// One segment on the way.
#[derive(Debug)]
struct Lane<'a> {
    recorded: Recorded<'a>,
    /// At the next place that is not linked (or any, where nothing is).
    keys: Keys<'a>,
    /// That place; [`NO_PLACE`] after the last.
    next: u32,
    groups: Option<Groups<'a>>,
}

/// Places that are linked: their members lie anywhere, so they are read aside.
#[derive(Debug)]
struct Groups<'a> {
    linked: Linked<'a>,
    /// Canonical numbers in the range that have not come yet.
    roots: Peekable<Iter<'a, u32>>,
    aside: Recorded<'a>,
}

impl Groups<'_> {
    /// Whether the place is linked.
    fn has(&self, place: u32) -> bool {
        let places = &self.linked.links().places;
        places.is_alias(place) || places.members(place).len() > 1
    }
}

impl<'a> Lane<'a> {
    fn new(segment: &'a Segment, places: Range<u32>, window: Window) -> Result<Self, StoreError> {
        let inner = &*segment.inner;
        let groups = segment.linked().map(|linked| {
            let roots = linked.links().places.roots();
            let first = roots.partition_point(|root| *root < places.start);
            let end = roots.partition_point(|root| *root < places.end);
            Groups {
                linked,
                roots: roots.get(first..end).unwrap_or_default().iter().peekable(),
                aside: Recorded::new(segment, window),
            }
        });
        segment.expect_places(&places)?;
        let mut lane = Self {
            recorded: Recorded::new(segment, window),
            keys: inner.places.keys(&inner.file, places)?,
            next: NO_PLACE,
            groups,
        };
        lane.advance()?;
        Ok(lane)
    }

    /// Moves on to the next place that is in no group.
    #[inline]
    fn advance(&mut self) -> Result<(), StoreError> {
        self.next = NO_PLACE;
        while self.keys.advance()? {
            if !self.groups.as_ref().is_some_and(|g| g.has(self.keys.key())) {
                self.next = self.keys.key();
                break;
            }
        }
        Ok(())
    }

    /// The next place; it may turn out to have no visits.
    #[inline]
    fn head(&self) -> u32 {
        let groups = self.groups.as_ref();
        let root = groups.and_then(|groups| groups.roots.clone().next().copied());
        self.next.min(root.unwrap_or(NO_PLACE))
    }

    /// Appends the visits at `place`, which is the head, and moves on.
    #[inline]
    fn take(&mut self, place: u32, out: &mut VisitColumns) -> Result<(), StoreError> {
        let from = out.len();
        if let Some(groups) = &mut self.groups
            && groups.roots.next_if_eq(&&place).is_some()
        {
            let inner = &*groups.aside.segment.inner;
            for member in groups.linked.links().places.members(place).iter() {
                let rows = inner.places.range(&inner.file, *member)?;
                if !rows.is_empty() {
                    groups.aside.take(&rows, out)?;
                }
            }
        } else if place == self.next {
            self.recorded.take(&self.keys.range(), out)?;
            self.advance()?;
        }
        if let Some(groups) = &self.groups {
            groups.linked.settle(from, out);
        }
        Ok(())
    }
}

/// Reads rows of one segment as recorded, and keeps the block that it read last.
#[derive(Debug)]
struct Recorded<'a> {
    segment: &'a Segment,
    window: Window,
    block: VisitBlock,
    number: Option<u32>,
    /// Its rows that are live and meet the window.
    live: u128,
    /// Whether these are all.
    whole: bool,
}

impl<'a> Recorded<'a> {
    fn new(segment: &'a Segment, window: Window) -> Self {
        Self {
            segment,
            window,
            block: VisitBlock::default(),
            number: None,
            live: 0,
            whole: false,
        }
    }

    /// Appends those of `rows`, at least one, that are live and meet the window.
    #[inline]
    fn take(&mut self, rows: &Range<u32>, out: &mut VisitColumns) -> Result<(), StoreError> {
        for number in blocks_of(rows) {
            if self.number != Some(number) {
                self.load(number)?;
            }
            let within = within(rows, &self.block);
            if self.whole {
                out.append_run(&self.block, within);
            } else {
                out.append(&self.block, self.live & bits_of(&within));
            }
        }
        Ok(())
    }

    fn load(&mut self, number: u32) -> Result<(), StoreError> {
        let inner: &Inner = &self.segment.inner;
        let header = inner.visits.header(&inner.file, number)?;
        self.number = Some(number);
        inner.begin(number, &mut self.block);
        (self.live, self.whole) = (0, false);
        if !self.window.can_meet(header, START, DURATION) {
            return Ok(());
        }
        inner.unpack(number, &mut self.block)?;
        let all = first_rows(self.block.count);
        let met = if self.window.covers(header, START, DURATION) {
            all
        } else {
            self.window.rows_of(&self.block)
        };
        self.live = met & !self.segment.unseen_rows(&self.block);
        self.whole = self.live == all;
        Ok(())
    }
}

#[cfg(test)]
#[path = "place_walk_tests.rs"]
mod tests;
