//! Tests of timekeeping.

use super::super::golden::{Given, any_order, comes_to_the_same, fresh, into};
use crate::kind::FileKind;
use crate::sink::fake::Records;

const KIND: FileKind = FileKind::Attendance;

/// Two stays with a break, a night shift, a missing clock-out, somebody without a line.
const WORK: &str = "\
person,line,company,clock_in,clock_out,reported
a,line:3,company:12,1000,15000,90000
a,line:3,company:12,17000,30000,90000
b,line:3,company:12,70000,100000,100060
c,line:4,company:12,1000,,90000
d,,company:12,1000,2000,
";

#[test]
fn every_difficulty() {
    let (records, file, source) = fresh(KIND, WORK, &Given::default());
    assert_eq!(
        records.kept(),
        [
            "visit a line:3 1000 = 15000",
            "visit a line:3 17000 = 30000",
            "visit b line:3 70000 = 100000",
            "visit c line:4 1000 = open",
            "visit d company:12 1000 = 2000",
        ]
    );
    assert_eq!((file.rows_taken, source.made.open_visits), (5, 1));
    assert_eq!(source.lateness.unwrap().rows, 4);
    let places: Vec<&str> = (records.lines.iter())
        .filter_map(|line| line.strip_prefix("place ")?.split(" unit").next())
        .collect();
    assert_eq!(
        places,
        [
            "company:12 company parent=-",
            "line:3 line parent=company:12",
            "line:4 line parent=company:12",
        ]
    );
    comes_to_the_same(KIND, WORK, &Given::default());
}

#[test]
fn breaks_can_be_kept() {
    let given = Given {
        mapping: "[settings]\nbreaks = \"keep\"\nlongest_break = \"40m\"",
        ..Given::default()
    };
    let (records, _, source) = fresh(KIND, WORK, &given);
    assert_eq!(records.kept()[0], "visit a line:3 1000 = 30000");
    assert_eq!(source.joined, 1);
    comes_to_the_same(KIND, WORK, &given);
    any_order(KIND, WORK, &given);
}

#[test]
fn times_of_day() {
    let text = "\
person,company,date,clock_in,clock_out
a,c,1970-01-02,07:00,16:30
a,c,1970-01-03,22:00,06:00
a,c,1970-01-05,22:00,
";
    assert_eq!(
        fresh(KIND, text, &Given::default()).0.kept(),
        [
            // In 1970 the clocks there were an hour ahead of today's.
            "visit a c 223200 = 252000",
            "visit a c 396000 = open",
            "visit a c 82800 = 117000",
        ]
    );
}

#[test]
fn a_clock_out_of_the_wrong_day() {
    let text = "person,company,clock_in,clock_out\na,c,80000,20000\n";
    let error = into(&mut Records::default(), KIND, &[text], &Given::default()).unwrap_err();
    assert!(error.contains("line 2, clock_out: "), "{error}");
    let given = Given {
        mapping: "[settings]\nroll_midnight = true",
        ..Given::default()
    };
    assert_eq!(
        fresh(KIND, text, &given).0.kept(),
        ["visit a c 80000 = 106400"]
    );
}

#[test]
fn lines_numbered_within_a_company() {
    let given = Given {
        mapping: "[settings]\nline_under_company = true",
        ..Given::default()
    };
    let text = "\
person,company,line,clock_in,clock_out
a,company:1,3,1000,2000
b,company:2,3,1000,2000
c,company:2,3,1000,2000
";
    assert_eq!(
        fresh(KIND, text, &given).0.kept(),
        [
            "visit a company:1/3 1000 = 2000",
            "visit b company:2/3 1000 = 2000",
            "visit c company:2/3 1000 = 2000",
        ]
    );
}
