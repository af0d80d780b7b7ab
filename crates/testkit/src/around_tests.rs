//! Tests of `around`: sites and events between two people, by hand (S23, S25).

use truyvet_model::{PersonNo, Question, Setting};

use crate::check::{always, ask, backward, event, latent_until, overlap_at_least, split};
use crate::sketch::{Sketch, question};

/// `place|contact: intervals; infectious > exposed, seconds`.
fn sites(world: &Sketch, question: &Question) -> Vec<String> {
    let show = |site: &crate::SiteRow| {
        let name = match site.setting {
            Setting::Contact => "contact".to_owned(),
            Setting::Place(place) => format!("q{}", place.0),
        };
        let intervals = site.intervals.intervals().iter();
        let intervals: Vec<String> = intervals
            .map(|i| format!("{}..{}", i.start().seconds(), i.end().seconds()))
            .collect();
        let (who, whom) = (site.infectious, site.exposed);
        let intervals = intervals.join(" ");
        format!(
            "{name}: {intervals}; {who} > {whom}, {}s",
            site.person_seconds
        )
    };
    ask(world, question)
        .unwrap()
        .sites()
        .iter()
        .map(show)
        .collect()
}

/// p0 at q0 with p1 and p2, and with p1 at q1 again; p1 and p3 in contact later.
fn world() -> Sketch {
    Sketch::new()
        .visit(0, 0, 0..20)
        .visit(1, 0, 5..20)
        .visit(2, 0, 20..30)
        .visit(2, 0, 18..19)
        .visit(0, 1, 40..50)
        .visit(1, 1, 40..45)
        .contact(1, 3, 60..70)
}

#[test]
fn s23_sites_count_the_events_of_each_at_his_level() {
    assert_eq!(
        sites(&world(), &always(0)),
        [
            "q0: 5..20; 1 > 2, 16s",
            "contact: 60..70; 1 > 1, 10s",
            "q1: 40..45; 1 > 1, 5s",
        ]
    );
    // p2 is not in the answer where d = 2 s; that p1 met p0 for 5 s only at q1 still counts.
    assert_eq!(
        sites(&world(), &overlap_at_least(10, always(0))),
        [
            "q0: 5..20; 1 > 1, 15s",
            "contact: 60..70; 1 > 1, 10s",
            "q1: 40..45; 1 > 1, 5s",
        ]
    );
}

#[test]
fn s23_parts_of_a_split_place_are_one_site_and_gaps_stay_gaps() {
    let world = Sketch::new()
        .visit(0, 0, 0..10)
        .visit(2, 0, 0..4)
        .visit(1, 0, 8..10)
        .visit(3, 0, 8..10);
    let two = split(0, 2, question(&[(0, 0..99), (1, 0..99)]));
    assert_eq!(sites(&world, &two), ["q0: 0..4 8..10; 2 > 2, 6s"]);
}

#[test]
fn s23_backward_sites_are_in_real_time() {
    assert_eq!(
        sites(&world(), &backward(question(&[(1, 0..42)]))),
        ["q0: 5..20; 1 > 2, 16s", "q1: 40..42; 1 > 1, 2s"]
    );
}

fn between(world: &Sketch, question: &Question, u: u32, v: u32) -> Vec<String> {
    let traced = ask(world, question).unwrap();
    let show = |b: &crate::Between| {
        let mark = if b.qualifies { "" } else { " too short" };
        format!("{}: {}{mark}", b.hop, event(&b.event))
    };
    let found = traced.between(PersonNo(u), PersonNo(v));
    found.iter().map(show).collect()
}

#[test]
fn s25_between_lists_every_event_at_its_first_hop() {
    let d6 = overlap_at_least(6, always(0));
    assert_eq!(
        between(&world(), &d6, 0, 1),
        ["1: p0 q0 5..20", "1: p0 q1 40..45 too short"]
    );
    assert_eq!(between(&world(), &d6, 1, 3), ["2: p1 contact 60..70"]);
    // Into a case there are none.
    assert_eq!(between(&world(), &d6, 1, 0), [""; 0]);
}

#[test]
fn s25_between_an_event_that_a_later_hop_prolongs_is_listed_as_both() {
    // p1 is infectious during 0..15 by hop 1, and by hop 2 through p2 during 0..35.
    let world = Sketch::new()
        .contact(0, 1, 0..5)
        .contact(0, 2, 0..5)
        .contact(1, 2, 14..15)
        .contact(2, 1, 14..25)
        .visit(1, 0, 10..99)
        .visit(3, 0, 10..99);
    let asked = latent_until(0, 10, question(&[(0, 0..10)]));
    assert_eq!(
        between(&world, &asked, 1, 3),
        ["2: p1 q0 10..15", "3: p1 q0 10..25"]
    );
}

#[test]
fn s25_between_backward_is_in_real_time() {
    let asked = backward(question(&[(1, 0..42)]));
    assert_eq!(
        between(&world(), &asked, 1, 0),
        ["1: p1 q1 40..42", "1: p1 q0 5..20"]
    );
}
