//! Tests of `export`: nothing is lost, and columns belong together.

use std::collections::BTreeSet;

use super::*;
use crate::ask::{self, Kind, cases};
use crate::load::in_memory;

fn numbers(path: &Path) -> Vec<u32> {
    let bytes = std::fs::read(path).unwrap();
    let (numbers, rest) = bytes.as_chunks::<4>();
    assert!(rest.is_empty());
    numbers.iter().map(|n| u32::from_le_bytes(*n)).collect()
}

#[test]
fn every_visit_is_written_once() {
    let (province, store) = in_memory(300, 2).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let written = visits(&store.snapshot().unwrap(), folder.path()).unwrap();
    let columns = COLUMNS.map(|name| numbers(&folder.path().join(name)));
    let [place, person, start, end] = &columns;
    let of = |i: usize| (person[i], place[i], i64::from(start[i]), i64::from(end[i]));
    let found: BTreeSet<_> = (0..place.len()).map(of).collect();
    let mut made = BTreeSet::new();
    province.each_visit(|visit| {
        made.insert((visit.person, visit.place, visit.start, visit.end));
    });
    assert_eq!(written, made.len() as u64);
    assert_eq!(found, made);
}

#[test]
fn an_answer_has_24_bytes_a_row() {
    let (province, store) = in_memory(300, 4).unwrap();
    let tracer = ask::tracer(store.snapshot().unwrap(), None, ask::Columns::All);
    let question = Kind::Rivals
        .question(province.spec(), &cases(300, 3), 2)
        .unwrap();
    let given = ask::answer(&tracer, &question).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer");
    answer(given.exposures(), &path).unwrap();
    let bytes = std::fs::read(path).unwrap();
    assert!(!given.exposures().is_empty());
    assert_eq!(bytes.len(), given.exposures().len() * 24);
    assert_eq!(bytes[..4], given.exposures().person[0].0.to_le_bytes());
}
