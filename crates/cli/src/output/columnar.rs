//! The rows of an answer as Parquet or Arrow IPC, for programs that read columns.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{
    ArrayRef, Float64Array, RecordBatch, TimestampMillisecondArray, TimestampSecondArray,
    UInt32Array, UInt64Array,
};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{ArrowError, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use truyvet::{ExposureRow, Timestamp, Trace};

use crate::exit::Failure;
use crate::output::sink::Sink;

/// Rows of one batch: readers hold one at a time.
const BATCH: usize = 1 << 16;

/// The metadata key of the question, as JSON.
const QUESTION: &str = "truyvet.question";

/// The metadata key of the snapshot's number.
const SNAPSHOT: &str = "truyvet.snapshot";

/// What the columns are put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// A Parquet file. Its times are in milliseconds, because Parquet knows no seconds.
    Parquet,
    /// An Arrow IPC file.
    ArrowFile,
    /// An Arrow IPC stream.
    ArrowStream,
}

/// Writes all of `rows`. They are held in memory until the last one is known.
///
/// # Errors
/// [`Failure`] of reading names or of writing.
pub(crate) fn write(
    trace: &Trace,
    rows: &mut dyn Iterator<Item = Result<ExposureRow, truyvet::Error>>,
    container: Container,
    out: &mut Sink,
) -> Result<(), Failure> {
    let mut columns = Columns::default();
    for row in rows {
        columns.add(&row?)?;
    }
    let question = truyvet::question_to_json(trace.question())?;
    let snapshot = trace.snapshot().number().to_string();
    let metadata = [(QUESTION, question), (SNAPSHOT, snapshot)];
    let all = columns.finish(trace, container, &metadata)?;
    let batches = (0..all.num_rows())
        .step_by(BATCH)
        .map(|from| all.slice(from, BATCH.min(all.num_rows().saturating_sub(from))));
    match container {
        Container::Parquet => {
            let pairs = metadata.map(|(key, value)| KeyValue::new(key.to_owned(), value));
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_created_by(format!("truyvet {}", env!("CARGO_PKG_VERSION")))
                .set_key_value_metadata(Some(pairs.into()))
                .build();
            let mut writer = ArrowWriter::try_new(out, all.schema(), Some(properties))?;
            for batch in batches {
                writer.write(&batch)?;
            }
            writer.close()?;
        }
        Container::ArrowFile => {
            let mut writer = FileWriter::try_new(out, &all.schema())?;
            for batch in batches {
                writer.write(&batch)?;
            }
            writer.finish()?;
        }
        Container::ArrowStream => {
            let mut writer = StreamWriter::try_new(out, &all.schema())?;
            for batch in batches {
                writer.write(&batch)?;
            }
            writer.finish()?;
        }
    }
    Ok(())
}

/// The columns as they grow. Ids and grades are kept once each, rows refer to them.
#[derive(Default)]
struct Columns {
    person: StringDictionaryBuilder<Int32Type>,
    level: Vec<u32>,
    /// `first_exposure`, `earliest_exposure`, `overlap_start`, `overlap_end`.
    times: [Vec<i64>; 4],
    infector: StringDictionaryBuilder<Int32Type>,
    place: StringDictionaryBuilder<Int32Type>,
    person_seconds: Vec<u64>,
    grade: StringDictionaryBuilder<Int8Type>,
    risk: Vec<f64>,
    text: String,
}

impl Columns {
    fn add(&mut self, row: &ExposureRow) -> Result<(), ArrowError> {
        let mut id = |id: &truyvet::ExternalId, into: &mut StringDictionaryBuilder<Int32Type>| {
            use std::fmt::Write;
            self.text.clear();
            // Writing to a String cannot fail.
            let _ = write!(self.text, "{id}");
            into.append(&self.text).map(|_| ())
        };
        id(&row.person, &mut self.person)?;
        id(&row.infector, &mut self.infector)?;
        match &row.place {
            Some(place) => id(place, &mut self.place)?,
            None => self.place.append_null(),
        }
        self.level.push(row.level);
        let times = [
            row.first_exposure,
            row.earliest_exposure,
            row.overlap.start(),
            row.overlap.end(),
        ];
        for (column, time) in self.times.iter_mut().zip(times) {
            column.push(time.seconds());
        }
        self.person_seconds.push(row.person_seconds);
        self.grade.append(row.grade.name())?;
        self.risk.push(row.risk);
        Ok(())
    }

    /// One batch of all rows, its columns named as in every other format.
    fn finish(
        mut self,
        trace: &Trace,
        container: Container,
        metadata: &[(&str, String)],
    ) -> Result<RecordBatch, ArrowError> {
        let [first, earliest, start, end] = self.times.map(|column| times(column, container));
        let [first_name, earliest_name] = trace.question().direction.time_columns();
        let mut columns: Vec<(&str, ArrayRef)> = vec![
            ("person", Arc::new(self.person.finish())),
            ("level", Arc::new(UInt32Array::from(self.level))),
            (first_name, first),
            (earliest_name, earliest),
            (
                trace.question().direction.other_column(),
                Arc::new(self.infector.finish()),
            ),
            ("place", Arc::new(self.place.finish())),
            ("overlap_start", start),
            ("overlap_end", end),
            (
                "person_seconds",
                Arc::new(UInt64Array::from(self.person_seconds)),
            ),
            ("grade", Arc::new(self.grade.finish())),
        ];
        if trace.question().risk.is_some() {
            columns.push(("risk", Arc::new(Float64Array::from(self.risk))));
        }
        let (fields, arrays): (Vec<_>, Vec<_>) = columns
            .into_iter()
            .map(|(name, array)| {
                // Only a contact has no place, and only an end may be for ever.
                let empty = name == "place" || array.null_count() > 0;
                (Field::new(name, array.data_type().clone(), empty), array)
            })
            .unzip();
        let metadata: HashMap<String, String> = metadata
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        RecordBatch::try_new(
            Arc::new(Schema::new_with_metadata(fields, metadata)),
            arrays,
        )
    }
}

/// Instants in UTC; one that is for ever is null.
fn times(seconds: Vec<i64>, container: Container) -> ArrayRef {
    let forever = Timestamp::FOREVER.seconds();
    let seconds = seconds
        .into_iter()
        .map(|second| (second != forever).then_some(second));
    if container == Container::Parquet {
        let milliseconds = seconds.map(|second| second?.checked_mul(1000));
        let array: TimestampMillisecondArray = milliseconds.collect();
        Arc::new(array.with_timezone("UTC"))
    } else {
        let array: TimestampSecondArray = seconds.collect();
        Arc::new(array.with_timezone("UTC"))
    }
}

impl From<ArrowError> for Failure {
    fn from(why: ArrowError) -> Self {
        match why {
            ArrowError::IoError(_, why) => why.into(),
            other => io::Error::other(other.to_string()).into(),
        }
    }
}

impl From<ParquetError> for Failure {
    fn from(why: ParquetError) -> Self {
        match why {
            ParquetError::External(why) => match why.downcast::<io::Error>() {
                Ok(why) => (*why).into(),
                Err(why) => io::Error::other(why.to_string()).into(),
            },
            other => io::Error::other(other.to_string()).into(),
        }
    }
}
