//! What a written path means inside one crate: a module of it, an external package, or something local.

use std::collections::BTreeMap;

use super::names::{By, Named, Names, collect};
use super::tree::{Module, Tree};

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A module of this crate, or an item in it.
    Module(Vec<String>),
    /// An external package (or `std`), with the whole path.
    External(Vec<String>),
    /// A local name, or one that a `use` has brought in and that was judged there.
    Local,
}

/// A crate's modules with the paths that each names.
pub(crate) struct Scope<'a> {
    tree: &'a Tree,
    externals: &'a [String],
    names: BTreeMap<&'a [String], Names>,
}

const MAX_REEXPORTS: usize = 16;

impl<'a> Scope<'a> {
    pub(crate) fn new(tree: &'a Tree, externals: &'a [String]) -> Self {
        let names = tree
            .modules
            .values()
            .map(|module| (module.path.as_slice(), collect(&module.items)))
            .collect();
        Self {
            tree,
            externals,
            names,
        }
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = &'a Module> {
        self.tree.modules.values()
    }

    pub(crate) fn module(&self, path: &[String]) -> Option<&'a Module> {
        self.tree.modules.get(path)
    }

    /// The paths that a module names.
    pub(crate) fn named(&self, module: &Module) -> &[Named] {
        let names = self.names.get(module.path.as_slice());
        names.map_or(&[], |names| names.named.as_slice())
    }

    /// Whether a module's own code has this name anywhere, `use` lines left out.
    pub(crate) fn has_word(&self, module: &Module, word: &str) -> bool {
        let names = self.names.get(module.path.as_slice());
        names.is_some_and(|names| names.words.contains(word))
    }

    /// What a path in `module` leads to.
    pub(crate) fn resolve(&self, module: &Module, named: &Named) -> Target {
        self.resolve_from(module, named, MAX_REEXPORTS)
    }

    fn resolve_from(&self, module: &Module, named: &Named, steps: usize) -> Target {
        let Some((first, rest)) = named.segments.split_first() else {
            return Target::Local;
        };
        if named.global {
            return Target::External(named.segments.clone());
        }
        let mut base = module.path.clone();
        match first.as_str() {
            "crate" => self.walk(module, Vec::new(), rest, steps),
            "self" => self.walk(module, base, rest, steps),
            "super" => {
                base.pop();
                let ups = rest.iter().take_while(|name| *name == "super").count();
                base.truncate(base.len().saturating_sub(ups));
                self.walk(module, base, rest.get(ups..).unwrap_or_default(), steps)
            }
            name if module.children.iter().any(|child| child == name) => {
                self.walk(module, base, &named.segments, steps)
            }
            _ if named.by == By::Code && self.imports(module, first) => Target::Local,
            name if self.externals.iter().any(|external| external == name) => {
                Target::External(named.segments.clone())
            }
            _ => Target::Local,
        }
    }

    fn imports(&self, module: &Module, name: &str) -> bool {
        self.named(module)
            .iter()
            .any(|named| matches!(&named.by, By::Use { alias, .. } if alias == name))
    }

    /// Follows `rest` down from `base`; a name re-exported by an ancestor of `module` leads to where it is defined.
    fn walk(&self, module: &Module, base: Vec<String>, rest: &[String], steps: usize) -> Target {
        let mut at = base;
        let mut rest = rest;
        while let Some((first, tail)) = rest.split_first() {
            let below = self
                .module(&at)
                .is_some_and(|here| here.children.contains(first));
            if !below {
                break;
            }
            at.push(first.clone());
            rest = tail;
        }
        let is_ancestor = module.path.len() > at.len() && module.path.starts_with(&at);
        if let (true, Some(left), Some((name, tail)), Some(here)) = (
            is_ancestor,
            steps.checked_sub(1),
            rest.split_first(),
            self.module(&at),
        ) && let Some(mut origin) = self.reexport(here, name)
        {
            origin.segments.extend(tail.iter().cloned());
            return self.resolve_reexport(module, here, &origin, left);
        }
        Target::Module(at)
    }

    fn reexport(&self, here: &Module, name: &str) -> Option<Named> {
        self.named(here)
            .iter()
            .find(|named| matches!(&named.by, By::Use { alias, .. } if alias == name))
            .cloned()
    }

    /// A path written in `here`, as seen from `module` below it.
    fn resolve_reexport(
        &self,
        module: &Module,
        here: &Module,
        origin: &Named,
        steps: usize,
    ) -> Target {
        match self.resolve_from(here, origin, steps) {
            Target::Module(path) => {
                let is_ancestor = module.path.len() > path.len() && module.path.starts_with(&path);
                match (is_ancestor, origin.segments.last(), steps.checked_sub(1)) {
                    (true, Some(name), Some(left)) if path != here.path => {
                        self.walk(module, path, std::slice::from_ref(name), left)
                    }
                    _ => Target::Module(path),
                }
            }
            other => other,
        }
    }
}
