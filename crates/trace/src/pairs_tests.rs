//! Adding up overlaps, against every span there is.

use proptest::prelude::*;

use super::adds_up;

fn literally(overlaps: &[(i64, i64)], one: (i64, i64), total: i64, within: i64) -> bool {
    (one.0 - within + 1..one.1).any(|t| {
        let inside = |&(x, y): &(i64, i64)| (y.min(t + within) - x.max(t)).max(0);
        overlaps.iter().map(inside).sum::<i64>() >= total
    })
}

#[test]
fn s17_a_span_that_only_just_touches_an_overlap_takes_it_in() {
    let overlaps = [(0, 2), (3, 20), (3, 20)];
    assert!(adds_up(&overlaps, (0, 2), 17, 10));
    assert!(!adds_up(&overlaps, (0, 2), 18, 10));
    assert!(adds_up(&overlaps, (3, 20), 20, 10));
}

proptest! {
    #[test]
    fn s17_as_if_every_span_was_tried(
        overlaps in prop::collection::vec((0i64..30, 1i64..8), 1..6),
        total in 1i64..20,
        longer in 0i64..15,
    ) {
        let overlaps: Vec<_> = overlaps.into_iter().map(|(x, n)| (x, x + n)).collect();
        for &one in &overlaps {
            let within = total + longer;
            let expected = literally(&overlaps, one, total, within);
            prop_assert_eq!(adds_up(&overlaps, one, total, within), expected);
        }
    }
}
