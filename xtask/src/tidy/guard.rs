//! `unsafe` stands only in the rooms that may hold it, each time under a line that says why it is sound.

use std::path::Path;

use crate::finding::Finding;
use crate::lexer::lex;
use crate::rules::{FILE, Rules, in_rooms};
use crate::workspace::Workspace;

/// The room of the programs that measure.
const BENCHES: &str = "benches";

pub(super) fn check(workspace: &Workspace, rules: &Rules, path: &Path, text: &str) -> Vec<Finding> {
    let file = workspace.relative(path);
    let lines: Vec<&str> = text.lines().collect();
    let allowed = is_allowed(workspace, rules, path);
    let mut findings = Vec::new();
    for token in lex(text).tokens.iter().filter(|token| token.is("unsafe")) {
        if !allowed {
            let message = format!("unsafe outside its room (`unsafe-in` in {FILE})");
            findings.push(Finding::new(&file, token.line, "unsafe", message));
        }
        let above = lines.get(..token.line).unwrap_or_default();
        if !is_explained(above) {
            let message = "unsafe without a `// SAFETY:` line above it";
            findings.push(Finding::new(&file, token.line, "unsafe", message));
        }
    }
    findings
}

fn is_allowed(workspace: &Workspace, rules: &Rules, path: &Path) -> bool {
    workspace.members.iter().any(|member| {
        let inside = path.strip_prefix(member.folder.join("src"));
        // Programs that measure stand beside `src`, all of them in one room.
        let bench = path.strip_prefix(&member.folder);
        let bench = bench.ok().filter(|inside| inside.starts_with(BENCHES));
        let Some(inside) = inside.ok().or(bench) else {
            return false;
        };
        let mut module: Vec<String> = inside
            .with_extension("")
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        if let Some(last) = module.last_mut()
            && let Some(tested) = last.strip_suffix("_tests")
        {
            *last = tested.to_owned();
        }
        let rooms = rules
            .of(&member.name)
            .map_or(&[][..], |rule| rule.unsafe_in.as_slice());
        in_rooms(&module, rooms)
    })
}

/// Whether the statement that ends these lines has a comment with its reason on it or right above it.
fn is_explained(lines: &[&str]) -> bool {
    let says_why = |line: &str| line.contains("SAFETY:") || line.contains("# Safety");
    let mut in_comment = false;
    for (back, line) in lines.iter().rev().map(|line| line.trim()).enumerate() {
        if says_why(line) {
            return true;
        }
        let is_comment = line.starts_with("//");
        let is_other_statement = line.is_empty() || line.ends_with([';', '{', '}']);
        if back > 0 && !is_comment && (in_comment || is_other_statement) {
            return false;
        }
        in_comment |= is_comment;
    }
    false
}
