//! Tests of the draws that are not uniform: against the system's functions, and their moments.
use super::*;

fn moments(draw: impl Fn(&mut Draws) -> f64) -> (f64, f64) {
    let mut draws = Draws::new(7);
    let n = 200_000;
    let (mut sum, mut squares) = (0.0, 0.0);
    for _ in 0..n {
        let x = draw(&mut draws);
        sum += x;
        squares += x * x;
    }
    let mean = sum / f64::from(n);
    (mean, squares / f64::from(n) - mean * mean)
}

#[test]
fn logarithm_and_exponential_are_those_of_the_system() {
    for i in 1..2_000 {
        let x = f64::from(i) * 0.013;
        assert!((ln(x) - x.ln()).abs() < 1e-13, "{x}");
        let y = f64::from(i - 1_000) * 0.02;
        assert!((exp(y) / y.exp() - 1.0).abs() < 1e-11, "{y}");
    }
    assert_eq!(ln(0.0), f64::MIN);
}

#[test]
fn means_and_variances_are_those_of_the_books() {
    let near = |(mean, variance): (f64, f64), expected: (f64, f64)| {
        assert!((mean - expected.0).abs() < 0.02, "{mean} {variance}");
        let off = (variance - expected.1).abs();
        assert!(off < 0.03 * expected.1.max(1.0), "{mean} {variance}");
    };
    near(moments(exponential), (1.0, 1.0));
    near(moments(normal), (0.0, 1.0));
    near(moments(|d| gamma(d, 4.0)), (1.0, 0.25));
    near(moments(|d| gamma(d, 0.5)), (1.0, 2.0));
    near(moments(unit), (0.5, 1.0 / 12.0));
}
