//! `--format parquet` and `--format arrow`: read back, they hold what CSV shows.

use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Int8Type, Int32Type, TimestampMillisecondType, TimestampSecondType, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::transcript::Folder;
use crate::world::world;

const QUESTION: &str = "truyvet trace w --cases cases.csv --min-overlap 15m --risk";

/// Of every row: person, level, seconds of the first exposure, place, person-seconds, grade.
type Shown = (String, u32, i64, Option<String>, u64, String);

fn text(batch: &RecordBatch, name: &str, row: usize) -> Option<String> {
    let column = batch.column_by_name(name).unwrap();
    if let Some(texts) = column.as_string_opt::<i32>() {
        return Some(texts.value(row).to_owned());
    }
    let column = column.as_dictionary::<Int32Type>();
    let values = column.values().as_string::<i32>();
    column.key(row).map(|key| values.value(key).to_owned())
}

fn shown(batches: &[RecordBatch]) -> Vec<Shown> {
    let mut all = Vec::new();
    for batch in batches {
        let times = batch.column_by_name("first_exposure").unwrap();
        let column = |name: &str| batch.column_by_name(name).unwrap();
        let grade = column("grade").as_dictionary::<Int8Type>();
        for row in 0..batch.num_rows() {
            let time = match times.data_type() {
                DataType::Timestamp(TimeUnit::Second, Some(zone)) if &**zone == "UTC" => {
                    times.as_primitive::<TimestampSecondType>().value(row)
                }
                DataType::Timestamp(TimeUnit::Millisecond, Some(zone)) if &**zone == "UTC" => {
                    times.as_primitive::<TimestampMillisecondType>().value(row) / 1000
                }
                other => panic!("{other}"),
            };
            let values = grade.values().as_string::<i32>();
            all.push((
                text(batch, "person", row).unwrap(),
                column("level").as_primitive::<UInt32Type>().value(row),
                time,
                text(batch, "place", row),
                column("person_seconds")
                    .as_primitive::<UInt64Type>()
                    .value(row),
                values.value(grade.key(row).unwrap()).to_owned(),
            ));
            assert!(batch.column_by_name("risk").is_some());
        }
    }
    all
}

fn expected() -> Vec<Shown> {
    let market = Some("Chợ Bến Thành, quầy 7");
    let row = |person: &str, level, time, place: Option<&str>, seconds, grade: &str| {
        let day = 1_620_432_000i64;
        (
            person.to_owned(),
            level,
            day + time,
            place.map(str::to_owned),
            seconds,
            grade.to_owned(),
        )
    };
    vec![
        row("Bình, Trần", 1, 30_600, market, 1800, "recorded"),
        row("Dũng", 1, 36_000, None, 1200, "recorded"),
        row("Em", 1, 45_000, Some("bus:08"), 1800, "assumed_end"),
        row("Giang", 1, 54_000, None, 1800, "recorded"),
        row("Chi", 2, 31_800, market, 1500, "recorded"),
        row("cccd:034201", 3, 39_600, Some("canteen"), 1800, "recorded"),
    ]
}

fn said(folder: &Folder, line: &str) -> Vec<u8> {
    let output = folder.run(line);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{line}");
    assert_eq!(output.status.code(), Some(0), "{line}");
    output.stdout
}

#[test]
fn arrow() {
    let world = world();
    said(
        &world,
        &format!("{QUESTION} --format arrow -o answer.arrow"),
    );
    let file = File::open(world.path("answer.arrow")).unwrap();
    let reader = FileReader::try_new(file, None).unwrap();
    let metadata = reader.schema().metadata().clone();
    assert_eq!(metadata["truyvet.snapshot"], "1");
    world.write("again.json", metadata["truyvet.question"].as_bytes());
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    assert_eq!(shown(&batches), expected());

    // What the file says it was asked, asked again, into a pipe.
    let again = "truyvet trace w --question again.json --format arrow";
    let bytes = said(&world, again);
    let reader = StreamReader::try_new(bytes.as_slice(), None).unwrap();
    assert_eq!(*reader.schema().metadata(), metadata);
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    assert_eq!(shown(&batches), expected());
    assert_eq!(said(&world, again), bytes);
}

#[test]
fn parquet() {
    let world = world();
    let line = format!("{QUESTION} --format parquet -o answer.parquet");
    said(&world, &line);
    let file = File::open(world.path("answer.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let pairs = reader.metadata().file_metadata().key_value_metadata();
    let value = |key: &str| {
        let pair = pairs.unwrap().iter().find(|pair| pair.key == key);
        pair.unwrap().value.clone().unwrap()
    };
    assert_eq!(value("truyvet.snapshot"), "1");
    let question: serde_json::Value = serde_json::from_str(&value("truyvet.question")).unwrap();
    assert_eq!(question["min_overlap"], "15m");
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    assert_eq!(shown(&batches), expected());
    let written = std::fs::read(world.path("answer.parquet")).unwrap();
    let piped = format!("{QUESTION} --format parquet");
    assert_eq!(said(&world, &piped), written);
}

#[test]
fn nobody_and_many() {
    let world = world();
    let line = "truyvet trace w --case Hoa,0,inf --format arrow";
    let bytes = said(&world, line);
    let reader = StreamReader::try_new(bytes.as_slice(), None).unwrap();
    assert!(reader.schema().column_with_name("risk").is_none());
    assert_eq!(reader.count(), 0);

    // More rows than a batch; the dictionaries are those of all rows.
    let mut visits = "person,place,start,end\nAn,hall,0,3600\n".to_owned();
    for n in 0..70_000 {
        visits.push_str(&format!("guest {n:06},hall,0,3600\n"));
    }
    let crowd = Folder::with(&[("visits.csv", &visits)]);
    said(&crowd, "truyvet import w --visits visits.csv --format json");
    let question = "truyvet trace w --case An,0,inf --hops 1";
    said(&crowd, &format!("{question} --format arrow -o a.arrow"));
    let reader = FileReader::try_new(File::open(crowd.path("a.arrow")).unwrap(), None).unwrap();
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    assert_eq!(batches.len(), 2);
    let last = batches.last().unwrap();
    let person = text(last, "person", last.num_rows() - 1);
    assert_eq!(person.as_deref(), Some("guest 069999"));
    for format in ["arrow", "parquet"] {
        let bytes = said(&crowd, &format!("{question} --format {format}"));
        assert!(bytes.len() > 100_000);
    }
}

#[test]
fn an_interrupted_answer_leaves_no_file() {
    let world = world();
    let before = world.names();
    world.check(
        "\
$ truyvet trace w --case Nobody,0,inf --format parquet -o answer.parquet
! truyvet: cases: no person `Nobody` in the store; check the id and its namespace
? 1
",
    );
    assert_eq!(world.names(), before);
}

/// The other person of the event is the one infected (S21).
#[test]
fn s21_backward_columns() {
    let world = world();
    let line = "truyvet trace w --case Chi,0,2021-05-08T11:00:00Z --backward --format parquet -o b";
    let done = world.run(line);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let file = File::open(world.path("b")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let batch = reader.build().unwrap().next().unwrap().unwrap();
    assert_eq!(text(&batch, "infected", 0).as_deref(), Some("Chi"));
    for name in ["infector", "first_exposure"] {
        assert!(batch.column_by_name(name).is_none(), "{name}");
    }
    assert!(batch.column_by_name("last_contact").is_some());
}
