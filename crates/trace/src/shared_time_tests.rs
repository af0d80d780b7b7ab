//! Tests of `shared_time`: by hand, and against all pairs (S23).

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Span, Together, together};

/// What `together` must find, pair by pair.
fn by_pairs(sheds: &[Span], stays: &[Span]) -> Together {
    let mut all = Together::default();
    let mut seconds = std::collections::BTreeSet::new();
    for &(a, b, u) in sheds {
        for &(c, d, v) in stays {
            let (x, y) = (a.max(c), b.min(d));
            if x < y {
                all.infectious.push(u);
                all.exposed.push(v);
                all.seconds += u64::try_from(y - x).unwrap();
                seconds.extend(x..y);
            }
        }
    }
    all.times = seconds.into_iter().map(|t| (t, t + 1)).collect();
    tidy(all)
}

/// Everything once, in order, second by second.
fn tidy(mut all: Together) -> Together {
    let seconds = all.times.iter().flat_map(|&(x, y)| x..y);
    all.times = seconds.map(|t| (t, t + 1)).collect();
    for people in [&mut all.infectious, &mut all.exposed] {
        people.sort_unstable();
        people.dedup();
    }
    all
}

#[test]
fn s23_touching_stays_share_nothing() {
    let mut all = Together::default();
    together(&mut [(0, 10, 1)], &[(10, 20, 2)], &mut all);
    assert_eq!(all, Together::default());
}

#[test]
fn s23_two_infectious_people_for_a_second_are_two_seconds() {
    let mut all = Together::default();
    together(&mut [(5, 9, 1), (0, 6, 3)], &[(5, 6, 2)], &mut all);
    assert_eq!(
        tidy(all),
        Together {
            times: vec![(5, 6)],
            infectious: vec![1, 3],
            exposed: vec![2],
            seconds: 2,
        }
    );
}

fn spans(people: std::ops::Range<u32>) -> impl Strategy<Value = Vec<Span>> {
    let span = (-20..20i64, 1..15i64, people);
    let span = span.prop_map(|(start, length, person)| (start, start + length, person));
    vec(span, 0..12).prop_map(|mut spans| {
        spans.sort_by_key(|span| span.0);
        spans
    })
}

proptest! {
    #[test]
    fn s23_equals_all_pairs(mut sheds in spans(0..5), stays in spans(5..9)) {
        let mut all = Together::default();
        together(&mut sheds, &stays, &mut all);
        prop_assert_eq!(tidy(all), by_pairs(&sheds, &stays));
    }
}
