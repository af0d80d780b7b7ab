//! Sites, common sites and events between two people are what the oracle says, on any world.

use std::num::NonZeroUsize;

use proptest::prelude::*;
use truyvet_model::{Hops, PersonNo, Question, QuestionError};
use truyvet_store::Snapshot;
use truyvet_testkit::strategies::{self, Scene};
use truyvet_testkit::{Traced, trace};
use truyvet_trace::{Answer, TraceOptions};

use truyvet_tests::stored::{self, NAMES, Stored, bad_question, ids, in_numbers_of, plans};

/// So many people without records that sites are found through people.
const BYSTANDERS: u32 = 1000;

/// All hops may be thousands where infectious time creeps on second by second; here they are few,
/// because every pair of people is asked about.
fn scenes() -> impl Strategy<Value = Scene> {
    strategies::scenes().prop_map(|mut scene| {
        if scene.question.hops == Hops::All {
            scene.question.hops = Hops::AtMost(7);
        }
        scene
    })
}

fn threads(threads: usize) -> TraceOptions {
    TraceOptions {
        threads: NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN),
        ..TraceOptions::default()
    }
}

/// A row of either side: setting, intervals, infectious, exposed, person-seconds.
fn of_oracle(traced: &Traced) -> Vec<String> {
    let sites = traced.sites().into_iter();
    let show = |s: truyvet_testkit::SiteRow| {
        let counts = (s.infectious, s.exposed, s.person_seconds);
        format!("{:?} {:?} {counts:?}", s.setting, s.intervals)
    };
    sites.map(show).collect()
}

fn of_engine(answer: &Answer, snapshot: &Snapshot, options: &TraceOptions) -> Vec<String> {
    let sites = match answer.sites(snapshot, options) {
        Ok(sites) => sites.into_iter(),
        Err(error) => return vec![error.to_string()],
    };
    let show = |s: truyvet_trace::SiteRow| {
        let counts = (s.infectious, s.exposed, s.person_seconds);
        format!("{:?} {:?} {counts:?}", s.setting, s.intervals)
    };
    sites.map(show).collect()
}

/// Both answers; none if the question is a bad one.
fn both(
    stored: &Stored,
    world: &truyvet_testkit::World,
    question: &Question,
    people: u32,
) -> Option<(Traced, Answer)> {
    let numbered = in_numbers_of(&stored.snapshot, world);
    let ids = ids(&stored.snapshot, world, people);
    let answer = truyvet_trace::trace(&stored.snapshot, question, &threads(1));
    // Which questions are bad is compared elsewhere.
    Some((trace(&numbered, question, &ids).ok()?, answer.ok()?))
}

proptest! {
    #[test]
    fn s23_sites_equal_the_oracles(scene in scenes(), plan in plans()) {
        for people in [scene.people, BYSTANDERS] {
            let stored = stored::write(&scene.world, people, &plan, &NAMES);
            let both = both(&stored, &scene.world, &scene.question, scene.people);
            let Some((traced, answer)) = both else { continue };
            for n in [1, 2] {
                let engine = of_engine(&answer, &stored.snapshot, &threads(n));
                prop_assert_eq!(&engine, &of_oracle(&traced));
            }
        }
    }

    #[test]
    fn s25_events_between_two_people_equal_the_oracles(scene in scenes(), plan in plans()) {
        let stored = stored::write(&scene.world, scene.people, &plan, &NAMES);
        let both = both(&stored, &scene.world, &scene.question, scene.people);
        let Some((traced, answer)) = both else { return Ok(()) };
        for u in (0..scene.people).map(PersonNo) {
            for v in [1, 2].map(|n| PersonNo((u.0 + n) % scene.people)) {
                let engine = answer.between(&stored.snapshot, u, v).unwrap();
                let engine: Vec<_> = engine.iter().map(|b| (b.hop, b.event, b.qualifies)).collect();
                let oracle = traced.between(u, v);
                let oracle: Vec<_> = oracle.iter().map(|b| (b.hop, b.event, b.qualifies)).collect();
                prop_assert_eq!(engine, oracle);
            }
        }
    }

    #[test]
    fn s24_common_sites_equal_the_oracles(scene in scenes(), plan in plans()) {
        let stored = stored::write(&scene.world, scene.people, &plan, &NAMES);
        let world = in_numbers_of(&stored.snapshot, &scene.world);
        let ids = ids(&stored.snapshot, &scene.world, scene.people);
        let oracle = truyvet_testkit::common_sites(&world, &scene.question, &ids);
        for n in [1, 2] {
            let engine = truyvet_trace::common_sites(&stored.snapshot, &scene.question, &threads(n));
            compare(engine.map_err(bad_question), oracle.clone())?;
        }
    }
}

/// Sums of chances are worked out in another order, so their last digits may differ.
fn compare(
    engine: Result<Vec<truyvet_trace::CommonSite>, QuestionError>,
    oracle: Result<Vec<truyvet_testkit::CommonSite>, QuestionError>,
) -> Result<(), TestCaseError> {
    let (mut engine, mut oracle) = match (engine, oracle) {
        (Ok(engine), Ok(oracle)) => (engine, oracle),
        (engine, oracle) => {
            // Filters that leave nothing are compared elsewhere.
            let nothing = Some(QuestionError::NothingLeft);
            let (engine, oracle) = (engine.err(), oracle.err());
            prop_assert!(
                engine == oracle || engine == nothing,
                "{:?} {:?}",
                engine,
                oracle
            );
            return Ok(());
        }
    };
    let key = |s: &truyvet_trace::CommonSite| (s.p, std::cmp::Reverse(s.cases), s.place);
    prop_assert!(engine.iter().is_sorted_by_key(key));
    engine.sort_by_key(|site| site.place);
    oracle.sort_by_key(|site| site.place);
    prop_assert_eq!(engine.len(), oracle.len());
    for (a, b) in engine.iter().zip(&oracle) {
        prop_assert_eq!((a.place, a.cases), (b.place, b.cases));
        for (a, b) in [
            (a.expected, b.expected),
            (a.p, b.p),
            (a.p_adjusted, b.p_adjusted),
        ] {
            prop_assert!((a - b).abs() <= 1e-9 * b.abs(), "{} {}", a, b);
        }
    }
    Ok(())
}
