//! Tests of `event`: single events worked out by hand, named by clause.

use truyvet_model::{Duration, Grade, Interval, PersonNo, PlaceNo, Timestamp};

use crate::event::{Event, Met, Piece, Spot, s10_event, s11_event};

const SPOT: Spot = Spot {
    place: PlaceNo(0),
    part: 0,
};

fn interval(start: i64, end: i64) -> Interval {
    Interval::new(Timestamp::from_seconds(start), Timestamp::from_seconds(end)).unwrap()
}

fn stay(person: u32, start: i64, end: i64) -> Piece {
    Piece {
        person: PersonNo(person),
        interval: interval(start, end),
        open: false,
        coarse: false,
    }
}

fn at_place(a: (i64, i64), i: (i64, i64), lag: u32, b: (i64, i64)) -> Option<Event> {
    let (a, b) = (stay(0, a.0, a.1), stay(1, b.0, b.1));
    let lag = Duration::from_seconds(lag);
    s10_event(SPOT, lag, &a, interval(i.0, i.1), &b)
}

fn overlap(event: Option<Event>) -> Option<(i64, i64)> {
    event.map(|e| (e.x().seconds(), e.y().seconds()))
}

#[test]
fn s10_overlap_is_what_both_stays_and_the_infectious_time_share() {
    assert_eq!(
        overlap(at_place((0, 10), (0, 99), 0, (5, 20))),
        Some((5, 10))
    );
    assert_eq!(overlap(at_place((0, 10), (3, 7), 0, (5, 20))), Some((5, 7)));
    assert_eq!(
        overlap(at_place((5, 20), (0, 99), 0, (0, 10))),
        Some((5, 10))
    );
}

#[test]
fn s10_touching_is_not_overlapping() {
    assert_eq!(overlap(at_place((0, 10), (0, 99), 0, (10, 20))), None);
    assert_eq!(overlap(at_place((10, 20), (0, 99), 0, (0, 10))), None);
    assert_eq!(overlap(at_place((0, 10), (10, 99), 0, (0, 20))), None);
}

#[test]
fn s10_lag_starts_when_shedding_ends() {
    // Infectious until 6 in a stay until 10: contaminated until 6 + 5.
    assert_eq!(
        overlap(at_place((0, 10), (0, 6), 5, (8, 20))),
        Some((8, 11))
    );
    assert_eq!(
        overlap(at_place((0, 10), (0, 99), 5, (12, 20))),
        Some((12, 15))
    );
    assert_eq!(overlap(at_place((0, 10), (0, 99), 5, (15, 20))), None);
    // Lag prolongs what is there, it makes nothing out of nothing.
    assert_eq!(overlap(at_place((0, 10), (20, 99), 15, (0, 30))), None);
}

#[test]
fn s10_nobody_exposes_himself() {
    let (a, b) = (stay(0, 0, 10), stay(0, 5, 20));
    assert_eq!(
        s10_event(SPOT, Duration::ZERO, &a, interval(0, 99), &b),
        None
    );
}

#[test]
fn s10_d_is_reached_or_not_to_the_second() {
    let event = at_place((0, 10), (0, 99), 0, (5, 20)).unwrap();
    assert!(event.s10_qualifies(Duration::from_seconds(5)));
    assert!(!event.s10_qualifies(Duration::from_seconds(6)));
}

#[test]
fn s11_contact_is_clipped_by_the_infectious_time_of_either_side() {
    let contact = Met {
        a: PersonNo(3),
        b: PersonNo(9),
        interval: interval(0, 10),
    };
    for (u, v) in [(3, 9), (9, 3)] {
        let event = s11_event(&contact, PersonNo(u), interval(4, 99), PersonNo(v));
        assert_eq!(overlap(event), Some((4, 10)));
        assert_eq!(event.unwrap().exposed, PersonNo(v));
        assert_eq!(event.unwrap().shed, interval(4, 10));
    }
}

#[test]
fn s16_either_open_visit_makes_the_end_assumed() {
    let open = |person, start, end| Piece {
        open: true,
        ..stay(person, start, end)
    };
    let grade = |a: &Piece, b: &Piece| {
        let event = s10_event(SPOT, Duration::ZERO, a, interval(0, 99), b);
        event.unwrap().witness.grade
    };
    assert_eq!(grade(&stay(0, 0, 9), &stay(1, 0, 9)), Grade::Recorded);
    assert_eq!(grade(&open(0, 0, 9), &stay(1, 0, 9)), Grade::AssumedEnd);
    assert_eq!(grade(&stay(0, 0, 9), &open(1, 0, 9)), Grade::AssumedEnd);
    // S20: that they were only under one roof says more than that an end was assumed.
    let coarse = Piece {
        coarse: true,
        ..stay(0, 0, 9)
    };
    assert_eq!(grade(&coarse, &stay(1, 0, 9)), Grade::Coarse);
    assert_eq!(grade(&open(1, 0, 9), &coarse), Grade::Coarse);
}

#[test]
fn s25_the_instant_that_counts_is_the_last_second_of_shedding_before_x() {
    let instant = |event: Option<Event>| event.unwrap().shed_instant().seconds();
    assert_eq!(instant(at_place((0, 10), (0, 99), 5, (4, 20))), 4);
    assert_eq!(instant(at_place((0, 10), (0, 99), 5, (9, 20))), 9);
    assert_eq!(instant(at_place((0, 10), (0, 99), 5, (10, 20))), 9);
    assert_eq!(instant(at_place((0, 10), (0, 6), 5, (10, 20))), 5);
}
