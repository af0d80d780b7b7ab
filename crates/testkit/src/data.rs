//! Reader of the real contact data with answers by other programs that lies beside the repository.
//!
//! The folder is named by the environment variable `TRUYVET_DATA`, else it is `../shared/data`
//! seen from the workspace. It is not part of the repository: tests that need it say that they
//! skip where it is absent.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use truyvet_model::{
    Case, Contact, Direction, Duration, ExternalId, Hops, Interval, PersonNo, PlaceNo, Question,
    Timestamp, Visit,
};

use crate::world::{Ids, World};

/// What can go wrong here: the text says which file and what is in it.
pub type DataError = Box<dyn std::error::Error + Send + Sync>;

/// One folder of the data.
#[derive(Clone, Debug)]
pub struct Set {
    folder: PathBuf,
}

/// A table of text.
#[derive(Clone, Debug)]
pub struct Table {
    name: String,
    columns: csv::StringRecord,
    records: Vec<csv::StringRecord>,
}

/// One row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    record: &'a csv::StringRecord,
}

/// A set turned into a world; the i-th id is that of number i.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Its records.
    pub world: World,
    /// Ids of the people.
    pub people: Vec<ExternalId>,
    /// Ids of the places.
    pub places: Vec<ExternalId>,
    person_numbers: BTreeMap<String, u32>,
    place_numbers: BTreeMap<String, u32>,
}

/// A row of `queries.csv`.
#[derive(Clone, Debug)]
pub struct Query {
    /// Its name in `expected.csv`.
    pub name: String,
    /// What it asks.
    pub question: Question,
}

impl Set {
    /// The set of that name.
    ///
    /// # Errors
    /// Where the data is not there: a sentence that says that the test skips and why.
    pub fn open(name: &str) -> Result<Self, String> {
        let data = match std::env::var_os("TRUYVET_DATA") {
            Some(folder) => PathBuf::from(folder),
            None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        };
        let folder = data.join(name);
        if folder.is_dir() {
            Ok(Self { folder })
        } else {
            Err(format!(
                "skipped: no folder {}; set TRUYVET_DATA to the folder of the shared data",
                folder.display()
            ))
        }
    }

    /// Whether `file` (plain or with `.gz` added) is part of the set.
    #[must_use]
    pub fn has(&self, file: &str) -> bool {
        self.path(file).is_some()
    }

    fn path(&self, file: &str) -> Option<PathBuf> {
        let names = [file.to_owned(), format!("{file}.gz")];
        let mut paths = names.iter().map(|name| self.folder.join(name));
        paths.find(|path| path.is_file())
    }

    /// Reads the table `file` (plain or with `.gz` added).
    ///
    /// # Errors
    /// If there is no such file or it is not a table.
    pub fn table(&self, file: &str) -> Result<Table, DataError> {
        let folder = self.folder.display();
        let path = self
            .path(file)
            .ok_or_else(|| format!("no {file} or {file}.gz in {folder}"))?;
        let bytes = std::fs::read(&path)?;
        let mut text = Vec::new();
        if path.extension().is_some_and(|end| end == "gz") {
            flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut text)?;
        } else {
            text = bytes;
        }
        let mut reader = csv::Reader::from_reader(text.as_slice());
        Ok(Table {
            name: path.display().to_string(),
            columns: reader.headers()?.clone(),
            records: reader.records().collect::<Result<_, _>>()?,
        })
    }

    /// Loads `visits.csv` and `contacts.csv`, whichever are there.
    ///
    /// # Errors
    /// If a row is not a record.
    pub fn load(&self) -> Result<Loaded, DataError> {
        let mut loaded = Loaded::default();
        if self.has("visits.csv") {
            loaded.add_visits(self.table("visits.csv")?.rows())?;
        }
        if self.has("contacts.csv") {
            loaded.add_contacts(self.table("contacts.csv")?.rows())?;
        }
        Ok(loaded)
    }

    /// The rows of `queries.csv`.
    ///
    /// # Errors
    /// If a row is not a question.
    pub fn queries(&self) -> Result<Vec<Query>, DataError> {
        let table = self.table("queries.csv")?;
        table.rows().map(|row| query(row, "query")).collect()
    }

    /// `expected.csv`: by query, the earliest exposure (for a backward query the latest contact)
    /// of each person in the answer.
    ///
    /// # Errors
    /// If a row is not an answer.
    pub fn expected(&self) -> Result<BTreeMap<String, BTreeMap<ExternalId, Timestamp>>, DataError> {
        let mut expected: BTreeMap<String, BTreeMap<_, _>> = BTreeMap::new();
        for row in self.table("expected.csv")?.rows() {
            expected
                .entry(row.text("query")?.to_owned())
                .or_default()
                .insert(row.id("person")?, row.time("earliest_or_latest")?);
        }
        Ok(expected)
    }
}

/// Reads one question; its name stands in the column `name`.
///
/// # Errors
/// If a column is missing or is not what it should be.
pub fn query(row: Row<'_>, name: &str) -> Result<Query, DataError> {
    let infectious = Interval::new(row.time("seed_from")?, row.time("seed_to")?)?;
    let seeds = row.text("seeds")?.split('|');
    let cases = seeds.map(|seed| {
        Ok(Case {
            person: seed.parse()?,
            infectious,
        })
    });
    Ok(Query {
        name: row.text(name)?.to_owned(),
        question: Question {
            cases: cases.collect::<Result<_, DataError>>()?,
            hops: row.hops("max_hops")?,
            min_overlap: row.duration("min_overlap")?,
            latent: row.duration("latent")?,
            until: row.duration("until")?,
            window: window(row.text("note").unwrap_or(""))?,
            direction: match row.text("direction")? {
                "forward" => Direction::Forward,
                _ => Direction::Backward,
            },
            ..Question::default()
        },
    })
}

/// `window=10..20` somewhere in a note.
fn window(note: &str) -> Result<Option<Interval>, DataError> {
    let Some((_, window)) = note.split_once("window=") else {
        return Ok(None);
    };
    let end = window.find(';').unwrap_or(window.len());
    let (from, to) = window
        .get(..end)
        .and_then(|window| window.split_once(".."))
        .ok_or_else(|| format!("no window in `{note}`"))?;
    Ok(Some(Interval::new(from.parse()?, to.parse()?)?))
}

impl Table {
    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|record| Row {
            table: self,
            record,
        })
    }
}

impl<'a> Row<'a> {
    /// The text in that column.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn text(self, column: &str) -> Result<&'a str, DataError> {
        let at = self.table.columns.iter().position(|c| c == column);
        at.and_then(|at| self.record.get(at))
            .ok_or_else(|| format!("{}: no column {column}", self.table.name).into())
    }

    fn parsed<T>(
        self,
        column: &str,
        parse: impl Fn(&str) -> Result<T, DataError>,
    ) -> Result<T, DataError> {
        let text = self.text(column)?;
        parse(text).map_err(|e| format!("{}: {column} `{text}`: {e}", self.table.name).into())
    }

    /// The id in that column.
    ///
    /// # Errors
    /// If it is not one.
    pub fn id(self, column: &str) -> Result<ExternalId, DataError> {
        self.parsed(column, |text| Ok(text.parse()?))
    }

    /// The time in that column; `inf` is for ever, `-inf` the first storable instant.
    ///
    /// # Errors
    /// If it is not one.
    pub fn time(self, column: &str) -> Result<Timestamp, DataError> {
        self.parsed(column, |text| match text {
            "inf" => Ok(Timestamp::FOREVER),
            "-inf" => Ok(Timestamp::MIN),
            _ => Ok(text.parse()?),
        })
    }

    /// The length of time in that column.
    ///
    /// # Errors
    /// If it is not one.
    pub fn duration(self, column: &str) -> Result<Duration, DataError> {
        self.parsed(column, |text| Ok(text.parse()?))
    }

    /// The number of hops in that column; `inf` is all.
    ///
    /// # Errors
    /// If it is not one.
    pub fn hops(self, column: &str) -> Result<Hops, DataError> {
        self.parsed(column, |text| match text {
            "inf" => Ok(Hops::All),
            _ => Ok(text.parse()?),
        })
    }
}

/// The number of an id, a new one if it was not met before.
fn number(
    numbers: &mut BTreeMap<String, u32>,
    ids: &mut Vec<ExternalId>,
    text: &str,
) -> Result<u32, DataError> {
    if let Some(&known) = numbers.get(text) {
        return Ok(known);
    }
    let new = u32::try_from(ids.len())?;
    ids.push(text.parse()?);
    numbers.insert(text.to_owned(), new);
    Ok(new)
}

impl Loaded {
    /// Adds rows with the columns `person,place,start,end`; an empty end is an open visit.
    ///
    /// # Errors
    /// If a row is not a visit.
    pub fn add_visits<'a>(&mut self, rows: impl Iterator<Item = Row<'a>>) -> Result<(), DataError> {
        for row in rows {
            let person = self.person(row.text("person")?)?;
            let place = row.text("place")?;
            let place = number(&mut self.place_numbers, &mut self.places, place)?;
            let open = row.text("end")?.is_empty();
            let visit = Visit {
                person,
                place: PlaceNo(place),
                start: row.time("start")?,
                end: if open { None } else { Some(row.time("end")?) },
            };
            self.world.visits.push(visit.into());
        }
        Ok(())
    }

    /// Adds rows with the columns `a,b,start,end`.
    ///
    /// # Errors
    /// If a row is not a contact.
    pub fn add_contacts<'a>(
        &mut self,
        rows: impl Iterator<Item = Row<'a>>,
    ) -> Result<(), DataError> {
        for row in rows {
            let a = self.person(row.text("a")?)?;
            let b = self.person(row.text("b")?)?;
            let interval = Interval::new(row.time("start")?, row.time("end")?)?;
            self.world.contacts.push(Contact { a, b, interval }.into());
        }
        Ok(())
    }

    /// The number of the person with that id, a new one if it was not met before.
    ///
    /// # Errors
    /// If it is not an id.
    pub fn person(&mut self, id: &str) -> Result<PersonNo, DataError> {
        number(&mut self.person_numbers, &mut self.people, id).map(PersonNo)
    }

    /// Numbers by id, for the oracle.
    #[must_use]
    pub fn ids(&self) -> Ids {
        let people = (0..).zip(&self.people);
        let places = (0..).zip(&self.places);
        Ids {
            people: people.map(|(n, id)| (id.clone(), PersonNo(n))).collect(),
            places: places.map(|(n, id)| (id.clone(), PlaceNo(n))).collect(),
        }
    }
}

#[cfg(test)]
#[path = "data_tests.rs"]
mod tests;
