//! Tests of `cumulative`: overlaps that add up, by hand and against every span there is (S17).

use proptest::prelude::*;
use truyvet_model::{Cumulative, Duration, Interval, Timestamp};

use crate::check::{always, check, check_chain, cumulative, lag, overlap_at_least};
use crate::cumulative::s17_adds_up;
use crate::sketch::{Sketch, question};

/// Three meetings of 6 seconds: 0..6, 10..16, 40..46.
fn meetings() -> Sketch {
    Sketch::new()
        .contact(0, 1, 0..6)
        .visit(0, 0, 10..20)
        .visit(1, 0, 5..16)
        .contact(0, 1, 40..46)
}

#[test]
fn s17_overlaps_through_places_and_contacts_add_up_within_the_span() {
    let d99 = overlap_at_least(99, always(0));
    // [0, 16) holds 12 s, [10, 46) as well, but no span of 20 holds more than the first two.
    let two = "p1 F1 0 (0) by p0 contact 0..6, 18s";
    check(&meetings(), &cumulative(12, 16, d99.clone()), &[two]);
    check(&meetings(), &cumulative(12, 15, d99.clone()), &[]);
    check(&meetings(), &cumulative(13, 36, d99.clone()), &[]);
    // All three within 46 seconds.
    check(&meetings(), &cumulative(18, 46, d99.clone()), &[two]);
    check(&meetings(), &cumulative(18, 45, d99), &[]);
}

#[test]
fn s17_an_overlap_that_touches_the_span_counts_whole() {
    // [1, 17) holds 5 + 6 s: the first meeting qualifies from its first second on.
    let asked = cumulative(11, 15, overlap_at_least(99, always(0)));
    check(
        &meetings(),
        &asked,
        &["p1 F1 0 (0) by p0 contact 0..6, 18s"],
    );
}

#[test]
fn s17_the_plain_threshold_goes_on_beside_it() {
    let asked = cumulative(90, 99, overlap_at_least(6, always(0)));
    check(
        &meetings(),
        &asked,
        &["p1 F1 0 (0) by p0 contact 0..6, 18s"],
    );
}

#[test]
fn s17_two_infectors_do_not_add_up_and_neither_do_two_hops() {
    let world = Sketch::new().contact(0, 2, 0..6).contact(1, 2, 6..12);
    let both = question(&[(0, 0..99), (1, 0..99)]);
    check(&world, &cumulative(7, 20, overlap_at_least(99, both)), &[]);
}

#[test]
fn s17_what_lag_adds_to_an_overlap_counts() {
    let world = Sketch::new()
        .kind(0, "bus")
        .visit(0, 0, 0..4)
        .visit(1, 0, 2..9)
        .contact(0, 1, 12..14);
    let asked = cumulative(7, 12, overlap_at_least(99, lag("bus", 3, always(0))));
    check(&world, &asked, &["p1 F1 2 (2) by p0 q0 2..7, 7s"]);
}

#[test]
fn s17_two_places_at_once_count_in_both() {
    let world = Sketch::new()
        .contact(0, 1, 0..6)
        .visit(0, 0, 0..6)
        .visit(1, 0, 0..6);
    let asked = cumulative(12, 12, overlap_at_least(99, always(0)));
    check(&world, &asked, &["p1 F1 0 (0) by p0 contact 0..6, 12s"]);
}

#[test]
fn s17_qualifying_together_makes_infectious_and_makes_chains() {
    let world = meetings().contact(1, 2, 47..80);
    let asked = cumulative(12, 16, overlap_at_least(30, always(0)));
    check_chain(
        &world,
        &asked,
        2,
        &["1: p0 contact 0..6 > p1", "2: p1 contact 47..80 > p2"],
    );
}

#[test]
fn s17_overlaps_at_one_time_need_spans_that_start_at_no_start_and_end_at_no_end() {
    // [2, 14) holds 1 + 4 + 4 s. Of the spans that start at a start or end at an end, those
    // that touch 0..3 hold 7 at the most.
    let i = |a, b| Interval::new(Timestamp::from_seconds(a), Timestamp::from_seconds(b)).unwrap();
    let overlaps = [i(0, 3), i(10, 20), i(10, 20)];
    let rule = Cumulative {
        min_total: Duration::from_seconds(9),
        within: Duration::from_seconds(12),
    };
    assert!(s17_adds_up(rule, &overlaps, i(0, 3)));
}

proptest! {
    /// The spans tried are enough: trying every one says the same.
    #[test]
    fn s17_equals_trying_every_span(
        raw in prop::collection::vec((0..40i64, 1..12i64), 1..6),
        total in 1..30u32,
        more in 0..20u32,
    ) {
        let i = |a, b| Interval::new(Timestamp::from_seconds(a), Timestamp::from_seconds(b));
        let overlaps: Vec<Interval> =
            raw.iter().map(|&(start, length)| i(start, start + length).unwrap()).collect();
        let rule = Cumulative {
            min_total: Duration::from_seconds(total),
            within: Duration::from_seconds(total + more),
        };
        for &overlap in &overlaps {
            let every = (-60..60).any(|t| {
                let span = i(t, t + i64::from(total + more)).unwrap();
                let parts = overlaps.iter().filter_map(|o| o.intersection(span));
                let sum: i64 = parts.map(|part| part.length().seconds()).sum();
                overlap.intersects(span) && sum >= i64::from(total)
            });
            prop_assert_eq!(s17_adds_up(rule, &overlaps, overlap), every);
        }
    }
}
