//! Tests of `kind`.

use crate::duration::ToDuration;
use crate::kind::Kind;

#[test]
fn s5_any_lower_case_word_is_a_kind() {
    for name in ["market", "wet_market", "bus-52", "7", &"x".repeat(64)] {
        let kind: Kind = name.parse().unwrap();
        assert_eq!((kind.name(), kind.to_string()), (name, name.to_owned()));
    }
}

#[test]
fn s5_other_texts_are_errors_that_say_what_is_expected() {
    for name in ["", "Market", "chợ", "wet market", "a:b", &"x".repeat(65)] {
        let error = Kind::new(name).unwrap_err();
        assert_eq!(error.name, name);
        assert!(error.to_string().contains("lower-case letters"), "{error}");
    }
}

#[test]
fn s5_the_default_is_unknown() {
    assert_eq!(Kind::default(), Kind::unknown());
    assert_eq!(Kind::unknown().name(), "unknown");
}

#[test]
fn s4_every_known_kind_has_its_dwell() {
    for (name, dwell) in Kind::KNOWN {
        let kind: Kind = name.parse().unwrap();
        assert_eq!(kind.default_dwell(), dwell, "{name}");
        assert!(dwell >= 1.minutes() && dwell <= 1.days(), "{name}");
    }
    let dwell = |name: &str| Kind::new(name).unwrap().default_dwell();
    assert_eq!(dwell("checkpoint"), 15.minutes());
    assert_eq!(dwell("household"), 14.hours());
}

#[test]
fn s4_other_kinds_have_the_dwell_of_unknown() {
    assert_eq!(Kind::unknown().default_dwell(), 4.hours());
    assert_eq!(Kind::new("karaoke").unwrap().default_dwell(), 4.hours());
}

#[test]
fn known_kinds_are_sorted_but_for_unknown() {
    let names: Vec<&str> = Kind::KNOWN.iter().map(|(name, _)| *name).collect();
    let (last, sorted) = names.split_last().unwrap();
    assert!(sorted.is_sorted() && *last == Kind::UNKNOWN);
}

#[test]
fn serde_writes_the_name_and_checks_it() {
    let kind: Kind = serde_json::from_str("\"bus\"").unwrap();
    assert_eq!(serde_json::to_string(&kind).unwrap(), "\"bus\"");
    assert!(serde_json::from_str::<Kind>("\"Bus\"").is_err());
}
