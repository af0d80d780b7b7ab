//! Tests of trips.

use super::super::golden::{Given, comes_to_the_same, fresh, into};
use crate::kind::FileKind;
use crate::sink::fake::Records;

const KIND: FileKind = FileKind::Travel;

const TRIPS: &str = "\
person,vehicle,route,kind,from_time,to_time,origin,destination,reported
a,98B-01234,203,bus,1000,5000,BG,HN,9000
b,98B-01234,203,,1200,,BG,HN,9000
c,,SE1,train,2000,9000,HN,DN,
d,,SE1,train,2000,8000,HN,V,
e,plane:VN123,,flight,2000,8000,,,
";

#[test]
fn the_vehicle_is_a_place() {
    let (records, _, source) = fresh(KIND, TRIPS, &Given::default());
    assert_eq!(
        records.kept(),
        [
            "visit a vehicle:98B-01234 1000 = 5000",
            "visit b vehicle:98B-01234 1200 = open",
            "visit c route:SE1@1970-01-01T00:33:20Z 2000 = 9000",
            "visit d route:SE1@1970-01-01T00:33:20Z 2000 = 8000",
            "visit e plane:VN123 2000 = 8000",
        ]
    );
    assert_eq!(source.lateness.unwrap().rows, 2);
    let places: Vec<&String> = (records.lines.iter())
        .filter(|l| l.starts_with("place"))
        .collect();
    assert_eq!(
        places[0],
        "place vehicle:98B-01234 bus parent=- unit=- name=203 at=- shared=false"
    );
    assert!(places[1].contains("train") && places[2].contains("flight"));
    comes_to_the_same(KIND, TRIPS, &Given::default());
}

#[test]
fn bad_trips() {
    for (row, expected) in [
        ("a,,,bus,1000,2000", "vehicle: empty, and so is the route"),
        ("a,x,,bus,1000,1000", "to_time: "),
        (
            "a,x,,Big Bus!,1000,2000",
            "kind: `Big Bus!` is no kind of vehicle",
        ),
    ] {
        let text = format!("person,vehicle,route,kind,from_time,to_time\n{row}\n");
        let error = into(&mut Records::default(), KIND, &[&text], &Given::default());
        let error = error.unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
