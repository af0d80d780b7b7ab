//! Tests of shift patterns.

use super::*;

fn shifts(toml: &str) -> Result<Shifts, IngestError> {
    let mapping = Mapping::parse("m.toml", &format!("source = \"roster\"\n{toml}"))?;
    Shifts::new(&mapping, &["2021-05-05".to_owned()])
}

fn clock() -> Clock {
    let zone = truyvet_model::TimeZone::named("Asia/Ho_Chi_Minh").unwrap();
    Clock::new(crate::clock::Format::Rfc3339, None, Some(zone))
}

/// Which of the days from Saturday 2021-05-01 on have a shift, and the first of them.
fn days(toml: &str) -> (String, Interval) {
    let mut shifts = shifts(&format!("[shifts.s]\n{toml}")).unwrap();
    let shift = shifts.named("s").unwrap();
    let first = number("2021-05-01".parse().unwrap());
    let found: Vec<Option<Interval>> = (first..first + 14)
        .map(|day| shifts.on(shift, date(day).unwrap(), &clock()))
        .collect();
    let marks = found.iter().map(|f| if f.is_some() { 'x' } else { '.' });
    (
        marks.collect(),
        found.iter().flatten().copied().next().unwrap(),
    )
}

#[test]
fn days_of_the_week() {
    // The 5th is a holiday.
    let (marks, first) = days("days = \"Mon-Sat\"\nfrom = \"07:30\"\nto = \"16:30\"");
    assert_eq!(marks, "x.xx.xxx.xxxxx");
    assert_eq!(first.length().seconds(), 9 * 3600);
    assert_eq!(first.start().to_string(), "2021-05-01T00:30:00Z");
    let (marks, _) = days("days = \"Sat-Mon, Thu\"\nfrom = \"07:30\"\nto = \"16:30\"");
    assert_eq!(marks, "xxx..x.xxx..x.");
}

#[test]
fn nights_run_over_midnight() {
    let (_, first) = days("from = \"22:00\"\nto = \"06:00\"");
    assert_eq!(first.start().to_string(), "2021-05-01T15:00:00Z");
    assert_eq!(first.length().seconds(), 8 * 3600);
}

#[test]
fn four_on_two_off() {
    let turn = "on = 4\noff = 2\nfrom = \"07:30\"\nto = \"19:30\"";
    let (marks, _) = days(&format!("anchor = \"2021-05-01\"\n{turn}"));
    assert_eq!(marks, "xxxx..xxxx..xx");
    let (marks, _) = days(&format!("anchor = \"2021-06-02\"\n{turn}"));
    assert_eq!(marks, "..xx.x..xxxx..");
}

#[test]
fn wrong_patterns() {
    for (toml, expected) in [
        ("from = \"7\"\nto = \"16:30\"", "`7` is not a time of day"),
        (
            "days = \"Mon-Xyz\"\nfrom = \"07:00\"\nto = \"16:30\"",
            "`xyz` is no day",
        ),
        (
            "on = 4\nfrom = \"07:00\"\nto = \"16:30\"",
            "expected either days",
        ),
        (
            "anchor = \"May\"\non = 4\noff = 2\nfrom = \"07:00\"\nto = \"16:30\"",
            "anchor: `May` is not a date",
        ),
    ] {
        let error = shifts(&format!("[shifts.s]\n{toml}"))
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("m.toml: [shifts.s] "), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}
