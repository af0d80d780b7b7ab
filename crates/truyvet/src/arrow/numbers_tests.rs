//! Tests of `numbers`: what a sorted set without doubles says.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn numbers_are_a_sorted_set(
        numbers in prop::collection::vec(0_u32..5000, 0..400),
        count in prop::sample::select(vec![5000_u32, 1_000_000]),
        size in 1_usize..300,
        threads in 1_usize..4,
    ) {
        let mut seen = vec![Seen::new(numbers.len(), count); threads];
        for (i, &number) in numbers.iter().enumerate() {
            seen[i % threads].extend(std::iter::once(number));
        }
        let found = Numbers::of(seen);
        let wanted: BTreeSet<u32> = numbers.iter().copied().collect();
        prop_assert_eq!(found.len(), wanted.len());
        for (rank, &number) in wanted.iter().enumerate() {
            prop_assert_eq!(found.rank(number) as usize, rank);
        }
        let parts = found.parts(size);
        let mut all = Vec::new();
        for part in &parts {
            let before = all.len();
            part.try_each(|number| { all.push(number); Ok::<(), ()>(()) }).unwrap();
            prop_assert_eq!(part.len(), all.len() - before);
        }
        prop_assert_eq!(all, wanted.into_iter().collect::<Vec<_>>());
    }
}
