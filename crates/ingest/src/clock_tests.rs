//! Tests of times as files write them.

use super::*;

fn clock(format: &str, date: Option<&str>) -> Clock {
    let zone = TimeZone::named("Asia/Ho_Chi_Minh").unwrap();
    Clock::new(
        Format::named(format).unwrap(),
        date.map(str::to_owned),
        Some(zone),
    )
}

#[test]
fn formats() {
    for (format, text, expected) in [
        ("rfc3339", "2021-05-08T07:00:00+07:00", 1_620_432_000),
        ("rfc3339", "2021-05-08T07:00:00", 1_620_432_000),
        ("epoch-s", "1620432000", 1_620_432_000),
        ("epoch-ms", "1620432000999", 1_620_432_000),
        ("%d/%m/%Y %H:%M", "08/05/2021 07:00", 1_620_432_000),
        ("%d/%m/%Y %H:%M:%S", " 08/05/2021 07:00:01 ", 1_620_432_001),
        ("%d/%m/%Y", "08/05/2021", 1_620_406_800),
        ("%Y-%m-%d %H:%M %z", "2021-05-08 00:00 +0000", 1_620_432_000),
    ] {
        let read = clock(format, None).time(text.as_bytes(), "time", false);
        assert_eq!(read.unwrap().seconds(), expected, "{format} {text}");
    }
    for (format, text) in [
        ("%d/%m/%Y %H:%M", "2021-05-08 07:00"),
        ("epoch-s", "noon"),
        ("epoch-ms", ""),
    ] {
        assert!(
            clock(format, None)
                .time(text.as_bytes(), "time", false)
                .is_err()
        );
    }
    // A typed time of a Parquet file is what it is.
    let typed = clock("%d/%m/%Y %H:%M", None).time(b"1620432000", "time", true);
    assert_eq!(typed.unwrap().seconds(), 1_620_432_000);
    assert!(Format::named("yyyy-mm-dd").is_err());
}

#[test]
fn dates_and_midnights() {
    let plain = clock("rfc3339", None);
    let day = plain.date(b"2021-05-08", "from", false).unwrap();
    assert_eq!(plain.at(day, 0).unwrap().seconds(), 1_620_406_800);
    assert_eq!(
        plain.date(b"2021-05-07T23:30:00Z", "from", false).unwrap(),
        day
    );
    assert_eq!(
        plain.at(day, 28 * 3600).unwrap().seconds(),
        1_620_406_800 + 28 * 3600
    );
    let own = clock("rfc3339", Some("%d/%m/%Y"));
    assert_eq!(own.date(b"08/05/2021", "from", false).unwrap(), day);
    let wrong = own.date(b"8 May", "from", false).unwrap_err();
    assert_eq!(wrong.reason, Reason::NotADate);
    let none = Clock::default().time_or_date(b"2021-05-08", "tested", false);
    assert_eq!(none.unwrap_err().reason, Reason::NoOffset);
}

/// On 28 March 2021 Berlin's clocks went from 2 to 3.
#[test]
fn a_change_of_clocks() {
    let zone = TimeZone::named("Europe/Berlin").unwrap();
    let clock = Clock::new(Format::Rfc3339, None, Some(zone));
    let day = clock.date(b"2021-03-27", "from", false).unwrap();
    let night = |second: i64| clock.at(day, second).unwrap().seconds();
    assert_eq!(night(30 * 3600) - night(22 * 3600), 7 * 3600);
    // 02:30 does not exist: the clocks show 03:30.
    assert_eq!(night(26 * 3600 + 1800), night(27 * 3600 + 1800));
}

#[test]
fn a_fixed_offset() {
    let zone = TimeZone::named("+07:00").unwrap();
    let clock = Clock::new(Format::Rfc3339, None, Some(zone));
    let day = clock.date(b"2021-05-08", "from", false).unwrap();
    assert_eq!(clock.at(day, 0).unwrap().seconds(), 1_620_406_800);
}

#[test]
fn times_of_day() {
    assert_eq!(time_of_day("07:30"), Some(27_000));
    assert_eq!(time_of_day("24:00"), Some(DAY));
    assert_eq!(time_of_day("7:30:05"), Some(27_005));
    for wrong in ["", "7", "25:00", "24:01", "07:60", "07:30:00:00", "-1:00"] {
        assert_eq!(time_of_day(wrong), None, "{wrong}");
    }
}
