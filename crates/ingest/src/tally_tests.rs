//! Tests of lateness and of unresolved names.

use super::*;

#[test]
fn buckets_are_within_one_percent() {
    assert!((0..2000).map(bucket).is_sorted());
    for seconds in (0..2000).chain((0..40).map(|n| 3 << n)) {
        let low = lowest_of(bucket(seconds));
        assert!(
            low <= seconds && seconds - low <= seconds / 100,
            "{seconds}: {low}"
        );
    }
}

#[test]
fn median_and_95th_percentile() {
    let at = Timestamp::from_seconds;
    let mut tally = Tally::default();
    assert_eq!(tally.lateness(), None);
    for late in 1..=100 {
        tally.seen(at(1000), Some(at(1000 + late)));
    }
    tally.seen(at(1005), None);
    let lateness = tally.lateness().unwrap();
    assert_eq!(
        (lateness.rows, lateness.median_s, lateness.p95_s),
        (100, 50, 95)
    );
    assert_eq!(tally.latest, Some(at(1005)));
    // An arrival before its event is not late.
    let mut tally = Tally::default();
    tally.seen(at(10), Some(at(5)));
    assert_eq!(tally.lateness().unwrap().p95_s, 0);
}

#[test]
fn the_most_frequent_names() {
    let mut tally = Tally::default();
    for n in 0..30u32 {
        for _ in 0..=n {
            let name = format!("quán {n}");
            tally.unresolved(&name, &name);
        }
    }
    let unresolved = tally.unresolved_names();
    assert_eq!((unresolved.rows, unresolved.names), (465, 30));
    assert_eq!(unresolved.most_frequent.len(), 20);
    assert_eq!(unresolved.most_frequent[0], ("quán 29".to_owned(), 30));
}
