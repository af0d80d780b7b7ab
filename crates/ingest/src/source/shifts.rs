//! Shift patterns: on which days somebody works, and from when to when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use truyvet_model::{Interval, Timestamp};

use crate::clock::{Clock, DAY, time_of_day};
use crate::error::IngestError;
use crate::mapping::{Mapping, Shift};

/// The number of a pattern.
pub(super) type ShiftNo = u16;

/// All patterns of a mapping, with the days on which nobody works.
#[derive(Debug)]
pub(super) struct Shifts {
    names: Vec<String>,
    patterns: Vec<Pattern>,
    holidays: BTreeSet<Date>,
    /// What was worked out before.
    known: BTreeMap<(ShiftNo, Date), Option<Interval>>,
}

#[derive(Debug)]
struct Pattern {
    when: When,
    /// Seconds after midnight; `to` may lie beyond the day.
    from: i64,
    to: i64,
}

#[derive(Debug)]
enum When {
    /// Monday first.
    Week([bool; 7]),
    /// So many days on, so many off, from a day on.
    Turn { anchor: Date, on: i32, off: i32 },
}

impl Shifts {
    /// Those of a mapping.
    pub(super) fn new(mapping: &Mapping, holidays: &[String]) -> Result<Self, IngestError> {
        let day = |text: &String| {
            let wrong = || mapping.wrong(format!("holidays: `{text}` is not a date (2021-05-01)"));
            text.parse::<Date>().map_err(|_| wrong())
        };
        let mut shifts = Self {
            names: Vec::new(),
            patterns: Vec::new(),
            holidays: holidays.iter().map(day).collect::<Result<_, _>>()?,
            known: BTreeMap::new(),
        };
        for (name, shift) in mapping.shifts() {
            let pattern = pattern(shift);
            let pattern = pattern.map_err(|e| mapping.wrong(format!("[shifts.{name}] {e}")))?;
            shifts.names.push(name.clone());
            shifts.patterns.push(pattern);
        }
        Ok(shifts)
    }

    /// The pattern of that name.
    pub(super) fn named(&self, name: &str) -> Option<ShiftNo> {
        let at = self.names.iter().position(|known| known == name)?;
        ShiftNo::try_from(at).ok()
    }

    /// The names that there are.
    pub(super) fn names(&self) -> String {
        self.names.join(", ")
    }

    /// When that shift works that begins on that day, if it does.
    pub(super) fn on(&mut self, shift: ShiftNo, day: Date, clock: &Clock) -> Option<Interval> {
        if let Some(known) = self.known.get(&(shift, day)) {
            return *known;
        }
        let pattern = self.patterns.get(usize::from(shift))?;
        let works = !self.holidays.contains(&day) && pattern.works(day);
        let interval = works.then(|| between(day, pattern.from, pattern.to, clock));
        let interval = interval.flatten();
        self.known.insert((shift, day), interval);
        interval
    }
}

/// From so many seconds after the midnight of a day to so many.
pub(super) fn between(day: Date, from: i64, to: i64, clock: &Clock) -> Option<Interval> {
    let start: Timestamp = clock.at(day, from)?;
    Interval::checked(start, clock.at(day, to)?)
}

/// Times of day in seconds; an end that is not later is of the next day.
pub(super) fn span(from: &str, to: &str) -> Result<(i64, i64), String> {
    let read = |text: &str| {
        let problem = || format!("`{text}` is not a time of day: expected one such as 07:30");
        time_of_day(text).ok_or_else(problem)
    };
    let (from, to) = (read(from)?, read(to)?);
    Ok((
        from,
        if to > from {
            to
        } else {
            to.saturating_add(DAY)
        },
    ))
}

fn pattern(shift: &Shift) -> Result<Pattern, String> {
    let (from, to) = span(&shift.from, &shift.to)?;
    let when = match (&shift.days, &shift.anchor, shift.on, shift.off) {
        (days, None, None, None) => When::Week(week(days.as_deref().unwrap_or("Mon-Sun"))?),
        (None, Some(anchor), Some(on @ 1..), Some(off)) => When::Turn {
            anchor: anchor
                .parse()
                .map_err(|_| format!("anchor: `{anchor}` is not a date (2021-05-01)"))?,
            on: on.into(),
            off: off.into(),
        },
        _ => {
            return Err("expected either days (\"Mon-Sat\"), or anchor, on and off".to_owned());
        }
    };
    Ok(Pattern { when, from, to })
}

/// `Mon-Sat`, `Mon,Wed,Fri`, `Sat-Mon`.
fn week(text: &str) -> Result<[bool; 7], String> {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let day = |name: &str| {
        let name = name.trim().to_lowercase();
        let at = NAMES.iter().position(|known| *known == name);
        at.ok_or_else(|| {
            format!("days: `{name}` is no day: expected Mon, Tue, Wed, Thu, Fri, Sat or Sun")
        })
    };
    let mut week = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        let length = (last + 7 - first) % 7;
        for (at, works) in week.iter_mut().enumerate() {
            *works |= (at + 7 - first) % 7 <= length;
        }
    }
    Ok(week)
}

impl Pattern {
    fn works(&self, day: Date) -> bool {
        match &self.when {
            When::Week(week) => {
                let at = day.weekday().since(Weekday::Monday);
                usize::try_from(at).is_ok_and(|at| week.get(at).copied().unwrap_or(false))
            }
            When::Turn { anchor, on, off } => {
                let days = number(day).saturating_sub(number(*anchor));
                days.rem_euclid(on.saturating_add(*off).max(1)) < *on
            }
        }
    }
}

/// Days since 1970, for counting with.
pub(super) fn number(day: Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    day.since((jiff::Unit::Day, epoch))
        .map_or(0, |span| span.get_days())
}

/// The day of that number.
pub(super) fn date(number: i32) -> Option<Date> {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch
        .checked_add(jiff::Span::new().try_days(number).ok()?)
        .ok()
}

#[cfg(test)]
#[path = "shifts_tests.rs"]
mod tests;
