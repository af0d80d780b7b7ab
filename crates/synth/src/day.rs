//! One person-day, whole: stops between leaving home and being back, then the night at home.

use crate::draws::{Draws, Purpose, key, purpose};
use crate::homes::Layout;
use crate::outings::{Stops, Walk};
use crate::plan::{DAY, Date, Frame, HOUR, MINUTE, frame};
use crate::record::{SynthContact, SynthVisit};

/// Midnight of day number `day` of a province that starts at `start`.
pub(crate) fn midnight(start: i64, day: u32) -> i64 {
    start.saturating_add(i64::from(day).saturating_mul(DAY.into()))
}

/// The visits of person `number` on day `day`, in order of time: on day 0 the night before,
/// then the day, then the night after, which ends when the person leaves home the next day.
pub(crate) fn visits(layout: &Layout, start: i64, number: u32, day: u32, stops: &mut Stops) {
    stops.clear();
    let Some(person) = layout.persons.get(number as usize) else {
        return;
    };
    let Some(commune) = layout.communes.get(person.commune as usize) else {
        return;
    };
    let own = key(purpose(layout.seed, Purpose::Persons), number.into());
    let midnight = midnight(start, day);
    let date = Date::at(midnight);
    let today = frame(person, own, date);
    let tomorrow = frame(person, own, date.plus(1));
    let home = |from: i32, to: i32| SynthVisit {
        person: number,
        place: person.home,
        start: midnight.saturating_add(from.into()),
        end: midnight.saturating_add(to.into()),
    };
    if day == 0 {
        let Frame { back, .. } = frame(person, own, date.plus(-1));
        stops.push(home((back - DAY).max(0), today.leave));
    }
    let mut walk = Walk {
        number,
        person,
        commune,
        persons: &layout.persons,
        draws: Draws::new(date.key(purpose(own, Purpose::Stops))),
        midnight,
        now: today.leave,
        limit: today.back,
        sunday: date.is_sunday(),
        stops,
    };
    walk.run(&today);
    stops.push(home(today.back, DAY + tomorrow.leave));
}

/// The `i`-th contact of person `number` on day `day` with somebody who lives near.
pub(crate) fn contact(
    layout: &Layout,
    start: i64,
    number: u32,
    day: u32,
    i: u32,
) -> Option<SynthContact> {
    let midnight = midnight(start, day);
    let own = key(purpose(layout.seed, Purpose::Meetings), number.into());
    let mut draws = Draws::new(key(Date::at(midnight).key(own), i.into()));
    let other = number.checked_add(1 + draws.below(40))?;
    layout.persons.get(other as usize)?;
    let from = i64::from(draws.between(6 * HOUR, 21 * HOUR));
    let length = i64::from(draws.between(MINUTE, 30 * MINUTE));
    Some(SynthContact {
        a: number,
        b: other,
        start: midnight.saturating_add(from),
        end: midnight.saturating_add(from).saturating_add(length),
    })
}

/// How many contacts person `number` has on day `day`, `per_1000` a thousand people on average.
pub(crate) fn contact_count(layout: &Layout, number: u32, day: u32, per_1000: u32) -> u32 {
    let own = key(purpose(layout.seed, Purpose::MeetingCounts), number.into());
    let rest = Draws::new(key(own, day.into())).per_mille(per_1000 % 1000);
    per_1000 / 1000 + u32::from(rest)
}
