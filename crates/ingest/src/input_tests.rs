//! Tests of reading: compression, cut files, marks, what is plainly not CSV.

use std::io::Write;

use super::*;

const TEXT: &str = "person,place,start,end\nAn,market:7,0,10\n";

fn bytes(name: &str, bytes: &[u8]) -> Input {
    Input::Bytes {
        name: name.to_owned(),
        bytes: bytes.into(),
    }
}

pub(crate) fn gzip(text: &str) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap()
}

fn zstd(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 1).unwrap()
}

fn read(input: &Input) -> Result<String, IngestError> {
    let mut source = input.open()?;
    let mut text = String::new();
    match source.take().read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(e) => Err(source.error(e)),
    }
}

fn check_error(input: &Input, expected: &str) {
    assert_eq!(read(input).unwrap_err().to_string(), expected);
}

/// Text that does not compress well, longer than any buffer.
fn long_text() -> String {
    let mut text = String::new();
    let mut state = 1u32;
    for _ in 0..60_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.push_str(&format!("{state}\n"));
    }
    text
}

#[test]
fn plain_and_compressed_read_the_same() {
    for text in [TEXT.to_owned(), long_text()] {
        assert_eq!(read(&bytes("a.csv", text.as_bytes())).unwrap(), text);
        assert_eq!(read(&bytes("a.csv.gz", &gzip(&text))).unwrap(), text);
        assert_eq!(read(&bytes("a.csv.zst", &zstd(&text))).unwrap(), text);
    }
}

#[test]
fn compression_is_seen_without_the_name() {
    assert_eq!(read(&bytes("stdin", &gzip(TEXT))).unwrap(), TEXT);
    assert_eq!(read(&bytes("stdin", &zstd(TEXT))).unwrap(), TEXT);
}

#[test]
fn all_members_and_frames_are_read() {
    let long = long_text();
    let members = [gzip(TEXT), gzip(&long), gzip("")].concat();
    assert_eq!(
        read(&bytes("a.gz", &members)).unwrap(),
        format!("{TEXT}{long}")
    );
    let skippable = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc".to_vec();
    let frames = [skippable, zstd(TEXT), zstd(&long), zstd(TEXT)].concat();
    assert_eq!(
        read(&bytes("a.zst", &frames)).unwrap(),
        format!("{TEXT}{long}{TEXT}")
    );
}

#[test]
fn every_truncation_is_an_error() {
    // One member alone, and a second one cut anywhere but before its first byte.
    for whole in [gzip(TEXT), [gzip(TEXT), gzip(TEXT)].concat()] {
        for length in 0..whole.len() {
            if whole.len() == 2 * length {
                continue;
            }
            let error = read(&bytes("v.gz", &whole[..length])).unwrap_err();
            assert!(
                matches!(error, IngestError::Compressed { .. }),
                "{length}: {error}"
            );
        }
    }
    for whole in [zstd(TEXT), [zstd(TEXT), zstd(TEXT)].concat()] {
        for length in 0..whole.len() {
            if whole.len() == 2 * length {
                continue;
            }
            let error = read(&bytes("v.zst", &whole[..length])).unwrap_err();
            assert!(
                matches!(error, IngestError::Compressed { .. }),
                "{length}: {error}"
            );
        }
    }
}

#[test]
fn long_truncations_are_errors_too() {
    let long = long_text();
    for (name, whole) in [("v.gz", gzip(&long)), ("v.zst", zstd(&long))] {
        for cut in [1, 4, 8, 9, 100, whole.len() / 2] {
            let error = read(&bytes(name, &whole[..whole.len() - cut])).unwrap_err();
            let format = if name == "v.gz" { "gzip" } else { "zstd" };
            assert_eq!(
                error.to_string(),
                format!(
                    "{name}: the {format} data ends too early: the file is cut off; fetch or compress the file again"
                )
            );
        }
    }
}

#[test]
fn flipped_bytes_never_give_another_text() {
    let whole = gzip(TEXT);
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        if let Ok(text) = read(&bytes("v.csv", &damaged)) {
            // Header fields that do not matter, or no longer gzip at all.
            assert!(text == TEXT || at < 2, "{at}");
        }
    }
}

#[test]
fn a_name_that_lies_is_an_error() {
    check_error(
        &bytes("visits.csv.gz", TEXT.as_bytes()),
        "visits.csv.gz: its name promises gzip, but its bytes are not gzip; fetch or compress the file again",
    );
    check_error(
        &bytes("visits.csv.zst", b""),
        "visits.csv.zst: its name promises zstd, but its bytes are not zstd; fetch or compress the file again",
    );
}

#[test]
fn byte_order_marks() {
    let marked = format!("\u{feff}{TEXT}");
    assert_eq!(read(&bytes("a.csv", marked.as_bytes())).unwrap(), TEXT);
    assert_eq!(read(&bytes("a.csv.gz", &gzip(&marked))).unwrap(), TEXT);
    check_error(
        &bytes("a.csv", b"\xff\xfep\0e\0"),
        "a.csv: the text is UTF-16: save it as CSV text in UTF-8, with commas",
    );
}

#[test]
fn what_is_not_csv() {
    check_error(
        &bytes("a.xlsx", b"PK\x03\x04abc"),
        "a.xlsx: this is a spreadsheet (xlsx, ods) or a zip archive: save it as CSV text in UTF-8, with commas",
    );
    let twice = flate2_twice();
    check_error(
        &bytes("a.gz", &twice),
        "a.gz: the file is compressed twice: save it as CSV text in UTF-8, with commas",
    );
}

fn flate2_twice() -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(&gzip(TEXT)).unwrap();
    writer.finish().unwrap()
}

#[test]
fn missing_file_and_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.csv");
    let error = read(&Input::parse(&path)).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("{}: cannot open: ", path.display())),
        "{error}"
    );
    let error = read(&Input::parse(folder.path())).unwrap_err();
    assert!(matches!(error, IngestError::Io { .. }), "{error}");
}

#[test]
fn the_meter_counts_stored_bytes() {
    let packed = gzip(&long_text());
    let input = bytes("a.gz", &packed);
    let mut source = input.open().unwrap();
    let count = source.bytes_read();
    io::copy(&mut source.take(), &mut io::sink()).unwrap();
    assert_eq!(Some(count.get()), input.size());
}
