//! The rows of an answer as Parquet or Arrow IPC, for programs that read columns.

use std::io;

use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::ArrowError;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use truyvet::{RowOrder, Ticks, Trace};

use crate::exit::Failure;
use crate::output::sink::Sink;

/// Rows of one batch: readers hold one at a time.
const BATCH: usize = 1 << 16;

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

/// Writes the first `limit` rows. They are held in memory.
///
/// # Errors
/// [`Failure`] of reading names or of writing.
pub(crate) fn write(
    trace: &Trace,
    order: RowOrder,
    limit: usize,
    container: Container,
    out: &mut Sink,
) -> Result<(), Failure> {
    let ticks = match container {
        Container::Parquet => Ticks::Milliseconds,
        Container::ArrowFile | Container::ArrowStream => Ticks::Seconds,
    };
    let all = trace.record_batch(order, limit, ticks)?;
    let batches = (0..all.num_rows())
        .step_by(BATCH)
        .map(|from| all.slice(from, BATCH.min(all.num_rows().saturating_sub(from))));
    match container {
        Container::Parquet => {
            let schema = all.schema();
            let mut pairs: Vec<_> = schema.metadata().iter().collect();
            pairs.sort_unstable();
            let pair = |(key, value): (&String, &String)| KeyValue::new(key.clone(), value.clone());
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_created_by(format!("truyvet {}", env!("CARGO_PKG_VERSION")))
                .set_key_value_metadata(Some(pairs.into_iter().map(pair).collect()))
                .build();
            let mut writer = ArrowWriter::try_new(out, schema, Some(properties))?;
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
