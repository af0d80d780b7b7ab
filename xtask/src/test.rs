//! `cargo xtask test`: tests, doctests, examples that run, benches that compile.

use crate::error::XtaskError;
use crate::programs;
use crate::python;
use crate::steps::Steps;
use crate::workspace::{Kind, Workspace};

/// Runs all of it and prints the summary, also when a step fails.
pub(crate) fn run(workspace: &Workspace) -> Result<(), XtaskError> {
    let mut steps = Steps::new(workspace.root.clone(), false);
    let outcome = run_steps(workspace, &mut steps, &[]).and_then(|()| {
        // In `ci`, clippy has compiled them.
        steps.cargo(
            "benches compile",
            &["check", "--workspace", "--benches"],
            &[],
        )
    });
    steps.summary();
    outcome
}

/// The steps, for a run that has others too.
pub(crate) fn run_steps(
    workspace: &Workspace,
    steps: &mut Steps,
    environment: &[(&str, &str)],
) -> Result<(), XtaskError> {
    let test = ["test", "--workspace", "--no-fail-fast"];
    steps.cargo("test", &test, environment)?;
    programs::run_steps(workspace, steps)?;
    for member in &workspace.members {
        for target in member
            .targets
            .iter()
            .filter(|target| target.kind == Kind::Example)
        {
            let label = format!("example {}", target.name);
            let arguments = ["run", "--package", &member.name, "--example", &target.name];
            steps.cargo(&label, &arguments, &[])?;
        }
    }
    python::run_steps(workspace, steps)
}
