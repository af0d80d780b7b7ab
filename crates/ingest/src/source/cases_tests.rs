//! Tests of the line list.

use super::super::golden::{Given, fresh, into};
use crate::kind::FileKind;
use crate::sink::fake::Records;

const KIND: FileKind = FileKind::Cases;

#[test]
fn dates_and_times() {
    let text = "\
person,onset,tested,isolated
a,2021-05-08,2021-05-09T08:00:00+07:00,2021-05-09T18:00:00+07:00
b,,2021-05-08,
";
    let (records, _, source) = fresh(KIND, text, &Given::default());
    assert_eq!(
        records.lines,
        [
            "case a tested=1620522000 onset=1620406800 isolated=1620558000",
            "case b tested=1620406800 onset=- isolated=-",
        ]
    );
    assert_eq!(source.made.cases, 2);
    let given = Given {
        mapping: "[time]\nzone = \"+07:00\"\nformat = \"%d/%m/%Y %H:%M\"\ndate = \"%d/%m/%Y\"",
        ..Given::default()
    };
    let text = "person,onset,tested\na,08/05/2021,09/05/2021 08:00\n";
    assert_eq!(
        fresh(KIND, text, &given).0.lines,
        ["case a tested=1620522000 onset=1620406800 isolated=-"]
    );
}

#[test]
fn bad_rows() {
    for (row, expected) in [
        ("a,2021-05-08,,", "tested: empty"),
        ("a,soon,2021-05-08,", "onset: `soon` is not a time"),
        (",,2021-05-08,", "person: empty"),
    ] {
        let text = format!("person,onset,tested,isolated\n{row}\n");
        let error = into(&mut Records::default(), KIND, &[&text], &Given::default());
        let error = error.unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
