//! Events: how one infectious person exposes another at one hop, and which of several is shown (S8 to S11, S15).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use truyvet_model::{
    Contact, Duration, Grade, Interval, IntervalSet, PersonNo, PlaceNo, Question, Setting,
    Timestamp, Witness,
};

use crate::world::{Stay, World};

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
            witness.grade, // recorded before assumed_end
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

/// The records of a world that a question sees, grouped for the loops of the oracle.
#[derive(Clone, Debug)]
pub struct Records {
    places: Vec<(PlaceNo, Duration, Vec<Stay>)>,
    contacts: Vec<Contact>,
}

impl Records {
    /// S4, S5, S8: visits in effect outside shared places, and contacts, that intersect the
    /// window, each whole; and the lag of each place.
    #[must_use]
    pub fn of(world: &World, question: &Question) -> Self {
        let in_window = |i: Interval| question.window.is_none_or(|w| w.intersects(i));
        let mut by_place: BTreeMap<PlaceNo, Vec<Stay>> = BTreeMap::new();
        for stay in world.stays() {
            let shared = world.place(stay.place).shared; // S5
            if in_window(stay.interval) && !shared {
                by_place.entry(stay.place).or_default().push(stay);
            }
        }
        let lag = |place| {
            let kind = world.place(place).kind;
            question.lag.get(&kind).copied().unwrap_or(Duration::ZERO)
        };
        Self {
            places: by_place
                .into_iter()
                .map(|(place, stays)| (place, lag(place), stays))
                .collect(),
            contacts: world
                .s3_contacts()
                .into_iter()
                .filter(|contact| in_window(contact.interval))
                .collect(),
        }
    }

    /// Calls `each` with every event, qualifying or not, that people with these infectious
    /// sets cause.
    pub fn events(
        &self,
        infectious: &BTreeMap<PersonNo, IntervalSet>,
        each: &mut impl FnMut(Event),
    ) {
        for (place, lag, stays) in &self.places {
            for a in stays {
                for i in infectious.get(&a.person).into_iter().flat_map(intervals) {
                    for b in stays {
                        s10_event(*place, *lag, a, i, b)
                            .into_iter()
                            .for_each(&mut *each);
                    }
                }
            }
        }
        for contact in &self.contacts {
            for (u, v) in [(contact.a, contact.b), (contact.b, contact.a)] {
                for i in infectious.get(&u).into_iter().flat_map(intervals) {
                    s11_event(contact, u, i, v).into_iter().for_each(&mut *each);
                }
            }
        }
    }
}

fn intervals(set: &IntervalSet) -> impl Iterator<Item = Interval> + '_ {
    set.intervals().iter().copied()
}

/// S10: what infector `a.person`, infectious during the maximal interval `i`, does to
/// `b.person` at the place both visit.
#[must_use]
pub fn s10_event(place: PlaceNo, lag: Duration, a: &Stay, i: Interval, b: &Stay) -> Option<Event> {
    if a.person == b.person {
        return None;
    }
    let shed = a.interval.intersection(i)?;
    let contaminated = Interval::checked(shed.start(), shed.end() + lag)?;
    let overlap = contaminated.intersection(b.interval)?;
    let grade = if a.open || b.open {
        Grade::AssumedEnd // S16
    } else {
        Grade::Recorded
    };
    Some(Event {
        exposed: b.person,
        witness: Witness {
            infector: a.person,
            setting: Setting::Place(place),
            overlap,
            grade,
        },
        shed,
    })
}

/// S11: what infector `u`, infectious during the maximal interval `i`, does to `v` through a
/// contact of the two. No lag.
#[must_use]
pub fn s11_event(contact: &Contact, u: PersonNo, i: Interval, v: PersonNo) -> Option<Event> {
    let overlap = contact.interval.intersection(i)?;
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
