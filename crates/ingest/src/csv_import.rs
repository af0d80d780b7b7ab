//! The import of CSV files, file after file, row after row.

use std::collections::BTreeMap;

use truyvet_store::Writer;

use crate::error::{IngestError, RowError};
use crate::field::Fault;
use crate::input::Input;
use crate::rejects::Rejects;
use crate::report::{
    FileKind, FileReport, ImportFile, ImportOptions, ImportProgress, ImportReport, OnError,
};
use crate::rows::{Contacts, Places, Refusal, RowReader, Visits};
use crate::sink::RecordSink;
use crate::table::Table;

/// Rows between two calls of the progress function.
const STEP: u64 = 1 << 14;

/// Reads files into `writer`, in the order given; nothing is stored before its `commit`.
///
/// Names are numbered in order of appearance, and numbers that lie close make a smaller and faster
/// store: give the places first, and people in the order of households if there is such a file.
///
/// # Errors
/// [`IngestError`]. The writer then holds a part of the records and must be dropped.
pub fn import(
    writer: &mut Writer,
    files: &[ImportFile],
    options: &ImportOptions,
    progress: &mut dyn FnMut(ImportProgress<'_>),
) -> Result<ImportReport, IngestError> {
    import_into(writer, files, options, progress)
}

/// [`import`] into any sink.
pub(crate) fn import_into<S: RecordSink>(
    sink: &mut S,
    files: &[ImportFile],
    options: &ImportOptions,
    progress: &mut dyn FnMut(ImportProgress<'_>),
) -> Result<ImportReport, IngestError> {
    let from_stdin = |file: &&ImportFile| matches!(file.input, Input::Stdin);
    if files.iter().filter(from_stdin).count() > 1 {
        return Err(IngestError::StdinTwice);
    }
    let (skip, rejects) = match &options.on_error {
        OnError::Stop => (false, None),
        OnError::Skip { rejects: None } => (true, None),
        OnError::Skip {
            rejects: Some(path),
        } => {
            let inputs = files.iter().map(|file| &file.input);
            (true, Some(Rejects::create(path, inputs)?))
        }
    };
    let mut run = Run {
        sink,
        options,
        skip,
        rejects,
        progress,
        bytes_before: 0,
        bytes_total: files.iter().map(|file| file.input.size()).sum(),
        rows_before: 0,
    };
    let mut report = ImportReport::default();
    for file in files {
        report.files.push(match file.kind {
            FileKind::Visits => run.file::<Visits>(&file.input)?,
            FileKind::Contacts => run.file::<Contacts>(&file.input)?,
            FileKind::Places => run.file::<Places>(&file.input)?,
        });
    }
    run.rejects.map_or(Ok(()), Rejects::finish)?;
    Ok(report)
}

/// One import under way.
struct Run<'r, S> {
    sink: &'r mut S,
    options: &'r ImportOptions,
    skip: bool,
    rejects: Option<Rejects>,
    progress: &'r mut dyn FnMut(ImportProgress<'_>),
    /// Of the files already read.
    bytes_before: u64,
    bytes_total: Option<u64>,
    rows_before: u64,
}

impl<S: RecordSink> Run<'_, S> {
    fn file<R: RowReader>(&mut self, input: &Input) -> Result<FileReport, IngestError> {
        let mut table = Table::open(input, R::COLUMNS)?;
        let mut rejected = BTreeMap::new();
        let (mut rows_read, mut rows_taken) = (0u64, 0u64);
        let mut reader = R::default();
        let zone = self.options.zone.as_ref();
        self.report(&table, rows_read);
        while table.advance()? {
            rows_read = rows_read.saturating_add(1);
            let taken = match table.row() {
                Ok(row) => reader.take(row, zone, self.sink),
                Err(fault) => Err(Refusal::Row(fault)),
            };
            match taken {
                Ok(()) => rows_taken = rows_taken.saturating_add(1),
                Err(Refusal::Store(error)) => return Err(error.into()),
                Err(Refusal::Row(fault)) => {
                    let count: &mut u64 = rejected.entry(fault.reason).or_default();
                    *count = count.saturating_add(1);
                    self.reject(&table, fault)?;
                }
            }
            if rows_read.is_multiple_of(STEP) {
                self.report(&table, rows_read);
            }
        }
        self.report(&table, rows_read);
        self.bytes_before = self.bytes_before.saturating_add(table.bytes_read());
        self.rows_before = self.rows_before.saturating_add(rows_read);
        Ok(FileReport {
            name: table.name().to_owned(),
            kind: R::KIND,
            rows_read,
            rows_taken,
            rejected,
            ignored_columns: table.ignored().to_vec(),
        })
    }

    #[cold]
    fn reject(&mut self, table: &Table, fault: Fault) -> Result<(), IngestError> {
        if !self.skip {
            return Err(row_error(table, fault).into());
        }
        match &mut self.rejects {
            Some(rejects) => rejects.add(table.name(), table.line(), &fault, table.text()),
            None => Ok(()),
        }
    }

    fn report(&mut self, table: &Table, rows_read: u64) {
        (self.progress)(ImportProgress {
            file: table.name(),
            bytes_read: self.bytes_before.saturating_add(table.bytes_read()),
            bytes_total: self.bytes_total,
            rows_read: self.rows_before.saturating_add(rows_read),
        });
    }
}

/// A fault with the place where it stands.
pub(crate) fn row_error(table: &Table, fault: Fault) -> RowError {
    RowError {
        file: table.name().to_owned(),
        line: table.line(),
        field: fault.field,
        problem: fault.problem,
        reason: fault.reason,
    }
}

#[cfg(test)]
#[path = "csv_import_tests.rs"]
mod tests;
