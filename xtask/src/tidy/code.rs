//! Rules on the tokens of a Rust file: head line, function size, tests beside their file, banned macros, open re-exports.

use std::path::Path;

use super::text::marker;
use crate::finding::Finding;
use crate::lexer::{Lexed, Token, lex};

/// A function has fewer lines than this, blank ones not counted.
const FUNCTION_LINES: usize = 70;

/// Macros that must not stay in code.
const BANNED_MACROS: [&str; 3] = ["todo", "unimplemented", "dbg"];

pub(super) fn check(file: &Path, text: &str) -> Vec<Finding> {
    let lexed = lex(text);
    let mut findings = head(file, text);
    findings.extend(functions(file, text, &lexed));
    findings.extend(tests(file, &lexed));
    findings.extend(banned(file, &lexed));
    findings.extend(comments(file, &lexed));
    findings
}

/// The file opens with a sentence that says what the room is for.
fn head(file: &Path, text: &str) -> Vec<Finding> {
    let lines = text.lines().map(|line| line.strip_prefix("//! "));
    let sentence: Vec<&str> = lines.map_while(|line| line).collect();
    let words = sentence
        .iter()
        .flat_map(|line| line.split_whitespace())
        .count();
    let ends = sentence
        .iter()
        .any(|line| line.trim_end().ends_with(['.', ':', '!', '?']));
    if words >= 3 && ends {
        return Vec::new();
    }
    let message = "the first line is not a `//! ` sentence that says what the room is for";
    vec![Finding::new(file, 1, "head", message)]
}

fn functions(file: &Path, text: &str, lexed: &Lexed<'_>) -> Vec<Finding> {
    let lines: Vec<&str> = text.lines().collect();
    let mut findings = Vec::new();
    for (at, token) in lexed.tokens.iter().enumerate() {
        let after = lexed.tokens.get(at + 1..).unwrap_or_default();
        let Some((name, rest)) = after.split_first() else {
            break;
        };
        let is_name = name
            .text
            .starts_with(|c: char| c == '_' || c.is_alphabetic());
        if !token.is("fn") || !is_name {
            continue;
        }
        let Some(last) = body_end(rest) else { continue };
        let body = lines.get(token.line - 1..last).unwrap_or_default();
        let count = body.iter().filter(|line| !line.trim().is_empty()).count();
        if count >= FUNCTION_LINES {
            let message = format!(
                "`{}` has {count} lines that are not blank; a function has fewer than {FUNCTION_LINES}",
                name.text
            );
            findings.push(Finding::new(file, token.line, "function-size", message));
        }
    }
    findings
}

/// The line on which a function's body closes; `None` for a declaration without one.
fn body_end(tokens: &[Token<'_>]) -> Option<usize> {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for token in tokens {
        match token.text {
            _ if token.is("(") || token.is("[") => others += 1,
            _ if token.is(")") || token.is("]") => others = others.saturating_sub(1),
            _ if token.is("{") => braces += 1,
            _ if token.is("}") => {
                braces = braces.saturating_sub(1);
                if braces == 0 {
                    return Some(token.line);
                }
            }
            _ if token.is(";") && braces == 0 && others == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Tests of `x.rs` are in `x_tests.rs`; only packages of tests keep them elsewhere.
fn tests(file: &Path, lexed: &Lexed<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for tokens in lexed.tokens.windows(3) {
        if let [keyword, name, brace] = tokens
            && keyword.is("mod")
            && (name.is("tests") || name.is("test"))
            && brace.is("{")
        {
            let message = "tests inside the file: put them in x_tests.rs beside x.rs";
            findings.push(Finding::new(file, keyword.line, "tests", message));
        }
    }
    let is_for_tests = file.components().any(|part| {
        let part = part.as_os_str().to_string_lossy();
        part == "tests" || part == "fuzz" || part.trim_end_matches(".rs").ends_with("_tests")
    });
    for tokens in lexed.tokens.windows(4) {
        if let [hash, open, name, close] = tokens
            && (hash.is("#") && open.is("[") && name.is("test") && close.is("]"))
            && !is_for_tests
        {
            let message = "a test outside x_tests.rs: move it beside the file that it tests";
            findings.push(Finding::new(file, name.line, "tests", message));
        }
    }
    findings
}

fn banned(file: &Path, lexed: &Lexed<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, tokens) in lexed.tokens.windows(2).enumerate() {
        let [name, mark] = tokens else { continue };
        if mark.is("!") && BANNED_MACROS.iter().any(|banned| name.is(banned)) {
            let message = format!("{}! must not stay in code", name.text);
            findings.push(Finding::new(file, name.line, "left-over", message));
        }
        let is_door = name.is("use")
            && lexed
                .tokens
                .get(at.wrapping_sub(1))
                .is_some_and(|before| before.is("pub") || before.is(")"));
        let rest = lexed.tokens.get(at..).unwrap_or_default();
        let line = rest.split(|token| token.is(";")).next().unwrap_or_default();
        if is_door && line.iter().any(|token| token.is("*")) {
            let message = "`pub use …::*` hides what a room offers: list the names";
            findings.push(Finding::new(file, name.line, "glob", message));
        }
    }
    findings
}

fn comments(file: &Path, lexed: &Lexed<'_>) -> Vec<Finding> {
    let comments = lexed.comments.iter();
    comments
        .filter_map(|(line, text)| marker(text).map(|word| (line, word)))
        .map(|(line, word)| {
            let message = format!("{word}: finish it, or open an issue and drop the mark");
            Finding::new(file, *line, "left-over", message)
        })
        .collect()
}
