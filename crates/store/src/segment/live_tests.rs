//! Tests of `live` and `linked`: against a plain list of rows, with and without links.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::links::Links;
use crate::segment::sample::{ORIGIN, World, links, picks, span, spans, worlds};
use crate::segment::{NumberedContact, NumberedVisit, PackedVisit};

fn intersects(visit: &VisitRow, span: Interval) -> bool {
    visit.start < span.end().seconds() && span.start().seconds() < visit.end
}

/// The row under canonical numbers.
fn mapped(row: &NumberedVisit, links: &Links) -> NumberedVisit {
    let mut row = *row;
    row.place = links.places.canonical(row.place);
    row.visit.person = links.people.canonical(row.visit.person);
    row
}

/// Every way of reading, against the model.
fn check(segment: &Segment, rows: &[NumberedVisit], links: &Links, spans: &[Interval]) {
    let segment = &segment.clone().with_links(Some(Arc::new(links.clone())));
    let live = rows.iter().filter(|r| !r.deleted && !r.hidden);
    let live: Vec<NumberedVisit> = live.map(|r| mapped(r, links)).collect();
    assert_eq!(segment.live_visit_count() as usize, live.len());
    let places: BTreeSet<u32> = rows.iter().map(|r| r.place).collect();
    let mut cache = VisitBlock::default();
    for &at in spans {
        let mut expected: BTreeMap<u32, Vec<VisitRow>> = BTreeMap::new();
        for row in live.iter().filter(|r| intersects(&r.visit, at)) {
            expected.entry(row.place).or_default().push(row.visit);
        }
        for rows in expected.values_mut() {
            rows.sort_by_key(|v| (v.start, v.person));
        }
        for &place in places.iter().chain([&77_777]) {
            let rows = expected.get(&links.places.canonical(place));
            let rows = rows.cloned().unwrap_or_default();
            let mut visits = Vec::new();
            segment.visits_at(PlaceNo(place), at, &mut visits).unwrap();
            assert_eq!(visits, rows);
            visits.clear();
            segment
                .visits_at_with(PlaceNo(place), at, &mut cache, &mut visits)
                .unwrap();
            assert_eq!(visits, rows);
        }
        for range in [0..u32::MAX, 1..30, 5..5] {
            let mut passes = Vec::new();
            segment
                .each_place(range.clone(), at, |place, v| {
                    passes.push((place, v.to_vec()));
                })
                .unwrap();
            let expected: Vec<_> = expected.clone().into_iter().collect();
            let expected = expected.into_iter().filter(|(p, _)| range.contains(p));
            assert_eq!(passes, expected.collect::<Vec<_>>());
        }
    }
    check_people(segment, &live, rows, links);
    check_blocks(segment, rows, links);
}

fn check_people(segment: &Segment, live: &[NumberedVisit], rows: &[NumberedVisit], links: &Links) {
    let people: BTreeSet<u32> = rows.iter().map(|r| r.visit.person).collect();
    for &person in people.iter().take(50).chain([&999_999]) {
        let own = links.people.canonical(person);
        let mut refs = Vec::new();
        segment.visit_refs(PersonNo(person), &mut refs).unwrap();
        let blocks: BTreeSet<u32> = rows
            .iter()
            .filter(|r| links.people.canonical(r.visit.person) == own)
            .map(|r| r.row / 128)
            .collect();
        assert_eq!(refs, blocks.into_iter().collect::<Vec<_>>());
        let bytes = segment.visit_ref_bytes(PersonNo(person)).unwrap();
        assert!(bytes as usize >= refs.len());
    }
    // Few and many people at once.
    let people: BTreeSet<u32> = people
        .into_iter()
        .map(|p| links.people.canonical(p))
        .collect();
    let few: Vec<u32> = people.iter().copied().step_by(9).take(4).collect();
    for persons in [few, people.into_iter().collect()] {
        let mut out = Vec::new();
        let mut scratch = VisitBlock::default();
        for block in 0..segment.visit_block_count() {
            segment
                .visits_in_block(block, &persons, &mut scratch, &mut out)
                .unwrap();
        }
        let expected = live.iter().filter(|r| persons.contains(&r.visit.person));
        let expected: Vec<_> = expected.map(|r| (r.place, r.visit)).collect();
        let out: Vec<_> = out.iter().map(|p| (p.place, p.visit)).collect();
        assert_eq!(out, expected);
    }
}

/// Whole blocks; and one that was unpacked through links is never taken for recorded rows.
fn check_blocks(segment: &Segment, rows: &[NumberedVisit], links: &Links) {
    let plain = segment.clone().with_links(None);
    let mut scratch = VisitBlock::default();
    for block in 0..segment.visit_block_count() {
        segment.visit_block(block, &mut scratch).unwrap();
        let numbers = scratch.rows();
        let held = rows.iter().filter(|r| numbers.contains(&r.row));
        for (index, row) in held.clone().enumerate() {
            assert_eq!(scratch.visit(index), Some(mapped(row, links).visit));
        }
        for row in held.step_by(50) {
            for segment in [segment, &plain, segment] {
                let (mut one, mut other) = (Vec::new(), Vec::new());
                let (place, always) = (PlaceNo(row.place), Interval::ALWAYS);
                segment.visits_at(place, always, &mut one).unwrap();
                segment
                    .visits_at_with(place, always, &mut scratch, &mut other)
                    .unwrap();
                assert_eq!(one, other);
            }
        }
    }
}

/// Contacts as both sides see them.
fn check_contacts(segment: &Segment, rows: &[NumberedContact], links: &Links, at: Interval) {
    let segment = &segment.clone().with_links(Some(Arc::new(links.clone())));
    let live: Vec<_> = rows.iter().filter(|r| !r.deleted && !r.hidden).collect();
    assert_eq!(segment.live_contact_count() as usize, live.len());
    let canonical = |number| links.people.canonical(number);
    let mut all = Vec::new();
    segment
        .each_contact(|a, c| all.push((a.0, c.other, c.start, c.end, c.source)))
        .unwrap();
    let expected = live.iter().map(|r| (r, canonical(r.a), canonical(r.b)));
    let expected: Vec<_> = expected
        .filter(|(_, a, b)| a != b)
        .map(|(r, a, b)| (a, b, r.start, r.end, r.source))
        .collect();
    assert_eq!(all, expected);
    for person in rows
        .iter()
        .flat_map(|r| [r.a, r.b])
        .chain([123_456])
        .take(60)
    {
        let mut found = Vec::new();
        segment
            .contacts_of(PersonNo(person), at, &mut found)
            .unwrap();
        let mut expected = Vec::new();
        for row in &live {
            let pair = (canonical(row.a), canonical(row.b));
            let own = pair.0 == canonical(person) || pair.1 == canonical(person);
            let meets = row.start < at.end().seconds() && at.start().seconds() < row.end;
            if pair.0 != pair.1 && own && meets {
                expected.push(ContactRow {
                    start: row.start,
                    end: row.end,
                    other: pair.0 ^ pair.1 ^ canonical(person),
                    source: row.source,
                });
            }
        }
        assert_eq!(found, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn segment_is_the_list(world in worlds(), at in prop::collection::vec(spans(), 1..6)) {
        check(&world.segment(), &world.numbered(), &Links::default(), &at);
    }

    #[test]
    fn deleted_and_hidden_rows_are_not_there(
        world in worlds(),
        at in prop::collection::vec(spans(), 1..4),
        picks in picks(60),
        links in links(),
    ) {
        let (segment, rows, _) = world.marked(&picks, &[]);
        check(&segment, &rows, &Links::default(), &at);
        check(&segment, &rows, &links, &at);
    }

    #[test]
    fn contacts_are_seen_from_both_sides(
        world in worlds(),
        at in spans(),
        picks in picks(30),
        links in links(),
    ) {
        let (segment, _, rows) = world.marked(&[], &picks);
        check_contacts(&segment, &rows, &Links::default(), at);
        check_contacts(&segment, &rows, &links, at);
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
    check(
        &world.segment(),
        &world.numbered(),
        &Links::default(),
        &spans,
    );
}

#[test]
fn a_missing_block_is_an_error() {
    let segment = World::default().segment();
    let mut scratch = VisitBlock::default();
    assert!(segment.visit_block(0, &mut scratch).is_err());
    check(&segment, &[], &Links::default(), &[Interval::ALWAYS]);
    assert_eq!((segment.visit_span(), segment.contact_span()), (None, None));
}
