//! Tests of `chain`: chains worked out by hand from S25.

use truyvet_model::{Hops, PersonNo, Question};

use crate::check::{ask, check, check_chain, lag, latent_until};
use crate::sketch::{Sketch, question};

#[test]
fn s14_a_walk_may_pass_one_person_twice_and_the_chain_says_so() {
    let world = Sketch::new()
        .contact(0, 1, 0..1)
        .contact(1, 2, 4..5)
        .contact(2, 1, 8..9)
        .contact(1, 3, 12..13);
    let u5 = latent_until(0, 5, question(&[(0, 0..1)]));
    let all = Question {
        hops: Hops::All,
        ..u5
    };
    check_chain(
        &world,
        &all,
        3,
        &[
            "1: p0 contact 0..1 > p1",
            "2: p1 contact 4..5 > p2",
            "3: p2 contact 8..9 > p1",
            "4: p1 contact 12..13 > p3",
        ],
    );
    check(
        &world,
        &Question {
            hops: Hops::AtMost(3),
            ..all
        },
        &[
            "p1 F1 0 (0) by p0 contact 0..1, 1s",
            "p2 F2 4 (4) by p1 contact 4..5, 1s",
        ],
    );
}

#[test]
fn s25_the_event_before_need_not_be_the_row_of_the_infector() {
    // U = 5: p1 is infectious during 0..7 by the first meeting and 5..11 by the second.
    let world = Sketch::new()
        .contact(0, 1, 0..2)
        .contact(0, 1, 5..6)
        .contact(1, 2, 8..9);
    let u5 = latent_until(0, 5, question(&[(0, 0..10)]));
    let second = ["1: p0 contact 5..6 > p1", "2: p1 contact 8..9 > p2"];
    check_chain(&world, &u5, 2, &second);
    // Where both cover the instant, the first one is shown.
    let u10 = latent_until(0, 10, question(&[(0, 0..10)]));
    let first = ["1: p0 contact 0..2 > p1", "2: p1 contact 8..9 > p2"];
    check_chain(&world, &u10, 2, &first);
    check_chain(&world, &u10, 0, &[]);
    assert_eq!(ask(&world, &u10).unwrap().chain(PersonNo(5)), None);
}

#[test]
fn s25_with_lag_the_infector_counts_where_he_last_shed() {
    // p1 is infectious during 0..12 and at the bus stop 10..12; p2 comes when he has left.
    let world = Sketch::new()
        .kind(0, "bus")
        .contact(0, 1, 0..2)
        .contact(0, 1, 20..22)
        .visit(1, 0, 10..30)
        .visit(2, 0, 14..16);
    let asked = lag("bus", 4, latent_until(0, 10, question(&[(0, 0..100)])));
    let chain = ["1: p0 contact 0..2 > p1", "2: p1 q0 14..16 > p2"];
    check_chain(&world, &asked, 2, &chain);
}
