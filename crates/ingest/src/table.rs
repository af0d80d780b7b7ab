//! A CSV file as rows of named columns: the header, its faults, and where each row stands.

use std::cell::Cell;
use std::rc::Rc;

use csv::ByteRecord;

use crate::error::{IngestError, Reason};
use crate::field::{Fault, excerpt};
use crate::history::{History, ends_in_quotes};
use crate::input::{Input, Source};

/// The CSV reader's own buffer: small enough for the fastest cache.
const BUFFER: usize = 32 * 1024;

/// A column that a kind of file has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
}

/// A column that must be in the header.
pub(crate) const fn required(name: &'static str) -> Column {
    Column {
        name,
        required: true,
    }
}

/// A column that may be missing; its fields are then empty.
pub(crate) const fn optional(name: &'static str) -> Column {
    Column {
        name,
        required: false,
    }
}

/// An open file behind its header, and the row at hand.
pub(crate) struct Table {
    source: Source,
    bytes_read: Rc<Cell<u64>>,
    csv: csv::Reader<History>,
    record: ByteRecord,
    /// Where in the record each wanted column stands.
    places: Vec<Option<usize>>,
    width: usize,
    ignored: Vec<String>,
}

impl Table {
    /// Opens a file and reads its header.
    pub(crate) fn open(input: &Input, columns: &[Column]) -> Result<Self, IngestError> {
        let mut source = input.open()?;
        let csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(History::new(source.take()));
        let mut table = Self {
            bytes_read: source.bytes_read(),
            source,
            csv,
            record: ByteRecord::new(),
            places: Vec::new(),
            width: 0,
            ignored: Vec::new(),
        };
        if !table.advance()? {
            return Err(IngestError::Empty {
                file: table.name().to_owned(),
                expected: names(columns.iter().map(|column| column.name)),
            });
        }
        table.read_header(columns)?;
        Ok(table)
    }

    fn read_header(&mut self, columns: &[Column]) -> Result<(), IngestError> {
        let file = self.name().to_owned();
        let found: Vec<String> = self
            .record
            .iter()
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
        let place = |column: &Column| found.iter().position(|name| name == column.name);
        let missing = columns
            .iter()
            .filter(|column| column.required && place(column).is_none());
        let missing = names(missing.map(|column| column.name));
        if !missing.is_empty() {
            return Err(IngestError::MissingColumns {
                file,
                missing,
                hint: separator_hint(&found),
                found: names(found.iter().map(String::as_str)),
            });
        }
        self.places = columns.iter().map(place).collect();
        self.width = found.len();
        self.ignored = found
            .iter()
            .enumerate()
            .filter(|(i, _)| !self.places.contains(&Some(*i)))
            .map(|(i, name)| match name.as_str() {
                "" => format!("(column {}, without a name)", i.saturating_add(1)),
                name => excerpt(name),
            })
            .collect();
        Ok(())
    }

    /// As messages call it.
    pub(crate) fn name(&self) -> &str {
        self.source.name()
    }

    /// Bytes read so far, as they are stored.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read.get()
    }

    /// Names of the columns that were not asked for.
    pub(crate) fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// Goes to the next row; false at the end.
    pub(crate) fn advance(&mut self) -> Result<bool, IngestError> {
        self.csv.get_ref().mark(self.csv.position().byte());
        match self.csv.read_byte_record(&mut self.record) {
            // Only a last row without a line end is read up to the end of the file.
            Ok(true) if self.csv.get_ref().ended() && ends_in_quotes(self.raw()) => {
                Err(self.open_quote("up to the end of the file"))
            }
            Ok(more) => Ok(more),
            Err(_) if self.csv.get_ref().overlong() => Err(self.open_quote("within a megabyte")),
            Err(error) => Err(self.read_error(error)),
        }
    }

    /// The row at hand, if it has as many fields as the header.
    pub(crate) fn row(&self) -> Result<Row<'_>, Fault> {
        if self.record.len() == self.width {
            return Ok(Row {
                record: &self.record,
                places: &self.places,
            });
        }
        Err(Fault {
            field: "row",
            reason: Reason::FieldCount,
            problem: format!(
                "`{}` has {} field{}: expected {}, as in the header (a comma inside a value needs quotes around the value)",
                excerpt(&String::from_utf8_lossy(self.text())),
                self.record.len(),
                if self.record.len() == 1 { "" } else { "s" },
                self.width,
            ),
        })
    }

    /// The line on which the row at hand begins, from 1.
    pub(crate) fn line(&self) -> u64 {
        // The reader counts from the end of the last row: line ends and blank lines come first.
        let start = self.record.position().map_or(1, csv::Position::line);
        let blank = self.raw().iter().take_while(|&&b| is_line_end(b));
        let lines = blank.filter(|&&b| b == b'\n').count();
        start.saturating_add(u64::try_from(lines).unwrap_or(0))
    }

    /// The text of the row at hand as it stands in the file, without line ends around it.
    pub(crate) fn text(&self) -> &[u8] {
        let mut text = self.raw();
        while let Some((&last, rest)) = text.split_last()
            && is_line_end(last)
        {
            text = rest;
        }
        while let Some((&first, rest)) = text.split_first()
            && is_line_end(first)
        {
            text = rest;
        }
        text
    }

    fn raw(&self) -> &[u8] {
        let start = self.record.position().map_or(0, csv::Position::byte);
        self.csv.get_ref().kept(start, self.csv.position().byte())
    }

    fn open_quote(&self, until: &'static str) -> IngestError {
        IngestError::OpenQuote {
            file: self.name().to_owned(),
            line: self.line(),
            until,
        }
    }

    fn read_error(&self, error: csv::Error) -> IngestError {
        let source = match error.into_kind() {
            csv::ErrorKind::Io(source) => source,
            other => std::io::Error::other(format!("{other:?}")),
        };
        self.source.error(source)
    }
}

const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The fields of one row, by the number of the column as it was asked for.
#[derive(Clone, Copy)]
pub(crate) struct Row<'t> {
    record: &'t ByteRecord,
    places: &'t [Option<usize>],
}

impl<'t> Row<'t> {
    /// The field in that column; empty if the file has no such column.
    #[inline]
    pub(crate) fn field(&self, column: usize) -> &'t [u8] {
        match self.places.get(column) {
            Some(&Some(at)) => self.record.get(at).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// `a`, `b`, `c`.
fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
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

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
