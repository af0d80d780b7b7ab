//! The register in memory: read whole, changed, written whole.

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::UnitDetails;

use super::changes::{Changes, Home};
use super::file::{CaseDates, Content, RegisterFile, write};
use super::paths::Paths;
use crate::error::StoreError;
use crate::format::paged::Sealed;
use crate::io::Vfs;

/// All that a store knows of people, units and cases.
#[derive(Debug, Clone, Default)]
pub(crate) struct Register {
    paths: Paths,
    /// Units that were declared, by path.
    declared: BTreeMap<String, UnitDetails>,
    /// By person, the number of the path and 1; 0 if none is known.
    homes: Vec<u32>,
    /// By person, doses and 1; 0 if not known.
    doses: Vec<u8>,
    /// By test and person.
    cases: BTreeMap<(i64, u32), CaseDates>,
}

/// How much of a register changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Changed {
    pub(crate) people: u64,
    pub(crate) units: u64,
    pub(crate) cases_added: u64,
    pub(crate) cases_replaced: u64,
    pub(crate) cases_removed: u64,
}

impl Changed {
    /// Whether anything did.
    pub(crate) fn any(&self) -> bool {
        *self != Self::default()
    }
}

impl Register {
    /// Reads a file, all of it.
    pub(crate) fn load(file: &RegisterFile) -> Result<Self, StoreError> {
        let mut register = Self::default();
        for number in 0..file.unit_count() {
            let (path, details) = file.unit(number)?;
            if register.paths.number(&path) != number {
                return Err(file.damaged(format!("unit `{path}` is there twice")));
            }
            if let Some(details) = details {
                register.declared.insert(path, details);
            }
        }
        (register.homes, register.doses) = file.columns()?;
        register.cases = file.cases()?.into_iter().collect();
        Ok(register)
    }

    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        let nobody = self.homes.iter().all(|home| *home == 0) && self.doses.iter().all(|d| *d == 0);
        nobody && self.declared.is_empty() && self.cases.is_empty()
    }

    /// Takes over what was said, but not of people in `erased`, and no case whose last date is at
    /// `floor` or before; says what differs from before.
    pub(crate) fn apply(
        &mut self,
        changes: &Changes,
        floor: Option<i64>,
        erased: &BTreeSet<u32>,
    ) -> Changed {
        let mut changed = Changed::default();
        for (person, home) in changes.people.iter().filter(|(p, _)| !erased.contains(p)) {
            let unit = home.unit.and_then(|unit| changes.paths.get(unit));
            let unit = unit.map(|path| self.paths.number(path));
            let home = Home { unit, ..*home };
            changed.people += u64::from(self.set_home(*person, home));
        }
        for (path, details) in &changes.units {
            if self.declared.get(path) != Some(details) {
                self.declared.insert(path.clone(), details.clone());
                changed.units += 1;
            }
        }
        for (key, dates) in changes.cases.iter().filter(|(k, _)| !erased.contains(&k.1)) {
            let dates = dates.filter(|dates| floor.is_none_or(|floor| dates.last(key.0) > floor));
            let before = match dates {
                Some(dates) => self.cases.insert(*key, dates),
                None => self.cases.remove(key),
            };
            match (before, dates) {
                (None, Some(_)) => changed.cases_added += 1,
                (Some(before), Some(now)) if before != now => changed.cases_replaced += 1,
                (Some(_), None) => changed.cases_removed += 1,
                _ => {}
            }
        }
        changed
    }

    /// Whether this is another home than before.
    fn set_home(&mut self, person: u32, home: Home) -> bool {
        let at = person as usize;
        let after = at.saturating_add(1);
        if self.homes.len() < after {
            self.homes.resize(after, 0);
            self.doses.resize(after, 0);
        }
        let unit = home.unit.map_or(0, |unit| unit.saturating_add(1));
        let doses = home.doses.map_or(0, |doses| doses.saturating_add(1));
        let mut differs = false;
        if let Some(old) = self.homes.get_mut(at) {
            differs |= std::mem::replace(old, unit) != unit;
        }
        if let Some(old) = self.doses.get_mut(at) {
            differs |= std::mem::replace(old, doses) != doses;
        }
        differs
    }

    /// Takes out people, and cases whose last date is at `floor` or before; says what went.
    pub(crate) fn without(
        &mut self,
        erased: impl IntoIterator<Item = u32>,
        floor: Option<i64>,
    ) -> Changed {
        let mut changed = Changed::default();
        let erased: BTreeSet<u32> = erased.into_iter().collect();
        for person in &erased {
            if (*person as usize) < self.homes.len() {
                changed.people += u64::from(self.set_home(*person, Home::default()));
            }
        }
        let before = self.cases.len();
        self.cases.retain(|key, dates| {
            !erased.contains(&key.1) && floor.is_none_or(|floor| dates.last(key.0) > floor)
        });
        changed.cases_removed = (before - self.cases.len()) as u64;
        changed
    }

    /// Cases whose last date is after `floor` and whose test is not: who, and when tested.
    pub(crate) fn cases_across(&self, floor: i64) -> impl Iterator<Item = (u32, i64)> {
        let until = self.cases.range(..=(floor, u32::MAX));
        let across = until.filter(move |(key, dates)| dates.last(key.0) > floor);
        across.map(|(key, _)| (key.1, key.0))
    }

    /// Writes the file `name`. A unit that nobody lives in and that was not declared is not in it.
    pub(crate) fn write(&self, vfs: &dyn Vfs, name: &str) -> Result<Sealed, StoreError> {
        let known = self.homes.iter().rposition(|home| *home != 0);
        let dosed = self.doses.iter().rposition(|doses| *doses != 0);
        let people = known.max(dosed).map_or(0, |last| last.saturating_add(1));
        let homes = self.homes.get(..people).unwrap_or_default();
        let doses = self.doses.get(..people).unwrap_or_default();
        let mut units: BTreeMap<&str, Option<&UnitDetails>> = self
            .declared
            .iter()
            .map(|(path, details)| (path.as_str(), Some(details)))
            .collect();
        let mut used = vec![false; self.paths.iter().len()];
        for unit in homes.iter().filter_map(|home| home.checked_sub(1)) {
            if let Some(used) = used.get_mut(unit as usize) {
                *used = true;
            }
        }
        for (path, _) in self.paths.iter().zip(&used).filter(|(_, used)| **used) {
            units.entry(path).or_default();
        }
        let units: Vec<(&str, Option<&UnitDetails>)> = units.into_iter().collect();
        // By number of the path, the number in the file and 1.
        let numbers: Vec<u32> = self
            .paths
            .iter()
            .map(|path| {
                let at = units.binary_search_by(|unit| unit.0.cmp(path)).ok();
                at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0)
            })
            .collect();
        let number = |home: &u32| {
            let at = home.checked_sub(1)? as usize;
            numbers.get(at).copied()
        };
        let homes: Vec<u32> = homes.iter().map(|home| number(home).unwrap_or(0)).collect();
        let content = Content {
            homes: &homes,
            doses,
            units: &units,
        };
        let cases = self.cases.iter().map(|(key, dates)| (*key, *dates));
        write(vfs, name, &content, cases)
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
