//! Tests of `tail`: the upper tail of the Poisson binomial distribution (S24).

use truyvet_testkit::common::s24_at_least;

use super::at_least;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * b.abs().max(1e-300)
}

#[test]
fn s24_by_hand() {
    assert_eq!(at_least(&[], 0).to_bits(), 1.0f64.to_bits());
    assert_eq!(at_least(&[], 1).to_bits(), 0.0f64.to_bits());
    assert!(close(at_least(&[0.5, 0.5, 0.5], 2), 0.5));
    assert!(close(at_least(&[0.1, 0.2], 1), 1.0 - 0.9 * 0.8));
    assert!(close(at_least(&[0.1, 0.2, 0.3], 3), 0.006));
    assert!(close(at_least(&[0.25, 1.0], 1), 1.0));
}

#[test]
fn s24_small_tails_keep_their_digits() {
    assert!(close(at_least(&[1e-9; 20], 20), 1e-180));
}

#[test]
fn s24_equals_the_literal_sum() {
    let likely: Vec<f64> = (1..40).map(|n| f64::from(n * 7 % 23 + 1) / 97.0).collect();
    for (k, n) in (0..30).zip(0..) {
        let (got, wanted) = (at_least(&likely, k), s24_at_least(&likely, n));
        assert!(close(got, wanted), "{k}: {got} {wanted}");
    }
}
