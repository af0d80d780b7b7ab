//! Tests of `duration`.

use proptest::prelude::*;

use crate::duration::{Duration, DurationError, ToDuration};

fn check(text: &str, seconds: i64) {
    assert_eq!(
        Duration::parse(text).map(Duration::seconds),
        Ok(seconds),
        "{text}"
    );
}

#[test]
fn lengths_are_read_as_one_writes_them() {
    check("15m", 900);
    check("2d", 172_800);
    check("1d12h", 129_600);
    check("1d 12h", 129_600);
    check("90s", 90);
    check("1w", 604_800);
    check("24h", 86_400);
    check("1h30m", 5400);
    check("0s", 0);
    check("0", 0);
    check("900", 900);
    check(" 15m ", 900);
    check("PT15M", 900);
    check("inf", i64::MAX);
}

#[test]
fn what_has_no_fixed_length_or_is_no_length_is_an_error() {
    for text in [
        "",
        "m",
        "1y",
        "2mo",
        "1.5",
        "15x",
        "infinite",
        "1d12",
        "0.5s",
        "99999999999999999999",
    ] {
        let error = Duration::parse(text).unwrap_err();
        assert_eq!(
            error,
            DurationError::Unreadable {
                text: text.to_owned()
            }
        );
        assert!(error.to_string().contains("expected 15m"), "{error}");
    }
}

#[test]
fn negative_lengths_are_errors() {
    assert_eq!(
        Duration::parse("-1"),
        Err(DurationError::Negative { seconds: -1 })
    );
    assert_eq!(
        Duration::parse("-15m"),
        Err(DurationError::Negative { seconds: -900 })
    );
    assert_eq!(
        Duration::new(i64::MIN),
        Err(DurationError::Negative { seconds: i64::MIN })
    );
}

#[test]
fn lengths_beyond_counting_are_errors_or_for_ever() {
    assert!(Duration::parse("9223372036854775808").is_err());
    assert!(Duration::parse("999999999999999d").is_err());
    assert!(Duration::new(i64::MAX).unwrap().is_forever());
    let longest = std::time::Duration::from_secs(u64::MAX);
    assert!(Duration::from(longest).is_forever());
    assert_eq!(
        Duration::from(std::time::Duration::from_millis(1999)),
        1.seconds()
    );
}

#[test]
fn lengths_are_written_short() {
    for (length, text) in [
        (15.minutes(), "15m"),
        (36.hours(), "1d12h"),
        (14.days(), "14d"),
        (3661.seconds(), "1h1m1s"),
        (0.seconds(), "0s"),
        (Duration::FOREVER, "inf"),
    ] {
        assert_eq!(length.to_string(), text);
        assert_eq!(format!("{length:?}"), text);
    }
}

#[test]
fn the_longest_of_each_unit_do_not_overflow() {
    assert_eq!(u32::MAX.days().seconds(), i64::from(u32::MAX) * 86_400);
    assert!(u32::MAX.days() < Duration::FOREVER);
}

#[test]
fn serde_writes_text_and_reads_text_and_seconds() {
    let read = |json: &str| serde_json::from_str::<Duration>(json);
    assert_eq!(read("900").unwrap(), 15.minutes());
    assert_eq!(read("\"15m\"").unwrap(), 15.minutes());
    assert!(read("\"inf\"").unwrap().is_forever());
    assert!(read("-1").is_err());
    assert_eq!(serde_json::to_string(&36.hours()).unwrap(), "\"1d12h\"");
}

proptest! {
    // 7304484 days is the longest span that jiff reads back.
    #[test]
    fn display_and_serde_come_back(seconds in 0..7_304_484i64 * 86_400) {
        let length = Duration::new(seconds).unwrap();
        prop_assert_eq!(length.to_string().parse(), Ok(length));
        let json = serde_json::to_string(&length).unwrap();
        prop_assert_eq!(serde_json::from_str::<Duration>(&json).unwrap(), length);
    }

    #[test]
    fn parsing_never_panics(text in "\\PC{0,30}") {
        let _ = Duration::parse(&text);
    }
}
