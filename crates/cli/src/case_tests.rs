//! Checks of `case`: which comma splits, which times are taken, what a bad part is told.

use super::{parse_case, parse_lag, parse_window};

fn case(text: &str) -> String {
    match parse_case(text) {
        Ok(case) => format!(
            "[{}] {:?} {:?}",
            case.person,
            case.infectious.start(),
            case.infectious.end()
        ),
        Err(why) => why,
    }
}

#[test]
fn a_case_is_split_from_the_right() {
    for (text, expected) in [
        ("An,0,60", "[An] 0s 60s"),
        ("An,0,inf", "[An] 0s inf"),
        ("An, 0 , inf ", "[An] 0s inf"),
        ("Nguyễn, Thị, Bình,0,60", "[Nguyễn, Thị, Bình] 0s 60s"),
        (",,0,60", "[,] 0s 60s"),
        ("cccd:034,5,-10,60", "[cccd:034,5] -10s 60s"),
        (
            "An,2021-05-08T07:00:00+07:00,2021-05-08T00:00:01Z",
            "[An] 1620432000s 1620432001s",
        ),
        // The id is kept as it is, blanks included.
        (" An ,0,60", "[ An ] 0s 60s"),
    ] {
        assert_eq!(case(text), expected, "{text}");
    }
}

#[test]
fn a_bad_case_names_the_part() {
    for (text, expected) in [
        ("An", "expected ID,FROM,TO"),
        ("An,0", "expected ID,FROM,TO"),
        (",0,60", "ID: the id is empty"),
        ("An,gestern,60", "FROM: `gestern` is not a time"),
        (
            "An,2021-05-08T07:00:00,inf",
            "FROM: `2021-05-08T07:00:00` is a local time without an offset",
        ),
        ("An,0,soon", "TO: `soon` is not a time"),
        ("An,inf,60", "FROM: `inf` is not a time"),
        ("An,60,60", "is empty or reversed"),
        ("An,61,60", "is empty or reversed"),
    ] {
        let said = case(text);
        assert!(said.contains(expected), "{text}: {said}");
    }
}

#[test]
fn windows_and_lags() {
    assert_eq!(format!("{:?}", parse_window("0,60")), "Ok([0s, 60s))");
    assert_eq!(format!("{:?}", parse_window("-5,inf")), "Ok([-5s, inf))");
    assert!(parse_window("0").is_err());
    assert!(parse_window("9,8").is_err());
    assert_eq!(
        format!("{:?}", parse_lag("market=30m")),
        "Ok((market, 30m))"
    );
    for bad in ["market", "Market=30m", "=30m", "market=", "market=-5"] {
        assert!(parse_lag(bad).is_err(), "{bad}");
    }
}

#[test]
fn sizes() {
    for (text, bytes) in [
        ("4GB", 4_000_000_000),
        ("2GiB", 2 << 30),
        ("500 mb", 500_000_000),
        ("64MiB", 64 << 20),
        ("17", 17),
    ] {
        assert_eq!(super::parse_bytes(text), Ok(bytes), "{text}");
    }
    for text in ["", "GB", "4 gigs", "-1", "1.5GB", "99999999999TB"] {
        assert!(super::parse_bytes(text).is_err(), "{text}");
    }
}
