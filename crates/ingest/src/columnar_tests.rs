//! Tests of Parquet and Arrow files: the same rows as in CSV, whatever their types.

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, StringArray,
    TimestampMillisecondArray, TimestampSecondArray,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::Field;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::*;
use crate::header::{optional, required};
use crate::row_file::RowFile;

fn batch() -> RecordBatch {
    let mut place = StringDictionaryBuilder::<Int32Type>::new();
    for name in ["m", "gate", "m"] {
        place.append(name).unwrap();
    }
    let zoned = TimestampMillisecondArray::from(vec![Some(1_500), None, Some(-500)]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("note", Arc::new(StringArray::from(vec!["x", "y", "z"]))),
        (
            "Person",
            Arc::new(StringArray::from(vec![Some("An, \"A\""), Some("Bi"), None])),
        ),
        ("place", Arc::new(place.finish())),
        ("start", Arc::new(zoned.with_timezone("UTC"))),
        (
            "local",
            Arc::new(TimestampSecondArray::from(vec![25_200, 0, 1])),
        ),
        ("day", Arc::new(Date32Array::from(vec![1, 0, -1]))),
        ("number", Arc::new(Int32Array::from(vec![-3, 0, 7]))),
        ("rssi", Arc::new(Float64Array::from(vec![-60.5, 1.0, 0.0]))),
        (
            "shared",
            Arc::new(BooleanArray::from(vec![true, false, true])),
        ),
    ];
    let fields: Vec<Field> = (columns.iter())
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true))
        .collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

fn parquet_of(compression: Compression) -> Vec<u8> {
    let batch = batch();
    let mut bytes = Vec::new();
    let properties = WriterProperties::builder().set_compression(compression);
    let properties = Some(properties.build());
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), properties).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn arrow_options(compression: Option<CompressionType>) -> IpcWriteOptions {
    let options = IpcWriteOptions::default();
    options.try_with_compression(compression).unwrap()
}

fn arrow_file_of(compression: Option<CompressionType>) -> Vec<u8> {
    let (batch, mut bytes) = (batch(), Vec::new());
    let options = arrow_options(compression);
    let writer = FileWriter::try_new_with_options(&mut bytes, &batch.schema(), options);
    let mut writer = writer.unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn arrow_stream_of(compression: Option<CompressionType>) -> Vec<u8> {
    let (batch, mut bytes) = (batch(), Vec::new());
    let options = arrow_options(compression);
    let writer = StreamWriter::try_new_with_options(&mut bytes, &batch.schema(), options);
    let mut writer = writer.unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn written() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("v.parquet", parquet_of(Compression::UNCOMPRESSED)),
        ("v.arrow", arrow_file_of(None)),
        ("v.arrows", arrow_stream_of(None)),
    ]
}

/// With every compression of pages or buffers that is read.
fn compressed() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("snappy.parquet", parquet_of(Compression::SNAPPY)),
        (
            "gzip.parquet",
            parquet_of(Compression::GZIP(GzipLevel::default())),
        ),
        ("lz4.parquet", parquet_of(Compression::LZ4)),
        ("lz4_raw.parquet", parquet_of(Compression::LZ4_RAW)),
        (
            "zstd.parquet",
            parquet_of(Compression::ZSTD(ZstdLevel::default())),
        ),
        ("lz4.arrow", arrow_file_of(Some(CompressionType::LZ4_FRAME))),
        ("zstd.arrow", arrow_file_of(Some(CompressionType::ZSTD))),
        (
            "lz4.arrows",
            arrow_stream_of(Some(CompressionType::LZ4_FRAME)),
        ),
        ("zstd.arrows", arrow_stream_of(Some(CompressionType::ZSTD))),
    ]
}

const COLUMNS: &[crate::header::Column] = &[
    required("start", ""),
    required("person", ""),
    optional("missing", ""),
    required("place", ""),
    optional("local", ""),
    optional("day", ""),
    optional("number", ""),
    optional("rssi", ""),
    optional("shared", ""),
];

fn check(file: &mut RowFile) {
    let expected = [
        "1|An, \"A\"||m|1970-01-01T07:00:00|1970-01-02|-3|-60.5|true",
        "|Bi||gate|1970-01-01T00:00:00|1970-01-01|0|1|false",
        "-1|||m|1970-01-01T00:00:01|1969-12-31|7|0|true",
    ];
    let mut rows = Vec::new();
    while file.advance().unwrap() {
        let row = file.row().unwrap();
        let fields: Vec<_> = (0..COLUMNS.len())
            .map(|i| String::from_utf8_lossy(row.field(i)).into_owned())
            .collect();
        rows.push(fields.join("|"));
        assert!(row.is_typed(0) && !row.is_typed(1) && row.is_typed(5) && !row.is_typed(6));
        assert_eq!(file.line(), rows.len() as u64);
        if rows.len() == 1 {
            let text = String::from_utf8(file.text().into_owned()).unwrap();
            assert!(text.starts_with("1,\"An, \"\"A\"\"\",,m,"), "{text}");
        }
    }
    assert_eq!(rows, expected);
    assert_eq!(file.ignored(), ["note"]);
}

#[test]
fn all_formats_and_types() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in written().into_iter().chain(compressed()) {
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).unwrap();
        let memory = Input::Bytes {
            name: name.to_owned(),
            bytes: bytes.as_slice().into(),
        };
        let zipped = folder.path().join(format!("{name}.zst"));
        std::fs::write(&zipped, zstd::encode_all(bytes.as_slice(), 1).unwrap()).unwrap();
        for input in [Input::Path(path), memory, Input::Path(zipped)] {
            check(&mut RowFile::open(&input, &Wanted::plain(COLUMNS)).unwrap());
        }
    }
}

#[test]
fn what_cannot_be_read() {
    let open = |name: &str, bytes: &[u8], column: &'static str| {
        let input = Input::Bytes {
            name: name.to_owned(),
            bytes: bytes.into(),
        };
        let opened = RowFile::open(&input, &Wanted::plain(&[required(column, "")]));
        let read = opened.and_then(|mut file| {
            while file.advance()? {}
            Ok(())
        });
        read.err().map(|e| e.to_string())
    };
    for (name, bytes) in written() {
        let error = open(name, &bytes, "who").unwrap();
        assert!(
            error.contains("the header has no column `who`; found: `note`, "),
            "{error}"
        );
        let half = bytes.get(..bytes.len() / 2).unwrap();
        let error = open(name, half, "person").unwrap();
        assert!(
            error.starts_with(name) && error.contains("cannot be read"),
            "{error}"
        );
    }
}
