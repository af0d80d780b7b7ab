//! How likely at least so many of several independent things happen (S24).

/// How likely at least `k` of the things happen that are each `likely`: the upper tail of the
/// Poisson binomial distribution, exactly, thing by thing. Only sums of what is not negative, so
/// that also the smallest tail has all its digits.
pub(crate) fn at_least(likely: &[f64], k: usize) -> f64 {
    // Entry j: how likely exactly j of the things so far happened; k or more are in `tail`.
    let mut exactly = vec![0.0; k];
    let mut tail = match exactly.first_mut() {
        Some(none) => {
            *none = 1.0;
            0.0
        }
        None => 1.0,
    };
    for p in likely {
        tail += exactly.last().map_or(0.0, |last| last * p);
        let mut below = 0.0;
        for e in &mut exactly {
            let before = *e;
            *e = before * (1.0 - p) + below * p;
            below = before;
        }
    }
    tail.min(1.0)
}

#[cfg(test)]
#[path = "tail_tests.rs"]
mod tests;
