//! Draws that are not uniform: exponential, normal, gamma; the same on every machine.
//!
//! Only additions, multiplications, divisions and square roots are used, which IEEE 754 rounds
//! the same everywhere; the logarithm and the exponential are worked out from them, because those
//! of the system differ in their last bits.

use crate::draws::Draws;

/// ln 2, and its square root's half: where mantissas are split.
const LN_2: f64 = std::f64::consts::LN_2;

/// The natural logarithm of `x > 0`, to about 1e-15.
pub(crate) fn ln(x: f64) -> f64 {
    if x <= 0.0 || !x.is_normal() {
        return f64::MIN;
    }
    let bits = x.to_bits();
    let exponent = i32::try_from((bits >> 52) & 0x7FF).unwrap_or(1023) - 1023;
    let mantissa = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) | (1023 << 52));
    let (mantissa, exponent) = if mantissa > std::f64::consts::SQRT_2 {
        (mantissa / 2.0, exponent + 1)
    } else {
        (mantissa, exponent)
    };
    // ln m = 2 artanh((m - 1) / (m + 1)), and |(m - 1) / (m + 1)| < 0.172.
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let (mut sum, mut power, mut odd) = (0.0, t, 1.0);
    for _ in 0..12 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    2.0 * sum + f64::from(exponent) * LN_2
}

/// e to the power of `x`, for |x| < 700.
pub(crate) fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    // Halved ten times, summed, squared ten times.
    let small = x / 1024.0;
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 1..14 {
        term *= small / f64::from(n);
        sum += term;
    }
    for _ in 0..10 {
        sum *= sum;
    }
    sum
}

/// A number in (0, 1).
pub(crate) fn unit(draws: &mut Draws) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "53 bits are what an f64 holds exactly"
    )]
    let whole = (draws.bits() >> 11) as f64;
    (whole + 0.5) / 9_007_199_254_740_992.0
}

/// Exponential with mean 1.
pub(crate) fn exponential(draws: &mut Draws) -> f64 {
    -ln(unit(draws))
}

/// Normal with mean 0 and variance 1 (Marsaglia's polar method).
fn normal(draws: &mut Draws) -> f64 {
    loop {
        let (a, b) = (2.0 * unit(draws) - 1.0, 2.0 * unit(draws) - 1.0);
        let square = a * a + b * b;
        if square > 0.0 && square < 1.0 {
            return a * (-2.0 * ln(square) / square).sqrt();
        }
    }
}

/// Gamma with that shape (> 0) and mean 1 (Marsaglia and Tsang 2000).
pub(crate) fn gamma(draws: &mut Draws, shape: f64) -> f64 {
    if shape < 1.0 {
        let boost = exp(ln(unit(draws)) / shape);
        return large(draws, shape + 1.0) * boost / shape;
    }
    large(draws, shape) / shape
}

/// Gamma with that shape (>= 1) and scale 1.
fn large(draws: &mut Draws, shape: f64) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(draws);
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        if ln(unit(draws)) < 0.5 * x * x + d - d * v + d * ln(v) {
            return d * v;
        }
    }
}

#[cfg(test)]
#[path = "chance_tests.rs"]
mod tests;
