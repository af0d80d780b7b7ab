//! Which columns a file has and where they stand, whatever the names in its header.

use crate::error::IngestError;
use crate::field::excerpt;

/// A column that a kind of file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in truyvet; in files it may have others, which a mapping names.
    pub name: &'static str,
    /// Whether it must be in the file.
    pub required: bool,
    /// What stands in it.
    pub meaning: &'static str,
}

/// A column that must be in the header.
pub(crate) const fn required(name: &'static str, meaning: &'static str) -> Column {
    Column {
        name,
        required: true,
        meaning,
    }
}

/// A column that may be missing; its fields are then empty.
pub(crate) const fn optional(name: &'static str, meaning: &'static str) -> Column {
    Column {
        name,
        required: false,
        meaning,
    }
}

/// A column and what it may be called in the file at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) column: Column,
    /// In lower case; the first that the header has counts.
    pub(crate) names: Vec<String>,
}

impl Wanted {
    /// Columns under their own names.
    pub(crate) fn plain(columns: &[Column]) -> Vec<Self> {
        let plain = |&column: &Column| Self {
            column,
            names: vec![column.name.to_owned()],
        };
        columns.iter().map(plain).collect()
    }
}

/// Where the wanted columns stand.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// Where in a row each wanted column stands.
    pub(crate) places: Vec<Option<usize>>,
    /// How many columns there are.
    pub(crate) width: usize,
    /// Names of the columns that were not asked for.
    pub(crate) ignored: Vec<String>,
}

impl Header {
    /// Finds the wanted columns among `found`.
    pub(crate) fn find<'n>(
        file: &str,
        found: impl Iterator<Item = &'n [u8]>,
        wanted: &[Wanted],
    ) -> Result<Self, IngestError> {
        let file = file.to_owned();
        let found: Vec<String> = found
            .map(|name| String::from_utf8_lossy(name).trim().to_lowercase())
            .collect();
        if found.iter().any(|name| name.contains('\0')) {
            let what = "this is not a text file".to_owned();
            return Err(IngestError::NotCsv { file, what });
        }
        for (i, name) in found.iter().enumerate() {
            if !name.is_empty() && found.iter().take(i).any(|earlier| earlier == name) {
                let column = excerpt(name);
                return Err(IngestError::DuplicateColumn { file, column });
            }
        }
        let place = |wanted: &Wanted| {
            let mut names = wanted.names.iter();
            names.find_map(|name| found.iter().position(|found| found == name))
        };
        let places: Vec<Option<usize>> = wanted.iter().map(place).collect();
        let missing = wanted.iter().zip(&places);
        let missing = missing.filter(|(wanted, at)| wanted.column.required && at.is_none());
        let missing = names(missing.map(|(wanted, _)| match wanted.names.as_slice() {
            [only] => only.as_str(),
            _ => wanted.column.name,
        }));
        if !missing.is_empty() {
            return Err(IngestError::MissingColumns {
                file,
                missing,
                hint: separator_hint(&found),
                found: names(found.iter().map(String::as_str)),
            });
        }
        let ignored = found.iter().enumerate();
        let ignored = ignored
            .filter(|(i, _)| !places.contains(&Some(*i)))
            .map(|(i, name)| match name.as_str() {
                "" => format!("(column {}, without a name)", i.saturating_add(1)),
                name => excerpt(name),
            })
            .collect();
        Ok(Self {
            places,
            width: found.len(),
            ignored,
        })
    }
}

/// `a`, `b`, `c`.
pub(crate) fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("`{}`", excerpt(name))).collect();
    quoted.join(", ")
}

/// A header that is one long field is often one with other separators.
fn separator_hint(found: &[String]) -> String {
    let [only] = found else {
        return String::new();
    };
    let separator = match only {
        text if text.contains(';') => "`;`",
        text if text.contains('\t') => "tabs",
        text if text.contains('|') => "`|`",
        _ => return String::new(),
    };
    format!(" (the fields seem to be separated by {separator}: save the file with commas)")
}
