//! Tests of `cell`: numbers are written as formatting would, and no column is no text.

use std::sync::Arc;

use arrow_array::{DictionaryArray, TimestampNanosecondArray};

use super::*;

fn text(array: &ArrayRef, at: usize) -> String {
    let mut out = Vec::new();
    Cells::new(Some(array)).write(at, &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn digits_are_those_of_formatting() {
    for number in [0, 7, -7, 10, 1_620_432_000, -1, i64::MAX, i64::MIN] {
        let mut out = Vec::new();
        digits(number, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
    }
}

#[test]
fn nothing_is_written_for_what_is_not_there() {
    let mut out = Vec::new();
    Cells::new(None).write(0, &mut out);
    assert!(out.is_empty());
    let array: ArrayRef = Arc::new(StringArray::from(vec![None, Some("a")]));
    assert_eq!(text(&array, 0), "");
    assert_eq!(text(&array, 1), "a");
}

#[test]
fn dictionaries_and_parts_of_seconds_are_read() {
    let array: DictionaryArray<Int8Type> = ["b", "a", "b"].into_iter().collect();
    let array: ArrayRef = Arc::new(array);
    assert_eq!(text(&array, 2), "b");
    let array = TimestampNanosecondArray::from(vec![-1, 1_999_999_999]).with_timezone("UTC");
    let array: ArrayRef = Arc::new(array);
    assert_eq!(text(&array, 0), "-1");
    assert_eq!(text(&array, 1), "1");
}

#[test]
fn a_dictionary_goes_on_and_another_does_not() {
    let dictionary = |texts: [&'static str; 2]| -> ArrayRef {
        let array: DictionaryArray<Int32Type> = texts.into_iter().collect();
        Arc::new(array)
    };
    let (one, other) = (dictionary(["a", "b"]), dictionary(["b", "a"]));
    let first = Cells::new(Some(&one));
    let mut again = Cells::new(Some(&one.slice(1, 1)));
    assert_ne!(again.code(0), first.code(1));
    again.goes_on(&first);
    assert_eq!(again.code(0), first.code(1));
    let mut third = Cells::new(Some(&other));
    third.goes_on(&first);
    assert_ne!(third.code(0), first.code(0));
}
