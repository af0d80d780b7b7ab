//! Tests of the lexer: what is a word, what is not, and lines that survive tagging.

use super::{TokenKind, lex, tag, untag};

fn words(source: &str) -> Vec<(usize, &str)> {
    let tokens = lex(source).tokens;
    let words = tokens.iter().filter(|token| token.kind == TokenKind::Word);
    words.map(|token| (token.line, token.text)).collect()
}

#[test]
fn literals_and_comments_hide_words() {
    let source = r###"a "b \" b" c // d
/* e /* f */ g */ h 'i' '\'' 'life b"j" r#"k " k"# br"l" b'm' 1u32 2.5e3 r#type n"###;
    let expected = [(1, "a"), (1, "c"), (2, "h"), (2, "r#type"), (2, "n")];
    assert_eq!(words(source), expected);
}

#[test]
fn comments_keep_their_line() {
    let lexed = lex("a\n// one\n/* two\nthree */ b\n");
    let lines: Vec<usize> = lexed.comments.iter().map(|comment| comment.0).collect();
    assert_eq!(lines, [2, 3]);
    assert_eq!(lexed.tokens.last().map(|token| token.line), Some(4));
}

#[test]
fn unclosed_literals_run_to_the_end() {
    for source in ["\"abc", "r#\"abc\"", "/* abc", "'", "b'", "r#", "'\\"] {
        lex(source);
    }
}

#[test]
fn a_tagged_source_still_parses_and_gives_back_its_lines() {
    let source =
        "use crate::a::{b,\n    c as d};\npub(crate) fn f<'x>(r#type: &'x str) -> u32 { 1 }\n";
    let tagged = tag(source);
    let file = syn::parse_file(&tagged).unwrap();
    let syn::Item::Fn(function) = &file.items[1] else {
        panic!("the second item is a function");
    };
    assert_eq!(untag(&function.sig.ident.to_string()), ("f".to_owned(), 3));
    assert_eq!(untag("crate"), ("crate".to_owned(), 0));
    assert!(tagged.contains("d__line2"));
}
