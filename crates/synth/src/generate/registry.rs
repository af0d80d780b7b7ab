//! places, units, people and cases: the registers.

use std::path::Path;

use super::clock::OFFSET;
use super::table::{Cell, Columns, FileFormat, Is, Table, Written};
use super::world::{Trait, World, person_id};
use crate::course::Infection;
use crate::draws::{Draws, Purpose, key, purpose};
use crate::place::PlaceKind;
use crate::spec::SynthError;

const PLACES: Columns = &[
    ("place", Is::Text),
    ("kind", Is::Text),
    ("parent", Is::Text),
    ("unit", Is::Text),
    ("name", Is::Text),
    ("lat", Is::Text),
    ("lon", Is::Text),
    ("shared", Is::Text),
];

const UNITS: Columns = &[
    ("unit", Is::Text),
    ("name", Is::Text),
    ("level", Is::Text),
    ("parent", Is::Text),
    ("population", Is::Number),
];

const PEOPLE: Columns = &[
    ("person", Is::Text),
    ("other_ids", Is::Text),
    ("unit", Is::Text),
    ("doses", Is::Number),
];

const CASES: Columns = &[
    ("person", Is::Text),
    ("onset", Is::Time),
    ("tested", Is::Time),
    ("isolated", Is::Time),
];

/// Of a thousand grown-ups, how many have one dose of vaccine, and how many two.
const DOSES: [u16; 3] = [650, 250, 100];

/// Writes all four.
pub(super) fn write(
    world: &World<'_>,
    dir: &Path,
    format: FileFormat,
) -> Result<[Written; 4], SynthError> {
    Ok([
        places(world, dir, format)?,
        units(world, dir, format)?,
        people(world, dir, format)?,
        cases(world, dir, format)?,
    ])
}

/// Whether the code at `place` stands for a whole company.
pub(super) fn is_shared(world: &World<'_>, place: u32) -> bool {
    world.kind(place) == Some(PlaceKind::Company)
        && world.has(Trait::CompanyCode, place, world.systems().company_codes)
}

fn places(world: &World<'_>, dir: &Path, format: FileFormat) -> Result<Written, SynthError> {
    let mut table = Table::create(dir, "places", PLACES, format)?;
    for place in world.province.places() {
        let at = place.coordinates;
        let (lat, lon) = at.map_or_else(Default::default, |at| {
            (format!("{:.7}", at.lat()), format!("{:.7}", at.lon()))
        });
        let shared = is_shared(world, place.number);
        table.row(&[
            Cell::Text(&place.id),
            Cell::Text(place.kind.name()),
            Cell::Text(place.parent.map_or("", |parent| world.id(parent))),
            Cell::Text(&place.unit),
            Cell::Text(place.name.as_deref().unwrap_or_default()),
            Cell::Text(&lat),
            Cell::Text(&lon),
            Cell::Text(if shared { "true" } else { "" }),
        ])?;
    }
    table.finish()
}

/// An administrative unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynthUnit {
    /// Its path: codes from the top down, `bac-giang/district-03/commune-0112`.
    pub path: String,
    /// A name for people.
    pub name: String,
    /// `province`, `district` or `commune`.
    pub level: &'static str,
    /// How many live there.
    pub population: u32,
}

/// The last part of a path, and the path above it.
fn code(path: &str) -> (&str, &str) {
    let (above, code) = path.rsplit_once('/').unwrap_or(("", path));
    (code, above)
}

/// All units, those above before those below.
pub(super) fn all_units(world: &World<'_>) -> Vec<SynthUnit> {
    let layout = world.province.layout();
    let units = layout.places.units;
    // Communes are in order of districts, districts in order of provinces: each row once.
    let mut rows: Vec<SynthUnit> = Vec::new();
    let mut above = (String::new(), String::new());
    let mut at = (0usize, 0usize);
    let unit = |path: &str, name: String, level, population| SynthUnit {
        path: path.to_owned(),
        name,
        level,
        population,
    };
    for commune in &layout.communes {
        let district = units.district(commune.number);
        let names = (
            units.province_name(units.province(commune.number)),
            units.district_name(district),
        );
        if names.0 != above.0 {
            at.0 = rows.len();
            rows.push(unit(&names.0, names.0.clone(), "province", 0));
        }
        if names.1 != above.1 {
            at.1 = rows.len();
            let name = format!("Huyện {}", district + 1);
            rows.push(unit(&names.1, name, "district", 0));
        }
        for row in [at.0, at.1] {
            if let Some(row) = rows.get_mut(row) {
                row.population = row.population.saturating_add(commune.people);
            }
        }
        let own = units.commune(commune.number);
        let name = format!("Xã {}", commune.number + 1);
        rows.push(unit(&own, name, "commune", commune.people));
        above = names;
    }
    rows
}

fn units(world: &World<'_>, dir: &Path, format: FileFormat) -> Result<Written, SynthError> {
    let mut table = Table::create(dir, "units", UNITS, format)?;
    // The table has codes; other files have paths.
    for unit in all_units(world) {
        let (own, above) = code(&unit.path);
        table.row(&[
            Cell::Text(own),
            Cell::Text(&unit.name),
            Cell::Text(unit.level),
            Cell::Text(code(above).0),
            Cell::Number(i32::try_from(unit.population).unwrap_or(i32::MAX)),
        ])?;
    }
    table.finish()
}

/// Somebody as the register of people has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SynthPerson<'a> {
    /// Number, from 0.
    pub number: u32,
    /// The id: `p0000123`.
    pub id: &'a str,
    /// The path of the home unit.
    pub unit: &'a str,
    /// Doses of vaccine.
    pub doses: u8,
}

/// Everybody, in order of number.
pub(super) fn each_person<E>(
    world: &World<'_>,
    mut each: impl FnMut(&SynthPerson<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let layout = world.province.layout();
    let mut who = String::new();
    let (mut unit, mut of) = (String::new(), u32::MAX);
    for (number, person) in (0u32..).zip(&layout.persons) {
        if person.commune != of {
            of = person.commune;
            unit = layout.places.units.commune(of);
        }
        person_id(&mut who, number);
        let own = key(purpose(layout.seed, Purpose::Systems), u64::MAX);
        let doses = Draws::new(key(own, number.into())).pick(&DOSES);
        let grown = world.province.age(number).is_some_and(|age| age >= 18);
        each(&SynthPerson {
            number,
            id: &who,
            unit: &unit,
            doses: u8::try_from(doses).ok().filter(|_| grown).unwrap_or(0),
        })?;
    }
    Ok(())
}

fn people(world: &World<'_>, dir: &Path, format: FileFormat) -> Result<Written, SynthError> {
    let mut table = Table::create(dir, "people", PEOPLE, format)?;
    each_person(world, |person| {
        let alias = world.alias(person.number).unwrap_or_default();
        table.row(&[
            Cell::Text(person.id),
            Cell::Text(&alias),
            Cell::Text(person.unit),
            Cell::Number(person.doses.into()),
        ])
    })?;
    table.finish()
}

/// Those who were tested within the province's days, in order of the test. Of the first symptom
/// the day is known, and not the hour.
pub(super) fn known_cases(world: &World<'_>) -> Vec<Infection> {
    let spec = world.province.spec();
    let end = spec.start.seconds() + i64::from(spec.days) * 86_400;
    let tested = |i: &&Infection| i.tested.is_some_and(|at| at < end);
    let mut known: Vec<Infection> = (world.outbreak.infections().iter().filter(tested))
        .copied()
        .collect();
    known.sort_by_key(|infection| (infection.tested, infection.person));
    let midnight = |at: i64| (at + OFFSET).div_euclid(86_400) * 86_400 - OFFSET;
    for infection in &mut known {
        infection.onset = infection.onset.map(midnight);
    }
    known
}

fn cases(world: &World<'_>, dir: &Path, format: FileFormat) -> Result<Written, SynthError> {
    let mut table = Table::create(dir, "cases", CASES, format)?;
    let mut who = String::new();
    for infection in known_cases(world) {
        person_id(&mut who, infection.person);
        table.row(&[
            Cell::Text(&who),
            Cell::time(infection.onset),
            Cell::time(infection.tested),
            Cell::time(infection.isolated),
        ])?;
    }
    table.finish()
}
