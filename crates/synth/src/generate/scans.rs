//! qr-scan: check-ins at places with a code and at the gates of companies.

use std::path::Path;

use super::table::{Cell, Columns, FileFormat, Is, Table, Written};
use super::world::{Trait, World, person_id};
use crate::dirt::{Spoilt, SpoiltCounts};
use crate::place::PlaceKind;
use crate::record::SynthVisit;
use crate::spec::SynthError;

const COLUMNS: Columns = &[
    ("person", Is::Text),
    ("place", Is::Text),
    ("time", Is::Time),
    ("direction", Is::Text),
    ("device", Is::Text),
    ("received", Is::Time),
];

/// This source's number among the draws of what goes wrong.
const SOURCE: u64 = 1;

/// The file while it is written.
pub(super) struct Scans {
    table: Table,
    pub(super) spoilt: SpoiltCounts,
    pub(super) check_ins: u64,
    who: String,
    gate: String,
}

/// One pass of a gate.
struct Pass {
    place: u32,
    time: i64,
    direction: &'static str,
}

impl Scans {
    pub(super) fn create(dir: &Path, format: FileFormat) -> Result<Self, SynthError> {
        Ok(Self {
            table: Table::create(dir, "qr-scan", COLUMNS, format)?,
            spoilt: SpoiltCounts::default(),
            check_ins: 0,
            who: String::new(),
            gate: String::new(),
        })
    }

    /// The scans of one person on one day.
    pub(super) fn day(
        &mut self,
        world: &World<'_>,
        person: u32,
        visits: &[SynthVisit],
    ) -> Result<(), SynthError> {
        let gate = self.company_gate(world, person);
        let mut gated: Option<(i64, i64)> = None;
        let scans = world.scans(person);
        for visit in visits {
            let kind = world.kind(visit.place);
            if gate.is_some() && kind == Some(PlaceKind::Line) {
                let start = gated.map_or(visit.start, |(start, _)| start);
                gated = Some((start, visit.end));
            }
            if !scans || !world.has_code(visit.place) {
                continue;
            }
            let mut draws = world.dirt_of(0, person, visit.start);
            if draws.below(u32::MAX) >= world.scan_chance {
                continue;
            }
            let asks = kind != Some(PlaceKind::Checkpoint)
                && world.has(Trait::AsksOut, visit.place, world.systems().check_outs);
            self.pass(world, person, visit, asks)?;
        }
        if let (Some(place), Some((start, end))) = (gate, gated) {
            self.spoilt.add(Spoilt::SharedCode);
            let visit = SynthVisit {
                person,
                place,
                start,
                end,
            };
            self.pass(world, person, &visit, true)?;
        }
        Ok(())
    }

    fn company_gate(&self, world: &World<'_>, person: u32) -> Option<u32> {
        let company = world.employer(person)?;
        let share = world.systems().company_codes;
        let is_company = world.kind(company) == Some(PlaceKind::Company);
        (is_company && world.has(Trait::CompanyCode, company, share)).then_some(company)
    }

    /// In, and out if the gate asks for it.
    fn pass(
        &mut self,
        world: &World<'_>,
        person: u32,
        visit: &SynthVisit,
        asks: bool,
    ) -> Result<(), SynthError> {
        let SynthVisit {
            place, start, end, ..
        } = *visit;
        self.check_ins += 1;
        let direction = if asks { "in" } else { "" };
        let enter = Pass {
            place,
            time: start,
            direction,
        };
        self.scan(world, person, &enter)?;
        if !asks {
            return Ok(());
        }
        let mut draws = world.dirt_of(SOURCE + 100, person, start);
        if draws.per_mille(world.dirt.missing_check_outs) {
            self.spoilt.add(Spoilt::MissingCheckOut);
            return Ok(());
        }
        let leave = Pass {
            place,
            time: end,
            direction: "out",
        };
        self.scan(world, person, &leave)
    }

    fn scan(&mut self, world: &World<'_>, person: u32, pass: &Pass) -> Result<(), SynthError> {
        let mut draws = world.dirt_of(SOURCE, person, pass.time);
        let offset = i64::from(world.clock(pass.place));
        if offset != 0 {
            self.spoilt.add(Spoilt::WrongClock);
        }
        match world.alias(person) {
            Some(alias) => {
                self.spoilt.add(Spoilt::Alias);
                self.who = alias;
            }
            None => person_id(&mut self.who, person),
        }
        self.gate.clear();
        self.gate.push_str("gate-");
        self.gate.push_str(world.id(pass.place));
        let mut received = pass.time + i64::from(draws.between(5, 600));
        if draws.per_mille(world.dirt.late) {
            self.spoilt.add(Spoilt::Late);
            received += i64::from(draws.between(1, 5)) * 86_400;
        }
        let double = draws.per_mille(world.dirt.duplicates);
        let again = i64::from(draws.between(3, 50));
        let times = if double { 2 } else { 1 };
        for time in (0..times).map(|n| pass.time + offset + n * again) {
            self.table.row(&[
                Cell::Text(&self.who),
                Cell::Text(world.id(pass.place)),
                Cell::Time(time),
                Cell::Text(pass.direction),
                Cell::Text(&self.gate),
                Cell::Time(received),
            ])?;
        }
        if double {
            self.spoilt.add(Spoilt::Duplicate);
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Written, SynthError> {
        self.table.finish()
    }
}
