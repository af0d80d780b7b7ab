//! Checks of `case`: which comma splits, which times are taken, what a bad part is told.

use super::{
    parse_case, parse_closure, parse_cumulative, parse_isolation, parse_lag, parse_match,
    parse_split, parse_window,
};

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
fn a_place_may_hold_commas_before_the_times_of_its_closure() {
    for (text, place, whole) in [
        ("m", "m", true),
        ("Chợ, quầy 7", "Chợ, quầy 7", true),
        ("a,b,c", "a,b,c", true),
        ("a,b,0,60", "a,b", false),
        ("m,0,inf", "m", false),
        ("m,inf,0", "m,inf,0", true),
    ] {
        let closure = parse_closure(text).unwrap();
        assert_eq!(closure.place.to_string(), place, "{text}");
        assert_eq!(closure.during == truyvet::Interval::ALWAYS, whole, "{text}");
    }
    assert!(parse_closure("").unwrap_err().starts_with("PLACE: "));
    assert!(parse_closure("m,60,0").unwrap_err().contains("reversed"));
}

#[test]
fn isolations_splits_and_sums() {
    let isolation = parse_isolation("Bình, Trần,0,inf").unwrap();
    assert_eq!(isolation.person.to_string(), "Bình, Trần");
    assert!(parse_isolation("An,0").unwrap_err().contains("isolated"));
    let split = parse_split("a=b=3").unwrap();
    assert_eq!((split.place.to_string().as_str(), split.parts), ("a=b", 3));
    for (text, part) in [("m", "PLACE=N"), ("=2", "PLACE: "), ("m=two", "N: `two`")] {
        assert!(parse_split(text).unwrap_err().contains(part), "{text}");
    }
    let sum = parse_cumulative("15m/24h").unwrap();
    assert_eq!(
        (sum.min_total.to_string(), sum.within.to_string()),
        ("15m".to_owned(), "1d".to_owned())
    );
    for (text, part) in [
        ("15m", "TOTAL/SPAN"),
        ("x/1h", "TOTAL: "),
        ("1h/x", "SPAN: "),
    ] {
        assert!(parse_cumulative(text).unwrap_err().contains(part), "{text}");
    }
}

#[test]
fn conditions_go_where_they_belong() {
    let mut filter = truyvet::Filter::default();
    for text in [
        "kind=market",
        "kind=contact",
        "place=a=b",
        "unit=24/213",
        "source=qr:company-12",
        "person=cccd:1",
    ] {
        parse_match(text).unwrap().add_to(&mut filter);
    }
    assert_eq!(
        serde_json::to_string(&filter).unwrap(),
        r#"{"kinds":["contact","market"],"places":["a=b"],"units":["24/213"],"sources":["qr:company-12"],"persons":["cccd:1"]}"#
    );
    for (text, part) in [
        ("market", "expected KEY=VALUE"),
        ("town=x", "expected KEY=VALUE"),
        ("kind=Market", "VALUE: `Market`"),
        ("person=", "VALUE: the id is empty"),
    ] {
        assert!(parse_match(text).unwrap_err().contains(part), "{text}");
    }
}
