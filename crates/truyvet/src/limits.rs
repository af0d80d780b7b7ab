//! What a question may cost, and how it is stopped.

use std::time::Duration;

use truyvet_trace::{CancelToken, TraceOptions};

use crate::builder::TraceBuilder;
use crate::trace::Trace;

/// Limits. A question that goes beyond is an error ([`Error::is_exceeded`](crate::Error)) that
/// carries the levels finished ([`Error::finished`](crate::Error::finished)), never a shorter
/// answer.
impl TraceBuilder {
    /// At most that many people exposed.
    ///
    /// ```no_run
    /// # fn run(snapshot: truyvet::Snapshot) -> Result<(), truyvet::Error> {
    /// let asked = snapshot.trace().case("An", 0..).max_rows(10_000).forward();
    /// if let Err(error) = &asked
    ///     && let Some(finished) = error.finished()
    /// {
    ///     println!("{error}; until hop {}: {} people", finished.hops, finished.exposures.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn max_rows(mut self, rows: u64) -> Self {
        self.options_mut().budget.rows = Some(rows);
        self
    }

    /// At most that much time, from asking on.
    pub fn time_limit(mut self, time: Duration) -> Self {
        self.options_mut().budget.time = Some(time);
        self
    }

    /// At most that many bytes for people, rows and infectious times.
    pub fn memory_limit(mut self, bytes: u64) -> Self {
        self.options_mut().budget.memory = Some(bytes);
        self
    }

    /// Stops, soon and for good, when [`CancelToken::cancel`] is called on `token` or a clone,
    /// from any thread.
    pub fn cancel(mut self, token: &CancelToken) -> Self {
        self.options_mut().cancel = Some(token.clone());
        self
    }

    /// Threads, limits and token as one value, in place of what was said so far.
    pub fn options(mut self, options: TraceOptions) -> Self {
        *self.options_mut() = options;
        self
    }
}

/// What is asked of an answer ([`Trace::sites`], [`Trace::graph`], [`Trace::why_not`]) may use as
/// many threads as the question, and cost as much once more.
impl Trace {
    /// The same answer, of which what is asked may use so many threads and cost that much.
    ///
    /// ```no_run
    /// # fn run(trace: truyvet::Trace) -> Result<(), truyvet::Error> {
    /// use std::time::Duration;
    /// use truyvet::{Budget, TraceOptions};
    /// let budget = Budget { time: Some(Duration::from_secs(1)), ..Budget::default() };
    /// let sites = trace.with_options(TraceOptions { budget, ..TraceOptions::default() }).sites()?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with_options(mut self, options: TraceOptions) -> Self {
        self.set_options(options);
        self
    }
}

/// Reads `500MB`, `4GB`, `2GiB`, or bytes.
///
/// ```
/// assert_eq!(truyvet::parse_bytes("2GiB")?, 2 << 30);
/// assert_eq!(truyvet::parse_bytes("500 mb")?, 500_000_000);
/// assert!(truyvet::parse_bytes("much").is_err());
/// # Ok::<(), truyvet::SizeError>(())
/// ```
///
/// # Errors
/// [`SizeError`]: what is expected.
pub fn parse_bytes(text: &str) -> Result<u64, SizeError> {
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
        .ok_or(SizeError)
}

/// What was given is no size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a size, such as 4GB, 500MB or 2GiB")]
pub struct SizeError;

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
