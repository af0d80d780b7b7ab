//! travel and declaration: what people say of themselves, places in words.

use std::path::Path;

use super::table::{Cell, Columns, FileFormat, Is, Table, Written};
use super::world::{World, person_id};
use crate::day::midnight;
use crate::dirt::{Spoilt, SpoiltCounts};
use crate::draws::Draws;
use crate::place::PlaceKind;
use crate::record::SynthVisit;
use crate::spec::SynthError;

const TRAVEL: Columns = &[
    ("person", Is::Text),
    ("vehicle", Is::Text),
    ("route", Is::Text),
    ("kind", Is::Text),
    ("from_time", Is::Time),
    ("to_time", Is::Time),
    ("origin", Is::Text),
    ("destination", Is::Text),
    ("reported", Is::Time),
];

const DECLARATION: Columns = &[
    ("person", Is::Text),
    ("time", Is::Time),
    ("symptoms", Is::Text),
    ("place_name", Is::Text),
    ("from_time", Is::Time),
    ("to_time", Is::Time),
];

const TRAVEL_SOURCE: u64 = 5;
const DECLARATION_SOURCE: u64 = 6;

/// Declared times are whole quarters of an hour, outwards.
const QUARTER: i64 = 900;

/// Both files while they are written.
pub(super) struct Words {
    travel: Table,
    declaration: Table,
    /// Of travel and of declarations.
    pub(super) spoilt: [SpoiltCounts; 2],
    who: String,
}

impl Words {
    pub(super) fn create(dir: &Path, format: FileFormat) -> Result<Self, SynthError> {
        Ok(Self {
            travel: Table::create(dir, "travel", TRAVEL, format)?,
            declaration: Table::create(dir, "declaration", DECLARATION, format)?,
            spoilt: Default::default(),
            who: String::new(),
        })
    }

    /// What one person says on day `day`, whose visits are `visits`.
    pub(super) fn day(
        &mut self,
        world: &World<'_>,
        person: u32,
        day: u32,
        visits: &[SynthVisit],
    ) -> Result<(), SynthError> {
        person_id(&mut self.who, person);
        let rides = visits
            .iter()
            .filter(|visit| world.kind(visit.place) == Some(PlaceKind::Coach));
        for (leg, visit) in rides.enumerate() {
            self.ride(world, leg, visit)?;
        }
        self.declare(world, person, day)
    }

    fn ride(
        &mut self,
        world: &World<'_>,
        leg: usize,
        visit: &SynthVisit,
    ) -> Result<(), SynthError> {
        let mut draws = world.dirt_of(TRAVEL_SOURCE, visit.person, visit.start);
        if !draws.per_mille(world.systems().travel) {
            return Ok(());
        }
        let mut reported = visit.start - i64::from(draws.between(600, 80_000));
        if draws.per_mille(world.dirt.late) {
            self.spoil_trip(Spoilt::Late);
            reported = visit.end + i64::from(draws.between(1, 5)) * 86_400;
        }
        let layout = world.province.layout();
        let home = layout.persons.get(visit.person as usize);
        let home = home.map_or_else(String::new, |p| {
            let units = &layout.places.units;
            units.district_name(units.district(p.commune))
        });
        let away = format!("city-{:02}", visit.place % 17 + 1);
        let (origin, destination) = if leg == 0 {
            (&home, &away)
        } else {
            (&away, &home)
        };
        let route = format!("line-{:02}", visit.place % 17 + 1);
        let cells = |arrival, reported| {
            [
                Cell::Text(&self.who),
                Cell::Text(world.id(visit.place)),
                Cell::Text(&route),
                Cell::Text("coach"),
                Cell::Time(visit.start),
                Cell::Time(arrival),
                Cell::Text(origin),
                Cell::Text(destination),
                Cell::Time(reported),
            ]
        };
        let mut corrected = world.dirt_of(TRAVEL_SOURCE + 100, visit.person, visit.start);
        if corrected.per_mille(world.dirt.corrections) {
            // Half an hour too long first, put right the day after.
            self.travel.row(&cells(visit.end + 1_800, reported))?;
            reported += 86_400;
            let [trips, _] = &mut self.spoilt;
            trips.add(Spoilt::Correction);
        }
        let cells = cells(visit.end, reported);
        self.travel.row(&cells)?;
        if draws.per_mille(world.dirt.duplicates) {
            self.travel.row(&cells)?;
            self.spoil_trip(Spoilt::Duplicate);
        }
        Ok(())
    }

    fn spoil_trip(&mut self, spoilt: Spoilt) {
        let [trips, _] = &mut self.spoilt;
        trips.add(spoilt);
    }

    /// Where the person was the day before, in words.
    fn declare(&mut self, world: &World<'_>, person: u32, day: u32) -> Result<(), SynthError> {
        let Some(yesterday) = day.checked_sub(1) else {
            return Ok(());
        };
        let now = midnight(world.province.spec().start.seconds(), day) + 8 * 3_600;
        let mut draws = world.dirt_of(DECLARATION_SOURCE, person, now);
        let isolated = world.outbreak.of(person).and_then(|i| i.isolated);
        if !draws.per_mille(world.systems().declarations) || isolated.is_some_and(|at| at < now) {
            return Ok(());
        }
        let time = now + i64::from(draws.between(0, 3_600));
        let onset = world.outbreak.of(person).and_then(|i| i.onset);
        let ill = onset.is_some_and(|at| at < time) || draws.per_mille(8);
        let symptoms = if ill { "ho; sốt" } else { "" };
        let mut visits = Vec::new();
        world.each_visit(person, yesterday, |visit| visits.push(*visit));
        for visit in visits {
            let name = world.province.place(visit.place).and_then(|p| p.name);
            let at_home = world.province.home(person) == Some(visit.place);
            let (Some(name), false) = (name, at_home || visit.end > time) else {
                continue;
            };
            let name = self.said(&name, world.dirt.misspelt, &mut draws);
            self.declaration.row(&[
                Cell::Text(&self.who),
                Cell::Time(time),
                Cell::Text(symptoms),
                Cell::Text(&name),
                Cell::Time(visit.start.div_euclid(QUARTER) * QUARTER),
                Cell::Time((visit.end + QUARTER - 1).div_euclid(QUARTER) * QUARTER),
            ])?;
        }
        Ok(())
    }

    /// The name as somebody says it: as it is, small, without marks, or misspelt.
    fn said(&mut self, name: &str, misspelt: u32, draws: &mut Draws) -> String {
        if draws.per_mille(misspelt) {
            let [_, declared] = &mut self.spoilt;
            declared.add(Spoilt::Misspelt);
            return format!("gần {name}");
        }
        match draws.below(3) {
            0 => name.to_owned(),
            1 => name.to_lowercase(),
            _ => plain(name).to_uppercase(),
        }
    }

    pub(super) fn finish(self) -> Result<[Written; 2], SynthError> {
        Ok([self.travel.finish()?, self.declaration.finish()?])
    }
}

/// Vietnamese text without its marks: `Chợ 7` is `Cho 7`.
fn plain(text: &str) -> String {
    const MARKED: [(char, &str); 7] = [
        ('a', "àáảãạăằắẳẵặâầấẩẫậ"),
        ('e', "èéẻẽẹêềếểễệ"),
        ('i', "ìíỉĩị"),
        ('o', "òóỏõọôồốổỗộơờớởỡợ"),
        ('u', "ùúủũụưừứửữự"),
        ('y', "ỳýỷỹỵ"),
        ('d', "đ"),
    ];
    text.chars()
        .map(|letter| {
            let found = MARKED.iter().find(|(_, marked)| marked.contains(letter));
            found.map_or(letter, |(bare, _)| *bare)
        })
        .collect()
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
