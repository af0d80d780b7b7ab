//! The same counts by DuckDB, where Python has it: a text that is not even of the same language.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use truyvet::{PanoramaOptions, UnitLevel};

use super::world::World;
use super::{asking, number};

/// A Python that has DuckDB: `TRUYVET_PYTHON`, else `python3`.
fn python() -> Option<String> {
    let python = std::env::var("TRUYVET_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let done = Command::new(&python).args(["-c", "import duckdb"]).output();
    done.is_ok_and(|done| done.status.success())
        .then_some(python)
}

fn write(world: &World, folder: &Path) {
    let maybe = |value: Option<String>| value.unwrap_or_default();
    let mut files = [
        ("people", "person,unit\n".to_owned()),
        ("places", "place,parent,unit\n".to_owned()),
        ("visits", "person,place,start,stop\n".to_owned()),
        ("contacts", "a,b,start,stop\n".to_owned()),
        ("cases", "person,tested,isolated\n".to_owned()),
    ];
    let [people, places, visits, contacts, cases] = &mut files;
    for (at, (unit, _)) in world.people.iter().enumerate() {
        writeln!(people.1, "{at},{}", unit.unwrap_or_default()).unwrap();
    }
    for (at, (unit, above)) in world.places.iter().enumerate() {
        let above = maybe(above.map(|above| above.to_string()));
        writeln!(places.1, "{at},{above},{}", unit.unwrap_or_default()).unwrap();
    }
    for v in &world.visits {
        writeln!(visits.1, "{},{},{},{}", v.person, v.place, v.start, v.end).unwrap();
    }
    for c in &world.contacts {
        writeln!(contacts.1, "{},{},{},{}", c.a, c.b, c.start, c.end).unwrap();
    }
    for c in &world.cases {
        let isolated = maybe(c.isolated.map(|time| time.to_string()));
        writeln!(cases.1, "{},{},{isolated}", c.person, c.tested).unwrap();
    }
    for (name, text) in files {
        std::fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
}

#[test]
fn s26a_duckdb_counts_the_same() {
    let Some(python) = python() else {
        eprintln!(
            "skipped: no Python with duckdb (pip install duckdb, or name one by TRUYVET_PYTHON)"
        );
        return;
    };
    for seed in 100..106 {
        let world = World::new(seed);
        let folder = tempfile::tempdir().unwrap();
        write(&world, folder.path());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/centre/recompute.py");
        for (depth, level) in (1..).zip(UnitLevel::ALL) {
            let options = PanoramaOptions {
                asking: asking(&world, 0),
                unit: None,
                level: Some(level),
            };
            let seen = world.snapshot().trace().hops(1).panorama(&options).unwrap();
            let mut mine = Vec::new();
            for state in seen.rest.iter().chain(&seen.units) {
                let counts = [state.people, state.cases, state.exposed[0]];
                let counts: Vec<u64> = counts.into_iter().map(number).collect();
                mine.push(format!(
                    "{},{},{},{},{},{},{}",
                    state.unit.as_deref().unwrap_or_default(),
                    counts[0],
                    counts[1],
                    counts[2],
                    state.places,
                    number(state.visits),
                    number(state.sites),
                ));
            }
            let done = Command::new(&python)
                .arg(&script)
                .arg(folder.path())
                .args([
                    world.at.to_string(),
                    world.days.to_string(),
                    depth.to_string(),
                ])
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{said}");
            let theirs = String::from_utf8(done.stdout).unwrap();
            // Units that were declared and that nobody and nothing is in are not in the files.
            let all_zero = |line: &String| line.ends_with(",0,0,0,0,0,0");
            let mine: Vec<_> = mine.into_iter().filter(|line| !all_zero(line)).collect();
            let theirs: Vec<_> = theirs.lines().map(str::to_owned).collect();
            let theirs: Vec<_> = theirs.into_iter().filter(|line| !all_zero(line)).collect();
            assert_eq!(mine, theirs, "level {level} of world {seed}");
        }
    }
}
