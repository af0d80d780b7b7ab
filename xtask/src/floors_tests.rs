//! Tests of the floors on small made-up workspaces: each rule is broken once, and a clean one passes.

use std::fs;
use std::path::Path;

use super::check;
use crate::rules::Rules;
use crate::workspace::Workspace;

const RULES: &str = r#"
watched = ["std::fs"]
[[crate]]
name = "low"
dev-uses = ["kit"]
dev-packages = ["proptest"]
[crate.packages]
memmap2 = ["io"]
"std::fs" = ["io::disk"]
[[crate]]
name = "high"
uses = ["low"]
[[crate]]
name = "kit"
uses = ["low"]
"#;

const MANIFEST: &str = "[workspace]\nresolver = '3'\nmembers = ['low', 'high', 'kit']\n";

/// A clean workspace with some files written over it or added.
fn world(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let low = "\n[dependencies]\nmemmap2 = '0.9'\n[dev-dependencies]\nkit = { path = '../kit' }\nproptest = '1'\n";
    let high = "\n[dependencies]\nlow = { path = '../low' }\n";
    let package = |name: &str, rest: &str| {
        format!("[package]\nname = '{name}'\nversion = '0.1.0'\nedition = '2024'\n{rest}")
    };
    let folder = tempfile::tempdir().unwrap();
    let put = |file: &str, text: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("Cargo.toml", MANIFEST);
    put("xtask/floors.toml", RULES);
    put("low/Cargo.toml", &package("low", low));
    put("high/Cargo.toml", &package("high", high));
    put("kit/Cargo.toml", &package("kit", high));
    put("low/src/lib.rs", "mod io;\nmod a;\nmod b;\npub use b::B;\n");
    put(
        "low/src/io.rs",
        "mod disk;\nuse memmap2::Mmap;\npub struct Io;\n",
    );
    put("low/src/io/disk.rs", "use std::fs::File;\n");
    put(
        "low/src/a.rs",
        "use crate::io::Io;\nfn f() { let low = super::io::Io; }\n",
    );
    put(
        "low/src/b.rs",
        "use crate::{a, io::Io as Disk};\npub struct B;\n",
    );
    put("high/src/lib.rs", "use low::B;\n");
    put("kit/src/lib.rs", "");
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

/// Exactly one finding, at `place`, that says `says`.
#[track_caller]
fn expect_one(changes: &[(&str, &str)], place: &str, says: &str) {
    let folder = world(changes);
    let found = findings(folder.path());
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with(place) && found[0].contains(says),
        "{found:#?}"
    );
}

#[track_caller]
fn expect_clean(changes: &[(&str, &str)]) {
    let folder = world(changes);
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn a_clean_workspace_passes() {
    expect_clean(&[]);
}

#[test]
fn a_later_sibling_may_not_be_named_in_any_way() {
    for (text, line) in [
        ("use crate::b::B;\n", 1),
        (
            "\nuse crate::{\n    io::Io,\n    b::{self, B as Bee},\n};\n",
            4,
        ),
        ("use super::b;\n", 1),
        ("\nfn f() {\n    let x = crate::b::B;\n}\n", 3),
        ("fn f() -> super::b::B {\n    loop {}\n}\n", 1),
        (
            "fn f() {\n    assert_eq!(1, [super::b::ONE].len());\n}\n",
            2,
        ),
        ("fn f() {\n    use crate::b as later;\n}\n", 2),
        ("#[derive(Debug, crate::b::Derive)]\nstruct S;\n", 1),
        ("// re-exported by the root\nuse crate::B;\n", 2),
        ("impl Iterator for crate::b::B {}\n", 1),
    ] {
        let folder = world(&[("low/src/a.rs", text)]);
        let found = findings(folder.path());
        let place = format!("low/src/a.rs:{line}: [order]");
        assert!(!found.is_empty(), "{text}");
        assert!(
            found.iter().all(|one| one.starts_with(&place)),
            "{text}: {found:#?}"
        );
        assert!(
            found[0].contains("`b`, which stands after `a`"),
            "{found:#?}"
        );
    }
}

#[test]
fn words_that_only_look_like_a_later_sibling_are_fine() {
    expect_clean(&[(
        "low/src/a.rs",
        "//! crate::b::B\nfn f(b: u8) -> &'static str { let _ = b; \"crate::b::B\" }\npub(crate) struct S;\n",
    )]);
}

#[test]
fn a_path_on_a_type_names_only_the_type() {
    let text = "fn f(x: <u8>::T) { <[u8]>::len(x); <[crate::io::Io] as io::T>::len(x); }\n";
    expect_clean(&[("low/src/a.rs", text)]);
    let text = "fn f() { <[memmap2::Mmap]>::len(x); }\n";
    expect_one(
        &[("low/src/a.rs", text)],
        "low/src/a.rs:1: [rooms]",
        "`memmap2::Mmap`",
    );
}

#[test]
fn tests_are_free_of_the_order_and_of_rooms() {
    expect_clean(&[
        (
            "low/src/a.rs",
            "#[cfg(test)]\nuse crate::b::B;\n#[cfg(test)]\n#[path = \"a_tests.rs\"]\nmod tests;\n#[cfg(all(test, unix))]\nfn g() { crate::b::f(); }\n",
        ),
        (
            "low/src/a_tests.rs",
            "use crate::b::B;\nuse proptest::prelude::*;\nuse std::fs;\n",
        ),
    ]);
}

#[test]
fn a_condition_that_also_holds_without_tests_is_not_a_test() {
    let text = "#[cfg(any(test, unix))]\nuse crate::b::B;\n#[cfg(not(test))]\nuse crate::b::C;\n";
    let folder = world(&[("low/src/a.rs", text)]);
    assert_eq!(findings(folder.path()).len(), 2);
}

#[test]
fn children_and_their_parent_name_each_other_one_way_only() {
    let root = "mod io;\nmod a;\nmod b;\npub type Number = u32;\nfn f() { a::f(); }\n";
    let number = "use crate::Number;\n";
    expect_clean(&[("low/src/lib.rs", root), ("low/src/b.rs", number)]);
    expect_one(
        &[("low/src/lib.rs", root), ("low/src/a.rs", number)],
        "low/src/a.rs:1: [order]",
        "an item of the crate root itself, whose own code names `a::f`",
    );
}

#[test]
fn a_door_that_the_parent_itself_walks_through_is_a_use() {
    let root = "mod io;\nmod a;\nmod b;\npub use b::B;\npub struct Holder(B);\n";
    expect_one(
        &[
            ("low/src/lib.rs", root),
            ("low/src/b.rs", "pub struct B(super::Holder);\n"),
        ],
        "low/src/b.rs:1: [order]",
        "`b::B`",
    );
}

#[test]
fn inner_modules_have_their_own_order() {
    let files = [
        ("low/src/a.rs", "mod one;\nmod two;\n"),
        ("low/src/a/one.rs", "use super::two::T;\n"),
        (
            "low/src/a/two.rs",
            "use super::one::O;\nuse crate::io::Io;\n",
        ),
    ];
    expect_one(
        &files,
        "low/src/a/one.rs:1: [order]",
        "`two`, which stands after `one`",
    );
}

#[test]
fn a_package_stays_in_its_rooms() {
    for text in [
        "use memmap2::Mmap;\n",
        "use memmap2 as mm;\n",
        "fn f(x: &::memmap2::Mmap) {}\n",
        "fn f() { drop!(memmap2::Mmap::map); }\n",
        "extern crate memmap2;\n",
    ] {
        let says = "names memmap2 in `a`; xtask/floors.toml allows it in only io";
        expect_one(&[("low/src/a.rs", text)], "low/src/a.rs:1: [rooms]", says);
    }
}

#[test]
fn a_watched_path_of_std_stays_in_its_rooms() {
    let disk = (
        "low/src/io/disk.rs",
        "use std::{fs, io};\nfn f() { fs::read(\"x\"); }\n",
    );
    expect_clean(&[disk]);
    for text in [
        "use std::{fs::File, io};\n",
        "fn f() { std::fs::read(\"x\"); }\n",
    ] {
        expect_one(
            &[("low/src/a.rs", text)],
            "low/src/a.rs:1: [rooms]",
            "names std::fs in `a`",
        );
    }
}

#[test]
fn a_room_that_is_not_there_is_named() {
    let rules = RULES.replace("[\"io\"]", "[\"io\", \"cellar\"]");
    expect_one(
        &[("xtask/floors.toml", &rules)],
        "xtask/floors.toml",
        "no room `cellar`",
    );
}

#[test]
fn a_lower_crate_may_not_depend_on_a_higher_one() {
    let manifest = "[package]\nname = 'low'\nversion = '0.1.0'\nedition = '2024'\n[dependencies]\nmemmap2 = '0.9'\nhigh = { path = '../high' }\n";
    let high = "[package]\nname = 'high'\nversion = '0.1.0'\nedition = '2024'\n";
    expect_one(
        &[
            ("low/Cargo.toml", manifest),
            ("high/Cargo.toml", high),
            ("high/src/lib.rs", ""),
        ],
        "low/Cargo.toml: [crates]",
        "the dependency high, which xtask/floors.toml does not grant it (`uses` of [[crate]] low)",
    );
}

#[test]
fn a_help_for_tests_may_not_become_a_dependency() {
    let high = "[package]\nname = 'high'\nversion = '0.1.0'\nedition = '2024'\n[dependencies]\nlow = { path = '../low' }\nkit = { path = '../kit' }\nrkyv = '0.8'\n[dev-dependencies]\ncriterion = '0.8'\n";
    let folder = world(&[("high/Cargo.toml", high)]);
    let found = findings(folder.path()).join("\n");
    for says in [
        "dependency kit",
        "dependency rkyv",
        "dev-dependency criterion",
    ] {
        assert!(found.contains(says), "{says}: {found}");
    }
}

#[test]
fn the_rule_file_itself_is_checked() {
    let upward = RULES.replace(
        "uses = [\"low\"]\n[[crate]]\nname = \"kit\"",
        "uses = [\"low\", \"kit\"]\n[[crate]]\nname = \"kit\"",
    );
    expect_one(
        &[("xtask/floors.toml", &upward)],
        "xtask/floors.toml",
        "high may not use kit",
    );
    let ghost = format!("{RULES}[[crate]]\nname = \"ghost\"\n");
    expect_one(
        &[("xtask/floors.toml", &ghost)],
        "xtask/floors.toml",
        "ghost is not in the workspace",
    );
    let less = RULES.replace("[[crate]]\nname = \"kit\"\nuses = [\"low\"]\n", "");
    expect_one(
        &[("xtask/floors.toml", &less)],
        "kit/Cargo.toml",
        "has no [[crate]]",
    );
    let folder = world(&[("xtask/floors.toml", "colour = 1\n")]);
    assert!(
        Rules::load(folder.path())
            .unwrap_err()
            .to_string()
            .contains("floors.toml")
    );
}

#[test]
fn a_file_that_is_missing_or_broken_is_a_finding() {
    expect_one(
        &[("low/src/a.rs", "mod gone;\n")],
        "low/src/a.rs:1: [source]",
        "`mod gone` has no file",
    );
    expect_one(
        &[("low/src/a.rs", "fn {\n")],
        "low/src/a.rs: [source]",
        "does not parse",
    );
}
