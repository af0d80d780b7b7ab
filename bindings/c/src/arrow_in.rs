//! Records from a stream of Arrow batches, by the C stream interface, read as files are.

use std::ffi::c_char;
use std::sync::Arc;

use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::ArrowArrayStreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::ArrowError;
use truyvet::{ImportFile, ImportOptions, Input};

use crate::arrow::ArrowArrayStream;
use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::import::{import, kind_named, totals, tv_import_report};
use crate::lift::{self, Report};
use crate::status::tv_status;
use crate::writer::tv_writer;

/// The batches as a file of the Arrow stream format in memory, so that one piece of code reads
/// every table and says what is wrong with it.
fn as_file(stream: ArrowArrayStreamReader) -> Result<Arc<[u8]>, ArrowError> {
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &stream.schema())?;
    for batch in stream {
        writer.write(&batch?)?;
    }
    writer.finish()?;
    drop(writer);
    Ok(bytes.into())
}

/// Adds the rows of Arrow batches, with the columns that a file of that `kind` has: `visits` are
/// person, place, start, end; `contacts` are a, b, start, end; times are timestamps, or seconds.
/// The stream is released, also after an error. `report` may be null.
///
/// Threads: one at a time. Errors: as tv_writer_import (messages call the file `stream`), and
/// TV_IMPORT for a stream that fails.
///
/// # Safety
/// Pointers are as the head of this header says; *stream is a stream that was not released.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_arrow(
    writer: *mut tv_writer,
    kind: *const c_char,
    kind_len: usize,
    stream: *mut ArrowArrayStream,
    report: *mut tv_import_report,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            if stream.is_null() || !stream.is_aligned() {
                return Err(Fault::argument("stream", "null: give a stream"));
            }
            // It is released from here on, whatever comes.
            let stream = ArrowArrayStream::from_raw(stream);
            let report = Report::at(report)?;
            let kind = kind_named(lift::text(kind, kind_len, "kind")?)?;
            let wrong = |error: ArrowError| Fault::arrow(&error.to_string());
            let bytes = as_file(ArrowArrayStreamReader::try_new(stream).map_err(wrong)?);
            let input = Input::Bytes {
                name: "stream".to_owned(),
                bytes: bytes.map_err(wrong)?,
            };
            let how = ImportOptions {
                // Records have keys: what is given twice is there once, so nothing need be noted.
                again: true,
                ..ImportOptions::default()
            };
            let done = import(writer, &[ImportFile { kind, input }], &how, &mut |_| {})?;
            report.fill(&totals(&done));
            Ok(tv_status::TV_OK)
        })
    }
}
