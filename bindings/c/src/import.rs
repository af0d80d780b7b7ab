//! Files into a writer, by source.

use std::ffi::{c_int, c_void};
use std::path::PathBuf;

use truyvet::{
    FileKind, ImportFile, ImportOptions, ImportProgress, ImportReport, Input, Mapping, OnError,
    TimeZone,
};

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate::{self, stop, stoppable};
use crate::lift::{self, Grows, Report, tv_text};
use crate::status::tv_status;
use crate::writer::{tv_writer, with_whole};

/// A file to import. Never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_import_file {
    /// What its rows are: `visits`, `contacts`, `places`, `qr-scan`, `attendance`, `roster`,
    /// `residence`, `travel`, `declaration`, `bluezone`, `people`, `cases`.
    pub kind: tv_text,
    /// Where it is.
    pub path: tv_text,
}

/// How far work is; what is not known is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_progress {
    /// sizeof(tv_progress) of the library.
    pub struct_size: usize,
    /// Bytes read so far, of all files together.
    pub bytes_done: u64,
    /// Bytes that there are.
    pub bytes_total: u64,
    /// Rows read so far.
    pub rows_done: u64,
    /// Milliseconds since the work began; of a trace only.
    pub elapsed_ms: u64,
}

/// Called now and then, in the thread of the call, with how far it is. Anything but 0 stops the
/// work with TV_CANCELLED. It must return: not jump out, and not throw.
///
/// # Safety
/// The progress lives as long as the call, and `user` is what was given with the callback.
pub type tv_progress_fn =
    Option<unsafe extern "C" fn(progress: *const tv_progress, user: *mut c_void) -> c_int>;

/// How to read files. Zeros (beside struct_size) are what is usual.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct tv_import_options {
    /// sizeof(tv_import_options).
    pub struct_size: usize,
    /// The time zone of local times: `Asia/Ho_Chi_Minh`; without it they are errors (S1).
    pub zone: tv_text,
    /// Where the records come from (S32); no text: as the kind of the file says.
    pub source: tv_text,
    /// A mapping: the path of a TOML file that says which column is what.
    pub mapping: tv_text,
    /// A CSV file to write bad rows to, with skip_bad_rows.
    pub rejects: tv_text,
    /// Whose a rotating id was, for bluezone: a path.
    pub ids: tv_text,
    /// The administrative table, for places and people: a path.
    pub units: tv_text,
    /// Who works when, for residence: a path.
    pub roster: tv_text,
    /// Bytes of memory the import may take; what was read is then published in parts. 0: one
    /// commit, which is the caller's to make.
    pub memory_limit: u64,
    /// Joins stays of one person at one place with at most so many seconds between (S9); 0 none.
    pub join_gap_s: i64,
    /// Seconds since 1970 at which the rows arrived, if they do not say it; 0: nobody knows.
    pub now: i64,
    /// Not 0: bad rows are left out and counted. Else the first one is the error.
    pub skip_bad_rows: u32,
    /// Not 0: a file that was imported before is read again.
    pub again: u32,
    /// Called now and then; may be null.
    pub progress: tv_progress_fn,
    /// What it is called with.
    pub user: *mut c_void,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_import_options {
    const NAME: &'static str = "tv_import_options";
}

/// What came of one file, or of all of them.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct tv_import_report {
    /// sizeof(tv_import_report), set by the caller.
    pub struct_size: usize,
    /// Rows read, headers aside.
    pub rows_read: u64,
    /// Rows that became records, or parts of them.
    pub rows_taken: u64,
    /// Rows left out.
    pub rows_rejected: u64,
    /// Rows passed over because an interrupted import had stored them.
    pub rows_before: u64,
    /// Files that had been imported before and were not read again.
    pub already: u64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_import_report {
    const NAME: &'static str = "tv_import_report";
}

/// Calls a callback of C with how far work is, and leaves the work if that says so.
///
/// # Safety
/// The callback keeps what tv_progress_fn says.
pub(crate) unsafe fn tell(callback: tv_progress_fn, user: *mut c_void, progress: &tv_progress) {
    // SAFETY: the caller's promise is the same.
    if unsafe { asks_to_stop(callback, user, progress) } {
        stop();
    }
}

/// Calls a callback of C, and says whether it wants the work to stop.
///
/// # Safety
/// The callback keeps what tv_progress_fn says.
pub(crate) unsafe fn asks_to_stop(
    callback: tv_progress_fn,
    user: *mut c_void,
    progress: &tv_progress,
) -> bool {
    // SAFETY: the caller's promise is the same.
    callback.is_some_and(|callback| unsafe { callback(progress, user) } != 0)
}

/// # Safety
/// The texts are as [`lift::text_or_none`] says.
unsafe fn options(given: &tv_import_options) -> Result<ImportOptions, Fault> {
    // SAFETY: the caller's promise is the same.
    let text = |text: tv_text, field| unsafe { lift::text_or_none(text.data, text.len, field) };
    let path = |given, field| Ok::<_, Fault>(text(given, field)?.map(PathBuf::from));
    let zone = text(given.zone, "zone")?.map(TimeZone::named).transpose();
    let mapping = path(given.mapping, "mapping")?.map(|path| Mapping::read(&Input::Path(path)));
    let rejects = path(given.rejects, "rejects")?;
    if rejects.is_some() && given.skip_bad_rows == 0 {
        let problem = "of no use unless bad rows are skipped: set skip_bad_rows, or leave it out";
        return Err(Fault::value("rejects", problem));
    }
    Ok(ImportOptions {
        zone: zone.map_err(|error| Fault::value("zone", &error.to_string()))?,
        on_error: match given.skip_bad_rows {
            0 => OnError::Stop,
            _ => OnError::Skip { rejects },
        },
        source: text(given.source, "source")?.map(str::to_owned),
        memory_limit: (given.memory_limit > 0).then_some(given.memory_limit),
        again: given.again != 0,
        mapping: mapping.transpose().map_err(truyvet::Error::from)?,
        join_gap: match given.join_gap_s {
            0 => None,
            seconds => Some(lift::length(seconds, "join_gap_s")?),
        },
        ids: path(given.ids, "ids")?.map(Input::Path),
        units: path(given.units, "units")?.map(Input::Path),
        roster: path(given.roster, "roster")?.map(Input::Path),
        now: match given.now {
            0 => None,
            seconds => Some(lift::time(seconds, "now")?),
        },
        ..ImportOptions::default()
    })
}

/// # Safety
/// The texts are as [`lift::text_or_none`] says.
unsafe fn file(given: &tv_import_file) -> Result<ImportFile, Fault> {
    // SAFETY: the caller's promise is the same.
    let (kind, path) = unsafe {
        (
            lift::text(given.kind.data, given.kind.len, "kind")?,
            lift::text(given.path.data, given.path.len, "path")?,
        )
    };
    Ok(ImportFile {
        kind: kind_named(kind)?,
        input: Input::Path(path.into()),
    })
}

/// The kind of file of that name.
///
/// # Errors
/// A [`Fault`] that lists those that there are.
pub(crate) fn kind_named(name: &str) -> Result<FileKind, Fault> {
    FileKind::named(name).ok_or_else(|| {
        let known = FileKind::ALL.map(FileKind::name).join(", ");
        Fault::value("kind", &format!("there is no `{name}`; there are: {known}"))
    })
}

/// Does an import. A writer that is stopped in the middle of one goes, so that nothing of it is
/// ever committed.
pub(crate) fn import(
    writer: *mut tv_writer,
    files: &[ImportFile],
    how: &ImportOptions,
    tell: &mut dyn FnMut(ImportProgress<'_>),
) -> Result<ImportReport, Fault> {
    with_whole(writer, |held| {
        let Some(work) = held.as_mut() else {
            return Err(Fault::poisoned("was stopped before"));
        };
        match stoppable("import", || work.writer.import(files, how, tell)) {
            Ok(done) => Ok(done?),
            Err(stopped) => {
                *held = None;
                Err(stopped)
            }
        }
    })
}

/// How far an import is, as C shows it.
pub(crate) fn progress_of(progress: &ImportProgress<'_>) -> tv_progress {
    tv_progress {
        struct_size: size_of::<tv_progress>(),
        bytes_done: progress.bytes_read,
        bytes_total: progress.bytes_total.unwrap_or(0),
        rows_done: progress.rows_read,
        elapsed_ms: 0,
    }
}

/// Totals of an import.
pub(crate) fn totals(report: &ImportReport) -> tv_import_report {
    let mut sum = tv_import_report::default();
    for file in &report.files {
        sum.rows_read += file.rows_read;
        sum.rows_taken += file.rows_taken;
        sum.rows_rejected += file.rows_rejected();
        sum.rows_before += file.rows_before;
        sum.already += u64::from(file.already.is_some());
    }
    sum
}

/// Reads files into the writer, in the order given; files of one kind that follow each other are
/// read as one. `options` and `report` may be null.
///
/// Threads: one at a time. Errors: TV_IMPORT (naming file, line and field), TV_IO, TV_VALUE,
/// TV_CANCELLED, TV_POISONED, TV_BUSY, TV_HANDLE, TV_ARGUMENT. After one of the first four the
/// writer holds a part of the records and cannot commit any more: free it.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_import(
    writer: *mut tv_writer,
    files: *const tv_import_file,
    count: usize,
    options: *const tv_import_options,
    report: *mut tv_import_report,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(report)?;
            let given = lift::read(options)?;
            let files = lift::array(files, count, "files")?;
            let files: Vec<ImportFile> = files
                .iter()
                .map(|one| file(one))
                .collect::<Result<_, _>>()?;
            let how = given.as_ref().map(|given| self::options(given));
            let how = how.transpose()?.unwrap_or_default();
            let callback = given.and_then(|given| Some((Some(given.progress?), given.user)));
            let done = import(writer, &files, &how, &mut |progress| {
                if let Some((callback, user)) = callback {
                    tell(callback, user, &progress_of(&progress));
                }
            })?;
            report.fill(&totals(&done));
            Ok(tv_status::TV_OK)
        })
    }
}
