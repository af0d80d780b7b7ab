//! Tests of `world`: worlds worked out by hand, named by clause.

use truyvet_model::{PersonNo, PlaceNo};

use crate::sketch::Sketch;
use crate::world::World;

/// The stays as `person place start..end`, with `?` after an assumed end.
fn stays(world: &World) -> Vec<String> {
    let show = |stay: &crate::Stay| {
        let (start, end) = (stay.interval.start(), stay.interval.end());
        let open = if stay.open { "?" } else { "" };
        format!(
            "p{} q{} {}..{}{open}",
            stay.person.0,
            stay.place.0,
            start.seconds(),
            end.seconds()
        )
    };
    world.stays().iter().map(show).collect()
}

#[test]
fn s2_the_later_record_with_the_same_key_wins() {
    let world = Sketch::new()
        .visit(0, 0, 0..10)
        .visit(0, 0, 5..15)
        .visit(0, 0, 0..20);
    assert_eq!(stays(&world.world()), ["p0 q0 0..20", "p0 q0 5..15"]);
}

#[test]
fn s2_person_place_and_start_are_all_part_of_the_key() {
    let world = Sketch::new()
        .visit(0, 0, 0..10)
        .visit(1, 0, 0..11)
        .visit(0, 1, 0..12)
        .visit(0, 0, 1..13);
    assert_eq!(stays(&world.world()).len(), 4);
}

#[test]
fn s3_a_contact_has_no_direction_and_the_later_record_wins() {
    let world = Sketch::new()
        .contact(1, 0, 5..10)
        .contact(0, 1, 5..20)
        .contact(0, 1, 6..7)
        .world();
    let contacts = world.s3_contacts();
    assert_eq!(contacts.len(), 2);
    assert_eq!(
        (contacts[0].what.a, contacts[0].what.b),
        (PersonNo(0), PersonNo(1))
    );
    assert_eq!(contacts[0].what.interval.end().seconds(), 20);
}

#[test]
fn s4_an_open_visit_ends_at_the_next_visit_or_after_the_dwell() {
    let sketch = Sketch::new().dwell("unknown", 100).open(0, 0, 0);
    assert_eq!(stays(&sketch.clone().world()), ["p0 q0 0..100?"]);
    let left = sketch.clone().visit(0, 1, 30..40);
    assert_eq!(stays(&left.world()), ["p0 q0 0..30?", "p0 q1 30..40"]);
    let later = sketch.visit(0, 1, 130..140);
    assert_eq!(stays(&later.world()), ["p0 q0 0..100?", "p0 q1 130..140"]);
}

#[test]
fn s4_the_next_visit_starts_strictly_later_and_is_of_the_same_person() {
    let world = Sketch::new()
        .dwell("unknown", 100)
        .open(0, 0, 10)
        .open(0, 1, 10)
        .visit(0, 2, 0..5)
        .visit(1, 0, 20..25);
    assert_eq!(
        stays(&world.world()),
        [
            "p0 q0 10..110?",
            "p1 q0 20..25",
            "p0 q1 10..110?",
            "p0 q2 0..5"
        ]
    );
}

#[test]
fn s4_the_next_visit_may_itself_be_open_or_at_the_same_or_a_shared_place() {
    let world = Sketch::new()
        .dwell("unknown", 100)
        .shared(1)
        .open(0, 0, 0)
        .open(0, 0, 10)
        .visit(0, 1, 15..20);
    assert_eq!(
        stays(&world.world()),
        ["p0 q0 0..10?", "p0 q0 10..15?", "p0 q1 15..20"]
    );
}

#[test]
fn s4_dwell_goes_by_the_kind_of_the_place() {
    let world = Sketch::new()
        .kind(0, "checkpoint")
        .open(0, 0, 0)
        .open(1, 1, 0);
    assert_eq!(
        stays(&world.world()),
        ["p0 q0 0..900?", "p1 q1 0..14400?"] // a quarter of an hour, four hours
    );
}

#[test]
fn s4_the_check_out_replaces_the_open_visit() {
    let world = Sketch::new().open(0, 0, 0).visit(0, 0, 0..7);
    assert_eq!(stays(&world.world()), ["p0 q0 0..7"]);
}

#[test]
fn a_replaced_visit_ends_no_open_visit() {
    // Both records of (p0, q1, 5) are one visit; that it was corrected changes nothing.
    let world = Sketch::new()
        .open(0, 0, 0)
        .visit(0, 1, 5..6)
        .visit(0, 1, 5..8);
    assert_eq!(stays(&world.world()), ["p0 q0 0..5?", "p0 q1 5..8"]);
}

#[test]
fn time_range_is_the_hull_of_what_is_in_effect() {
    assert_eq!(World::default().time_range(), None);
    let world = Sketch::new()
        .visit(0, 0, 10..99)
        .visit(0, 0, 10..20)
        .contact(0, 1, 5..15)
        .world();
    let range = world.time_range().unwrap();
    assert_eq!((range.start().seconds(), range.end().seconds()), (5, 20));
}

#[test]
fn renumbered_moves_records_and_places() {
    let world = Sketch::new()
        .kind(1, "bus")
        .visit(0, 1, 0..5)
        .contact(0, 1, 2..3);
    let moved = world
        .world()
        .renumbered(|p| PersonNo(7 - p.0), |q| PlaceNo(3 - q.0));
    assert_eq!(moved.visits[0].what.person, PersonNo(7));
    assert_eq!(moved.visits[0].what.place, PlaceNo(2));
    assert_eq!(moved.contacts[0].what.b, PersonNo(6));
    assert_eq!(moved.place(PlaceNo(2)).kind.name(), "bus");
    assert_eq!(moved.place(PlaceNo(1)).kind.name(), "unknown");
}
