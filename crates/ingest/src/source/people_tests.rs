//! Tests of the registry of people.

use super::super::golden::{Given, bytes, fresh, into};
use crate::kind::FileKind;
use crate::sink::fake::Records;

const KIND: FileKind = FileKind::People;

#[test]
fn ids_become_links() {
    let text = "\
person,other_ids,unit,doses
1,phone:0901; bhxh:7 ;cccd:1;phone:0901,24,2
2,3,,
phone:9,,,0
4,,,
";
    let given = Given {
        mapping: "[namespace]\nperson = \"cccd\"",
        ..Given::default()
    };
    let (records, file, source) = fresh(KIND, text, &given);
    assert_eq!(
        records.lines,
        [
            "link cccd:1 phone:0901",
            "link cccd:1 bhxh:7",
            "person cccd:1 unit=24 doses=2",
            "link cccd:2 cccd:3",
            "person phone:9 unit=- doses=0",
        ]
    );
    assert_eq!(
        (file.rows_taken, source.made.links, source.made.people),
        (4, 3, 2)
    );
}

#[test]
fn home_units_become_paths() {
    let mut given = Given::default();
    let units = "unit,name,level,parent,population\n24,BG,province,,1803950\n7,Thắng,commune,24,\n";
    given.options.units = Some(bytes("units.csv", units));
    let text = "person,unit\na,7\nb,Mars\n";
    let (records, _, source) = fresh(KIND, text, &given);
    assert_eq!(
        records.lines,
        [
            "unit 24 name=BG level=province population=1803950",
            "unit 24/7 name=Thắng level=commune population=-",
            "person a unit=24/7 doses=-",
            "person b unit=Mars doses=-",
        ]
    );
    assert_eq!(source.unresolved.rows, 1);
    assert_eq!((source.made.units, source.made.people), (2, 2));
}

#[test]
fn bad_rows() {
    for (row, expected) in [
        (
            "a,,,many",
            "doses: `many` is not a number of doses from 0 to 254",
        ),
        ("a,,,256", "doses: `256` is not a number"),
        ("a,,,255", "doses: 255: expected a number of doses"),
        ("a,,24//7,", "unit: a part of the path is empty"),
        ("a,phone:,,", "other_ids: "),
        (",x,,", "person: empty"),
    ] {
        let text = format!("person,other_ids,unit,doses\n{row}\n");
        let error = into(&mut Records::default(), KIND, &[&text], &Given::default());
        let error = error.unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
