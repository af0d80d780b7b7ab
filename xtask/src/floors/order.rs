//! Inside a crate a module names only earlier siblings, in the order of the `mod` lines.
//!
//! A module's own items have a place in that order too: above every child they name, so only
//! children after those may name them. A `pub use` of a child is a door, not a use.

use std::collections::BTreeMap;

use super::names::{By, Named};
use super::resolve::{Scope, Target};
use super::tree::Module;
use crate::finding::Finding;

/// The highest child that a module's own items name: its index in `children`, and the path that names it.
type Highest<'a> = BTreeMap<&'a [String], (usize, String)>;

/// Every path that leads upward.
pub(crate) fn check(scope: &Scope<'_>) -> Vec<Finding> {
    let mut highest = Highest::new();
    for module in scope.modules() {
        if let Some(found) = highest_child(scope, module) {
            highest.insert(&module.path, found);
        }
    }
    let mut findings = Vec::new();
    for module in scope.modules() {
        for named in scope.named(module) {
            if let Target::Module(target) = scope.resolve(module, named)
                && let Some(message) = judge(scope, &highest, module, named, &target)
            {
                findings.push(Finding::new(&module.file, named.line, "order", message));
            }
        }
    }
    findings
}

fn highest_child(scope: &Scope<'_>, module: &Module) -> Option<(usize, String)> {
    let named = scope.named(module);
    let is_use = |named: &&Named| match &named.by {
        By::Use {
            alias,
            public: true,
        } => scope.has_word(module, alias),
        _ => true,
    };
    let uses = named.iter().filter(is_use);
    uses.filter_map(|used| {
        let Target::Module(target) = scope.resolve(module, used) else {
            return None;
        };
        let child = target.strip_prefix(module.path.as_slice())?.first()?;
        let index = module.children.iter().position(|name| name == child)?;
        Some((index, used.segments.join("::")))
    })
    .max()
}

fn judge(
    scope: &Scope<'_>,
    highest: &Highest<'_>,
    module: &Module,
    named: &Named,
    target: &[String],
) -> Option<String> {
    if target.starts_with(&module.path) {
        return None;
    }
    let shared = module
        .path
        .iter()
        .zip(target)
        .take_while(|(a, b)| a == b)
        .count();
    let parent = scope.module(module.path.get(..shared)?)?;
    let place = |name: &String| parent.children.iter().position(|child| child == name);
    let mine = module.path.get(shared)?;
    let written = named.segments.join("::");
    let above = match parent.path.as_slice() {
        [] => "the crate root".to_owned(),
        path => format!("`{}`", path.join("::")),
    };
    let Some(theirs) = target.get(shared) else {
        let (index, path) = highest.get(parent.path.as_slice())?;
        return (*index >= place(mine)?).then(|| {
            format!(
                "`{written}` names an item of {above} itself, whose own code names `{path}`: \
                 move the item to a module below `{mine}`"
            )
        });
    };
    (place(theirs)? > place(mine)?).then(|| {
        format!(
            "`{written}` names `{theirs}`, which stands after `{mine}` among the modules of {above}: \
             a module names only earlier siblings (move the item down, or the `mod` line up)"
        )
    })
}
