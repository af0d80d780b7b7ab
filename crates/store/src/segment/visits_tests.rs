//! Tests of `visits`: against a plain list of rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::segment::sample::{ORIGIN, World, span, spans, worlds};
use crate::segment::{Deleted, PackedVisit};

fn intersects(visit: &VisitRow, span: Interval) -> bool {
    visit.start < span.end().seconds() && span.start().seconds() < visit.end
}

/// Every way of reading, against the model.
fn check(segment: &Segment, rows: &[NumberedVisit], spans: &[Interval]) {
    let mut all = Vec::new();
    segment.all_visits(|row| all.push(row)).unwrap();
    assert_eq!(all, rows);
    let live: Vec<NumberedVisit> = rows.iter().copied().filter(|r| !r.replaced).collect();
    assert_eq!(segment.live_visit_count() as usize, live.len());
    let places: BTreeSet<u32> = rows.iter().map(|r| r.place).collect();
    let people: BTreeSet<u32> = rows.iter().map(|r| r.visit.person).collect();
    for &at in spans {
        let mut expected: BTreeMap<u32, Vec<NumberedVisit>> = BTreeMap::new();
        for row in live.iter().filter(|r| intersects(&r.visit, at)) {
            expected.entry(row.place).or_default().push(*row);
        }
        for &place in places.iter().chain([&77_777]) {
            let rows = expected.get(&place).cloned().unwrap_or_default();
            let mut visits = Vec::new();
            segment.visits_at(PlaceNo(place), at, &mut visits).unwrap();
            assert_eq!(visits, rows.iter().map(|r| r.visit).collect::<Vec<_>>());
            let mut numbered = Vec::new();
            segment
                .place_visits(PlaceNo(place), at, &mut numbered)
                .unwrap();
            assert_eq!(numbered, rows);
        }
        for range in [0..u32::MAX, 1..30, 5..5] {
            let mut passes = Vec::new();
            segment
                .each_place(range.clone(), at, |place, v| {
                    passes.push((place, v.to_vec()));
                })
                .unwrap();
            let expected: Vec<_> = expected
                .iter()
                .filter(|(place, _)| range.contains(*place))
                .map(|(place, rows)| (*place, rows.iter().map(|r| r.visit).collect::<Vec<_>>()))
                .collect();
            assert_eq!(passes, expected);
        }
    }
    check_people(segment, &live, &people);
}

fn check_people(segment: &Segment, live: &[NumberedVisit], people: &BTreeSet<u32>) {
    for &person in people.iter().take(50).chain([&999_999]) {
        let expected: Vec<_> = live.iter().filter(|r| r.visit.person == person).collect();
        let mut found = Vec::new();
        segment.person_visits(PersonNo(person), &mut found).unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected);
        let mut refs = Vec::new();
        segment.visit_refs(PersonNo(person), &mut refs).unwrap();
        assert!(refs.is_sorted_by(|x, y| x < y));
        let bytes = segment.visit_ref_bytes(PersonNo(person)).unwrap();
        assert!(bytes as usize >= refs.len());
        for row in expected {
            assert!(refs.contains(&(row.row / 128)));
            let found = segment
                .find_visit(row.place, person, row.visit.start)
                .unwrap();
            assert_eq!(found.as_ref(), Some(row));
        }
        assert_eq!(segment.find_visit(0, person, ORIGIN - 1).unwrap(), None);
    }
    // Few and many people at once.
    for persons in [
        people
            .iter()
            .copied()
            .step_by(9)
            .take(4)
            .collect::<Vec<_>>(),
        people.iter().copied().collect(),
    ] {
        let mut out = Vec::new();
        let mut scratch = VisitBlock::default();
        for block in 0..segment.visit_block_count() {
            segment
                .visits_in_block(block, &persons, &mut scratch, &mut out)
                .unwrap();
        }
        let expected: Vec<_> = live
            .iter()
            .filter(|r| persons.contains(&r.visit.person))
            .map(|r| (r.place, r.visit))
            .collect();
        let out: Vec<_> = out.iter().map(|p| (p.place, p.visit)).collect();
        assert_eq!(out, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn segment_is_the_list(world in worlds(), at in prop::collection::vec(spans(), 1..6)) {
        check(&world.segment(), &world.numbered(), &at);
    }

    #[test]
    fn replaced_rows_are_not_there(
        world in worlds(),
        at in prop::collection::vec(spans(), 1..4),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..60),
    ) {
        let segment = world.segment();
        let mut rows = world.numbered();
        let mut deleted = Deleted::new_for(&segment);
        if !rows.is_empty() {
            for pick in picks {
                let row = pick.index(rows.len());
                deleted.delete_visit(u32::try_from(row).unwrap());
                rows[row].replaced = true;
            }
        }
        let segment = segment.with_deleted(Some(Arc::new(deleted))).unwrap();
        check(&segment, &rows, &at);
    }
}

#[test]
fn a_place_over_many_blocks_and_many_places_in_one_block() {
    let visit = |i: u32| {
        let place = if i < 1000 { 5 } else { i };
        PackedVisit::new(place, i % 700, i * 61 % 80_000, 600 + i % 100, false).unwrap()
    };
    let world = World::new((0..1500).map(visit).collect(), Vec::new());
    let at = |from: i64, to: i64| span(ORIGIN + from, ORIGIN + to);
    let spans = [
        at(0, 1),
        at(0, 86_400),
        at(40_000, 40_010),
        at(79_000, 79_001),
    ];
    check(&world.segment(), &world.numbered(), &spans);
}

#[test]
fn a_missing_block_is_an_error() {
    let segment = World::default().segment();
    let mut scratch = VisitBlock::default();
    assert!(segment.visit_block(0, &mut scratch).is_err());
    check(&segment, &[], &[Interval::ALWAYS]);
    assert_eq!((segment.visit_span(), segment.contact_span()), (None, None));
}
