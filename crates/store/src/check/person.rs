//! The stays of one person in order of time: which overlap, which cannot be reached from the last.

use truyvet_model::{Duration, Interval, PersonNo, PlaceNo, Timestamp};

use super::ground::{Ground, metres};
use super::options::CheckOptions;
use super::report::{Found, Overlap, Stay, Travel};
use crate::error::StoreError;
use crate::segment::VisitRow;
use crate::snapshot::Snapshot;

/// A stay of a person who is known, 16 bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row {
    start: i64,
    place: u32,
    /// Twice the seconds, plus 1 if the end is assumed.
    length_open: u32,
}

impl Row {
    #[inline]
    pub(super) fn new(place: u32, visit: &VisitRow) -> Self {
        let length = visit.end.wrapping_sub(visit.start);
        // A row lasts at most MAX_DURATION_S.
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        Self {
            start: visit.start,
            place,
            length_open: length << 1 | u32::from(visit.open),
        }
    }

    #[inline]
    pub(super) const fn key(&self) -> (i64, u32) {
        (self.start, self.place)
    }

    #[inline]
    fn end(&self) -> i64 {
        self.start.wrapping_add(i64::from(self.length_open >> 1))
    }

    #[inline]
    const fn is_open(&self) -> bool {
        self.length_open & 1 == 1
    }

    fn stay(&self) -> Option<Stay> {
        let (start, end) = (self.start, self.end());
        let interval =
            Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end))?;
        Some(Stay {
            place: PlaceNo(self.place),
            interval,
        })
    }
}

/// Looks at one person after the other.
pub(super) struct Look<'a> {
    snapshot: &'a Snapshot,
    ground: &'a Ground,
    tolerance_s: i64,
    metres_per_s: f64,
    examples: usize,
    pub(super) overlaps: Found<Overlap>,
    pub(super) travels: Found<Travel>,
    /// Stays that may still overlap, latest end first, of each place one.
    active: Vec<Row>,
}

impl<'a> Look<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, ground: &'a Ground, options: &CheckOptions) -> Self {
        Self {
            snapshot,
            ground,
            tolerance_s: options.tolerance.seconds(),
            metres_per_s: f64::from(options.max_speed_kmh) / 3.6,
            examples: options.examples,
            overlaps: Found::default(),
            travels: Found::default(),
            active: Vec::new(),
        }
    }

    /// All stays of one person, ordered by [`Row::key`].
    pub(super) fn person(&mut self, person: u32, rows: &[Row]) -> Result<(), StoreError> {
        self.active.clear();
        let mut last: Option<&Row> = None;
        for row in rows {
            if let Some(last) = last.filter(|last| last.place != row.place) {
                self.travel(person, last, row)?;
            }
            if !row.is_open() {
                self.overlap(person, row);
            }
            last = Some(row);
        }
        Ok(())
    }

    #[inline]
    fn overlap(&mut self, person: u32, row: &Row) {
        let tolerance = self.tolerance_s;
        let over = |earlier: &Row| {
            let both = earlier.end().min(row.end());
            both.saturating_sub(row.start)
        };
        // No later row can overlap these for long enough either.
        while let Some(first_out) = self.active.last()
            && first_out.end().saturating_sub(row.start) <= tolerance
        {
            self.active.pop();
        }
        let mut active = self.active.iter();
        let ground = self.ground;
        let found = active.find(|earlier| !ground.related(earlier.place, row.place));
        if let Some(earlier) = found
            && over(earlier) > tolerance
            && let (Some(first), Some(second)) = (earlier.stay(), row.stay())
        {
            let length = over(earlier);
            self.overlaps.add(self.examples, || Overlap {
                person: PersonNo(person),
                earlier: first,
                later: second,
                length: Duration::new(length).unwrap_or(Duration::ZERO),
            });
        }
        self.keep(row);
    }

    /// Puts a row among the active ones, in place of one there that ends no later.
    fn keep(&mut self, row: &Row) {
        let same = self.active.iter().position(|a| a.place == row.place);
        if let Some(same) = same {
            if self.active.get(same).is_some_and(|a| a.end() > row.end()) {
                return;
            }
            self.active.remove(same);
        }
        let order = |row: &Row| (std::cmp::Reverse(row.end()), row.place);
        let at = self.active.partition_point(|a| order(a) < order(row));
        self.active.insert(at, *row);
    }

    #[inline]
    fn travel(&mut self, person: u32, from: &Row, to: &Row) -> Result<(), StoreError> {
        // Of a stay with an assumed end it is only known that it began.
        let left = if from.is_open() {
            from.start
        } else {
            from.end()
        };
        let gap = to.start.saturating_sub(left);
        let time = gap.saturating_add(self.tolerance_s);
        if time < 0 {
            return Ok(());
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "2^53 s are enough to get anywhere"
        )]
        let reach = time as f64 * self.metres_per_s;
        // Rounded down, so that it is not plain where it is not.
        #[expect(clippy::cast_possible_truncation, reason = "a first look")]
        let plain = (reach * 0.999_999) as f32;
        if self.ground.plainly_within(from.place, to.place, plain)
            || self.ground.related(from.place, to.place)
        {
            return Ok(());
        }
        let distance = metres(self.snapshot, from.place, to.place)?;
        if let Some(distance) = distance.filter(|d| *d > reach)
            && let (Some(from), Some(to)) = (from.stay(), to.stay())
        {
            self.travels.add(self.examples, || Travel {
                person: PersonNo(person),
                from,
                to,
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "half of the way around the Earth at most"
                )]
                metres: distance.round() as u64,
                seconds: gap,
            });
        }
        Ok(())
    }
}
