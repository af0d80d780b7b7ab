//! Records from a stream of Arrow batches, by the C stream interface, read as files are.

use std::ffi::{CStr, c_char, c_int};
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::{RecordBatch, RecordBatchOptions, StructArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};
use truyvet::{ImportFile, ImportOptions, Input};

use crate::arrow::ArrowArrayStream;
use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::import::{import, kind_named, totals, tv_import_report};
use crate::lift::{self, Report};
use crate::status::tv_status;
use crate::writer::tv_writer;

/// A stream of somebody else. It is released when this goes.
struct Reader {
    stream: ArrowArrayStream,
    schema: SchemaRef,
}

impl Reader {
    /// # Safety
    /// It is a stream as the C stream interface says.
    unsafe fn new(mut stream: ArrowArrayStream) -> Result<Self, ArrowError> {
        let Some(get_schema) = stream.get_schema.filter(|_| stream.release.is_some()) else {
            return Err(wrong("it was released, or never set"));
        };
        let mut schema = FFI_ArrowSchema::empty();
        // SAFETY: the caller's promise is the same.
        let code = unsafe { get_schema(&raw mut stream, &raw mut schema) };
        if code != 0 {
            // SAFETY: the caller's promise is the same.
            return Err(unsafe { why(&mut stream, code) });
        }
        let schema = Arc::new(Schema::try_from(&schema)?);
        Ok(Self { stream, schema })
    }

    /// The next batch.
    ///
    /// # Safety
    /// As [`Self::new`].
    unsafe fn next(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let Some(get_next) = self.stream.get_next else {
            return Err(wrong("it has no get_next"));
        };
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: the caller's promise is the same.
        let code = unsafe { get_next(&raw mut self.stream, &raw mut array) };
        if code != 0 {
            // SAFETY: the caller's promise is the same.
            return Err(unsafe { why(&mut self.stream, code) });
        }
        if array.is_released() {
            return Ok(None);
        }
        let kind = DataType::Struct(self.schema.fields().clone());
        // SAFETY: the stream gave it with this schema.
        let data = unsafe { from_ffi_and_data_type(array, kind) }?;
        let options = RecordBatchOptions::new().with_row_count(Some(data.len()));
        let (_, columns, _) = StructArray::from(data).into_parts();
        let schema = Arc::clone(&self.schema);
        RecordBatch::try_new_with_options(schema, columns, &options).map(Some)
    }
}

fn wrong(problem: &str) -> ArrowError {
    ArrowError::CDataInterface(problem.to_owned())
}

/// What the stream says of its failure, if it says anything.
///
/// # Safety
/// As [`Reader::new`].
unsafe fn why(stream: &mut ArrowArrayStream, code: c_int) -> ArrowError {
    let said = stream.get_last_error.map(|last| {
        // SAFETY: the caller's promise is the same.
        unsafe { last(stream) }
    });
    match said.filter(|said| !said.is_null()) {
        Some(said) => {
            // SAFETY: the interface says that it is a text with a NUL, alive until the next call.
            let said = unsafe { CStr::from_ptr(said) };
            wrong(&said.to_string_lossy())
        }
        None => wrong(&format!("it failed with code {code} and says no more")),
    }
}

/// The batches as a file of the Arrow stream format in memory, so that one piece of code reads
/// every table and says what is wrong with it.
///
/// # Safety
/// As [`Reader::new`].
unsafe fn as_file(stream: ArrowArrayStream) -> Result<Arc<[u8]>, ArrowError> {
    // SAFETY: the caller's promise is the same.
    let mut reader = unsafe { Reader::new(stream) }?;
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &reader.schema)?;
    // SAFETY: the caller's promise is the same.
    while let Some(batch) = unsafe { reader.next() }? {
        writer.write(&batch)?;
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
            let bytes = as_file(stream).map_err(|error| Fault::arrow(&error.to_string()))?;
            let input = Input::Bytes {
                name: "stream".to_owned(),
                bytes,
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
