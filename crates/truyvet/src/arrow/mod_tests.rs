//! Tests of `arrow`: the columns say what the rows say.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, TimestampSecondType};
use arrow_array::{Array, StringArray};
use truyvet_model::{Direction, ToDuration};
use truyvet_store::{MemoryVfs, Options};

use super::*;
use crate::store::Store;

fn asked(direction: Direction) -> Trace {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut w = store.writer().unwrap();
    for person in ["cccd:1", "Bình", ":a:b"] {
        w.visit(person, "site:m", 0, Some(900)).unwrap();
    }
    w.contact("Bình", "Chi", 1000, 2000).unwrap();
    w.visit("An", "site:m", 0, Some(900)).unwrap();
    w.commit().unwrap();
    let trace = store.snapshot().unwrap().trace();
    let trace = trace.case("An", 0..5000).direction(direction);
    trace.min_overlap(1.minutes()).ask().unwrap()
}

fn texts(array: &ArrayRef) -> Vec<Option<String>> {
    let dictionary = array.as_dictionary::<Int32Type>();
    let values = dictionary.downcast_dict::<StringArray>().unwrap();
    let texts = values.into_iter().map(|text| text.map(str::to_owned));
    texts.collect()
}

#[test]
fn columns_say_what_the_rows_say() {
    for direction in [Direction::Forward, Direction::Backward] {
        let trace = asked(direction);
        let batch = trace.record_batch(RowOrder::Level, usize::MAX, Ticks::Seconds);
        let batch = batch.unwrap();
        let rows: Vec<_> = trace.exposures().map(Result::unwrap).collect();
        assert_eq!(batch.num_rows(), rows.len());
        assert!(rows.len() >= 3, "{}", rows.len());
        let person = batch.column(0).as_string::<i32>();
        let infector = texts(batch.column_by_name(direction.other_column()).unwrap());
        let place = texts(batch.column_by_name("place").unwrap());
        let first = batch.column_by_name(direction.time_columns()[0]).unwrap();
        for (i, row) in rows.iter().enumerate() {
            assert_eq!(person.value(i), row.person.to_string());
            assert_eq!(infector[i], Some(row.infector.to_string()));
            assert_eq!(place[i], row.place.as_ref().map(ToString::to_string));
            let first = first.as_primitive::<TimestampSecondType>().value(i);
            assert_eq!(first, row.first_exposure.seconds());
        }
    }
}

#[test]
fn dictionaries_hold_nobody_who_is_not_in_the_rows() {
    let trace = asked(Direction::Forward);
    let batch = trace.record_batch(RowOrder::Level, 1, Ticks::Milliseconds);
    let batch = batch.unwrap();
    assert_eq!(batch.num_rows(), 1);
    let infectors = batch.column_by_name("infector").unwrap();
    assert_eq!(infectors.as_dictionary::<Int32Type>().values().len(), 1);
    assert!(batch.schema().metadata()[QUESTION].contains("\"hops\":3"));
}
