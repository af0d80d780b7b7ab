//! `cargo xtask tidy`: style as a test.

mod text;

mod code;

mod guard;

mod dead;

mod docs;

use std::path::Path;

use crate::error::XtaskError;
use crate::finding::{Finding, report};
use crate::rules::Rules;
use crate::workspace::{Workspace, read};

const LEGEND: &str =
    "rules: CONTRIBUTING.md, \"House rules\"; rooms for unsafe: `unsafe-in` in xtask/floors.toml.";

/// Checks every file of the repository and prints what it finds.
pub(crate) fn run(workspace: &Workspace) -> Result<(), XtaskError> {
    let rules = Rules::load(&workspace.root)?;
    report("tidy", check(workspace, &rules)?, LEGEND)
}

/// Every broken rule.
pub(crate) fn check(workspace: &Workspace, rules: &Rules) -> Result<Vec<Finding>, XtaskError> {
    let files = workspace.files()?;
    let mut findings = Vec::new();
    for path in &files {
        let file = workspace.relative(path);
        let is_c = ends_with(path, &["c", "h", "hpp", "cpp"]);
        let is_text = is_c
            || ends_with(path, &["rs", "md", "toml", "yml", "yaml", "sh", "json"])
            || file.starts_with(".ci")
            || file.starts_with(".cargo");
        if !is_text {
            continue;
        }
        let text = read(path)?;
        findings.extend(text::addresses(&file, &text));
        if is_c || ends_with(path, &["rs", "md", "toml"]) {
            findings.extend(text::white_space(&file, &text));
        }
        if ends_with(path, &["md", "toml"]) {
            findings.extend(text::markers(&file, &text));
        }
        if is_c {
            findings.extend(text::c_head(&file, &text));
            findings.extend(text::markers(&file, &text));
        }
        // The header of the C library is made, and as long as what it is made of.
        if is_c && !text.contains("cargo xtask header") {
            findings.extend(text::size(&file, &text));
        }
        if ends_with(path, &["rs"]) {
            findings.extend(text::size(&file, &text));
            findings.extend(code::check(&file, &text));
            findings.extend(guard::check(workspace, rules, path, &text));
        }
        if ends_with(path, &["md"]) {
            findings.extend(docs::links(&workspace.root, path, &text));
        }
    }
    findings.extend(dead::check(workspace, &files)?);
    findings.extend(docs::decisions(workspace, &files)?);
    findings.extend(docs::changelog(workspace)?);
    Ok(findings)
}

fn ends_with(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    extensions.contains(&extension.as_ref())
}

#[cfg(test)]
#[path = "../tidy_tests.rs"]
mod tests;
