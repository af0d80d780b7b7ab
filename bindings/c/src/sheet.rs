//! The case sheet of an answer about one case: as JSON, and as a page to print.

use std::ffi::c_char;

use truyvet::{Lang, TimeZone};

use crate::document::{DocumentObject, tv_document};
use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::handles;
use crate::lift;
use crate::status::tv_status;
use crate::trace::{TraceObject, tv_trace};

/// Where a page is read unless something else is said: as of `truyvet case-sheet`.
const ZONE: &str = "+07:00";

/// The sheet of the case that was asked about, as one JSON object: places and times to announce,
/// the F1 by place, who of them lives and works where, a timeline, notices (docs/case-sheet.md). It
/// has the fields of `truyvet case-sheet --format json`, but for the question and the snapshot. It
/// holds personal data.
///
/// Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_QUESTION for
/// a trace that goes backward or has several cases, TV_EXCEEDED beyond the limits of the question,
/// TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_case_sheet(
    trace: *const tv_trace,
    document: *mut *mut tv_document,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(document, error, || {
            let object = handles::get::<TraceObject, _>(trace)?;
            DocumentObject::json(serde_json::to_string(&object.trace.case_sheet()?))
        })
    }
}

/// The same sheet as one page of HTML without network or script. `lang` is `vi` or `en`, `vi`
/// unless given; times are those of `zone`, `Asia/Ho_Chi_Minh` or `+07:00`, which it is unless
/// given.
///
/// Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_VALUE for an
/// unknown language or zone; as tv_trace_case_sheet.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_case_sheet_html(
    trace: *const tv_trace,
    lang: *const c_char,
    lang_len: usize,
    zone: *const c_char,
    zone_len: usize,
    document: *mut *mut tv_document,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(document, error, || {
            let lang = match lift::text_or_none(lang, lang_len, "lang")? {
                None | Some("vi") => Lang::Vi,
                Some("en") => Lang::En,
                Some(other) => {
                    let problem = format!("`{other}` is none here: give vi or en");
                    return Err(Fault::value("lang", &problem));
                }
            };
            let zone = lift::text_or_none(zone, zone_len, "zone")?.unwrap_or(ZONE);
            let zone = TimeZone::named(zone);
            let zone = zone.map_err(|error| Fault::value("zone", &error.to_string()))?;
            let object = handles::get::<TraceObject, _>(trace)?;
            let page = object.trace.case_sheet()?.to_html(lang, &zone);
            Ok(DocumentObject::new(&page))
        })
    }
}
