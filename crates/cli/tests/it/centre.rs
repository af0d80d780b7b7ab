//! `truyvet zones` and `truyvet panorama` of the tiny world (S26, S26a, S27).

use serde_json::Value;

use crate::transcript::Folder;
use crate::world::world;

/// Giang is in no list. An is the case: a sample of 9 May, so infectious from 7 May on.
const PEOPLE: &str = "\
person,unit,doses
An,07213,2
\"Bình, Trần\",07213,0
Dũng,07213,
Chi,07216,1
Em,07216,2
Hoa,07216,1
cccd:034201,07300,
";

const UNITS: &str = "\
unit,name,level,parent,population
24,Bắc Giang,province,,
213,Thành phố Bắc Giang,district,24,
07213,Trần Phú,commune,213,9101
07216,Ngô Quyền,commune,213,5000
214,Yên Thế,district,24,
07300,Bố Hạ,commune,214,
";

const REGISTERED: &str =
    "person,onset,tested,isolated\nAn,,2021-05-09T08:00:00Z,2021-05-09T10:00:00Z\n";

const SHAPES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"gso":"07213"},"geometry":{"type":"Point","coordinates":[106.2,21.3]}},
{"type":"Feature","properties":{"gso":"99999"},"geometry":null}]}"#;

fn centre() -> Folder {
    let folder = world();
    folder.write("people.csv", PEOPLE.as_bytes());
    folder.write("units.csv", UNITS.as_bytes());
    folder.write("registered.csv", REGISTERED.as_bytes());
    folder.write("shapes.geojson", SHAPES.as_bytes());
    for line in [
        "truyvet import w --as people people.csv --units units.csv",
        "truyvet import w --as cases registered.csv",
    ] {
        let done = folder.run(line);
        assert_eq!(done.status.code(), Some(0), "{done:?}");
    }
    folder
}

/// - One case a week among 9,101 people is an incidence of 10.99: level 1.
/// - Of the three people registered in Trần Phú one has a dose, in Ngô Quyền all; in Bố Hạ nobody
///   knows, and its population is the one person registered.
/// - F1 (15 min with An): Bình, Dũng; Em; Giang, of whom nobody knows where she lives. F2: Chi, 15
///   min with Bình. Nobody asked for F3.
#[test]
fn s26_zones_of_the_tiny_world() {
    centre().check(
        "\
$ truyvet zones w --treatment-capacity ok --hops 2 --min-overlap 15m --suppress 0 --format csv
unit,name,people,population,population_from,cases,incidence,coverage,f1,f2,f3,level,colour
24/213/07213,Trần Phú,3,9101,declared,1,10.98780353807274,33.333333333333336,2,0,,1,green
24/213/07216,Ngô Quyền,3,5000,declared,0,0.0,100.0,1,1,,1,green
24/214/07300,Bố Hạ,1,1,registered,0,0.0,,0,0,,1,green
,elsewhere or unknown,1,1,registered,0,,,1,0,,,unknown
$ truyvet zones w --hops 2
! truyvet: treatment: the rules vn-4800 ask whether hospitals can take in whoever falls ill, which the store does not know; say ok or short
? 1
",
    );
}

/// 8 people of whom one has no home: so all counts of people are small, or hide a small one. A
/// population that was declared, a level and a 0 are always shown.
#[test]
fn s27_small_counts_are_stars() {
    centre().check(
        "\
$ truyvet zones w --treatment-capacity ok --hops 2 --min-overlap 15m --format csv
unit,name,people,population,population_from,cases,incidence,coverage,f1,f2,f3,level,colour
24/213/07213,Trần Phú,*,9101,declared,*,,,*,0,,1,green
24/213/07216,Ngô Quyền,*,5000,declared,0,0.0,,*,*,,1,green
24/214/07300,Bố Hạ,*,*,registered,0,,,0,0,,1,green
,elsewhere or unknown,*,*,registered,0,,,*,0,,,unknown
",
    );
}

/// The district has the populations of its communes. No place of the tiny world lies in a unit.
#[test]
fn s26a_panorama_of_a_province() {
    centre().check(
        "\
$ truyvet panorama w --unit 24 --hops 1 --min-overlap 15m --suppress 0 --format csv
unit,name,people,population,population_from,places,visits,cases,isolated,f1,f2,f3,sites
24/213,Thành phố Bắc Giang,6,14101,parts,0,0,1,0,3,,,0
24/214,Yên Thế,1,1,registered,0,0,0,0,0,,,0
,elsewhere or unknown,0,0,registered,0,0,0,0,0,,,0
$ truyvet panorama w --unit 25
! truyvet: unit: nothing in the store lies in `25`, and it was not declared; units are written as paths, `province/district/commune`
? 1
",
    );
}

#[test]
fn s26_geojson_has_the_zone_of_every_shape_that_is_a_unit() {
    let folder = centre();
    let done = folder.run(
        "truyvet zones w --treatment-capacity ok --suppress 0 --format geojson --geometry \
         shapes.geojson --geometry-key gso -o zones.geojson",
    );
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("1 shape is no unit listed"), "{said}");
    assert!(
        said.contains("2 units have no shape and are not on the map, 24/213/07216"),
        "{said}"
    );
    let map: Value = serde_json::from_str(&folder.read("zones.geojson")).unwrap();
    let first = &map["features"][0]["properties"];
    assert_eq!(first["zone_unit"], "24/213/07213");
    assert_eq!(first["zone_colour"], "green");
    assert_eq!(map["features"][1]["properties"]["zone_colour"], Value::Null);
}

/// The rule of the register's cases is named as in a trace, without --registered: the answers take
/// their cases from the register by themselves.
#[test]
fn s36_the_rule_can_be_named() {
    let folder = centre();
    for line in [
        "truyvet zones w --treatment-capacity ok --suppress 0 --format csv",
        "truyvet panorama w --suppress 0 --format csv",
        "truyvet case-sheet w --person An --format csv --part contacts",
    ] {
        let plain = folder.run(line);
        assert!(plain.status.success(), "{line}: {plain:?}");
        let named = folder.run(&format!("{line} --infectious-rule two-days"));
        assert_eq!(named.stdout, plain.stdout, "{line}");
        assert_eq!(named.status.code(), Some(0), "{named:?}");
        let wrong = folder.run(&format!("{line} --infectious-rule fax"));
        let said = String::from_utf8(wrong.stderr).unwrap();
        assert!(
            said.contains("there is no rule `fax`; there are: two-days"),
            "{said}"
        );
        assert_eq!(wrong.status.code(), Some(1), "{line}");
    }
    folder.check(
        "\
$ truyvet case-sheet w --case An,0,inf --infectious-rule two-days
! truyvet: infectious-rule: it is for cases of the register: add --registered, or leave it out
? 1
",
    );
}
