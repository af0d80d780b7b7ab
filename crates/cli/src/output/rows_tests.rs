//! Checks of `rows`: quoting, alignment, the shape of the JSON, and rows after the sample.

use truyvet::{ExternalId, Shown, Timestamp};

use super::{Cell, Column, Format, Rows, SAMPLE, column, untabled};

const COLUMNS: [Column; 5] = [
    column("person"),
    column("level"),
    untabled("at"),
    column("place"),
    column("seconds"),
];

fn written(format: Format, rows: &[(&str, Option<&str>, u64)]) -> String {
    let id = |text: &str| -> ExternalId { text.parse().unwrap() };
    let mut out = Vec::new();
    let mut writer = Rows::begin(&mut out, format, &COLUMNS).unwrap();
    for (person, place, seconds) in rows {
        let place = place.map(id);
        writer
            .row(&[
                Cell::Person(&id(person)),
                Cell::Level(1),
                Cell::Time(Timestamp::from_seconds(1)),
                Cell::Place(place.as_ref()),
                Cell::Seconds(*seconds),
            ])
            .unwrap();
    }
    writer.end().unwrap();
    String::from_utf8(out).unwrap()
}

const ROWS: [(&str, Option<&str>, u64); 3] = [
    ("Bi\u{300}nh", Some("chợ, \"quầy\" 7"), 90),
    (":a:b", None, 0),
    ("cccd:1", Some("m"), u64::MAX),
];

#[test]
fn csv_is_quoted_where_needed() {
    assert_eq!(
        written(Format::Csv, &ROWS),
        "person,level,at,place,seconds\n\
         Bi\u{300}nh,1,1970-01-01T00:00:01Z,\"chợ, \"\"quầy\"\" 7\",90\n\
         :a:b,1,1970-01-01T00:00:01Z,,0\n\
         cccd:1,1,1970-01-01T00:00:01Z,m,18446744073709551615\n"
    );
}

#[test]
fn tables_are_aligned() {
    assert_eq!(
        written(Format::Table, &ROWS),
        "person  level  place          seconds\n\
         Bi\u{300}nh    F1     chợ, \"quầy\" 7  1m30s\n\
         :a:b    F1     contact        0s\n\
         cccd:1  F1     m              18446744073709551615s\n"
    );
    assert_eq!(written(Format::Table, &[]), "");
}

#[test]
fn json_is_an_array_of_objects() {
    let text = written(Format::Json, &ROWS);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value[0]["place"], "chợ, \"quầy\" 7");
    assert_eq!(value[1]["place"], serde_json::Value::Null);
    assert_eq!(value[2]["seconds"], u64::MAX);
    assert_eq!(text.lines().count(), 5);
    assert_eq!(written(Format::Json, &[]), "[]");
}

#[test]
fn a_table_goes_on_after_its_sample() {
    let mut rows = vec![("An", None, 1); SAMPLE];
    rows.push(("a longer name", None, 1));
    let text = written(Format::Table, &rows);
    assert_eq!(text.lines().count(), SAMPLE + 2);
    assert_eq!(text.lines().next(), Some("person  level  place    seconds"));
    assert_eq!(
        text.lines().last(),
        Some("a longer name  F1     contact  1s")
    );
}

#[test]
fn s27_a_suppressed_count_is_a_star_and_no_number() {
    const COUNTS: [Column; 2] = [column("cases"), column("f1")];
    let written = |format| {
        let mut out = Vec::new();
        let mut writer = Rows::begin(&mut out, format, &COUNTS).unwrap();
        let cells = [
            Cell::Shown(Shown::Number(1200)),
            Cell::Shown(Shown::Suppressed),
        ];
        writer.row(&cells).unwrap();
        writer.end().unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(written(Format::Csv), "cases,f1\n1200,*\n");
    assert_eq!(written(Format::Table), "cases  f1\n1,200  *\n");
    assert_eq!(written(Format::Json), "[\n{\"cases\":1200,\"f1\":\"*\"}\n]");
}
