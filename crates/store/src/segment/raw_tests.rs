//! Tests of `raw`: recorded rows, hidden ones included, against the plain list.

use proptest::prelude::*;

use super::*;
use crate::segment::sample::{ORIGIN, World, picks, spans, worlds};

fn meets(start: i64, end: i64, span: Interval) -> bool {
    start < span.end().seconds() && span.start().seconds() < end
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn visits_are_all_there_but_the_deleted(
        world in worlds(),
        at in prop::collection::vec(spans(), 1..3),
        picks in picks(60),
    ) {
        let (segment, rows, _) = world.marked(&picks, &[]);
        let mut all = Vec::new();
        segment.raw_visits(|row| all.push(row)).unwrap();
        prop_assert_eq!(&all, &rows);
        let kept: Vec<NumberedVisit> = rows.iter().copied().filter(|r| !r.deleted).collect();
        prop_assert_eq!(segment.kept_visit_count() as usize, kept.len());
        for row in rows.iter().step_by(7).take(40) {
            for &at in &at {
                let mut found = Vec::new();
                segment.raw_place_visits(PlaceNo(row.place), at, &mut found).unwrap();
                let expected: Vec<_> = kept
                    .iter()
                    .filter(|r| r.place == row.place && meets(r.visit.start, r.visit.end, at))
                    .copied()
                    .collect();
                prop_assert_eq!(found, expected);
            }
            let mut found = Vec::new();
            let person = row.visit.person;
            segment.raw_person_visits(PersonNo(person), &mut found).unwrap();
            let expected: Vec<_> =
                kept.iter().filter(|r| r.visit.person == person).copied().collect();
            prop_assert_eq!(found, expected);
            let found = segment.raw_visit(row.place, person, row.visit.start).unwrap();
            prop_assert_eq!(found, Some(*row).filter(|r| !r.deleted));
            prop_assert_eq!(segment.raw_visit(0, person, ORIGIN - 1).unwrap(), None);
        }
        let packed: Result<Vec<_>, _> = all.iter().map(|r| segment.packed_visit(r)).collect();
        prop_assert_eq!(packed.unwrap(), world.visits);
    }

    #[test]
    fn contacts_are_all_there_but_the_deleted(
        world in worlds(),
        at in spans(),
        picks in picks(60),
    ) {
        let (segment, _, rows) = world.marked(&[], &picks);
        let mut all = Vec::new();
        segment.raw_contacts(|row| all.push(row)).unwrap();
        prop_assert_eq!(&all, &rows);
        let kept: Vec<NumberedContact> = rows.iter().copied().filter(|r| !r.deleted).collect();
        prop_assert_eq!(segment.kept_contact_count() as usize, kept.len());
        for row in rows.iter().take(40) {
            let mut found = Vec::new();
            segment.raw_person_contacts(PersonNo(row.b), at, &mut found).unwrap();
            let expected: Vec<_> = kept
                .iter()
                .filter(|r| [r.a, r.b].contains(&row.b) && meets(r.start, r.end, at))
                .copied()
                .collect();
            prop_assert_eq!(found, expected);
            let found = segment.raw_contact(row.b, row.a, row.start).unwrap();
            prop_assert_eq!(found, Some(*row).filter(|r| !r.deleted));
        }
        let packed: Result<Vec<_>, _> = all.iter().map(|r| segment.packed_contact(r)).collect();
        prop_assert_eq!(packed.unwrap(), world.contacts);
    }
}

#[test]
fn tombstones_are_not_encoded() {
    use crate::segment::{SegmentRows, encode};
    let visit = PackedVisit::tombstone(1, 2, 3).unwrap();
    let contact = PackedContact::tombstone(5, 4, 3).unwrap();
    assert!(visit.is_tombstone() && contact.is_tombstone());
    assert_eq!((contact.a, contact.b), (4, 5));
    assert!(!PackedVisit::new(1, 2, 3, 1, true).unwrap().is_tombstone());
    assert_eq!(PackedContact::tombstone(4, 4, 3), None);
    assert_eq!(PackedVisit::tombstone(4, 4, u32::MAX), None);
    let vfs = crate::io::MemoryVfs::new();
    for world in [
        World::new(vec![visit], vec![]),
        World::new(vec![], vec![contact]),
    ] {
        let rows = SegmentRows {
            partition_start: Timestamp::from_seconds(ORIGIN),
            visits: &world.visits,
            contacts: &world.contacts,
        };
        let error = encode(&vfs, "s", &rows).unwrap_err();
        assert!(error.to_string().contains("duration"), "{error}");
    }
}
