//! Rows that another program holds in memory as Arrow batches: read once, like a file.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, Schema};

/// A stream of Arrow batches, read once; clones share it.
///
/// Whatever the batches refer to is not copied before it is read. Dictionaries stay dictionaries.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{RecordBatch, RecordBatchIterator, StringArray, TimestampSecondArray};
/// use truyvet_ingest::{Batches, Input};
/// let rows = RecordBatch::try_from_iter([
///     ("person", Arc::new(StringArray::from(vec!["An"])) as _),
///     ("from", Arc::new(TimestampSecondArray::from(vec![1_620_000_000]).with_timezone("UTC")) as _),
///     ("to", Arc::new(TimestampSecondArray::from(vec![None]).with_timezone("UTC")) as _),
/// ])?;
/// let schema = rows.schema();
/// let reader = RecordBatchIterator::new([Ok(rows)], schema);
/// let input = Input::Batches(Batches::new("cases", Box::new(reader)));
/// assert_eq!(truyvet_ingest::read_cases(&input, None)?.len(), 1);
/// assert!(truyvet_ingest::read_cases(&input, None).is_err()); // read already
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Batches {
    name: String,
    schema: Arc<Schema>,
    reader: Arc<Mutex<Option<Reader>>>,
}

type Reader = Box<dyn RecordBatchReader + Send>;

impl Batches {
    /// The batches of `reader`; messages call them `name`.
    #[must_use]
    pub fn new(name: impl Into<String>, reader: Box<dyn RecordBatchReader + Send>) -> Self {
        Self {
            name: name.into(),
            schema: reader.schema(),
            reader: Arc::new(Mutex::new(Some(reader))),
        }
    }

    /// As messages call them.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.schema)
    }

    /// The batches themselves; `None` if they were taken before.
    pub(crate) fn take(
        &self,
    ) -> Option<impl Iterator<Item = Result<RecordBatch, ArrowError>> + use<>> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        reader.take()
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
