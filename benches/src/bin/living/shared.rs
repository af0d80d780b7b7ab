//! What the parts of the harness share: its arguments, and the province they begin with.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use truyvet_benches::load::Failure;
use truyvet_model::{Timestamp, ToDuration};
use truyvet_store::{DiskVfs, Vfs};
use truyvet_synth::{Province, ProvinceSpec};
use truyvet_trace::TraceOptions;

/// Measures opening a store, reading it while it is written, and feeding it in dribbles.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// What is measured; all unless given
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<Part>,
    /// Segments of the stores that are opened
    #[arg(long, value_delimiter = ',', default_values_t = [1, 14, 100, 400])]
    pub(crate) segments: Vec<u32>,
    /// Records of the logs that are replayed
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 65_000])]
    pub(crate) logs: Vec<u32>,
    /// People of the stores that are opened
    #[arg(long, default_value_t = 5_000)]
    pub(crate) open_people: u32,
    /// People of the province, of 14 days, that is asked while it is written
    #[arg(long, default_value_t = 200_000)]
    pub(crate) people: u32,
    /// Seconds of each phase of asking
    #[arg(long, default_value_t = 20)]
    pub(crate) seconds: u64,
    /// Threads of a trace; all cores unless given
    #[arg(long)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Scans a second that the writer appends while others read; as many as it can unless given
    #[arg(long)]
    pub(crate) rate: Option<u64>,
    /// People of the province, of 7 days, that is fed in dribbles
    #[arg(long, default_value_t = 50_000)]
    pub(crate) dribble_people: u32,
    /// Folder for all files, on the disk to be measured; a temporary one unless given. The files
    /// are removed.
    #[arg(long)]
    pub(crate) dir: Option<PathBuf>,
    /// Write JSON instead of a table
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Opening stores and replaying logs
    Open,
    /// Asking while a writer writes
    Busy,
    /// A week in dribbles
    Dribble,
}

/// What is going on, on standard error.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "living: {text} …");
}

pub(crate) fn trace_options(arguments: &Arguments) -> TraceOptions {
    let all = TraceOptions::default().threads;
    TraceOptions {
        threads: arguments.threads.unwrap_or(all),
        ..TraceOptions::default()
    }
}

/// A province whose last day is today: what is old is worked out from the clock, so compaction
/// treats its days as it would treat real ones.
pub(crate) fn recent(people: u32, days: u32) -> Result<Province, Failure> {
    const DAY: i64 = 86_400;
    const ZONE: i64 = 7 * 3_600;
    let now = DiskVfs::new(std::env::temp_dir()).now();
    let midnight = (now + ZONE).div_euclid(DAY) * DAY - ZONE;
    let start = Timestamp::from_seconds(midnight) - days.days();
    let spec = ProvinceSpec {
        people,
        days,
        start,
        ..ProvinceSpec::default()
    };
    Ok(Province::new(&spec)?)
}
