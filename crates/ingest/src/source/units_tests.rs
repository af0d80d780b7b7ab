//! Tests of the administrative table.

use super::*;

fn units(rows: &str) -> Result<Units, String> {
    let text = format!("unit,name,level,parent,population\n{rows}\n");
    let input = Input::Bytes {
        name: "u.csv".to_owned(),
        bytes: text.as_bytes().into(),
    };
    Units::read(&input).map_err(|e| e.to_string())
}

#[test]
fn codes_names_and_paths() {
    let units = units(
        "1,Hà Nội,province,,\n2,Ba Đình,district,1,\n3,Phúc Xá,commune,2,\n4,Phúc Xá,commune,2,",
    )
    .unwrap();
    for (text, path) in [
        ("3", Some("1/2/3")),
        ("ba dinh", Some("1/2")),
        ("1/2/4", Some("1/2/4")),
        ("1/4", None),
        // Two communes have the name.
        ("Phúc Xá", None),
        ("9", None),
    ] {
        assert_eq!(units.find(text).map(String::as_str), path, "{text}");
    }
}

#[test]
fn it_must_be_a_tree() {
    for (rows, expected) in [
        (
            "1,A,,2,\n2,B,,1,",
            "units: u.csv, line 2: parent: `1` would be part of itself",
        ),
        (
            "1,A,,9,",
            "units: u.csv, line 2: parent: there is no unit `9`",
        ),
        (
            "1,A,,,\n1,B,,,",
            "units: u.csv, line 3: unit: `1` is on line 2 too",
        ),
        (
            "1,A,commune,,\n2,B,province,1,",
            "units: u.csv, line 3: parent: a province is part of no commune",
        ),
        ("1/2,A,,,", "units: u.csv, line 2: unit: `1/2` is no code"),
        (
            "1,A,,,-7",
            "units: u.csv, line 2: population: `-7` is no number of people",
        ),
        (
            "1,A,county,,",
            "units: u.csv, line 2: level: `county` is none",
        ),
    ] {
        let error = units(rows).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
}
