//! What a question may cost: `--max-rows`, `--time-limit`, `--memory-limit`.

use truyvet::{Duration, TraceBuilder, parse_bytes};

/// Limits of a question; going beyond one is an error, never a shorter answer.
#[derive(Debug, Default, PartialEq, Eq, clap::Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitArgs {
    /// Stop if more people than that are exposed; or at more sites or places, where those are rows
    #[arg(long, value_name = "N")]
    max_rows: Option<u64>,
    /// Stop after that time of work (10s)
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse)]
    time_limit: Option<Duration>,
    /// Stop if people, rows and infectious times take more memory than that (4GB, 512MiB)
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    memory_limit: Option<u64>,
}

impl LimitArgs {
    /// The question with these limits.
    pub(crate) fn on(&self, mut question: TraceBuilder) -> TraceBuilder {
        if let Some(rows) = self.max_rows {
            question = question.max_rows(rows);
        }
        if let Some(time) = self.time_limit.filter(|time| !time.is_forever()) {
            let seconds = u64::try_from(time.seconds()).unwrap_or(0);
            question = question.time_limit(std::time::Duration::from_secs(seconds));
        }
        if let Some(bytes) = self.memory_limit {
            question = question.memory_limit(bytes);
        }
        question
    }
}
