//! One file of rows: CSV or Parquet, written as the rows come.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, StringBuilder, TimestampMillisecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::clock::push_time;
use crate::spec::SynthError;

/// How files are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileFormat {
    /// Comma-separated values with a header row; times as RFC 3339 at +07:00.
    #[default]
    Csv,
    /// Apache Parquet, Snappy; times as timestamps in milliseconds of the zone +07:00.
    Parquet,
}

impl FileFormat {
    /// What its files end with.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Is {
    Text,
    Time,
    Number,
}

/// A value of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    Text(&'a str),
    Time(i64),
    Number(i32),
    Empty,
}

impl Cell<'_> {
    /// A time that may not be there.
    pub(crate) fn time(at: Option<i64>) -> Self {
        at.map_or(Cell::Empty, Cell::Time)
    }
}

/// The name and the sort of each column.
pub(crate) type Columns = &'static [(&'static str, Is)];

/// Rows of one batch, and of one group of a Parquet file.
const BATCH: usize = 1 << 16;
const GROUP: usize = 1 << 20;

/// A file while it is written.
pub(crate) struct Table {
    path: PathBuf,
    rows: u64,
    sink: Sink,
}

enum Sink {
    Csv {
        out: BufWriter<File>,
        line: String,
    },
    Parquet {
        writer: Box<ArrowWriter<File>>,
        schema: SchemaRef,
        columns: Vec<Column>,
        pending: usize,
    },
}

enum Column {
    Text(StringBuilder),
    Time(TimestampMillisecondBuilder),
    Number(Int32Builder),
}

/// What was written: a file and its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// How many rows it has.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
}

impl Table {
    /// Creates `dir/name.csv` or `.parquet`.
    ///
    /// # Errors
    /// [`SynthError::Write`], naming the file.
    pub(crate) fn create(
        dir: &Path,
        name: &str,
        columns: Columns,
        format: FileFormat,
    ) -> Result<Self, SynthError> {
        Self::create_at(
            dir.join(format!("{name}.{}", format.ending())),
            columns,
            format,
        )
    }

    /// Creates a file of that path.
    ///
    /// # Errors
    /// [`SynthError::Write`], naming the file.
    pub(crate) fn create_at(
        path: PathBuf,
        columns: Columns,
        format: FileFormat,
    ) -> Result<Self, SynthError> {
        let sink = match format {
            FileFormat::Csv => csv(&path, columns),
            FileFormat::Parquet => parquet(&path, columns),
        };
        match sink {
            Ok(sink) => Ok(Self {
                path,
                rows: 0,
                sink,
            }),
            Err(source) => Err(SynthError::Write { path, source }),
        }
    }

    /// Adds a row with a cell for each column.
    ///
    /// # Errors
    /// [`SynthError::Write`], naming the file.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), SynthError> {
        self.rows += 1;
        let done = match &mut self.sink {
            Sink::Csv { out, line } => {
                line.clear();
                for (i, cell) in cells.iter().enumerate() {
                    if i > 0 {
                        line.push(',');
                    }
                    push_cell(line, *cell);
                }
                line.push('\n');
                out.write_all(line.as_bytes())
            }
            Sink::Parquet {
                writer,
                schema,
                columns,
                pending,
            } => {
                for (column, cell) in columns.iter_mut().zip(cells) {
                    column.push(*cell);
                }
                *pending += 1;
                if *pending == BATCH {
                    *pending = 0;
                    flush(writer, schema, columns)
                } else {
                    Ok(())
                }
            }
        };
        done.map_err(|source| SynthError::Write {
            path: self.path.clone(),
            source,
        })
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`SynthError::Write`], naming the file.
    pub(crate) fn finish(self) -> Result<Written, SynthError> {
        let Self { path, rows, sink } = self;
        let done = match sink {
            Sink::Csv { out, .. } => out
                .into_inner()
                .map(drop)
                .map_err(std::io::IntoInnerError::into_error),
            Sink::Parquet {
                mut writer,
                schema,
                mut columns,
                ..
            } => flush(&mut writer, &schema, &mut columns)
                .and_then(|()| writer.close().map(drop).map_err(std::io::Error::other)),
        };
        let bytes = done.and_then(|()| Ok(std::fs::metadata(&path)?.len()));
        match bytes {
            Ok(bytes) => Ok(Written { path, rows, bytes }),
            Err(source) => Err(SynthError::Write { path, source }),
        }
    }
}

fn csv(path: &Path, columns: Columns) -> std::io::Result<Sink> {
    let mut out = BufWriter::with_capacity(1 << 18, File::create(path)?);
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    writeln!(out, "{}", names.join(","))?;
    let line = String::new();
    Ok(Sink::Csv { out, line })
}

fn parquet(path: &Path, columns: Columns) -> std::io::Result<Sink> {
    let zone = Some("+07:00".into());
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, is)| {
            let of = match is {
                Is::Text => DataType::Utf8,
                Is::Time => DataType::Timestamp(TimeUnit::Millisecond, zone.clone()),
                Is::Number => DataType::Int32,
            };
            Field::new(*name, of, true)
        })
        .collect();
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP))
        .set_created_by("truyvet synth".to_owned())
        .build();
    let writer = ArrowWriter::try_new(File::create(path)?, schema.clone(), Some(properties));
    Ok(Sink::Parquet {
        writer: Box::new(writer.map_err(std::io::Error::other)?),
        schema,
        columns: columns.iter().map(|(_, is)| Column::new(*is)).collect(),
        pending: 0,
    })
}

impl Column {
    fn new(is: Is) -> Self {
        match is {
            Is::Text => Self::Text(StringBuilder::new()),
            Is::Time => Self::Time(TimestampMillisecondBuilder::new().with_timezone("+07:00")),
            Is::Number => Self::Number(Int32Builder::new()),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(texts), Cell::Text(text)) if !text.is_empty() => texts.append_value(text),
            (Self::Time(times), Cell::Time(at)) => times.append_value(at.saturating_mul(1_000)),
            (Self::Number(numbers), Cell::Number(n)) => numbers.append_value(n),
            (Self::Text(texts), _) => texts.append_null(),
            (Self::Time(times), _) => times.append_null(),
            (Self::Number(numbers), _) => numbers.append_null(),
        }
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Self::Text(texts) => Arc::new(texts.finish()),
            Self::Time(times) => Arc::new(times.finish()),
            Self::Number(numbers) => Arc::new(numbers.finish()),
        }
    }
}

fn flush(
    writer: &mut ArrowWriter<File>,
    schema: &SchemaRef,
    columns: &mut [Column],
) -> std::io::Result<()> {
    let arrays = columns.iter_mut().map(Column::take).collect();
    RecordBatch::try_new(schema.clone(), arrays)
        .map_err(std::io::Error::other)
        .and_then(|batch| writer.write(&batch).map_err(std::io::Error::other))
}

fn push_cell(line: &mut String, cell: Cell<'_>) {
    match cell {
        Cell::Text(text) if text.contains([',', '"', '\n']) => {
            line.push('"');
            line.push_str(&text.replace('"', "\"\""));
            line.push('"');
        }
        Cell::Text(text) => line.push_str(text),
        Cell::Time(at) => push_time(line, at),
        Cell::Number(n) => {
            use std::fmt::Write as _;
            // Writing to a String cannot fail.
            let _ = write!(line, "{n}");
        }
        Cell::Empty => {}
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
