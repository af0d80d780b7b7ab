//! Reports of what a verb did: lines for people, or one JSON object.

use std::io::Write;

use crate::exit::Failure;
use crate::output::sink::Sink;

/// How reports are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ReportFormat {
    /// Lines for people
    #[default]
    Table,
    /// One JSON object
    Json,
}

impl ReportFormat {
    /// Writes a report to standard output.
    ///
    /// # Errors
    /// [`Failure`] of writing.
    pub(crate) fn write(
        self,
        words: impl FnOnce() -> String,
        json: impl FnOnce() -> serde_json::Value,
    ) -> Result<(), Failure> {
        let text = match self {
            Self::Table => words(),
            Self::Json => json().to_string(),
        };
        let mut out = Sink::open(None)?;
        out.write_all(text.trim_end().as_bytes())?;
        out.write_all(b"\n")?;
        out.finish()
    }
}

/// What to do about a bad row or line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum BadRow {
    /// End with an error that names file, line, field and value; nothing of it is kept
    #[default]
    Stop,
    /// Leave it out and count it
    Skip,
}
