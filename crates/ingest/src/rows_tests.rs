//! Tests of the columns of visits, contacts and places.

use crate::import::import_into;
use crate::input::Input;
use crate::kind::FileKind;
use crate::report::{ImportFile, ImportOptions};
use crate::sink::fake::Records;

fn import(kind: FileKind, text: &str) -> Result<Vec<String>, String> {
    let mut records = Records::default();
    let input = Input::Bytes {
        name: "f.csv".to_owned(),
        bytes: text.as_bytes().into(),
    };
    let files = [ImportFile { kind, input }];
    match import_into(&mut records, &files, &ImportOptions::default(), &mut |_| {}) {
        Ok(_) => Ok(records.lines),
        Err(error) => Err(error.to_string()),
    }
}

fn check(kind: FileKind, text: &str, expected: &[&str]) {
    assert_eq!(import(kind, text).unwrap(), expected);
}

fn check_error(kind: FileKind, text: &str, expected: &str) {
    assert_eq!(import(kind, text).unwrap_err(), expected);
}

#[test]
fn visits_open_and_closed() {
    check(
        FileKind::Visits,
        "person,place,start,end\nAn,market:7,0,10\nAn,:market:7,20,\n\"Lê, Bình\",\"a \"\"b\"\"\",30, \n",
        &[
            "visit An market:7 0 10",
            "visit An :market:7 20 open",
            "visit Lê, Bình a \"b\" 30 open",
        ],
    );
}

#[test]
fn repeated_names_are_still_the_right_ones() {
    check(
        FileKind::Visits,
        "person,place,start,end\na,p,0,1\na,q,1,2\nb,q,2,3\na,p,3,4\naa,p,4,5\n",
        &[
            "visit a p 0 1",
            "visit a q 1 2",
            "visit b q 2 3",
            "visit a p 3 4",
            "visit aa p 4 5",
        ],
    );
}

#[test]
fn bad_visits() {
    let check = |row: &str, expected: &str| {
        let text = format!("person,place,start,end\nAn,p,0,10\n{row}\n");
        check_error(FileKind::Visits, &text, expected);
    };
    check(
        ",p,0,10",
        "f.csv, line 3, person: empty: expected an id, or namespace:id",
    );
    check(
        "An,,0,10",
        "f.csv, line 3, place: empty: expected an id, or namespace:id",
    );
    check(
        "An,p,,10",
        "f.csv, line 3, start: empty: expected a time, such as 2021-05-08T07:00:00+07:00 or 1620432000",
    );
    check(
        "An,p,5,4",
        "f.csv, line 3, end: 1970-01-01T00:00:04Z is not after the start 1970-01-01T00:00:05Z: expected a later time",
    );
    check(
        "An,p,5",
        "f.csv, line 3, row: `An,p,5` has 3 fields: expected 4, as in the header (a comma inside a value needs quotes around the value)",
    );
    check_error(
        FileKind::Visits,
        "person,place,start\nAn,p,0\n",
        "f.csv: the header has no column `end`; found: `person`, `place`, `start`",
    );
}

#[test]
fn contacts() {
    check(
        FileKind::Contacts,
        "a,b,start,end\nAn,Bình,0,10\nChi,An,5,6\n",
        &["contact An Bình 0 10", "contact Chi An 5 6"],
    );
    check_error(
        FileKind::Contacts,
        "a,b,start,end\nAn,:An,0,10\n",
        "f.csv, line 2, b: `:An` is also `a`: expected another person",
    );
    check_error(
        FileKind::Contacts,
        "a,b,start,end\nAn,Bình,0,\n",
        "f.csv, line 2, end: empty: expected a time, such as 2021-05-08T07:00:00+07:00 or 1620432000",
    );
}

#[test]
fn places() {
    check(
        FileKind::Places,
        "place\nmarket:7\n",
        &["place market:7 unknown parent=- unit=- name=- at=- shared=false"],
    );
    check(
        FileKind::Places,
        "place,kind,parent,unit,name,lat,lon,shared\nline:1,line,factory:1,27280,\"Line 1\nEast\",21.5,105.25,no\nfactory:1,company,,,,,,yes\n",
        &[
            "place line:1 line parent=factory:1 unit=27280 name=Line 1\nEast at=21.5 105.25 shared=false",
            "place factory:1 company parent=- unit=- name=- at=- shared=true",
        ],
    );
    check_error(
        FileKind::Places,
        "place,parent\nx,:x\n",
        "f.csv, line 2, parent: `:x` is the place itself: expected the place that it is part of, or nothing",
    );
    check_error(
        FileKind::Places,
        "place,lat,lon\nx,21,\n",
        "f.csv, line 2, lon: empty, although lat is given: expected both or neither",
    );
}

#[test]
fn a_bad_row_names_nobody() {
    let mut records = Records::default();
    let input = Input::Bytes {
        name: "f.csv".to_owned(),
        bytes: b"person,place,start,end\nNobody,Nowhere,0,x\n"
            .as_slice()
            .into(),
    };
    let files = [ImportFile {
        kind: FileKind::Visits,
        input,
    }];
    assert!(import_into(&mut records, &files, &ImportOptions::default(), &mut |_| {}).is_err());
    assert_eq!((records.people.len(), records.places.len()), (0, 0));
}
