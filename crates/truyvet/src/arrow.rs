//! The rows of an answer as Arrow columns: what files of columns and other languages take.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, StringBuilder};
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{
    ArrayRef, DictionaryArray, Float64Array, Int8Array, Int32Array, RecordBatch, StringArray,
    TimestampMillisecondArray, TimestampSecondArray, UInt32Array, UInt64Array,
};
use arrow_schema::{ArrowError, Field, Schema};
use truyvet_model::{Exposures, Grade, PersonNo, PlaceNo, Setting, Timestamp};
use truyvet_store::StoreError;

use crate::error::Error;
use crate::exposures::RowOrder;
use crate::question::question_to_json;
use crate::trace::Trace;

/// The metadata key of the question, as JSON.
const QUESTION: &str = "truyvet.question";

/// The metadata key of the snapshot's number.
const SNAPSHOT: &str = "truyvet.snapshot";

/// In what times are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ticks {
    /// Seconds, as records are.
    #[default]
    Seconds,
    /// Milliseconds, for what knows no seconds: Parquet.
    Milliseconds,
}

impl Trace {
    /// The first `limit` rows of the answer (S15, S16) as one batch of Arrow columns, named as in
    /// every other format: `person`, `level`, `first_exposure`, `earliest_exposure`, `infector`,
    /// `place` (null for a contact), `overlap_start`, `overlap_end`, `person_seconds`, `grade`, and
    /// `risk` if it was asked for; of a backward question (S21) `last_contact`, `latest_contact`
    /// and `infected`.
    ///
    /// Ids and grades are dictionaries, which hold what is in these rows and nothing else. Times are
    /// UTC; an end that is for ever is null. The question and the number of the snapshot are in the
    /// schema's metadata.
    ///
    /// # Errors
    /// [`Error`], if names cannot be read or are more than 2 GiB.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, RowOrder, Store, Ticks};
    /// # use std::sync::Arc;
    /// let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", 0, Some(600))?;
    /// writer.visit("Bình", "canteen", 300, Some(900))?;
    /// writer.commit()?;
    /// let trace = store.snapshot()?.trace().case("An", 0..1000).forward()?;
    /// let rows = trace.record_batch(RowOrder::Level, usize::MAX, Ticks::Seconds)?;
    /// assert_eq!((rows.num_rows(), rows.schema().field(0).name().as_str()), (1, "person"));
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    pub fn record_batch(
        &self,
        order: RowOrder,
        limit: usize,
        ticks: Ticks,
    ) -> Result<RecordBatch, Error> {
        let order = self.exposures_by(order).order()?;
        let order = order.get(..limit.min(order.len())).unwrap_or(order);
        let columns = self.columns();
        let direction = self.question().direction;
        let [first, earliest] = direction.time_columns();
        let mut named: Vec<(&str, ArrayRef)> = vec![
            ("person", self.exposed(order, columns)?),
            (
                "level",
                Arc::new(UInt32Array::from(pick(order, &columns.level))),
            ),
            (
                first,
                times(order, ticks, |row| columns.first_exposure.get(row).copied()),
            ),
            (
                earliest,
                times(order, ticks, |row| {
                    columns.earliest_exposure.get(row).copied()
                }),
            ),
            (direction.other_column(), self.infectors(order, columns)?),
            ("place", self.places(order, columns)?),
            (
                "overlap_start",
                times(order, ticks, |row| {
                    Some(columns.witness.get(row)?.overlap.start())
                }),
            ),
            (
                "overlap_end",
                times(order, ticks, |row| {
                    Some(columns.witness.get(row)?.overlap.end())
                }),
            ),
            (
                "person_seconds",
                Arc::new(UInt64Array::from(pick(order, &columns.person_seconds))),
            ),
            ("grade", grades(order, columns)?),
        ];
        if self.question().risk.is_some() {
            named.push((
                "risk",
                Arc::new(Float64Array::from(pick(order, &columns.risk))),
            ));
        }
        self.batch(named)
    }

    fn batch(&self, named: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, Error> {
        let (fields, arrays): (Vec<_>, Vec<_>) = named
            .into_iter()
            .map(|(name, array)| {
                // Only a contact has no place, and only an end may be for ever.
                let empty = name == "place" || array.null_count() > 0;
                (Field::new(name, array.data_type().clone(), empty), array)
            })
            .unzip();
        let metadata = HashMap::from([
            (QUESTION.to_owned(), question_to_json(self.question())?),
            (SNAPSHOT.to_owned(), self.snapshot().number().to_string()),
        ]);
        let schema = Schema::new_with_metadata(fields, metadata);
        RecordBatch::try_new(Arc::new(schema), arrays).map_err(failed)
    }

    /// One row a person: nobody is looked up twice.
    fn exposed(&self, order: &[u32], columns: &Exposures) -> Result<ArrayRef, Error> {
        let names = self.snapshot().store();
        let mut ids = Ids::with(order.len(), Known::Once);
        for &row in order {
            let person = columns.person.get(row as usize).map(|person| person.0);
            ids.add(person, |number, text| {
                names.write_person_id(PersonNo(number), text)
            })?;
        }
        ids.finish()
    }

    fn infectors(&self, order: &[u32], columns: &Exposures) -> Result<ArrayRef, Error> {
        let names = self.snapshot().store();
        let mut ids = Ids::new(order.len(), self.snapshot().person_count());
        for &row in order {
            let infector = columns
                .witness
                .get(row as usize)
                .map(|event| event.infector.0);
            ids.add(infector, |number, text| {
                names.write_person_id(PersonNo(number), text)
            })?;
        }
        ids.finish()
    }

    fn places(&self, order: &[u32], columns: &Exposures) -> Result<ArrayRef, Error> {
        let names = self.snapshot().store();
        let mut ids = Ids::new(order.len(), self.snapshot().place_count());
        for &row in order {
            let place = match columns.witness.get(row as usize).map(|event| event.setting) {
                Some(Setting::Place(place)) => Some(place.0),
                Some(Setting::Contact) | None => None,
            };
            ids.add(place, |number, text| {
                names.write_place_id(PlaceNo(number), text)
            })?;
        }
        ids.finish()
    }
}

fn pick<V: Copy>(order: &[u32], values: &[V]) -> Vec<V> {
    let rows = order.iter().filter_map(|&row| values.get(row as usize));
    rows.copied().collect()
}

/// Instants in UTC; one that is for ever is null.
fn times(order: &[u32], ticks: Ticks, time: impl Fn(usize) -> Option<Timestamp>) -> ArrayRef {
    let mut ends = true;
    let seconds = order.iter().map(|&row| {
        let time = time(row as usize).unwrap_or(Timestamp::FOREVER);
        ends &= !time.is_forever();
        time.seconds()
    });
    let seconds: Vec<i64> = seconds.collect();
    let forever = Timestamp::FOREVER.seconds();
    let known = |second: i64| (second != forever).then_some(second);
    match ticks {
        Ticks::Milliseconds => {
            let milliseconds = seconds.into_iter().map(|s| known(s)?.checked_mul(1000));
            let array: TimestampMillisecondArray = milliseconds.collect();
            Arc::new(array.with_timezone("UTC"))
        }
        // Nothing is looked at twice where all of them end, as nearly always.
        Ticks::Seconds if ends => {
            let array = TimestampSecondArray::from(seconds);
            Arc::new(array.with_timezone("UTC"))
        }
        Ticks::Seconds => {
            let array: TimestampSecondArray = seconds.into_iter().map(known).collect();
            Arc::new(array.with_timezone("UTC"))
        }
    }
}

fn grades(order: &[u32], columns: &Exposures) -> Result<ArrayRef, Error> {
    const ALL: [Grade; 3] = [Grade::Recorded, Grade::AssumedEnd, Grade::Coarse];
    let grades = order.iter().map(|&row| {
        Some(match columns.witness.get(row as usize)?.grade {
            Grade::Recorded => 0,
            Grade::AssumedEnd => 1,
            Grade::Coarse => 2,
        })
    });
    let keys: Int8Array = grades.collect();
    let values = StringArray::from_iter_values(ALL.map(Grade::name));
    let array = DictionaryArray::<Int8Type>::try_new(keys, Arc::new(values));
    Ok(Arc::new(array.map_err(failed)?))
}

/// A column of ids, each kept once; rows refer to them.
struct Ids {
    known: Known,
    keys: Vec<i32>,
    /// Which rows have an id, once one has none.
    valid: Option<Vec<bool>>,
    values: StringBuilder,
    text: String,
    bytes: usize,
}

/// Where the id of a number stands: a table where many are asked for, else a map.
enum Known {
    Table(Vec<i32>),
    Map(HashMap<u32, i32>),
    /// No number comes twice.
    Once,
}

impl Ids {
    fn new(rows: usize, numbers: u32) -> Self {
        let numbers = numbers as usize;
        let many = rows.saturating_mul(16) >= numbers;
        Self::with(
            rows,
            if many {
                Known::Table(vec![-1; numbers])
            } else {
                Known::Map(HashMap::new())
            },
        )
    }

    fn with(rows: usize, known: Known) -> Self {
        Self {
            known,
            keys: Vec::with_capacity(rows),
            valid: None,
            values: StringBuilder::new(),
            text: String::new(),
            bytes: 0,
        }
    }

    fn add(
        &mut self,
        number: Option<u32>,
        write: impl FnOnce(u32, &mut String) -> Result<(), StoreError>,
    ) -> Result<(), Error> {
        let Some(number) = number else {
            let rows = self.keys.len();
            let valid = self.valid.get_or_insert_with(|| vec![true; rows]);
            valid.push(false);
            self.keys.push(0);
            return Ok(());
        };
        let known = match &self.known {
            Known::Table(table) => table.get(number as usize).copied().filter(|key| *key >= 0),
            Known::Map(map) => map.get(&number).copied(),
            Known::Once => None,
        };
        let key = match known {
            Some(key) => key,
            None => self.learn(number, write)?,
        };
        self.keys.push(key);
        if let Some(valid) = &mut self.valid {
            valid.push(true);
        }
        Ok(())
    }

    fn learn(
        &mut self,
        number: u32,
        write: impl FnOnce(u32, &mut String) -> Result<(), StoreError>,
    ) -> Result<i32, Error> {
        self.text.clear();
        write(number, &mut self.text)?;
        self.bytes = self.bytes.saturating_add(self.text.len());
        let key = i32::try_from(self.values.len());
        let (Ok(key), Ok(_)) = (key, i32::try_from(self.bytes)) else {
            let what = "the ids of these rows are more than 2 GiB: ask for fewer rows";
            return Err(failed(ArrowError::ComputeError(what.to_owned())));
        };
        self.values.append_value(&self.text);
        match &mut self.known {
            Known::Table(table) => {
                if let Some(place) = table.get_mut(number as usize) {
                    *place = key;
                }
            }
            Known::Map(map) => {
                map.insert(number, key);
            }
            Known::Once => {}
        }
        Ok(key)
    }

    fn finish(mut self) -> Result<ArrayRef, Error> {
        let keys = Int32Array::new(self.keys.into(), self.valid.map(Into::into));
        let values = Arc::new(self.values.finish());
        let array = DictionaryArray::<Int32Type>::try_new(keys, values).map_err(failed)?;
        Ok(Arc::new(array))
    }
}

#[cold]
#[expect(clippy::needless_pass_by_value, reason = "`map_err` gives it so")]
fn failed(why: ArrowError) -> Error {
    let why = std::io::Error::other(why.to_string());
    StoreError::io("make columns of", "the answer", why).into()
}

#[cfg(test)]
#[path = "arrow_tests.rs"]
mod tests;
