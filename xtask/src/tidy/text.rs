//! Rules on the bare text of a file: size, white space, left-over markers, addresses of registries.

use std::path::Path;

use crate::finding::Finding;

/// A file has fewer lines than this, blank ones not counted.
const FILE_LINES: usize = 400;

/// Words that say something was left undone (split so that this file passes).
pub(super) const MARKERS: [&str; 2] = [concat!("FIX", "ME"), concat!("XX", "X")];

/// Hosts that serve packages: where they come from is each user's own setting.
const HOSTS: &[&str] = &[
    "crates.io",
    "pypi.org",
    "pythonhosted.org",
    "npmjs.org",
    "npmjs.com",
    "yarnpkg.com",
    "rubygems.org",
    "anaconda.org",
    "proxy.golang.org",
    "repo.maven.apache.org",
    "static.rust-lang.org",
    "ghcr.io",
    "docker.io",
];

pub(super) fn size(file: &Path, text: &str) -> Vec<Finding> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    if lines < FILE_LINES {
        return Vec::new();
    }
    let message =
        format!("{lines} lines that are not blank; a file has fewer than {FILE_LINES}: split it");
    vec![Finding::new(file, 0, "file-size", message)]
}

/// A file of C or C++ opens with a comment that says what it is for.
pub(super) fn c_head(file: &Path, text: &str) -> Vec<Finding> {
    if text.starts_with("/* ") || text.starts_with("// ") {
        return Vec::new();
    }
    let message = "the file does not open with a comment that says what it is for";
    vec![Finding::new(file, 1, "head", message)]
}

pub(super) fn white_space(file: &Path, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, content) in text.lines().enumerate() {
        if content.contains('\t') {
            findings.push(Finding::new(
                file,
                line + 1,
                "white-space",
                "a tab: use spaces",
            ));
        }
        if content.trim_end() != content {
            findings.push(Finding::new(
                file,
                line + 1,
                "white-space",
                "white space at the end of the line",
            ));
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        findings.push(Finding::new(
            file,
            0,
            "white-space",
            "the last line does not end",
        ));
    }
    findings
}

pub(super) fn markers(file: &Path, text: &str) -> Vec<Finding> {
    let lines = text.lines().enumerate();
    lines
        .filter_map(|(line, content)| marker(content).map(|word| (line, word)))
        .map(|(line, word)| {
            let message = format!("{word}: finish it, or open an issue and drop the mark");
            Finding::new(file, line + 1, "left-over", message)
        })
        .collect()
}

/// The left-over marker in a text, if there is one.
pub(super) fn marker(text: &str) -> Option<&'static str> {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.find_map(|word| MARKERS.into_iter().find(|marker| *marker == word))
}

pub(super) fn addresses(file: &Path, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, content) in text.lines().enumerate() {
        for (at, mark) in content.match_indices("://") {
            let host = content.get(at + mark.len()..).unwrap_or_default();
            let host = host
                .split(['/', '"', ' ', ')', '>', ':'])
                .next()
                .unwrap_or_default();
            let listed = |known: &&&str| {
                host == **known
                    || host
                        .strip_suffix(**known)
                        .is_some_and(|head| head.ends_with('.'))
            };
            if let Some(known) = HOSTS.iter().find(listed) {
                let message = format!("an address of {known}: name the package, not the registry");
                findings.push(Finding::new(file, line + 1, "registry", message));
            }
        }
    }
    findings
}
