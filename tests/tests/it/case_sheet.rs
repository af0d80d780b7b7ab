//! A case sheet says what the oracle says of the same world, put together plainly.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use truyvet_centre::sheet::CaseSheet;
use truyvet_model::{Direction, Hops, IntervalSet, PersonNo, Question, Setting};
use truyvet_testkit::strategies;
use truyvet_testkit::{Traced, World, trace};
use truyvet_trace::{Answer, TraceOptions};

use truyvet_tests::stored::{self, NAMES, Stored, ids, in_numbers_of, plans};

/// Forward, about the first case alone, and not far.
fn of_one(question: &Question) -> Question {
    let mut question = question.clone();
    let first = question.cases.first().map(|case| case.person.clone());
    question
        .cases
        .retain(|case| Some(&case.person) == first.as_ref());
    question.direction = Direction::Forward;
    question.hops = Hops::AtMost(2);
    question
}

/// Whether every stay counts whole where it was recorded, so that a stay is its overlaps' home.
fn is_plain(question: &Question) -> bool {
    let plain = Question {
        cases: question.cases.clone(),
        min_overlap: question.min_overlap,
        latent: question.latent,
        until: question.until,
        cumulative: question.cumulative,
        hops: question.hops,
        ..Question::default()
    };
    *question == plain
}

struct Both {
    stored: Stored,
    world: World,
    traced: Traced,
    answer: Answer,
    case: PersonNo,
}

fn both(scene: &strategies::Scene, plan: &stored::Plan, question: &Question) -> Option<Both> {
    let stored = stored::write(&scene.world, scene.people, plan, &NAMES);
    let world = in_numbers_of(&stored.snapshot, &scene.world);
    let ids = ids(&stored.snapshot, &scene.world, scene.people);
    let options = TraceOptions::default();
    // Which questions are bad is compared elsewhere.
    let answer = truyvet_trace::trace(&stored.snapshot, question, &options).ok()?;
    let traced = trace(&world, question, &ids).ok()?;
    let case = answer.cases().next()?;
    Some(Both {
        stored,
        world,
        traced,
        answer,
        case,
    })
}

/// The people whom the case exposed at hop 1, each with the overlaps: at which setting, from when
/// to when, how sure, and whether it counts.
type Events = BTreeMap<PersonNo, BTreeSet<String>>;

fn of_oracle(both: &Both, people: u32) -> Events {
    let mut events = Events::new();
    for person in (0..people).map(PersonNo) {
        let between = both.traced.between(both.case, person);
        let first = between.into_iter().filter(|event| event.hop == 1);
        let shown: BTreeSet<String> = first
            .map(|e| format!("{:?} {}", e.event, e.qualifies))
            .collect();
        if !shown.is_empty() {
            events.insert(person, shown);
        }
    }
    events
}

fn of_engine(both: &Both) -> Events {
    let options = TraceOptions::default();
    let found = both
        .answer
        .exposed_by(&both.stored.snapshot, both.case, &options)
        .unwrap();
    let mut events = Events::new();
    for event in found {
        assert!(event.shed.start() <= event.event.overlap.start());
        let of = events.entry(event.person).or_default();
        of.insert(format!("{:?} {}", event.event, event.qualifies));
    }
    events
}

proptest! {
    #[test]
    fn s10_what_a_case_did_at_the_first_hop_is_what_stands_between_it_and_each(
        scene in strategies::scenes(),
        plan in plans(),
    ) {
        let mut question = of_one(&scene.question);
        // Events at a later hop show the same where the hop changes nothing, so one is enough.
        question.hops = Hops::AtMost(1);
        let Some(both) = both(&scene, &plan, &question) else { return Ok(()) };
        prop_assert_eq!(of_engine(&both), of_oracle(&both, scene.people));
    }

    #[test]
    fn s15_s16_the_f1_of_a_sheet_are_the_rows_of_level_1(
        scene in strategies::scenes(),
        plan in plans(),
    ) {
        let question = of_one(&scene.question);
        let Some(both) = both(&scene, &plan, &question) else { return Ok(()) };
        let snapshot = &both.stored.snapshot;
        let sheet = CaseSheet::new(&both.answer, snapshot, &TraceOptions::default()).unwrap();
        let rows = both.traced.rows().iter().filter(|row| row.level == 1);
        let expected: BTreeMap<_, _> = rows
            .map(|row| (snapshot.person_id(row.person).unwrap(), (row.first_exposure, row.person_seconds)))
            .collect();
        let shown: BTreeMap<_, _> = sheet.contacts.iter()
            .map(|c| (c.person.clone(), (c.first, c.person_seconds)))
            .collect();
        prop_assert_eq!(shown.len(), sheet.contacts.len());
        prop_assert_eq!(&shown, &expected);
        // Put together from the places, nothing is lost.
        let mut summed: BTreeMap<_, u64> = BTreeMap::new();
        for met in sheet.groups.iter().flat_map(|group| &group.people) {
            *summed.entry(met.person.clone()).or_default() += met.person_seconds;
            prop_assert!(met.longest_s <= met.person_seconds && met.times > 0);
        }
        let expected: BTreeMap<_, u64> = expected.into_iter().map(|(id, row)| (id, row.1)).collect();
        prop_assert_eq!(&summed, &expected);
        prop_assert_eq!(sheet.people_by_level, both.traced.exposures().count_by_level());
        let f1 = sheet.contacts.len() as u64;
        prop_assert_eq!(sheet.units.iter().map(|unit| unit.lives).sum::<u64>(), f1);
        let f2 = both.traced.rows().iter().filter(|row| row.level == 2).count() as u64;
        prop_assert_eq!(sheet.tree.len() as u64, f1);
        prop_assert_eq!(sheet.tree.iter().map(|branch| branch.onward).sum::<u64>(), f2);
    }

    #[test]
    fn s10_the_stops_of_a_sheet_are_the_stays_while_infectious(
        scene in strategies::plain_scenes(),
        plan in plans(),
    ) {
        let mut question = of_one(&scene.question);
        question.lag.clear();
        question.window = None;
        prop_assert!(is_plain(&question));
        let Some(both) = both(&scene, &plan, &question) else { return Ok(()) };
        let snapshot = &both.stored.snapshot;
        let sheet = CaseSheet::new(&both.answer, snapshot, &TraceOptions::default()).unwrap();
        let mut infectious = IntervalSet::new();
        for case in &question.cases {
            infectious.insert(case.infectious);
        }
        let f1: Vec<PersonNo> = both.traced.rows().iter()
            .filter(|row| row.level == 1).map(|row| row.person).collect();
        let mut expected = Vec::new();
        for stay in both.world.stays().iter().filter(|stay| stay.person == both.case) {
            let shared = both.world.place(stay.place).shared;
            for part in infectious.clip(stay.interval) {
                let there = f1.iter().filter(|&&person| {
                    !shared && both.traced.between(both.case, person).iter().any(|between| {
                        let overlap = between.event.overlap;
                        between.hop == 1
                            && between.event.setting == Setting::Place(stay.place)
                            && part.intersection(overlap) == Some(overlap)
                    })
                });
                let id = snapshot.place_id(stay.place).unwrap();
                expected.push((part, id, stay.open, shared, there.count() as u64));
            }
        }
        expected.sort();
        let mut shown: Vec<_> = sheet.stops.iter().map(|stop| {
            let shared = stop.left_out == Some("shared_place");
            (stop.during, stop.place.place.clone(), stop.open, shared, stop.exposed)
        }).collect();
        shown.sort();
        prop_assert_eq!(shown, expected);
    }
}
