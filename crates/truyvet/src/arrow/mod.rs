//! The rows of an answer as Arrow columns: what files of columns and other languages take.

mod fault;

mod numbers;

mod strings;

mod ids;

mod gather;

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::types::Int8Type;
use arrow_array::{
    ArrayRef, DictionaryArray, Float64Array, Int8Array, RecordBatch, StringArray,
    TimestampMillisecondArray, TimestampSecondArray, UInt32Array, UInt64Array,
};
use arrow_schema::{Field, Schema};
use truyvet_model::{Grade, Timestamp};

use crate::error::Error;
use crate::exposures::RowOrder;
use crate::jobs::work;
use crate::question::question_to_json;
use crate::trace::Trace;

use fault::failed;
use gather::{Found, Gathered, gather};
use ids::{Ids, Whose};

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
    /// Persons are text, as each comes once; the other ids and grades are dictionaries, which hold
    /// what is in these rows and nothing else. Times are UTC; an end that is for ever is null. The question and the number of the snapshot are in the
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
        let risk = self.question().risk.is_some();
        let snapshot = self.snapshot();
        let counts = [snapshot.person_count(), snapshot.place_count()];
        let rows = self.len().min(limit);
        // Fewer are done before another thread has begun.
        let threads = match rows {
            0..20_000 => 1,
            _ => self.options().threads.get(),
        };
        let order = self.exposures_by(order).order(threads)?;
        let (mut made, found) = gather(self.columns(), (order, limit), risk, counts, threads)?;
        let [person, infector, place] = self.ids(&mut made, &found, threads)?;
        let direction = self.question().direction;
        let [first, earliest] = direction.time_columns();
        let [first_ends, earliest_ends, start_ends, end_ends] = found.forever;
        let [first_times, earliest_times, starts, ends] = made.times;
        let mut named: Vec<(&str, ArrayRef)> = vec![
            ("person", person),
            ("level", Arc::new(UInt32Array::from(made.level))),
            (first, times(first_times, ticks, first_ends)),
            (earliest, times(earliest_times, ticks, earliest_ends)),
            (direction.other_column(), infector),
            ("place", place),
            ("overlap_start", times(starts, ticks, start_ends)),
            ("overlap_end", times(ends, ticks, end_ends)),
            (
                "person_seconds",
                Arc::new(UInt64Array::from(made.person_seconds)),
            ),
            ("grade", grades(made.grade)?),
        ];
        if risk {
            named.push(("risk", Arc::new(Float64Array::from(made.risk))));
        }
        self.batch(named)
    }

    /// The columns of persons, infectors and places.
    fn ids(
        &self,
        made: &mut Gathered,
        found: &Found,
        threads: usize,
    ) -> Result<[ArrayRef; 3], Error> {
        let store = self.snapshot().store();
        let [people, infectors, places] = &found.numbers;
        let [person, infector, place] = std::mem::take(&mut made.numbers);
        let mut person = Ids::new(store, Whose::People, people, (person, false));
        let mut infector = Ids::new(store, Whose::People, infectors, (infector, false));
        let mut place = Ids::new(store, Whose::Places, places, (place, found.contacts));
        let columns = [&mut person, &mut infector, &mut place];
        work(
            columns.into_iter().flat_map(Ids::measure).collect(),
            threads,
        )?;
        let mut jobs = Vec::new();
        for ids in [&mut person, &mut infector, &mut place] {
            jobs.extend(ids.write()?);
        }
        work(jobs, threads)?;
        let person = person.text(threads)?;
        Ok([person, infector.dictionary()?, place.dictionary()?])
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
}

/// Instants in UTC; one that is for ever is null, if there is one.
fn times(seconds: Vec<i64>, ticks: Ticks, some_forever: bool) -> ArrayRef {
    let forever = Timestamp::FOREVER.seconds();
    let known = |second: i64| (second != forever).then_some(second);
    match ticks {
        Ticks::Milliseconds => {
            let milliseconds = seconds.into_iter().map(|s| known(s)?.checked_mul(1000));
            let array: TimestampMillisecondArray = milliseconds.collect();
            Arc::new(array.with_timezone("UTC"))
        }
        Ticks::Seconds if some_forever => {
            let array: TimestampSecondArray = seconds.into_iter().map(known).collect();
            Arc::new(array.with_timezone("UTC"))
        }
        Ticks::Seconds => Arc::new(TimestampSecondArray::from(seconds).with_timezone("UTC")),
    }
}

fn grades(keys: Vec<i8>) -> Result<ArrayRef, Error> {
    // In the order of gather's keys.
    const ALL: [Grade; 3] = [Grade::Recorded, Grade::AssumedEnd, Grade::Coarse];
    let values = StringArray::from_iter_values(ALL.map(Grade::name));
    let array = DictionaryArray::<Int8Type>::try_new(Int8Array::from(keys), Arc::new(values));
    Ok(Arc::new(array.map_err(failed)?))
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
