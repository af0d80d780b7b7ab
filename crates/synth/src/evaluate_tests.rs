//! Tests of evaluations, on a world whose scores are counted by hand.
use super::*;

/// seed -> An -> (Bình -> Chi, Dũng); seed -> Em; later Chi -> Giang.
const TRUTH: &str = "\
person,infector,place,time,generation,infectious,recovered,onset,tested,isolated
seed,,,2021-05-01T00:00:00Z,0,,,,,
An,seed,market,2021-05-03T00:00:00Z,1,,,2021-05-06T00:00:00Z,2021-05-08T00:00:00Z,2021-05-08T06:00:00Z
Em,seed,market,2021-05-03T01:00:00Z,1,,,,2021-05-09T00:00:00Z,
Bình,An,canteen,2021-05-05T00:00:00Z,2,,,,,
Dũng,An,line,2021-05-06T00:00:00Z,2,,,,,
Chi,Bình,home,2021-05-08T00:00:00Z,3,,,,,
Giang,Chi,home,2021-05-12T00:00:00Z,4,,,,,
";

fn truth() -> Vec<TrueInfection> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("infections.csv");
    std::fs::write(&path, TRUTH).unwrap();
    read_infections(&path).unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn listed(levels: &[(&str, u32)]) -> BTreeMap<String, u32> {
    levels
        .iter()
        .map(|(id, level)| ((*id).to_owned(), *level))
        .collect()
}

#[test]
fn a_list_is_held_against_the_truth_level_by_level() {
    let cases = BTreeSet::from(["An".to_owned()]);
    // Bình and Hoa as F1, Chi as F2, Lan as F2; Dũng is missed.
    let list = listed(&[("Bình", 1), ("Hoa", 1), ("Chi", 2), ("Lan", 2)]);
    let found = evaluate(&truth(), &cases, &list, Some(2), at("2021-05-10T00:00:00Z"));
    let score = |listed, infected, to_find, found| Score {
        listed,
        infected,
        to_find,
        found,
    };
    assert_eq!(found.levels, [score(2, 1, 2, 1), score(2, 1, 1, 1)]);
    assert_eq!(found.total, score(4, 2, 3, 2));
    // seed infected An, Em is a sibling.
    assert_eq!(
        (found.out_of_reach, found.later, found.later_listed),
        (2, 1, 0)
    );
    assert_eq!(found.total.precision(), Some(0.5));
    assert_eq!(found.levels[0].recall(), Some(0.5));
}

#[test]
fn hops_and_the_moment_say_who_is_to_be_found() {
    let cases = BTreeSet::from(["An".to_owned()]);
    let list = listed(&[("Bình", 1), ("Giang", 3)]);
    let one = evaluate(&truth(), &cases, &list, Some(1), at("2021-05-10T00:00:00Z"));
    assert_eq!(
        (one.total.to_find, one.total.found, one.out_of_reach),
        (2, 1, 3)
    );
    let early = evaluate(&truth(), &cases, &list, None, at("2021-05-05T12:00:00Z"));
    assert_eq!(
        (early.total.to_find, early.later, early.later_listed),
        (1, 3, 1)
    );
    let late = evaluate(&truth(), &cases, &list, None, at("2021-05-13T00:00:00Z"));
    assert_eq!((late.total.to_find, late.total.found), (4, 2));
    assert_eq!(
        evaluate(&[], &cases, &listed(&[]), None, at("0"))
            .total
            .recall(),
        None
    );
}

#[test]
fn the_infectious_interval_is_what_an_office_would_take() {
    let truth = truth();
    let rule = InfectiousRule::two_days();
    let of = |id: &str| {
        let infection = truth.iter().find(|i| i.person == id).unwrap();
        infection.infectious(&rule)
    };
    let an = of("An").unwrap();
    assert_eq!(an.start(), at("2021-05-04T00:00:00Z"));
    assert_eq!(an.end(), at("2021-05-08T06:00:00Z"));
    let em = of("Em").unwrap();
    assert_eq!(em.start(), at("2021-05-07T00:00:00Z"));
    assert_eq!(em.end(), at("2021-05-23T00:00:00Z"));
    assert_eq!(of("Chi"), None);
}

#[test]
fn a_chain_that_bites_its_tail_ends() {
    let mut truth = truth();
    for infection in &mut truth {
        infection.infector = Some("Chi".to_owned());
    }
    let cases = BTreeSet::from(["nobody".to_owned()]);
    let found = evaluate(
        &truth,
        &cases,
        &listed(&[]),
        None,
        at("2022-01-01T00:00:00Z"),
    );
    assert_eq!(found.out_of_reach, 7);
}

#[test]
fn a_bad_truth_names_file_line_and_column() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("infections.csv");
    let read = |text: &str| {
        std::fs::write(&path, text).unwrap();
        read_infections(&path).unwrap_err().to_string()
    };
    let why = read("person,time\nAn,2021-05-01T00:00:00Z\n");
    assert!(
        why.contains("infections.csv") && why.contains("`infector`"),
        "{why}"
    );
    let why = read(&TRUTH.replace("2021-05-12T00:00:00Z", "noon"));
    assert!(why.contains("line 8") && why.contains("time"), "{why}");
    let why = read_infections(&dir.path().join("none.csv")).unwrap_err();
    assert!(why.to_string().contains("none.csv"), "{why}");
}
