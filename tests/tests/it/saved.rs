//! A saved answer that is opened is the one that was saved, and any damage to it is an error.

use proptest::prelude::*;
use truyvet_model::{Case, Interval, PersonNo, Question};
use truyvet_store::Snapshot;
use truyvet_testkit::sketch::{Sketch, person_id};
use truyvet_testkit::strategies::scenes;
use truyvet_trace::{Answer, SaveError, Saved, TraceError, TraceOptions, trace};

use truyvet_tests::stored::{self, NAMES, Plan, Stored, plans};

fn asked(snapshot: &Snapshot, question: &Question) -> Option<Answer> {
    match trace(snapshot, question, &TraceOptions::default()) {
        Ok(answer) => Some(answer),
        Err(TraceError::Question(_)) => None,
        Err(other) => panic!("{other}"),
    }
}

proptest! {
    /// Rows and chains are the same, and so are the bytes when it is saved again.
    #[test]
    fn an_opened_answer_is_the_one_that_was_saved(scene in scenes(), plan in plans()) {
        let Stored { snapshot, .. } = stored::write(&scene.world, scene.people, &plan, &NAMES);
        let Some(answer) = asked(&snapshot, &scene.question) else {
            return Ok(()); // a bad question
        };
        let bytes = answer.to_bytes().unwrap();
        let saved = Saved::from_bytes(&bytes).unwrap();
        prop_assert_eq!(saved.question(), &scene.question);
        prop_assert_eq!(saved.exposures(), answer.exposures());
        let opened = saved.on(&snapshot).unwrap();
        for &person in &answer.exposures().person {
            let chain = |answer: &Answer| answer.chain(&snapshot, person).unwrap();
            prop_assert_eq!(chain(&opened), chain(&answer));
        }
        prop_assert!(opened.to_bytes().unwrap() == bytes);
    }

    /// One changed byte or a lost end is an error.
    #[test]
    fn damage_is_an_error(scene in scenes(), at in any::<prop::sample::Index>(), xor in 1..=255u8) {
        let Stored { snapshot, .. } = stored::write(&scene.world, scene.people, &Plan::PLAIN, &NAMES);
        let Some(answer) = asked(&snapshot, &scene.question) else {
            return Ok(()); // a bad question
        };
        let mut bytes = answer.to_bytes().unwrap();
        let at = at.index(bytes.len());
        prop_assert!(Saved::from_bytes(&bytes[..at]).is_err());
        bytes[at] ^= xor;
        prop_assert!(Saved::from_bytes(&bytes).is_err());
    }

    /// Sealed anew, damage gets as far as the archive: an error or another answer, and no panic.
    #[test]
    fn damage_that_is_sealed_anew(scene in scenes(), at in any::<prop::sample::Index>(), xor in 1..=255u8) {
        let Stored { snapshot, .. } = stored::write(&scene.world, scene.people, &Plan::PLAIN, &NAMES);
        let Some(answer) = asked(&snapshot, &scene.question) else {
            return Ok(()); // a bad question
        };
        let mut bytes = answer.to_bytes().unwrap();
        let at = 128 + at.index(bytes.len() - 128);
        bytes[at] ^= xor;
        seal(&mut bytes);
        if let Ok(saved) = Saved::from_bytes(&bytes)
            && let Ok(opened) = saved.on(&snapshot)
        {
            for &person in &opened.exposures().person {
                drop(opened.chain(&snapshot, person));
            }
        }
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(Saved::from_bytes(&bytes).unwrap_err(), SaveError::NotAnAnswer);
    }
}

fn seal(bytes: &mut [u8]) {
    let mut hash = blake3::Hasher::new();
    hash.update(&bytes[..88]);
    hash.update(&bytes[128..]);
    bytes[88..120].copy_from_slice(hash.finalize().as_bytes());
}

#[test]
fn what_is_wrong_is_said() {
    let world = Sketch::new().visit(0, 0, 0..60).visit(1, 0, 0..60).world();
    let Stored { snapshot, .. } = stored::write(&world, 2, &Plan::PLAIN, &NAMES);
    let case = Case {
        person: person_id(PersonNo(0)),
        infectious: Interval::ALWAYS,
    };
    let question = Question {
        cases: vec![case],
        ..Question::default()
    };
    let answer = asked(&snapshot, &question).unwrap();
    let bytes = answer.to_bytes().unwrap();
    let said = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes);
        Saved::from_bytes(&bytes).unwrap_err().to_string()
    };
    assert!(said(&|b| b[0] = b'x').starts_with("it is not a saved answer"));
    assert!(said(&|b| b.truncate(100)).contains("it ends too early"));
    assert!(said(&|b| b.truncate(130)).contains("it is not as long as it was"));
    assert!(said(&|b| b[8] = 9).contains("format 9"));
    let layout = |b: &mut Vec<u8>| {
        b[50] ^= 1;
        seal(b);
    };
    let text = said(&layout);
    assert!(
        text.ends_with("in another layout: ask the question again"),
        "{text}"
    );
    assert!(said(&|b| *b.last_mut().unwrap() ^= 1).contains("BLAKE3"));
}
