//! The scans of one person, paired: which check-out belongs to which check-in.

use truyvet_model::{PersonNo, PlaceNo, Timestamp, Visit};

use crate::error::{IngestError, Reason};
use crate::held::{Held, Waiting};
use crate::out::{At, Out};
use crate::sink::RecordSink;

/// What a scan without direction is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unknown {
    /// A check-in.
    #[default]
    In,
    /// A check-in and a check-out in turn, of one person at one place.
    Toggle,
}

/// How scans are paired; lengths in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) double: i64,
    pub(super) longest: i64,
    pub(super) out_only: Option<i64>,
    /// Scans without direction are an in and an out in turn.
    pub(super) toggle: bool,
}

/// A scan. Check-outs come first at one second: whoever leaves here may arrive there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    Out,
    In,
    Unknown,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Scan {
    pub(super) time: i64,
    pub(super) person: u32,
    pub(super) place: u32,
    pub(super) at: At,
    pub(super) direction: Direction,
    /// Looked at before, and kept because of what may follow.
    pub(super) again: bool,
    /// A scan without direction that was a check-out.
    pub(super) closes: bool,
}

impl Waiting for Scan {
    type Group = u32;
    type Order = (i64, Direction);
    fn group(&self) -> u32 {
        self.person
    }
    fn order(&self) -> (i64, Direction) {
        (self.time, self.direction)
    }
    fn time(&self) -> i64 {
        self.time
    }
}

/// The scans of one person, in order of time.
pub(super) struct Pairing {
    rules: Rules,
    /// Check-ins without a check-out yet, at most one for each place.
    open: Vec<Scan>,
    /// The last scan at each place that was not a double.
    last: Vec<Scan>,
    /// Check-outs without a check-in so far: one of the same second may follow.
    alone: Vec<Scan>,
    /// Place and start of the visits made.
    made: Vec<(u32, i64)>,
}

impl Pairing {
    pub(super) const fn new(rules: Rules) -> Self {
        Self {
            rules,
            open: Vec::new(),
            last: Vec::new(),
            alone: Vec::new(),
            made: Vec::new(),
        }
    }

    /// Takes the next scan.
    pub(super) fn scan<S: RecordSink>(
        &mut self,
        scan: Scan,
        out: &mut Out<'_, S>,
    ) -> Result<(), IngestError> {
        if self.alone.first().is_some_and(|out| out.time < scan.time) {
            self.only_outs(out)?;
        }
        let longest = self.rules.longest;
        let earliest = scan.time.saturating_sub(longest);
        self.last.retain(|last| last.time >= earliest);
        let last = self
            .last
            .iter()
            .find(|last| last.place == scan.place)
            .copied();
        if last.is_some_and(|last| self.is_double(scan, last)) {
            return self.double(scan, last, out);
        }
        let at = self.open.iter().position(|open| open.place == scan.place);
        let before = at.map(|at| self.open.swap_remove(at));
        // One that is too old for any check-out stays an open visit.
        let (before, stale) = match before {
            Some(before) if before.time < earliest => (None, Some(before)),
            before => (before, None),
        };
        if let Some(stale) = stale {
            self.visit(stale, None, out)?;
        }
        let toggle = self.rules.toggle;
        let leaves = match scan.direction {
            Direction::Out => true,
            Direction::In => false,
            Direction::Unknown => toggle && before.is_some(),
        };
        let is_in = scan.direction == Direction::In;
        let of_it = |other: &Scan| is_in && other.place == scan.place;
        if let Some(at) = self.alone.iter().position(of_it) {
            // In and out within one second, in the order that makes sense of both.
            let leaves = self.alone.swap_remove(at);
            return self.stay(scan, leaves, out);
        }
        self.last.retain(|last| last.place != scan.place);
        self.last.push(Scan {
            closes: leaves,
            ..scan
        });
        match (before, leaves) {
            (Some(before), true) => self.stay(before, scan, out),
            (before, false) => {
                if let Some(before) = before {
                    self.visit(before, None, out)?;
                }
                self.open.push(scan);
                Ok(())
            }
            (None, true) => {
                self.alone.push(scan);
                Ok(())
            }
        }
    }

    /// Whether a scan says nothing that `last`, at the same place, did not.
    fn is_double(&self, scan: Scan, last: Scan) -> bool {
        let same = last.direction == scan.direction
            && scan.time.saturating_sub(last.time) <= self.rules.double;
        // The check-in again of a visit that was in and out within this second.
        let within = scan.direction == Direction::In
            && last.time == scan.time
            && self.made.contains(&(scan.place, scan.time));
        same || within
    }

    /// A scan that says nothing new.
    fn double<S: RecordSink>(
        &self,
        scan: Scan,
        last: Option<Scan>,
        out: &mut Out<'_, S>,
    ) -> Result<(), IngestError> {
        // Without the scan before it this one would have been a visit.
        let alone = match (scan.direction, self.rules.out_only) {
            (Direction::Out, length) => length.map(|l| scan.time.saturating_sub(l)),
            _ => last
                .filter(|last| last.time != scan.time)
                .map(|_| scan.time),
        };
        if let Some(start) = alone {
            self.retract(scan, start, out)?;
        }
        if !scan.again {
            out.refuse(scan.at, "time", Reason::DoubleScan);
        }
        Ok(())
    }

    fn stay<S: RecordSink>(
        &mut self,
        before: Scan,
        scan: Scan,
        out: &mut Out<'_, S>,
    ) -> Result<(), IngestError> {
        // With less knowledge this scan would have been a visit of its own.
        let alone = match scan.direction {
            Direction::Unknown => Some(scan.time),
            _ => self.rules.out_only.map(|l| scan.time.saturating_sub(l)),
        };
        if let Some(start) = alone
            && start != before.time
        {
            self.retract(scan, start, out)?;
        }
        // In and out within one second: nobody stays for less.
        let end = scan.time.max(before.time.saturating_add(1));
        self.visit(before, Some(end), out)
    }

    /// Takes back a visit that with less knowledge would have begun then.
    fn retract<S: RecordSink>(
        &self,
        scan: Scan,
        start: i64,
        out: &mut Out<'_, S>,
    ) -> Result<(), IngestError> {
        if !self.made.contains(&(scan.place, start)) {
            let (person, place) = (PersonNo(scan.person), PlaceNo(scan.place));
            out.retract_visit(person, place, Timestamp::from_seconds(start))?;
        }
        Ok(())
    }

    /// Settles check-outs that no check-in was found for.
    fn only_outs<S: RecordSink>(&mut self, out: &mut Out<'_, S>) -> Result<(), IngestError> {
        let alone = std::mem::take(&mut self.alone);
        { alone.into_iter() }.try_for_each(|scan| self.only_out(scan, out))
    }

    fn only_out<S: RecordSink>(
        &mut self,
        scan: Scan,
        out: &mut Out<'_, S>,
    ) -> Result<(), IngestError> {
        if scan.again {
            return Ok(());
        }
        match self.rules.out_only {
            Some(length) if length > 0 => {
                let mut start = scan;
                start.time = scan.time.saturating_sub(length);
                self.visit(start, Some(scan.time), out)
            }
            _ => {
                out.refuse(scan.at, "direction", Reason::OutWithoutIn);
                Ok(())
            }
        }
    }

    /// Makes open visits of the check-ins that are left.
    pub(super) fn end<S: RecordSink>(&mut self, out: &mut Out<'_, S>) -> Result<(), IngestError> {
        self.only_outs(out)?;
        let open = self.open.clone();
        open.iter()
            .try_for_each(|open| self.visit(*open, None, out))
    }

    fn visit<S: RecordSink>(
        &mut self,
        start: Scan,
        end: Option<i64>,
        out: &mut Out<'_, S>,
    ) -> Result<(), IngestError> {
        if start.again && end.is_none() {
            // It is an open visit already.
            return Ok(());
        }
        self.made.push((start.place, start.time));
        out.visit(Visit {
            person: PersonNo(start.person),
            place: PlaceNo(start.place),
            start: Timestamp::from_seconds(start.time),
            end: end.map(Timestamp::from_seconds),
        })?;
        Ok(())
    }

    /// Keeps what later scans may belong to.
    pub(super) fn put_back(&self, until: i64, held: &mut Held<Scan>) {
        let earliest = until.saturating_sub(self.rules.longest);
        let both = self.open.iter().chain(self.last.iter().filter(|last| {
            let is_open = |open: &&Scan| open.place == last.place && open.time == last.time;
            self.open.iter().find(is_open).is_none()
        }));
        for scan in both.filter(|scan| scan.time >= earliest) {
            let direction = match scan.closes {
                true => Direction::Out,
                false => scan.direction,
            };
            held.put_back(Scan {
                again: true,
                direction,
                ..*scan
            });
        }
    }
}
