//! Every Rust file is reached by a `mod` line of some target, and every test file stands beside what it tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::XtaskError;
use crate::finding::Finding;
use crate::floors::Tree;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace, files: &[PathBuf]) -> Result<Vec<Finding>, XtaskError> {
    let mut reached = BTreeSet::new();
    for member in &workspace.members {
        for target in &member.targets {
            reached.extend(Tree::load(&target.file)?.files);
        }
    }
    let mut findings = Vec::new();
    for path in files
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
    {
        let canonical = path.canonicalize().unwrap_or_else(|_| path.clone());
        if !reached.contains(&canonical) && !is_apart(workspace, path) {
            let message = "no `mod` line of any target reaches this file: attach it or delete it";
            findings.push(Finding::new(
                workspace.relative(path),
                0,
                "dead-file",
                message,
            ));
        }
        if !is_beside(path) {
            let message = "no file beside this one is what it tests: x_tests.rs goes with x.rs";
            findings.push(Finding::new(workspace.relative(path), 0, "tests", message));
        }
    }
    Ok(findings)
}

/// Whether the file belongs to a package that is not part of the workspace, such as `fuzz`.
fn is_apart(workspace: &Workspace, path: &Path) -> bool {
    let folders = path.ancestors().skip(1);
    let mut folders = folders.take_while(|folder| *folder != workspace.root);
    let package = folders.find(|folder| folder.join("Cargo.toml").is_file());
    package.is_some_and(|folder| workspace.members.iter().all(|m| m.folder != folder))
}

/// `x_tests.rs` or `x_more_tests.rs` stands beside `x.rs`, the folder `x`, or in the folder `x`.
fn is_beside(path: &Path) -> bool {
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let (Some(tested), Some(folder)) = (stem.strip_suffix("_tests"), path.parent()) else {
        return true;
    };
    let folder_name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut candidates = vec![tested];
    candidates.extend(
        tested
            .match_indices('_')
            .filter_map(|(at, _)| tested.get(..at)),
    );
    candidates.iter().any(|name| {
        *name == folder_name
            || folder.join(format!("{name}.rs")).is_file()
            || folder.join(name).is_dir()
    })
}
