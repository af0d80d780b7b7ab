//! Real contacts, and the answers that other programs gave about them.
//!
//! Forward questions only: backward ones (S21) come with the issue that builds backward tracing.

use std::collections::BTreeMap;

use truyvet_model::{
    Case, Direction, ExternalId, Hops, Interval, PersonNo, PlaceNo, Question, Timestamp, ToDuration,
};
use truyvet_store::Snapshot;
use truyvet_testkit::data::{self, Loaded, Row, Set};
use truyvet_trace::{TraceOptions, Tracer};

use truyvet_tests::stored::{self, Names, Plan};

/// The set, or nothing where the data is absent; says so.
pub(crate) fn open(name: &str) -> Option<Set> {
    Set::open(name).inspect_err(|why| eprintln!("{why}")).ok()
}

/// A store of the set, read through a tracer.
pub(crate) fn store(loaded: &Loaded) -> Tracer {
    let names = Names {
        person: &|n: PersonNo| loaded.people[n.index()].clone(),
        place: &|n: PlaceNo| loaded.places[n.index()].clone(),
    };
    let people = u32::try_from(loaded.people.len()).unwrap();
    let stored = stored::write(&loaded.world, people, &Plan::PLAIN, &names);
    Tracer::new(stored.snapshot, TraceOptions::default())
}

/// The rows of the engine's answer with the id of each.
pub(crate) fn rows(
    tracer: &Tracer,
    question: &Question,
) -> BTreeMap<ExternalId, truyvet_model::Exposure> {
    let answer = tracer.trace(question).unwrap();
    let id = |person| tracer.snapshot().person_id(person).unwrap();
    answer
        .exposures()
        .iter()
        .map(|row| (id(row.person), row))
        .collect()
}

pub(crate) fn seed(id: &str, infectious: Interval, hops: Hops) -> Question {
    Question {
        cases: vec![Case {
            person: id.parse().unwrap(),
            infectious,
        }],
        hops,
        ..Question::default()
    }
}

pub(crate) fn from(start: Timestamp) -> Interval {
    Interval::new(start, Timestamp::FOREVER).unwrap()
}

/// All forward queries of a set: who, and the earliest exposure of each.
fn check_queries(name: &str) {
    let Some(set) = open(name) else { return };
    let tracer = store(&set.load().unwrap());
    let expected = set.expected().unwrap();
    let mut checked = 0;
    for query in set
        .queries()
        .unwrap()
        .iter()
        .filter(|query| query.question.direction == Direction::Forward)
    {
        let answer: BTreeMap<_, _> = rows(&tracer, &query.question)
            .into_iter()
            .map(|(id, row)| (id, row.earliest_exposure))
            .collect();
        let wanted = expected.get(&query.name).cloned().unwrap_or_default();
        assert_eq!(answer, wanted, "{name} {}", query.name);
        checked += 1;
    }
    assert!(checked > 0, "{name} has no forward query");
}

macro_rules! queries {
    ($($set:ident)+) => {
        /// Reticula and tsna.
        mod queries {
            $(#[test] fn $set() { super::check_queries(stringify!($set)); })+
        }
    };
}

queries! {
    gesis_ws16 korea_ds4c loimos_small_city loimos_utopia sp_baboons sp_conference_ht09
    sp_highschool_2011 sp_highschool_2012 sp_hospital_lh10 sp_malawi_village sp_primary_school
    sp_workplace_invs13 tsna_concurrency_base tsna_moody
}

/// person, level, first exposure.
type Levels = BTreeMap<ExternalId, (String, i64)>;

fn levels(tracer: &Tracer, question: &Question) -> Levels {
    let plain = |(id, row): (ExternalId, truyvet_model::Exposure)| {
        (id, (row.level.to_string(), row.first_exposure.seconds()))
    };
    rows(tracer, question).into_iter().map(plain).collect()
}

/// The expected levels, by what `key` makes of a row.
fn expected_levels<K: Ord>(
    set: &Set,
    time: &str,
    key: impl Fn(Row<'_>) -> Option<K>,
) -> BTreeMap<K, Levels> {
    let mut expected: BTreeMap<K, Levels> = BTreeMap::new();
    for row in set.table("expected_levels.csv").unwrap().rows() {
        let Some(key) = key(row) else { continue };
        let level = (
            row.text("level").unwrap().to_owned(),
            row.time(time).unwrap().seconds(),
        );
        expected
            .entry(key)
            .or_default()
            .insert(row.id("person").unwrap(), level);
    }
    expected
}

/// EpiContactTrace's levels and first exposures (S13, S15), where the set has them.
#[test]
fn levels_of_all_badge_sets() {
    let mut checked = 0;
    for name in [
        "sp_conference_ht09",
        "sp_hospital_lh10",
        "sp_highschool_2012",
        "sp_workplace_invs13",
    ] {
        let Some(set) = open(name) else { return };
        let tracer = store(&set.load().unwrap());
        let expected = expected_levels(&set, "first_exposure", |row| {
            let text = |column| row.text(column).unwrap().to_owned();
            Some((
                text("seed"),
                row.time("seed_from").unwrap(),
                text("max_hops"),
            ))
        });
        for ((person, start, hops), wanted) in expected {
            let min_overlap = ToDuration::seconds(20);
            let hops = hops.parse().unwrap();
            let question = Question {
                min_overlap,
                ..seed(&person, from(start), hops)
            };
            assert_eq!(
                levels(&tracer, &question),
                wanted,
                "{name} {person} {start} {hops}"
            );
            checked += 1;
        }
    }
    assert!(checked > 30, "{checked}");
}

fn is_holding(id: &ExternalId) -> bool {
    id.local().starts_with('H')
}

/// 70,190 movements of cattle: chains in strict order of time, answered by EpiContactTrace.
#[test]
fn ect_levels_of_all_forward_roots() {
    let Some(set) = open("ect_transfers") else {
        return;
    };
    let tracer = store(&set.load().unwrap());
    let expected = expected_levels(&set, "exposure", |row| {
        let forward = row.text("direction").unwrap() == "forward";
        forward.then(|| (row.id("seed").unwrap(), row.hops("max_hops").unwrap()))
    });
    assert!(expected.len() > 50, "{}", expected.len());
    for ((person, hops), wanted) in expected {
        let start = Timestamp::from_seconds(0);
        let question = seed(&person.to_string(), from(start), hops);
        let mut answer = levels(&tracer, &question);
        answer.retain(|id, _| is_holding(id));
        assert_eq!(answer, wanted, "{person} {hops}");
    }
}

#[test]
fn ect_counts_of_a_sample_of_roots() {
    let Some(set) = open("ect_transfers") else {
        return;
    };
    let tracer = store(&set.load().unwrap());
    let counts = set.table("expected_counts.csv").unwrap();
    for row in counts.rows().step_by(101) {
        let window = Interval::new(row.time("w0").unwrap(), row.time("w1").unwrap()).unwrap();
        let person = row.text("person").unwrap();
        let question = Question {
            window: Some(window),
            ..seed(person, window, Hops::All)
        };
        let count = rows(&tracer, &question)
            .keys()
            .filter(|id| is_holding(id))
            .count();
        assert_eq!(
            count.to_string(),
            row.text("forward_count").unwrap(),
            "{person} {window}"
        );
    }
}

/// Literal values out of the test suites of other programs.
#[test]
fn toy_cases() {
    let Some(set) = open("toy_third_party") else {
        return;
    };
    let contacts = set.table("contacts.csv").unwrap();
    let expected = set.table("expected.csv").unwrap();
    for row in set.table("cases.csv").unwrap().rows() {
        let query = data::query(row, "case").unwrap();
        if query.question.direction == Direction::Backward {
            continue;
        }
        let mine = |r: &Row<'_>| r.text("case").unwrap() == query.name;
        let mut loaded = Loaded::default();
        loaded.add_contacts(contacts.rows().filter(mine)).unwrap();
        for case in &query.question.cases {
            loaded.person(&case.person.to_string()).unwrap();
        }
        let answer = rows(&store(&loaded), &query.question);
        for want in expected.rows().filter(mine) {
            check_toy(&query.name, want, &answer);
        }
    }
}

fn check_toy(case: &str, want: Row<'_>, answer: &BTreeMap<ExternalId, truyvet_model::Exposure>) {
    let person = want.text("person").unwrap();
    let wanted = |column| want.text(column).unwrap();
    if person == "#count" {
        let listed = |id: &&ExternalId| !id.local().starts_with("courier");
        let count = answer.keys().filter(listed).count();
        assert_eq!(count.to_string(), wanted("earliest_or_latest"), "{case}");
        return;
    }
    let row = answer.get(&person.parse().unwrap());
    let row = row.unwrap_or_else(|| panic!("{case}: {person} is missing"));
    for (column, value) in [
        ("level", row.level.to_string()),
        (
            "earliest_or_latest",
            row.earliest_exposure.seconds().to_string(),
        ),
    ] {
        let equal = wanted(column).is_empty() || wanted(column) == value;
        assert!(equal, "{case} {person} {column}: {value}");
    }
}

/// The snapshot of a loaded set holds what was loaded.
#[test]
fn a_school_loads_whole() {
    let Some(set) = open("sp_primary_school") else {
        return;
    };
    let loaded = set.load().unwrap();
    let tracer = store(&loaded);
    let snapshot: &Snapshot = tracer.snapshot();
    assert_eq!(snapshot.time_range(), loaded.world.time_range());
    assert_eq!(
        usize::try_from(snapshot.person_count()).unwrap(),
        loaded.people.len()
    );
}
