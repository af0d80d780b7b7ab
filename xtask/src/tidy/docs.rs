//! Documents that do not rot: links lead somewhere, decisions are listed, the changelog has a head.

use std::path::{Path, PathBuf};

use crate::error::XtaskError;
use crate::finding::Finding;
use crate::workspace::{Workspace, read};

/// Every relative link leads to a file, and its `#anchor` to a heading.
pub(super) fn links(root: &Path, path: &Path, text: &str) -> Vec<Finding> {
    let file = path.strip_prefix(root).unwrap_or(path);
    let mut findings = Vec::new();
    for (line, content) in prose(text) {
        for link in targets(&content) {
            if let Some(wrong) = broken(path, text, &link) {
                let message = format!("the link `{link}` leads nowhere: {wrong}");
                findings.push(Finding::new(file, line, "link", message));
            }
        }
    }
    findings
}

/// Lines outside fenced blocks, without inline code, numbered from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(line, content)| {
        if content.trim_start().starts_with("```") {
            fenced = !fenced;
            return None;
        }
        let plain: String = content.split('`').step_by(2).collect();
        (!fenced).then_some((line + 1, plain))
    })
}

/// Targets of `[text](target)` and `[name]: target`.
fn targets(line: &str) -> Vec<String> {
    let inline = line
        .split("](")
        .skip(1)
        .filter_map(|tail| tail.split(')').next());
    let named = line
        .trim_start()
        .strip_prefix('[')
        .and_then(|tail| tail.split_once("]: "));
    let named = named.map(|(_, target)| target);
    inline
        .chain(named)
        .filter_map(|target| target.split_whitespace().next())
        .map(|target| target.trim_matches(['<', '>']).to_owned())
        .collect()
}

fn broken(path: &Path, text: &str, link: &str) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target_path = path.parent().unwrap_or(path).join(target);
    if !target.is_empty() && !target_path.exists() {
        return Some(format!("there is no {target}"));
    }
    if anchor.is_empty() {
        return None;
    }
    let other = (!target.is_empty()).then(|| read(&target_path).unwrap_or_default());
    let headings = anchors(other.as_deref().unwrap_or(text));
    let is_document = target.is_empty() || target.ends_with(".md");
    (is_document && !headings.iter().any(|heading| heading == anchor))
        .then(|| format!("no heading there has the anchor {anchor}"))
}

/// Anchors of the headings as code hosts make them.
fn anchors(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut anchors = Vec::new();
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let Some(heading) = line.strip_prefix('#').filter(|_| !fenced) else {
            continue;
        };
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        anchors.push(kept.map(|c| if c == ' ' { '-' } else { c }).collect());
    }
    anchors
}

/// Every decision record is listed in the index beside it.
pub(super) fn decisions(
    workspace: &Workspace,
    files: &[PathBuf],
) -> Result<Vec<Finding>, XtaskError> {
    let index = Path::new("docs/adr/README.md");
    let folder = workspace.root.join("docs/adr");
    let records: Vec<String> = files
        .iter()
        .filter(|path| path.starts_with(&folder))
        .filter_map(|path| path.file_name()?.to_str())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
        .collect();
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let path = workspace.root.join(index);
    if !path.is_file() {
        return Ok(vec![Finding::new(
            index,
            0,
            "decisions",
            "there are decisions but no index",
        )]);
    }
    let text = read(&path)?;
    let missing = records
        .iter()
        .filter(|name| !text.contains(&format!("({name})")));
    Ok(missing
        .map(|name| Finding::new(index, 0, "decisions", format!("{name} is not listed")))
        .collect())
}

/// The changelog opens with what is not released yet, or with the version in Cargo.toml.
pub(super) fn changelog(workspace: &Workspace) -> Result<Vec<Finding>, XtaskError> {
    let file = Path::new("CHANGELOG.md");
    let path = workspace.root.join(file);
    if !path.is_file() {
        return Ok(vec![Finding::new(
            file,
            0,
            "changelog",
            "there is no CHANGELOG.md",
        )]);
    }
    let text = read(&path)?;
    let head = text
        .lines()
        .find(|line| line.starts_with("## "))
        .unwrap_or_default();
    let versions = workspace
        .members
        .iter()
        .map(|member| format!("## [{}]", member.version));
    let known = versions
        .chain(["## [Unreleased]".to_owned()])
        .any(|known| head.starts_with(&known));
    let message = "the first `## ` head is neither [Unreleased] nor the version in Cargo.toml";
    Ok(if known {
        Vec::new()
    } else {
        vec![Finding::new(file, 0, "changelog", message)]
    })
}
