//! Small tables, put together column by column.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StructBuilder, TimestampSecondBuilder};
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, RecordBatch, RecordBatchOptions, StringArray,
    TimestampSecondArray, UInt64Array,
};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use truyvet::{Interval, IntervalSet, Timestamp};

use crate::table::Table;

/// The columns of a table so far.
#[derive(Default)]
pub(crate) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
    rows: usize,
}

impl Columns {
    fn add(mut self, name: &str, array: ArrayRef) -> Self {
        self.rows = array.len();
        self.fields
            .push(Field::new(name, array.data_type().clone(), true));
        self.arrays.push(array);
        self
    }

    pub(crate) fn text<T: AsRef<str>>(
        self,
        name: &str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Self {
        self.add(name, Arc::new(StringArray::from_iter(values)))
    }

    pub(crate) fn count(self, name: &str, values: impl IntoIterator<Item = Option<u64>>) -> Self {
        self.add(name, Arc::new(UInt64Array::from_iter(values)))
    }

    pub(crate) fn amount(self, name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Self {
        self.add(name, Arc::new(Float64Array::from_iter(values)))
    }

    pub(crate) fn flag(self, name: &str, values: impl IntoIterator<Item = bool>) -> Self {
        let values: Vec<bool> = values.into_iter().collect();
        self.add(name, Arc::new(BooleanArray::from(values)))
    }

    /// Instants in UTC; one that is for ever is null.
    pub(crate) fn time(
        self,
        name: &str,
        values: impl IntoIterator<Item = Option<Timestamp>>,
    ) -> Self {
        let seconds = values.into_iter().map(second);
        let array: TimestampSecondArray = seconds.collect();
        self.add(name, Arc::new(array.with_timezone("UTC")))
    }

    /// Two columns: where intervals start and end.
    pub(crate) fn interval(
        self,
        names: [&str; 2],
        values: impl Iterator<Item = Option<Interval>> + Clone,
    ) -> Self {
        let [start, end] = names;
        self.time(
            start,
            values.clone().map(|interval| Some(interval?.start())),
        )
        .time(end, values.map(|interval| Some(interval?.end())))
    }

    /// A column of lists of intervals.
    pub(crate) fn intervals<'a>(
        self,
        name: &str,
        values: impl IntoIterator<Item = &'a IntervalSet>,
    ) -> Self {
        let kind = DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
        let fields = ["start", "end"].map(|name| Field::new(name, kind.clone(), true));
        let mut lists = ListBuilder::new(StructBuilder::from_fields(fields.to_vec(), 0));
        for set in values {
            for interval in set.intervals() {
                let row = lists.values();
                for (i, time) in [interval.start(), interval.end()].into_iter().enumerate() {
                    if let Some(column) = row.field_builder::<TimestampSecondBuilder>(i) {
                        column.append_option(second(Some(time)));
                    }
                }
                row.append(true);
            }
            lists.append(true);
        }
        self.add(name, Arc::new(lists.finish()))
    }

    /// The table; of columns as long as each other.
    pub(crate) fn rows(self) -> PyResult<RecordBatch> {
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let schema = Arc::new(Schema::new(self.fields));
        RecordBatch::try_new_with_options(schema, self.arrays, &options)
            .map_err(|why| PyRuntimeError::new_err(why.to_string()))
    }

    pub(crate) fn table(self) -> PyResult<Table> {
        self.rows().map(Table::new)
    }

    /// A table whose ids a page does not show.
    pub(crate) fn of_people(self) -> PyResult<Table> {
        self.rows().map(Table::of_people)
    }
}

fn second(time: Option<Timestamp>) -> Option<i64> {
    time.filter(|time| !time.is_forever())
        .map(Timestamp::seconds)
}
