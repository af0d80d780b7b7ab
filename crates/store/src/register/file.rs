//! The register file: columns of homes and doses by person, a dictionary of units, rows of cases.

use std::sync::Arc;

use truyvet_model::{CaseRecord, InfectiousRule, PersonNo, Timestamp, UnitDetails, UnitLevel};
use zerocopy::little_endian::{I64, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::check::check_case;
use crate::error::StoreError;
use crate::format::paged::{FileKind, PagedWriter, Sealed};
use crate::format::paged_file::{PagedFile, Section};
use crate::io::Vfs;

const VERSION: u32 = 1;
const HOMES: u32 = 1;
const DOSES: u32 = 2;
const UNITS: u32 = 3;
const TEXTS: u32 = 4;
const CASES: u32 = 5;

/// In a unit's `present`: which of its fields are there.
const DECLARED: u32 = 1;
const NAME: u32 = 2;
const LEVEL: u32 = 4;
const POPULATION: u32 = 8;
/// In a case's `present`.
const ONSET: u32 = 1;
const ISOLATED: u32 = 2;

/// A unit of the dictionary; fields that are not present are zero.
#[derive(FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned, Clone, Copy, Default)]
#[repr(C)]
struct UnitRow {
    present: U32,
    path_start: U32,
    path_length: U32,
    name_start: U32,
    name_length: U32,
    level: U32,
    population: U64,
}

/// A case; fields that are not present are zero.
#[derive(FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned, Clone, Copy, Default)]
#[repr(C)]
struct CaseRow {
    person: U32,
    present: U32,
    tested: I64,
    onset: I64,
    isolated: I64,
}

/// A unit that was declared (S35).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Where it is: `24/213/07213`.
    pub path: String,
    /// What is known of it.
    pub details: UnitDetails,
}

/// The dates of a case besides that of its test, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CaseDates {
    pub(crate) onset: Option<i64>,
    pub(crate) isolated: Option<i64>,
}

/// A case by its key, test and person, with its other dates.
pub(crate) type StoredCase = ((i64, u32), CaseDates);

impl CaseDates {
    /// The case of a person that was tested at `tested`.
    pub(crate) fn case(self, person: u32, tested: i64) -> CaseRecord {
        CaseRecord {
            person: PersonNo(person),
            tested: Timestamp::from_seconds(tested),
            onset: self.onset.map(Timestamp::from_seconds),
            isolated: self.isolated.map(Timestamp::from_seconds),
        }
    }

    /// The last second at which a case that was tested at `tested` still matters: its last date,
    /// or the end of its infectious time by the rule that lets it last longest (S36).
    pub(crate) fn last(self, tested: i64) -> i64 {
        let others = [self.onset, self.isolated].into_iter().flatten();
        let case = self.case(0, tested);
        let rules = InfectiousRule::all().into_iter();
        let infectious = rules.filter_map(|rule| rule.infectious(&case));
        let ends = infectious.map(|interval| interval.end().seconds());
        others.chain(ends).fold(tested, i64::max)
    }
}

/// The columns and rows of a file, as they are written.
#[derive(Default)]
pub(super) struct Content<'a> {
    /// By person, the number of the unit and 1; 0 if none is known.
    pub(super) homes: &'a [u32],
    /// By person, doses and 1; 0 if not known.
    pub(super) doses: &'a [u8],
    /// By number; paths ascend.
    pub(super) units: &'a [(&'a str, Option<&'a UnitDetails>)],
}

/// Writes the file `name`; `cases` come ordered by test and person.
pub(super) fn write(
    vfs: &dyn Vfs,
    name: &str,
    content: &Content<'_>,
    cases: impl Iterator<Item = StoredCase>,
) -> Result<Sealed, StoreError> {
    let mut texts = Vec::new();
    let mut units = Vec::new();
    for (path, details) in content.units {
        units.push(unit_row(&mut texts, path, *details)?);
    }
    let homes: Vec<U32> = content.homes.iter().copied().map(U32::new).collect();
    let cases: Vec<CaseRow> = cases.map(case_row).collect();
    let mut file = PagedWriter::create(vfs, name, FileKind::REGISTER, VERSION)?;
    for (section, bytes) in [
        (HOMES, homes.as_bytes()),
        (DOSES, content.doses),
        (UNITS, units.as_bytes()),
        (TEXTS, texts.as_slice()),
        (CASES, cases.as_bytes()),
    ] {
        file.section(section)?;
        file.write(bytes)?;
    }
    file.finish()
}

fn unit_row(
    texts: &mut Vec<u8>,
    path: &str,
    details: Option<&UnitDetails>,
) -> Result<UnitRow, StoreError> {
    let mut row = UnitRow::default();
    (row.path_start, row.path_length) = text(texts, path)?;
    let mut present = 0;
    if let Some(details) = details {
        present |= DECLARED;
        if let Some(name) = &details.name {
            present |= NAME;
            (row.name_start, row.name_length) = text(texts, name)?;
        }
        if let Some(level) = details.level {
            present |= LEVEL;
            row.level = U32::new(level_number(level));
        }
        if let Some(population) = details.population {
            present |= POPULATION;
            row.population = U64::new(population);
        }
    }
    row.present = U32::new(present);
    Ok(row)
}

fn case_row(((tested, person), dates): StoredCase) -> CaseRow {
    let bit = |date: Option<i64>, bit| if date.is_some() { bit } else { 0 };
    CaseRow {
        person: U32::new(person),
        present: U32::new(bit(dates.onset, ONSET) | bit(dates.isolated, ISOLATED)),
        tested: I64::new(tested),
        onset: I64::new(dates.onset.unwrap_or(0)),
        isolated: I64::new(dates.isolated.unwrap_or(0)),
    }
}

fn text(texts: &mut Vec<u8>, text: &str) -> Result<(U32, U32), StoreError> {
    let start = texts.len();
    texts.extend_from_slice(text.as_bytes());
    let full = |_| StoreError::Limit {
        what: "the size of the names and paths of units",
        value: texts.len() as u64,
        limit: u64::from(u32::MAX),
        advice: "shorten them",
    };
    let start = u32::try_from(start).map_err(full)?;
    let length = u32::try_from(text.len()).map_err(full)?;
    Ok((U32::new(start), U32::new(length)))
}

const fn level_number(level: UnitLevel) -> u32 {
    match level {
        UnitLevel::Province => 1,
        UnitLevel::District => 2,
        UnitLevel::Commune => 3,
    }
}

/// An open register file. Of people beyond its columns nothing is known.
#[derive(Debug, Clone)]
pub(crate) struct RegisterFile {
    file: Arc<PagedFile>,
    people: u32,
    units: u32,
    cases: u32,
    sections: [Section; 5],
}

impl RegisterFile {
    pub(crate) fn open(
        vfs: &dyn Vfs,
        name: &str,
        expect: Option<&Sealed>,
    ) -> Result<Self, StoreError> {
        let file = PagedFile::open(vfs, name, FileKind::REGISTER, VERSION, expect)?;
        let section = |id| file.section(id);
        let sections = [
            section(HOMES)?,
            section(DOSES)?,
            section(UNITS)?,
            section(TEXTS)?,
            section(CASES)?,
        ];
        let [homes, doses, units, _, cases] = sections;
        let count = |section: Section, size: usize| {
            let fits = section.len().is_multiple_of(size);
            let count = section.len().checked_div(size)?;
            u32::try_from(count).ok().filter(|_| fits)
        };
        let counts = count(homes, size_of::<U32>())
            .filter(|people| doses.len() == *people as usize)
            .zip(count(units, size_of::<UnitRow>()))
            .zip(count(cases, size_of::<CaseRow>()));
        let Some(((people, units), cases)) = counts else {
            return Err(file.damaged("its sections do not fit each other"));
        };
        Ok(Self {
            file: Arc::new(file),
            people,
            units,
            cases,
            sections,
        })
    }

    /// Whether it is the file that the manifest seals like this.
    pub(crate) fn is(&self, name: &str, sealed: &Sealed) -> bool {
        self.file.name() == name && self.file.tail_crc() == sealed.tail_crc
    }

    /// How many units its dictionary has.
    pub(crate) const fn unit_count(&self) -> u32 {
        self.units
    }

    /// How many cases it has.
    pub(crate) const fn case_count(&self) -> u32 {
        self.cases
    }

    /// Number of the home unit, and doses, of a person.
    pub(crate) fn person(&self, person: u32) -> Result<(Option<u32>, Option<u8>), StoreError> {
        if person >= self.people {
            return Ok((None, None));
        }
        let [homes, doses, ..] = self.sections;
        let at = person as usize;
        let home = self.file.item::<U32>(homes, at)?.get().checked_sub(1);
        let doses = self.file.item::<u8>(doses, at)?.checked_sub(1);
        match home {
            Some(unit) if unit >= self.units => Err(self.no_such_unit(person, unit)),
            _ => Ok((home, doses)),
        }
    }

    /// The columns, as they are stored: of homes and of doses.
    pub(crate) fn columns(&self) -> Result<(Vec<u32>, Vec<u8>), StoreError> {
        let [homes, doses, ..] = self.sections;
        let homes = self.file.all(homes)?;
        let homes = <[U32]>::ref_from_bytes(homes)
            .map_err(|_| self.file.damaged("its column of homes has another size"))?;
        let homes: Vec<u32> = homes.iter().map(|home| home.get()).collect();
        let wrong = |home: &u32| *home > self.units;
        if let Some((person, home)) = (0..).zip(&homes).find(|(_, home)| wrong(home)) {
            return Err(self.no_such_unit(person, home.saturating_sub(1)));
        }
        Ok((homes, self.file.all(doses)?.to_vec()))
    }

    /// Path and, if it was declared, details of a unit.
    pub(crate) fn unit(&self, number: u32) -> Result<(String, Option<UnitDetails>), StoreError> {
        let [_, _, units, ..] = self.sections;
        let row = *self.file.item::<UnitRow>(units, number as usize)?;
        let present = row.present.get();
        let has = |bit: u32| present & bit != 0;
        let path = self.text(row.path_start, row.path_length)?;
        if !has(DECLARED) {
            return Ok((path, None));
        }
        let name = if has(NAME) {
            Some(self.text(row.name_start, row.name_length)?)
        } else {
            None
        };
        let level = if has(LEVEL) {
            let levels = UnitLevel::ALL.into_iter();
            let mut known = levels.filter(|level| level_number(*level) == row.level.get());
            let level = known.next().ok_or_else(|| {
                let level = row.level.get();
                self.file
                    .damaged(format!("unit {number} has level {level}"))
            })?;
            Some(level)
        } else {
            None
        };
        let details = UnitDetails {
            name,
            level,
            population: has(POPULATION).then(|| row.population.get()),
        };
        Ok((path, Some(details)))
    }

    /// All cases as they are stored, ordered by test and person.
    pub(crate) fn cases(&self) -> Result<Vec<StoredCase>, StoreError> {
        let [.., cases] = self.sections;
        let bytes = self.file.all(cases)?;
        let rows = <[CaseRow]>::ref_from_bytes(bytes)
            .map_err(|_| self.file.damaged("its cases have another size"))?;
        let cases: Vec<_> = rows
            .iter()
            .map(|row| {
                let has = |bit: u32| row.present.get() & bit != 0;
                let dates = CaseDates {
                    onset: has(ONSET).then(|| row.onset.get()),
                    isolated: has(ISOLATED).then(|| row.isolated.get()),
                };
                ((row.tested.get(), row.person.get()), dates)
            })
            .collect();
        if cases.is_sorted_by(|a, b| a.0 < b.0) {
            Ok(cases)
        } else {
            Err(self.file.damaged("its cases are not in order"))
        }
    }

    fn text(&self, start: U32, length: U32) -> Result<String, StoreError> {
        let [_, _, _, texts, _] = self.sections;
        let start = start.get() as usize;
        let end = start.saturating_add(length.get() as usize);
        let bytes = self.file.bytes(texts, start..end)?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| {
            let what = format!("its text at {start} is not UTF-8");
            self.file.damaged(what)
        })
    }

    #[cold]
    fn no_such_unit(&self, person: u32, unit: u32) -> StoreError {
        let what = format!("person {person} lives in unit {unit}, which there is not");
        self.file.damaged(what)
    }

    /// As damage to the file.
    #[cold]
    pub(crate) fn damaged(&self, what: impl Into<String>) -> StoreError {
        self.file.damaged(what)
    }

    /// All bytes of the file.
    pub(crate) fn bytes(&self) -> u64 {
        let sections: usize = self.file.sections().map(|(_, length)| length).sum();
        sections.saturating_add(self.file.overhead()) as u64
    }

    /// Checks the whole file of a store with so many people.
    pub(crate) fn verify(&self, sealed: &Sealed, people: u32, finding: &mut dyn FnMut(String)) {
        self.file.verify(Some(sealed), finding);
        if self.people > people {
            let has = self.people;
            finding(format!("it has {has} people, the store has {people}"));
        }
        if let Err(error) = self.columns() {
            finding(error.to_string());
        }
        let mut before: Option<String> = None;
        for number in 0..self.units {
            match self.unit(number) {
                Ok((path, _)) if before.as_ref().is_some_and(|before| *before >= path) => {
                    finding(format!("unit {number}, `{path}`, is not in order"));
                }
                Ok((path, _)) => before = Some(path),
                Err(error) => finding(format!("unit {number}: {error}")),
            }
        }
        match self.cases() {
            Ok(cases) => {
                for ((tested, person), dates) in cases {
                    let case = dates.case(person, tested);
                    if person >= people || check_case(&case).is_err() {
                        finding(format!("the case of person {person} at {tested} cannot be"));
                    }
                }
            }
            Err(error) => finding(error.to_string()),
        }
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
