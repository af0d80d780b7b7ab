//! `cargo xtask header`: bindings/c/include/truyvet.h, made from the rooms of bindings/c by cbindgen.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::XtaskError;
use crate::finding::{Finding, report};
use crate::workspace::{Workspace, read};

/// Where the header is, from the root of the repository.
const HEADER: &str = "bindings/c/include/truyvet.h";

/// Writes the header anew.
pub(crate) fn write(workspace: &Workspace) -> Result<(), XtaskError> {
    let path = workspace.root.join(HEADER);
    let text = make(workspace)?;
    fs::write(&path, text).map_err(|source| XtaskError::Io { path, source })?;
    println!("{HEADER} is written");
    Ok(())
}

/// Says whether the header is what the rooms say.
pub(crate) fn check(workspace: &Workspace) -> Result<(), XtaskError> {
    let committed = read(&workspace.root.join(HEADER))?;
    let made = make(workspace)?;
    let mut findings = Vec::new();
    if committed != made {
        let pairs = committed.lines().zip(made.lines());
        let line = pairs.take_while(|(old, new)| old == new).count();
        let message = "it is not what bindings/c/src says: run `cargo xtask header`";
        findings.push(Finding::new(HEADER, line + 1, "header", message));
    }
    report(
        "header",
        findings,
        "the header belongs to the rooms of bindings/c/src.",
    )
}

fn make(workspace: &Workspace) -> Result<String, XtaskError> {
    let folder = workspace.root.join("bindings/c");
    let made = |problem: String| XtaskError::Header { problem };
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).map_err(made)?;
    let mut builder = cbindgen::Builder::new().with_config(config);
    for room in rooms(&folder)? {
        builder = builder.with_src(room);
    }
    let bindings = builder
        .generate()
        .map_err(|error| made(error.to_string()))?;
    let mut bytes = Vec::new();
    bindings.write(&mut bytes);
    let text = String::from_utf8(bytes).map_err(|error| made(error.to_string()))?;
    Ok(for_c(&text))
}

/// The rooms in the order of their `mod` lines, which is the order of the header.
fn rooms(folder: &Path) -> Result<Vec<PathBuf>, XtaskError> {
    let source = folder.join("src");
    let lib = read(&source.join("lib.rs"))?;
    let names = lib.lines().filter_map(|line| {
        let name = line
            .strip_prefix("pub mod ")
            .or_else(|| line.strip_prefix("mod "))?;
        name.strip_suffix(';')
    });
    Ok(names
        .map(|name| source.join(format!("{name}.rs")))
        .collect())
}

/// Takes out what comments say to Rust alone, and white space at the ends of lines.
fn for_c(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut skipping = false;
    for line in text.lines().map(str::trim_end) {
        if line.trim() == "* # Safety" {
            skipping = true;
            // The empty line before it goes, too.
            if lines.last().is_some_and(|last| last.trim() == "*") {
                lines.pop();
            }
        }
        if line.trim() == "*/" {
            skipping = false;
        }
        if !skipping {
            lines.push(line);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
