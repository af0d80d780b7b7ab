//! Tests of `records`: what isolation, measures and roll-up leave of a world, by hand (S18, S20).

use crate::check::{
    always, check, closed, isolated, lag, overlap_at_least, roll_up, split, window,
};
use crate::sketch::{INF, Sketch, question};

/// p0 and p1 in one place during 0..100 and in contact during 200..210.
fn pair() -> Sketch {
    Sketch::new()
        .visit(0, 0, 0..100)
        .visit(1, 0, 0..100)
        .contact(0, 1, 200..210)
}

#[test]
fn s18_isolation_cuts_visits_and_contacts_of_either_side() {
    for person in [0, 1] {
        check(
            &pair(),
            &isolated(person, 40..205, always(0)),
            &["p1 F1 0 (0) by p0 q0 0..40, 45s"],
        );
    }
    // Both, one after the other.
    check(
        &pair(),
        &isolated(1, 50..INF, isolated(0, -99..40, always(0))),
        &["p1 F1 40 (40) by p0 q0 40..50, 10s"],
    );
    check(&pair(), &isolated(0, -99..INF, always(0)), &[]);
}

#[test]
fn s18_pieces_are_records_of_their_own() {
    let asked = |d| isolated(1, 40..50, overlap_at_least(d, always(0)));
    check(&pair(), &asked(51), &[]);
    check(
        &pair(),
        &asked(50),
        &["p1 F1 50 (50) by p0 q0 50..100, 100s"],
    );
    // Lag carries the first piece of the infector's stay into the time of his isolation.
    let bus = pair().kind(0, "bus");
    let away = isolated(0, 40..400, lag("bus", 5, always(0)));
    check(&bus, &away, &["p1 F1 0 (0) by p0 q0 0..45, 45s"]);
}

#[test]
fn s18_infectious_time_itself_is_not_cut() {
    // p1 is exposed, isolated, and infectious all the same when he comes back.
    let world = Sketch::new().contact(0, 1, 0..10).contact(1, 2, 60..70);
    check(
        &world,
        &isolated(1, 10..60, question(&[(0, 0..10)])),
        &[
            "p1 F1 0 (0) by p0 contact 0..10, 10s",
            "p2 F2 60 (60) by p1 contact 60..70, 10s",
        ],
    );
}

#[test]
fn s8_the_window_looks_at_the_record_before_anything_is_cut_from_it() {
    let asked = window(90, 95, isolated(1, 40..300, always(0)));
    check(&pair(), &asked, &["p1 F1 0 (0) by p0 q0 0..40, 40s"]);
}

#[test]
fn s16_every_piece_of_an_open_visit_rests_on_its_assumed_end() {
    let world = Sketch::new()
        .dwell("unknown", 100)
        .visit(0, 0, 0..50)
        .open(1, 0, 0);
    check(
        &world,
        &isolated(1, 20..60, always(0)),
        &["p1 F1 0 (0) by p0 q0 0..20?, 20s"],
    );
}

#[test]
fn a_closed_place_is_closed_with_all_that_is_part_of_it() {
    let world = Sketch::new()
        .part_of(0, 1)
        .part_of(1, 2)
        .visit(0, 0, 0..100)
        .visit(1, 0, 0..100)
        .visit(0, 3, 0..5)
        .visit(2, 3, 0..5);
    let p2 = "p2 F1 0 (0) by p0 q3 0..5, 5s";
    for place in [0, 1, 2] {
        check(
            &world,
            &closed(place, 30..60, overlap_at_least(5, always(0))),
            &["p1 F1 0 (0) by p0 q0 0..30, 70s", p2],
        );
        check(&world, &closed(place, 0..INF, always(0)), &[p2]);
    }
}

#[test]
fn a_closure_looks_at_where_visits_were_recorded() {
    let world = Sketch::new()
        .kind(2, "company")
        .part_of(0, 2)
        .part_of(1, 2)
        .visit(0, 0, 0..10)
        .visit(1, 1, 0..10)
        .visit(2, 2, 0..10);
    let asked = roll_up("company", closed(1, 0..99, always(0)));
    check(&world, &asked, &["p2 F1 0 (0) by p0 q2 0..10~, 10s"]);
}

#[test]
fn the_parts_of_a_split_place_do_not_meet() {
    let world = Sketch::new()
        .visit(0, 0, 0..10)
        .visit(1, 0, 0..10)
        .visit(2, 0, 0..10)
        .visit(4, 0, 0..10);
    check(
        &world,
        &split(0, 2, always(0)),
        &[
            "p2 F1 0 (0) by p0 q0 0..10, 10s",
            "p4 F1 0 (0) by p0 q0 0..10, 10s",
        ],
    );
    check(
        &world,
        &split(0, 4, always(0)),
        &["p4 F1 0 (0) by p0 q0 0..10, 10s"],
    );
}

#[test]
fn a_split_is_of_the_place_where_visits_count() {
    let world = Sketch::new()
        .kind(2, "company")
        .part_of(0, 2)
        .part_of(1, 2)
        .visit(0, 0, 0..10)
        .visit(1, 0, 0..10)
        .visit(2, 1, 0..10);
    let asked = |at| roll_up("company", split(at, 2, always(0)));
    let p2 = "p2 F1 0 (0) by p0 q2 0..10~, 10s";
    check(&world, &asked(2), &[p2]);
    // Nothing counts at the line, so that splitting it parts nobody.
    check(&world, &asked(0), &["p1 F1 0 (0) by p0 q2 0..10~, 10s", p2]);
}

#[test]
fn s20_visits_count_at_the_nearest_ancestor_or_self_of_the_kind() {
    // Line 0 in company 1 in company 2; line 3 in company 2; place 4 in none.
    let world = Sketch::new()
        .kind(0, "line")
        .kind(1, "company")
        .kind(2, "company")
        .kind(3, "line")
        .part_of(0, 1)
        .part_of(1, 2)
        .part_of(3, 2)
        .visit(0, 0, 0..10)
        .visit(1, 1, 0..10)
        .visit(0, 3, 20..30)
        .visit(2, 2, 20..30)
        .visit(0, 4, 40..50)
        .visit(3, 4, 40..50);
    check(
        &world,
        &roll_up("company", always(0)),
        &[
            "p1 F1 0 (0) by p0 q1 0..10~, 10s",
            "p2 F1 20 (20) by p0 q2 20..30~, 10s",
            "p3 F1 40 (40) by p0 q4 40..50, 10s",
        ],
    );
    check(&world, &always(0), &["p3 F1 40 (40) by p0 q4 40..50, 10s"]);
}

#[test]
fn s20_two_who_were_recorded_at_the_site_itself_are_no_coarse_find() {
    let world = Sketch::new()
        .kind(0, "company")
        .visit(0, 0, 0..10)
        .visit(1, 0, 0..10);
    check(
        &world,
        &roll_up("company", always(0)),
        &["p1 F1 0 (0) by p0 q0 0..10, 10s"],
    );
    check(
        &world.shared(0),
        &roll_up("company", always(0)),
        &["p1 F1 0 (0) by p0 q0 0..10~, 10s"],
    );
}

#[test]
fn s20_a_shared_place_counts_only_under_an_ancestor_of_the_kind() {
    let world = Sketch::new()
        .kind(1, "company")
        .shared(0)
        .visit(0, 0, 0..10)
        .visit(1, 0, 0..10);
    check(&world, &roll_up("company", always(0)), &[]);
    check(
        &world.part_of(0, 1),
        &roll_up("company", always(0)),
        &["p1 F1 0 (0) by p0 q1 0..10~, 10s"],
    );
}

#[test]
fn s20_the_kind_of_the_site_decides_the_lag() {
    let world = Sketch::new()
        .kind(0, "bus")
        .kind(1, "company")
        .part_of(0, 1)
        .visit(0, 0, 0..10)
        .visit(1, 0, 12..20);
    check(&world, &roll_up("company", lag("bus", 9, always(0))), &[]);
    check(
        &world,
        &roll_up("company", lag("company", 5, always(0))),
        &["p1 F1 12 (12) by p0 q1 12..15~, 3s"],
    );
}
