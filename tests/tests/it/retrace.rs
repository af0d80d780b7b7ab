//! An earlier answer brought up to date is the answer that the newer snapshot gives, in every byte.

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::sync::Arc;

use proptest::prelude::*;
use truyvet_model::{Interval, Kind, Question, Timestamp, ToDuration};
use truyvet_store::{MemoryVfs, Options, Snapshot, Store, Writer};
use truyvet_testkit::strategies::{Scene, scenes};
use truyvet_trace::{Afresh, Answer, How, TraceError, TraceOptions, Tracer};

use truyvet_tests::stored::{self, NAMES, Plan, plans};

fn tracer(snapshot: &Snapshot) -> Tracer {
    let options = TraceOptions {
        threads: NonZeroUsize::new(2).unwrap(),
        ..TraceOptions::default()
    };
    Tracer::new(snapshot.clone(), options)
}

/// The answer, if the question is a good one there.
fn asked(snapshot: &Snapshot, question: &Question) -> Option<Answer> {
    match tracer(snapshot).trace(question) {
        Ok(answer) => Some(answer),
        Err(TraceError::Question(_)) => None,
        Err(other) => panic!("{other}"),
    }
}

/// All states of a store, oldest first.
fn states(files: &MemoryVfs) -> Vec<Snapshot> {
    let store = Store::open_in(Arc::new(files.clone())).unwrap();
    let last = store.snapshot().unwrap().number();
    (0..=last)
        .filter_map(|number| store.snapshot_as_of(number).ok())
        .collect()
}

/// From every state to every later one, and from state to state.
fn check(scene: &Scene, people: u32, plan: &Plan, expanded: &Cell<u32>) {
    let stored = stored::write(&scene.world, people, plan, &NAMES);
    let states = states(&stored.files);
    let mut carried: Option<(Answer, &Snapshot)> = None;
    for (at, now) in states.iter().enumerate() {
        let Some(fresh) = asked(now, &scene.question) else {
            continue;
        };
        let earlier = states[..at].iter().filter_map(|then| {
            let answer = asked(then, &scene.question)?;
            Some((answer, then))
        });
        for (answer, then) in earlier.chain(carried.take()) {
            let from = answer.snapshot_number();
            let done = tracer(now).retrace(answer, then).unwrap();
            if matches!(done.how, How::Expanded { .. }) {
                expanded.set(expanded.get() + 1);
            }
            let what = format!("from {from} to {}, {:?}", now.number(), done.how);
            same(&done.answer, &fresh, now, &what);
        }
        carried = Some((fresh, now));
    }
}

fn same(found: &Answer, fresh: &Answer, now: &Snapshot, what: &str) {
    assert_eq!(found.exposures(), fresh.exposures(), "{what}");
    for &person in &fresh.exposures().person {
        let chain = |answer: &Answer| answer.chain(now, person).unwrap();
        assert_eq!(chain(found), chain(fresh), "{what}");
    }
    assert!(
        found.to_bytes().unwrap() == fresh.to_bytes().unwrap(),
        "{what}: rows and chains are the same, the bytes are not"
    );
}

thread_local! {
    static EXPANDED: Cell<u32> = const { Cell::new(0) };
}

proptest! {
    #[test]
    fn retrace_equals_trace(scene in scenes(), plan in plans(), commits in 2..=4usize) {
        let plan = Plan { commits, declare_in: plan.declare_in % commits, ..plan };
        EXPANDED.with(|expanded| check(&scene, scene.people, &plan, expanded));
    }

    /// Places declared first, so that it is seldom asked afresh.
    #[test]
    fn retrace_equals_trace_where_only_records_come(scene in scenes(), plan in plans()) {
        let plan = Plan { commits: 3, declare_in: 0, ..plan };
        EXPANDED.with(|expanded| check(&scene, scene.people, &plan, expanded));
    }

    #[test]
    fn retrace_equals_trace_among_bystanders(scene in scenes(), plan in plans()) {
        let plan = Plan { commits: 2, declare_in: 0, ..plan };
        EXPANDED.with(|expanded| check(&scene, 500, &plan, expanded));
    }
}

fn t(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn interval(start: i64, end: i64) -> Interval {
    Interval::new(t(start), t(end)).unwrap()
}

fn was(writer: &mut Writer, who: &str, place: &str, start: i64, end: i64) {
    let person = writer
        .person(who.parse::<truyvet_model::ExternalId>().unwrap())
        .unwrap();
    let place = writer
        .place(place.parse::<truyvet_model::ExternalId>().unwrap())
        .unwrap();
    let visit = truyvet_model::Visit {
        person,
        place,
        start: t(start),
        end: Some(t(end)),
    };
    writer.visit(visit).unwrap();
}

/// An and Binh meet, Binh meets Chi, Chi meets Dung.
fn line() -> (MemoryVfs, Store) {
    let files = MemoryVfs::new();
    let store = Store::create_in(Arc::new(files.clone()), Options::default()).unwrap();
    let mut w = store.writer().unwrap();
    was(&mut w, "An", "a", 0, 1000);
    was(&mut w, "Binh", "a", 500, 2000);
    was(&mut w, "Binh", "b", 3000, 4000);
    was(&mut w, "Chi", "b", 3000, 4000);
    was(&mut w, "Chi", "c", 5000, 6000);
    was(&mut w, "Dung", "c", 5000, 6000);
    w.commit().unwrap();
    drop(w);
    (files, store)
}

fn question() -> Question {
    Question {
        cases: vec![truyvet_model::Case {
            person: "An".parse().unwrap(),
            infectious: interval(0, 100_000),
        }],
        min_overlap: 5.minutes(),
        ..Question::default()
    }
}

fn how(step: impl Fn(&mut Writer)) -> How {
    let (_, store) = line();
    let then = store.snapshot().unwrap();
    let answer = tracer(&then).trace(&question()).unwrap();
    assert_eq!(answer.exposures().level, [1, 2, 3]);
    let mut w = store.writer().unwrap();
    step(&mut w);
    w.commit().unwrap();
    drop(w);
    let now = store.snapshot().unwrap();
    let done = tracer(&now).retrace(answer, &then).unwrap();
    let fresh = tracer(&now).trace(&question()).unwrap();
    same(&done.answer, &fresh, &now, "by hand");
    done.how
}

#[test]
fn only_those_are_expanded_to_whom_it_matters() {
    let nobody = |w: &mut Writer| was(w, "Em", "elsewhere", 0, 1000);
    assert_eq!(
        how(nobody),
        How::Expanded {
            changed: 1,
            expanded: 1
        }
    );
    // The case was elsewhere, where Em was, too: it changed, and so did Em.
    let meets = |w: &mut Writer| {
        was(w, "Em", "d", 0, 1000);
        was(w, "An", "d", 0, 1000);
    };
    assert_eq!(
        how(meets),
        How::Expanded {
            changed: 2,
            expanded: 1
        }
    );
    // Binh came an hour later: Binh, Chi and Dung are expanded.
    let late = |w: &mut Writer| was(w, "Binh", "a", 500, 700);
    assert_eq!(
        how(late),
        How::Expanded {
            changed: 1,
            expanded: 3
        }
    );
}

/// S15: Chi's earliest exposure came of Binh, who turns out not to have been exposed.
#[test]
fn an_earliest_exposure_goes_with_the_chain_that_it_came_of() {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut w = store.writer().unwrap();
    was(&mut w, "An", "a", 1000, 2000);
    was(&mut w, "Binh", "a", 1000, 1600);
    was(&mut w, "Binh", "b", 1600, 2500);
    was(&mut w, "Chi", "b", 1600, 2500);
    was(&mut w, "Chi", "c", 5000, 6000);
    was(&mut w, "An", "c", 5000, 6000);
    w.commit().unwrap();
    drop(w);
    let then = store.snapshot().unwrap();
    let answer = tracer(&then).trace(&question()).unwrap();
    assert_eq!(answer.exposures().level, [1, 1]);
    assert_eq!(answer.exposures().earliest_exposure, [t(1000), t(1600)]);
    let mut w = store.writer().unwrap();
    was(&mut w, "Binh", "a", 1000, 1100);
    w.commit().unwrap();
    drop(w);
    let now = store.snapshot().unwrap();
    let done = tracer(&now).retrace(answer, &then).unwrap();
    assert!(matches!(done.how, How::Expanded { .. }), "{:?}", done.how);
    assert_eq!(done.answer.exposures().earliest_exposure, [t(5000)]);
    let fresh = tracer(&now).trace(&question()).unwrap();
    same(&done.answer, &fresh, &now, "by hand");
}

#[test]
fn links_and_other_places_are_asked_afresh() {
    let declared = |w: &mut Writer| {
        let place = w
            .place("a".parse::<truyvet_model::ExternalId>().unwrap())
            .unwrap();
        let details = truyvet_model::Place {
            kind: Kind::new("market").unwrap(),
            ..truyvet_model::Place::default()
        };
        w.declare_place(place, &details).unwrap();
    };
    assert_eq!(how(declared), How::Afresh(Afresh::MoreThanRecords));
    let linked = |w: &mut Writer| {
        let person = |w: &mut Writer, id: &str| {
            w.person(id.parse::<truyvet_model::ExternalId>().unwrap())
                .unwrap()
        };
        let (a, b) = (person(w, "Dung"), person(w, "Em"));
        w.link_people(a, b).unwrap();
    };
    assert_eq!(how(linked), How::Afresh(Afresh::MoreThanRecords));
}

#[test]
fn erased_people_are_asked_afresh() {
    let (_, store) = line();
    let then = store.snapshot().unwrap();
    let saved = tracer(&then).trace(&question()).unwrap();
    let mut w = store.writer().unwrap();
    let chi = w
        .person("Chi".parse::<truyvet_model::ExternalId>().unwrap())
        .unwrap();
    w.erase(chi).unwrap();
    drop(w);
    // The snapshot that was asked is still at hand.
    let now = store.snapshot().unwrap();
    let fresh = tracer(&now).trace(&question()).unwrap();
    let done = tracer(&now).retrace(saved.clone(), &then).unwrap();
    assert!(matches!(done.how, How::Expanded { .. }), "{:?}", done.how);
    same(&done.answer, &fresh, &now, "held");
    // Opened again, it is without the erased.
    let then = store.snapshot_as_of(then.number()).unwrap();
    let done = tracer(&now).retrace(saved, &then).unwrap();
    assert_eq!(done.how, How::Afresh(Afresh::OtherState));
    same(&done.answer, &fresh, &now, "opened again");
}
