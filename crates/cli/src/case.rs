//! Texts of the command line that stand for a question's parts: `ID,FROM,TO`, `FROM,TO`, `KIND=30m`.

use truyvet::{Case, Duration, ExternalId, Interval, Kind, Timestamp};

/// Reads `ID,FROM,TO`, split from the right because ids may hold commas.
///
/// # Errors
/// What is wrong with which of the three parts, and what is expected.
pub(crate) fn parse_case(text: &str) -> Result<Case, String> {
    let mut parts = text.rsplitn(3, ',');
    let (Some(to), Some(from), Some(id)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(
            "expected ID,FROM,TO: who, and from when to when infectious (An,2021-05-03T00:00:00+07:00,inf)"
                .to_owned(),
        );
    };
    let person: ExternalId = id.parse().map_err(|why| format!("ID: {why}"))?;
    let infectious = interval(from, to)?;
    Ok(Case { person, infectious })
}

/// Reads `FROM,TO`; `TO` may be `inf`.
///
/// # Errors
/// What is wrong with which part.
pub(crate) fn parse_window(text: &str) -> Result<Interval, String> {
    match text.split_once(',') {
        Some((from, to)) => interval(from, to),
        None => Err(
            "expected FROM,TO: two times with a comma between (2021-05-01T00:00:00+07:00,2021-05-15T00:00:00+07:00)"
                .to_owned(),
        ),
    }
}

/// Reads `KIND=30m`.
///
/// # Errors
/// What is wrong with which part.
pub(crate) fn parse_lag(text: &str) -> Result<(Kind, Duration), String> {
    let Some((kind, length)) = text.split_once('=') else {
        return Err("expected KIND=LENGTH, such as market=30m".to_owned());
    };
    let kind: Kind = kind.trim().parse().map_err(|why| format!("KIND: {why}"))?;
    let length = Duration::parse(length).map_err(|why| format!("LENGTH: {why}"))?;
    Ok((kind, length))
}

/// Reads `500MB`, `4GB`, `2GiB`, or bytes.
///
/// # Errors
/// What is expected.
pub(crate) fn parse_bytes(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
    let factor: Option<u64> = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => Some(1),
        "kb" => Some(1_000),
        "mb" => Some(1_000_000),
        "gb" => Some(1_000_000_000),
        "tb" => Some(1_000_000_000_000),
        "kib" => Some(1 << 10),
        "mib" => Some(1 << 20),
        "gib" => Some(1 << 30),
        "tib" => Some(1 << 40),
        _ => None,
    };
    let bytes = number.parse::<u64>().ok().zip(factor);
    bytes
        .and_then(|(number, factor)| number.checked_mul(factor))
        .ok_or_else(|| "expected a size, such as 4GB, 500MB or 2GiB".to_owned())
}

fn interval(from: &str, to: &str) -> Result<Interval, String> {
    let start = Timestamp::parse(from).map_err(|why| format!("FROM: {why}"))?;
    let end = match to.trim() {
        "inf" => Timestamp::FOREVER,
        to => Timestamp::parse(to).map_err(|why| format!("TO: {why}, or inf"))?,
    };
    Interval::new(start, end).map_err(|why| why.to_string())
}

#[cfg(test)]
#[path = "case_tests.rs"]
mod tests;
