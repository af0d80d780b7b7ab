//! Tests of mappings: the built-in ones, wrong ones, folding.

use super::*;

#[test]
fn all_of_the_built_in_ones_can_be_used() {
    for kind in FileKind::ALL {
        let mapping = Mapping::builtin(kind).unwrap();
        assert_eq!(mapping.kind(), kind);
        let plan = Plan::new(&mapping, None, None).unwrap();
        assert_eq!(plan.wanted.len(), kind.columns().len());
        assert!(kind.about().sample.lines().count() >= 2, "{kind}");
        assert!(!kind.about().difficulties.is_empty(), "{kind}");
    }
}

#[test]
fn wrong_ones_say_what_is_expected() {
    for (text, expected) in [
        (
            "source = \"fax\"",
            "source: there is no `fax`; there are: qr-scan, ",
        ),
        ("name = \"x\"", "missing field `source`"),
        ("source = \"qr-scan\"\ncolour = 1", "unknown field `colour`"),
        (
            "source = \"qr-scan\"\n[columns]\nwho = \"CCCD\"",
            "[columns]: qr-scan has no column `who`; it has: person, place, ",
        ),
        (
            "source = \"qr-scan\"\n[time]\nzone = \"Mars\"",
            "[time] zone: `Mars` is not a time zone",
        ),
        (
            "source = \"qr-scan\"\n[time]\nformat = \"iso\"",
            "[time] format: `iso` is no format of times",
        ),
        (
            "source = \"qr-scan\"\n[shifts.day]\nfrom = \"1\"\nto = \"2\"",
            "[shifts]: qr-scan has no shifts",
        ),
    ] {
        let error = Mapping::parse("m.toml", text).unwrap_err().to_string();
        assert!(
            error.starts_with("m.toml: ") && error.contains(expected),
            "{error}"
        );
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

/// Rows of hours of the day, and no zone: taken, they would make no visit, and look like good news.
#[test]
fn hours_of_the_day_need_a_zone() {
    let shift = "[shifts.day]\nfrom = \"07:30\"\nto = \"16:30\"";
    for (kind, rest) in [("roster", shift), ("residence", "")] {
        let text = format!("source = \"{kind}\"\n{rest}");
        let mapping = Mapping::parse("x.toml", &text).unwrap();
        let refused = Plan::new(&mapping, None, None).map(|_| ()).unwrap_err();
        assert!(refused.to_string().contains("no time zone"), "{refused}");
        let zone = TimeZone::named("Asia/Ho_Chi_Minh").unwrap();
        assert!(Plan::new(&mapping, Some(&zone), None).is_ok(), "{kind}");
    }
}

#[test]
fn a_namespace_has_no_colon() {
    let text = "source = \"visits\"\n[namespace]\nperson = \"a:b\"";
    let mapping = Mapping::parse("m.toml", text).unwrap();
    let error = Plan::new(&mapping, None, None).unwrap_err().to_string();
    assert!(error.contains("[namespace] person"), "{error}");
}

#[test]
fn names_are_folded() {
    for (text, folded) in [
        ("Chợ Đức Thắng", "cho duc thang"),
        ("  CHO  duc-thang. ", "cho duc thang"),
        ("Quầy số 7, chợ Bến Thành", "quay so 7 cho ben thanh"),
        // The same letters, composed and decomposed.
        ("Bo\u{302}\u{301} Hạ", "bo ha"),
        ("Bố Hạ", "bo ha"),
        ("---", ""),
    ] {
        assert_eq!(fold(text), folded);
    }
}
