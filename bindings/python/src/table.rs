//! Rows with named columns, held as Arrow: read by any frame library, or row by row.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float64Type, Int8Type, Int32Type, Int64Type, TimestampSecondType, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyIndexError, PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict, PyList, PyString};
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};

use crate::clock::utc_datetime;

/// Rows that a page shows at most.
const SHOWN: usize = 10;

/// Rows with named columns, held as Arrow.
///
/// Every frame library reads one without copying: polars.DataFrame(table), pyarrow.table(table),
/// or to_polars(), to_pyarrow(), to_pandas(). Iterating gives a dict for each row; times are
/// datetimes in UTC there, and None where an end is for ever or a place is a direct contact.
///
/// >>> import truyvet as tv
/// >>> table = tv.sources()
/// >>> table.columns[0], len(table) > 5
/// ('source', True)
/// >>> table[0]["source"]
/// 'qr-scan'
#[pyclass(module = "truyvet", frozen, sequence)]
pub(crate) struct Table {
    pub(crate) rows: RecordBatch,
    /// Columns with ids of people, which a page does not show.
    private: &'static [&'static str],
}

impl Table {
    pub(crate) const fn new(rows: RecordBatch) -> Self {
        Self { rows, private: &[] }
    }

    /// A table whose ids a page does not show.
    pub(crate) const fn of_people(rows: RecordBatch) -> Self {
        Self {
            rows,
            private: &["person", "infector", "infected", "exposed", "a", "b"],
        }
    }

    fn named(&self, name: &str) -> PyResult<&ArrayRef> {
        self.rows.column_by_name(name).ok_or_else(|| {
            let known = self.columns().join(", ");
            PyKeyError::new_err(format!("{name}: no such column; there are {known}"))
        })
    }

    fn row<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Bound<'py, PyDict>> {
        let row = PyDict::new(py);
        let schema = self.rows.schema_ref();
        for (field, column) in schema.fields().iter().zip(self.rows.columns()) {
            row.set_item(PyString::intern(py, field.name()), value(py, column, at)?)?;
        }
        Ok(row)
    }

    fn html(&self, py: Python<'_>) -> PyResult<String> {
        let mut page = "<table><thead><tr>".to_owned();
        let schema = self.rows.schema_ref();
        for field in schema.fields() {
            push(&mut page, "th", field.name());
        }
        page.push_str("</tr></thead><tbody>");
        for at in 0..self.rows.num_rows().min(SHOWN) {
            page.push_str("<tr>");
            for (field, column) in schema.fields().iter().zip(self.rows.columns()) {
                let hidden = self.private.contains(&field.name().as_str());
                let cell = value(py, column, at)?;
                let text = if hidden && !cell.is_none(py) {
                    "…".to_owned()
                } else if cell.is_none(py) {
                    String::new()
                } else {
                    cell.bind(py).str()?.to_string()
                };
                push(&mut page, "td", &text);
            }
            page.push_str("</tr>");
        }
        page.push_str("</tbody></table>");
        let rows = self.rows.num_rows();
        // Writing to a String cannot fail.
        let _ = if rows > SHOWN {
            write!(
                page,
                "<p>{rows} rows, of which the first {SHOWN} are shown</p>"
            )
        } else {
            write!(page, "<p>{rows} rows</p>")
        };
        Ok(page)
    }
}

fn push(page: &mut String, tag: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    // Writing to a String cannot fail.
    let _ = write!(page, "<{tag}>{text}</{tag}>");
}

#[pymethods]
impl Table {
    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        let fields = self.rows.schema_ref().fields().iter();
        fields.map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.rows.num_rows()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, at: isize) -> PyResult<Bound<'py, PyDict>> {
        let rows = self.rows.num_rows();
        let found = if at < 0 {
            rows.checked_sub(at.unsigned_abs())
        } else {
            Some(at.unsigned_abs()).filter(|at| *at < rows)
        };
        let wrong = || PyIndexError::new_err(format!("row {at}: there are {rows}"));
        self.row(py, found.ok_or_else(wrong)?)
    }

    fn __iter__(slf: Bound<'_, Self>) -> TableRows {
        TableRows {
            table: slf.unbind(),
            next: AtomicUsize::new(0),
        }
    }

    /// One column as a list.
    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyList>> {
        let column = self.named(name)?;
        let values = PyList::empty(py);
        for at in 0..column.len() {
            values.append(value(py, column, at)?)?;
        }
        Ok(values)
    }

    /// All columns as lists, by name.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let all = PyDict::new(py);
        for name in self.columns() {
            let values = self.column(py, &name)?;
            all.set_item(name, values)?;
        }
        Ok(all)
    }

    /// A column of whole numbers or times (in seconds) as bytes: 8 for each row, little-endian; the
    /// least number where there is none.
    fn _numbers<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyBytes>> {
        let column = self.named(name)?;
        let numbers: Vec<i64> = match column.data_type() {
            DataType::UInt32 => whole(column.as_primitive::<UInt32Type>(), |n| Some(n.into())),
            DataType::UInt64 => whole(column.as_primitive::<UInt64Type>(), |n| n.try_into().ok()),
            DataType::Int64 => whole(column.as_primitive::<Int64Type>(), Some),
            DataType::Timestamp(TimeUnit::Second, _) => {
                whole(column.as_primitive::<TimestampSecondType>(), Some)
            }
            other => {
                let text = format!("{name}: a column of {other} holds no whole numbers");
                return Err(PyTypeError::new_err(text));
            }
        };
        Ok(eights(py, &numbers))
    }

    /// A column of words that come again: which of them each row has, as `_numbers` gives it, -1
    /// for none; and the words.
    fn _words<'py>(
        &self,
        py: Python<'py>,
        name: &str,
    ) -> PyResult<(Bound<'py, PyBytes>, Vec<String>)> {
        let column = self.named(name)?;
        let Some(dictionary) = column.as_any_dictionary_opt() else {
            let text = format!(
                "{name}: a column of {} is no dictionary",
                column.data_type()
            );
            return Err(PyTypeError::new_err(text));
        };
        let keys = dictionary.keys();
        let keys: Vec<i64> = match keys.data_type() {
            DataType::Int8 => keys
                .as_primitive::<Int8Type>()
                .iter()
                .map(or_none)
                .collect(),
            _ => keys
                .as_primitive::<Int32Type>()
                .iter()
                .map(or_none)
                .collect(),
        };
        let words = dictionary.values().as_string::<i32>().iter();
        let words = words.map(|word| word.unwrap_or_default().to_owned());
        Ok((eights(py, &keys), words.collect()))
    }

    /// A polars DataFrame; ids that come again are categories.
    fn to_polars(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        let polars = slf.py().import("polars")?;
        polars.call_method1("DataFrame", (slf,))
    }

    /// A pyarrow Table; nothing is copied.
    fn to_pyarrow(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        let pyarrow = slf.py().import("pyarrow")?;
        pyarrow.call_method1("table", (slf,))
    }

    /// A pandas DataFrame; ids that come again are categories. pyarrow makes it fast, and need not be there.
    fn to_pandas(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        let frames = slf.py().import("truyvet._frames")?;
        frames.call_method1("to_pandas", (slf,))
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = self.rows.schema();
        let metadata = schema.metadata().clone();
        let fields = DataType::Struct(schema.fields().clone());
        let field = arrow_schema::Field::new("", fields, false).with_metadata(metadata);
        let rows: ArrayRef = Arc::new(arrow_array::StructArray::from(self.rows.clone()));
        let reader = ArrayIterator::new([Ok(rows)], Arc::new(field));
        Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.rows.schema().as_ref())?)
    }

    fn __repr__(&self) -> String {
        let columns = self.columns().join(", ");
        format!(
            "<truyvet.Table: {} rows of {columns}>",
            self.rows.num_rows()
        )
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        self.html(py)
    }
}

/// The rows of a table, one after the other.
#[pyclass(module = "truyvet", frozen)]
pub(crate) struct TableRows {
    table: Py<Table>,
    next: AtomicUsize,
}

#[pymethods]
impl TableRows {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let table = self.table.get();
        if at < table.rows.num_rows() {
            table.row(py, at).map(Some)
        } else {
            Ok(None)
        }
    }
}

/// One value of a column as Python has it.
fn value(py: Python<'_>, column: &ArrayRef, at: usize) -> PyResult<Py<PyAny>> {
    if column.is_null(at) {
        return Ok(py.None());
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(at).into_py_any(py),
        DataType::Dictionary(..) => match column.as_any_dictionary_opt() {
            Some(dictionary) => value(py, dictionary.values(), key(dictionary.keys(), at)),
            None => Ok(py.None()),
        },
        DataType::UInt32 => column
            .as_primitive::<UInt32Type>()
            .value(at)
            .into_py_any(py),
        DataType::UInt64 => column
            .as_primitive::<UInt64Type>()
            .value(at)
            .into_py_any(py),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(at).into_py_any(py),
        DataType::Float64 => column
            .as_primitive::<Float64Type>()
            .value(at)
            .into_py_any(py),
        DataType::Boolean => column.as_boolean().value(at).into_py_any(py),
        DataType::Timestamp(TimeUnit::Second, _) => {
            utc_datetime(py, column.as_primitive::<TimestampSecondType>().value(at))
        }
        DataType::List(_) => {
            let inner = column.as_list::<i32>().value(at);
            let values = PyList::empty(py);
            for at in 0..inner.len() {
                values.append(value(py, &inner, at)?)?;
            }
            values.into_py_any(py)
        }
        DataType::Struct(fields) => {
            let row = PyDict::new(py);
            for (field, column) in fields.iter().zip(column.as_struct().columns()) {
                row.set_item(field.name(), value(py, column, at)?)?;
            }
            row.into_py_any(py)
        }
        other => Err(PyTypeError::new_err(format!(
            "a column of {other} is not shown row by row; use to_pyarrow()"
        ))),
    }
}

fn whole<T: ArrowPrimitiveType>(
    column: &PrimitiveArray<T>,
    number: impl Fn(T::Native) -> Option<i64>,
) -> Vec<i64> {
    let numbers = column.iter().map(|value| value.and_then(&number));
    numbers.map(|number| number.unwrap_or(i64::MIN)).collect()
}

fn or_none<K: Into<i64>>(key: Option<K>) -> i64 {
    key.map_or(-1, Into::into)
}

fn eights<'py>(py: Python<'py>, numbers: &[i64]) -> Bound<'py, PyBytes> {
    let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    PyBytes::new(py, &bytes)
}

/// Where a row of a dictionary finds its value.
fn key(keys: &dyn Array, at: usize) -> usize {
    let key = match keys.data_type() {
        DataType::Int8 => keys.as_primitive::<Int8Type>().value(at).into(),
        _ => keys.as_primitive::<Int32Type>().value(at),
    };
    usize::try_from(key).unwrap_or(0)
}
