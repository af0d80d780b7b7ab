//! One broken rule at one place, and how a list of them is shown.

use std::fmt;
use std::path::PathBuf;

use crate::error::XtaskError;

/// A broken rule: where, which rule, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// Relative to the repository.
    pub(crate) file: PathBuf,
    /// From 1; 0 when the whole file is meant.
    pub(crate) line: usize,
    pub(crate) rule: &'static str,
    pub(crate) message: String,
}

impl Finding {
    pub(crate) fn new(
        file: impl Into<PathBuf>,
        line: usize,
        rule: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line,
            rule,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": [{}] {}", self.rule, self.message)
    }
}

/// Prints the findings in file order; an error if there are any.
pub(crate) fn report(
    verb: &'static str,
    mut findings: Vec<Finding>,
    legend: &str,
) -> Result<(), XtaskError> {
    findings.sort();
    findings.dedup();
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("{verb}: clean");
        return Ok(());
    }
    println!("{legend}");
    Err(XtaskError::Findings {
        verb,
        count: findings.len(),
    })
}
