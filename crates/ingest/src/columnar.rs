//! Parquet and Arrow, of files or in memory, as rows of text, batch by batch, so that every source
//! is written once.

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, Schema};
use csv::ByteRecord;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;

use crate::batches::Batches;
use crate::cell::{Cells, is_readable, is_time};
use crate::error::IngestError;
use crate::field::{Fault, excerpt};
use crate::header::{Header, Wanted};
use crate::input::{Format, Input, Seek, Source};
use crate::table::{Code, Row};

/// Rows held at a time.
const BATCH: usize = 8192;

type Batched = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

/// An open Parquet or Arrow file or stream, and the row at hand.
pub(crate) struct Columns {
    name: String,
    /// What is said of batches that cannot be read.
    unreadable: fn(&dyn std::error::Error) -> String,
    batches: Batched,
    /// The wanted columns of the batch at hand, those that the file has.
    arrays: Vec<Cells>,
    rows: usize,
    next: usize,
    line: u64,
    record: ByteRecord,
    cell: Vec<u8>,
    header: Header,
    /// By wanted column: where it stands in a row, and whether it holds times.
    places: Vec<Option<usize>>,
    typed: Vec<bool>,
    codes: Vec<Option<Code>>,
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
                (schema, header, Box::new(reader) as Batched, None)
            }
        };
        let opened = (schema, header, batches, rows_total);
        Self::of(name, opened, wanted, unreadable, bytes)
    }

    /// Reads the schema of batches in memory.
    pub(crate) fn of_batches(held: &Batches, wanted: &[Wanted]) -> Result<Self, IngestError> {
        let name = held.name().to_owned();
        let schema = held.schema();
        let header = header(&name, &schema, wanted)?;
        let Some(batches) = held.take() else {
            return Err(IngestError::Columns {
                file: name,
                problem: "was read before: rows in memory can be read once; give them again"
                    .to_owned(),
            });
        };
        let opened = (schema, header, Box::new(batches) as Batched, None);
        Self::of(
            name,
            opened,
            wanted,
            |error| format!("its rows cannot be read: {error}"),
            0,
        )
    }

    fn of(
        name: String,
        opened: Opened,
        wanted: &[Wanted],
        unreadable: fn(&dyn std::error::Error) -> String,
        bytes: u64,
    ) -> Result<Self, IngestError> {
        let (schema, header, batches, rows_total) = opened;
        let mut typed = Vec::with_capacity(wanted.len());
        for (wanted, at) in wanted.iter().zip(&header.places) {
            let field = at.and_then(|at| schema.fields().get(at));
            let kind = field.map(|field| field.data_type());
            if let Some(kind) = kind
                && !is_readable(kind)
            {
                return Err(IngestError::Columns {
                    file: name,
                    problem: format!(
                        "the column {} holds {kind}: expected text, numbers, times, dates or yes and no",
                        wanted.column.name
                    ),
                });
            }
            typed.push(kind.is_some_and(is_time));
        }
        Ok(Self {
            name,
            unreadable,
            batches,
            arrays: Vec::new(),
            rows: 0,
            next: 0,
            line: 0,
            record: ByteRecord::new(),
            cell: Vec::new(),
            places: (0..wanted.len()).map(Some).collect(),
            typed,
            codes: Vec::new(),
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
                problem: (self.unreadable)(&e),
            })?;
            self.rows = batch.num_rows();
            self.next = 0;
            let array = |at: &Option<usize>| Cells::new(at.and_then(|at| batch.columns().get(at)));
            let mut arrays: Vec<Cells> = self.header.places.iter().map(array).collect();
            for (array, before) in arrays.iter_mut().zip(&self.arrays) {
                array.goes_on(before);
            }
            self.arrays = arrays;
        }
        self.record.clear();
        self.codes.clear();
        for array in &self.arrays {
            self.cell.clear();
            array.write(self.next, &mut self.cell);
            self.record.push_field(&self.cell);
            self.codes.push(array.code(self.next));
        }
        self.next = self.next.saturating_add(1);
        self.line = self.line.saturating_add(1);
        Ok(true)
    }

    /// The row at hand.
    pub(crate) fn row(&self) -> Result<Row<'_>, Fault> {
        let row = Row::new(&self.record, &self.places, &self.typed);
        Ok(row.with_codes(&self.codes))
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

type Opened = (Arc<Schema>, Header, Batched, Option<u64>);

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

#[cfg(test)]
#[path = "columnar_tests.rs"]
mod tests;
