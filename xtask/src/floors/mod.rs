//! `cargo xtask floors`: crates, packages and modules name only what the rule file lets them name.

mod tree;

mod names;

mod resolve;

mod dependencies;

mod rooms;

mod order;

use crate::error::XtaskError;
use crate::finding::{Finding, report};
use crate::rules::{CrateRule, FILE, Rules};
use crate::workspace::{Kind, Member, Workspace};

pub(crate) use tree::Tree;

use resolve::Scope;

const LEGEND: &str = "\
rules: xtask/floors.toml. Its head explains each key: `uses` and `dev-uses` (workspace crates), `packages`
(external packages and the rooms that may name them), `dev-packages`, `watched` (paths of std that need a room).
The order of modules is the order of the `mod` lines themselves, lowest first.";

/// Checks the whole workspace and prints what it finds.
pub(crate) fn run(workspace: &Workspace) -> Result<(), XtaskError> {
    let rules = Rules::load(&workspace.root)?;
    report("floors", check(workspace, &rules)?, LEGEND)
}

/// Every broken rule.
pub(crate) fn check(workspace: &Workspace, rules: &Rules) -> Result<Vec<Finding>, XtaskError> {
    let mut findings = dependencies::check(workspace, rules);
    for member in &workspace.members {
        if let Some(rule) = rules.of(&member.name) {
            check_sources(workspace, rules, member, rule, &mut findings)?;
        }
    }
    Ok(findings)
}

fn check_sources(
    workspace: &Workspace,
    rules: &Rules,
    member: &Member,
    rule: &CrateRule,
    findings: &mut Vec<Finding>,
) -> Result<(), XtaskError> {
    let mut externals: Vec<String> = member
        .dependencies
        .iter()
        .map(|dependency| dependency.code_name.clone())
        .collect();
    externals.push("std".to_owned());
    let mut modules = Vec::new();
    for target in &member.targets {
        if !matches!(target.kind, Kind::Library | Kind::Binary) {
            continue;
        }
        let tree = Tree::load(&target.file)?;
        for (file, line, message) in &tree.problems {
            findings.push(Finding::new(
                workspace.relative(file),
                *line,
                "source",
                message,
            ));
        }
        let scope = Scope::new(&tree, &externals);
        let mut found = order::check(&scope);
        found.extend(rooms::check(&scope, rules, rule));
        findings.extend(found.into_iter().map(|mut finding| {
            finding.file = workspace.relative(&finding.file);
            finding
        }));
        modules.extend(tree.modules.keys().cloned());
    }
    findings.extend(
        rooms::missing(rule, &modules).map(|message| Finding::new(FILE, 0, "rooms", message)),
    );
    Ok(())
}

#[cfg(test)]
#[path = "../floors_tests.rs"]
mod tests;
