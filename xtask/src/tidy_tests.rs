//! Tests of tidiness on small made-up repositories: each rule is broken once, and a clean one passes.

use std::fs;
use std::path::Path;

use super::check;
use crate::rules::Rules;
use crate::workspace::Workspace;

const RULES: &str = "[[crate]]\nname = \"one\"\nunsafe-in = [\"io\"]\n";

const LIB: &str = "//! What this crate is for.\nmod io;\nmod a;\n";

/// A clean repository with some files written over it or added.
fn world(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |file: &str, text: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "Cargo.toml",
        "[workspace]\nresolver = '3'\nmembers = ['one']\n",
    );
    put(
        "one/Cargo.toml",
        "[package]\nname = 'one'\nversion = '0.1.0'\nedition = '2024'\n",
    );
    put("xtask/floors.toml", RULES);
    put("CHANGELOG.md", "# Changes\n\n## [Unreleased]\n");
    put(
        "README.md",
        "# One\n\nSee [the changes](CHANGELOG.md#unreleased) and [below](#one).\n",
    );
    put(
        "docs/adr/README.md",
        "# Decisions\n\n- [first](0001-first.md)\n",
    );
    put("docs/adr/0001-first.md", "# First\n");
    put("one/src/lib.rs", LIB);
    put(
        "one/src/io.rs",
        "//! Where bytes come in.\nfn f() {\n    // SAFETY: nothing happens.\n    unsafe { g() };\n}\n",
    );
    put(
        "one/src/a.rs",
        "//! A room with a test.\n#[cfg(test)]\n#[path = \"a_tests.rs\"]\nmod tests;\n",
    );
    put(
        "one/src/a_tests.rs",
        "//! Tests of the room.\n#[test]\nfn f() {}\n",
    );
    put("one/fixtures/x.rs", "not Rust \n");
    put("target/x.rs", "not Rust \n");
    for (file, text) in changes {
        put(file, text);
    }
    folder
}

fn findings(folder: &Path) -> Vec<String> {
    let workspace = Workspace::load(folder).unwrap();
    let rules = Rules::load(folder).unwrap();
    let findings = check(&workspace, &rules).unwrap();
    findings.iter().map(ToString::to_string).collect()
}

/// Exactly one finding, which starts so.
#[track_caller]
fn expect_one(changes: &[(&str, &str)], start: &str) {
    let folder = world(changes);
    let found = findings(folder.path());
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with(start), "{start}: {found:#?}");
}

/// Room `a` with these lines after its head.
#[track_caller]
fn expect_in_room(rest: &str, start: &str) {
    expect_one(&[("one/src/a.rs", &room(rest))], start);
}

fn room(rest: &str) -> String {
    format!("//! A room with a test.\n#[cfg(test)]\n#[path = \"a_tests.rs\"]\nmod tests;\n{rest}")
}

#[test]
fn a_clean_repository_passes() {
    let folder = world(&[]);
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn size() {
    let function = |lines: usize| format!("fn long() {{\n{}}}\n", "    f();\n\n".repeat(lines));
    expect_in_room(
        &function(68),
        "one/src/a.rs:5: [function-size] `long` has 70 lines",
    );
    let folder = world(&[("one/src/a.rs", &room(&function(67)))]);
    assert_eq!(findings(folder.path()), Vec::<String>::new());
    let constants = |lines: usize| "const X: [u8; 2] = [1, 2];\n".repeat(lines);
    expect_in_room(&constants(396), "one/src/a.rs: [file-size] 400 lines");
    let folder = world(&[("one/src/a.rs", &room(&constants(395)))]);
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn head() {
    for text in [
        "mod io;\nmod a;\n",
        "//! lib.\nmod io;\nmod a;\n",
        "\n//! What this is for.\nmod io;\nmod a;\n",
    ] {
        expect_one(&[("one/src/lib.rs", text)], "one/src/lib.rs:1: [head]");
    }
}

#[test]
fn c_files_have_heads_and_sizes() {
    expect_one(&[("one/a.c", "int a;\n")], "one/a.c:1: [head]");
    expect_one(
        &[("one/a.hpp", "/* A. */\n\tint a;\n")],
        "one/a.hpp:2: [white-space]",
    );
    let long = format!("/* A. */\n{}", "int a;\n".repeat(399));
    expect_one(&[("one/a.h", &long)], "one/a.h: [file-size] 400 lines");
    // What is made is as long as it is.
    let made = long.replace("/* A. */", "/* Made by `cargo xtask header`. */");
    let folder = world(&[("one/a.h", &made)]);
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn tests_are_beside_their_file() {
    expect_in_room("mod tests {\n}\n", "one/src/a.rs:5: [tests] tests inside");
    expect_in_room(
        "#[test]\nfn f() {}\n",
        "one/src/a.rs:5: [tests] a test outside",
    );
    let text = format!("{LIB}#[cfg(test)]\nmod lone_tests;\n");
    let files = [
        ("one/src/lib.rs", text.as_str()),
        ("one/src/lone_tests.rs", "//! Tests of nothing here.\n"),
    ];
    expect_one(&files, "one/src/lone_tests.rs: [tests] no file beside");
}

#[test]
fn dead_files() {
    expect_one(
        &[("one/src/b.rs", "//! A room without a door.\n")],
        "one/src/b.rs: [dead-file]",
    );
}

#[test]
fn left_overs() {
    expect_in_room(
        "fn f() {\n    todo!()\n}\n",
        "one/src/a.rs:6: [left-over] todo!",
    );
    expect_in_room(
        "fn f() {\n    dbg!(1);\n}\n",
        "one/src/a.rs:6: [left-over] dbg!",
    );
    expect_in_room(
        "fn f() {\n    unimplemented!()\n}\n",
        "one/src/a.rs:6: [left-over] unimpl",
    );
    for marker in super::text::MARKERS {
        let start = format!("one/src/a.rs:6: [left-over] {marker}");
        expect_in_room(&format!("fn f() {{\n    // {marker}: later\n}}\n"), &start);
        let text = format!("# One\n\n{marker} later\n");
        expect_one(
            &[("README.md", &text)],
            &format!("README.md:3: [left-over] {marker}"),
        );
    }
}

#[test]
fn open_doors() {
    expect_in_room("pub use std::{cmp, fmt::*};\n", "one/src/a.rs:5: [glob]");
    expect_in_room("pub(crate) use std::fmt::*;\n", "one/src/a.rs:5: [glob]");
    let folder = world(&[(
        "one/src/a.rs",
        &room("pub use std::fmt::Debug;\nuse std::fmt::*;\n"),
    )]);
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn white_space() {
    expect_in_room("fn f() {} \n", "one/src/a.rs:5: [white-space] white space");
    expect_in_room("\tfn f() {}\n", "one/src/a.rs:5: [white-space] a tab");
    expect_one(
        &[("README.md", "# One")],
        "README.md: [white-space] the last line",
    );
}

#[test]
fn links() {
    for (text, link) in [
        ("# One\n\n[x](gone.md)\n", "gone.md"),
        ("# One\n\n[x]: gone.md\n", "gone.md"),
        ("# One\n\n[x](#two)\n", "#two"),
        (
            "# One\n\n[x](CHANGELOG.md#released)\n",
            "CHANGELOG.md#released",
        ),
    ] {
        expect_one(
            &[("README.md", text)],
            &format!("README.md:3: [link] the link `{link}`"),
        );
    }
    let text = "# One\n\n`[x](gone.md)` [y](https://example.org/a)\n\n```\n[x](gone.md)\n```\n";
    let folder = world(&[("README.md", text)]);
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn decisions_and_changes() {
    expect_one(
        &[("docs/adr/0002-second.md", "# Second\n")],
        "docs/adr/README.md: [decisions] 0002",
    );
    expect_one(
        &[("CHANGELOG.md", "# Changes\n\n## [0.0.9]\n\n## Unreleased\n")],
        "CHANGELOG.md: [changelog]",
    );
    let folder = world(&[("CHANGELOG.md", "## [0.1.0] - 2021-01-01\n\n## Unreleased\n")]);
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn registries() {
    let address = format!("# One\n\n<{}{}crates.io/crates/one>\n", "https", "://");
    expect_one(
        &[("README.md", &address)],
        "README.md:3: [registry] an address of crates.io",
    );
    let index = format!("x = \"sparse+{}{}index.crates.io/\"\n", "https", "://");
    expect_one(
        &[(".cargo/config.toml", &index)],
        ".cargo/config.toml:1: [registry]",
    );
}

#[test]
fn unsafe_code() {
    let explained = "fn f() {\n    // SAFETY: nothing happens.\n    unsafe { g() };\n}\n";
    expect_in_room(
        explained,
        "one/src/a.rs:7: [unsafe] unsafe outside its room",
    );
    let io = |body: &str| format!("//! Where bytes come in.\nfn f() {{\n{body}}}\n");
    let bare = io("    unsafe { g() };\n");
    expect_one(
        &[("one/src/io.rs", &bare)],
        "one/src/io.rs:3: [unsafe] unsafe without",
    );
    let used_up = io("    // SAFETY: nothing happens.\n    unsafe { g() };\n    unsafe { g() };\n");
    expect_one(
        &[("one/src/io.rs", &used_up)],
        "one/src/io.rs:5: [unsafe] unsafe without",
    );
    let wrapped = io("    // SAFETY: nothing happens.\n    let long =\n        unsafe { g() };\n");
    let folder = world(&[("one/src/io.rs", &wrapped)]);
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}
