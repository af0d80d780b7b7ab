//! Tests of communes, homes and schools.
use super::*;

fn settled(people: u32) -> Layout {
    let mut layout = Layout {
        seed: 5,
        communes: communes(people, 5, &Shape::default()),
        ..Layout::default()
    };
    for at in 0..layout.communes.len() {
        layout.settle(at);
    }
    layout
}

#[test]
fn communes_hold_everybody_once() {
    for people in [1, 2_499, 20_000, 700_000] {
        let mut next = 0;
        for commune in communes(people, 3, &Shape::default()) {
            assert_eq!(commune.first_person, next);
            assert!(commune.people <= 13_500 && commune.boarders <= NEAR_PARK);
            next += commune.people;
        }
        assert_eq!(next, people);
    }
}

#[test]
fn one_person_in_eight_boards() {
    for people in [20_000, 700_000, 2_000_000] {
        let boarders: u64 = communes(people, 1, &Shape::default())
            .iter()
            .map(|c| u64::from(c.people) * u64::from(c.boarders))
            .sum();
        let per_mille = boarders / u64::from(people) / 1_000;
        assert!((90..=170).contains(&per_mille), "{people}: {per_mille}");
    }
}

#[test]
fn catchments_cover_every_commune_once() {
    for (people, communes) in [(1, 1), (20_000, 3), (2_000_000, 250), (800_000, 2)] {
        let mut next = 0;
        for (from, to) in catchments(people, communes, &Shape::default()) {
            assert_eq!(from, next);
            next = to;
        }
        assert_eq!(next, communes);
    }
}

#[test]
fn homes_are_in_order_and_hold_a_household() {
    let layout = settled(20_000);
    assert_eq!(layout.persons.len(), 20_000);
    let mut sizes = std::collections::BTreeMap::new();
    let mut last = 0;
    for person in &layout.persons {
        assert!(person.home >= last, "people are numbered in home order");
        last = person.home;
        *sizes.entry(person.home).or_insert(0u32) += 1;
    }
    for (home, size) in sizes {
        let most = match layout.places.row(home).unwrap().kind {
            PlaceKind::Household => 8,
            PlaceKind::BoardingHouse => 28,
            other => panic!("nobody lives at a {other:?}"),
        };
        assert!(size <= most);
    }
}

#[test]
fn every_pupil_has_a_class_of_a_school() {
    let layout = settled(20_000);
    let pupils = layout.persons.iter().filter(|p| p.role == Role::Pupil);
    let mut per_class = std::collections::BTreeMap::new();
    for pupil in pupils {
        let class = layout.places.row(pupil.work).unwrap();
        assert_eq!(class.kind, PlaceKind::Class);
        let school = layout.places.row(class.parent.unwrap()).unwrap();
        assert_eq!(school.kind, PlaceKind::School);
        *per_class.entry(pupil.work).or_insert(0u32) += 1;
    }
    assert!(per_class.values().all(|n| (15..70).contains(n)));
}
