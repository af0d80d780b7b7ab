//! Tests of `data`, and of the oracle against the answers that other programs gave.

use truyvet_model::{Case, Hops, Interval, Question, ToDuration};

use crate::data::{Loaded, Set};
use crate::oracle::trace;

fn open(name: &str) -> Option<Set> {
    Set::open(name).inspect_err(|why| eprintln!("{why}")).ok()
}

/// Every query of the set, earliest exposures (backward: latest contacts) compared person by
/// person.
fn check(name: &str) {
    let Some(set) = open(name) else { return };
    let loaded = set.load().unwrap();
    let expected = set.expected().unwrap();
    for query in set.queries().unwrap() {
        let traced = trace(&loaded.world, &query.question, &loaded.ids()).unwrap();
        let id = |person: truyvet_model::PersonNo| loaded.people[person.index()].clone();
        let rows = traced.rows().iter();
        let answer = rows.map(|row| (id(row.person), row.earliest_exposure));
        let wanted = expected.get(&query.name).cloned().unwrap_or_default();
        assert_eq!(
            answer.collect::<std::collections::BTreeMap<_, _>>(),
            wanted,
            "{name} {}",
            query.name
        );
    }
}

#[test]
fn reticula_and_tsna_agree_on_the_small_sets() {
    for name in [
        "tsna_moody",
        "loimos_utopia",
        "loimos_small_city",
        "korea_ds4c",
        "sp_hospital_lh10",
        "sp_workplace_invs13",
        "sp_conference_ht09",
    ] {
        check(name);
    }
}

#[test]
fn epicontacttrace_agrees_on_levels_of_a_conference_and_a_hospital() {
    for name in ["sp_conference_ht09", "sp_hospital_lh10"] {
        let Some(set) = open(name) else { return };
        let loaded = set.load().unwrap();
        let mut questions = std::collections::BTreeMap::new();
        let expected = set.table("expected_levels.csv").unwrap();
        for row in expected.rows() {
            let key = ["seed", "seed_from", "max_hops"].map(|c| row.text(c).unwrap());
            let answer =
                ["person", "level", "first_exposure"].map(|c| row.text(c).unwrap().to_owned());
            let entry = questions
                .entry(key)
                .or_insert((row.time("seed_from").unwrap(), Vec::new()));
            entry.1.push(answer);
        }
        for ([seed, _, hops], (from, mut wanted)) in questions {
            let question = levels_question(seed, from, hops.parse().unwrap());
            let mut answer = levels(&loaded, &question);
            answer.sort();
            wanted.sort();
            assert_eq!(answer, wanted, "{name} {seed} from {from:?}, {hops} hops");
        }
    }
}

fn levels_question(seed: &str, from: truyvet_model::Timestamp, hops: u32) -> Question {
    Question {
        cases: vec![Case {
            person: seed.parse().unwrap(),
            infectious: Interval::new(from, truyvet_model::Timestamp::FOREVER).unwrap(),
        }],
        hops: Hops::AtMost(hops),
        min_overlap: ToDuration::seconds(20),
        ..Question::default()
    }
}

fn levels(loaded: &Loaded, question: &Question) -> Vec<[String; 3]> {
    let traced = trace(&loaded.world, question, &loaded.ids()).unwrap();
    let row = |row: &truyvet_model::Exposure| {
        [
            loaded.people[row.person.index()].to_string(),
            row.level.to_string(),
            row.first_exposure.seconds().to_string(),
        ]
    };
    traced.rows().iter().map(row).collect()
}

#[test]
fn literal_values_of_other_test_suites_agree() {
    let Some(set) = open("toy_third_party") else {
        return;
    };
    let contacts = set.table("contacts.csv").unwrap();
    let expected = set.table("expected.csv").unwrap();
    for row in set.table("cases.csv").unwrap().rows() {
        let query = crate::data::query(row, "case").unwrap();
        let mut loaded = Loaded::default();
        let mine = |r: &crate::data::Row<'_>| r.text("case").unwrap() == query.name;
        loaded.add_contacts(contacts.rows().filter(mine)).unwrap();
        for case in &query.question.cases {
            loaded.person(&case.person.to_string()).unwrap();
        }
        let traced = trace(&loaded.world, &query.question, &loaded.ids()).unwrap();
        let listed = expected.rows().filter(mine);
        for want in listed {
            let person = want.text("person").unwrap();
            let courier = |row: &truyvet_model::Exposure| {
                loaded.people[row.person.index()]
                    .local()
                    .starts_with("courier")
            };
            if person == "#count" {
                let count = traced.rows().iter().filter(|row| !courier(row)).count();
                assert_eq!(
                    count.to_string(),
                    want.text("earliest_or_latest").unwrap(),
                    "{}",
                    query.name
                );
                continue;
            }
            let number = loaded.ids().people[&person.parse().unwrap()];
            let row = traced
                .row(number)
                .unwrap_or_else(|| panic!("{} {person}", query.name));
            for (column, value) in [
                ("level", row.level.to_string()),
                (
                    "earliest_or_latest",
                    row.earliest_exposure.seconds().to_string(),
                ),
            ] {
                let wanted = want.text(column).unwrap();
                assert!(
                    wanted.is_empty() || wanted == value,
                    "{} {person} {column} {value}",
                    query.name
                );
            }
        }
    }
}
