//! What a question may cost, and how it is stopped.

use std::time::Duration;

use truyvet_trace::CancelToken;

use crate::builder::TraceBuilder;

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
        self.budget_mut().rows = Some(rows);
        self
    }

    /// At most that much time, from asking on.
    pub fn time_limit(mut self, time: Duration) -> Self {
        self.budget_mut().time = Some(time);
        self
    }

    /// At most that many bytes for people, rows and infectious times.
    pub fn memory_limit(mut self, bytes: u64) -> Self {
        self.budget_mut().memory = Some(bytes);
        self
    }

    /// Stops, soon and for good, when [`CancelToken::cancel`] is called on `token` or a clone,
    /// from any thread.
    pub fn cancel(mut self, token: &CancelToken) -> Self {
        *self.cancel_mut() = Some(token.clone());
        self
    }
}
