//! The administrative table: codes and names of units to paths `province/district/commune`.

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{UnitDetails, UnitLevel};
use truyvet_store::StoreError;

use crate::error::IngestError;
use crate::field::{self, excerpt};
use crate::header::{Column, Wanted, optional, required};
use crate::input::Input;
use crate::mapping::fold;
use crate::out::Out;
use crate::row_file::RowFile;
use crate::sink::RecordSink;

const COLUMNS: &[Column] = &[
    required("unit", "its code"),
    optional("name", "its name"),
    optional("level", "province, district or commune"),
    optional("parent", "the code of the unit that it is part of"),
    optional("population", "how many people live there"),
];

#[derive(Debug)]
struct Unit {
    name: String,
    level: Option<UnitLevel>,
    parent: Option<String>,
    population: Option<u64>,
    line: u64,
}

impl Unit {
    fn details(&self) -> UnitDetails {
        UnitDetails {
            name: Some(self.name.clone()).filter(|name| !name.is_empty()),
            level: self.level,
            population: self.population,
        }
    }
}

/// All units.
#[derive(Debug, Default)]
pub(super) struct Units {
    /// Paths by code.
    paths: BTreeMap<String, String>,
    /// What the table says of each path.
    details: BTreeMap<String, UnitDetails>,
    /// Codes by folded name; `None` if several units have it.
    names: BTreeMap<String, Option<String>>,
}

impl Units {
    /// Reads the table and checks that it is a tree.
    pub(super) fn read(input: &Input) -> Result<Self, IngestError> {
        let mut file = RowFile::open(input, &Wanted::plain(COLUMNS))?;
        let mut units: BTreeMap<String, Unit> = BTreeMap::new();
        let wrong = |line: u64, problem: String| IngestError::Option {
            what: "units",
            problem: format!("{}, line {line}: {problem}", input.name()),
        };
        while file.advance()? {
            let row = file.row().map_err(|fault| file.error(fault))?;
            let text = |column: usize, name| {
                let read = field::text(row.field(column), name);
                read.map(|text| text.trim().to_owned())
                    .map_err(|fault| file.error(fault))
            };
            let (code, level) = (text(0, "unit")?, text(2, "level")?.to_lowercase());
            let line = file.line();
            if code.is_empty() || code.contains('/') || code.chars().any(char::is_control) {
                let shown = excerpt(&code);
                return Err(wrong(
                    line,
                    format!("unit: `{shown}` is no code: expected one without /"),
                ));
            }
            let known: Option<UnitLevel> = level.parse().ok();
            if known.is_none() && !level.is_empty() {
                let shown = excerpt(&level);
                return Err(wrong(
                    line,
                    format!("level: `{shown}` is none: expected province, district or commune"),
                ));
            }
            let people = text(4, "population")?;
            let people = population(&people).map_err(|problem| wrong(line, problem))?;
            let unit = Unit {
                name: text(1, "name")?,
                level: known,
                parent: Some(text(3, "parent")?).filter(|parent| !parent.is_empty()),
                population: people,
                line,
            };
            if let Some(before) = units.insert(code.clone(), unit) {
                let first = before.line;
                return Err(wrong(
                    line,
                    format!("unit: `{code}` is on line {first} too"),
                ));
            }
        }
        Self::tree(&units).map_err(|(line, problem)| wrong(line, problem))
    }

    /// The units by path and by name, or the line and what is wrong with the tree there.
    fn tree(units: &BTreeMap<String, Unit>) -> Result<Self, (u64, String)> {
        let mut all = Self::default();
        for (code, unit) in units {
            let path = path(code, units).map_err(|problem| (unit.line, problem))?;
            all.details.insert(path.clone(), unit.details());
            all.paths.insert(code.clone(), path);
            let folded = fold(&unit.name);
            if !folded.is_empty() {
                let several = |found: &mut Option<String>| *found = None;
                all.names
                    .entry(folded)
                    .and_modify(several)
                    .or_insert(Some(code.clone()));
            }
        }
        Ok(all)
    }

    /// Says what the table says of every unit.
    pub(super) fn declare<S: RecordSink>(&self, out: &mut Out<'_, S>) -> Result<(), StoreError> {
        let mut units = self.details.iter();
        units.try_for_each(|(path, details)| out.declare_unit(path, details))
    }

    fn find(&self, text: &str) -> Option<&String> {
        let last = text.rsplit('/').next().unwrap_or(text);
        let by_code = self
            .paths
            .get(last)
            .filter(|path| last == text || *path == text);
        by_code.or_else(|| self.paths.get(self.names.get(&fold(text))?.as_ref()?))
    }

    /// The path of a unit given as code, name or path; else the text itself, counted.
    pub(super) fn resolve<S: RecordSink>(&self, text: String, out: &mut Out<'_, S>) -> String {
        if let Some(path) = self.find(&text) {
            return path.clone();
        }
        out.tally.unresolved(&text, &text);
        text
    }
}

/// How many people live there, if the text says so.
fn population(text: &str) -> Result<Option<u64>, String> {
    match text.parse() {
        Ok(people) => Ok(Some(people)),
        Err(_) if text.is_empty() => Ok(None),
        Err(_) => Err(format!(
            "population: `{}` is no number of people: expected digits alone",
            excerpt(text)
        )),
    }
}

/// `24/223/07213`.
fn path(code: &str, units: &BTreeMap<String, Unit>) -> Result<String, String> {
    let mut path = code.to_owned();
    let mut met = BTreeSet::from([code]);
    let mut at = units.get(code);
    while let Some(unit) = at {
        let Some(parent) = &unit.parent else {
            return Ok(path);
        };
        if !met.insert(parent) {
            return Err(format!("parent: `{code}` would be part of itself"));
        }
        let Some(above) = units.get(parent) else {
            return Err(format!("parent: there is no unit `{}`", excerpt(parent)));
        };
        if let (Some(level), Some(over)) = (unit.level, above.level)
            && over >= level
        {
            return Err(format!("parent: a {level} is part of no {over}"));
        }
        path = format!("{parent}/{path}");
        at = Some(above);
    }
    Ok(path)
}

#[cfg(test)]
#[path = "units_tests.rs"]
mod tests;
