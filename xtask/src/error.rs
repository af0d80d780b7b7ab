//! What stops a verb: each message names the file or command and what to do.

use std::io;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub(crate) enum XtaskError {
    #[error("cannot read {}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("cargo metadata failed: {0}")]
    Metadata(#[from] cargo_metadata::Error),
    #[error("{} is not a rule file: {source}", path.display())]
    Rules {
        path: PathBuf,
        source: Box<toml::de::Error>,
    },
    #[error("{verb}: {count} finding(s), listed above")]
    Findings { verb: &'static str, count: usize },
    #[error("cannot start `{command}`: {source}")]
    Start { command: String, source: io::Error },
    #[error("step `{label}` failed; run it alone with: {command}")]
    Step { label: String, command: String },
    #[error("the header cannot be made: {problem}")]
    Header { problem: String },
    #[error("{problem}")]
    Usage { problem: String },
}
