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
        let one = dense(pairs.clone(), first, last).unwrap();
        let other = sorted(pairs).unwrap();
        prop_assert_eq!(one.bytes, other.bytes);
        prop_assert_eq!(one.directory, other.directory);
    }
}
