//! The same answers where only a few infectious people were: pair by pair, without arranging.

use crate::event::Event;
use crate::records::Stay;

use super::setup::{Setup, Shed};

/// Up to so many infectious stays, going through all of them is cheaper than arranging them.
pub(crate) const FEW: usize = 10;

/// What a few infectious stays did to one visitor.
#[derive(Default)]
pub(crate) struct Few {
    /// The preferred qualifying event (S15).
    pub event: Option<Event>,
    /// Shared time (S16).
    pub seconds: u64,
    /// The same by weight (S22).
    pub weighted: u64,
}

/// Goes through all of `sheds` for `visit`; `each` gets start and end of every qualifying event.
#[inline]
pub(crate) fn few(
    setup: &Setup,
    sheds: &[Shed],
    visit: &Stay,
    mut each: impl FnMut(i64, i64),
) -> Few {
    let mut found = Few::default();
    for shed in sheds {
        let x = shed.start.max(visit.start);
        let y = shed.end.saturating_add(setup.lag).min(visit.end);
        if x >= y || shed.person == visit.person {
            continue;
        }
        let length = y.wrapping_sub(x);
        let seconds = length.unsigned_abs();
        found.seconds = found.seconds.saturating_add(seconds);
        let weighted = seconds.saturating_mul(u64::from(shed.weight));
        found.weighted = found.weighted.saturating_add(weighted);
        if length < setup.min_overlap {
            continue;
        }
        each(x, y);
        let grade = shed.grade.max(visit.grade());
        let event = Event::at(setup.place, shed.person, x, y, shed.end, grade);
        if found.event.is_none_or(|old| event.order(&old).is_lt()) {
            found.event = Some(event);
        }
    }
    found
}
