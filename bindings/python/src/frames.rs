//! What is imported: paths, Arrow streams, and columns of numpy arrays or lists.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray,
    TimestampSecondArray,
};
use pyo3::exceptions::{PyImportError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};
use pyo3_arrow::input::AnyRecordBatch;
use truyvet::{Batches, Input};

/// What numpy calls "not a time".
const NOT_A_TIME: i64 = i64::MIN;

/// Whether it is a list or tuple and nothing more: looking for what it has not takes microseconds.
fn is_plain(value: &Bound<'_, PyAny>) -> bool {
    value.is_exact_instance_of::<PyList>() || value.is_exact_instance_of::<PyTuple>()
}

/// Whether it names a file.
pub(crate) fn is_path(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = value.py();
    if is_plain(value) {
        return Ok(false);
    }
    Ok(value.is_instance_of::<PyString>() || value.hasattr(intern!(py, "__fspath__"))?)
}

/// A path as text or `os.PathLike`.
pub(crate) fn path(value: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    value.extract::<PathBuf>()
}

/// Whether it is rows in memory: a frame, or columns by name.
pub(crate) fn is_frame(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = value.py();
    if is_plain(value) {
        return Ok(false);
    }
    Ok(value.is_instance_of::<PyDict>()
        || value.hasattr(intern!(py, "__arrow_c_stream__"))?
        || value.hasattr(intern!(py, "__arrow_c_array__"))?
        || value.hasattr(intern!(py, "iloc"))?)
}

/// Rows of a file, or of a frame that messages call `name`.
pub(crate) fn input(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Input> {
    let py = value.py();
    if is_path(value)? {
        return path(value).map(Input::Path);
    }
    if !is_frame(value)? {
        let kind = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "{name}: {kind} is not allowed; expected a path, a frame (anything with \
             __arrow_c_stream__: polars, pyarrow, pandas, duckdb), or a dict of arrays"
        )));
    }
    if !value.is_instance_of::<PyDict>() {
        match value.extract::<AnyRecordBatch>() {
            Ok(rows) => return Ok(Input::Batches(Batches::new(name, rows.into_reader()?))),
            // A pandas without pyarrow has no Arrow to give.
            Err(error) if error.is_instance_of::<PyImportError>(py) => {}
            Err(error) if value.hasattr(intern!(py, "__arrow_c_stream__"))? => return Err(error),
            Err(_) => {}
        }
    }
    let frames = py.import("truyvet._frames")?;
    let columns = frames.call_method1("columns", (value, name))?;
    let rows = columns.cast::<PyList>()?;
    let mut arrays = Vec::with_capacity(rows.len());
    for column in rows.iter() {
        arrays.push(array(column.cast::<PyTuple>()?)?);
    }
    let lengths: Vec<usize> = arrays.iter().map(|(_, array)| array.len()).collect();
    if let (Some(least), Some(most)) = (lengths.iter().min(), lengths.iter().max())
        && least != most
    {
        let told: Vec<String> = arrays
            .iter()
            .map(|(column, array)| format!("{column} has {}", array.len()))
            .collect();
        return Err(PyValueError::new_err(format!(
            "{name}: columns of different lengths: {}; give as many values in each",
            told.join(", ")
        )));
    }
    let batch = RecordBatch::try_from_iter(arrays);
    let batch = batch.map_err(|why| PyValueError::new_err(format!("{name}: {why}")))?;
    let schema = batch.schema();
    let reader = RecordBatchIterator::new([Ok(batch)], schema);
    Ok(Input::Batches(Batches::new(name, Box::new(reader))))
}

/// A column that `_frames.columns` has prepared: its name, its sort and its values.
fn array(column: &Bound<'_, PyTuple>) -> PyResult<(String, ArrayRef)> {
    let (name, sort, values): (String, String, Bound<'_, PyAny>) = column.extract()?;
    let array: ArrayRef = match sort.as_str() {
        "text" => {
            let values: Vec<Option<String>> = values.extract()?;
            Arc::new(StringArray::from(values))
        }
        "float" => {
            let numbers = eights(&values)?.into_iter().map(f64::from_le_bytes);
            let numbers = numbers.map(|number| (!number.is_nan()).then_some(number));
            Arc::new(numbers.collect::<Float64Array>())
        }
        "int" => {
            let numbers = eights(&values)?.into_iter().map(i64::from_le_bytes);
            Arc::new(Int64Array::from_iter_values(numbers))
        }
        _ => {
            let numbers = eights(&values)?.into_iter().map(i64::from_le_bytes);
            let times = numbers.map(|time| (time != NOT_A_TIME).then_some(time));
            let times: TimestampSecondArray = times.collect();
            if sort == "utc" {
                Arc::new(times.with_timezone("UTC"))
            } else {
                Arc::new(times)
            }
        }
    };
    Ok((name, array))
}

fn eights(values: &Bound<'_, PyAny>) -> PyResult<Vec<[u8; 8]>> {
    let bytes = values.cast::<PyBytes>()?.as_bytes();
    let (eights, _) = bytes.as_chunks::<8>();
    Ok(eights.to_vec())
}
