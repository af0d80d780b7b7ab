//! Tests of `verify`: a right segment has no findings, a damaged one never another answer.

use proptest::prelude::*;
use truyvet_model::PlaceNo;

use super::*;
use crate::format::{FileKind, PagedFile, PagedWriter};
use crate::io::{MemoryVfs, Vfs};
use crate::segment::layout::VERSION;
use crate::segment::sample::{small_world, worlds};
use crate::segment::{VisitBlock, VisitRow};

const PEOPLE: u32 = 31;
const PLACES: u32 = 7;

fn findings(segment: &Segment, expect: Option<&Sealed>, persons: u32, places: u32) -> Vec<Finding> {
    let mut findings = Vec::new();
    segment.verify(expect, persons, places, &mut |f| findings.push(f));
    findings
}

type Answers = Vec<Result<String, StoreError>>;

/// Every answer that readers could ask for, each on its own.
fn answers(segment: &Segment) -> Answers {
    let mut answers: Answers = Vec::new();
    let always = Interval::ALWAYS;
    let some = crate::segment::sample::span(
        crate::segment::sample::ORIGIN + 1000,
        crate::segment::sample::ORIGIN + 2000,
    );
    for place in 0..PLACES {
        for span in [always, some] {
            let mut out = Vec::new();
            let result = segment.visits_at(PlaceNo(place), span, &mut out);
            answers.push(result.map(|()| format!("{out:?}")));
        }
    }
    for person in (0..PEOPLE).map(truyvet_model::PersonNo) {
        let mut out = Vec::new();
        let result = segment.raw_person_visits(person, &mut out);
        answers.push(result.map(|()| format!("{out:?}")));
        let mut out = Vec::new();
        let result = segment.contacts_of(person, always, &mut out);
        answers.push(result.map(|()| format!("{out:?}")));
    }
    let mut out: Vec<(u32, Vec<VisitRow>)> = Vec::new();
    let result = segment.each_place(0..u32::MAX, always, |p, v| out.push((p, v.to_vec())));
    answers.push(result.map(|()| format!("{out:?}")));
    answers
}

fn same_or_damaged(segment: &Segment, right: &Answers, what: &str) {
    for (read, right) in answers(segment).iter().zip(right) {
        match (read, right) {
            (Ok(read), Ok(right)) => assert_eq!(read, right, "{what}"),
            (Err(e), _) => assert!(e.is_damaged(), "{what}: {e}"),
            (Ok(_), Err(e)) => panic!("{e}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_was_written_has_no_findings(world in worlds()) {
        let (vfs, sealed) = world.write();
        let segment = Segment::open(&vfs, "s", Some(&sealed)).unwrap();
        prop_assert_eq!(findings(&segment, Some(&sealed), 2_000_000, 100_000), vec![]);
        let parts: u64 = segment.parts().iter().map(|(_, bytes)| bytes).sum();
        prop_assert_eq!(parts, sealed.length);
    }

    /// Right checksums over wrong content: no panic, and no endless loop.
    #[test]
    fn crafted_content_is_no_panic(
        edits in prop::collection::vec((1_u32..=10, any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let (vfs, _) = small_world().write();
        let right = Segment::open(&vfs, "s", None).unwrap();
        let length = |id| right.inner.file.section(id).unwrap().len();
        let edits: Vec<_> = edits
            .iter()
            .filter(|e| length(e.0) > 0)
            .map(|(id, index, value)| (*id, index.index(length(*id)), *value))
            .collect();
        let crafted = rewrite(&right.inner.file, &edits);
        if let Ok(segment) = Segment::open(&crafted, "s", None) {
            let _ = answers(&segment);
            let _ = findings(&segment, None, PEOPLE, PLACES);
            let mut scratch = VisitBlock::default();
            for block in 0..4 {
                let _ = segment.visits_in_block(block, &[1, 2, 3], &mut scratch, &mut Vec::new());
            }
        }
    }
}

/// The same sections with some bytes changed, under right checksums.
fn rewrite(file: &PagedFile, edits: &[(u32, usize, u8)]) -> MemoryVfs {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut writer = PagedWriter::create(&vfs, "s", FileKind::SEGMENT, VERSION).unwrap();
    for (id, _) in file.sections() {
        let mut bytes = file.all(file.section(id).unwrap()).unwrap().to_vec();
        for (_, at, value) in edits.iter().filter(|e| e.0 == id) {
            bytes[*at] = *value;
        }
        writer.section(id).unwrap();
        writer.write(&bytes).unwrap();
    }
    writer.finish().unwrap();
    vfs
}

#[test]
fn every_crafted_byte_that_changes_an_answer_is_found() {
    let (vfs, _) = small_world().write();
    let right = Segment::open(&vfs, "s", None).unwrap();
    assert_eq!(findings(&right, None, PEOPLE, PLACES), []);
    let asked: Vec<String> = answers(&right).into_iter().map(Result::unwrap).collect();
    for (id, length) in right.inner.file.sections() {
        for at in 0..length {
            let old = right
                .inner
                .file
                .all(right.inner.file.section(id).unwrap())
                .unwrap()[at];
            let crafted = rewrite(&right.inner.file, &[(id, at, old ^ 0x10)]);
            let Ok(segment) = Segment::open(&crafted, "s", None) else {
                continue;
            };
            let now = answers(&segment);
            let same = now
                .iter()
                .zip(&asked)
                .all(|(n, a)| n.as_ref().is_ok_and(|n| n == a));
            let found = findings(&segment, None, PEOPLE, PLACES);
            // A row may hold other, equally possible values: only the checksums know.
            let rows = [section::VISIT_BLOCKS, section::CONTACT_BLOCKS];
            let bases = [section::VISIT_HEADERS, section::CONTACT_HEADERS];
            if !rows.contains(&id) && !bases.contains(&id) {
                assert!(same || !found.is_empty(), "section {id}, byte {at}");
            }
        }
    }
}

#[test]
fn every_flip_and_truncation_is_noticed_or_harmless() {
    let (vfs, sealed) = small_world().write();
    let bytes = vfs.get("s").unwrap();
    let right = answers(&Segment::open(&vfs, "s", Some(&sealed)).unwrap());
    for at in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 1 << (at % 8);
        vfs.put("s", broken);
        match Segment::open(&vfs, "s", Some(&sealed)) {
            Ok(segment) => {
                same_or_damaged(&segment, &right, &format!("byte {at}"));
                assert_ne!(
                    findings(&segment, Some(&sealed), PEOPLE, PLACES),
                    [],
                    "byte {at}"
                );
            }
            Err(e) => assert!(e.is_damaged(), "byte {at}: {e}"),
        }
    }
    for length in (0..bytes.len()).rev() {
        vfs.put("s", bytes[..length].to_vec());
        let error = Segment::open(&vfs, "s", None).unwrap_err();
        assert!(error.is_damaged(), "{length} bytes: {error}");
    }
}

#[test]
fn numbers_that_do_not_exist_are_named() {
    let segment = small_world().segment();
    let found = findings(&segment, None, PEOPLE - 1, PLACES - 1);
    assert!(
        found
            .iter()
            .any(|f| f.what.contains("does not exist") && f.row.is_some())
    );
    assert!(found.iter().all(|f| f.file == "s"));
}
