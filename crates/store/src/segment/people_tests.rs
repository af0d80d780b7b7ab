//! Tests of `people`: the same visits as reading everything.

use std::sync::Arc;

use proptest::prelude::*;
use truyvet_model::Interval;

use super::super::Deleted;
use super::super::sample::worlds;
use crate::links::{Aliases, Links};

proptest! {
    #[test]
    fn a_range_of_people_has_the_live_visits_of_all_rows(
        world in worlds(),
        from in prop_oneof![0_u32..70, Just(0)],
        count in prop_oneof![0_u32..40, Just(u32::MAX)],
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let segment = world.segment();
        let mut deleted = Deleted::new_for(&segment);
        if !world.visits.is_empty() {
            for row in gone {
                deleted.delete_visit(u32::try_from(row.index(world.visits.len())).unwrap());
            }
        }
        let segment = segment.with_deleted(Some(Arc::new(deleted))).unwrap();
        let people = from..from.saturating_add(count);
        let mut expected = Vec::new();
        segment.raw_visits(|row| {
            if !row.deleted && !row.hidden && people.contains(&row.visit.person) {
                expected.push((row.place, row.visit));
            }
        }).unwrap();
        let mut found = Vec::new();
        segment.each_visit_of(&people, |place, visit| found.push((place, *visit))).unwrap();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn links_are_applied_as_when_reading_places(
        world in worlds(),
        from in 0_u32..40,
        count in prop_oneof![0_u32..40, Just(u32::MAX)],
        people in prop::collection::vec((0_u32..60, 0_u32..60), 1..8),
        places in prop::collection::vec((0_u32..40, 0_u32..40), 0..8),
    ) {
        let links = Links {
            people: Aliases::new(&people),
            places: Aliases::new(&places),
        };
        let segment = world.segment().with_links(Some(Arc::new(links)));
        let people = from..from.saturating_add(count);
        let mut expected = Vec::new();
        segment.each_place(0..u32::MAX, Interval::ALWAYS, |place, visits| {
            let visits = visits.iter().filter(|v| people.contains(&v.person));
            expected.extend(visits.map(|v| (place, v.start, v.person, v.end)));
        }).unwrap();
        let mut found = Vec::new();
        segment.each_visit_of(&people, |place, v| {
            found.push((place, v.start, v.person, v.end));
        }).unwrap();
        expected.sort_unstable();
        found.sort_unstable();
        prop_assert_eq!(found, expected);
    }
}
