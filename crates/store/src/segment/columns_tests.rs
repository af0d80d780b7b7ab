//! Tests of `columns`: against the same visits row by row.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::segment::sample::{ORIGIN, World, links, picks, span, spans, worlds};
use crate::segment::{PackedVisit, SourceNo};

fn rows(columns: &VisitColumns) -> Vec<VisitRow> {
    let all = [
        columns.start.len(),
        columns.end.len(),
        columns.source_open.len(),
    ];
    assert_eq!(all, [columns.len(); 3]);
    (0..columns.len()).filter_map(|i| columns.row(i)).collect()
}

/// Asks each place with one block kept from call to call, and appends.
fn check(segment: &Segment, spans: &[Interval], places: &[u32]) {
    let mut block = VisitBlock::default();
    let first = VisitRow {
        start: -5,
        end: 7,
        person: 9,
        source: SourceNo(u16::MAX),
        open: true,
    };
    for span in spans {
        for place in places {
            let mut expected = vec![first];
            segment
                .visits_at(PlaceNo(*place), *span, &mut expected)
                .unwrap();
            let mut columns = VisitColumns::default();
            columns.push(first);
            segment
                .columns_at(PlaceNo(*place), *span, &mut block, &mut columns)
                .unwrap();
            assert_eq!(rows(&columns), expected);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn columns_are_the_rows(
        world in worlds(),
        spans in prop::collection::vec(spans(), 1..4),
        picks in prop_oneof![1 => picks(1), 2 => picks(60)],
        links in links(),
    ) {
        let (segment, rows, _) = world.marked(&picks, &[]);
        let mut places: Vec<u32> = rows.iter().map(|row| row.place).chain([77_777]).collect();
        places.sort_unstable();
        places.dedup();
        check(&segment, &spans, &places);
        check(&segment.with_links(Some(Arc::new(links))), &spans, &places);
    }
}

#[test]
fn a_place_over_many_blocks() {
    let visit = |i: u32| {
        PackedVisit::new(5 + i / 2000, i % 700, i * 61 % 80_000, 600 + i % 100, false).unwrap()
    };
    let world = World::new((0..3000).map(visit).collect(), Vec::new());
    let at = |from: i64, to: i64| span(ORIGIN + from, ORIGIN + to);
    let spans = [
        at(0, 1),
        at(0, 86_400),
        at(40_000, 40_010),
        at(20_000, 79_001),
    ];
    check(&world.segment(), &spans, &[4, 5, 6]);
}
