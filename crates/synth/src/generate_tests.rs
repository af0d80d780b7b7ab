//! Tests of whole provinces as files: the same to the byte, rows that follow from the truth, dirt
//! as it is counted.
use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::dirt::Spoilt;
use crate::draws::mix;
use crate::preset::Systems;

fn order(name: &str, people: u32, days: u32) -> Order {
    let preset = *Preset::named(name).unwrap();
    Order {
        preset,
        spec: preset.spec(people, days, 1),
        format: FileFormat::Csv,
        dirt: preset.dirt,
        outbreak: OutbreakSpec::default(),
    }
}

fn write(order: &Order) -> (tempfile::TempDir, Made) {
    let dir = tempfile::tempdir().unwrap();
    let made = order.write(dir.path(), &mut |_| {}).unwrap();
    (dir, made)
}

/// The rows of a CSV file, without quotes inside cells but for names.
fn rows(dir: &Path, name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(dir.join(name)).unwrap();
    let cells = |line: &str| {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                _ => cells.last_mut().unwrap().push(letter),
            }
        }
        cells
    };
    text.lines().skip(1).map(cells).collect()
}

fn seconds(text: &str) -> i64 {
    truyvet_model::Timestamp::parse(text).unwrap().seconds()
}

fn digest(dir: &Path) -> BTreeMap<String, u64> {
    let mut files = BTreeMap::new();
    for folder in [dir.to_owned(), dir.join("truth"), dir.join("mappings")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                let digest = bytes.iter().fold(0, |d, &b| mix(d ^ u64::from(b)));
                let name = path.strip_prefix(dir).unwrap().display().to_string();
                files.insert(name, digest);
            }
        }
    }
    files
}

/// Whoever changes it on purpose writes the new number here and says so in CHANGELOG.md.
#[test]
fn the_files_are_fixed() {
    let order = order("binh-duong", 4_000, 3);
    let ((one, _), (two, _)) = (write(&order), write(&order));
    let files = digest(one.path());
    assert_eq!(files, digest(two.path()));
    assert_eq!(files.len(), 18, "{files:?}");
    let all = files.values().fold(0, |d, &f| mix(d ^ f));
    assert_eq!(all, FIXED, "{files:?}");
    let mut other = order;
    other.spec.seed = 2;
    let (other, _) = write(&other);
    assert_ne!(
        files["truth/visits.csv"],
        digest(other.path())["truth/visits.csv"]
    );
}

const FIXED: u64 = 10_915_123_569_187_828_655;

#[test]
fn parquet_has_the_same_rows() {
    let mut order = order("quang-ninh", 3_000, 2);
    let (_csv, made) = write(&order);
    order.format = FileFormat::Parquet;
    let (_parquet, packed) = write(&order);
    let counts = |made: &Made| -> Vec<u64> { made.files.iter().map(|file| file.rows).collect() };
    assert_eq!(counts(&made), counts(&packed));
    assert_eq!(made.spoilt, packed.spoilt);
}

/// Without dirt every row of the exact sources is a visit or a meeting of the truth.
#[test]
fn clean_rows_are_the_truth() {
    let mut order = order("binh-duong", 6_000, 4);
    order.dirt = Dirt::NONE;
    let (dir, made) = write(&order);
    assert!(made.spoilt.iter().all(|(_, counts)| {
        let shared = counts.of(Spoilt::SharedCode);
        Spoilt::ALL.iter().map(|s| counts.of(*s)).sum::<u64>() == shared
    }));
    let dir = dir.path();
    let truth: BTreeSet<(String, String, String, String)> = rows(dir, "truth/visits.csv")
        .into_iter()
        .map(|row| {
            (
                row[0].clone(),
                row[1].clone(),
                row[2].clone(),
                row[3].clone(),
            )
        })
        .collect();
    let starts: BTreeSet<(&str, &str, &str)> = truth
        .iter()
        .map(|(p, l, s, _)| (p.as_str(), l.as_str(), s.as_str()))
        .collect();
    let attendance = rows(dir, "attendance.csv");
    assert!(attendance.len() > 3_000);
    for row in attendance {
        let visit = (
            row[0].clone(),
            row[1].clone(),
            row[3].clone(),
            row[4].clone(),
        );
        assert!(truth.contains(&visit), "{row:?}");
    }
    for row in rows(dir, "qr-scan.csv") {
        let gate = row[1].starts_with("company:");
        assert!(
            gate || row[3] == "out" || starts.contains(&(&row[0], &row[1], &row[2])),
            "{row:?}"
        );
    }
    for row in rows(dir, "travel.csv") {
        let visit = (
            row[0].clone(),
            row[1].clone(),
            row[4].clone(),
            row[5].clone(),
        );
        assert!(truth.contains(&visit), "{row:?}");
    }
}

#[test]
fn clean_bluetooth_is_the_meetings_of_the_truth() {
    let mut order = order("binh-duong", 6_000, 4);
    order.dirt = Dirt::NONE;
    let (dir, _) = write(&order);
    let dir = dir.path();
    let ids: BTreeMap<String, (String, i64, i64)> = rows(dir, "bluezone-ids.csv")
        .into_iter()
        .map(|row| {
            (
                row[0].clone(),
                (row[1].clone(), seconds(&row[2]), seconds(&row[3])),
            )
        })
        .collect();
    let met: BTreeSet<(String, String, String)> = rows(dir, "truth/contacts.csv")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone(), row[2].clone()))
        .collect();
    let bluezone = rows(dir, "bluezone.csv");
    assert!(bluezone.len() > 1_000);
    for row in bluezone {
        let [a, b] = [&row[0], &row[1]].map(|id| &ids[id]);
        let at = seconds(&row[2]);
        assert!(
            (a.1..a.2).contains(&at) && (b.1..b.2).contains(&at),
            "{row:?}"
        );
        let known = (a.0.clone(), b.0.clone(), row[2].clone());
        assert!(row[3].is_empty() || met.contains(&known), "{row:?}");
    }
}

/// A province with a bit of every dirt, made once.
fn dirty() -> &'static (tempfile::TempDir, Made) {
    static MADE: std::sync::OnceLock<(tempfile::TempDir, Made)> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let mut order = order("quang-nam", 30_000, 7);
        order.preset.systems = Systems {
            control_points: None,
            scans: None,
            scanners: 600,
            company_codes: 300,
            attendance: 900,
            rosters: 900,
            bluezone: 300,
            ..order.preset.systems
        };
        write(&order)
    })
}

fn spoilt(source: &str, spoilt: Spoilt) -> u64 {
    let mut sources = dirty().1.spoilt.iter();
    sources
        .find(|(name, _)| *name == source)
        .unwrap()
        .1
        .of(spoilt)
}

/// As many as so many of a thousand of `all`, give or take what chance does.
fn near(count: u64, all: u64, per_mille: u32) {
    let expected = (all * u64::from(per_mille)) as f64 / 1_000.0;
    let off = (count as f64 - expected).abs();
    let most = 5.0 * expected.sqrt() + 1.0;
    assert!(off < most, "{count} of {all}, {per_mille} said");
}

const DIRT: Dirt = Dirt::USUAL;

#[test]
fn clock_ins_are_spoilt_as_often_as_said() {
    let attendance = rows(dirty().0.path(), "attendance.csv");
    let of = |what| spoilt("attendance", what);
    let (double, corrected) = (of(Spoilt::Duplicate), of(Spoilt::Correction));
    let stays = attendance.len() as u64 - double - corrected;
    near(of(Spoilt::Late), stays, DIRT.late);
    near(of(Spoilt::MissingCheckOut), stays, DIRT.missing_check_outs);
    near(double, stays, DIRT.duplicates);
    near(corrected, stays, DIRT.corrections);
    let mut ends: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for row in &attendance {
        ends.entry((&row[0], &row[3])).or_default().insert(&row[4]);
    }
    assert_eq!(ends.len() as u64, stays);
    let put_right = ends.values().filter(|ends| ends.len() > 1).count();
    assert_eq!(put_right as u64, corrected);
}

#[test]
fn scans_are_spoilt_as_often_as_said() {
    let dir = dirty().0.path();
    let of = |what| spoilt("qr-scan", what);
    let scans = rows(dir, "qr-scan.csv");
    let passes = scans.len() as u64 - of(Spoilt::Duplicate);
    near(of(Spoilt::Duplicate), passes, DIRT.duplicates);
    near(of(Spoilt::Late), passes, DIRT.late);
    let aliased = scans.iter().filter(|row| row[0].starts_with("phone:"));
    assert!(aliased.count() as u64 >= of(Spoilt::Alias) && of(Spoilt::Alias) > 0);
    let people = rows(dir, "people.csv");
    let with_alias = people.iter().filter(|row| !row[1].is_empty()).count();
    near(with_alias as u64, people.len() as u64, DIRT.aliases);
    let places = rows(dir, "places.csv");
    let shared: BTreeSet<&str> = (places.iter().filter(|row| row[7] == "true"))
        .map(|row| row[0].as_str())
        .collect();
    assert!(!shared.is_empty() && of(Spoilt::SharedCode) > 0);
    let gates = scans.iter().filter(|row| row[1].starts_with("company:"));
    assert!(gates.clone().count() > 0 && gates.clone().all(|row| shared.contains(row[1].as_str())));
    let clocks = std::fs::read_to_string(dir.join("mappings/qr-scan.toml")).unwrap();
    let wrong = scans
        .iter()
        .filter(|row| clocks.contains(&format!("\"{}\"", row[4])));
    let wrong = wrong.count() as u64;
    assert!(
        wrong >= of(Spoilt::WrongClock) && of(Spoilt::WrongClock) > 0,
        "{wrong}"
    );
}

#[test]
fn words_and_phones_are_spoilt_as_often_as_said() {
    let dir = dirty().0.path();
    let rssi = |row: &Vec<String>| row[4].parse::<i32>().unwrap();
    let weak = rows(dir, "bluezone.csv")
        .iter()
        .filter(|row| rssi(row) < -90)
        .count() as u64;
    assert!(weak > 0);
    assert_eq!(weak, spoilt("bluezone", Spoilt::WeakSignal));
    let said = rows(dir, "declaration.csv");
    let misspelt = said.iter().filter(|row| row[3].starts_with("gần ")).count() as u64;
    assert_eq!(misspelt, spoilt("declaration", Spoilt::Misspelt));
    near(misspelt, said.len() as u64, DIRT.misspelt);
    let residence = rows(dir, "residence.csv");
    let boarding = residence
        .iter()
        .filter(|row| row[3] == "boarding_house")
        .count();
    near(
        spoilt("residence", Spoilt::LateList),
        boarding as u64,
        DIRT.late_lists,
    );
    let summary = std::fs::read_to_string(dir.join("province.toml")).unwrap();
    assert!(
        summary.contains(&format!("weak_signals = {weak}")),
        "{summary}"
    );
}

/// 963 control points and 58,127 scans in two weeks, within two in a hundred at a fifth of the size.
#[test]
fn quang_nam_scans_as_often_as_it_did() {
    let mut order = order("quang-nam", 300_000, 14);
    order.outbreak.seeds = 0;
    let (province, spec) = (order.preset.province(&order.spec).unwrap(), order.spec);
    let circles = Circles::new(&province);
    let outbreak = Outbreak::default();
    let world = World::new(&circles, &outbreak, &order.preset, order.dirt);
    assert_eq!(world.code_count(), 193);
    let dir = tempfile::tempdir().unwrap();
    let mut scans = Scans::create(dir.path(), FileFormat::Csv).unwrap();
    for person in (0..spec.people).filter(|&p| world.scans(p)) {
        for day in 0..spec.days {
            scans
                .day(&world, person, &province.visits_of(person, day))
                .unwrap();
        }
    }
    let off = scans.check_ins.abs_diff(58_127 / 5);
    assert!(off * 50 < 58_127 / 5, "{}", scans.check_ins);
}

#[test]
fn units_add_up() {
    let (dir, _) = write(&order("national", 30_000, 1));
    let units = rows(dir.path(), "units.csv");
    let of = |level: &str| -> Vec<u32> {
        let at = units.iter().filter(|row| row[2] == level);
        at.map(|row| row[4].parse().unwrap()).collect()
    };
    for level in ["province", "district", "commune"] {
        assert_eq!(of(level).iter().sum::<u32>(), 30_000, "{level}");
    }
    assert_eq!(of("province").len(), 63);
    let names: BTreeSet<&String> = units.iter().map(|row| &row[0]).collect();
    assert_eq!(names.len(), units.len());
    assert!(
        units
            .iter()
            .all(|row| row[3].is_empty() || names.contains(&row[3]))
    );
}
