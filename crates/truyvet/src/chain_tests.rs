//! Tests of what a chain says about itself.

use truyvet_model::Timestamp;

use super::*;

fn event(infector: &str, exposed: &str) -> ChainEvent {
    ChainEvent {
        hop: 1,
        infector: infector.parse().unwrap(),
        exposed: exposed.parse().unwrap(),
        place: None,
        overlap: Interval::new(Timestamp::from_seconds(0), Timestamp::from_seconds(1)).unwrap(),
        grade: Grade::Recorded,
    }
}

fn repeated(pairs: &[(&str, &str)]) -> Vec<String> {
    let chain = Chain {
        person: "x".parse().unwrap(),
        events: pairs.iter().map(|(a, b)| event(a, b)).collect(),
    };
    chain.repeated().iter().map(ToString::to_string).collect()
}

#[test]
fn people_passed_twice() {
    assert_eq!(repeated(&[]), [""; 0]);
    assert_eq!(repeated(&[("a", "b"), ("b", "c")]), [""; 0]);
    assert_eq!(
        repeated(&[("a", "b"), ("b", "c"), ("c", "b"), ("b", "d")]),
        ["b"]
    );
    assert_eq!(
        repeated(&[("a", "b"), ("b", "a"), ("a", "b"), ("b", "a")]),
        ["a", "b"]
    );
}
