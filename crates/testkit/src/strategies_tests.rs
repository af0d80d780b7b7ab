//! Tests of `strategies`: what they invent is allowed and reaches the corners.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use truyvet_model::{Duration, Hops};

use crate::oracle::forward;
use crate::strategies::{Scene, scenes};

proptest! {
    #[test]
    fn questions_pass_their_own_check(scene in scenes()) {
        prop_assert_eq!(scene.question.check(), Ok(()));
        prop_assert!(scene.world.contacts.iter().all(|c| c.a != c.b));
        prop_assert!(scene.world.visits.iter().all(|v| v.end.is_none_or(|end| v.start < end)));
    }
}

/// How often each of some properties holds in 500 scenes.
fn counts<const N: usize>(properties: [fn(&Scene) -> bool; N]) -> [usize; N] {
    let mut runner = TestRunner::deterministic();
    let mut counts = [0; N];
    for _ in 0..500 {
        let scene = scenes().new_tree(&mut runner).unwrap().current();
        for (count, holds) in counts.iter_mut().zip(properties) {
            *count += usize::from(holds(&scene));
        }
    }
    counts
}

fn depth(scene: &Scene) -> u32 {
    let traced = forward(&scene.world, &scene.question, &scene.cases());
    let rows = traced.map(|t| t.rows().to_vec()).unwrap_or_default();
    rows.iter().map(|row| row.level).max().unwrap_or(0)
}

#[test]
fn many_questions_have_answers_of_several_levels() {
    let [one, two, four] = counts([|s| depth(s) >= 1, |s| depth(s) >= 2, |s| depth(s) >= 4]);
    assert!(one > 200 && two > 100 && four > 4, "{one} {two} {four}");
}

#[test]
fn every_parameter_is_used() {
    let counts = counts([
        |s| s.question.latent == Duration::ZERO,
        |s| s.question.until.is_forever(),
        |s| s.question.until.seconds() == s.question.latent.seconds() + 1,
        |s| s.question.window.is_some(),
        |s| s.question.lag.values().any(|lag| *lag > Duration::ZERO),
        |s| s.question.hops == Hops::All,
        |s| s.world.visits.iter().any(|v| v.end.is_none()),
        |s| s.world.places.iter().any(|p| p.shared),
        |s| s.world.s2_visits().len() < s.world.visits.len(),
        |s| s.world.s3_contacts().len() < s.world.contacts.len(),
        |s| {
            s.world
                .time_range()
                .is_some_and(|r| r.length().seconds() > 3 * 86_400)
        },
    ]);
    assert!(counts.iter().all(|&count| count > 25), "{counts:?}");
}
