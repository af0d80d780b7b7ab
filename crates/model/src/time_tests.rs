//! Tests of `time`.

use proptest::prelude::*;

use crate::duration::Duration;
use crate::time::{TimeError, TimeZone, Timestamp};

fn seconds(text: &str) -> i64 {
    Timestamp::parse(text).unwrap().seconds()
}

fn local(text: &str, zone: &str) -> Result<i64, TimeError> {
    let zone = TimeZone::named(zone).unwrap();
    Timestamp::parse_in(text, &zone).map(Timestamp::seconds)
}

#[test]
fn s1_rfc_3339_with_an_offset_is_read() {
    assert_eq!(seconds("1970-01-01T00:00:00Z"), 0);
    assert_eq!(seconds("2021-05-08T07:00:00+07:00"), 1_620_432_000);
    assert_eq!(seconds("2021-05-08T00:00:00Z"), 1_620_432_000);
    assert_eq!(seconds("2021-05-07T19:00:00-05:00"), 1_620_432_000);
    assert_eq!(seconds("2021-05-08 07:00:00+07:00"), 1_620_432_000);
    assert_eq!(seconds(" 2021-05-08T07:00:00+07:00\n"), 1_620_432_000);
    assert_eq!(seconds("1969-12-31T23:59:59Z"), -1);
}

#[test]
fn s1_whole_seconds_are_read() {
    assert_eq!(seconds("1620432000"), 1_620_432_000);
    assert_eq!(seconds("-1000"), -1000);
    assert_eq!(seconds("0"), 0);
}

#[test]
fn s1_fractions_are_dropped_towards_the_past() {
    assert_eq!(seconds("1970-01-01T00:00:01.999Z"), 1);
    assert_eq!(seconds("1969-12-31T23:59:59.5Z"), -1);
    assert_eq!(local("1969-12-31T23:59:59.5", "UTC"), Ok(-1));
    assert_eq!(local("1970-01-01T00:00:01.5", "UTC"), Ok(1));
}

#[test]
fn s1_a_local_time_without_a_zone_is_an_error() {
    for text in ["2021-05-08T07:00:00", "2021-05-08 07:00", "2021-05-08"] {
        let error = Timestamp::parse(text).unwrap_err();
        assert_eq!(
            error,
            TimeError::NoOffset {
                text: text.to_owned()
            }
        );
        assert!(error.to_string().contains("name the time zone"), "{error}");
    }
}

#[test]
fn s1_a_local_time_is_read_in_the_zone_named() {
    for zone in ["Asia/Ho_Chi_Minh", "+07:00", "+07"] {
        assert_eq!(
            local("2021-05-08T07:00:00", zone),
            Ok(1_620_432_000),
            "{zone}"
        );
        assert_eq!(local("2021-05-08 07:00", zone), Ok(1_620_432_000), "{zone}");
        // A time with its own offset, or in seconds, is not moved.
        assert_eq!(
            local("2021-05-08T00:00:00Z", zone),
            Ok(1_620_432_000),
            "{zone}"
        );
        assert_eq!(local("1620432000", zone), Ok(1_620_432_000), "{zone}");
    }
    assert_eq!(local("2021-05-07T19:30:00", "-04:30"), Ok(1_620_432_000));
    assert_eq!(local("2021-05-08T00:00:00", "UTC"), Ok(1_620_432_000));
}

#[test]
fn s1_local_times_that_the_clock_skips_or_repeats_are_errors() {
    let berlin = |text| local(text, "Europe/Berlin");
    for text in ["2021-03-28T02:30:00", "2021-10-31T02:30:00"] {
        let error = berlin(text).unwrap_err();
        assert!(matches!(error, TimeError::Ambiguous { .. }), "{error}");
        assert!(error.to_string().contains("Europe/Berlin"), "{error}");
    }
    assert_eq!(berlin("2021-10-31T02:30:00+02:00"), Ok(1_635_640_200));
    assert!(berlin("2021-03-28T03:30:00").is_ok());
}

#[test]
fn zones_that_do_not_exist_are_errors() {
    for name in ["", "Asia/Saigon-ish", "+99:00", "07:00", "Hanoi"] {
        let error = TimeZone::named(name).unwrap_err();
        assert_eq!(
            error,
            TimeError::UnknownZone {
                name: name.to_owned()
            }
        );
    }
}

#[test]
fn zones_show_their_names() {
    for name in ["Asia/Ho_Chi_Minh", "Europe/Berlin"] {
        assert_eq!(TimeZone::named(name).unwrap().to_string(), name);
    }
    assert_eq!(TimeZone::named("+07:00").unwrap().to_string(), "+07");
}

#[test]
fn what_is_no_time_is_an_error_that_repeats_it() {
    for text in [
        "",
        "yesterday",
        "12.5",
        "2021-13-01T00:00:00Z",
        "08/05/2021",
        "inf",
        "9e9",
    ] {
        let error = Timestamp::parse(text).unwrap_err();
        assert_eq!(
            error,
            TimeError::Unreadable {
                text: text.to_owned()
            }
        );
        assert!(error.to_string().contains(text));
    }
}

#[test]
fn instants_out_of_range_are_errors() {
    for value in [
        i64::MIN,
        i64::MAX,
        Timestamp::MIN.seconds() - 1,
        Timestamp::MAX.seconds() + 1,
    ] {
        assert_eq!(
            Timestamp::new(value),
            Err(TimeError::OutOfRange { seconds: value })
        );
        let text = value.to_string();
        assert_eq!(
            Timestamp::parse(&text),
            Err(TimeError::OutOfRange { seconds: value })
        );
    }
    assert_eq!(Timestamp::new(Timestamp::MIN.seconds()), Ok(Timestamp::MIN));
    assert_eq!(Timestamp::new(Timestamp::MAX.seconds()), Ok(Timestamp::MAX));
    assert!(Timestamp::parse("9223372036854775808").is_err());
}

#[test]
fn for_ever_is_later_than_everything_and_absorbs() {
    let t = Timestamp::from_seconds;
    assert!(Timestamp::MAX < Timestamp::FOREVER);
    assert_eq!(
        Timestamp::FOREVER + Duration::from_seconds(5),
        Timestamp::FOREVER
    );
    assert_eq!(
        Timestamp::FOREVER - Duration::from_seconds(5),
        Timestamp::FOREVER
    );
    for start in [-1000, 0, 1000] {
        assert_eq!(t(start) + Duration::FOREVER, Timestamp::FOREVER, "{start}");
    }
    assert_eq!(t(10) + Duration::from_seconds(5), t(15));
    assert_eq!(t(10) - Duration::from_seconds(15), t(-5));
    assert_eq!(Timestamp::FOREVER.to_string(), "inf");
    assert_eq!(format!("{:?} {:?}", Timestamp::FOREVER, t(-5)), "inf -5s");
}

#[test]
fn serde_writes_text_and_reads_text_seconds_and_inf() {
    let read = |json: &str| serde_json::from_str::<Timestamp>(json);
    assert_eq!(read("1620432000").unwrap().seconds(), 1_620_432_000);
    assert_eq!(
        read("\"2021-05-08T07:00:00+07:00\"").unwrap().seconds(),
        1_620_432_000
    );
    assert!(read("\"inf\"").unwrap().is_forever());
    assert!(read("\"2021-05-08T07:00:00\"").is_err());
    assert!(read("9223372036854775807").is_err());
    assert_eq!(
        serde_json::to_string(&Timestamp::FOREVER).unwrap(),
        "\"inf\""
    );
    let json = serde_json::to_string(&Timestamp::from_seconds(1_620_432_000)).unwrap();
    assert_eq!(json, "\"2021-05-08T00:00:00Z\"");
}

proptest! {
    #[test]
    fn display_and_serde_come_back(seconds in Timestamp::MIN.seconds()..=Timestamp::MAX.seconds()) {
        let t = Timestamp::new(seconds).unwrap();
        prop_assert_eq!(t.to_string().parse(), Ok(t));
        let json = serde_json::to_string(&t).unwrap();
        prop_assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), t);
    }

    #[test]
    fn parsing_never_panics(text in "\\PC{0,40}", zoned in any::<bool>()) {
        let zone = TimeZone::named("Asia/Ho_Chi_Minh").unwrap();
        let _ = if zoned { Timestamp::parse_in(&text, &zone) } else { Timestamp::parse(&text) };
    }

    #[test]
    fn arithmetic_never_panics(t in any::<i64>(), d in 0..=i64::MAX) {
        let (t, d) = (Timestamp::from_seconds(t), Duration::new(d).unwrap());
        prop_assert!(t + d >= t);
        prop_assert!(t - d <= t);
    }
}

#[test]
fn a_zone_tells_its_own_clock_and_when_its_day_begins() {
    let zone = TimeZone::named("Asia/Ho_Chi_Minh").unwrap();
    let t = Timestamp::parse("2021-05-07T17:00:00Z").unwrap();
    let local = zone.local(t).unwrap();
    assert_eq!((local.year, local.month, local.day), (2021, 5, 8));
    assert_eq!((local.hour, local.minute, local.second), (0, 0, 0));
    assert_eq!(zone.day_start(t), Some(t));
    assert_eq!(
        zone.day_start(Timestamp::from_seconds(t.seconds() + 86_399)),
        Some(t)
    );
    assert_eq!(zone.local(Timestamp::FOREVER), None);
    assert_eq!(zone.day_start(Timestamp::FOREVER), None);
}
