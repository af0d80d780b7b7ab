//! Checking every byte of a store.

use std::ffi::{c_char, c_void};

use truyvet::Store;

use crate::error::tv_error;
use crate::gate::{self, stoppable};
use crate::handles::{self, Handled};
use crate::import::{tell, tv_progress, tv_progress_fn};
use crate::lift::{self, Grows, Report, tv_text};
use crate::lists::{List, Text};
use crate::status::tv_status;

/// What a verification found, to be read with tv_findings_next. Any thread may read it.
pub struct tv_findings(());

struct Damage {
    file: Text,
    section: Text,
    what: Text,
    row: i64,
}

struct FindingsObject(List<Damage>);

impl Handled for FindingsObject {
    const NAME: &'static str = "tv_findings";
}

/// Something broken in a file. The texts live as long as the tv_findings.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_finding {
    /// sizeof(tv_finding), set by the caller.
    pub struct_size: usize,
    /// The file inside the store.
    pub file: tv_text,
    /// The part of the file, in words.
    pub section: tv_text,
    /// What is wrong.
    pub what: tv_text,
    /// The row, where one is at fault; else -1.
    pub row: i64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_finding {
    const NAME: &'static str = "tv_finding";
}

/// Reads every byte of the store in a folder, also of one so damaged that it cannot be opened, and
/// lists what is damaged. Damage is a finding and not an error: a sound store has none. `progress`
/// may be null.
///
/// Owner: the caller frees *findings with tv_findings_free. Threads: any. Errors: TV_NOT_A_STORE,
/// TV_IO, TV_CANCELLED, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_verify(
    path: *const c_char,
    path_len: usize,
    progress: tv_progress_fn,
    user: *mut c_void,
    findings: *mut *mut tv_findings,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(findings, error, || {
            let path = lift::text(path, path_len, "path")?;
            let report = stoppable("verify", || {
                Store::verify(path, &mut |done| {
                    let shown = tv_progress {
                        struct_size: size_of::<tv_progress>(),
                        bytes_done: done.bytes_done,
                        bytes_total: done.bytes_total,
                        rows_done: 0,
                        elapsed_ms: 0,
                    };
                    tell(progress, user, &shown);
                })
            })??;
            let damage = report.findings.iter().map(|finding| Damage {
                file: Text::new(&finding.file),
                section: Text::new(finding.section),
                what: Text::new(&finding.what),
                row: finding
                    .row
                    .map_or(-1, |row| i64::try_from(row).unwrap_or(-1)),
            });
            Ok(FindingsObject(List::new(damage.collect())))
        })
    }
}

/// How many findings there are; 0 for what is no handle.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_findings_count(findings: *const tv_findings) -> u64 {
    let object = handles::get::<FindingsObject, _>(findings);
    object.map_or(0, |object| object.0.count())
}

/// The next finding; TV_END after the last one. Set finding->struct_size first.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_findings_next(
    findings: *mut tv_findings,
    finding: *mut tv_finding,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(finding)?;
            let object = handles::get::<FindingsObject, _>(findings)?;
            let Some(damage) = object.0.next() else {
                return Ok(tv_status::TV_END);
            };
            report.fill(&tv_finding {
                struct_size: 0,
                file: damage.file.show(),
                section: damage.section.show(),
                what: damage.what.show(),
                row: damage.row,
            });
            Ok(tv_status::TV_OK)
        })
    }
}

/// Frees the list and its texts. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_findings_free(findings: *mut tv_findings) -> tv_status {
    gate::release::<FindingsObject, _>(findings)
}
