//! Presets against the list of administrative units of 2021, and a map with the true shapes of communes; skipped,
//! with a word, where that data is not at hand (it is no part of the repository).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use truyvet_synth::Preset;

use crate::transcript::Folder;

/// A file of the data; none, with a word, where it is absent.
fn file(name: &str) -> Option<PathBuf> {
    let data = match std::env::var_os("TRUYVET_DATA") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
    };
    let path = data.join("vietnam_admin").join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!(
        "skipped: no file {}; set TRUYVET_DATA to the folder of the shared data",
        path.display()
    );
    None
}

fn text(path: &Path) -> String {
    let mut text = String::new();
    let mut read = flate2::read::GzDecoder::new(File::open(path).unwrap());
    read.read_to_string(&mut text).unwrap();
    text
}

/// Districts and communes of a province; a few island districts have none.
#[derive(Default)]
struct Units {
    districts: BTreeSet<String>,
    communes: BTreeSet<String>,
}

/// The provinces of the list of May 2021, by name.
fn provinces(path: &Path) -> BTreeMap<String, Units> {
    let mut provinces: BTreeMap<String, Units> = BTreeMap::new();
    for line in text(path).lines().skip(1) {
        // No name of this list holds a comma or a quote.
        let fields: Vec<&str> = line.split(',').collect();
        let [_, province, district, _, commune, _] = fields[..] else {
            panic!("{line}");
        };
        let units = provinces.entry(province.to_owned()).or_default();
        units.districts.insert(district.to_owned());
        if !commune.is_empty() {
            units.communes.insert(commune.to_owned());
        }
    }
    provinces
}

/// The code of a shape, if it has one.
fn code(shape: &Value) -> Option<&str> {
    let code = shape["properties"]["gso"].as_str();
    code.filter(|code| !code.is_empty())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap()
}

#[test]
fn presets_have_the_units_of_the_list_of_2021() {
    let Some(path) = file("gso_units_2021-05.csv.gz") else {
        return;
    };
    let provinces = provinces(&path);
    for (preset, name) in [
        ("bac-giang", "Tỉnh Bắc Giang"),
        ("quang-ninh", "Tỉnh Quảng Ninh"),
        ("quang-nam", "Tỉnh Quảng Nam"),
        ("binh-duong", "Tỉnh Bình Dương"),
        ("quang-ngai", "Tỉnh Quảng Ngãi"),
    ] {
        let preset = Preset::named(preset).unwrap();
        let units = &provinces[name];
        let listed = (number(units.districts.len()), number(units.communes.len()));
        assert_eq!((preset.districts, preset.communes), listed, "{name}");
    }
    let national = Preset::named("national").unwrap();
    let sum = |of: fn(&Units) -> usize| number(provinces.values().map(of).sum());
    assert_eq!(national.provinces, number(provinces.len()));
    assert_eq!(national.districts, sum(|units| units.districts.len()));
    // The preset has the number of a list of later in that year: a few communes were merged.
    let communes = sum(|units| units.communes.len());
    assert!(national.communes.abs_diff(communes) <= 10, "{communes}");
}

/// The communes of Bac Giang with the population of the census, and one case in the first of them.
#[test]
fn s26_a_map_with_the_true_shapes() {
    let Some(path) = file("communes_bac_giang.geojson.gz") else {
        return;
    };
    let shapes: Value = serde_json::from_str(&text(&path)).unwrap();
    let shapes = shapes["features"].as_array().unwrap();
    let mut units = "unit,name,level,parent,population\n24,Bắc Giang,province,,\n".to_owned();
    let mut codes = BTreeSet::new();
    for shape in shapes {
        let about = &shape["properties"];
        // Communes that were merged since the census have one code now, some have none.
        if let Some(code) = code(shape).filter(|code| codes.insert(*code)) {
            let (name, people) = (&about["commune"], &about["population"]);
            let name = name.as_str().unwrap();
            let _ = writeln!(units, "{code},{name},commune,24,{people}");
        }
    }
    assert!(codes.len() > 150, "{}", codes.len());
    let first = code(&shapes[0]).unwrap();
    let people = format!("person,unit\nAn,24/{first}\nBi,24/{first}\n");
    let folder = Folder::with(&[
        ("units.csv", &units),
        ("people.csv", &people),
        (
            "cases.csv",
            "person,onset,tested,isolated\nAn,,2021-05-09,\n",
        ),
        (
            "visits.csv",
            "person,place,start,end\nAn,m,1620432000,1620435600\nBi,m,1620432000,1620435600\n",
        ),
    ]);
    let geometry = path.to_str().unwrap();
    for line in [
        "truyvet import w --as people people.csv --units units.csv".to_owned(),
        "truyvet import w --visits visits.csv --as cases cases.csv".to_owned(),
        format!(
            "truyvet zones w --treatment-capacity ok --suppress 0 --format geojson \
             --geometry '{geometry}' --geometry-key gso -o zones.geojson"
        ),
    ] {
        let done = folder.run(&line);
        assert_eq!(done.status.code(), Some(0), "{line}: {done:?}");
    }
    let map: Value = serde_json::from_str(&folder.read("zones.geojson")).unwrap();
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), shapes.len());
    for (feature, shape) in features.iter().zip(shapes) {
        assert_eq!(feature["geometry"], shape["geometry"]);
        let (about, was) = (&feature["properties"], &shape["properties"]);
        assert_eq!(about["commune"], was["commune"]);
        match code(shape) {
            None => assert_eq!(about["zone_level"], Value::Null, "{about}"),
            Some(code) => {
                assert_eq!(about["zone_unit"], format!("24/{code}"));
                let cases = u64::from(code == first);
                assert_eq!(about["zone_cases"], cases, "{about}");
                assert_eq!(about["zone_f1"], cases, "{about}");
                assert!(about["zone_level"].is_u64(), "{about}");
            }
        }
    }
}
