//! What the rooms of the harness share: the command line, and telling what goes on.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Parser;
use truyvet_benches::measure;
use truyvet_model::Duration;

/// Builds a synthetic province on disk, asks it, and reports every figure with its reach.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// People of the province; several sizes, separated by commas, also give a table of growth
    #[arg(long, value_delimiter = ',', default_values_t = [20_000])]
    pub people: Vec<u32>,
    /// Days of the province
    #[arg(long, default_value_t = 14)]
    pub days: u32,
    /// Seed of the province
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Folder of the store, kept; a store that is there already is asked instead of built anew.
    /// Of several sizes, each has its own folder in it. Without it, a temporary folder is used and
    /// removed.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// Threads of a trace; all cores unless given
    #[arg(long)]
    pub threads: Option<NonZeroUsize>,
    /// How many cases are asked about, one by one
    #[arg(long, default_value_t = 200)]
    pub cases: usize,
    /// Seconds after which a series of questions stops, if it has asked at least five
    #[arg(long, default_value_t = 30)]
    pub budget: u64,
    /// Width of a partition, such as 1d or 7d
    #[arg(long, default_value = "1d", value_parser = Duration::parse)]
    pub partition: Duration,
    /// Publish in parts, so that the build takes no more memory, such as 4GB or 512MiB
    #[arg(long, value_parser = measure::parse_size)]
    pub memory_limit: Option<u64>,
    /// Leave out the second store, of one segment, and asking with cold files
    #[arg(long)]
    pub quick: bool,
    /// Write JSON instead of tables
    #[arg(long)]
    pub json: bool,
}

/// What is going on, on standard error.
pub(crate) fn say(text: &str) {
    // Nobody may be listening there.
    let _ = writeln!(std::io::stderr(), "province: {text} …");
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
pub(crate) fn count(number: u64) -> f64 {
    number as f64
}
