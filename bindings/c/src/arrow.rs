//! The rows of an answer as a stream of Arrow batches, by the C stream interface.

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use truyvet::Ticks;

use crate::error::tv_error;
use crate::gate;
use crate::handles;
use crate::lift::Out;
use crate::rows::order_of;
use crate::status::tv_status;
use crate::trace::{TraceObject, tv_trace};

/// Rows of a batch.
const BATCH: usize = 8192;

/// What the C stream interface calls `struct ArrowArrayStream`.
pub type ArrowArrayStream = FFI_ArrowArrayStream;

/// All rows, given out in pieces that copy nothing.
struct Batches {
    rows: RecordBatch,
    next: usize,
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    /// Called by the reader in C: no panic may get out.
    fn next(&mut self) -> Option<Self::Item> {
        let from = self.next;
        let left = self
            .rows
            .num_rows()
            .checked_sub(from)
            .filter(|left| *left > 0)?;
        self.next = from.saturating_add(BATCH);
        let piece = catch_unwind(AssertUnwindSafe(|| self.rows.slice(from, left.min(BATCH))));
        let defect = |_| ArrowError::CDataInterface("a defect of truyvet: report it".to_owned());
        Some(piece.map_err(defect))
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        self.rows.schema()
    }
}

/// The rows of an answer as Arrow batches of at most 8192 rows, in an order of tv_trace_rows. The
/// columns are person, level, first_exposure, earliest_exposure, infector, place, overlap_start,
/// overlap_end, person_seconds, grade, and risk if it was asked for; backward last_contact,
/// latest_contact, infected. Persons are text; the other ids and grades are dictionaries; times are
/// in seconds, UTC. What stands in *stream before is not released.
///
/// Owner: the caller calls stream->release. It outlives the handle of the trace. Threads: any; the
/// stream is for one at a time. Errors: TV_DAMAGED, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_arrow(
    trace: *const tv_trace,
    order: u32,
    stream: *mut ArrowArrayStream,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let stream = Out::at(stream, "stream")?;
            let object = handles::get::<TraceObject, _>(trace)?;
            let trace = &object.trace;
            let rows = trace.record_batch(order_of(order)?, usize::MAX, Ticks::Seconds)?;
            let batches = Batches { rows, next: 0 };
            stream.fill(FFI_ArrowArrayStream::new(Box::new(batches)));
            Ok(tv_status::TV_OK)
        })
    }
}
