//! Tests of `contacts`: both ways, against a plain list of rows.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::segment::Deleted;
use crate::segment::sample::{spans, worlds};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn contacts_are_seen_from_both_sides(
        world in worlds(),
        at in spans(),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let mut rows = world.numbered_contacts();
        let mut segment = world.segment();
        let mut deleted = Deleted::new_for(&segment);
        let count = rows.len();
        for pick in picks.iter().filter(|_| count > 0) {
            let row = pick.index(count);
            deleted.delete_contact(u32::try_from(row).unwrap());
            rows[row].replaced = true;
        }
        segment = segment.with_deleted(Some(Arc::new(deleted))).unwrap();
        let mut all = Vec::new();
        segment.all_contacts(|row| all.push(row)).unwrap();
        prop_assert_eq!(&all, &rows);
        let live: Vec<_> = rows.iter().filter(|r| !r.replaced).collect();
        prop_assert_eq!(segment.live_contact_count() as usize, live.len());
        let people = rows.iter().flat_map(|r| [r.a, r.b]).chain([123_456]);
        for person in people.take(60) {
            let mut found = Vec::new();
            segment.contacts_of(PersonNo(person), at, &mut found).unwrap();
            let expected: Vec<_> = live
                .iter()
                .filter(|r| r.a == person || r.b == person)
                .filter(|r| r.start < at.end().seconds() && at.start().seconds() < r.end)
                .map(|r| ContactRow { start: r.start, end: r.end, other: r.a ^ r.b ^ person })
                .collect();
            prop_assert_eq!(found, expected);
        }
        for row in live.iter().take(40) {
            let found = segment.find_contact(row.b, row.a, row.start).unwrap();
            prop_assert_eq!(found.as_ref(), Some(*row));
            prop_assert_eq!(segment.find_contact(row.a, row.b, row.start - 1).unwrap()
                .filter(|f| f.start == row.start), None);
        }
    }
}
