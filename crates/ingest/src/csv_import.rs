//! The import of CSV files, file after file, row after row.

use std::collections::BTreeMap;

use truyvet_store::{Published, Writer};

use crate::error::{IngestError, RowError};
use crate::field::Fault;
use crate::input::Input;
use crate::ledger::FileHash;
use crate::rejects::Rejects;
use crate::report::{
    FileKind, FileReport, ImportFile, ImportOptions, ImportProgress, ImportReport, OnError, sum,
};
use crate::rows::{Contacts, Context, Places, Refusal, RowReader, Visits};
use crate::sink::RecordSink;
use crate::table::Table;

/// Rows between two calls of the progress function.
const STEP: u64 = 1 << 14;

/// Rows between two looks at the memory taken.
const LOOK: u64 = 1 << 8;

/// The least memory limit.
const LEAST_MEMORY: u64 = 64 << 20;

/// Reads files into `writer`, in the order given; without a memory limit nothing is stored before
/// its next commit.
///
/// A file that was imported before, byte by byte, with the same zone and source, is not read again
/// ([`FileReport::already`]); one whose import was interrupted goes on where that was
/// ([`FileReport::rows_before`]). What can be read only once (the standard input, a pipe) is
/// always read: there only the keys of the records (S2) keep them from being stored twice.
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
    let chunk = match options.memory_limit {
        Some(limit @ 0..LEAST_MEMORY) => {
            let least = LEAST_MEMORY;
            return Err(IngestError::MemoryLimit { limit, least });
        }
        limit => limit.map(chunk),
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
        chunk,
        published: None,
    };
    let mut report = ImportReport::default();
    for file in files {
        report.files.push(match file.kind {
            FileKind::Visits => run.file::<Visits>(&file.input)?,
            FileKind::Contacts => run.file::<Contacts>(&file.input)?,
            FileKind::Places => run.file::<Places>(&file.input)?,
        });
    }
    report.published = run.published;
    run.rejects.map_or(Ok(()), Rejects::finish)?;
    Ok(report)
}

/// How many bytes publishing may take; the program itself has its own, and some are not counted.
const fn chunk(limit: u64) -> u64 {
    const PROGRAM: u64 = 32 << 20;
    limit.saturating_sub(PROGRAM) / 5 * 4
}

/// Rows of fewer bytes are not worth a publication, whatever the limit.
const LEAST_CHUNK: u64 = 8 << 20;

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
    /// After how many bytes a part is published.
    chunk: Option<u64>,
    /// What came of the parts.
    published: Option<Published>,
}

impl<S: RecordSink> Run<'_, S> {
    fn file<R: RowReader>(&mut self, input: &Input) -> Result<FileReport, IngestError> {
        let mut hash = FileHash::begin(input, R::KIND, self.options)?;
        let mut done = FileReport {
            name: input.name(),
            kind: R::KIND,
            rows_read: 0,
            rows_taken: 0,
            rejected: BTreeMap::new(),
            ignored_columns: Vec::new(),
            already: None,
            rows_before: 0,
        };
        let mut known = None;
        if let Some(hash) = &mut hash
            && self.sink.any_imported()
        {
            known = self.sink.imported(&hash.get()?);
        }
        if let Some(known) = known {
            if known.complete && !self.options.again {
                done.already = Some(known.time);
                let size = input.size().unwrap_or(0);
                self.bytes_before = self.bytes_before.saturating_add(size);
                return Ok(done);
            }
            done.rows_before = if known.complete { 0 } else { known.rows };
        }
        let mut table = Table::open(input, R::COLUMNS)?;
        for _ in 0..done.rows_before {
            if !table.advance()? {
                break;
            }
        }
        self.rows::<R>(&mut table, &mut done, hash.as_mut())?;
        // A file read again is noted already: a commit that changes nothing else is none.
        if let Some(hash) = &mut hash
            && !known.is_some_and(|known| known.complete)
        {
            let rows = done.rows_before.saturating_add(done.rows_read);
            self.sink.note_import(hash.get()?, rows, true);
        }
        self.bytes_before = self.bytes_before.saturating_add(table.bytes_read());
        self.rows_before = self.rows_before.saturating_add(done.rows_read);
        done.ignored_columns = table.ignored().to_vec();
        Ok(done)
    }

    fn rows<R: RowReader>(
        &mut self,
        table: &mut Table,
        done: &mut FileReport,
        mut hash: Option<&mut FileHash>,
    ) -> Result<(), IngestError> {
        let mut reader = R::default();
        let context = Context {
            zone: self.options.zone.as_ref(),
            source: self.options.source.as_deref().unwrap_or_default(),
        };
        self.report(table, 0);
        while table.advance()? {
            done.rows_read = done.rows_read.saturating_add(1);
            let taken = match table.row() {
                Ok(row) => reader.take(row, context, self.sink),
                Err(fault) => Err(Refusal::Row(fault)),
            };
            match taken {
                Ok(()) => done.rows_taken = done.rows_taken.saturating_add(1),
                Err(Refusal::Store(error)) => return Err(error.into()),
                Err(Refusal::Row(fault)) => {
                    let count: &mut u64 = done.rejected.entry(fault.reason).or_default();
                    *count = count.saturating_add(1);
                    self.reject(table, fault)?;
                }
            }
            if done.rows_read.is_multiple_of(LOOK) && self.is_full(R::KIND) {
                let rows = done.rows_before.saturating_add(done.rows_read);
                self.publish(hash.as_deref_mut(), rows)?;
            }
            if done.rows_read.is_multiple_of(STEP) {
                self.report(table, done.rows_read);
            }
        }
        self.report(table, done.rows_read);
        Ok(())
    }

    /// Whether what was read must be published before more is.
    fn is_full(&self, kind: FileKind) -> bool {
        // Places are few, and all of them must be there before they can be published.
        let Some(most) = self.chunk.filter(|_| kind != FileKind::Places) else {
            return false;
        };
        let (rows, names) = self.sink.publishing_bytes();
        rows >= most.saturating_sub(names).max(LEAST_CHUNK)
    }

    /// Publishes what was read: `rows` of the file at hand.
    #[cold]
    fn publish(&mut self, hash: Option<&mut FileHash>, rows: u64) -> Result<(), IngestError> {
        if let Some(hash) = hash {
            self.sink.note_import(hash.get()?, rows, false);
        }
        let part = self.sink.publish()?;
        self.published = Some(self.published.map_or(part, |before| sum(&before, &part)));
        Ok(())
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
