//! Rows that hold from a day to a day, and which of a person's counts on which day.

use jiff::civil::Date;
use truyvet_model::{Duration, Timestamp};

use super::shifts::{ShiftNo, number};
use crate::clock::{Clock, DAY};
use crate::error::IngestError;
use crate::mapping::Mapping;
use crate::tally::Tally;

/// A last day that nobody knows.
const OPEN: i32 = i32::MAX;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) person: u32,
    pub(super) place: u32,
    /// `ShiftNo::MAX` for none.
    pub(super) shift: ShiftNo,
    /// Days since 1970, both inclusive.
    pub(super) from: i32,
    to: i32,
}

impl Period {
    pub(super) fn new(
        person: u32,
        place: u32,
        shift: Option<ShiftNo>,
        from: Date,
        to: Option<Date>,
    ) -> Self {
        Self {
            person,
            place,
            shift: shift.unwrap_or(ShiftNo::MAX),
            from: number(from),
            to: to.map_or(OPEN, number),
        }
    }
}

/// Which of several rows counts on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// The one that began last, if it still holds: each row ends the one before it.
    Next,
    /// Of those that hold, the one that began last.
    Latest,
}

/// How far rows reach.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    until: Option<i32>,
    days: i32,
}

impl Reach {
    pub(super) fn new(
        mapping: &Mapping,
        until: Option<&str>,
        reach: Duration,
    ) -> Result<Self, IngestError> {
        let until = until.map(|text| {
            let wrong = || mapping.wrong(format!("until: `{text}` is not a date (2021-05-31)"));
            text.parse::<Date>().map(number).map_err(|_| wrong())
        });
        Ok(Self {
            until: until.transpose()?,
            days: i32::try_from(reach.seconds() / DAY).unwrap_or(i32::MAX),
        })
    }
}

/// All rows, in the order in which they came.
#[derive(Debug)]
pub(super) struct Periods {
    rows: Vec<Period>,
    /// The latest day that a row begins on or was reported on.
    base: i32,
    reach: Reach,
}

/// The rows in order of people, and the days that are worked out.
pub(super) struct Sorted {
    pub(super) rows: Vec<Period>,
    first: i32,
    last: i32,
    open_end: i32,
}

impl Periods {
    pub(super) const fn new(reach: Reach) -> Self {
        Self {
            rows: Vec::new(),
            base: i32::MIN,
            reach,
        }
    }

    pub(super) fn add(&mut self, row: Period, reported: Option<Timestamp>, clock: &Clock) {
        let reported = reported.and_then(|time| clock.day_of(time)).map(number);
        self.base = self.base.max(row.from).max(reported.unwrap_or(i32::MIN));
        self.rows.push(row);
    }

    /// Sorts them, says which days count, and notes what was left out.
    pub(super) fn sort(&mut self, tally: &mut Tally) -> Sorted {
        let mut rows = std::mem::take(&mut self.rows);
        // Stable: of rows with the same first day the last one counts.
        rows.sort_by_key(|row| (row.person, row.from));
        let base = self.reach.until.unwrap_or(self.base);
        let ahead = base.saturating_add(self.reach.days);
        let ends = rows.iter().map(|row| row.to);
        let latest = ends
            .filter(|to| *to <= ahead)
            .max()
            .unwrap_or(base)
            .max(base);
        let open_end = self.reach.until.unwrap_or(latest);
        let sorted = Sorted {
            first: base.saturating_sub(self.reach.days),
            last: latest,
            open_end,
            rows,
        };
        sorted.note(tally);
        sorted
    }
}

impl Sorted {
    fn note(&self, tally: &mut Tally) {
        let shown = |day: i32| super::shifts::date(day).map_or_else(String::new, |d| d.to_string());
        let open = self.rows.iter().filter(|row| row.to == OPEN).count();
        if open > 0 {
            let until = shown(self.open_end);
            tally
                .notes
                .push(format!("{open} rows without a last day run until {until}"));
        }
        let early = self.rows.iter().filter(|row| row.from < self.first).count();
        if early > 0 {
            let first = shown(self.first);
            tally.notes.push(format!(
                "{early} rows begin before {first}: what is earlier is left out (reach)"
            ));
        }
        let far = |row: &&Period| row.to != OPEN && row.to > self.last;
        let far = self.rows.iter().filter(far).count();
        if far > 0 {
            let last = shown(self.last);
            tally.notes.push(format!(
                "{far} rows end after {last}: what is later is left out (reach)"
            ));
        }
    }

    /// The same, but with rows that hold on any day however late.
    pub(super) const fn endless(mut self) -> Self {
        self.last = i32::MAX;
        self.open_end = i32::MAX;
        self
    }

    /// The last day on which a row holds.
    fn end_of(&self, row: &Period) -> i32 {
        if row.to == OPEN {
            self.open_end
        } else {
            row.to.min(self.last)
        }
    }

    /// The row that counts on `day`, of one person's.
    fn counts<'r>(&self, rows: &'r [Period], day: i32, rule: Rule) -> Option<&'r Period> {
        let begun = rows.partition_point(|row| row.from <= day);
        let mut begun = rows.iter().take(begun).rev();
        match rule {
            Rule::Next => begun.next().filter(|row| day <= self.end_of(row)),
            Rule::Latest => {
                let mut later: Option<i32> = None;
                begun.find(|row| {
                    // Replaced by a row with the same first day.
                    let replaced = later == Some(row.from);
                    later = Some(row.from);
                    !replaced && day <= self.end_of(row)
                })
            }
        }
    }

    /// The row of `person` that counts on `day`, by [`Rule::Next`].
    pub(super) fn of(&self, person: u32, day: i32) -> Option<&Period> {
        let start = self.rows.partition_point(|row| row.person < person);
        let end = self.rows.partition_point(|row| row.person <= person);
        let rows = self.rows.get(start..end).unwrap_or_default();
        self.counts(rows, day, Rule::Next)
    }

    /// Calls `each` with every day of one person's rows, the row that counts, and those that do
    /// not although they hold.
    pub(super) fn days<E>(
        &self,
        rows: &[Period],
        rule: Rule,
        mut each: impl FnMut(i32, Option<&Period>, &[Period]) -> Result<(), E>,
    ) -> Result<(), E> {
        let first = rows.first().map_or(0, |row| row.from).max(self.first);
        let last = rows.iter().map(|row| self.end_of(row)).max();
        let mut others = Vec::new();
        for day in first..=last.unwrap_or(i32::MIN) {
            let counts = self.counts(rows, day, rule);
            others.clear();
            let holds = |row: &&Period| row.from <= day && day <= self.end_of(row);
            let not = |row: &&Period| counts.is_none_or(|one| !std::ptr::eq(one, *row));
            others.extend(rows.iter().filter(holds).filter(not).copied());
            each(day, counts, &others)?;
        }
        Ok(())
    }

    /// How many of one person's rows a later one with the same first day replaces.
    pub(super) fn replaced(rows: &[Period]) -> u64 {
        let pairs = rows.windows(2);
        let same = pairs.filter(|pair| match pair {
            [a, b] => a.from == b.from,
            _ => false,
        });
        u64::try_from(same.count()).unwrap_or(u64::MAX)
    }
}
