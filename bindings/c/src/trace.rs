//! The answer to a question: counted, saved, opened again.

use std::ffi::c_char;

use truyvet::Trace;

use crate::error::tv_error;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{self, Out};
use crate::status::tv_status;
use crate::store::{StoreObject, tv_store};

/// Who was exposed: the answer to a question, of one snapshot. Any number of threads may use it at
/// once.
pub struct tv_trace(());

/// What stands behind it.
pub(crate) struct TraceObject {
    pub(crate) trace: Trace,
}

impl TraceObject {
    pub(crate) const fn new(trace: Trace) -> Self {
        Self { trace }
    }
}

impl Handled for TraceObject {
    const NAME: &'static str = "tv_trace";
}

/// How many people are exposed.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_count(
    trace: *const tv_trace,
    count: *mut u64,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let count = Out::at(count, "count")?;
            let object = handles::get::<TraceObject, _>(trace)?;
            count.fill(u64::try_from(object.trace.len()).unwrap_or(u64::MAX));
            Ok(tv_status::TV_OK)
        })
    }
}

/// How many people there are at each level: the first is F1. Fills as many as there is `room` for,
/// and *levels with how many levels there are. `counts` may be null if `room` is 0.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_levels(
    trace: *const tv_trace,
    counts: *mut u64,
    room: usize,
    levels: *mut usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let levels = Out::at(levels, "levels")?;
            let object = handles::get::<TraceObject, _>(trace)?;
            let by_level = object.trace.count_by_level();
            for (at, &count) in by_level.iter().take(room).enumerate() {
                Out::at(counts.wrapping_add(at), "counts")?.fill(count);
            }
            levels.fill(by_level.len());
            Ok(tv_status::TV_OK)
        })
    }
}

/// Saves the answer in a file that only its owner can read, complete or not there. It is a copy
/// outside the store: erasing somebody there takes nothing out of it.
///
/// Threads: any. Errors: TV_IO, TV_SAVED over 2 GiB, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_save(
    trace: *const tv_trace,
    path: *const c_char,
    path_len: usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let path = lift::text(path, path_len, "path")?;
            let object = handles::get::<TraceObject, _>(trace)?;
            object.trace.save(path)?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Opens an answer that was saved, on the snapshot of the store that was asked.
///
/// Owner: the caller frees *trace with tv_trace_free. Threads: any. Errors: TV_SAVED for anything
/// else than such an answer, TV_NOT_KEPT, TV_IO, TV_DAMAGED, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_store_open_trace(
    store: *const tv_store,
    path: *const c_char,
    path_len: usize,
    trace: *mut *mut tv_trace,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(trace, error, || {
            let path = lift::text(path, path_len, "path")?;
            let store = handles::get::<StoreObject, _>(store)?;
            Ok(TraceObject::new(store.0.open_trace(path)?))
        })
    }
}

/// Frees the answer. Rows, chains and streams of it go on. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_trace_free(trace: *mut tv_trace) -> tv_status {
    gate::release::<TraceObject, _>(trace)
}
