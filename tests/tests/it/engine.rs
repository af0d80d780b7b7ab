//! The engine says what the oracle says, row by row and step by step, on any world.

use proptest::prelude::*;
use truyvet_model::{Direction, PersonNo};
use truyvet_testkit::mirror::Mirror;
use truyvet_testkit::sketch::person_id;
use truyvet_testkit::strategies::scenes;
use truyvet_testkit::turned::turned;

use truyvet_tests::stored::{self, NAMES, Told, bad_question, engine_and_oracle, plans};

const BYSTANDERS: u32 = 1000;

/// The answer at mirrored times (S21).
fn mirrored(told: Told) -> Told {
    let mirror = Mirror(Direction::Backward);
    let chains = told.chains.into_iter();
    Told {
        rows: told.rows.iter().map(|row| mirror.row(row)).collect(),
        chains: chains
            .map(|chain| chain.into_iter().map(|step| mirror.step(step)).collect())
            .collect(),
    }
}

proptest! {
    /// S2 to S25, every column of every row and every chain.
    #[test]
    fn engine_equals_oracle(scene in scenes(), plan in plans()) {
        let [engine, oracle] = engine_and_oracle(&scene, scene.people, &plan, 1);
        prop_assert_eq!(&engine, &oracle);
    }

    /// The same among people without records, so many that every frontier is small: then places
    /// are found through people, where a world of a few people is always read as a whole.
    #[test]
    fn engine_equals_oracle_among_bystanders(scene in scenes(), plan in plans()) {
        let [engine, oracle] = engine_and_oracle(&scene, BYSTANDERS, &plan, 2);
        prop_assert_eq!(&engine, &oracle);
    }

    /// S7: the number of threads changes nothing.
    #[test]
    fn s7_threads_change_nothing(scene in scenes(), plan in plans()) {
        let stored = stored::write(&scene.world, scene.people, &plan, &NAMES);
        let ask = |threads| {
            let told = stored::ask(&stored.snapshot, &scene.question, threads);
            format!("{:?}", told.map_err(bad_question))
        };
        let one = ask(1);
        for threads in [2, 3] {
            prop_assert_eq!(&ask(threads), &one);
        }
        prop_assert_eq!(&ask(1), &one);
    }

    /// S21: what a backward question finds is what the forward one finds on mirrored records.
    #[test]
    fn s21_backward_equals_forward_on_mirrored_records(scene in scenes(), plan in plans()) {
        let world = scene.world.closed();
        let here = stored::write(&world, scene.people, &plan, &NAMES);
        let there = stored::write(&world.mirrored(), scene.people, &plan, &NAMES);
        let here = stored::ask(&here.snapshot, &scene.question, 1).ok();
        let there = stored::ask(&there.snapshot, &turned(&scene.question), 1).ok();
        prop_assert_eq!(here, there.map(mirrored));
    }

    /// S25: a chain to a case is empty, one to a person who is not exposed is an error.
    #[test]
    fn s25_chains_exist_for_the_exposed_only(scene in scenes()) {
        let stored = stored::write(&scene.world, scene.people, &stored::Plan::PLAIN, &NAMES);
        let snapshot = &stored.snapshot;
        let options = truyvet_trace::TraceOptions::default();
        let Ok(answer) = truyvet_trace::trace(snapshot, &scene.question, &options) else {
            return Ok(()); // a bad question: see engine_equals_oracle
        };
        for n in 0..scene.people {
            let id = person_id(PersonNo(n));
            let person = snapshot.person(&id).unwrap().unwrap();
            let chain = answer.chain(snapshot, person);
            if scene.question.cases.iter().any(|case| case.person == id) {
                prop_assert_eq!(chain.unwrap(), vec![]);
            } else if answer.exposures().person.contains(&person) {
                prop_assert_eq!(chain.unwrap().last().map(|step| step.exposed), Some(person));
            } else {
                let message = chain.map_err(bad_question).unwrap_err().to_string();
                prop_assert!(message.contains(&format!("to: `{id}`")), "{}", message);
            }
        }
    }
}
