//! Parquet and Arrow IPC as rows of text, batch by batch, so that every source is written once.

use std::fs::File;
use std::io::{BufReader, Cursor, Write};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, Schema, TimeUnit};
use csv::ByteRecord;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;

use crate::error::IngestError;
use crate::field::{Fault, excerpt};
use crate::header::{Header, Wanted};
use crate::input::{Format, Input, Seek, Source};
use crate::table::Row;

/// Rows held at a time.
const BATCH: usize = 8192;

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

/// An open Parquet or Arrow file, and the row at hand.
pub(crate) struct Columns {
    name: String,
    batches: Batches,
    /// The wanted columns of the batch at hand, those that the file has.
    arrays: Vec<Option<ArrayRef>>,
    rows: usize,
    next: usize,
    line: u64,
    record: ByteRecord,
    cell: Vec<u8>,
    header: Header,
    /// By wanted column: where it stands in a row, and whether it holds times.
    places: Vec<Option<usize>>,
    typed: Vec<bool>,
    bytes: u64,
    rows_total: Option<u64>,
}

impl Columns {
    /// Reads the schema of an open file.
    pub(crate) fn open(
        input: &Input,
        format: Format,
        mut source: Source,
        wanted: &[Wanted],
    ) -> Result<Self, IngestError> {
        let name = input.name();
        let wrong = |problem: String| IngestError::Columns {
            file: input.name(),
            problem,
        };
        let bytes = input.size().unwrap_or(0);
        let (schema, header, batches, rows_total) = match format {
            Format::Parquet => match input.seek(source)? {
                Seek::File(file) => parquet(file, &name, wanted)?,
                Seek::Memory(bytes) => {
                    parquet(like(<File as ChunkReader>::get_bytes, bytes), &name, wanted)?
                }
            },
            Format::ArrowFile => match input.seek(source)? {
                Seek::File(file) => arrow_file(BufReader::new(file), &name, wanted)?,
                Seek::Memory(bytes) => arrow_file(Cursor::new(bytes), &name, wanted)?,
            },
            Format::ArrowStream | Format::Text => {
                let reader = StreamReader::try_new(source.take(), None);
                let reader = reader.map_err(|e| wrong(unreadable(&e)))?;
                let schema = reader.schema();
                let header = header(&name, &schema, wanted)?;
                (schema, header, Box::new(reader) as Batches, None)
            }
        };
        let mut typed = Vec::with_capacity(wanted.len());
        for (wanted, at) in wanted.iter().zip(&header.places) {
            let field = at.and_then(|at| schema.fields().get(at));
            let kind = field.map(|field| field.data_type());
            if let Some(kind) = kind
                && !is_readable(kind)
            {
                return Err(wrong(format!(
                    "the column {} holds {kind}: expected text, numbers, times, dates or yes and no",
                    wanted.column.name
                )));
            }
            typed.push(kind.is_some_and(is_time));
        }
        Ok(Self {
            name,
            batches,
            arrays: Vec::new(),
            rows: 0,
            next: 0,
            line: 0,
            record: ByteRecord::new(),
            cell: Vec::new(),
            places: (0..wanted.len()).map(Some).collect(),
            typed,
            header,
            bytes,
            rows_total,
        })
    }

    /// As messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The row at hand, from 1.
    pub(crate) const fn line(&self) -> u64 {
        self.line
    }

    /// Names of the columns that were not asked for.
    pub(crate) fn ignored(&self) -> &[String] {
        &self.header.ignored
    }

    /// About how many bytes were read.
    pub(crate) fn bytes_read(&self) -> u64 {
        match self.rows_total {
            Some(total @ 1..) if self.line < total => {
                let part = u128::from(self.bytes) * u128::from(self.line) / u128::from(total);
                u64::try_from(part).unwrap_or(self.bytes)
            }
            _ => self.bytes,
        }
    }

    /// Goes to the next row; false at the end.
    pub(crate) fn advance(&mut self) -> Result<bool, IngestError> {
        while self.next >= self.rows {
            let Some(batch) = self.batches.next() else {
                return Ok(false);
            };
            let batch = batch.map_err(|e| IngestError::Columns {
                file: self.name.clone(),
                problem: unreadable(&e),
            })?;
            self.rows = batch.num_rows();
            self.next = 0;
            let array = |at: &Option<usize>| at.and_then(|at| batch.columns().get(at)).cloned();
            self.arrays = self.header.places.iter().map(array).collect();
        }
        self.record.clear();
        for array in &self.arrays {
            self.cell.clear();
            if let Some(array) = array {
                write_cell(array, self.next, &mut self.cell);
            }
            self.record.push_field(&self.cell);
        }
        self.next = self.next.saturating_add(1);
        self.line = self.line.saturating_add(1);
        Ok(true)
    }

    /// The row at hand.
    pub(crate) fn row(&self) -> Result<Row<'_>, Fault> {
        Ok(Row::new(&self.record, &self.places, &self.typed))
    }

    /// The row at hand as CSV.
    pub(crate) fn text(&self) -> Vec<u8> {
        let mut csv = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        // Writing to memory cannot fail.
        let _ = csv.write_byte_record(&self.record);
        let mut text = csv.into_inner().unwrap_or_default();
        text.truncate(text.trim_ascii_end().len());
        text
    }
}

/// `bytes` as whatever `get` returns: the type that Parquet reads memory in has no name here.
fn like<R: From<Vec<u8>>>(
    _get: impl Fn(&File, u64, usize) -> parquet::errors::Result<R>,
    bytes: Vec<u8>,
) -> R {
    R::from(bytes)
}

type Opened = (Arc<Schema>, Header, Batches, Option<u64>);

fn parquet(
    chunks: impl ChunkReader + 'static,
    name: &str,
    wanted: &[Wanted],
) -> Result<Opened, IngestError> {
    let wrong = |e: &dyn std::error::Error| IngestError::Columns {
        file: name.to_owned(),
        problem: unreadable(e),
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(chunks).map_err(|e| wrong(&e))?;
    let schema = Arc::clone(builder.schema());
    let found = header(name, &schema, wanted)?;
    let mut read: Vec<usize> = found.places.iter().flatten().copied().collect();
    read.sort_unstable();
    read.dedup();
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).ok();
    let mask = ProjectionMask::roots(builder.parquet_schema(), read.iter().copied());
    let reader = builder.with_projection(mask).with_batch_size(BATCH).build();
    let reader = reader.map_err(|e| wrong(&e))?;
    // Only the columns that are wanted are read; they keep their order.
    let schema = Arc::new(schema.project(&read).map_err(|e| wrong(&e))?);
    let place = |at: &Option<usize>| at.and_then(|at| read.iter().position(|&read| read == at));
    let found = Header {
        places: found.places.iter().map(place).collect(),
        ..found
    };
    Ok((schema, found, Box::new(reader), rows))
}

fn arrow_file<R: std::io::Read + std::io::Seek + 'static>(
    bytes: R,
    name: &str,
    wanted: &[Wanted],
) -> Result<Opened, IngestError> {
    let reader = FileReader::try_new(bytes, None).map_err(|e| IngestError::Columns {
        file: name.to_owned(),
        problem: unreadable(&e),
    })?;
    let schema = reader.schema();
    let header = header(name, &schema, wanted)?;
    Ok((schema, header, Box::new(reader), None))
}

fn header(name: &str, schema: &Schema, wanted: &[Wanted]) -> Result<Header, IngestError> {
    let names = schema.fields().iter().map(|field| field.name().as_bytes());
    Header::find(name, names, wanted)
}

#[cold]
fn unreadable(error: &dyn std::error::Error) -> String {
    format!(
        "cannot be read as Parquet or Arrow: {}; write the file again (Parquet with zstd, gzip, LZ4, Snappy or no compression, Arrow with LZ4, zstd or none)",
        excerpt(&error.to_string())
    )
}

const fn is_time(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64
    )
}

fn is_readable(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(keys, values) => keys.is_integer() && is_readable(values),
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::Boolean
        | DataType::Float32
        | DataType::Float64
        | DataType::Null => true,
        kind => kind.is_integer() || is_time(kind),
    }
}

/// The value as a CSV file would hold it: nothing for none, times as seconds or, without a zone,
/// as local times.
fn write_cell(array: &ArrayRef, at: usize, out: &mut Vec<u8>) {
    if array.is_null(at) {
        return;
    }
    // Writing to memory cannot fail.
    let _ = match array.data_type() {
        DataType::Utf8 => out.write_all(array.as_string::<i32>().value(at).as_bytes()),
        DataType::LargeUtf8 => out.write_all(array.as_string::<i64>().value(at).as_bytes()),
        DataType::Utf8View => out.write_all(array.as_string_view().value(at).as_bytes()),
        DataType::Binary => out.write_all(array.as_binary::<i32>().value(at)),
        DataType::LargeBinary => out.write_all(array.as_binary::<i64>().value(at)),
        DataType::Boolean => write!(out, "{}", array.as_boolean().value(at)),
        DataType::Float32 => write!(out, "{}", array.as_primitive::<Float32Type>().value(at)),
        DataType::Float64 => write!(out, "{}", array.as_primitive::<Float64Type>().value(at)),
        DataType::Timestamp(unit, zone) => {
            let seconds = seconds(array, at, *unit);
            match zone {
                Some(_) => write!(out, "{seconds}"),
                None => write_local(seconds, out, true),
            }
        }
        DataType::Date32 => {
            let days = array.as_primitive::<arrow_array::types::Date32Type>();
            write_local(i64::from(days.value(at)).saturating_mul(86_400), out, false)
        }
        DataType::Date64 => {
            let milliseconds = array.as_primitive::<arrow_array::types::Date64Type>();
            write_local(milliseconds.value(at).div_euclid(1000), out, false)
        }
        DataType::Dictionary(..) => {
            if let Some(dictionary) = array.as_any_dictionary_opt()
                && let Some(key) = integer(dictionary.keys(), at)
                && let Ok(key) = usize::try_from(key)
                && key < dictionary.values().len()
            {
                write_cell(dictionary.values(), key, out);
            }
            Ok(())
        }
        _ => match integer(array, at) {
            Some(number) => write!(out, "{number}"),
            None => Ok(()),
        },
    };
}

fn integer(array: &dyn Array, at: usize) -> Option<i128> {
    Some(match array.data_type() {
        DataType::Int8 => array.as_primitive::<Int8Type>().value(at).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(at).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(at).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(at).into(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(at).into(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(at).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(at).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(at).into(),
        _ => return None,
    })
}

/// Whole seconds since 1970; fractions are dropped towards the past.
fn seconds(array: &ArrayRef, at: usize, unit: TimeUnit) -> i64 {
    let (value, per_second) = match unit {
        TimeUnit::Second => (array.as_primitive::<TimestampSecondType>().value(at), 1),
        TimeUnit::Millisecond => {
            let array = array.as_primitive::<TimestampMillisecondType>();
            (array.value(at), 1_000)
        }
        TimeUnit::Microsecond => {
            let array = array.as_primitive::<TimestampMicrosecondType>();
            (array.value(at), 1_000_000)
        }
        TimeUnit::Nanosecond => {
            let array = array.as_primitive::<TimestampNanosecondType>();
            (array.value(at), 1_000_000_000)
        }
    };
    value.div_euclid(per_second)
}

/// `2021-05-08T07:00:00` or `2021-05-08`: a time of day, of whatever zone.
fn write_local(seconds: i64, out: &mut Vec<u8>, with_time: bool) -> std::io::Result<()> {
    let Ok(instant) = jiff::Timestamp::from_second(seconds) else {
        // No such year: the reader of times says what is wrong with it.
        return write!(out, "{seconds}");
    };
    let local = instant.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    if with_time {
        write!(out, "{local}")
    } else {
        write!(out, "{}", local.date())
    }
}

#[cfg(test)]
#[path = "columnar_tests.rs"]
mod tests;
