//! A file of rows in whatever format it is written: CSV, Parquet or Arrow, by how it begins.

use std::borrow::Cow;

use crate::columnar::Columns;
use crate::error::{IngestError, RowError};
use crate::field::Fault;
use crate::header::Wanted;
use crate::input::{Format, Input};
use crate::table::{Row, Table};

/// An open file, and the row at hand.
pub(crate) enum RowFile {
    Text(Box<Table>),
    Columns(Box<Columns>),
}

impl RowFile {
    /// Opens a file and finds the wanted columns in it.
    pub(crate) fn open(input: &Input, wanted: &[Wanted]) -> Result<Self, IngestError> {
        if let Input::Batches(batches) = input {
            return Ok(Self::Columns(Box::new(Columns::of_batches(
                batches, wanted,
            )?)));
        }
        let (format, source) = input.open_rows()?;
        Ok(match format {
            Format::Text => Self::Text(Box::new(Table::of(source, wanted)?)),
            _ => Self::Columns(Box::new(Columns::open(input, format, source, wanted)?)),
        })
    }

    /// As messages call it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Text(table) => table.name(),
            Self::Columns(columns) => columns.name(),
        }
    }

    /// Bytes read so far, as they are stored; of columns about.
    pub(crate) fn bytes_read(&self) -> u64 {
        match self {
            Self::Text(table) => table.bytes_read(),
            Self::Columns(columns) => columns.bytes_read(),
        }
    }

    /// Names of the columns that were not asked for.
    pub(crate) fn ignored(&self) -> &[String] {
        match self {
            Self::Text(table) => table.ignored(),
            Self::Columns(columns) => columns.ignored(),
        }
    }

    /// Goes to the next row; false at the end.
    #[inline]
    pub(crate) fn advance(&mut self) -> Result<bool, IngestError> {
        match self {
            Self::Text(table) => table.advance(),
            Self::Columns(columns) => columns.advance(),
        }
    }

    /// The row at hand, if it has as many fields as the header.
    #[inline]
    pub(crate) fn row(&self) -> Result<Row<'_>, Fault> {
        match self {
            Self::Text(table) => table.row(),
            Self::Columns(columns) => columns.row(),
        }
    }

    /// The line on which the row at hand begins, or its number in a file of columns, from 1.
    pub(crate) fn line(&self) -> u64 {
        match self {
            Self::Text(table) => table.line(),
            Self::Columns(columns) => columns.line(),
        }
    }

    /// The row at hand as text.
    pub(crate) fn text(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Text(table) => Cow::Borrowed(table.text()),
            Self::Columns(columns) => Cow::Owned(columns.text()),
        }
    }

    /// A fault with the place where it stands.
    pub(crate) fn error(&self, fault: Fault) -> RowError {
        RowError {
            file: self.name().to_owned(),
            unit: match self {
                Self::Text(_) => "line",
                Self::Columns(_) => "row",
            },
            line: self.line(),
            field: fault.field,
            problem: fault.problem,
            reason: fault.reason,
        }
    }
}
