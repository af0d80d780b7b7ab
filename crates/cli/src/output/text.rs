//! Small pieces of text for people: counts, bytes, widths.

/// `number` with commas between the thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && digits.len().wrapping_sub(i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 row`, `2 rows`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// `912 B`, `1.4 MiB`.
#[expect(
    clippy::cast_precision_loss,
    reason = "shown with one digit after the point"
)]
pub(crate) fn bytes(count: u64) -> String {
    let mut amount = count as f64;
    if amount < 1024.0 {
        return format!("{count} B");
    }
    for unit in ["KiB", "MiB", "GiB"] {
        amount /= 1024.0;
        if amount < 1024.0 {
            return format!("{amount:.1} {unit}");
        }
    }
    format!("{:.1} TiB", amount / 1024.0)
}

/// `12.3`, `0.00412`, `4.1e-9`: three digits, and no more zeros than can be counted at a glance.
pub(crate) fn three_digits(number: f64) -> String {
    match number.abs() {
        0.0 => "0".to_owned(),
        n if n < 0.000_1 => format!("{number:.1e}"),
        n if n < 0.001 => format!("{number:.6}"),
        n if n < 0.01 => format!("{number:.5}"),
        n if n < 0.1 => format!("{number:.4}"),
        n if n < 1.0 => format!("{number:.3}"),
        n if n < 10.0 => format!("{number:.2}"),
        n if n < 100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    }
}

/// How many columns of a terminal `text` takes: accents that stand on the letter before them
/// (decomposed Vietnamese) take none.
pub(crate) fn width(text: &str) -> usize {
    text.chars()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .count()
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
