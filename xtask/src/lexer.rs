//! Rust source as words, marks and comments with their lines, for rules that a syntax tree without lines cannot carry.
//!
//! `syn` keeps no line numbers unless a feature of proc-macro2 is on, so [`tag`] writes the line of
//! every name into the name before the source is parsed and [`untag`] reads it back.

/// What a token is; literals keep no text that a rule could mistake for code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Word,
    Mark,
    Literal,
}

/// A token, where it starts and on which line (from 1).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind,
    pub(crate) text: &'a str,
    pub(crate) start: usize,
    pub(crate) line: usize,
}

impl Token<'_> {
    pub(crate) fn is(&self, text: &str) -> bool {
        self.kind != TokenKind::Literal && self.text == text
    }
}

/// The tokens of a file and its comments as (line, text).
#[derive(Debug, Default)]
pub(crate) struct Lexed<'a> {
    pub(crate) tokens: Vec<Token<'a>>,
    pub(crate) comments: Vec<(usize, &'a str)>,
}

/// Splits a source into tokens; never fails, an unclosed literal runs to the end.
pub(crate) fn lex(source: &str) -> Lexed<'_> {
    let mut lexed = Lexed::default();
    let (mut at, mut line) = (0, 1);
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        let length = piece_length(rest).max(1);
        let text = rest.get(..length).unwrap_or(rest);
        let first = text.chars().next().unwrap_or(' ');
        if text.starts_with("//") || text.starts_with("/*") {
            lexed.comments.push((line, text));
        } else if !first.is_whitespace() {
            lexed.tokens.push(Token {
                kind: kind_of(text, first),
                text,
                start: at,
                line,
            });
        }
        line += text.matches('\n').count();
        at += text.len();
    }
    lexed
}

fn kind_of(text: &str, first: char) -> TokenKind {
    let quoted = text.len() > 1 && (text.contains('"') || text.contains('\''));
    if quoted || first.is_ascii_digit() {
        TokenKind::Literal
    } else if is_word_start(first) {
        TokenKind::Word
    } else {
        TokenKind::Mark
    }
}

fn is_word_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Bytes of the comment, literal, word, mark or white space that `rest` begins with.
fn piece_length(rest: &str) -> usize {
    let Some(first) = rest.chars().next() else {
        return 0;
    };
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment_length(rest);
    }
    if let Some(length) = prefixed_literal_length(rest) {
        return length;
    }
    if first == '"' {
        return quoted_length(rest, '"');
    }
    if first == '\'' {
        return tick_length(rest);
    }
    if first.is_ascii_digit() {
        return number_length(rest);
    }
    if is_word_start(first) {
        return word_length(rest);
    }
    first.len_utf8()
}

fn block_comment_length(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(tail) = rest.get(at..).filter(|tail| !tail.is_empty()) {
        if tail.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if tail.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// `b"…"`, `c"…"`, `b'x'`, `r"…"`, `br#"…"#` and raw names `r#type`; `None` for anything else.
fn prefixed_literal_length(rest: &str) -> Option<usize> {
    let head = rest
        .find(|c: char| !matches!(c, 'b' | 'c' | 'r'))
        .filter(|&head| (1..=2).contains(&head))?;
    let (prefix, tail) = rest.split_at_checked(head)?;
    if prefix.ends_with('r') {
        let hashes = tail.len() - tail.trim_start_matches('#').len();
        let body = tail.get(hashes..)?;
        if body.starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let inner = body.get(1..)?;
            let length = inner
                .find(&end)
                .map_or(inner.len(), |found| found + end.len());
            return Some(head + hashes + 1 + length);
        }
        if prefix == "r" && hashes == 1 && body.starts_with(is_word_start) {
            return Some(head + 1 + word_length(body));
        }
        return None;
    }
    if tail.starts_with('"') {
        return Some(head + quoted_length(tail, '"'));
    }
    (prefix == "b" && tail.starts_with('\'')).then(|| head + quoted_length(tail, '\''))
}

fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    rest.len()
}

/// A character literal or a lifetime.
fn tick_length(rest: &str) -> usize {
    let mut after = rest.chars().skip(1);
    let (second, third) = (after.next(), after.next());
    if second == Some('\\') || third == Some('\'') {
        return quoted_length(rest, '\'');
    }
    1 + rest.get(1..).map_or(0, word_length)
}

fn number_length(rest: &str) -> usize {
    let whole = word_length(rest);
    let fraction = rest.get(whole..).and_then(|tail| tail.strip_prefix('.'));
    match fraction {
        Some(digits) if digits.starts_with(|c: char| c.is_ascii_digit()) => {
            whole + 1 + word_length(digits)
        }
        _ => whole,
    }
}

fn word_length(rest: &str) -> usize {
    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

const TAG: &str = "__line";

/// Words the grammar itself gives a meaning to: they must stay as they are.
const GRAMMAR: &[&str] = &[
    "_",
    "abstract",
    "as",
    "async",
    "auto",
    "await",
    "become",
    "box",
    "break",
    "builtin",
    "const",
    "continue",
    "crate",
    "default",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "macro_rules",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "raw",
    "ref",
    "return",
    "safe",
    "self",
    "Self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// The same source with the line of every name written into the name.
pub(crate) fn tag(source: &str) -> String {
    let mut tagged = String::with_capacity(source.len() * 2);
    let mut copied = 0;
    for token in lex(source).tokens {
        if token.kind == TokenKind::Word && !GRAMMAR.contains(&token.text) {
            let end = token.start + token.text.len();
            tagged.push_str(source.get(copied..end).unwrap_or_default());
            tagged.push_str(&format!("{TAG}{}", token.line));
            copied = end;
        }
    }
    tagged.push_str(source.get(copied..).unwrap_or_default());
    tagged
}

/// The name as written and its line; line 0 for a word of the grammar.
pub(crate) fn untag(name: &str) -> (String, usize) {
    let name = name.strip_prefix("r#").unwrap_or(name);
    match name.rsplit_once(TAG) {
        Some((plain, line)) => (plain.to_owned(), line.parse().unwrap_or(0)),
        None => (name.to_owned(), 0),
    }
}

#[cfg(test)]
#[path = "lexer_tests.rs"]
mod tests;
