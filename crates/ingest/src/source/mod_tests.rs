//! What the tests of all sources share: a text is imported, and what came of it compared.

use crate::import::import_into;
use crate::input::Input;
use crate::kind::FileKind;
use crate::mapping::{Cells, Mapping, Plan};
use crate::out::Out;
use crate::report::{FileReport, ImportFile, ImportOptions, SourceReport};
use crate::row_file::RowFile;
use crate::sink::fake::Records;

pub(super) fn bytes(name: &str, text: &str) -> Input {
    Input::Bytes {
        name: name.to_owned(),
        bytes: text.as_bytes().into(),
    }
}

/// What is given besides the file.
#[derive(Default)]
pub(super) struct Given<'g> {
    /// Laid under `source = KIND`; nothing is the built-in mapping.
    pub(super) mapping: &'g str,
    pub(super) options: ImportOptions,
}

/// Imports texts of one kind, in this order, into what is there already.
pub(super) fn into(
    records: &mut Records,
    kind: FileKind,
    texts: &[&str],
    given: &Given<'_>,
) -> Result<(Vec<FileReport>, SourceReport), String> {
    let mut options = given.options.clone();
    if !given.mapping.is_empty() {
        let text = format!("source = \"{kind}\"\n{}", given.mapping);
        options.mapping = Some(Mapping::parse("m.toml", &text).map_err(|e| e.to_string())?);
    }
    let files: Vec<ImportFile> = (1..)
        .zip(texts)
        .map(|(n, text)| ImportFile {
            kind,
            input: bytes(&format!("{n}.csv"), text),
        })
        .collect();
    match import_into(records, &files, &options, &mut |_| {}) {
        Ok(report) => Ok((report.files, report.sources.into_iter().next().unwrap())),
        Err(error) => Err(error.to_string()),
    }
}

/// Imports one text into an empty store.
pub(super) fn fresh(
    kind: FileKind,
    text: &str,
    given: &Given<'_>,
) -> (Records, FileReport, SourceReport) {
    let mut records = Records::default();
    let (mut files, source) = into(&mut records, kind, &[text], given).unwrap();
    (records, files.remove(0), source)
}

/// Rejected rows as `reason count`.
pub(super) fn rejected(file: &FileReport) -> Vec<String> {
    (file.rejected.iter())
        .map(|(reason, count)| format!("{reason} {count}"))
        .collect()
}

/// However much of the file was imported before, in whatever order its rows stand, and even if it
/// is imported again: the store holds the same.
pub(super) fn comes_to_the_same(kind: FileKind, text: &str, given: &Given<'_>) {
    let (header, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let file = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    let expected = fresh(kind, text, given).0.kept();
    for n in 0..=rows.len() {
        for late in [false, true] {
            // The first rows, or the last ones: what comes later is not what happened later.
            let part = if late { &rows[n..] } else { &rows[..n] };
            if part.len() == rows.len() {
                continue;
            }
            let mut records = Records::default();
            into(&mut records, kind, &[&file(part)], given).unwrap();
            into(&mut records, kind, &[&file(&rows)], given).unwrap();
            assert_eq!(records.kept(), expected, "after {part:#?}");
        }
    }
    let mut again = given.options.clone();
    again.again = true;
    let mut records = Records::default();
    for _ in 0..2 {
        let given = Given {
            mapping: given.mapping,
            options: again.clone(),
        };
        into(&mut records, kind, &[text], &given).unwrap();
    }
    assert_eq!(records.kept(), expected, "imported again");
}

/// The rows may stand in any order.
pub(super) fn any_order(kind: FileKind, text: &str, given: &Given<'_>) {
    let (header, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    let expected = fresh(kind, text, given).0.kept();
    for turn in 0..rows.len() {
        rows.rotate_left(1);
        if turn % 2 == 0 {
            rows.reverse();
        }
        let text = format!("{header}\n{}\n", rows.join("\n"));
        assert_eq!(fresh(kind, &text, given).0.kept(), expected, "{text}");
    }
}

/// Imports a text with so little memory that rows are settled again and again.
pub(super) fn in_little_memory(kind: FileKind, text: &str) -> (Records, u32) {
    let mapping = Mapping::builtin(kind).unwrap();
    let plan = Plan::new(&mapping, None, None).unwrap();
    let mut records = Records::default();
    let mut out = Out::new(&mut records, None);
    let options = ImportOptions::default();
    let mut importer = super::importer(&mapping, &plan, &options, &mut out, Some(0)).unwrap();
    let mut file = RowFile::open(&bytes("f.csv", text), &plan.wanted).unwrap();
    let mut settled = 0;
    while file.advance().unwrap() {
        let cells = Cells::new(file.row().unwrap(), &plan);
        importer.take(cells, &mut out).unwrap();
        if importer.is_full() {
            importer.flush(&plan, &mut out, false).unwrap();
            settled += 1;
        }
    }
    importer.flush(&plan, &mut out, true).unwrap();
    assert_eq!(out.tally.out_of_order, 0);
    (records, settled)
}

/// Numbers that look random, the same every time.
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    pub(super) fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % most
    }
}

/// Rows of any sort, by a format with `{}` for numbers below these.
pub(super) fn any_rows(
    seed: u64,
    header: &str,
    rows: u64,
    row: impl Fn(&mut Numbers) -> String,
) -> String {
    let mut numbers = Numbers(seed);
    let mut text = format!("{header}\n");
    for _ in 0..rows {
        text.push_str(&row(&mut numbers));
        text.push('\n');
    }
    text
}

/// Stays that are joined: a source of visits with a gap.
#[test]
fn joined_stays_come_to_the_same() {
    let mut given = Given::default();
    given.options.join_gap = Some(truyvet_model::Duration::from_seconds(50));
    for seed in 0..200 {
        let text = any_rows(seed, "person,place,start,end", 7, |n| {
            let (person, start) = (n.below(2), n.below(20) * 30);
            match n.below(5) {
                0 => format!("p{person},m,{start},"),
                length => format!("p{person},m,{start},{}", start + length * 20),
            }
        });
        comes_to_the_same(FileKind::Visits, &text, &given);
    }
}

#[test]
fn an_open_visit_that_closes_can_still_be_joined() {
    let mut given = Given::default();
    given.options.join_gap = Some(truyvet_model::Duration::from_seconds(50));
    let text = "person,place,start,end\nAn,m,0,100\nAn,m,120,\nAn,m,120,300\nAn,m,500,\n";
    let (records, _, source) = fresh(FileKind::Visits, text, &given);
    assert_eq!(
        records.kept(),
        ["visit An m 0 = 300", "visit An m 500 = open"]
    );
    assert_eq!((source.joined, source.replaced), (1, 1));
}
