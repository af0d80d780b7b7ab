//! Tests of headers, lines and the text of rows.

use super::*;
use crate::header::{Column, optional, required};
use crate::input::Input;

const COLUMNS: &[Column] = &[
    required("person", ""),
    required("place", ""),
    optional("note", ""),
];

fn open(text: &str) -> Result<Table, IngestError> {
    let input = Input::Bytes {
        name: "t.csv".to_owned(),
        bytes: text.as_bytes().into(),
    };
    Table::of(input.open()?, &Wanted::plain(COLUMNS))
}

fn check_error(text: &str, expected: &str) {
    let error = match open(text) {
        Err(error) => error,
        Ok(mut table) => loop {
            match table.advance() {
                Ok(true) => {}
                Ok(false) => panic!("no error"),
                Err(error) => break error,
            }
        },
    };
    assert_eq!(error.to_string(), expected);
}

/// Line, fields (joined by `|`) and text of every row.
fn check_rows(text: &str, expected: &[(u64, &str, &str)]) {
    let mut table = open(text).unwrap();
    let mut rows = Vec::new();
    while table.advance().unwrap() {
        let fields = match table.row() {
            Ok(row) => [0, 1, 2]
                .map(|i| String::from_utf8_lossy(row.field(i)).into_owned())
                .join("|"),
            Err(fault) => fault.problem,
        };
        let text = String::from_utf8_lossy(table.text()).into_owned();
        rows.push((table.line(), fields, text));
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|(line, fields, text)| (*line, fields.as_str(), text.as_str()))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn headers() {
    check_rows("person,place\na,b\n", &[(2, "a|b|", "a,b")]);
    check_rows(" Place ,NOTE,\"Person\"\nb,n,a\n", &[(2, "a|b|n", "b,n,a")]);
    check_rows("person,place\n", &[]);
    check_rows("person,place", &[]);
    check_rows("\n\nperson,place\na,b", &[(4, "a|b|", "a,b")]);
    let table = open("person,x,place,,Y z\n").unwrap();
    assert_eq!(table.ignored(), ["x", "(column 4, without a name)", "y z"]);
}

#[test]
fn bad_headers() {
    check_error(
        "",
        "t.csv: the file is empty: a header row is needed (`person`, `place`, `note`)",
    );
    check_error(
        "\r\n\n",
        "t.csv: the file is empty: a header row is needed (`person`, `place`, `note`)",
    );
    check_error(
        "Who,place\n",
        "t.csv: the header has no column `person`; found: `who`, `place`",
    );
    check_error(
        "An,market,0,10\n",
        "t.csv: the header has no column `person`, `place`; found: `an`, `market`, `0`, `10`",
    );
    check_error(
        "person;place\n",
        "t.csv: the header has no column `person`, `place`; found: `person;place` (the fields seem to be separated by `;`: save the file with commas)",
    );
    check_error(
        "person,place,Person\n",
        "t.csv: the header has two columns `person`: rename or remove one",
    );
    check_error(
        "person,place,x,x \n",
        "t.csv: the header has two columns `x`: rename or remove one",
    );
    check_error(
        "p\0\0,x\n",
        "t.csv: this is not a text file: save it as CSV text in UTF-8, with commas",
    );
}

#[test]
fn lines_and_texts() {
    check_rows(
        "person,place\na,b\n\n\nc,\"d\ne\"\nf,g",
        &[
            (2, "a|b|", "a,b"),
            (5, "c|d\ne|", "c,\"d\ne\""),
            (7, "f|g|", "f,g"),
        ],
    );
    check_rows(
        "person,place\r\na,b\r\n\r\nc,\"d, e\"\r\nf,g\r\n",
        &[
            (2, "a|b|", "a,b"),
            (4, "c|d, e|", "c,\"d, e\""),
            (5, "f|g|", "f,g"),
        ],
    );
    check_rows(
        "person,place\n\"a\"\"b\",\n",
        &[(2, "a\"b||", "\"a\"\"b\",")],
    );
}

#[test]
fn many_rows_keep_their_lines() {
    for end in ["\n", "\r\n"] {
        let mut text = format!("person,place{end}");
        for i in 0..20_000 {
            text.push_str(&format!("person {i},place{end}"));
        }
        let mut table = open(&text).unwrap();
        let mut line = 1;
        while table.advance().unwrap() {
            line += 1;
            assert_eq!(table.line(), line);
            assert_eq!(
                table.text(),
                format!("person {},place", line - 2).as_bytes()
            );
        }
        assert_eq!(line, 20_001);
    }
}

#[test]
fn field_counts() {
    check_rows(
        "person,place\na\na,b,c\n",
        &[
            (
                2,
                "`a` has 1 field: expected 2, as in the header (a comma inside a value needs quotes around the value)",
                "a",
            ),
            (
                3,
                "`a,b,c` has 3 fields: expected 2, as in the header (a comma inside a value needs quotes around the value)",
                "a,b,c",
            ),
        ],
    );
}

#[test]
fn open_quotes() {
    check_error(
        "person,place\na,b\nc,\"d\ne,f\n",
        "t.csv, line 3: a quoted field that begins in this row is not closed up to the end of the file: add the missing `\"`, or double it inside a field",
    );
    check_error(
        "person,\"place\na,b\n",
        "t.csv, line 1: a quoted field that begins in this row is not closed up to the end of the file: add the missing `\"`, or double it inside a field",
    );
    let long = format!("person,place\na,\"b\n{}", "c,d\n".repeat(500_000));
    check_error(
        &long,
        "t.csv, line 2: a quoted field that begins in this row is not closed within a megabyte: add the missing `\"`, or double it inside a field",
    );
}
