//! A CSV file as rows of named columns: the header, its faults, and where each row stands.

use std::cell::Cell;
use std::rc::Rc;

use csv::ByteRecord;

use crate::error::{IngestError, Reason};
use crate::field::{Fault, excerpt};
use crate::header::{Header, Wanted, names};
use crate::history::{History, ends_in_quotes};
use crate::input::Source;

/// The CSV reader's own buffer: small enough for the fastest cache.
const BUFFER: usize = 32 * 1024;

/// An open file behind its header, and the row at hand.
pub(crate) struct Table {
    source: Source,
    bytes_read: Rc<Cell<u64>>,
    csv: csv::Reader<History>,
    record: ByteRecord,
    header: Header,
}

impl Table {
    /// Reads the header of an open file.
    pub(crate) fn of(mut source: Source, wanted: &[Wanted]) -> Result<Self, IngestError> {
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
            header: Header::default(),
        };
        if !table.advance()? {
            return Err(IngestError::Empty {
                file: table.name().to_owned(),
                expected: names(wanted.iter().map(|wanted| wanted.column.name)),
            });
        }
        table.header = Header::find(table.name(), table.record.iter(), wanted)?;
        Ok(table)
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
        &self.header.ignored
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
        if self.record.len() == self.header.width {
            return Ok(Row::new(&self.record, &self.header.places, &[]));
        }
        Err(Fault {
            field: "row",
            reason: Reason::FieldCount,
            problem: format!(
                "`{}` has {} field{}: expected {}, as in the header (a comma inside a value needs quotes around the value)",
                excerpt(&String::from_utf8_lossy(self.text())),
                self.record.len(),
                if self.record.len() == 1 { "" } else { "s" },
                self.header.width,
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
    /// Which columns hold typed times, as seconds or RFC 3339; none in text.
    typed: &'t [bool],
    /// Where the fields stand in dictionaries, by column; none in text.
    codes: &'t [Option<Code>],
}

/// Where a field stands in a dictionary of its column: fields with one code are one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// No two dictionaries of a process have one number.
    pub(crate) dictionary: u32,
    pub(crate) key: u32,
}

impl<'t> Row<'t> {
    /// A row whose columns stand in `places`; `typed` ones hold times.
    pub(crate) const fn new(
        record: &'t ByteRecord,
        places: &'t [Option<usize>],
        typed: &'t [bool],
    ) -> Self {
        Self {
            record,
            places,
            typed,
            codes: &[],
        }
    }

    /// The same row, some fields of which stand in dictionaries.
    pub(crate) const fn with_codes(self, codes: &'t [Option<Code>]) -> Self {
        Self { codes, ..self }
    }

    /// Where the field in that column stands in a dictionary.
    #[inline]
    pub(crate) fn code(&self, column: usize) -> Option<Code> {
        self.codes.get(column).copied().flatten()
    }

    /// Whether the column holds times of a type of their own, however times are written elsewhere.
    pub(crate) fn is_typed(&self, column: usize) -> bool {
        self.typed.get(column).copied().unwrap_or(false)
    }
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

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
