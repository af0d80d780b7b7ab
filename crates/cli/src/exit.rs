//! How a run ends: the exit codes, and failures that know theirs.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

/// The exit codes of truyvet(1), as `--help` and docs/cli.md list them.
pub(crate) mod code {
    /// The question was answered, the files imported.
    pub(crate) const ANSWER: u8 = 0;
    /// Wrong use of the command line, a bad question, a bad row in a file, wrong keys.
    pub(crate) const USAGE: u8 = 1;
    /// The store is damaged.
    pub(crate) const DAMAGED: u8 = 2;
    /// Something could not be read or written: missing, not permitted, full, locked.
    pub(crate) const IO: u8 = 3;
}

/// Why a verb did not end with an answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Wrong use, a bad question, a bad row.
    Usage(String),
    /// The store is damaged.
    Damaged(String),
    /// Something could not be read or written.
    Io(String),
    /// Whoever read the answer has gone (`| head`): nothing more to say, and nothing is wrong.
    ReaderGone,
}

impl Failure {
    /// `path` could not be `action`ed: `cannot {action} {path}: {why}`.
    pub(crate) fn file(action: &str, path: &Path, why: &io::Error) -> Self {
        if why.kind() == io::ErrorKind::BrokenPipe {
            return Self::ReaderGone;
        }
        Self::Io(format!("cannot {action} {}: {why}", path.display()))
    }

    /// The code that the process ends with.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => code::USAGE,
            Self::Damaged(_) => code::DAMAGED,
            Self::Io(_) => code::IO,
            Self::ReaderGone => code::ANSWER,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Damaged(text) | Self::Io(text) => f.write_str(text),
            Self::ReaderGone => f.write_str("the reader of the answer has gone"),
        }
    }
}

/// Only writing the answer gives a bare `io::Error`; everything else names its file.
impl From<io::Error> for Failure {
    fn from(why: io::Error) -> Self {
        if why.kind() == io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::Io(format!("cannot write the answer: {why}"))
        }
    }
}

impl From<truyvet::Error> for Failure {
    fn from(why: truyvet::Error) -> Self {
        let text = why.to_string();
        if why.is_exceeded() {
            Self::Usage(format!("{text}; {}", finished(&why)))
        } else if why.is_damaged() {
            Self::Damaged(text)
        } else if why.is_question()
            || why.is_import()
            || why.is_value()
            || why.is_key()
            || why.is_not_kept()
            || why.is_tracing_only()
            || why.is_limit()
            || why.is_saved()
        {
            Self::Usage(text)
        } else {
            // Refused by the system, locked, no store there, written by a newer version.
            Self::Io(text)
        }
    }
}

impl Failure {
    /// A failure of what comes after an answer, or has no hops; `unfinished` says what a limit ended.
    pub(crate) fn of(why: truyvet::Error, unfinished: &str) -> Self {
        if why.is_exceeded() {
            return Self::Usage(format!("{why}; {unfinished}"));
        }
        why.into()
    }
}

/// What was finished before a question was stopped: `finished: 2 hops, F1 120, F2 3481`.
fn finished(why: &truyvet::Error) -> String {
    let Some(finished) = why.finished() else {
        return "not even one hop was finished".to_owned();
    };
    let mut text = match finished.hops {
        1 => "finished: 1 hop".to_owned(),
        hops => format!("finished: {hops} hops"),
    };
    for (level, people) in (1u32..).zip(finished.exposures.count_by_level()) {
        text.push_str(&format!(", F{level} {people}"));
    }
    text
}

/// Says `truyvet: …` on standard error, as one write; that nobody listens there is no failure.
pub(crate) fn complain(text: &str) {
    let _ = io::stderr().write_all(format!("truyvet: {text}\n").as_bytes());
}

/// Says `truyvet: note: …` on standard error.
pub(crate) fn note(text: &str) {
    complain(&format!("note: {text}"));
}

/// Says `truyvet: warning: …` on standard error.
pub(crate) fn warn(text: &str) {
    complain(&format!("warning: {text}"));
}
