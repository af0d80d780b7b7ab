//! Tests of the table and the JSON.
use super::*;

#[test]
fn a_table_and_json_say_the_same() {
    let mut report = Report::default();
    report.add("build", "visits", 3.0, "");
    report.add_noted("build", "peak memory", None, "MiB", "not Linux".to_owned());
    let mut table = Vec::new();
    report.table(&mut table).unwrap();
    let table = String::from_utf8(table).unwrap();
    assert!(table.contains("build\n  visits"), "{table}");
    assert!(table.contains("n/a MiB  not Linux"), "{table}");
    let mut json = Vec::new();
    report.json(&mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json[0]["value"], 3.0);
    assert_eq!(json[1]["value"], serde_json::Value::Null);
}
