//! Tests of health declarations.

use super::super::golden::{Given, comes_to_the_same, fresh, into};
use crate::kind::FileKind;
use crate::sink::fake::Records;

const KIND: FileKind = FileKind::Declaration;

const DECLARED: &str = "\
person,time,symptoms,place_name,from_time,to_time
a,9000,ho,cho  DUC thang,1000,2000
b,9000,,Quán Bà Sáu,3000,
c,9000,,quan ba sau,3000,4000
d,9000,\"sốt, ho\",,,
e,9000,,Chợ Tạm,1000,2000
";

fn with_places() -> Records {
    let mut records = Records::default();
    let places = "place,kind,name\nmarket:7,market,Chợ Đức Thắng\nx,,Chợ tạm\ny,,CHỢ TẠM\n";
    into(&mut records, FileKind::Places, &[places], &Given::default()).unwrap();
    records
}

#[test]
fn names_are_matched_or_kept_and_counted() {
    let mut records = with_places();
    let (files, source) = into(&mut records, KIND, &[DECLARED], &Given::default()).unwrap();
    assert_eq!(
        records.kept(),
        [
            "visit a market:7 1000 = 2000",
            "visit b unresolved:quan ba sau 3000 = open",
            "visit c unresolved:quan ba sau 3000 = 4000",
            // Two places have the name: nobody knows which.
            "visit e unresolved:cho tam 1000 = 2000",
        ]
    );
    assert_eq!(files[0].rows_taken, 5);
    assert_eq!((source.unresolved.rows, source.unresolved.names), (3, 2));
    // As it was first written, however often and otherwise after that.
    assert_eq!(
        source.unresolved.most_frequent,
        [("Quán Bà Sáu".to_owned(), 2), ("Chợ Tạm".to_owned(), 1)]
    );
    assert_eq!(source.notes, ["2 rows declare symptoms"]);
    let late = source.lateness.unwrap();
    assert_eq!((late.rows, late.median_s / 100), (5, 59));
}

#[test]
fn again_longer_late() {
    comes_to_the_same(KIND, DECLARED, &Given::default());
}

#[test]
fn without_a_registry_all_names_are_unresolved() {
    let (records, _, source) = fresh(KIND, DECLARED, &Given::default());
    assert_eq!(source.unresolved.rows, 4);
    let place =
        "place unresolved:quan ba sau unknown parent=- unit=- name=Quán Bà Sáu at=- shared=false";
    assert!(
        records.lines.contains(&place.to_owned()),
        "{:?}",
        records.lines
    );
}

#[test]
fn bad_rows() {
    for (row, expected) in [
        ("a,,ho,,,", "time: empty"),
        ("a,9000,,Chợ,,", "from_time: empty"),
        ("a,9000,,Chợ,2000,1000", "to_time: "),
    ] {
        let text = format!("person,time,symptoms,place_name,from_time,to_time\n{row}\n");
        let error = into(&mut Records::default(), KIND, &[&text], &Given::default());
        let error = error.unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
