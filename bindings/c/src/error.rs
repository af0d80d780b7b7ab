//! Error objects, and what can be asked without one: versions and words.

use std::ffi::c_char;

use crate::fault::{Fault, Parts};
use crate::handles::{self, Handled};
use crate::lift::Out;
use crate::status::tv_status;

/// The version of the ABI: it goes up when a function or a struct changes so that a program that
/// was compiled before would go wrong. Structs that grow do not change it.
const ABI: u32 = 1;

/// Why a call failed: made by the call, freed with tv_error_free by whoever gave the place for it.
/// Any thread may read it.
pub struct tv_error(());

/// What stands behind it: texts that end in a NUL.
pub(crate) struct Object {
    status: tv_status,
    line: u64,
    finished: Option<(u32, u64)>,
    message: String,
    file: Option<String>,
    field: Option<String>,
    value: Option<String>,
}

impl Handled for Object {
    const NAME: &'static str = "tv_error";
}

fn ended(mut text: String) -> String {
    text.push('\0');
    text
}

/// Makes an error object of a fault, and puts it where the caller wants it, if anywhere.
///
/// # Safety
/// `place` is null or can be written.
pub(crate) unsafe fn raise(fault: Fault, place: *mut *mut tv_error) -> tv_status {
    let Parts {
        status,
        message,
        file,
        field,
        value,
        line,
        finished,
    } = fault.into_parts();
    // SAFETY: the caller's promise is the same.
    if let Ok(place) = unsafe { Out::at(place, "error") } {
        let object = Object {
            status,
            line,
            finished,
            message: ended(message),
            file: file.map(ended),
            field: field.map(ended),
            value: value.map(ended),
        };
        place.fill(handles::put(object).unwrap_or(std::ptr::null_mut()));
    }
    status
}

/// The version of the ABI of the library that runs: compare it with TV_ABI_VERSION of the header.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep.
#[unsafe(no_mangle)]
pub extern "C" fn tv_abi_version() -> u32 {
    ABI
}

/// The version of truyvet, such as `0.1.0`. It lives for ever.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep.
#[unsafe(no_mangle)]
pub extern "C" fn tv_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The word for a status, such as `TV_LOCKED`; null for a number that is none. It lives for ever.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep.
#[unsafe(no_mangle)]
pub extern "C" fn tv_status_name(status: i32) -> *const c_char {
    tv_status::of(status).map_or(std::ptr::null(), |status| status.name().as_ptr().cast())
}

/// The status that the call returned; TV_HANDLE for what is no error object.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_error_status(error: *const tv_error) -> tv_status {
    object(error).map_or(tv_status::TV_HANDLE, |object| object.status)
}

/// What went wrong and what to do, on one line. It lives as long as the object; null for what is
/// no error object. `len`, unless null, gets its length.
///
/// Threads: any.
///
/// # Safety
/// `len` is null or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_error_message(
    error: *const tv_error,
    len: *mut usize,
) -> *const c_char {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe { part(error, len, |object| Some(&object.message)) }
}

/// The file or folder at fault, as it was given; null if it is none. Otherwise as
/// tv_error_message.
///
/// # Safety
/// `len` is null or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_error_file(error: *const tv_error, len: *mut usize) -> *const c_char {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe { part(error, len, |object| object.file.as_deref()) }
}

/// The field, argument or column at fault: `min_overlap`, `end`; null if it is none. Otherwise as
/// tv_error_message.
///
/// # Safety
/// `len` is null or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_error_field(error: *const tv_error, len: *mut usize) -> *const c_char {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe { part(error, len, |object| object.field.as_deref()) }
}

/// The value at fault, where it is known by itself and not only in the message; else null.
/// Otherwise as tv_error_message.
///
/// # Safety
/// `len` is null or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_error_value(error: *const tv_error, len: *mut usize) -> *const c_char {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe { part(error, len, |object| object.value.as_deref()) }
}

/// The line of the file at fault, from 1; 0 if it is none.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_error_line(error: *const tv_error) -> u64 {
    object(error).map_or(0, |object| object.line)
}

/// Of TV_EXCEEDED and TV_CANCELLED: how many hops were finished before the question was stopped,
/// and how many rows they had. Ask for so many hops to get those rows. Both are 0 of other errors.
///
/// Threads: any.
///
/// # Safety
/// `hops` and `rows` are null or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_error_finished(
    error: *const tv_error,
    hops: *mut u32,
    rows: *mut u64,
) -> tv_status {
    let Some(object) = object(error) else {
        return tv_status::TV_HANDLE;
    };
    let (finished, found) = object.finished.unwrap_or_default();
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        if let Ok(hops) = Out::at(hops, "hops") {
            hops.fill(finished);
        }
        if let Ok(rows) = Out::at(rows, "rows") {
            rows.fill(found);
        }
    }
    tv_status::TV_OK
}

/// Frees an error object and its texts. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_error_free(error: *mut tv_error) -> tv_status {
    match handles::free::<Object, tv_error>(error) {
        Ok(()) => tv_status::TV_OK,
        Err(_) => tv_status::TV_HANDLE,
    }
}

fn object(error: *const tv_error) -> Option<std::sync::Arc<Object>> {
    handles::get(error).ok()
}

/// # Safety
/// `len` is null or can be written.
unsafe fn part(
    error: *const tv_error,
    len: *mut usize,
    choose: impl FnOnce(&Object) -> Option<&str>,
) -> *const c_char {
    let object = object(error);
    let text = object.as_deref().and_then(choose);
    // SAFETY: the caller's promise is the same.
    if let Ok(len) = unsafe { Out::at(len, "len") } {
        len.fill(text.map_or(0, |text| text.len().saturating_sub(1)));
    }
    text.map_or(std::ptr::null(), |text| text.as_ptr().cast())
}
