//! Tests of `strategies`: what they invent is allowed and reaches the corners.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use truyvet_model::{Direction, Duration, Filter, Grade, Hops, QuestionError};

use crate::oracle::trace;
use crate::strategies::{Scene, plain_scenes, scenes};

proptest! {
    #[test]
    fn questions_pass_their_own_check(scene in scenes()) {
        prop_assert_eq!(scene.question.check(), Ok(()));
        prop_assert!(scene.world.contacts.iter().all(|c| c.what.a != c.what.b));
        prop_assert!(scene.world.visits.iter().all(|v| v.what.end.is_none_or(|end| v.what.start < end)));
    }
}

/// How often each of some properties holds in 500 scenes.
fn counts<const N: usize>(
    scenes: impl Strategy<Value = Scene>,
    properties: [fn(&Scene) -> bool; N],
) -> [usize; N] {
    let mut runner = TestRunner::deterministic();
    let mut counts = [0; N];
    for _ in 0..500 {
        let scene = scenes.new_tree(&mut runner).unwrap().current();
        for (count, holds) in counts.iter_mut().zip(properties) {
            *count += usize::from(holds(&scene));
        }
    }
    counts
}

fn depth(scene: &Scene) -> u32 {
    let traced = trace(&scene.world, &scene.question, &scene.ids());
    let rows = traced.map(|t| t.rows().to_vec()).unwrap_or_default();
    rows.iter().map(|row| row.level).max().unwrap_or(0)
}

#[test]
fn many_questions_have_answers_of_several_levels() {
    let [one, two, four] = counts(
        plain_scenes(),
        [|s| depth(s) >= 1, |s| depth(s) >= 2, |s| depth(s) >= 4],
    );
    assert!(one > 200 && two > 100 && four > 4, "{one} {two} {four}");
}

#[test]
fn every_parameter_is_used() {
    let counts = counts(
        plain_scenes(),
        [
            |s| s.question.latent == Duration::ZERO,
            |s| s.question.until.is_forever(),
            |s| s.question.until.seconds() == s.question.latent.seconds() + 1,
            |s| s.question.window.is_some(),
            |s| s.question.lag.values().any(|lag| *lag > Duration::ZERO),
            |s| s.question.hops == Hops::All,
            |s| s.world.visits.iter().any(|v| v.what.end.is_none()),
            |s| s.world.places.iter().any(|p| p.shared),
            |s| s.world.s2_visits().len() < s.world.visits.len(),
            |s| s.world.s3_contacts().len() < s.world.contacts.len(),
            |s| {
                s.world
                    .time_range()
                    .is_some_and(|r| r.length().seconds() > 3 * 86_400)
            },
        ],
    );
    assert!(counts.iter().all(|&count| count > 25), "{counts:?}");
}

fn answers(scene: &Scene, holds: impl Fn(&truyvet_model::Exposure) -> bool) -> bool {
    let traced = trace(&scene.world, &scene.question, &scene.ids());
    traced.is_ok_and(|traced| traced.rows().iter().any(holds))
}

#[test]
fn every_option_is_used_and_matters() {
    let counts = counts(
        scenes(),
        [
            |s| s.question.direction == Direction::Backward && depth(s) > 1,
            |s| s.question.cumulative.is_some() && depth(s) > 1,
            |s| !s.question.isolation.is_empty() && depth(s) > 1,
            |s| s.question.only != Filter::default() && depth(s) > 0,
            |s| s.question.except != Filter::default() && depth(s) > 0,
            |s| answers(s, |row| row.witness.grade == Grade::Coarse),
            |s| !s.question.closures.is_empty() && depth(s) > 1,
            |s| !s.question.splits.is_empty() && depth(s) > 1,
            |s| answers(s, |row| row.risk > 0.0 && row.risk < 1.0),
        ],
    );
    assert!(counts.iter().all(|&count| count > 12), "{counts:?}");
}

#[test]
fn errors_are_rare() {
    let [any, nothing_left] = counts(
        scenes(),
        [
            |s| trace(&s.world, &s.question, &s.ids()).is_err(),
            |s| {
                let error = trace(&s.world, &s.question, &s.ids()).err();
                error == Some(QuestionError::NothingLeft)
            },
        ],
    );
    assert!(any < 60 && nothing_left > 0, "{any} {nothing_left}");
}
