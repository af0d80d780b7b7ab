//! Other programs: whether they are there, what they say, what files they leave.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::error::XtaskError;

/// Runs a command and keeps what it says.
pub(crate) fn started(command: &mut Command) -> Result<Output, XtaskError> {
    command.output().map_err(|source| XtaskError::Start {
        command: format!("{command:?}"),
        source,
    })
}

/// Whether a program of that name can be started: it is in one of the folders of PATH.
pub(crate) fn found(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// The files below a folder, by their paths inside it.
pub(crate) fn listing(folder: &Path) -> Result<Vec<String>, XtaskError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        let io = |source| XtaskError::Io {
            path: here.clone(),
            source,
        };
        for entry in fs::read_dir(&here).map_err(io)? {
            let path = entry.map_err(io)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(inside) = path.strip_prefix(folder) {
                files.push(inside.display().to_string());
            }
        }
    }
    Ok(files)
}
