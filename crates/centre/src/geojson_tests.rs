//! Checks of `geojson`: which feature is which unit, what is said of the others, bad files.

use serde_json::{Value, json};
use truyvet_model::{Interval, Timestamp, UnitLevel};

use crate::asking::Asking;
use crate::population::PopulationFrom;
use crate::rules::ZoneRules;
use crate::suppress::Shown;
use crate::zones::{Zone, Zones};

fn zone(unit: Option<&str>, level: Option<u8>) -> Zone {
    Zone {
        unit: unit.map(str::to_owned),
        name: None,
        people: Shown::Suppressed,
        population: Shown::Number(9000),
        population_from: PopulationFrom::Declared,
        cases: Shown::Number(12),
        incidence: Some(133.5),
        coverage: None,
        exposed: vec![Shown::Number(40), Shown::Suppressed],
        level,
        colour: level.map(|_| "orange".to_owned()),
    }
}

fn zones(units: &[&str]) -> Zones {
    let t = Timestamp::from_seconds;
    Zones {
        at: t(86_400),
        window: Interval::checked(t(0), t(86_400)).unwrap(),
        level: UnitLevel::Commune,
        unit: None,
        rules: ZoneRules::vn_4800(),
        treatment: None,
        suppress: Asking::SUPPRESS,
        zones: units.iter().map(|unit| zone(Some(unit), Some(3))).collect(),
        rest: zone(None, None),
        total: zone(None, None),
    }
}

fn collection(codes: &[Value]) -> String {
    let features: Vec<Value> = codes
        .iter()
        .map(|code| {
            json!({
                "type": "Feature",
                "properties": {"gso": code, "population": 1},
                "geometry": {"type": "Point", "coordinates": [106.2, 21.3]},
            })
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

#[test]
fn s26_features_get_the_zone_of_their_unit_and_others_none() {
    let zones = zones(&["24/213/07213", "24/213/07216", "24/214/07300"]);
    let text = collection(&[
        json!("07213"),
        json!("24/213/07216"),
        json!("1"),
        Value::Null,
    ]);
    let map = zones.to_geojson("communes.geojson", &text, "gso").unwrap();
    assert_eq!(map.without_shape, ["24/214/07300"]);
    assert_eq!(map.without_unit, 2);
    let read: Value = serde_json::from_str(&map.json).unwrap();
    let of = |at: usize| &read["features"][at]["properties"];
    assert_eq!(of(0)["zone_unit"], "24/213/07213");
    assert_eq!(of(0)["zone_level"], 3);
    assert_eq!(of(0)["zone_colour"], "orange");
    assert_eq!(of(0)["zone_people"], "*");
    assert_eq!(of(0)["zone_f1"], 40);
    assert_eq!(of(0)["zone_f2"], "*");
    assert_eq!(of(0)["population"], 1, "what the file said stays");
    assert_eq!(of(1)["zone_unit"], "24/213/07216");
    for other in [2, 3] {
        assert_eq!(of(other)["zone_level"], Value::Null);
        assert_eq!(of(other)["zone_colour"], Value::Null);
    }
    assert_eq!(
        read["features"][0]["geometry"]["coordinates"],
        json!([106.2, 21.3])
    );
    assert_eq!(read["truyvet"]["rules"]["name"], "vn-4800");
}

#[test]
fn a_file_that_cannot_be_joined_is_an_error_that_says_why() {
    let zones = zones(&["24/213/07213", "25/1/07213"]);
    let said = |text: &str, key: &str| {
        let error = zones.to_geojson("a.geojson", text, key).unwrap_err();
        let said = error.to_string();
        assert!(said.starts_with("a.geojson: "), "{said}");
        said
    };
    assert!(said("{", "gso").contains("FeatureCollection"));
    assert!(said("{\"type\": \"Feature\", \"features\": []}", "gso").contains("FeatureCollection"));
    let text = collection(&[json!("07213")]);
    assert!(said(&text, "gso").contains("24/213/07213, 25/1/07213"));
    assert!(said(&text, "code").contains("its properties are: gso, population"));
    let text = collection(&[json!(7213)]);
    assert!(said(&text, "gso").contains("`7213` and such, the units are `24/213/07213`"));
}
