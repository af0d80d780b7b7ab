//! attendance: clock-ins and clock-outs on the lines of companies, and class registers.

use std::path::Path;

use super::table::{Cell, Columns, FileFormat, Is, Table, Written};
use super::world::{Trait, World, person_id};
use crate::dirt::{Spoilt, SpoiltCounts};
use crate::place::PlaceKind;
use crate::record::SynthVisit;
use crate::spec::SynthError;

const COLUMNS: Columns = &[
    ("person", Is::Text),
    ("line", Is::Text),
    ("company", Is::Text),
    ("clock_in", Is::Time),
    ("clock_out", Is::Time),
    ("reported", Is::Time),
];

const SOURCE: u64 = 2;

/// The file while it is written.
pub(super) struct ClockIns {
    table: Table,
    pub(super) spoilt: SpoiltCounts,
    who: String,
}

/// A row as it is to be written.
struct Row {
    line: u32,
    company: u32,
    start: i64,
    end: Option<i64>,
    reported: i64,
}

impl ClockIns {
    pub(super) fn create(dir: &Path, format: FileFormat) -> Result<Self, SynthError> {
        Ok(Self {
            table: Table::create(dir, "attendance", COLUMNS, format)?,
            spoilt: SpoiltCounts::default(),
            who: String::new(),
        })
    }

    /// The clock-ins of one person on one day: a row for each stay, so that breaks show.
    pub(super) fn day(
        &mut self,
        world: &World<'_>,
        person: u32,
        visits: &[SynthVisit],
    ) -> Result<(), SynthError> {
        let Some(company) = world.employer(person) else {
            return Ok(());
        };
        let systems = world.systems();
        let (kind, takes_part) = match world.kind(company) {
            Some(PlaceKind::School) => (
                PlaceKind::Class,
                world.has(Trait::Register, company, systems.registers),
            ),
            _ => (
                PlaceKind::Line,
                world.has(Trait::Attendance, company, systems.attendance),
            ),
        };
        if !takes_part {
            return Ok(());
        }
        person_id(&mut self.who, person);
        for visit in visits {
            if world.kind(visit.place) == Some(kind) {
                self.stay(world, company, visit)?;
            }
        }
        Ok(())
    }

    fn stay(
        &mut self,
        world: &World<'_>,
        company: u32,
        visit: &SynthVisit,
    ) -> Result<(), SynthError> {
        let dirt = &world.dirt;
        let mut draws = world.dirt_of(SOURCE, visit.person, visit.start);
        let mut row = Row {
            line: visit.place,
            company,
            start: visit.start,
            end: Some(visit.end),
            // The day's list is sent in the night.
            reported: visit.end + i64::from(draws.between(1_800, 36_000)),
        };
        if draws.per_mille(dirt.late) {
            self.spoilt.add(Spoilt::Late);
            row.reported += i64::from(draws.between(1, 5)) * 86_400;
        }
        if draws.per_mille(dirt.missing_check_outs) {
            self.spoilt.add(Spoilt::MissingCheckOut);
            row.end = None;
        } else if draws.per_mille(dirt.corrections) {
            self.spoilt.add(Spoilt::Correction);
            let length = visit.end - visit.start;
            row.end = Some(visit.start + length / 2 + 1);
            self.write(world, &row)?;
            row.end = Some(visit.end);
            row.reported += 86_400;
        }
        self.write(world, &row)?;
        if draws.per_mille(dirt.duplicates) {
            self.spoilt.add(Spoilt::Duplicate);
            self.write(world, &row)?;
        }
        Ok(())
    }

    fn write(&mut self, world: &World<'_>, row: &Row) -> Result<(), SynthError> {
        self.table.row(&[
            Cell::Text(&self.who),
            Cell::Text(world.id(row.line)),
            Cell::Text(world.id(row.company)),
            Cell::Time(row.start),
            Cell::time(row.end),
            Cell::Time(row.reported),
        ])
    }

    pub(super) fn finish(self) -> Result<Written, SynthError> {
        self.table.finish()
    }
}
