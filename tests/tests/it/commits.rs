//! Order of input and number of commits change nothing but which of equal witnesses is shown (S15).

use std::hash::{DefaultHasher, Hash, Hasher};

use proptest::prelude::*;
use truyvet_model::{ExternalId, PersonNo, PlaceNo, Setting, Timestamp, Witness};
use truyvet_store::Snapshot;
use truyvet_testkit::sketch::{person_id, place_id};
use truyvet_testkit::strategies::scenes;
use truyvet_testkit::{Event, Recorded, World, trace};

use truyvet_tests::stored::{self, NAMES, Plan, plans};

/// The same records in another order in which records of one key keep theirs (S2, S3).
fn shuffled(world: &World, seed: u64) -> World {
    let place_of = |key: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        key(&mut hasher);
        hasher.finish()
    };
    let mut world = world.clone();
    world
        .visits
        .sort_by_key(|v| place_of(&|h| (v.what.person, v.what.place, v.what.start).hash(h)));
    world.contacts.sort_by_key(|c| {
        let c = c.what;
        place_of(&|h| (c.a.min(c.b), c.a.max(c.b), c.interval.start()).hash(h))
    });
    world
}

/// What of a row does not depend on numbers: person, level, first and earliest exposure,
/// person-seconds.
type Row = (ExternalId, u32, Timestamp, Timestamp, u64);

/// A witness by name.
type Shown = (
    ExternalId,
    Option<ExternalId>,
    truyvet_model::Interval,
    truyvet_model::Grade,
);

fn by_name(
    witness: &Witness,
    person: impl Fn(PersonNo) -> ExternalId,
    place: impl Fn(PlaceNo) -> ExternalId,
) -> Shown {
    let setting = match witness.setting {
        Setting::Contact => None,
        Setting::Place(number) => Some(place(number)),
    };
    (
        person(witness.infector),
        setting,
        witness.overlap,
        witness.grade,
    )
}

/// Rows and witnesses of the engine, ordered by person id.
fn engine(snapshot: &Snapshot, question: &truyvet_model::Question) -> Option<Vec<(Row, Shown)>> {
    let told = stored::ask(snapshot, question, 1).ok()?;
    let id = |person| snapshot.person_id(person).unwrap();
    let place = |place| snapshot.place_id(place).unwrap();
    let row = |row: truyvet_model::Exposure| {
        let times = (row.first_exposure, row.earliest_exposure);
        let plain = (
            id(row.person),
            row.level,
            times.0,
            times.1,
            row.person_seconds,
        );
        (plain, by_name(&row.witness, id, place))
    };
    let mut rows: Vec<_> = told.rows.iter().map(row).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    Some(rows)
}

/// Whether `shown` may stand for the first of `ties`: it is one of them, and the best of those
/// with the same infector in the same setting, which numbering does not decide.
fn may_stand(shown: &Shown, ties: &[Event]) -> bool {
    let named = |event: &Event| by_name(&event.witness, person_id, place_id);
    ties.iter()
        .map(named)
        .find(|tie| (&tie.0, &tie.1) == (&shown.0, &shown.1))
        .is_some_and(|best| best == *shown)
}

proptest! {
    #[test]
    fn order_and_commits_change_only_which_of_equal_witnesses_is_shown(
        mut scene in scenes(),
        plan in plans(),
        seed in any::<u64>(),
    ) {
        scene.question.splits.clear(); // they go by number
        let once = stored::write(&scene.world, scene.people, &Plan::PLAIN, &NAMES);
        let other = stored::write(&shuffled(&scene.world, seed), scene.people, &plan, &NAMES);
        let first = engine(&once.snapshot, &scene.question);
        let second = engine(&other.snapshot, &scene.question);
        prop_assert_eq!(first.is_some(), second.is_some());
        let (Some(first), Some(second)) = (first, second) else { return Ok(()) };
        let plain = |rows: &[(Row, Shown)]| -> Vec<Row> { rows.iter().map(|r| r.0.clone()).collect() };
        prop_assert_eq!(plain(&first), plain(&second));
        let numbers = scene.ids();
        let oracle = trace(&scene.world, &scene.question, &numbers).unwrap();
        for (row, shown) in first.iter().chain(&second) {
            let ties = oracle.s15_ties(numbers.people[&row.0]);
            prop_assert!(may_stand(shown, &ties), "{:?} {:?}", shown, ties);
        }
    }

    /// S2: importing a file twice changes nothing, not even the commit number.
    #[test]
    fn s2_writing_everything_again_changes_nothing(mut scene in scenes(), plan in plans()) {
        scene.question.splits.clear(); // they go by number
        let mut twice = scene.world.clone();
        // The records in effect again, after those that they may have replaced.
        twice.visits.extend(scene.world.s2_visits());
        twice.contacts.extend(scene.world.s3_contacts());
        let once = stored::write(&scene.world, scene.people, &Plan::PLAIN, &NAMES);
        let again = stored::write(&twice, scene.people, &plan, &NAMES);
        let rows = |stored: &stored::Stored| {
            let rows = engine(&stored.snapshot, &scene.question);
            rows.map(|rows| rows.into_iter().map(|r| r.0).collect::<Vec<_>>())
        };
        prop_assert_eq!(rows(&once), rows(&again));
        let store = truyvet_store::Store::open_in(std::sync::Arc::new(once.files)).unwrap();
        let mut writer = store.writer().unwrap();
        // Only against segments it can be seen that nothing changes: a log does not look.
        let number = writer.publish().unwrap().number;
        prop_assert_eq!(number, once.snapshot.number());
        for Recorded { what: visit, source } in scene.world.s2_visits() {
            writer.set_source(source.as_deref().unwrap_or_default()).unwrap();
            let person = writer.person(person_id(visit.person)).unwrap();
            let place = writer.place(place_id(visit.place)).unwrap();
            writer.visit(truyvet_model::Visit { person, place, ..visit }).unwrap();
        }
        prop_assert_eq!(writer.publish().unwrap().number, number);
    }
}
