//! Tests of `place_walk`: against asking each segment for each place.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use truyvet_model::PlaceNo;

use super::*;
use crate::segment::VisitRow;
use crate::segment::sample::{links, picks, spans, worlds};

fn check(segments: &[Segment], places: &BTreeSet<u32>, span: Interval) {
    let canonical = |place: u32| {
        let links = segments.first().and_then(Segment::links);
        links.map_or(place, |links| links.places.canonical(place))
    };
    for range in [0..u32::MAX, 1..30, 5..5] {
        let mut expected = Vec::new();
        for place in places
            .iter()
            .map(|p| canonical(*p))
            .collect::<BTreeSet<_>>()
        {
            let mut rows = Vec::new();
            for segment in segments {
                segment.visits_at(PlaceNo(place), span, &mut rows).unwrap();
            }
            if range.contains(&place) && !rows.is_empty() {
                expected.push((place, rows));
            }
        }
        let mut walk = PlaceWalk::new(segments, range, span).unwrap();
        let (mut found, mut visits) = (Vec::new(), VisitColumns::default());
        while let Some(place) = walk.next(&mut visits).unwrap() {
            let rows: Vec<VisitRow> = (0..visits.len()).filter_map(|i| visits.row(i)).collect();
            found.push((place, rows));
        }
        assert!(visits.is_empty());
        assert_eq!(found, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_walk_is_asking_for_every_place(
        worlds in prop::collection::vec((worlds(), picks(20)), 0..4),
        spans in prop::collection::vec(spans(), 1..4),
        links in links(),
    ) {
        let links = Arc::new(links);
        let mut places = BTreeSet::from([77_777]);
        let mut segments = Vec::new();
        for (at, (world, picks)) in worlds.iter().enumerate() {
            let picks = if at == 1 { &[][..] } else { picks };
            let (segment, rows, _) = world.marked(picks, &[]);
            places.extend(rows.iter().map(|row| row.place));
            segments.push(segment);
        }
        let linked: Vec<Segment> =
            segments.iter().map(|s| s.clone().with_links(Some(Arc::clone(&links)))).collect();
        for span in spans {
            check(&segments, &places, span);
            check(&linked, &places, span);
        }
    }
}
