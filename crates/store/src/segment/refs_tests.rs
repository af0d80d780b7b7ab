//! Tests of `refs`.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn both_ways_give_the_same_bytes(
        mut pairs in prop::collection::vec((0_u32..40, 0_u32..700), 1..200),
        offset in 0_u32..1000,
    ) {
        pairs.sort_by_key(|p| p.1);
        let pairs = pairs.into_iter().map(|(p, b)| (p + offset, b));
        let first = pairs.clone().map(|p| p.0).min().unwrap();
        let last = pairs.clone().map(|p| p.0).max().unwrap();
        let one = lists_of_near(pairs.clone(), first, last);
        let other = lists_of_far(pairs);
        prop_assert_eq!(one, other);
    }
}

#[test]
fn folding_keeps_what_is_near_small() {
    for (difference, folded) in [(0, 0), (u32::MAX, 1), (1, 2), (u32::MAX - 1, 3)] {
        assert_eq!((fold(difference), unfold(folded)), (folded, difference));
    }
    for extreme in [i32::MIN.cast_unsigned(), i32::MAX.cast_unsigned()] {
        assert_eq!(unfold(fold(extreme)), extreme);
    }
}
