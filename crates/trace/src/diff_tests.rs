//! Differences against the oracle, and what the oracle does not say.

use proptest::prelude::*;
use truyvet_model::{ExternalId, Grade, Interval, PersonNo, Setting, Witness};

use super::*;

fn row(person: u32, level: Level, first: i64, earliest: i64) -> Exposure {
    Exposure {
        person: PersonNo(person),
        level,
        first_exposure: Timestamp::from_seconds(first),
        earliest_exposure: Timestamp::from_seconds(earliest),
        witness: Witness {
            infector: PersonNo(0),
            setting: Setting::Contact,
            overlap: Interval::ALWAYS,
            grade: Grade::Recorded,
        },
        person_seconds: 1,
        risk: 0.0,
    }
}

fn rows() -> impl Strategy<Value = std::collections::BTreeMap<ExternalId, Exposure>> {
    let one = (0..9u32, 1..3u32, 0..3i64, 0..3i64);
    prop::collection::vec(one, 0..12).prop_map(|rows| {
        let named = rows.into_iter().map(|(person, level, first, earliest)| {
            let id = truyvet_testkit::sketch::person_id(PersonNo(person));
            (id, row(person, level, first, earliest))
        });
        named.collect()
    })
}

/// In the words of the oracle.
fn told(changed: &Changed<ExternalId>) -> (ExternalId, truyvet_testkit::Change) {
    use truyvet_testkit::Change as Told;
    let change = match (changed.change, changed.before, changed.after) {
        (Change::New, None, Some(after)) => Told::New(after.level),
        (Change::Gone, Some(before), None) => Told::Gone(before.level),
        (Change::Level, Some(before), Some(after)) => Told::Level {
            from: before.level,
            to: after.level,
        },
        (Change::Time, Some(before), Some(after)) => Told::Time {
            from: (before.first_exposure, before.earliest_exposure),
            to: (after.first_exposure, after.earliest_exposure),
        },
        other => panic!("{other:?}"),
    };
    (changed.person.clone(), change)
}

proptest! {
    #[test]
    fn s30_difference_equals_oracle(before in rows(), after in rows()) {
        let standing = |rows: &std::collections::BTreeMap<ExternalId, Exposure>| {
            let rows = rows.iter().map(|(id, row)| (id.clone(), Standing::from(*row)));
            rows.collect::<Vec<_>>()
        };
        let changes = difference(standing(&before), standing(&after));
        let told: Vec<_> = changes.iter().map(told).collect();
        prop_assert_eq!(told, truyvet_testkit::difference(&before, &after));
    }
}

#[test]
fn s30_of_two_rows_of_one_person_the_nearer_counts() {
    let at = |level, first| Standing::from(row(0, level, first, first));
    let before = vec![("An", at(2, 5)), ("An", at(1, 9))];
    assert_eq!(difference(before.clone(), vec![("An", at(1, 9))]), []);
    let changed = difference(before, vec![("An", at(3, 5))]);
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].before, Some(at(1, 9)));
}

#[test]
fn s30_questions_may_differ_in_cases_and_measures_only() {
    let base = Question::default();
    let other = Question {
        splits: vec![truyvet_model::Split {
            place: "line".parse().unwrap(),
            parts: 2,
        }],
        ..base.clone()
    };
    assert_eq!(differs_in(&base, &other), None);
    let other = Question {
        latent: truyvet_model::Duration::from_seconds(1),
        ..base.clone()
    };
    assert_eq!(differs_in(&base, &other), Some("latent"));
}
