//! The rows of an answer as a stream of Arrow batches, by the C stream interface.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{
    ArrayRef, Float64Array, RecordBatch, RecordBatchReader, StringArray, TimestampSecondArray,
    UInt32Array, UInt64Array,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use truyvet::{ExposureRow, RowOrder, Timestamp, Trace};

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

/// Reads batch after batch of an answer.
struct Batches {
    trace: Arc<TraceObject>,
    order: RowOrder,
    schema: SchemaRef,
    next: usize,
}

/// The columns of an answer: those that the command line writes, with plain texts.
fn schema(trace: &Trace) -> Result<Schema, truyvet::Error> {
    let text = |name: &str, empty| Field::new(name, DataType::Utf8, empty);
    let time = |name: &str| {
        let kind = DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
        Field::new(name, kind, true)
    };
    let direction = trace.question().direction;
    let [first, earliest] = direction.time_columns();
    let fields = vec![
        text("person", false),
        Field::new("level", DataType::UInt32, false),
        time(first),
        time(earliest),
        text(direction.other_column(), false),
        text("place", true),
        time("overlap_start"),
        time("overlap_end"),
        Field::new("person_seconds", DataType::UInt64, false),
        text("grade", false),
        Field::new("risk", DataType::Float64, false),
    ];
    let metadata = HashMap::from([
        (
            "truyvet.question".to_owned(),
            truyvet::question_to_json(trace.question())?,
        ),
        (
            "truyvet.snapshot".to_owned(),
            trace.snapshot().number().to_string(),
        ),
    ]);
    Ok(Schema::new_with_metadata(fields, metadata))
}

/// Instants in UTC; one that is for ever is null.
fn times(rows: &[ExposureRow], of: impl Fn(&ExposureRow) -> Timestamp) -> ArrayRef {
    let seconds = rows.iter().map(|row| {
        let time = of(row);
        (!time.is_forever()).then(|| time.seconds())
    });
    Arc::new(
        seconds
            .collect::<TimestampSecondArray>()
            .with_timezone("UTC"),
    )
}

fn texts(rows: &[ExposureRow], of: impl Fn(&ExposureRow) -> Option<String>) -> ArrayRef {
    Arc::new(rows.iter().map(of).collect::<StringArray>())
}

impl Batches {
    fn batch(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let rows = self.trace.trace.exposures_by(self.order);
        let rows = rows
            .skip(self.next)
            .take(BATCH)
            .collect::<Result<Vec<_>, _>>();
        let rows = rows.map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
        self.next = self.next.saturating_add(rows.len());
        if rows.is_empty() {
            return Ok(None);
        }
        let levels: UInt32Array = rows.iter().map(|row| row.level).collect::<Vec<_>>().into();
        let seconds = rows.iter().map(|row| row.person_seconds);
        let risks = rows.iter().map(|row| row.risk);
        let columns: Vec<ArrayRef> = vec![
            texts(&rows, |row| Some(row.person.to_string())),
            Arc::new(levels),
            times(&rows, |row| row.first_exposure),
            times(&rows, |row| row.earliest_exposure),
            texts(&rows, |row| Some(row.infector.to_string())),
            texts(&rows, |row| row.place.as_ref().map(ToString::to_string)),
            times(&rows, |row| row.overlap.start()),
            times(&rows, |row| row.overlap.end()),
            Arc::new(UInt64Array::from_iter_values(seconds)),
            texts(&rows, |row| Some(row.grade.name().to_owned())),
            Arc::new(Float64Array::from_iter_values(risks)),
        ];
        RecordBatch::try_new(Arc::clone(&self.schema), columns).map(Some)
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    /// Called by the reader in C: no panic may get out.
    fn next(&mut self) -> Option<Self::Item> {
        match catch_unwind(AssertUnwindSafe(|| self.batch())) {
            Ok(batch) => batch.transpose(),
            Err(_) => {
                self.next = usize::MAX;
                let problem = "a defect of truyvet: report it".to_owned();
                Some(Err(ArrowError::CDataInterface(problem)))
            }
        }
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// The rows of an answer as Arrow batches of at most 8192 rows, in an order of tv_trace_rows. The
/// columns are person, level, first_exposure, earliest_exposure, infector, place, overlap_start,
/// overlap_end, person_seconds, grade, risk; backward: last_contact, latest_contact, infected.
/// What stands in *stream before is not released.
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
            let batches = Batches {
                schema: Arc::new(schema(&object.trace)?),
                trace: object,
                order: order_of(order)?,
                next: 0,
            };
            stream.fill(FFI_ArrowArrayStream::new(Box::new(batches)));
            Ok(tv_status::TV_OK)
        })
    }
}
