//! What is known of people: inline and spilled I-sets are the same to everybody who asks.

use super::*;

fn set(pieces: &[(i64, i64)]) -> IntervalSet {
    let t = Timestamp::from_seconds;
    pieces
        .iter()
        .map(|&(a, b)| Interval::new(t(a), t(b)).unwrap())
        .collect()
}

fn clipped(people: &People, person: u32, start: i64, end: i64) -> Vec<(i64, i64)> {
    let mut parts = Vec::new();
    people.clip(&people.get(person).unwrap(), start, end, |a, b| {
        parts.push((a, b));
    });
    parts
}

#[test]
fn s9_clip_gives_the_parts_of_a_stay_in_the_set() {
    let mut people = People::new(3);
    people.make_case(0, &set(&[(10, 20)]));
    people.make_case(1, &set(&[(10, 20), (30, 40), (50, 60)]));
    assert_eq!(clipped(&people, 0, 0, 100), [(10, 20)]);
    assert_eq!(clipped(&people, 1, 15, 55), [(15, 20), (30, 40), (50, 55)]);
    assert_eq!(clipped(&people, 1, 20, 30), []);
    assert_eq!(clipped(&people, 2, 0, 100), []);
}

#[test]
fn covers_knows_the_gaps() {
    let mut people = People::new(1);
    people.make_case(0, &set(&[(10, 20), (30, 40)]));
    let person = people.get(0).unwrap();
    assert!(people.covers(&person, 12, 20));
    assert!(!people.covers(&person, 12, 35));
    assert!(!people.covers(&person, 5, 15));
}

#[test]
fn reset_forgets_everything() {
    let mut people = People::new(20);
    people.make_case(4, &set(&[(10, 20), (30, 40)]));
    people.set_row(5, 0);
    people.set_infectious(5, &set(&[(1, 2)]));
    assert_eq!(people.get(5).unwrap().row(), Some(0));
    people.reset();
    for person in 0..20 {
        let entry = people.get(person).unwrap();
        assert!(entry.is_unreached() && entry.is_harmless() && !entry.is_case());
        assert!(people.set_of(person).is_empty());
    }
}

#[test]
fn a_set_can_shrink_to_one_interval_and_grow_again() {
    let mut people = People::new(1);
    people.set_row(0, 0);
    for pieces in [
        &[(1, 2), (5, 6)][..],
        &[(1, 6)],
        &[(1, 6), (8, 9), (11, 12)],
    ] {
        people.set_infectious(0, &set(pieces));
        assert_eq!(people.set_of(0), set(pieces));
    }
}
