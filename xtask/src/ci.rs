//! `cargo xtask ci`: every check in the order in which a failure is cheapest, then the tests.

use std::process::{Command, Stdio};

use crate::error::XtaskError;
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{floors, header, test, tidy};

/// Runs all checks and prints the summary, also when one fails.
pub(crate) fn run(workspace: &Workspace) -> Result<(), XtaskError> {
    let mut steps = Steps::new(workspace.root.clone(), true);
    let outcome = run_steps(workspace, &mut steps);
    steps.summary();
    outcome
}

fn run_steps(workspace: &Workspace, steps: &mut Steps) -> Result<(), XtaskError> {
    steps.cargo("fmt", &["fmt", "--all", "--check"], &[])?;
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    steps.cargo("clippy", &clippy, &[])?;
    let documents = ["doc", "--workspace", "--no-deps"];
    steps.cargo("doc", &documents, &[("RUSTDOCFLAGS", "-D warnings")])?;
    steps.check("tidy", || tidy::run(workspace))?;
    steps.check("floors", || floors::run(workspace))?;
    steps.check("header", || header::check(workspace))?;
    if has_cargo_deny() {
        // Advisories need a database from the network; see CONTRIBUTING.md.
        steps.cargo(
            "deny",
            &[
                "deny",
                "check",
                "--hide-inclusion-graph",
                "bans",
                "licenses",
                "sources",
            ],
            &[],
        )?;
    } else {
        steps.skip("deny", "cargo-deny is not installed");
    }
    // The test that kills writers takes its time here.
    test::run_steps(workspace, steps, &[("TRUYVET_KILL_SECONDS", "60")])
}

fn has_cargo_deny() -> bool {
    Command::new("cargo-deny")
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
