//! Tests of `risk`: risks worked out by hand (S22).

use truyvet_model::{PersonNo, Question, QuestionError, Rates, Share};

use crate::check::{always, ask, backward, overlap_at_least, risk, roll_up};
use crate::sketch::{Sketch, person_id};

fn risks(world: &Sketch, question: &Question) -> Vec<(u32, f64)> {
    let traced = ask(world, question).unwrap();
    traced
        .rows()
        .iter()
        .map(|row| (row.person.0, row.risk))
        .collect()
}

/// `1 - exp(-hazard)`.
fn of(hazard: f64) -> f64 {
    -(-hazard).exp_m1()
}

fn check(world: &Sketch, question: &Question, expected: &[(u32, f64)]) {
    let answer = risks(world, question);
    let near = |(a, b): (&(u32, f64), &(u32, f64))| a.0 == b.0 && (a.1 - b.1).abs() < 1e-6;
    assert_eq!(answer.len(), expected.len());
    assert!(
        answer.iter().zip(expected).all(near),
        "{answer:?} {expected:?}"
    );
}

#[test]
fn s22_an_hour_with_a_case_at_each_rate() {
    let world = Sketch::new()
        .kind(0, "bus")
        .visit(0, 0, 0..3600)
        .visit(1, 0, 0..3600)
        .visit(0, 1, 0..3600)
        .visit(2, 1, 0..1800)
        .contact(0, 3, 0..3600);
    // 1 an hour on the bus, 0.5 anywhere else, contacts included.
    check(
        &world,
        &risk(None, always(0)),
        &[(1, of(1.0)), (2, of(0.25)), (3, of(0.5))],
    );
    check(
        &world,
        &risk(Some(2_000_000), always(0)),
        &[(1, of(1.0)), (2, of(0.25)), (3, of(2.0))],
    );
    check(&world, &always(0), &[(1, 0.0), (2, 0.0), (3, 0.0)]);
}

#[test]
fn s22_others_weigh_as_much_as_their_own_risk() {
    let world = Sketch::new()
        .contact(0, 1, 0..3600)
        .contact(1, 2, 3600..7200);
    let first = of(0.5);
    let second = of(0.5 * first);
    check(&world, &risk(None, always(0)), &[(1, first), (2, second)]);
}

#[test]
fn s22_short_events_at_the_level_count_and_later_hops_do_not() {
    let world = Sketch::new()
        .contact(0, 1, 0..3600)
        .contact(0, 1, 4000..4360) // too short to qualify
        .contact(0, 2, 0..3600)
        .contact(1, 2, 5000..9000); // hop 2 of somebody of level 1
    let asked = risk(None, overlap_at_least(600, always(0)));
    check(&world, &asked, &[(1, of(0.55)), (2, of(0.5))]);
}

#[test]
fn s22_susceptibility_lowers_the_hazard() {
    let world = Sketch::new().contact(0, 1, 0..3600);
    let with = |person: u32| {
        let share = Share::try_from(0.25).unwrap();
        let susceptibility = [(person_id(PersonNo(person)), share)].into();
        let rates = Rates {
            susceptibility,
            ..risk(None, always(0)).risk.unwrap()
        };
        Question {
            risk: Some(rates),
            ..always(0)
        }
    };
    check(&world, &with(1), &[(1, of(0.125))]);
    check(&world, &with(0), &[(1, of(0.5))]);
    let error = ask(&world, &with(20)).unwrap_err();
    let id = "p20".to_owned();
    let field = "risk.susceptibility";
    assert_eq!(error, QuestionError::UnknownPerson { field, id });
}

#[test]
fn s22_doses_say_how_susceptible_those_are_who_are_not_named() {
    let world = Sketch::new()
        .doses(1, 0)
        .doses(2, 1)
        .doses(3, 9)
        .doses(5, 1)
        .contact(0, 1, 0..3600)
        .contact(0, 2, 0..3600)
        .contact(0, 3, 0..3600)
        .contact(0, 4, 0..3600)
        .contact(0, 5, 0..3600);
    let share = |share: f64| Share::try_from(share).unwrap();
    let rates = Rates {
        by_doses: vec![share(1.0), share(0.5), share(0.25)],
        susceptibility: [(person_id(PersonNo(5)), share(0.75))].into(),
        ..risk(None, always(0)).risk.unwrap()
    };
    let question = Question {
        risk: Some(rates),
        ..always(0)
    };
    let expected = [
        (1, of(0.5)),
        (2, of(0.25)),
        (3, of(0.125)), // the last share stands for more
        (4, of(0.5)),   // nobody knows how many
        (5, of(0.375)), // named
    ];
    check(&world, &question, &expected);
}

#[test]
fn s22_the_kind_of_the_site_decides_the_rate() {
    let world = Sketch::new()
        .kind(1, "bus")
        .part_of(0, 1)
        .visit(0, 0, 0..3600)
        .visit(1, 0, 0..3600);
    check(&world, &risk(None, always(0)), &[(1, of(0.5))]);
    check(
        &world,
        &risk(None, roll_up("bus", always(0))),
        &[(1, of(1.0))],
    );
}

#[test]
fn s22_backward_it_is_the_same_sum_in_the_mirror() {
    let world = Sketch::new()
        .contact(0, 1, 3600..7200)
        .contact(1, 2, 0..3600);
    let first = of(0.5);
    let second = of(0.5 * first);
    check(
        &world,
        &backward(risk(None, always(0))),
        &[(1, first), (2, second)],
    );
}

#[test]
fn s22_units_are_exact_and_stop_at_the_largest() {
    // 0.5 an hour for 3 s at the weight of a case: 500000 * 2^24 * 3 units.
    let units = 500_000u64 * (1 << 24) * 3;
    let expected = super::s22_risk(units, Share::WHOLE);
    let world = Sketch::new().contact(0, 1, 0..3);
    assert_eq!(risks(&world, &risk(None, always(0))), [(1, expected)]);
    let long = Sketch::new().contact(0, 1, 0..9_000_000_000);
    assert_eq!(
        risks(&long, &risk(Some(u32::MAX), always(0))),
        [(1, super::s22_risk(u64::MAX, Share::WHOLE))]
    );
    assert_eq!(super::s22_weight(1.0), super::WHOLE);
    assert_eq!(super::s22_weight(0.0), 0);
}
