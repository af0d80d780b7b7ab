//! Tests of values and of the words for those that cannot be read.

use super::*;

fn check<T: std::fmt::Debug>(result: Result<T, Fault>, reason: Reason, problem: &str) {
    let fault = result.unwrap_err();
    assert_eq!((fault.reason, fault.problem.as_str()), (reason, problem));
}

#[test]
fn times() {
    let time = |text: &str| time(text.as_bytes(), "start", None);
    for (text, seconds) in [
        ("0", 0),
        ("1620432000", 1_620_432_000),
        ("99999999999", 99_999_999_999),
        ("000000000000001", 1),
        (" 12 ", 12),
        ("-5", -5),
        ("+5", 5),
        ("2021-05-08T07:00:00+07:00", 1_620_432_000),
        ("2021-05-08 00:00:00Z", 1_620_432_000),
    ] {
        assert_eq!(time(text), Ok(Timestamp::from_seconds(seconds)), "{text}");
    }
    check(
        time("yesterday"),
        Reason::NotATime,
        "`yesterday` is not a time: expected RFC 3339 with an offset (2021-05-08T07:00:00+07:00) or whole seconds since 1970 (1620432000)",
    );
    check(
        time("2021-05-08T07:00:00"),
        Reason::NoOffset,
        "`2021-05-08T07:00:00` is a local time without an offset: write one (2021-05-08T07:00:00+07:00), or name the time zone of the file",
    );
    check(
        time(" "),
        Reason::Missing,
        "empty: expected a time, such as 2021-05-08T07:00:00+07:00 or 1620432000",
    );
    check(
        time("999999999999"),
        Reason::TimeOutOfRange,
        "999999999999 seconds since 1970 is outside the years -9999 to 9999",
    );
    assert_eq!(time("1.5").unwrap_err().reason, Reason::NotATime);
    assert_eq!(time("\u{661}").unwrap_err().reason, Reason::NotATime);
    let long = time(&"x".repeat(500)).unwrap_err().problem;
    assert!(long.len() < 250, "{long}");
}

#[test]
fn local_times_with_a_zone() {
    let zone = TimeZone::named("Europe/Berlin").unwrap();
    let time = |text: &str| time(text.as_bytes(), "start", Some(&zone));
    assert_eq!(
        time("2021-05-08T02:00:00"),
        Ok(Timestamp::from_seconds(1_620_432_000))
    );
    assert_eq!(time("5"), Ok(Timestamp::from_seconds(5)));
    check(
        time("2021-10-31T02:30:00"),
        Reason::AmbiguousTime,
        "`2021-10-31T02:30:00` does not exist or occurs twice in Europe/Berlin (change of clocks): write it with an offset",
    );
}

#[test]
fn ids() {
    let id = |text: &'static str| id(text.as_bytes(), "person");
    assert!(id("cccd:034 201").is_ok_and(|id| (id.namespace, id.local) == ("cccd", "034 201")));
    assert!(id("Bình").is_ok_and(|id| (id.namespace, id.local) == ("", "Bình")));
    let check = |text, reason, problem: &str| {
        let fault = id(text).err().unwrap();
        assert_eq!((fault.reason, fault.problem.as_str()), (reason, problem));
    };
    check(
        "",
        Reason::Missing,
        "empty: expected an id, or namespace:id",
    );
    check(
        "cccd:",
        Reason::BadId,
        "`cccd:` has nothing after the namespace: expected namespace:id",
    );
    check(
        "An\nBình",
        Reason::BadId,
        "`An\\nBình`: the id holds a control character (a line end, a tab, NUL): remove it",
    );
    let fault = super::id(b"caf\xe9", "person").err().unwrap();
    assert_eq!(
        (fault.reason, fault.problem.as_str()),
        (
            Reason::NotUtf8,
            "`caf\u{fffd}` is not UTF-8: save the file in UTF-8"
        )
    );
}

#[test]
fn intervals() {
    let t = Timestamp::from_seconds;
    assert!(interval(t(0), t(1), "end").is_ok());
    assert!(interval(t(0), t(LONGEST_S), "end").is_ok());
    check(
        interval(t(10), t(10), "end"),
        Reason::EmptyInterval,
        "1970-01-01T00:00:10Z is not after the start 1970-01-01T00:00:10Z: expected a later time",
    );
    check(
        interval(t(0), t(LONGEST_S + 1), "end"),
        Reason::TooLong,
        "2038-01-19T03:14:08Z is more than 68 years after the start 1970-01-01T00:00:00Z: expected at most 2147483647 s",
    );
}

#[test]
fn flags() {
    for text in ["", " ", "0", "no", "False", "NO"] {
        assert_eq!(flag(text.as_bytes(), "shared"), Ok(false), "{text}");
    }
    for text in ["1", "yes", "TRUE", " true "] {
        assert_eq!(flag(text.as_bytes(), "shared"), Ok(true), "{text}");
    }
    check(
        flag(b"maybe", "shared"),
        Reason::BadFlag,
        "`maybe` is not a yes or no: expected true, false, yes, no, 1, 0 or nothing",
    );
}

#[test]
fn positions() {
    assert_eq!(coordinates(b"", b" "), Ok(None));
    assert_eq!(
        coordinates(b"21.0285", b"105.8542"),
        Ok(Some(Coordinates::new(21.0285, 105.8542).unwrap()))
    );
    check(
        coordinates(b"91", b"0"),
        Reason::BadCoordinates,
        "`91` is not in degrees: expected a number from -90 to 90, such as 21.0285",
    );
    check(
        coordinates(b"0", b"nan"),
        Reason::BadCoordinates,
        "`nan` is not in degrees: expected a number from -180 to 180, such as 21.0285",
    );
    let fault = coordinates(b"21", b"").unwrap_err();
    assert_eq!(
        (fault.field, fault.problem.as_str()),
        (
            "lon",
            "empty, although lat is given: expected both or neither"
        )
    );
}

#[test]
fn kinds_and_words() {
    assert_eq!(kind(b" market ", "kind"), Ok(Kind::new("market").unwrap()));
    assert_eq!(kind(b"", "kind"), Ok(Kind::unknown()));
    check(
        kind(b"Market", "kind"),
        Reason::BadKind,
        "`Market` is not a kind of place: expected 1 to 64 lower-case letters, digits, `_` or `-` (household, line, market)",
    );
    assert_eq!(words(b"  ", "name"), Ok(None));
    assert_eq!(
        words(b" Cho Viem ", "name"),
        Ok(Some("Cho Viem".to_owned()))
    );
}

#[test]
fn excerpts_are_short_and_on_one_line() {
    assert_eq!(excerpt("a\tb\nc"), "a\\tb\\nc");
    assert_eq!(excerpt(&"é".repeat(100)), format!("{}…", "é".repeat(80)));
}
