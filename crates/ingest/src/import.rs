//! The import of files: kind after kind, file after file, row after row.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use truyvet_store::{Published, Writer};

use crate::error::IngestError;
use crate::field::Fault;
use crate::importer::Refusal;
use crate::input::Input;
use crate::kind::FileKind;
use crate::ledger::FileHash;
use crate::mapping::{Cells, Mapping};
use crate::out::At;
use crate::reading::Reading;
use crate::rejects::Rejects;
use crate::report::{
    FileReport, ImportFile, ImportOptions, ImportProgress, ImportReport, OnError, sum,
};
use crate::row_file::RowFile;
use crate::sink::RecordSink;

/// Rows between two calls of the progress function.
const STEP: u64 = 1 << 14;

/// Rows between two looks at the memory taken.
const LOOK: u64 = 1 << 8;

/// The least memory limit.
const LEAST_MEMORY: u64 = 64 << 20;

/// Reads files into `writer`, in the order given; without a memory limit nothing is stored before
/// its next commit. Files of one kind that follow each other are read as one: a check-out in the
/// second may belong to a check-in in the first.
///
/// A file that was imported before, byte by byte, with the same mapping, zone and source, is not
/// read again ([`FileReport::already`]), nor are files of a kind whose rows depend on each other if
/// that is so for all of them; one whose import was interrupted goes on where that was
/// ([`FileReport::rows_before`]) or, of such a kind, from its beginning. What can be read only once
/// (the standard input, a pipe) is always read: there only the keys of the records (S2) keep them
/// from being stored twice.
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
pub(crate) fn import_into<S: RecordSink + 'static>(
    sink: &mut S,
    files: &[ImportFile],
    options: &ImportOptions,
    progress: &mut dyn FnMut(ImportProgress<'_>),
) -> Result<ImportReport, IngestError> {
    let beside = [&options.ids, &options.units, &options.roster];
    let beside = beside.into_iter().flatten();
    let inputs = files.iter().map(|file| &file.input).chain(beside);
    let from_stdin = |input: &&Input| matches!(input, Input::Stdin);
    if inputs.clone().filter(from_stdin).count() > 1 {
        return Err(IngestError::StdinTwice);
    }
    check_beside(files, options)?;
    let (skip, rejects) = match &options.on_error {
        OnError::Stop => (false, None),
        OnError::Skip { rejects: None } => (true, None),
        OnError::Skip {
            rejects: Some(path),
        } => (true, Some(Rejects::create(path, inputs)?)),
    };
    let chunk = match options.memory_limit {
        Some(limit @ 0..LEAST_MEMORY) => {
            let least = LEAST_MEMORY;
            return Err(IngestError::MemoryLimit { limit, least });
        }
        limit => limit.map(chunk),
    };
    let mut run = Run {
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
    for files in files.chunk_by(|a, b| a.kind == b.kind) {
        run.kind(sink, files, &mut report)?;
    }
    report.published = run.published;
    run.rejects.map_or(Ok(()), Rejects::finish)?;
    Ok(report)
}

/// Files beside and mappings that no file has a use for are a slip, and may hide another.
fn check_beside(files: &[ImportFile], options: &ImportOptions) -> Result<(), IngestError> {
    let has = |kind| files.iter().any(|file| file.kind == kind);
    let needs = |what, kinds: &'static str| IngestError::Option {
        what,
        problem: format!("of no use without a file of {kinds}: leave it out, or add one"),
    };
    if options.ids.is_some() && !has(FileKind::Bluezone) {
        return Err(needs("ids", "bluezone"));
    }
    if options.units.is_some() && !has(FileKind::Places) && !has(FileKind::People) {
        return Err(needs("units", "places or people"));
    }
    if options.roster.is_some() && !has(FileKind::Residence) {
        return Err(needs("roster", "residence"));
    }
    match &options.mapping {
        Some(mapping) if !has(mapping.kind()) => Err(IngestError::Option {
            what: "mapping",
            problem: format!("it is for {}, and there is no such file", mapping.kind()),
        }),
        _ => Ok(()),
    }
}

/// How many bytes publishing may take; the program itself has its own, and some are not counted.
const fn chunk(limit: u64) -> u64 {
    const PROGRAM: u64 = 32 << 20;
    limit.saturating_sub(PROGRAM) / 5 * 4
}

/// Rows of fewer bytes are not worth a publication, whatever the limit.
const LEAST_CHUNK: u64 = 8 << 20;

/// One import under way.
struct Run<'r> {
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

impl Run<'_> {
    /// Reads all files of one kind.
    fn kind<S: RecordSink + 'static>(
        &mut self,
        sink: &mut S,
        files: &[ImportFile],
        report: &mut ImportReport,
    ) -> Result<(), IngestError> {
        let Some(first) = files.first() else {
            return Ok(());
        };
        let kind = first.kind;
        // What waits for others may take a fourth of what publishing may.
        let held = self.chunk.map(|chunk| chunk / 4);
        let (mut reading, mapping) = Reading::open(sink, kind, files, self.options, held)?;
        let read = self.files(&mut reading, &mapping)?;
        if read {
            report.sources.push(reading.report(kind));
        }
        report.files.append(&mut reading.done);
        Ok(())
    }

    /// Reads those files that are not known; false if all of them are.
    fn files<S: RecordSink>(
        &mut self,
        reading: &mut Reading<'_, '_, S>,
        mapping: &Mapping,
    ) -> Result<bool, IngestError> {
        let any = reading.out.sink.any_imported();
        let (mut hashes, mut known) = (Vec::new(), Vec::new());
        for file in reading.files {
            // Where nothing is known, a file is hashed while it is read.
            let hash = any.then(|| FileHash::begin(&file.input, file.kind, mapping, self.options));
            let mut hash = hash.transpose()?.flatten();
            known.push(match &mut hash {
                Some(hash) => reading.out.sink.imported(&hash.get()?),
                None => None,
            });
            hashes.push(hash);
        }
        let is_known = |known: &Option<truyvet_store::Imported>| {
            !self.options.again && known.is_some_and(|known| known.complete)
        };
        let all_known = known.iter().all(is_known);
        let mut read = false;
        for ((file, hash), known) in reading.files.iter().zip(hashes.iter_mut()).zip(&known) {
            let mut done = FileReport {
                name: file.input.name(),
                kind: file.kind,
                rows_read: 0,
                rows_taken: 0,
                rejected: BTreeMap::new(),
                ignored_columns: Vec::new(),
                already: None,
                rows_before: 0,
            };
            if is_known(known) && (all_known || !reading.holds) {
                done.already = known.map(|known| known.time);
                let size = file.input.size().unwrap_or(0);
                self.bytes_before = self.bytes_before.saturating_add(size);
                reading.done.push(done);
                continue;
            }
            read = true;
            let unfinished = known.filter(|known| !known.complete && !reading.holds);
            done.rows_before = unfinished.map_or(0, |known| known.rows);
            reading.done.push(done);
            if !any {
                *hash = FileHash::begin(&file.input, file.kind, mapping, self.options)?;
            }
            self.file(reading, &file.input, hash.as_mut())?;
        }
        if !read {
            return Ok(false);
        }
        self.flush(reading, true)?;
        for (hash, (done, known)) in hashes.iter_mut().zip(reading.done.iter().zip(&known)) {
            // A file read again is noted already: a commit that changes nothing else is none.
            if let Some(hash) = hash
                && !known.is_some_and(|known| known.complete)
            {
                let rows = done.rows_before.saturating_add(done.rows_read);
                reading.out.sink.note_import(hash.get()?, rows, true);
            }
        }
        Ok(true)
    }

    /// Reads the file that the last report is of.
    fn file<S: RecordSink>(
        &mut self,
        reading: &mut Reading<'_, '_, S>,
        input: &Input,
        hash: Option<&mut FileHash>,
    ) -> Result<(), IngestError> {
        let mut table = RowFile::open(input, &reading.plan.wanted)?;
        let before = reading.done.last().map_or(0, |done| done.rows_before);
        for _ in 0..before {
            if !table.advance()? {
                break;
            }
        }
        reading.out.at.file = u16::try_from(reading.done.len().saturating_sub(1)).unwrap_or(0);
        let rows = self.rows(reading, &mut table, hash)?;
        self.bytes_before = self.bytes_before.saturating_add(table.bytes_read());
        self.rows_before = self.rows_before.saturating_add(rows);
        if let Some(done) = reading.done.last_mut() {
            done.ignored_columns = table.ignored().to_vec();
        }
        Ok(())
    }

    fn rows<S: RecordSink>(
        &mut self,
        reading: &mut Reading<'_, '_, S>,
        table: &mut RowFile,
        mut hash: Option<&mut FileHash>,
    ) -> Result<u64, IngestError> {
        let (mut read, mut taken) = (0u64, 0u64);
        self.report(table, 0);
        while table.advance()? {
            read = read.saturating_add(1);
            if reading.holds {
                reading.out.at.line = u32::try_from(table.line()).unwrap_or(u32::MAX);
            }
            let took = match table.row() {
                Ok(row) => {
                    let cells = Cells::new(row, &reading.plan);
                    reading.importer.take(cells, &mut reading.out)
                }
                Err(fault) => Err(Refusal::Row(fault)),
            };
            match took {
                Ok(()) => taken = taken.saturating_add(1),
                Err(Refusal::Stop(error)) => return Err(error),
                Err(Refusal::Row(fault)) => {
                    reading.count(fault.reason, reading.out.at.file);
                    self.reject(table, fault)?;
                }
            }
            if read.is_multiple_of(LOOK) {
                // Settling may find that some of them were not to be taken.
                reading.took(std::mem::take(&mut taken));
                self.look(reading, hash.as_deref_mut(), read)?;
            }
            if read.is_multiple_of(STEP) {
                self.report(table, read);
            }
        }
        self.report(table, read);
        reading.took(taken);
        if let Some(done) = reading.done.last_mut() {
            done.rows_read = done.rows_read.saturating_add(read);
        }
        Ok(read)
    }

    /// Settles and publishes what there is too much of, `read` rows into the file at hand.
    fn look<S: RecordSink>(
        &mut self,
        reading: &mut Reading<'_, '_, S>,
        hash: Option<&mut FileHash>,
        read: u64,
    ) -> Result<(), IngestError> {
        let stop = self.options.stop.as_ref();
        if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(IngestError::Stopped);
        }
        if reading.importer.is_full() || reading.out.is_full() {
            self.flush(reading, false)?;
        }
        let kind = reading.files.first().map(|file| file.kind);
        // Places are few, and all of them must be there before they can be published.
        let Some(most) = self.chunk.filter(|_| kind != Some(FileKind::Places)) else {
            return Ok(());
        };
        let (rows, names) = reading.out.sink.publishing_bytes();
        if rows < most.saturating_sub(names).max(LEAST_CHUNK) {
            return Ok(());
        }
        // A file whose rows depend on each other begins again after an interruption.
        if let (Some(hash), false) = (hash, reading.holds) {
            let before = reading.done.last().map_or(0, |done| done.rows_before);
            let rows = before.saturating_add(read);
            reading.out.sink.note_import(hash.get()?, rows, false);
        }
        let part = reading.out.sink.publish()?;
        self.published = Some(self.published.map_or(part, |before| sum(&before, &part)));
        Ok(())
    }

    /// Makes records of the rows that wait, and counts those that proved to be none.
    fn flush<S: RecordSink>(
        &mut self,
        reading: &mut Reading<'_, '_, S>,
        all: bool,
    ) -> Result<(), IngestError> {
        let plan = &reading.plan;
        reading.importer.flush(plan, &mut reading.out, all)?;
        reading.out.flush(all)?;
        let mut late = std::mem::take(&mut reading.out.late);
        late.sort_by_key(|late| late.at);
        for late in late {
            let At { file, line } = late.at;
            reading.count(late.reason, file);
            let done = reading.done.get_mut(usize::from(file));
            let Some(done) = done else { continue };
            done.rows_taken = done.rows_taken.saturating_sub(1);
            if let Some(rejects) = &mut self.rejects {
                let fault = Fault::new(late.field, late.reason, "");
                rejects.add(&done.name, line.into(), &fault, b"")?;
            }
        }
        Ok(())
    }

    #[cold]
    fn reject(&mut self, table: &RowFile, fault: Fault) -> Result<(), IngestError> {
        if !self.skip && !fault.reason.is_usual() {
            return Err(table.error(fault).into());
        }
        match &mut self.rejects {
            Some(rejects) => rejects.add(table.name(), table.line(), &fault, &table.text()),
            None => Ok(()),
        }
    }

    fn report(&mut self, table: &RowFile, rows_read: u64) {
        (self.progress)(ImportProgress {
            file: table.name(),
            bytes_read: self.bytes_before.saturating_add(table.bytes_read()),
            bytes_total: self.bytes_total,
            rows_read: self.rows_before.saturating_add(rows_read),
        });
    }
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
