//! The administrative units of a snapshot as a tree: those declared, those that people and places
//! name, and whatever these lie in.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use truyvet_model::{UnitDetails, UnitLevel};

/// The place of a unit in its tree; 0 is everything.
pub(crate) type At = usize;

/// All units, in the order of their paths, each after the one that it lies in: so a unit and all
/// below it are neighbours.
#[derive(Debug, Default)]
pub(crate) struct UnitTree {
    units: Vec<Unit>,
}

/// One unit.
#[derive(Debug)]
struct Unit {
    /// `24/213/07213`; empty for everything.
    path: String,
    details: UnitDetails,
    parent: At,
    children: Vec<At>,
    /// One past the last unit below it.
    end: At,
}

/// The levels below one, the widest first; all of them below everything.
pub(crate) fn below(level: Option<UnitLevel>) -> impl Iterator<Item = UnitLevel> {
    let all = UnitLevel::ALL.into_iter();
    all.filter(move |other| level.is_none_or(|level| *other > level))
}

/// The unit that a path lies in.
fn above(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(above, _)| above)
}

/// Paths part by part, so that `a/b` comes after `a` and before `a!`.
fn by_parts(a: &str, b: &str) -> Ordering {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.split('/').cmp(b.split('/')),
    }
}

impl UnitTree {
    /// The tree of the units declared and of the paths named elsewhere. An empty path is nobody's.
    pub(crate) fn new<'a>(
        declared: impl IntoIterator<Item = (String, UnitDetails)>,
        named: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut known: BTreeMap<String, UnitDetails> = declared.into_iter().collect();
        for path in named {
            if !known.contains_key(path) {
                known.insert(path.to_owned(), UnitDetails::default());
            }
        }
        let paths: Vec<String> = known.keys().cloned().collect();
        for path in &paths {
            let mut at = above(path);
            while !at.is_empty() && !known.contains_key(at) {
                known.insert(at.to_owned(), UnitDetails::default());
                at = above(at);
            }
        }
        known.remove("");
        let mut sorted: Vec<(String, UnitDetails)> = known.into_iter().collect();
        sorted.sort_by(|a, b| by_parts(&a.0, &b.0));
        let all = (String::new(), UnitDetails::default());
        let unit = |(path, details)| Unit {
            path,
            details,
            parent: 0,
            children: Vec::new(),
            end: 0,
        };
        let mut tree = Self {
            units: std::iter::once(all).chain(sorted).map(unit).collect(),
        };
        tree.join();
        tree
    }

    /// Says who lies in whom, once the units are in order.
    fn join(&mut self) {
        for at in 1..self.units.len() {
            let parent = self.get(at).map_or("", |unit| above(&unit.path));
            let parent = self.find(parent).unwrap_or(0);
            if let Some(unit) = self.units.get_mut(at) {
                unit.parent = parent;
            }
            if let Some(unit) = self.units.get_mut(parent) {
                unit.children.push(at);
            }
        }
        for at in (0..self.units.len()).rev() {
            let last = self.children(at).last().copied();
            let end = last.map_or(at.saturating_add(1), |last| self.below(last).end);
            if let Some(unit) = self.units.get_mut(at) {
                unit.end = end;
            }
        }
    }

    fn get(&self, at: At) -> Option<&Unit> {
        self.units.get(at)
    }

    /// How many units there are, everything among them.
    pub(crate) fn len(&self) -> usize {
        self.units.len()
    }

    /// The unit of that path; the empty one is everything.
    pub(crate) fn find(&self, path: &str) -> Option<At> {
        let found = self
            .units
            .binary_search_by(|unit| by_parts(&unit.path, path));
        found.ok()
    }

    /// The path; empty for everything.
    pub(crate) fn path(&self, at: At) -> &str {
        self.get(at).map_or("", |unit| &unit.path)
    }

    /// The name for people, if one was declared.
    pub(crate) fn name(&self, at: At) -> Option<&str> {
        self.get(at)?.details.name.as_deref()
    }

    /// The population that was declared.
    pub(crate) fn declared_population(&self, at: At) -> Option<u64> {
        self.get(at)?.details.population
    }

    /// The level declared, else that of its depth.
    pub(crate) fn level(&self, at: At) -> Option<UnitLevel> {
        let unit = self.get(at)?;
        let by_path = || UnitLevel::of_path(&unit.path).filter(|_| at != 0);
        unit.details.level.or_else(by_path)
    }

    /// The units right below.
    pub(crate) fn children(&self, at: At) -> &[At] {
        self.get(at).map_or(&[], |unit| &unit.children)
    }

    /// The unit that it lies in; everything lies in itself.
    pub(crate) fn parent(&self, at: At) -> At {
        self.get(at).map_or(0, |unit| unit.parent)
    }

    /// The unit and all below it.
    pub(crate) fn below(&self, at: At) -> Range<At> {
        at..self.get(at).map_or(at, |unit| unit.end)
    }

    /// The outermost units of a level below `scope`, in order.
    pub(crate) fn rows(&self, scope: At, level: UnitLevel) -> Vec<At> {
        let mut rows = Vec::new();
        let within = self.below(scope);
        let mut at = scope.saturating_add(1);
        while at < within.end {
            if self.level(at) == Some(level) {
                rows.push(at);
                at = self.below(at).end;
            } else {
                at = at.saturating_add(1);
            }
        }
        rows
    }

    /// Of counts by the very unit, those of each unit with all below it.
    pub(crate) fn totals(&self, own: &[u64]) -> Vec<u64> {
        let mut totals = own.to_vec();
        totals.resize(self.len(), 0);
        for at in (1..self.len()).rev() {
            let add = totals.get(at).copied().unwrap_or(0);
            if let Some(total) = totals.get_mut(self.parent(at)) {
                *total = total.saturating_add(add);
            }
        }
        totals
    }
}

#[cfg(test)]
#[path = "units_tests.rs"]
mod tests;
