//! Tests of whole imports: skipping, rejects, warnings, progress.

use std::path::Path;

use super::*;
use crate::error::Reason;
use crate::sink::fake::Records;

fn file(kind: FileKind, name: &str, text: &[u8]) -> ImportFile {
    let input = Input::Bytes {
        name: name.to_owned(),
        bytes: text.into(),
    };
    ImportFile { kind, input }
}

fn skip(rejects: Option<&Path>) -> ImportOptions {
    ImportOptions {
        on_error: OnError::Skip {
            rejects: rejects.map(Path::to_owned),
        },
        ..ImportOptions::default()
    }
}

const MIXED: &[u8] = b"person,place,start,end\r\n\
An,p,0,10\r\n\
An,p,later,\r\n\
,p,0,10\r\n\
\"An, \"\"Bi\"\"\",p,9,3\r\n\
too,few\r\n\
caf\xe9,p,0,1\r\n\
Chi,p,5,8\r\n";

#[test]
fn skipping_counts_by_reason_and_writes_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    let rejects = folder.path().join("rejects.csv");
    let files = [
        file(FileKind::Visits, "v.csv", MIXED),
        file(FileKind::Contacts, "c.csv", b"a,b,start,end\nAn,An,0,1\n"),
    ];
    let mut records = Records::default();
    let report = import_into(&mut records, &files, &skip(Some(&rejects)), &mut |_| {}).unwrap();
    assert_eq!(records.lines, ["visit An p 0 10", "visit Chi p 5 8"]);
    let visits = &report.files[0];
    assert_eq!((visits.rows_read, visits.rows_taken), (7, 2));
    let reasons: Vec<(Reason, u64)> = visits.rejected.clone().into_iter().collect();
    assert_eq!(
        reasons,
        [
            (Reason::FieldCount, 1),
            (Reason::Missing, 1),
            (Reason::NotUtf8, 1),
            (Reason::NotATime, 1),
            (Reason::EmptyInterval, 1)
        ]
    );
    assert_eq!((report.rows_read(), report.rows_rejected()), (8, 6));
    assert_eq!(report.rejected()[&Reason::SelfContact], 1);
    let expected = [
        &b"file,line,field,reason,row\n"[..],
        b"v.csv,3,start,not_a_time,\"An,p,later,\"\n",
        b"v.csv,4,person,missing,\",p,0,10\"\n",
        b"v.csv,5,end,empty_interval,\"\"\"An, \"\"\"\"Bi\"\"\"\"\"\",p,9,3\"\n",
        b"v.csv,6,row,field_count,\"too,few\"\n",
        b"v.csv,7,person,not_utf8,\"caf\xe9,p,0,1\"\n",
        b"c.csv,2,b,self_contact,\"An,An,0,1\"\n",
    ]
    .concat();
    let written = std::fs::read(&rejects).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&written),
        String::from_utf8_lossy(&expected)
    );
    assert_eq!(written, expected);
}

#[test]
fn skipping_without_a_file_of_rejects() {
    let mut records = Records::default();
    let files = [file(FileKind::Visits, "v.csv", MIXED)];
    let report = import_into(&mut records, &files, &skip(None), &mut |_| {}).unwrap();
    assert_eq!(report.rows_rejected(), 5);
}

#[test]
fn stopping_names_the_first_bad_row() {
    let mut records = Records::default();
    let files = [file(FileKind::Visits, "v.csv", MIXED)];
    let stop = ImportOptions::default();
    let error = import_into(&mut records, &files, &stop, &mut |_| {}).unwrap_err();
    let IngestError::Row(row) = error else {
        panic!("{error}")
    };
    assert_eq!((row.line, row.field), (3, "start"));
}

#[test]
fn one_warning_about_ignored_columns() {
    let mut records = Records::default();
    let text = b"note,person,place,start,end,extra\n1,An,p,0,1,2\n3,An,p,2,3,4\n";
    let files = [
        file(FileKind::Visits, "v.csv", text),
        file(FileKind::Places, "p.csv", b"place,phone\np,1\n"),
        file(FileKind::Places, "q.csv", b"place\n"),
    ];
    let stop = ImportOptions::default();
    let report = import_into(&mut records, &files, &stop, &mut |_| {}).unwrap();
    let warnings: Vec<Option<String>> = report.files.iter().map(FileReport::warning).collect();
    assert_eq!(
        warnings,
        [
            Some(
                "v.csv: ignored columns `note`, `extra`, which a file of visits does not have"
                    .to_owned()
            ),
            Some("p.csv: ignored column `phone`, which a file of places does not have".to_owned()),
            None
        ]
    );
    assert_eq!(report.files[2].rows_read, 0);
}

#[test]
fn the_rejects_never_overwrite_an_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.csv");
    std::fs::write(&path, MIXED).unwrap();
    let files = [ImportFile::visits(&path)];
    let alias = folder.path().join(".").join("v.csv");
    let result = import_into(
        &mut Records::default(),
        &files,
        &skip(Some(&alias)),
        &mut |_| {},
    );
    assert!(matches!(result, Err(IngestError::RejectsIsInput { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), MIXED);
}

#[test]
fn the_rejects_must_be_writable() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("no").join("rejects.csv");
    let result = import_into(
        &mut Records::default(),
        &[file(FileKind::Visits, "v.csv", MIXED)],
        &skip(Some(&nowhere)),
        &mut |_| {},
    );
    let error = result.unwrap_err().to_string();
    assert!(error.contains("rejects.csv: cannot create: "), "{error}");
}

#[test]
fn the_standard_input_only_once() {
    let files = [ImportFile::visits("-"), ImportFile::places("-")];
    let stop = ImportOptions::default();
    let result = import_into(&mut Records::default(), &files, &stop, &mut |_| {});
    assert!(matches!(result, Err(IngestError::StdinTwice)));
}

#[test]
fn progress_ends_at_the_total() {
    let mut text = "person,place,start,end\n".to_owned();
    for i in 0..40_000 {
        text.push_str(&format!("p{},m,{i},\n", i % 10));
    }
    let files = [
        file(FileKind::Visits, "v.csv", text.as_bytes()),
        file(FileKind::Places, "p.csv", b"place\nm\n"),
    ];
    let stop = ImportOptions::default();
    let mut seen = Vec::new();
    import_into(&mut Records::default(), &files, &stop, &mut |p| {
        seen.push((p.bytes_read, p.bytes_total, p.rows_read));
    })
    .unwrap();
    let total = u64::try_from(text.len() + 8).unwrap();
    assert!(seen.is_sorted() && seen.len() >= 6);
    assert_eq!(seen.last(), Some(&(total, Some(total), 40_001)));
}
