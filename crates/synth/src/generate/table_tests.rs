//! Tests of files of rows: both formats hold what was put in.
use super::*;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, TimestampMillisecondType};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

const COLUMNS: Columns = &[("who", Is::Text), ("when", Is::Time), ("n", Is::Number)];

fn rows(format: FileFormat, dir: &Path) -> Written {
    let mut table = Table::create(dir, "t", COLUMNS, format).unwrap();
    table
        .row(&[
            Cell::Text("a, \"b\""),
            Cell::Time(1_619_974_800),
            Cell::Number(-7),
        ])
        .unwrap();
    table
        .row(&[Cell::Text(""), Cell::time(None), Cell::Empty])
        .unwrap();
    table.finish().unwrap()
}

#[test]
fn csv_quotes_what_needs_it() {
    let dir = tempfile::tempdir().unwrap();
    let written = rows(FileFormat::Csv, dir.path());
    let text = std::fs::read_to_string(&written.path).unwrap();
    let expected = "who,when,n\n\"a, \"\"b\"\"\",2021-05-03T00:00:00+07:00,-7\n,,\n";
    assert_eq!(text, expected);
    assert_eq!((written.rows, written.bytes), (2, expected.len() as u64));
}

#[test]
fn parquet_is_typed() {
    let dir = tempfile::tempdir().unwrap();
    let written = rows(FileFormat::Parquet, dir.path());
    let file = File::open(&written.path).unwrap();
    let mut reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    let batch = reader.next().unwrap().unwrap();
    assert_eq!(batch.column(0).as_string::<i32>().value(0), "a, \"b\"");
    let times = batch.column(1).as_primitive::<TimestampMillisecondType>();
    assert_eq!(times.value(0), 1_619_974_800_000);
    assert_eq!(batch.column(2).as_primitive::<Int32Type>().value(0), -7);
    assert!(batch.columns().iter().all(|column| column.is_null(1)));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let why = Table::create(Path::new("/nowhere/at-all"), "t", COLUMNS, FileFormat::Csv);
    assert!(
        why.err()
            .unwrap()
            .to_string()
            .contains("/nowhere/at-all/t.csv")
    );
}
