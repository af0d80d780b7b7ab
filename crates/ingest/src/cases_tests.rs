//! Tests of reading cases.

use super::*;

fn read(text: &str) -> Result<Vec<Case>, IngestError> {
    let input = Input::Bytes {
        name: "cases.csv".to_owned(),
        bytes: text.as_bytes().into(),
    };
    read_cases(&input, None)
}

fn check_error(text: &str, expected: &str) {
    assert_eq!(read(text).unwrap_err().to_string(), expected);
}

#[test]
fn cases_with_and_without_end() {
    let cases = read("to,person,from,note\n20,An,10,x\ninf,\"cccd:1,2\",5,\n,Bình,7,\n").unwrap();
    let shown: Vec<String> = cases
        .iter()
        .map(|case| format!("{} {:?}", case.person, case.infectious))
        .collect();
    assert_eq!(
        shown,
        ["An [10s, 20s)", "cccd:1,2 [5s, inf)", "Bình [7s, inf)"]
    );
    assert_eq!(read("person,from,to\n").unwrap(), []);
}

#[test]
fn bad_cases() {
    check_error(
        "person,from\n",
        "cases.csv: the header has no column `to`; found: `person`, `from`",
    );
    check_error(
        "person,from,to\nAn,20,10\n",
        "cases.csv, line 2, to: 1970-01-01T00:00:10Z is not after `from`, 1970-01-01T00:00:20Z: expected a later time, or inf",
    );
    check_error(
        "person,from,to\nAn,soon,10\n",
        "cases.csv, line 2, from: `soon` is not a time: expected RFC 3339 with an offset (2021-05-08T07:00:00+07:00) or whole seconds since 1970 (1620432000)",
    );
}
