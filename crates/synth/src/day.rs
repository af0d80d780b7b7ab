//! One person-day, whole: stops between leaving home and being back, then the night at home.

use crate::draws::{Draws, Purpose, key, purpose};
use crate::homes::Layout;
use crate::outings::{Stops, Walk};
use crate::person::{Person, Role};
use crate::place::PlaceKind;
use crate::plan::{DAY, Date, Errand, Frame, HOUR, MINUTE, frame};
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
    let on = |date: Date| on(layout, number, person, date);
    let (yesterday, person, next) = (on(date.plus(-1)), &on(date), on(date.plus(1)));
    let today = frame(person, own, date);
    let tomorrow = frame(&next, own, date.plus(1));
    let home = |from: i32, to: i32| SynthVisit {
        person: number,
        place: person.home,
        start: midnight.saturating_add(from.into()),
        end: midnight.saturating_add(to.into()),
    };
    if day == 0 {
        let Frame { back, .. } = frame(&yesterday, own, date.plus(-1));
        stops.push(home((back - DAY).max(0), today.leave));
    }
    let (crossing, coach) = on_the_road(layout, person, number, today.errand, date);
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
        crossing,
        coach,
        stops,
    };
    walk.run(&today);
    stops.push(home(today.back, DAY + tomorrow.leave));
}

/// Person `number` as they are on `date`: a few workers are lent to another line of their company,
/// from Wednesday to the end of the week. Hours stay those of their own crew.
pub(crate) fn on(layout: &Layout, number: u32, person: &Person, date: Date) -> Person {
    let mut person = *person;
    if layout.shape.lent == 0 || person.role != Role::Worker || !date.is_midweek() {
        return person;
    }
    let own = key(purpose(layout.seed, Purpose::Lent), number.into());
    let mut draws = Draws::new(key(own, date.week().cast_unsigned()));
    if draws.per_mille(layout.shape.lent) {
        let row = |place: u32| layout.places.row(place);
        let beside = [person.work.checked_add(1), person.work.checked_sub(1)];
        let company = row(person.work).and_then(|own| own.parent);
        let line = beside.into_iter().flatten().find(|&place| {
            row(place).is_some_and(|it| it.kind == PlaceKind::Line && it.parent == company)
        });
        person.work = line.unwrap_or(person.work);
    }
    person
}

/// The checkpoint that the person passes today, and the coach if today is for a trip; neither
/// without a preset.
fn on_the_road(
    layout: &Layout,
    person: &Person,
    number: u32,
    errand: Errand,
    date: Date,
) -> (Option<u32>, Option<u32>) {
    let shape = &layout.shape;
    if errand != Errand::Free {
        let work = (layout.checkpoints.count > 0).then(|| layout.places.row(person.work));
        let work = work.flatten().map_or(person.commune, |row| row.commune);
        return (layout.crossing(person.commune, work), None);
    }
    let own = key(purpose(layout.seed, Purpose::Trips), number.into());
    let mut draws = Draws::new(date.key(own));
    if shape.trips == 0 || !draws.per_mille(shape.trips) {
        return (None, None);
    }
    let bridge = (shape.bridge && layout.checkpoints.count > 0).then_some(layout.checkpoints.first);
    // One of the four that leave from near.
    let nearest = u64::from(person.commune) * u64::from(layout.coaches.count);
    let nearest = nearest / layout.communes.len().max(1) as u64;
    let at = u32::try_from(nearest)
        .unwrap_or(0)
        .saturating_add(draws.below(4));
    let at = at.min(layout.coaches.count.saturating_sub(1));
    let coach = (layout.coaches.count > 0).then(|| layout.coaches.first + at);
    (bridge, coach)
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
