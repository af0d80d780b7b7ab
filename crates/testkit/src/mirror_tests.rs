//! Tests of `mirror`: backward traces worked out by hand (S21).

use truyvet_model::{Interval, Timestamp};

use crate::check::{
    always, backward, check, check_chain, cumulative, isolated, lag, latent_until,
    overlap_at_least, window,
};
use crate::mirror::Mirror;
use crate::sketch::{INF, Sketch, question};

#[test]
fn s21_the_mirror_image_is_its_own_way_back() {
    let mirror = Mirror(truyvet_model::Direction::Backward);
    let t = Timestamp::from_seconds;
    for (a, b) in [(3, 7), (-5, i64::MAX), (-9, -8)] {
        let there = Interval::new(t(a), t(b)).unwrap();
        assert_eq!(mirror.interval(mirror.interval(there)), there);
    }
    assert_eq!(mirror.time(t(4)), t(-4));
}

#[test]
fn s21_backward_finds_whom_the_case_may_have_it_from() {
    // p2 met the case p0 in the end; p1 met p2 before that; p3 met the case too late.
    let world = Sketch::new()
        .contact(1, 2, 10..20)
        .contact(2, 0, 30..40)
        .contact(3, 0, 60..70)
        .contact(4, 2, 35..45);
    check(
        &world,
        &backward(question(&[(0, 0..50)])),
        &[
            "p2 F1 40 (40) by p0 contact 30..40, 10s",
            // 35..40 of the meeting with p4: later than the case has met p2 there is nothing.
            "p4 F2 40 (40) by p2 contact 35..40, 5s",
            "p1 F2 20 (20) by p2 contact 10..20, 10s",
        ],
    );
}

#[test]
fn s21_rows_hold_the_last_and_the_latest_contact_and_the_latest_come_first() {
    let world = Sketch::new()
        .contact(0, 1, 0..10)
        .contact(0, 1, 20..30)
        .contact(0, 2, 0..40)
        .contact(2, 1, 30..36);
    check(
        &world,
        &backward(always(0)),
        &[
            "p2 F1 40 (40) by p0 contact 0..40, 40s",
            "p1 F1 30 (36) by p0 contact 20..30, 20s",
        ],
    );
}

#[test]
fn s21_latency_runs_back_from_the_exposure() {
    // p0 exposed during 50..60 with L = 5, U = 6: whom p1 met may have exposed him until
    // 60 - 5 and from 50 - 6 on.
    let world = Sketch::new()
        .contact(0, 1, 50..60)
        .contact(1, 2, 40..57)
        .contact(1, 3, 30..44)
        .contact(1, 4, 55..58);
    check(
        &world,
        &backward(latent_until(5, 6, question(&[(0, 0..100)]))),
        &[
            "p1 F1 60 (60) by p0 contact 50..60, 10s",
            "p2 F2 55 (55) by p1 contact 44..55, 11s",
        ],
    );
}

#[test]
fn s21_backward_with_lag_the_infector_may_have_left_before_the_case_came() {
    let world = Sketch::new()
        .kind(0, "bus")
        .visit(0, 0, 20..30)
        .visit(1, 0, 10..18)
        .visit(2, 0, 5..15)
        .visit(3, 0, 31..40);
    check(
        &world,
        &backward(lag("bus", 5, always(0))),
        // The case came at 20; from 15 on it may have been there before him, and from 5 on
        // before p1.
        &[
            "p1 F1 18 (18) by p0 q0 15..18, 3s",
            "p2 F2 15 (15) by p1 q0 5..15, 10s",
        ],
    );
    // Where the case is thought to be infected only from 25 on, lag runs back from there.
    let late = backward(lag("bus", 5, question(&[(0, 25..INF)])));
    check(&world, &late, &[]);
    let later = backward(lag("bus", 8, question(&[(0, 25..INF)])));
    check(
        &world,
        &later,
        &[
            "p1 F1 18 (18) by p0 q0 17..18, 1s",
            "p2 F2 15 (15) by p1 q0 5..15, 10s",
        ],
    );
}

#[test]
fn s21_ties_go_to_the_stay_that_starts_first() {
    let world = Sketch::new()
        .visit(0, 0, 5..20)
        .visit(1, 0, 2..20)
        .visit(2, 0, 0..20);
    let both = backward(question(&[(0, 0..INF), (1, 0..INF)]));
    check(&world, &both, &["p2 F1 20 (20) by p1 q0 2..20, 33s"]);
}

#[test]
fn s21_an_open_visit_ends_as_it_does_forward() {
    let world = Sketch::new()
        .dwell("unknown", 50)
        .open(1, 0, 0)
        .visit(1, 1, 30..40)
        .visit(0, 0, 20..90);
    check(
        &world,
        &backward(always(0)),
        &["p1 F1 30 (30) by p0 q0 20..30?, 10s"],
    );
}

#[test]
fn s21_window_isolation_and_thresholds_are_in_real_time() {
    let world = Sketch::new()
        .contact(0, 1, 0..10)
        .contact(0, 1, 20..30)
        .contact(0, 1, 40..50);
    check(
        &world,
        &backward(window(5, 25, always(0))),
        &["p1 F1 30 (30) by p0 contact 20..30, 20s"],
    );
    check(
        &world,
        &backward(isolated(1, 25..INF, always(0))),
        &["p1 F1 25 (25) by p0 contact 20..25, 15s"],
    );
    let together = cumulative(16, 26, overlap_at_least(11, isolated(1, 41..99, always(0))));
    // [4, 30) holds 6 + 10 s; 40..41 stays alone.
    check(
        &world,
        &backward(together),
        &["p1 F1 30 (30) by p0 contact 20..30, 21s"],
    );
}

#[test]
fn s25_a_backward_chain_leads_from_the_case_back_in_time() {
    let world = Sketch::new().contact(1, 2, 10..20).contact(2, 0, 30..40);
    check_chain(
        &world,
        &backward(question(&[(0, 0..50)])),
        1,
        &["1: p0 contact 30..40 > p2", "2: p2 contact 10..20 > p1"],
    );
}
