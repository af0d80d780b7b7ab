//! Tests of `merge`: against plain lists of rows.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::segment::Deleted;
use crate::segment::sample::{World, picks, worlds};

/// The rows dealt out to segments, each some deleted or hidden, with what merging should give.
fn dealt(world: &World, parts: usize, marks: &[(bool, prop::sample::Index)]) -> Vec<World> {
    let mut dealt = vec![World::default(); parts];
    for (at, visit) in world.visits.iter().enumerate() {
        dealt[(at + marks.len() + at / 3) % parts]
            .visits
            .push(*visit);
    }
    for (at, contact) in world.contacts.iter().enumerate() {
        dealt[at % parts].contacts.push(*contact);
    }
    dealt
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn segments_become_one(
        world in worlds(),
        parts in 1_usize..5,
        visits in picks(80),
        contacts in picks(40),
    ) {
        let mut segments = Vec::new();
        let (mut kept, mut hidden) = (Vec::new(), Vec::new());
        let (mut kept_contacts, mut hidden_contacts) = (Vec::new(), Vec::new());
        for part in dealt(&world, parts, &visits) {
            let (segment, rows, contact_rows) = part.marked(&visits, &contacts);
            for (row, visit) in rows.iter().zip(&part.visits).filter(|(r, _)| !r.deleted) {
                kept.push(*visit);
                hidden.extend(row.hidden.then_some(visit.key()));
            }
            let pairs = contact_rows.iter().zip(&part.contacts);
            for (row, contact) in pairs.filter(|(r, _)| !r.deleted) {
                kept_contacts.push(*contact);
                hidden_contacts.extend(row.hidden.then_some(contact.key()));
            }
            segments.push(segment);
        }
        sort_visits(&mut kept);
        sort_contacts(&mut kept_contacts);
        let merged = merge(&segments).unwrap();
        prop_assert_eq!(&merged.visits, &kept);
        prop_assert_eq!(&merged.contacts, &kept_contacts);
        let found = (0..).zip(&kept).filter(|(_, v)| hidden.contains(&v.key())).map(|(at, _)| at);
        prop_assert_eq!(merged.hidden_visits, found.collect::<RoaringBitmap>());
        let found = (0..).zip(&kept_contacts);
        let found = found.filter(|(_, c)| hidden_contacts.contains(&c.key())).map(|(at, _)| at);
        prop_assert_eq!(merged.hidden_contacts, found.collect::<RoaringBitmap>());
    }

    #[test]
    fn dropped_rows_are_gone_and_marks_follow(
        world in worlds(),
        visits in picks(80),
        contacts in picks(40),
        modulus in 1_u32..90,
    ) {
        let (segment, rows, contact_rows) = world.marked(&visits, &contacts);
        let gone = |person: u32| person.is_multiple_of(modulus) && modulus > 1;
        let rewritten = without(
            &segment,
            |v| gone(v.visit.person),
            |c| gone(c.a) || gone(c.b),
        )
        .unwrap();
        let Some(rewritten) = rewritten else {
            prop_assert!(!rows.iter().any(|r| gone(r.visit.person)));
            prop_assert!(!contact_rows.iter().any(|r| gone(r.a) || gone(r.b)));
            return Ok(());
        };
        let left = World { visits: rewritten.visits, contacts: rewritten.contacts };
        let deleted = Deleted::new_for(&segment)
            .remap(&rewritten.dropped_visits, &rewritten.dropped_contacts);
        let now = left.segment().with_deleted(Some(Arc::new(deleted))).unwrap();
        let (mut expected, mut found) = (Vec::new(), Vec::new());
        for row in rows.iter().filter(|r| !gone(r.visit.person)) {
            expected.push((row.place, row.visit, row.deleted, row.hidden));
        }
        now.raw_visits(|r| found.push((r.place, r.visit, r.deleted, r.hidden))).unwrap();
        prop_assert_eq!(found, expected);
        let (mut expected, mut found) = (Vec::new(), Vec::new());
        for row in contact_rows.iter().filter(|r| !gone(r.a) && !gone(r.b)) {
            expected.push(NumberedContact { row: 0, ..*row });
        }
        now.raw_contacts(|r| found.push(NumberedContact { row: 0, ..r })).unwrap();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn a_key_live_twice_is_damage_and_partitions_do_not_mix() {
    let visit = PackedVisit::new(1, 2, 3, 60, false).unwrap();
    let one = World::new(vec![visit], vec![]).segment();
    let error = merge(&[one.clone(), one.clone()]).unwrap_err();
    assert!(error.is_damaged(), "{error}");
    let contact = PackedContact::new(1, 2, 3, 60).unwrap();
    let contact = World::new(vec![], vec![contact]).segment();
    let error = merge(&[contact.clone(), contact.clone()]).unwrap_err();
    assert!(error.is_damaged(), "{error}");
    assert_eq!(merge(&[one, contact]).unwrap().contacts.len(), 1);
    assert_eq!(merge(&[]).unwrap(), Merged::default());
}

/// Run by hand: `cargo test --release -p truyvet-store -- --ignored --nocapture eleven_million`.
#[test]
#[ignore = "a measurement"]
fn eleven_million_rows_merge_in_seconds() {
    let mut parts = vec![World::default(); 8];
    let mut state = 1_u64;
    for _ in 0..11_000_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let random = u32::try_from(state >> 32).unwrap();
        let (place, start) = (random % 200_000, random / 7 % 86_400);
        let person = u32::try_from(state >> 20 & 0x3f_ffff).unwrap();
        let visit = PackedVisit::new(place, person, start, 60 + random % 7200, false).unwrap();
        parts[(random % 8) as usize].visits.push(visit);
    }
    let mut seen = std::collections::HashSet::new();
    let parts = parts.into_iter().map(|mut part| {
        part.visits.retain(|v| seen.insert(v.key()));
        World::new(part.visits, vec![]).segment()
    });
    let parts: Vec<Segment> = parts.collect();
    let begun = std::time::Instant::now();
    let merged = merge(&parts).unwrap();
    println!(
        "merged {} rows in {:?}",
        merged.visits.len(),
        begun.elapsed()
    );
    let begun = std::time::Instant::now();
    let rewritten = without(&parts[0], |v| v.visit.person == 7, |_| false).unwrap();
    println!(
        "rewrote {} in {:?}",
        rewritten.map_or(0, |r| r.visits.len()),
        begun.elapsed()
    );
}
