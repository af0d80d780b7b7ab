//! roster and residence: lists that companies and landlords hand in, often late.

use std::collections::BTreeSet;
use std::path::Path;

use super::clock::date;
use super::table::{Cell, Columns, FileFormat, Is, Table, Written};
use super::world::{Trait, World, person_id};
use crate::day::{midnight, on};
use crate::dirt::{Spoilt, SpoiltCounts};
use crate::person::Role;
use crate::place::PlaceKind;
use crate::plan::{Date, turn};
use crate::spec::SynthError;

const ROSTER: Columns = &[
    ("person", Is::Text),
    ("company", Is::Text),
    ("line", Is::Text),
    ("shift", Is::Text),
    ("from", Is::Text),
    ("to", Is::Text),
    ("reported", Is::Time),
];

const RESIDENCE: Columns = &[
    ("person", Is::Text),
    ("address", Is::Text),
    ("room", Is::Text),
    ("kind", Is::Text),
    ("from", Is::Text),
    ("to", Is::Text),
    ("reported", Is::Time),
];

const ROSTER_SOURCE: u64 = 3;
const RESIDENCE_SOURCE: u64 = 4;

/// Both files while they are written.
pub(super) struct Lists {
    roster: Table,
    residence: Table,
    /// Of the roster and of residence.
    pub(super) spoilt: [SpoiltCounts; 2],
    /// Shift patterns used, as `mappings/roster.toml` explains them.
    pub(super) shifts: BTreeSet<Shift>,
    who: String,
}

/// A row of a roster; without a line where it is the company.
struct Listed {
    company: u32,
    line: u32,
    shift: String,
    from: i64,
    to: i64,
    reported: i64,
}

/// A shift: when it begins, seconds from midnight, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shift {
    pub(super) start: i32,
    pub(super) length: i32,
}

impl Shift {
    /// `07:30-16:30`, the name it goes by.
    pub(super) fn name(self) -> String {
        let (from, to) = self.hours();
        format!("{from}-{to}")
    }

    /// From and to as `07:30`.
    pub(super) fn hours(self) -> (String, String) {
        let at = |second: i32| {
            let minute = second.rem_euclid(86_400) / 60;
            format!("{:02}:{:02}", minute / 60, minute % 60)
        };
        (at(self.start), at(self.start + self.length))
    }
}

impl Lists {
    pub(super) fn create(dir: &Path, format: FileFormat) -> Result<Self, SynthError> {
        Ok(Self {
            roster: Table::create(dir, "roster", ROSTER, format)?,
            residence: Table::create(dir, "residence", RESIDENCE, format)?,
            spoilt: Default::default(),
            shifts: BTreeSet::new(),
            who: String::new(),
        })
    }

    /// What is handed in on day `day`: rosters of the week on its first day, residence once.
    pub(super) fn day(&mut self, world: &World<'_>, day: u32) -> Result<(), SynthError> {
        let start = world.province.spec().start.seconds();
        let today = Date::at(midnight(start, day));
        if day == 0 {
            self.residences(world)?;
        }
        if day > 0 && !today.is_monday() {
            return Ok(());
        }
        let left = world.province.spec().days.saturating_sub(1);
        let last = (day..=left).find(|&d| Date::at(midnight(start, d)).is_sunday());
        let last = last.unwrap_or(left);
        for person in 0..world.province.person_count() {
            self.week(world, person, midnight(start, day), midnight(start, last))?;
        }
        Ok(())
    }

    fn week(
        &mut self,
        world: &World<'_>,
        person: u32,
        from: i64,
        to: i64,
    ) -> Result<(), SynthError> {
        let layout = world.province.layout();
        let (Some(worker), Some(company)) =
            (layout.persons.get(person as usize), world.employer(person))
        else {
            return Ok(());
        };
        let takes_part = world.has(Trait::Roster, company, world.systems().rosters);
        let isolated = world.outbreak.of(person).and_then(|i| i.isolated);
        if worker.role != Role::Worker || !takes_part || isolated.is_some_and(|at| at <= from) {
            return Ok(());
        }
        let (begin, hours) = turn(worker, Date::at(from));
        let shift = Shift {
            start: begin,
            length: hours,
        };
        self.shifts.insert(shift);
        let mut reported = from - 86_400 + 16 * 3_600;
        // A company is late with all of its list.
        let mut draws = world.dirt_of(ROSTER_SOURCE, company, from);
        if draws.per_mille(world.dirt.late_lists) {
            let [roster, _] = &mut self.spoilt;
            roster.add(Spoilt::LateList);
            reported += i64::from(world.dirt.late_lists_days) * 86_400;
        }
        person_id(&mut self.who, person);
        let mut row = Listed {
            company,
            line: worker.work,
            shift: shift.name(),
            from,
            to,
            reported,
        };
        let mut draws = world.dirt_of(ROSTER_SOURCE + 100, person, from);
        if draws.per_mille(world.dirt.corrections) {
            // At the wrong line first, put right the day after.
            let [roster, _] = &mut self.spoilt;
            roster.add(Spoilt::Correction);
            row.line = company;
            self.listed(world, &row)?;
            row.line = worker.work;
            row.reported += 86_400;
        }
        self.listed(world, &row)?;
        let days = (0..7).map(|day| from + day * 86_400);
        let mut days = days.take_while(|&day| day <= to);
        let lent = days.find_map(|day| {
            let line = on(layout, person, worker, Date::at(day)).work;
            (line != worker.work).then_some((day, line))
        });
        if let Some((day, line)) = lent {
            // Known the evening before: from then on this row holds, and not the one above.
            row.line = line;
            row.reported = row.reported.max(day - 86_400 + 16 * 3_600);
            row.from = day;
            self.listed(world, &row)?;
        }
        Ok(())
    }

    fn listed(&mut self, world: &World<'_>, row: &Listed) -> Result<(), SynthError> {
        let (from, to) = (date(row.from), date(row.to));
        let line = if row.line == row.company {
            ""
        } else {
            world.id(row.line)
        };
        self.roster.row(&[
            Cell::Text(&self.who),
            Cell::Text(world.id(row.company)),
            Cell::Text(line),
            Cell::Text(&row.shift),
            Cell::Text(&from),
            Cell::Text(&to),
            Cell::Time(row.reported),
        ])
    }

    fn residences(&mut self, world: &World<'_>) -> Result<(), SynthError> {
        let layout = world.province.layout();
        let spec = world.province.spec();
        let from = spec.start.seconds();
        let last = midnight(from, spec.days.saturating_sub(1));
        for (number, person) in (0u32..).zip(&layout.persons) {
            let boards = world.kind(person.home) == Some(PlaceKind::BoardingHouse);
            let systems = world.systems();
            let registered = if boards {
                world.has(Trait::Boarding, number, systems.boarding)
            } else {
                world.has(Trait::Household, person.home, systems.households)
            };
            if !registered {
                continue;
            }
            let mut draws = world.dirt_of(RESIDENCE_SOURCE, number, 0);
            let mut reported = from - i64::from(draws.between(1, 60)) * 86_400;
            if boards && draws.per_mille(world.dirt.late_lists) {
                let [_, residence] = &mut self.spoilt;
                residence.add(Spoilt::LateList);
                reported = from + i64::from(world.dirt.late_lists_days) * 86_400;
            }
            // Nobody sleeps at home from the night on that follows their isolation.
            let isolated = world.outbreak.of(number).and_then(|i| i.isolated);
            let to = isolated.map_or(last, |at| (at - 86_400).min(last));
            if to < from {
                continue;
            }
            let room = if boards {
                format!("{}", number / 3 % 1_000)
            } else {
                String::new()
            };
            person_id(&mut self.who, number);
            let (from, to) = (date(from), date(to));
            let mut draws = world.dirt_of(RESIDENCE_SOURCE + 100, number, 0);
            let corrected = boards && draws.per_mille(world.dirt.corrections);
            if corrected {
                let [_, residence] = &mut self.spoilt;
                residence.add(Spoilt::Correction);
            }
            // In no room first, in the right one the day after.
            let rooms: &[&str] = if corrected { &["", &room] } else { &[&room] };
            for (room, later) in rooms.iter().zip([0, 86_400]) {
                self.residence.row(&[
                    Cell::Text(&self.who),
                    Cell::Text(world.id(person.home)),
                    Cell::Text(room),
                    Cell::Text(if boards {
                        "boarding_house"
                    } else {
                        "household"
                    }),
                    Cell::Text(&from),
                    Cell::Text(&to),
                    Cell::Time(reported + later),
                ])?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<[Written; 2], SynthError> {
        Ok([self.roster.finish()?, self.residence.finish()?])
    }
}
