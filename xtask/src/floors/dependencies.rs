//! Cargo.toml against the rule file: which crates and packages a crate may depend on at all.

use std::path::PathBuf;

use crate::finding::Finding;
use crate::rules::{CrateRule, FILE, Rules};
use crate::workspace::{Dependency, Member, Workspace};

/// Every dependency that the rules do not grant, and every rule about a crate that is not there.
pub(crate) fn check(workspace: &Workspace, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in &workspace.members {
        let manifest = workspace.relative(&member.folder.join("Cargo.toml"));
        match rules.of(&member.name) {
            Some(rule) => check_member(member, rule, &manifest, &mut findings),
            None => findings.push(Finding::new(
                manifest,
                0,
                "crates",
                format!(
                    "{} has no [[crate]] in {FILE}: give it its floor",
                    member.name
                ),
            )),
        }
    }
    check_rules(workspace, rules, &mut findings);
    findings
}

fn check_member(
    member: &Member,
    rule: &CrateRule,
    manifest: &PathBuf,
    findings: &mut Vec<Finding>,
) {
    for dependency in &member.dependencies {
        let (granted, keys) = granted(dependency, rule);
        if !granted {
            let sort = if dependency.dev {
                "dev-dependency"
            } else {
                "dependency"
            };
            findings.push(Finding::new(
                manifest,
                0,
                "crates",
                format!(
                    "{} has the {sort} {}, which {FILE} does not grant it ({keys} of [[crate]] {})",
                    member.name, dependency.name, member.name
                ),
            ));
        }
    }
}

fn granted(dependency: &Dependency, rule: &CrateRule) -> (bool, &'static str) {
    let name = &dependency.name;
    let used = rule.uses.contains(name);
    let packaged = rule.packages.contains_key(name);
    match (dependency.local, dependency.dev) {
        (true, false) => (used, "`uses`"),
        (true, true) => (used || rule.dev_uses.contains(name), "`uses` or `dev-uses`"),
        (false, false) => (packaged, "`packages`"),
        (false, true) => (
            packaged || rule.dev_packages.contains(name),
            "`packages` or `dev-packages`",
        ),
    }
}

/// The rule file itself: known crates only, each above all that it uses.
fn check_rules(workspace: &Workspace, rules: &Rules, findings: &mut Vec<Finding>) {
    let mut lower: Vec<&str> = Vec::new();
    for rule in &rules.crates {
        if !workspace
            .members
            .iter()
            .any(|member| member.name == rule.name)
        {
            let message = format!("[[crate]] {} is not in the workspace: drop it", rule.name);
            findings.push(Finding::new(FILE, 0, "crates", message));
        }
        for used in &rule.uses {
            if !lower.contains(&used.as_str()) {
                let message = format!(
                    "{} may not use {used}: a crate uses only crates listed above it",
                    rule.name
                );
                findings.push(Finding::new(FILE, 0, "crates", message));
            }
        }
        lower.push(&rule.name);
    }
}
