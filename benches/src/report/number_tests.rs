//! Tests of numbers for people.
use super::*;

#[test]
fn numbers_have_the_digits_that_mean_something() {
    let check = |value: f64, expect: &str| assert_eq!(readable(value), expect);
    check(152_709_451.0, "152,709,451");
    check(7.199, "7.20");
    check(93.04, "93.0");
    check(0.00213, "0.0021");
    check(-1234.5, "-1,234");
    check(0.0, "0");
}
