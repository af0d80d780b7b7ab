//! The command line itself: help and version are answers, everything not understood is exit 1.

use crate::transcript::{Folder, check};

/// All verbs but the one that is for show.
const VERBS: [&str; 20] = [
    "import",
    "append",
    "trace",
    "chain",
    "tree",
    "sites",
    "common-sites",
    "presets",
    "neighbours",
    "visitors",
    "stats",
    "history",
    "verify",
    "check",
    "link",
    "unlink",
    "retract",
    "erase",
    "retain",
    "compact",
];

#[test]
fn wrong_use_is_exit_code_1() {
    check(
        &[],
        "\
$ truyvet
! truyvet: name a verb, such as import, append, trace, stats or demo; see `truyvet --help`
? 1
$ truyvet frobnicate
! truyvet: unrecognized subcommand 'frobnicate'
!
! Usage: truyvet <COMMAND>
!
! For more information, try '--help'.
? 1
$ truyvet stats
! truyvet: the following required arguments were not provided:
!   <STORE>
!
! Usage: truyvet stats <STORE>
!
! For more information, try '--help'.
? 1
$ truyvet chain w --case An,0,inf
! truyvet: the following required arguments were not provided:
!   --to <ID>
!
! Usage: truyvet chain --to <ID> --case <ID,FROM,TO> <STORE>
!
! For more information, try '--help'.
? 1
$ truyvet trace w --format xml
! truyvet: invalid value 'xml' for '--format <FORMAT>'
!   [possible values: table, csv, json, parquet, arrow]
!
! For more information, try '--help'.
? 1
$ truyvet trace w --min-overlaps 5
! truyvet: unexpected argument '--min-overlaps' found
!
!   tip: a similar argument exists: '--min-overlap'
!
! Usage: truyvet trace --min-overlap <LENGTH> <STORE>
!
! For more information, try '--help'.
? 1
",
    );
}

#[test]
fn help_and_version() {
    let folder = Folder::with(&[]);
    let said = |line: &str| {
        let output = folder.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}");
        assert!(output.stderr.is_empty(), "{line}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(
        said("truyvet --version"),
        format!("truyvet {}\n", env!("CARGO_PKG_VERSION"))
    );
    let whole = said("truyvet --help");
    for verb in VERBS.iter().chain(&["demo"]) {
        assert!(whole.contains(&format!("\n  {verb} ")), "{verb}");
        let help = said(&format!("truyvet {verb} --help"));
        assert!(help.contains(&format!("Usage: truyvet {verb}")), "{help}");
        if *verb != "demo" {
            assert!(help.contains("Examples:"), "{verb}");
            assert!(help.contains("Exit codes: 0"), "{verb}");
        }
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{verb}: {line}");
        }
        said(&format!("truyvet {verb} -h"));
    }
    let trace = said("truyvet trace --help");
    for told in ["docs/semantics.md", "half-open", "person_seconds", "inf"] {
        assert!(trace.contains(told), "{told}");
    }
}

/// docs/cli.md names every option and every column.
#[test]
fn the_page_lists_what_there_is() {
    let page = include_str!("../../../../docs/cli.md");
    let folder = Folder::with(&[]);
    for verb in VERBS {
        let help = String::from_utf8(folder.run(&format!("truyvet {verb} --help")).stdout).unwrap();
        for option in help
            .split_whitespace()
            .filter(|word| word.starts_with("--"))
        {
            let option = option.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            if option != "--help" {
                assert!(
                    page.contains(option),
                    "docs/cli.md lacks {option} of {verb}"
                );
            }
        }
    }
    for column in [
        "person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade",
        "`last_contact`, `latest_contact`",
        "hop,infector,exposed,place,overlap_start,overlap_end,grade",
        "person,place,overlap_start,overlap_end,seconds,grade",
        "person,start,end,grade",
        "person,from,to",
        "file,line,field,reason,row",
    ] {
        assert!(page.contains(column), "{column}");
    }
}
