//! Asking the engine and the oracle about a world and a question made of the bytes.

use proptest::prelude::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use truyvet_model::{
    Contact, Cumulative, Direction, Duration, Hops, Interval, Isolation, PersonNo, PlaceNo,
    Question, Timestamp, Visit,
};
use truyvet_testkit::sketch::person_id;
use truyvet_testkit::strategies::{Scene, scenes};

use super::input::Input;
use super::seed::at;
use crate::expected::expected;
use crate::stored::{Plan, engine_and_oracle, plans};

/// So many people without records that places are found through people.
const BYSTANDERS: u32 = 1000;
/// The most changes of a scene.
const CHANGES: usize = 64;

/// What is asked, and how.
#[derive(Debug)]
struct Asked {
    scene: Scene,
    plan: Plan,
    threads: usize,
    among_others: bool,
}

/// Draws one of 65,536 scenes that the properties of the package `tests` draw, too, by the first two
/// bytes; changes it record by record and word by word as the rest says; and asks. (Proptest cannot
/// draw from the bytes themselves: it halves them at every choice.) The engine must say what the
/// oracle says, to the byte.
///
/// # Panics
/// If it does not.
pub fn engine(data: &[u8]) {
    let mut input = Input::new(data);
    let mut asked = draw(input.u16());
    for _ in 0..CHANGES {
        if input.is_empty() {
            break;
        }
        change(&mut asked.scene, &mut input);
    }
    let people = if asked.among_others {
        BYSTANDERS
    } else {
        asked.scene.people
    };
    let [engine, oracle] = engine_and_oracle(&asked.scene, people, &asked.plan, asked.threads);
    assert_eq!(engine, oracle, "{asked:#?}");
}

fn draw(number: u16) -> Asked {
    let mut seed = [0; 32];
    for (to, from) in seed.iter_mut().zip(number.to_le_bytes()) {
        *to = from;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let drawn = (any::<bool>(), 1..=3usize, plans(), scenes());
    let drawn = expected("drawing a scene", drawn.new_tree(&mut runner));
    let (among_others, threads, plan, scene) = drawn.current();
    Asked {
        scene,
        plan,
        threads,
        among_others,
    }
}

/// One change of the world or of the question.
fn change(scene: &mut Scene, input: &mut Input<'_>) {
    match input.byte() % 16 {
        0..=5 => visit(scene, input),
        6 | 7 => contact(scene, input),
        8 => {
            let visits = &mut scene.world.visits;
            let nth = input.below(visits.len());
            if nth < visits.len() {
                visits.remove(nth);
            }
        }
        _ => {
            let mut question = scene.question.clone();
            word(&mut question, scene, input);
            // What is wrong with a question is tested elsewhere.
            if question.check().is_ok() {
                scene.question = question;
            }
        }
    }
}

fn person(scene: &Scene, input: &mut Input<'_>) -> PersonNo {
    let number = u32::from(input.byte()).checked_rem(scene.people);
    PersonNo(number.unwrap_or(0))
}

/// When a record begins or ends, or somewhat before or after: times collide and touch.
fn moment(scene: &Scene, input: &mut Input<'_>) -> i64 {
    let visits = scene.world.visits.iter().map(|visit| visit.what);
    let contacts = scene.world.contacts.iter().map(|contact| contact.what);
    let ends = visits.flat_map(|visit| [Some(visit.start), visit.end]);
    let ends = ends.chain(contacts.map(|contact| Some(contact.interval.start())));
    let mut ends: Vec<i64> = ends.flatten().map(Timestamp::seconds).collect();
    ends.retain(|time| time.unsigned_abs() < 1 << 40);
    let nth = input.below(ends.len());
    let near = ends.get(nth).copied().unwrap_or(1_620_000_000);
    let shift = i64::from(input.byte().cast_signed());
    near.saturating_add(shift.saturating_mul(unit(input)))
}

fn unit(input: &mut Input<'_>) -> i64 {
    input.one_of(&[0, 1, 60, 300])
}

/// A length of one second or more.
fn length(input: &mut Input<'_>) -> u32 {
    let length = i64::from(input.byte()).saturating_mul(unit(input));
    u32::try_from(length.saturating_add(1)).unwrap_or(1)
}

fn visit(scene: &mut Scene, input: &mut Input<'_>) {
    let start = moment(scene, input);
    let end = start.saturating_add(i64::from(length(input)));
    let visit = Visit {
        person: person(scene, input),
        place: PlaceNo(u32::from(input.byte() % 9)),
        start: at(start),
        end: (!input.byte().is_multiple_of(8)).then_some(at(end)),
    };
    scene.world.visits.push(visit.into());
}

fn contact(scene: &mut Scene, input: &mut Input<'_>) {
    let start = moment(scene, input);
    let end = start.saturating_add(i64::from(length(input)));
    let (a, b) = (person(scene, input), person(scene, input));
    if let Some(interval) = Interval::checked(at(start), at(end)).filter(|_| a != b) {
        let contact = Contact { a, b, interval };
        scene.world.contacts.push(contact.into());
    }
}

/// Another value for one word of the question.
fn word(question: &mut Question, scene: &Scene, input: &mut Input<'_>) {
    let seconds = |input: &mut Input<'_>| Duration::from_seconds(length(input));
    match input.byte() % 10 {
        0 => question.min_overlap = seconds(input),
        1 => question.latent = Duration::from_seconds(length(input).saturating_sub(1)),
        2 => question.until = seconds(input),
        3 => question.until = Duration::FOREVER,
        4 => question.hops = Hops::AtMost(u32::from(input.byte() % 7)),
        5 => {
            question.direction = match question.direction {
                Direction::Forward => Direction::Backward,
                Direction::Backward => Direction::Forward,
            }
        }
        6 => {
            let (min_total, within) = (seconds(input), seconds(input));
            let cumulative = Cumulative { min_total, within };
            question.cumulative = (!input.byte().is_multiple_of(4)).then_some(cumulative);
        }
        7 => {
            let (from, to) = (moment(scene, input), moment(scene, input));
            question.window = Interval::checked(at(from), at(to));
        }
        8 => {
            let (from, to) = (moment(scene, input), moment(scene, input));
            let person = person_id(person(scene, input));
            let during = Interval::checked(at(from), at(to));
            let isolation = during.map(|during| Isolation { person, during });
            question.isolation.extend(isolation);
        }
        _ => {
            let nth = input.below(question.cases.len());
            let (from, who) = (moment(scene, input), person(scene, input));
            let until = moment(scene, input);
            if let Some(case) = question.cases.get_mut(nth) {
                let infectious = Interval::checked(at(from), at(until));
                case.infectious = infectious.unwrap_or(case.infectious);
                case.person = person_id(who);
            }
        }
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
