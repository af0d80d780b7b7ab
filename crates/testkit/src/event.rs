//! Events: how one infectious person exposes another at one hop, and which of several is shown (S10, S11, S15).

use std::cmp::Reverse;

use truyvet_model::{Duration, Grade, Interval, PersonNo, PlaceNo, Setting, Timestamp, Witness};

/// Where people meet: a place (S20), or one part of a place that is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The place where their visits count.
    pub place: PlaceNo,
    /// Which part; 0 where it is not split.
    pub part: u32,
}

/// A visit as a question sees it: whole, or what was left when time was cut from it (S18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Who.
    pub person: PersonNo,
    /// When.
    pub interval: Interval,
    /// Whether the end of the visit is assumed (S4).
    pub open: bool,
    /// Whether the visit counts at a place coarser than it was recorded (S20).
    pub coarse: bool,
}

/// A contact as a question sees it: whole, or what was left of it (S18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Met {
    /// One of the two.
    pub a: PersonNo,
    /// The other.
    pub b: PersonNo,
    /// When.
    pub interval: Interval,
}

/// One event, qualifying or not (S10, S11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Who was exposed by it.
    pub exposed: PersonNo,
    /// Infector, place or contact, overlap `[x, y)`, grade.
    pub witness: Witness,
    /// The infector's infectious stay there: `a ∩ i` for a place, without lag; the overlap for
    /// a contact.
    pub shed: Interval,
}

impl Event {
    /// Where the overlap starts.
    #[must_use]
    pub fn x(&self) -> Timestamp {
        self.witness.overlap.start()
    }

    /// Where the overlap ends.
    #[must_use]
    pub fn y(&self) -> Timestamp {
        self.witness.overlap.end()
    }

    /// S10, S11: whether it is long enough.
    #[must_use]
    pub fn s10_qualifies(&self, min_overlap: Duration) -> bool {
        self.witness.overlap.length() >= min_overlap
    }

    /// S15: the order in which one of several events is chosen; the least is shown. It goes on
    /// after the lowest place number until nothing that is shown can differ.
    #[must_use]
    pub fn s15_order(&self) -> impl Ord + use<> {
        let witness = self.witness;
        (
            self.x(),
            Reverse(self.shed.end()),
            witness.infector,
            witness.setting, // a contact before a place, then the lower place number
            Reverse(self.y()),
            witness.grade, // recorded before assumed_end before coarse
        )
    }

    /// The part of [`Self::s15_order`] that does not depend on how people and places are
    /// numbered. Events equal in it may be shown in place of each other in another store.
    #[must_use]
    pub fn s15_unnumbered(&self) -> (Timestamp, Reverse<Timestamp>) {
        (self.x(), Reverse(self.shed.end()))
    }

    /// The instant at which the infector must have been infectious for this event to start at
    /// x: x itself, or, where the infector had already left (lag), his last second there.
    #[must_use]
    pub fn shed_instant(&self) -> Timestamp {
        let last = Timestamp::from_seconds(self.shed.end().seconds().saturating_sub(1));
        self.x().min(last)
    }
}

/// S10: what infector `a.person`, infectious during the maximal interval `i`, does to
/// `b.person` at the spot both visit.
#[must_use]
pub fn s10_event(spot: Spot, lag: Duration, a: &Piece, i: Interval, b: &Piece) -> Option<Event> {
    if a.person == b.person {
        return None;
    }
    let shed = a.interval.intersection(i)?;
    let contaminated = Interval::checked(shed.start(), shed.end() + lag)?;
    let overlap = contaminated.intersection(b.interval)?;
    let grade = if a.coarse || b.coarse {
        Grade::Coarse // S20
    } else if a.open || b.open {
        Grade::AssumedEnd // S16
    } else {
        Grade::Recorded
    };
    Some(Event {
        exposed: b.person,
        witness: Witness {
            infector: a.person,
            setting: Setting::Place(spot.place),
            overlap,
            grade,
        },
        shed,
    })
}

/// S11: what infector `u`, infectious during the maximal interval `i`, does to `v` through a
/// contact of the two. No lag.
#[must_use]
pub fn s11_event(met: &Met, u: PersonNo, i: Interval, v: PersonNo) -> Option<Event> {
    let overlap = met.interval.intersection(i)?;
    Some(Event {
        exposed: v,
        witness: Witness {
            infector: u,
            setting: Setting::Contact,
            overlap,
            grade: Grade::Recorded,
        },
        shed: overlap,
    })
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
