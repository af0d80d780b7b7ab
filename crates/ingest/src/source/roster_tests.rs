//! Tests of labour lists.

use super::super::golden::{Given, any_order, any_rows, comes_to_the_same, fresh, into, rejected};
use crate::kind::FileKind;
use crate::sink::fake::Records;

const KIND: FileKind = FileKind::Roster;

/// The 3rd of May 2021 was a Monday; midnight there.
const MONDAY: i64 = 1_619_974_800;

/// Visits as `person place day:from-to`, hours counted from the day's midnight.
fn shown(records: &Records) -> Vec<String> {
    let line = |line: String| {
        let (key, end) = line.split_once(" = ")?;
        let (key, start) = key.strip_prefix("visit ")?.rsplit_once(' ')?;
        let hours = |text: &str| (text.parse::<i64>().unwrap() - MONDAY) / 1800;
        let (start, end) = (hours(start), hours(end));
        let day = start.div_euclid(48) + 3;
        let of = |half: i64| (half - (day - 3) * 48) as f64 / 2.0;
        Some(format!("{key} {day}:{}-{}", of(start), of(end)))
    };
    records.kept().into_iter().filter_map(line).collect()
}

const LIST: &str = "\
person,company,line,shift,from,to,reported
a,c1,l1,day,2021-05-03,2021-05-08,2021-05-06T00:00:00+07:00
b,c1,l1,night,2021-05-03,,2021-05-03T00:00:00+07:00
b,c1,l2,night,2021-05-06,,2021-05-09T00:00:00+07:00
d,c1,,4on2off-day,2021-05-05,2021-05-08,
";

#[test]
fn every_difficulty() {
    let (records, file, source) = fresh(KIND, LIST, &Given::default());
    assert_eq!(
        shown(&records),
        [
            "a l1 3:7.5-16.5",
            "a l1 4:7.5-16.5",
            "a l1 5:7.5-16.5",
            "a l1 6:7.5-16.5",
            "a l1 7:7.5-16.5",
            "a l1 8:7.5-16.5",
            // Nights over midnight; another line in mid-period.
            "b l1 3:19.5-28.5",
            "b l1 4:19.5-28.5",
            "b l1 5:19.5-28.5",
            "b l2 6:19.5-28.5",
            "b l2 7:19.5-28.5",
            "b l2 8:19.5-28.5",
            // Four on, two off, from the 1st.
            "d c1 7:7.5-19.5",
            "d c1 8:7.5-19.5",
        ]
    );
    assert_eq!(file.rows_taken, 4);
    // The 3rd, 3rd and 6th, reported 3, 0 and 3 days later.
    let late = source.lateness.unwrap();
    assert_eq!((late.rows, late.p95_s.div_ceil(86_400)), (3, 3));
    assert_eq!(
        source.notes,
        ["2 rows without a last day run until 2021-05-09"]
    );
    assert!(
        records
            .lines
            .contains(&"place l1 line parent=c1 unit=- name=- at=- shared=false".to_owned())
    );
}

#[test]
fn again_longer_late() {
    let given = Given {
        mapping: "[settings]\nuntil = \"2021-05-12\"\n[shifts.day]\nfrom = \"07:30\"\nto = \"16:30\"\n\
                  [shifts.night]\nfrom = \"19:30\"\nto = \"04:30\"\n[shifts.4on2off-day]\n\
                  anchor = \"2021-05-01\"\non = 4\noff = 2\nfrom = \"07:30\"\nto = \"19:30\"\n\
                  [time]\nzone = \"Asia/Ho_Chi_Minh\"",
        ..Given::default()
    };
    comes_to_the_same(KIND, LIST, &given);
    any_order(KIND, LIST, &given);
}

#[test]
fn the_last_row_with_one_first_day_counts() {
    let text = "\
person,company,line,shift,from,to
a,c,l1,day,2021-05-03,2021-05-05
a,c,l2,day,2021-05-03,2021-05-04
";
    let (records, _, source) = fresh(KIND, text, &Given::default());
    assert_eq!(shown(&records), ["a l2 3:7.5-16.5", "a l2 4:7.5-16.5"]);
    assert_eq!(source.replaced, 1);
    comes_to_the_same(KIND, text, &Given::default());
}

#[test]
fn nobody_is_expanded_for_years() {
    let text = "\
person,company,line,shift,from,to
a,c,l,day,2015-05-03,
b,c,l,day,2021-05-03,2030-12-31
";
    let (records, _, source) = fresh(KIND, text, &Given::default());
    assert!(
        (50..60).contains(&records.kept().len()),
        "{}",
        records.kept().len()
    );
    assert_eq!(
        source.notes,
        [
            "1 rows without a last day run until 2021-05-03",
            "1 rows begin before 2021-03-04: what is earlier is left out (reach)",
            "1 rows end after 2021-05-03: what is later is left out (reach)",
        ]
    );
}

#[test]
fn bad_rows() {
    for (row, expected) in [
        (
            "a,c,l,noon,2021-05-03,",
            "shift: `noon` is no shift of the mapping; it has: ",
        ),
        (
            "a,c,l,day,2021-05-03,2021-05-02",
            "to: 2021-05-02 is before the first day",
        ),
        ("a,c,l,day,May,", "from: `May` is not a date"),
        ("a,,l,day,2021-05-03,", "company: empty"),
    ] {
        let text = format!("person,company,line,shift,from,to\n{row}\n");
        let error = into(&mut Records::default(), KIND, &[&text], &Given::default());
        let error = error.unwrap_err();
        assert!(
            error.starts_with("1.csv, line 2, ") && error.contains(expected),
            "{error}"
        );
    }
    let (_, file, _) = fresh(KIND, LIST, &Given::default());
    assert!(rejected(&file).is_empty());
}

#[test]
fn any_rows_come_to_the_same() {
    let mapping = "[settings]\nuntil = \"2021-05-12\"\n[time]\nzone = \"+07:00\"\n\
                   [shifts.day]\nfrom = \"07:30\"\nto = \"16:30\"\n\
                   [shifts.night]\nfrom = \"19:30\"\nto = \"04:30\"";
    let given = Given {
        mapping,
        ..Given::default()
    };
    for seed in 0..50 {
        let text = any_rows(seed, "person,company,line,shift,from,to", 5, |n| {
            let (line, shift) = (
                n.below(2),
                ["day", "night"][usize::try_from(n.below(2)).unwrap()],
            );
            let from = 1 + n.below(6);
            match n.below(3) {
                0 => format!("a,c,l{line},{shift},2021-05-0{from},"),
                days => format!(
                    "a,c,l{line},{shift},2021-05-0{from},2021-05-0{}",
                    from + days
                ),
            }
        });
        comes_to_the_same(KIND, &text, &given);
    }
}
