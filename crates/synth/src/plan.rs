//! The frame of a person's day: what for and when they leave home, and when they are back.

use crate::draws::{Draws, Purpose, key, purpose};
use crate::person::{Person, Role, Rota};

/// Seconds in a minute, an hour, a day.
pub(crate) const MINUTE: i32 = 60;
pub(crate) const HOUR: i32 = 60 * MINUTE;
pub(crate) const DAY: i32 = 24 * HOUR;

/// What a day is for. Times are seconds from its midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errand {
    /// A shift on the line, `start..end`.
    Shift { start: i32, end: i32 },
    /// A day at school.
    School,
    /// A day at the office.
    Office,
    /// A day in the shop.
    Keep,
    /// A morning at the market stall.
    Sell,
    /// Nothing fixed.
    Free,
}

impl Errand {
    /// Whether it runs into the next day.
    const fn overnight(self) -> bool {
        matches!(self, Self::Shift { end, .. } if end > DAY)
    }
}

/// One person's day: away from home during `leave..back`, seconds from midnight. The night that
/// follows lasts until the next day's `leave`; a night shift is back on the next morning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) leave: i32,
    pub(crate) back: i32,
    pub(crate) errand: Errand,
}

/// A day as the calendar of the province has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// Days since Monday, 5 January 1970, local time.
    number: i64,
}

impl Date {
    /// The local (UTC+7) date of the instant, in seconds since the epoch.
    pub(crate) const fn at(instant: i64) -> Self {
        Self {
            number: (instant + 7 * 3600).div_euclid(86_400) - 4,
        }
    }

    /// So many days later.
    pub(crate) const fn plus(self, days: i64) -> Self {
        Self {
            number: self.number + days,
        }
    }

    /// 0 is Monday.
    const fn weekday(self) -> i64 {
        self.number.rem_euclid(7)
    }

    pub(crate) const fn is_monday(self) -> bool {
        self.weekday() == 0
    }

    pub(crate) const fn is_sunday(self) -> bool {
        self.weekday() == 6
    }

    /// Wednesday or later: when those who are lent to another line are there.
    pub(crate) const fn is_midweek(self) -> bool {
        self.weekday() >= 2
    }

    pub(crate) const fn is_weekend(self) -> bool {
        self.weekday() >= 5
    }

    /// The number of the week, from Monday to Sunday.
    pub(crate) const fn week(self) -> i64 {
        self.number.div_euclid(7)
    }

    /// A key of this date for draws under `parent`.
    pub(crate) const fn key(self, parent: u64) -> u64 {
        key(parent, self.number.cast_unsigned())
    }
}

/// What `person` (whose draws are under `own`) does on `date`.
fn errand(person: &Person, own: u64, date: Date) -> Errand {
    let mut draws = Draws::new(date.key(purpose(own, Purpose::Errands)));
    let day = date.weekday();
    // Ill, on leave, playing truant.
    let absent = draws.per_mille(30);
    match person.role {
        Role::Home => Errand::Free,
        _ if absent => Errand::Free,
        Role::Worker if day == 6 => Errand::Free,
        Role::Worker => shift(person, date),
        Role::Pupil if day < 5 => Errand::School,
        Role::Office if day < 5 => Errand::Office,
        Role::Keeper => Errand::Keep,
        Role::Seller => Errand::Sell,
        Role::Pupil | Role::Office => Errand::Free,
    }
}

/// When the worker's crew begins in the week of `date`, seconds from midnight, and for how long,
/// without overtime.
pub(crate) fn turn(person: &Person, date: Date) -> (i32, i32) {
    let hours = person.hours;
    let crews = i64::from(hours.rota.crews());
    let turn = i32::try_from((i64::from(hours.crew) + date.week()).rem_euclid(crews)).unwrap_or(0);
    let late = i32::from(hours.late) * 5 * MINUTE;
    match hours.rota {
        Rota::Single => (7 * HOUR + 30 * MINUTE + late, 540 * MINUTE),
        Rota::Double => (8 * HOUR + late + turn * 12 * HOUR, 12 * HOUR),
        Rota::Triple => (6 * HOUR + turn * 8 * HOUR, 8 * HOUR),
    }
}

/// The hours of the worker's crew on `date`, which is not a Sunday.
fn shift(person: &Person, date: Date) -> Errand {
    let (start, mut length) = turn(person, date);
    if person.hours.rota == Rota::Single {
        // The whole line does overtime, or the whole line has its Saturday off.
        let mut line = Draws::new(date.key(person.work.into()));
        if line.per_mille(350) {
            length = 690 * MINUTE;
        }
        if date.is_weekend() && line.per_mille(500) {
            return Errand::Free;
        }
    }
    Errand::Shift {
        start,
        end: start + length,
    }
}

/// The frame of `date` for `person`, whose draws are under `own`.
///
/// For any two days in a row, `leave` of the second is at least 20 minutes after `back` of the first.
pub(crate) fn frame(person: &Person, own: u64, date: Date) -> Frame {
    let errand = errand(person, own, date);
    let mut draws = Draws::new(date.key(purpose(own, Purpose::Frames)));
    let at = |h: i32, m: i32| h * HOUR + m * MINUTE;
    let mut some = |low: i32, high: i32| draws.between(low * MINUTE, high * MINUTE);
    let (leave, back) = match errand {
        Errand::Shift { start, end } if end > at(21, 30) => {
            (start - some(20, 45), end + some(20, 50))
        }
        Errand::Shift { start, end } => (start - some(20, 45), end + some(25, 110)),
        Errand::School => (at(6, 20) + some(0, 20), at(17, 0) + some(0, 150)),
        Errand::Office => (at(6, 40) + some(0, 30), at(17, 15) + some(0, 150)),
        Errand::Keep => (at(5, 50) + some(0, 60), at(18, 30) + some(0, 150)),
        Errand::Sell => (at(3, 40) + some(0, 50), at(17, 0) + some(0, 120)),
        Errand::Free if self::errand(person, own, date.plus(-1)).overnight() => {
            (at(13, 30) + some(0, 90), at(18, 0) + some(0, 210))
        }
        Errand::Free => (at(5, 10) + some(0, 240), at(16, 30) + some(0, 270)),
    };
    Frame {
        leave,
        back,
        errand,
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
