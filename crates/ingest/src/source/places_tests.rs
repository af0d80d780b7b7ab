//! Tests of the registry of places with an administrative table.

use super::super::golden::{Given, bytes, fresh, into};
use crate::kind::FileKind;
use crate::sink::fake::Records;

const UNITS: &str = "\
unit,name,level,parent,population
24,Bắc Giang,province,,1803950
223,Hiệp Hòa,district,24,247460
07213,Thắng,commune,223,14000
";

const PLACES: &str = "\
place,kind,parent,unit,name
market:7,market,,07213,Chợ
stall:3,stall,market:7,thang,
house:1,household,,24/223/07213,
house:2,household,,Atlantis,
";

#[test]
fn units_become_paths() {
    let mut given = Given::default();
    given.options.units = Some(bytes("units.csv", UNITS));
    let (records, _, source) = fresh(FileKind::Places, PLACES, &given);
    let units: Vec<&str> = (records.lines.iter())
        .filter_map(|line| line.split(" unit=").nth(1)?.split(" name").next())
        .collect();
    assert_eq!(
        units,
        ["24/223/07213", "24/223/07213", "24/223/07213", "Atlantis"]
    );
    assert_eq!(
        source.unresolved.most_frequent,
        [("Atlantis".to_owned(), 1)]
    );
    assert_eq!(source.made.places, 4);
}

#[test]
fn a_table_is_of_no_use_without_places() {
    let mut given = Given::default();
    given.options.units = Some(bytes("units.csv", UNITS));
    let text = "person,place,start,end\n";
    let error = into(&mut Records::default(), FileKind::Visits, &[text], &given).unwrap_err();
    assert!(
        error.starts_with("units: of no use without a file of places"),
        "{error}"
    );
}
