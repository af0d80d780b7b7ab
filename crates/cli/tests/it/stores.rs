//! Stores that are missing, locked, damaged; `stats` and `verify`.

use std::fs;

use crate::transcript::{Folder, check};
use crate::world::world;

#[test]
fn no_store_there() {
    let folder = Folder::with(&[
        ("file", "not a folder"),
        ("good.csv", "person,place,start,end\nAn,m,0,60\n"),
    ]);
    for (verb, rest) in [
        ("trace", " --case An,0,inf"),
        ("chain", " --to An --case An,0,inf"),
        ("stats", ""),
        ("verify", ""),
    ] {
        for path in ["missing", "file", "."] {
            let output = folder.run(&format!("truyvet {verb} {path}{rest}"));
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(
                said.starts_with("truyvet: ") && said.contains("is not a truyvet store"),
                "{verb} {path}: {said}"
            );
            assert_eq!(output.status.code(), Some(3), "{verb} {path}: {said}");
            assert!(output.stdout.is_empty(), "{verb} {path}");
        }
    }
    let before = folder.names();
    folder.check(
        "\
$ truyvet import file --visits good.csv
! truyvet: [..]
? 3
$ truyvet import . --visits good.csv
! truyvet: [..]
? 3
",
    );
    assert_eq!(folder.names(), before);
    assert_eq!(folder.read("file"), "not a folder");
}

#[test]
fn a_locked_store() {
    let world = world();
    let store = truyvet::Store::open(world.path("w")).unwrap();
    let writer = store.writer().unwrap();
    world.check(&format!(
        "\
$ truyvet import w --visits visits.csv
! truyvet: w is being written by process {}: wait until it has finished, or end it
? 3
$ truyvet trace w --case Hoa,0,inf
snapshot 1: 0 people exposed
question: 1 case, 3 hops, overlap 1s or more, latent 0s, until inf
",
        std::process::id()
    ));
    drop(writer);
}

#[test]
fn stats() {
    let world = world();
    world.check(
        "\
$ truyvet stats w
snapshot    1
people      8
places      4 (market 1, bus 1, canteen 1, park 1)
visits      9 (1 open)
contacts    2
replaced    0
segments    1
time range  2021-05-08T08:00:00Z to 2021-05-08T15:30:00Z
history     commits 0-1
bytes       [..], [..] a visit
  visit blocks          [..]B
  visit block headers   [..]B
  place directory       [..]B
  person directory      [..]B
  visit references      [..]B
  contacts              [..]B
  replaced rows                0 B
  checksums and padding [..]B
  names                 [..]B
  place table           [..]B
  register                     0 B
  manifest              [..]B
",
    );
    let output = world.run("truyvet stats w --format json");
    let stats: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for (field, value) in [
        ("snapshot", 1),
        ("people", 8),
        ("places", 4),
        ("visits", 9),
        ("open_visits", 1),
        ("contacts", 2),
        ("replaced_rows", 0),
    ] {
        assert_eq!(stats[field], value, "{field}");
    }
    assert_eq!(stats["places_by_kind"]["market"], 1);
    assert_eq!(stats["time_range"]["end"], "2021-05-08T15:30:00Z");
    let on_disk: u64 = fs::read_dir(world.path("w"))
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    assert!(stats["bytes"].as_u64().unwrap() <= on_disk);
    assert!(stats["bytes_per_visit"].as_f64().unwrap() > 0.0);
}

#[test]
fn a_sound_store() {
    check(
        &[("contacts.csv", "a,b,start,end\nAn,Chi,0,60\n")],
        "\
$ truyvet import w --contacts contacts.csv --format json
{[..]}
$ truyvet verify w
snapshot 1 is sound: [..] read
$ truyvet verify w --format json
{[..]\"findings\":[][..]\"sound\":true}
",
    );
}

/// Names of the store's files that hold something.
fn files(world: &Folder) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(world.path("w"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.metadata().unwrap().len() > 0)
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !name.to_lowercase().contains("lock"))
        .collect();
    names.sort();
    names
}

fn spoil(world: &Folder, name: &str, spoilt: &[u8]) {
    let path = world.path("w").join(name);
    // Sealed files are read-only.
    fs::remove_file(&path).unwrap();
    fs::write(path, spoilt).unwrap();
}

#[test]
fn damage_is_found_and_is_exit_code_2() {
    let world = world();
    let answer = world.run("truyvet trace w --cases cases.csv --format csv");
    assert_eq!(answer.status.code(), Some(0));
    let names = files(&world);
    assert!(names.len() >= 4, "{names:?}");
    for name in &names {
        let sound = fs::read(world.path("w").join(name)).unwrap();
        let mut flipped = sound.clone();
        let middle = sound.len() / 2;
        flipped[middle] ^= 0x10;
        let half = sound[..middle].to_vec();
        for spoilt in [flipped, half] {
            spoil(&world, name, &spoilt);
            let verified = world.run("truyvet verify w");
            let said = String::from_utf8_lossy(&verified.stderr).into_owned();
            assert_eq!(verified.status.code(), Some(2), "{name}: {said}");
            assert!(said.starts_with("truyvet: "), "{name}: {said}");
            let told = format!("{said}{}", String::from_utf8_lossy(&verified.stdout));
            assert!(told.contains(name.as_str()), "{name}: {told}");
            // A question gives the same answer or says that the store is damaged.
            let again = world.run("truyvet trace w --cases cases.csv --format csv");
            match again.status.code() {
                Some(0) => assert_eq!(again.stdout, answer.stdout, "{name}"),
                code => assert_eq!(code, Some(2), "{name}"),
            }
        }
        spoil(&world, name, &sound);
        assert_eq!(
            world.run("truyvet verify w").status.code(),
            Some(0),
            "{name}"
        );
    }
}

#[test]
fn findings_as_json() {
    let world = world();
    for name in files(&world) {
        let sound = fs::read(world.path("w").join(&name)).unwrap();
        let mut flipped = sound.clone();
        flipped[sound.len() / 3] ^= 1;
        spoil(&world, &name, &flipped);
        let output = world.run("truyvet verify w --format json");
        assert_eq!(output.status.code(), Some(2), "{name}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["sound"], false, "{name}");
        let findings = report["findings"].as_array().unwrap();
        // A wrong hash in CURRENT reads as damage to the manifest that it is the hash of; one that is
        // no hash any more as damage to CURRENT itself.
        let blamed = if name == "CURRENT" {
            ["manifest-", "CURRENT"]
        } else {
            [name.as_str(); 2]
        };
        let told = |finding: &serde_json::Value| {
            let finding = finding.to_string();
            blamed.iter().any(|name| finding.contains(name))
        };
        assert!(findings.iter().any(told), "{name}: {report}");
        spoil(&world, &name, &sound);
    }
}

/// A store that cannot be opened is checked file by file.
#[test]
fn every_damaged_file_is_listed() {
    let world = world();
    let names: Vec<_> = files(&world)
        .into_iter()
        .filter(|name| name != "CURRENT" && !name.starts_with("manifest-"))
        .collect();
    assert!(names.len() >= 2, "{names:?}");
    for name in &names {
        let sound = fs::read(world.path("w").join(name)).unwrap();
        spoil(&world, name, &sound[..sound.len() - 1]);
    }
    let output = world.run("truyvet verify w");
    assert_eq!(output.status.code(), Some(2));
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.lines().count(), names.len(), "{lines}");
    for name in &names {
        assert!(lines.contains(name.as_str()), "{name}: {lines}");
    }
}

/// Whatever the current snapshot needs is missed; an older manifest it does not need.
#[test]
fn a_missing_file_is_damage() {
    let world = world();
    let answer = world.run("truyvet trace w --cases cases.csv").stdout;
    let mut missed = Vec::new();
    for name in files(&world).iter().filter(|name| *name != "CURRENT") {
        let path = world.path("w").join(name);
        let aside = world.path("aside");
        fs::rename(&path, &aside).unwrap();
        let output = world.run("truyvet trace w --cases cases.csv");
        fs::rename(&aside, &path).unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.code() == Some(0) {
            assert_eq!(output.stdout, answer, "{name}");
            continue;
        }
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(name.as_str()), "{name}: {said}");
        missed.extend(name.split('-').next().map(str::to_owned));
    }
    assert_eq!(missed, ["ids", "log", "manifest", "places", "segment"]);
}
