//! Answers compared: measures only take away; late data, links and erasure between two snapshots (S30).

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use truyvet::{Change, Changed, ExternalId, MemoryVfs, Options, Question, Store};
use truyvet_model::PersonNo;
use truyvet_testkit::strategies::scenes;
use truyvet_trace::{Answer, Standing, TraceOptions, difference, trace};

use truyvet_tests::stored::{self, NAMES, Plan};

fn standing(answer: &Answer) -> Vec<(PersonNo, Standing)> {
    let rows = answer.exposures().iter();
    rows.map(|row| (row.person, row.into())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is closed, split or isolated, nobody is exposed who was not, or nearer to a case.
    #[test]
    fn s18_measures_only_take_away(scene in scenes()) {
        let stored = stored::write(&scene.world, scene.people, &Plan::PLAIN, &NAMES);
        let base = Question {
            isolation: Vec::new(),
            closures: Vec::new(),
            splits: Vec::new(),
            ..scene.question.clone()
        };
        let ask = |question| trace(&stored.snapshot, question, &TraceOptions::default());
        let (Ok(before), Ok(after)) = (ask(&base), ask(&scene.question)) else {
            return Ok(()); // a bad question
        };
        let before_by: BTreeMap<_, _> = standing(&before).into_iter().collect();
        for changed in difference(standing(&before), standing(&after)) {
            prop_assert_ne!(changed.change, Change::New);
            if let Some(after) = changed.after {
                prop_assert!(before_by[&changed.person].level <= after.level);
            }
        }
    }
}

fn store() -> Store {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut writer = store.writer().unwrap();
    writer.contact("An", "Bình", 100, 200).unwrap();
    writer.contact("Bình", "phone:7", 300, 400).unwrap();
    writer.commit().unwrap();
    store
}

fn told(rows: &[Changed<ExternalId>]) -> Vec<(String, &'static str)> {
    let row = |row: &Changed<ExternalId>| (row.person.to_string(), row.change.name());
    rows.iter().map(row).collect()
}

#[test]
fn s30_late_data_and_a_new_case() {
    let store = store();
    let before = store
        .snapshot()
        .unwrap()
        .trace()
        .case("An", 0..)
        .forward()
        .unwrap();
    let mut writer = store.writer().unwrap();
    writer.contact("An", "Chi", 50, 60).unwrap();
    writer.contact("An", "phone:7", 500, 600).unwrap();
    writer.contact("An", "Bình", 20, 30).unwrap();
    writer.commit().unwrap();
    let snapshot = store.snapshot().unwrap();
    let after = snapshot.trace().case("An", 0..).forward().unwrap();
    let changed = before.difference(&after).unwrap();
    let expected = [("Bình", "time"), ("Chi", "new"), ("phone:7", "level")];
    let expected = expected.map(|(person, change)| (person.to_owned(), change));
    assert_eq!(told(changed.rows()), expected);
    assert!(after.difference(&after).unwrap().is_empty());

    let two = snapshot
        .trace()
        .case("An", 0..)
        .case("Chi", 0..)
        .forward()
        .unwrap();
    let changed = after.difference(&two).unwrap();
    assert_eq!(told(changed.rows()), [("Chi".to_owned(), "gone")]);
    let other = snapshot.trace().case("An", 0..).hops(1).forward().unwrap();
    assert_eq!(
        after.difference(&other).unwrap_err().to_string(),
        "difference: the two answers differ in hops; ask the same question of both (cases, isolation, closures and splits may differ)"
    );
}

/// Linking an id to somebody in both answers makes nobody gone.
#[test]
fn s30_linked_ids_are_one_person_in_both() {
    let store = store();
    let before = store
        .snapshot()
        .unwrap()
        .trace()
        .case("An", 0..)
        .forward()
        .unwrap();
    let mut writer = store.writer().unwrap();
    writer.link("Bình", "phone:7").unwrap();
    writer.commit().unwrap();
    let after = store
        .snapshot()
        .unwrap()
        .trace()
        .case("An", 0..)
        .forward()
        .unwrap();
    assert_eq!((before.len(), after.len()), (2, 1));
    let changed = before.difference(&after).unwrap();
    assert_eq!(told(changed.rows()), []);
    let back = after.difference(&before).unwrap();
    assert_eq!(told(back.rows()), []);
}
