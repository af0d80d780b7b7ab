//! truth/: what really was: every visit, every infection.

use std::path::Path;

use super::table::{Cell, Columns, FileFormat, Is, Table, Written};
use super::world::{World, person_id};
use crate::record::SynthVisit;
use crate::spec::SynthError;

const VISITS: Columns = &[
    ("person", Is::Text),
    ("place", Is::Text),
    ("start", Is::Time),
    ("end", Is::Time),
];

const INFECTIONS: Columns = &[
    ("person", Is::Text),
    ("infector", Is::Text),
    ("place", Is::Text),
    ("time", Is::Time),
    ("generation", Is::Number),
    ("infectious", Is::Time),
    ("recovered", Is::Time),
    ("onset", Is::Time),
    ("tested", Is::Time),
    ("isolated", Is::Time),
];

/// All visits of all days, in order of day, person, time.
pub(super) fn visits(
    world: &World<'_>,
    dir: &Path,
    format: FileFormat,
) -> Result<Written, SynthError> {
    let mut table = Table::create(dir, "visits", VISITS, format)?;
    let mut who = String::new();
    let mut last = u32::MAX;
    for day in 0..world.province.spec().days {
        each_visit(world, day, |visit| {
            if visit.person != last {
                last = visit.person;
                person_id(&mut who, last);
            }
            table.row(&[
                Cell::Text(&who),
                Cell::Text(world.id(visit.place)),
                Cell::Time(visit.start),
                Cell::Time(visit.end),
            ])
        })?;
    }
    table.finish()
}

/// The visits that begin on day `day`, in order of person and time: those in isolation make none.
pub(super) fn each_visit<E>(
    world: &World<'_>,
    day: u32,
    mut each: impl FnMut(&SynthVisit) -> Result<(), E>,
) -> Result<(), E> {
    let mut done = Ok(());
    world.province.each_visit_on(day, |visit| {
        if done.is_ok()
            && let Some(visit) = world.outbreak.cut(visit)
        {
            done = each(&visit);
        }
    });
    done
}

/// All infections, in order of time, always as CSV: `truyvet evaluate` reads it. Dates beyond the
/// province's days are told as well: they are what the disease would do.
pub(super) fn infections(world: &World<'_>, path: &Path) -> Result<Written, SynthError> {
    let mut table = Table::create_at(path.to_owned(), INFECTIONS, FileFormat::Csv)?;
    let (mut who, mut by) = (String::new(), String::new());
    for infection in world.outbreak.infections() {
        person_id(&mut who, infection.person);
        by.clear();
        if let Some(infector) = infection.infector {
            person_id(&mut by, infector);
        }
        table.row(&[
            Cell::Text(&who),
            Cell::Text(&by),
            Cell::Text(infection.place.map_or("", |place| world.id(place))),
            Cell::Time(infection.time),
            Cell::Number(i32::try_from(infection.generation).unwrap_or(i32::MAX)),
            Cell::Time(infection.infectious),
            Cell::Time(infection.recovered),
            Cell::time(infection.onset),
            Cell::time(infection.tested),
            Cell::time(infection.isolated),
        ])?;
    }
    table.finish()
}
