//! Tests of `asked`: filters and names that nobody knows, by hand (S19, S28).

use truyvet_model::{Filter, PersonNo, PlaceNo, Question, QuestionError};

use crate::check::{always, ask, check, closed, cumulative, isolated, roll_up, split};
use crate::sketch::{Sketch, person_id, place_id};

/// p0 meets p1 at a market from source s0, p2 on a bus of another unit from s1, p3 directly.
fn town() -> Sketch {
    Sketch::new()
        .kind(0, "market")
        .kind(1, "bus")
        .unit(1, "b")
        .unit(2, "a/x")
        .part_of(0, 2)
        .source("s0")
        .visit(0, 0, 0..10)
        .visit(1, 0, 0..10)
        .source("s1")
        .visit(0, 1, 20..30)
        .visit(2, 1, 20..30)
        .contact(0, 3, 40..50)
}

/// Who is exposed to p0 where only (and then: all but) the records of `filter` exist.
fn exposed(filter: Filter) -> [Vec<u32>; 2] {
    let only = Question {
        only: filter.clone(),
        ..always(0)
    };
    let except = Question {
        except: filter,
        ..always(0)
    };
    [only, except].map(|question| {
        let traced = ask(&town(), &question).unwrap();
        traced.rows().iter().map(|row| row.person.0).collect()
    })
}

#[test]
fn s19_by_kind_and_the_word_contact() {
    let kinds = |names: &[&str]| Filter {
        kinds: names.iter().map(|name| name.parse().unwrap()).collect(),
        ..Filter::default()
    };
    assert_eq!(exposed(kinds(&["bus"])), [vec![2], vec![1, 3]]);
    assert_eq!(exposed(kinds(&["contact"])), [vec![3], vec![1, 2]]);
    assert_eq!(exposed(kinds(&["bus", "contact"])), [vec![2, 3], vec![1]]);
}

#[test]
fn s19_by_place_never_matches_a_contact_nor_what_is_part_of_the_place() {
    let places = |place| Filter {
        places: [place_id(PlaceNo(place))].into(),
        ..Filter::default()
    };
    assert_eq!(exposed(places(1)), [vec![2], vec![1, 3]]);
    assert_eq!(exposed(places(2)), [vec![], vec![1, 2, 3]]);
}

#[test]
fn s19_by_unit_with_all_below_it_own_or_of_the_place_above() {
    let units = |names: &[&str]| Filter {
        units: names.iter().map(|&name| name.to_owned()).collect(),
        ..Filter::default()
    };
    assert_eq!(exposed(units(&["a"])), [vec![1], vec![2, 3]]);
    assert_eq!(exposed(units(&["a/x"])), [vec![1], vec![2, 3]]);
    assert_eq!(exposed(units(&["a", "b"])), [vec![1, 2], vec![3]]);
}

#[test]
fn s19_by_source() {
    let sources = |name: &str| Filter {
        sources: [name.to_owned()].into(),
        ..Filter::default()
    };
    assert_eq!(exposed(sources("s0")), [vec![1], vec![2, 3]]);
    assert_eq!(exposed(sources("s1")), [vec![2, 3], vec![1]]);
}

#[test]
fn s19_by_person_all_of_a_record_or_any() {
    let persons = |people: &[u32]| Filter {
        persons: people.iter().map(|&p| person_id(PersonNo(p))).collect(),
        ..Filter::default()
    };
    assert_eq!(exposed(persons(&[0, 1, 3])), [vec![1, 3], vec![]]);
    // The contact needs both.
    assert_eq!(exposed(persons(&[1, 3])), [vec![], vec![2]]);
}

#[test]
fn s19_every_set_of_only_must_match_and_any_of_except_removes() {
    let filter = Filter {
        kinds: ["bus".parse().unwrap(), "contact".parse().unwrap()].into(),
        units: ["b".to_owned()].into(),
        ..Filter::default()
    };
    assert_eq!(exposed(filter), [vec![2], vec![1]]);
}

#[test]
fn s19_a_filter_looks_at_the_recorded_place_and_not_at_the_roll_up() {
    let world = Sketch::new()
        .kind(0, "line")
        .kind(1, "canteen")
        .kind(2, "company")
        .part_of(0, 2)
        .part_of(1, 2)
        .visit(0, 0, 0..10)
        .visit(1, 0, 0..10)
        .visit(2, 1, 0..10);
    let only = |kind: &str| {
        let kinds = [kind.parse().unwrap()].into();
        let filter = Filter {
            kinds,
            ..Filter::default()
        };
        roll_up(
            "company",
            Question {
                only: filter,
                ..always(0)
            },
        )
    };
    check(&world, &only("line"), &["p1 F1 0 (0) by p0 q2 0..10~, 10s"]);
    check(&world, &only("company"), &[]);
}

#[test]
fn s28_unknown_names_are_named_with_their_field() {
    let world = town();
    let person = || person_id(PersonNo(20));
    let place = || place_id(PlaceNo(20));
    let error = |question: Question| ask(&world, &question).unwrap_err();
    let unknown = |field| {
        let id = person().to_string();
        QuestionError::UnknownPerson { field, id }
    };
    assert_eq!(error(isolated(20, 0..1, always(0))), unknown("isolation"));
    let unknown_place = |field| {
        let id = place().to_string();
        QuestionError::UnknownPlace { field, id }
    };
    assert_eq!(
        error(closed(20, 0..1, always(0))),
        unknown_place("closures")
    );
    assert_eq!(error(split(20, 2, always(0))), unknown_place("splits"));
    let only = |filter| Question {
        only: filter,
        ..always(0)
    };
    let all_but = |filter| Question {
        except: filter,
        ..always(0)
    };
    let persons = Filter {
        persons: [person()].into(),
        ..Filter::default()
    };
    assert_eq!(error(only(persons.clone())), unknown("only.persons"));
    assert_eq!(error(all_but(persons)), unknown("except.persons"));
    let places = Filter {
        places: [place()].into(),
        ..Filter::default()
    };
    assert_eq!(error(only(places)), unknown_place("only.places"));
    let text = |filter| error(only(filter)).to_string();
    let kinds = Filter {
        kinds: ["ferry".parse().unwrap()].into(),
        ..Filter::default()
    };
    assert!(text(kinds).starts_with("only.kinds: no place of the store has the kind `ferry`"));
    let units = Filter {
        units: ["a/".to_owned()].into(),
        ..Filter::default()
    };
    assert!(text(units).starts_with("only.units: no place of the store lies in the unit `a/`"));
    let sources = Filter {
        sources: ["s2".to_owned()].into(),
        ..Filter::default()
    };
    assert!(text(sources).contains("`s2`; its sources are: s0, s1"));
    let rolled = error(roll_up("ferry", always(0))).to_string();
    assert!(rolled.starts_with("roll_up: no place"), "{rolled}");
    assert!(
        error(cumulative(9, 5, always(0)))
            .to_string()
            .starts_with("cumulative: ")
    );
}

#[test]
fn s28_filters_that_leave_no_place_and_no_contact() {
    let kinds = |names: &[&str]| Filter {
        kinds: names.iter().map(|name| name.parse().unwrap()).collect(),
        ..Filter::default()
    };
    let nothing = |only: Filter, except: Filter| {
        let asked = Question {
            only,
            except,
            ..always(0)
        };
        ask(&town(), &asked).err() == Some(QuestionError::NothingLeft)
    };
    assert!(nothing(kinds(&["bus"]), kinds(&["bus", "market"])));
    assert!(nothing(
        kinds(&["bus", "contact"]),
        kinds(&["bus", "contact"])
    ));
    assert!(!nothing(kinds(&["bus", "contact"]), kinds(&["bus"])));
    let filter = Filter {
        kinds: ["market".parse().unwrap()].into(),
        units: ["b".to_owned()].into(),
        ..Filter::default()
    };
    let asked = Question {
        only: filter,
        ..always(0)
    };
    assert_eq!(
        ask(&town(), &asked).unwrap_err(),
        QuestionError::NothingLeft
    );
}
