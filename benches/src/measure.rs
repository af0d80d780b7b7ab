//! Clocks, percentiles and memory, as figures are taken.

use std::hint::black_box;
use std::time::Instant;

/// Runs `work` and gives its result and how many seconds it took.
pub fn seconds<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let begun = Instant::now();
    let done = black_box(work());
    (done, begun.elapsed().as_secs_f64())
}

/// The value at or below which `percent` of the samples lie (nearest rank); 0 if there are none.
#[must_use]
pub fn percentile(samples: &[f64], percent: usize) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = sorted.len().saturating_mul(percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

/// A count per second; 0 if no time has passed.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
#[must_use]
pub fn rate(count: u64, seconds: f64) -> f64 {
    if seconds > 0.0 {
        count as f64 / seconds
    } else {
        0.0
    }
}

/// Peak resident memory of this process in bytes (`VmHWM`), mapped files included; `None` where
/// the system does not say (anything but Linux).
#[must_use]
pub fn peak_memory() -> Option<u64> {
    status("VmHWM:")
}

/// Peak resident memory without mapped files cannot be had; this is the anonymous part now
/// (`RssAnon`), in bytes.
#[must_use]
pub fn anonymous_memory() -> Option<u64> {
    status("RssAnon:")
}

/// Starts the count of [`peak_memory`] anew, where the system can.
pub fn forget_peak() {
    // Not possible everywhere; then the peak is that of the whole process, which is no smaller.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
#[must_use]
pub const fn figure(count: u64) -> f64 {
    count as f64
}

/// Bytes from text such as `4GB` (10^9), `512MiB` (2^20) or a plain number.
///
/// # Errors
/// A sentence that says what is expected.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let expected = || format!("{text} is no size; expected one such as 4GB, 512MiB or 1000000");
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit: u64 = match text.strip_prefix(digits).unwrap_or_default().trim() {
        "" | "B" => 1,
        "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(expected()),
    };
    let number: u64 = digits.parse().map_err(|_| expected())?;
    number.checked_mul(unit).ok_or_else(expected)
}

fn status(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
#[path = "measure_tests.rs"]
mod tests;
