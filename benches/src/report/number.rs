//! Numbers as people read them.

/// A number with as many digits as mean something.
#[must_use]
pub fn readable(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 1000.0 || v == v.trunc() => 0,
        v if v >= 10.0 => 1,
        v if v >= 0.1 => 2,
        _ => 4,
    };
    let text = format!("{value:.digits$}");
    let (whole, rest) = match text.split_once('.') {
        Some((whole, rest)) => (whole, format!(".{rest}")),
        None => (text.as_str(), String::new()),
    };
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        let left = whole.len().saturating_sub(i);
        if i > 0 && left % 3 == 0 && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + &rest
}

#[cfg(test)]
#[path = "number_tests.rs"]
mod tests;
