//! External packages and watched paths of std stay in the rooms that the rule file gives them.

use std::collections::BTreeSet;

use super::names::Named;
use super::resolve::{Scope, Target};
use super::tree::Module;
use crate::finding::Finding;
use crate::rules::{CrateRule, FILE, Rules, in_rooms};

/// Every place where a package is named outside its rooms.
pub(crate) fn check(scope: &Scope<'_>, rules: &Rules, rule: &CrateRule) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for module in scope.modules() {
        for named in scope.named(module) {
            let Target::External(path) = scope.resolve(module, named) else {
                continue;
            };
            for name in restricted(&path, rules, rule) {
                let rooms = rule.packages.get(&name).map_or(&[][..], Vec::as_slice);
                let once = seen.insert((module.file.as_path(), named.line, name.clone()));
                if !in_rooms(&module.path, rooms) && once {
                    findings.push(finding(module, named, &name, rooms, rule));
                }
            }
        }
    }
    findings
}

/// The keys of `packages` that a path falls under: its package, or a watched path of std.
fn restricted(path: &[String], rules: &Rules, rule: &CrateRule) -> Vec<String> {
    let Some(package) = path.first() else {
        return Vec::new();
    };
    if ["std", "core", "alloc"].contains(&package.as_str()) {
        let below = |watched: &&String| {
            let mut names = path.iter();
            watched
                .split("::")
                .all(|part| names.next().is_some_and(|name| name == part))
        };
        return rules.watched.iter().filter(below).cloned().collect();
    }
    let is_code_name = |name: &&String| name.replace('-', "_") == *package;
    let granted = rule
        .uses
        .iter()
        .chain(&rule.dev_uses)
        .any(|name| is_code_name(&name));
    let own = rule.name.replace('-', "_") == *package;
    if granted || own {
        return Vec::new();
    }
    let key = rule.packages.keys().find(is_code_name);
    vec![key.unwrap_or(package).clone()]
}

fn finding(
    module: &Module,
    named: &Named,
    name: &str,
    rooms: &[String],
    rule: &CrateRule,
) -> Finding {
    let here = match module.path.as_slice() {
        [] => "the crate root".to_owned(),
        path => format!("`{}`", path.join("::")),
    };
    let allowed = match rooms {
        [] => "no room".to_owned(),
        rooms => format!("only {}", rooms.join(", ")),
    };
    let message = format!(
        "`{}` names {name} in {here}; {FILE} allows it in {allowed} (`packages` of [[crate]] {})",
        named.segments.join("::"),
        rule.name
    );
    Finding::new(&module.file, named.line, "rooms", message)
}

/// Rooms in the rule file that the crate does not have.
pub(crate) fn missing<'a>(
    rule: &'a CrateRule,
    modules: &'a [Vec<String>],
) -> impl Iterator<Item = String> + 'a {
    let rooms = rule.packages.values().flatten().chain(&rule.unsafe_in);
    rooms
        .filter(|room| !["*", "crate", "benches"].contains(&room.as_str()))
        .filter(|room| !modules.iter().any(|module| module.join("::") == **room))
        .map(|room| {
            format!(
                "[[crate]] {} has no room `{room}`: drop or rename it",
                rule.name
            )
        })
}
