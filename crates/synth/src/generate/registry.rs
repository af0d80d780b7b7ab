//! places, units, people and cases: the registers.

use std::path::Path;

use super::clock::OFFSET;
use super::table::{Cell, Columns, FileFormat, Is, Table, Written};
use super::world::{Trait, World, person_id};
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

fn units(world: &World<'_>, dir: &Path, format: FileFormat) -> Result<Written, SynthError> {
    let layout = world.province.layout();
    let units = layout.places.units;
    // Communes are in order of districts, districts in order of provinces: each row once.
    let mut rows: Vec<(String, String, &str, String, u32)> = Vec::new();
    let mut above = (String::new(), String::new());
    let mut at = (0usize, 0usize);
    for commune in &layout.communes {
        let district = units.district(commune.number);
        let names = (
            units.province_name(units.province(commune.number)),
            units.district_name(district),
        );
        if names.0 != above.0 {
            at.0 = rows.len();
            let name = names.0.clone();
            rows.push((names.0.clone(), name, "province", String::new(), 0));
        }
        if names.1 != above.1 {
            at.1 = rows.len();
            let name = format!("Huyện {}", district + 1);
            rows.push((names.1.clone(), name, "district", names.0.clone(), 0));
        }
        for row in [at.0, at.1] {
            if let Some(row) = rows.get_mut(row) {
                row.4 = row.4.saturating_add(commune.people);
            }
        }
        let own = units.commune(commune.number);
        let name = format!("Xã {}", commune.number + 1);
        rows.push((own, name, "commune", names.1.clone(), commune.people));
        above = names;
    }
    let mut table = Table::create(dir, "units", UNITS, format)?;
    // The table has codes; other files have paths, which are the codes from the top down.
    let code = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    for (unit, name, level, parent, population) in &rows {
        table.row(&[
            Cell::Text(&code(unit)),
            Cell::Text(name),
            Cell::Text(level),
            Cell::Text(&code(parent)),
            Cell::Number(i32::try_from(*population).unwrap_or(i32::MAX)),
        ])?;
    }
    table.finish()
}

fn people(world: &World<'_>, dir: &Path, format: FileFormat) -> Result<Written, SynthError> {
    let layout = world.province.layout();
    let mut table = Table::create(dir, "people", PEOPLE, format)?;
    let mut who = String::new();
    let (mut unit, mut of) = (String::new(), u32::MAX);
    for (number, person) in (0u32..).zip(&layout.persons) {
        if person.commune != of {
            of = person.commune;
            unit = layout.places.units.commune(of);
        }
        person_id(&mut who, number);
        let alias = world.alias(number).unwrap_or_default();
        let own = key(purpose(layout.seed, Purpose::Systems), u64::MAX);
        let doses = Draws::new(key(own, number.into())).pick(&DOSES);
        let grown = world.province.age(number).is_some_and(|age| age >= 18);
        let doses = if grown {
            i32::try_from(doses).unwrap_or(0)
        } else {
            0
        };
        table.row(&[
            Cell::Text(&who),
            Cell::Text(&alias),
            Cell::Text(&unit),
            Cell::Number(doses),
        ])?;
    }
    table.finish()
}

/// Those who were tested within the province's days, in order of the test.
fn cases(world: &World<'_>, dir: &Path, format: FileFormat) -> Result<Written, SynthError> {
    let spec = world.province.spec();
    let end = spec.start.seconds() + i64::from(spec.days) * 86_400;
    let mut known: Vec<_> = world.outbreak.infections().iter().collect();
    known.retain(|infection| infection.tested.is_some_and(|at| at < end));
    known.sort_by_key(|infection| (infection.tested, infection.person));
    let mut table = Table::create(dir, "cases", CASES, format)?;
    let mut who = String::new();
    for infection in known {
        person_id(&mut who, infection.person);
        // Nobody remembers the hour of the first symptom.
        let midnight = |at: i64| (at + OFFSET).div_euclid(86_400) * 86_400 - OFFSET;
        table.row(&[
            Cell::Text(&who),
            Cell::time(infection.onset.map(midnight)),
            Cell::time(infection.tested),
            Cell::time(infection.isolated),
        ])?;
    }
    table.finish()
}
