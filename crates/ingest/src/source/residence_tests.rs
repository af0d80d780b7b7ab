//! Tests of households and boarding houses.

use super::super::golden::{Given, any_order, bytes, comes_to_the_same, fresh, into};
use crate::kind::FileKind;
use crate::mapping::Mapping;
use crate::sink::fake::Records;

const KIND: FileKind = FileKind::Residence;

/// The 3rd of May 2021, midnight there.
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

const HOMES: &str = "\
person,address,room,kind,from,to,reported
a,house:44,3,boarding_house,2021-05-03,2021-05-05,2021-05-04T00:00:00+07:00
b,house:7,,Hộ gia đình,2021-05-03,,2021-05-06T00:00:00+07:00
b,house:44,3,nhà trọ,2021-05-04,2021-05-05,
";

#[test]
fn every_difficulty() {
    let (records, file, source) = fresh(KIND, HOMES, &Given::default());
    assert_eq!(
        shown(&records),
        [
            "a house:44/3 3:19-30",
            "a house:44/3 4:19-30",
            "a house:44/3 5:19-30",
            // At the boarding house meanwhile, then home again.
            "b house:44/3 4:19-30",
            "b house:44/3 5:19-30",
            "b house:7 3:19-30",
            "b house:7 6:19-30",
        ]
    );
    assert_eq!(file.rows_taken, 3);
    assert_eq!(
        source.notes,
        ["1 rows without a last day run until 2021-05-06"]
    );
    let places: Vec<&str> = (records.lines.iter())
        .filter_map(|line| line.strip_prefix("place ")?.split(" unit").next())
        .collect();
    assert_eq!(
        places,
        [
            "house:44 boarding_house parent=-",
            "house:44/3 household parent=house:44",
            "house:7 household parent=-",
        ]
    );
}

#[test]
fn again_longer_late_and_in_any_order() {
    let given = Given {
        mapping: "[settings]\nuntil = \"2021-05-08\"\n[time]\nzone = \"Asia/Ho_Chi_Minh\"\n\
                  [values.kind]\nhousehold = \"hộ gia đình\"\nboarding_house = \"nhà trọ\"",
        ..Given::default()
    };
    comes_to_the_same(KIND, HOMES, &given);
    any_order(KIND, HOMES, &given);
}

#[test]
fn nights_minus_shifts() {
    let text = "\
person,address,from,to,shift
a,h,2021-05-03,2021-05-03,late
b,h,2021-05-03,2021-05-03,afternoon
c,h,2021-05-03,2021-05-03,morning
d,h,2021-05-03,2021-05-03,day
";
    assert_eq!(
        shown(&fresh(KIND, text, &Given::default()).0),
        ["a h 3:19-22", "b h 3:22-30", "c h 3:19-30", "d h 3:19-30",]
    );
}

#[test]
fn nights_minus_the_shifts_of_a_roster() {
    let homes = "person,address,from,to\na,h,2021-05-03,2021-05-05\n";
    let mut given = Given::default();
    let mut records = Records::default();
    into(&mut records, KIND, &[homes], &given).unwrap();
    let roster = "person,company,shift,from,to\na,c,afternoon,2021-05-04,2021-05-04\n";
    given.options.roster = Some(bytes("roster.csv", roster));
    // The same file: but what it is read with is not the same.
    into(&mut records, KIND, &[homes], &given).unwrap();
    let expected = ["a h 3:19-30", "a h 4:22-30", "a h 5:19-30"];
    assert_eq!(shown(&records), expected);
    assert_eq!(shown(&fresh(KIND, homes, &given).0), expected);
    given.options.roster = Some(bytes(
        "roster.csv",
        "person,company,shift,from,to\na,c,x,1,\n",
    ));
    let error = into(&mut records, KIND, &[homes], &given).unwrap_err();
    assert!(
        error.starts_with("roster.csv, line 2, shift: `x` is no shift"),
        "{error}"
    );
}

/// Shifts have other names elsewhere: the labour list is read by a mapping of its own.
#[test]
fn nights_minus_the_shifts_of_a_roster_by_its_own_mapping() {
    let homes = "person,address,from,to\na,h,2021-05-03,2021-05-05\n";
    let roster = "CCCD,company,shift,from,to\na,c,22h,2021-05-04,2021-05-04\n";
    let mapping = |source: &str| {
        let text = format!(
            "source = \"{source}\"\n[columns]\nperson = \"CCCD\"\n[time]\n\
             zone = \"Asia/Ho_Chi_Minh\"\n[shifts.22h]\nfrom = \"14:00\"\nto = \"22:00\"\n"
        );
        Mapping::parse("own.toml", &text).unwrap()
    };
    let mut given = Given::default();
    given.options.roster = Some(bytes("roster.csv", roster));
    given.options.roster_mapping = Some(mapping("roster"));
    let expected = ["a h 3:19-30", "a h 4:22-30", "a h 5:19-30"];
    assert_eq!(shown(&fresh(KIND, homes, &given).0), expected);
    given.options.roster_mapping = Some(mapping("residence"));
    let error = into(&mut Records::default(), KIND, &[homes], &given).unwrap_err();
    assert!(error.contains("expected roster"), "{error}");
}

#[test]
fn bad_rows() {
    for (row, expected) in [
        ("a,h,Villa,2021-05-03,", "kind: `Villa` is no kind of home"),
        ("a,,household,2021-05-03,", "address: empty"),
        ("a,h,household,,", "from: empty"),
    ] {
        let text = format!("person,address,kind,from,to\n{row}\n");
        let error = into(&mut Records::default(), KIND, &[&text], &Given::default());
        let error = error.unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
