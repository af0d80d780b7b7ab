//! Tests of what a spec may hold.
use super::*;

#[test]
fn the_default_is_a_monday_at_local_midnight() {
    let spec = ProvinceSpec::default();
    spec.check().unwrap();
    assert_eq!(
        spec.start,
        Timestamp::parse("2021-05-03T00:00:00+07:00").unwrap()
    );
}

#[test]
fn each_field_out_of_range_is_named() {
    let good = ProvinceSpec::default();
    let check = |spec: ProvinceSpec, expect: &str| {
        assert_eq!(spec.check().unwrap_err().to_string(), expect);
    };
    check(
        ProvinceSpec { people: 0, ..good },
        "people: 0 is not allowed; expected 1 to 50,000,000",
    );
    check(
        ProvinceSpec { days: 4000, ..good },
        "days: 4000 is not allowed; expected 1 to 3,650",
    );
    check(
        ProvinceSpec {
            contacts_per_1000: 100_001,
            ..good
        },
        "contacts_per_1000: 100001 is not allowed; expected 0 to 100,000",
    );
    check(
        ProvinceSpec {
            start: Timestamp::from_seconds(-1),
            ..good
        },
        "start: -1 is not allowed; expected a midnight of UTC+7 from 1970 to 2100",
    );
}
