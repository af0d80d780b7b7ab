//! Why somebody is not in an answer, for anybody in any world (S31).

use std::num::NonZeroU32;

use proptest::prelude::*;
use truyvet_model::{Direction, Hops, PersonNo, Question};
use truyvet_testkit::sketch::person_id;
use truyvet_testkit::strategies::scenes;
use truyvet_trace::{Answer, Miss, Rule, Why};

use crate::why::tracer;
use truyvet_tests::stored::{self, NAMES, Plan, in_numbers_of, plans};

/// Whether a miss says that it qualifies at `hop`; twenty others may stand before it.
fn says_beyond(misses: &[Miss], hop: u32) -> bool {
    let beyond = |miss: &Miss| matches!(miss.rule, Rule::BeyondHops { hop: h, .. } if h == hop);
    misses.iter().any(beyond) || misses.len() == Why::MOST
}

fn in_answer(answer: &Answer, person: PersonNo) -> Option<u32> {
    let rows = answer.exposures();
    let at = rows.person.iter().position(|&found| found == person)?;
    rows.level.get(at).copied()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Everybody is told something true: exposed, case, or misses that fit the same question with
    /// one hop more.
    #[test]
    fn s31_everybody_is_told(scene in scenes(), plan in plans()) {
        let stored = stored::write(&scene.world, scene.people, &plan, &NAMES);
        let tracer = tracer(&stored.snapshot);
        let Ok(answer) = tracer.trace(&scene.question) else {
            return Ok(()); // a bad question
        };
        let more = match scene.question.hops {
            Hops::All => None,
            Hops::AtMost(k) => Some((k + 1, Question {
                hops: Hops::AtMost(k + 1),
                ..scene.question.clone()
            })),
        };
        let more = more.map(|(hop, more)| (hop, tracer.trace(&more).unwrap()));
        for n in 0..scene.people {
            let id = person_id(PersonNo(n));
            let person = stored.snapshot.person(&id).unwrap().unwrap();
            let why = tracer.why_not(&answer, person, None).unwrap();
            if scene.question.cases.iter().any(|case| case.person == id) {
                prop_assert_eq!(why, Why::Case);
                continue;
            }
            if let Some(level) = in_answer(&answer, person) {
                prop_assert_eq!(why, Why::Exposed { level });
                if let Some(nearer) = NonZeroU32::new(level - 1) {
                    let why = tracer.why_not(&answer, person, Some(nearer)).unwrap();
                    let Why::Missed { level: Some(found), misses } = why else {
                        return Err(TestCaseError::fail(format!("{why:?}")));
                    };
                    prop_assert_eq!(found, level);
                    prop_assert!(says_beyond(&misses, level), "{:?}", misses);
                }
                continue;
            }
            let misses = match &why {
                Why::Missed { level: None, misses } => misses.as_slice(),
                Why::NoCommonPlace { .. } => &[],
                other => return Err(TestCaseError::fail(format!("{other:?}"))),
            };
            let beyond = more.as_ref().and_then(|(hop, more)| {
                in_answer(more, person).map(|_| *hop)
            });
            match beyond {
                Some(hop) => prop_assert!(says_beyond(misses, hop), "{:?}", misses),
                None => prop_assert!(
                    !misses.iter().any(|m| matches!(m.rule, Rule::BeyondHops { .. })),
                    "{:?}", misses
                ),
            }
        }
    }

    /// Whoever was for long enough with somebody infectious, and is not in the answer, is told of
    /// at least one rule.
    #[test]
    fn s31_what_would_qualify_is_told(scene in scenes()) {
        let stored = stored::write(&scene.world, scene.people, &Plan::PLAIN, &NAMES);
        let asked = Question { direction: Direction::Forward, ..scene.question.clone() };
        let tracer = tracer(&stored.snapshot);
        let Ok(answer) = tracer.trace(&asked) else {
            return Ok(()); // a bad question
        };
        let world = in_numbers_of(&stored.snapshot, &scene.world);
        let ids = stored::ids(&stored.snapshot, &scene.world, scene.people);
        let oracle = truyvet_testkit::trace(&world, &asked, &ids).unwrap();
        let hop = match asked.hops {
            Hops::AtMost(k) => k - 1,
            Hops::All => 1000,
        };
        let stays = world.stays();
        for own in &stays {
            let case = asked.cases.iter().any(|case| ids.people[&case.person] == own.person);
            if case || in_answer(&answer, own.person).is_some() {
                continue;
            }
            let enough = stays.iter().any(|other| {
                let infectious = oracle.infectious(other.person, hop);
                let common = own.interval.intersection(other.interval);
                other.person != own.person && other.place == own.place
                    && common.is_some_and(|common| {
                        infectious.clip(common).any(|one| one.length() >= asked.min_overlap)
                    })
            });
            if enough {
                let why = tracer.why_not(&answer, own.person, None).unwrap();
                let told = matches!(&why, Why::Missed { misses, .. } if !misses.is_empty());
                prop_assert!(told, "{:?}", why);
            }
        }
    }
}
