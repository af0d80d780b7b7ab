//! Tests of `aliases`: against groups grown number by number.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Every linked number with its group.
fn groups(edges: &[(u32, u32)]) -> BTreeMap<u32, Vec<u32>> {
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &(a, b) in edges.iter().filter(|e| e.0 != e.1) {
        let mut all = groups.get(&a).cloned().unwrap_or_else(|| vec![a]);
        all.extend(groups.get(&b).cloned().unwrap_or_else(|| vec![b]));
        all.sort_unstable();
        all.dedup();
        for number in &all {
            groups.insert(*number, all.clone());
        }
    }
    groups
}

fn check(aliases: &Aliases, edges: &[(u32, u32)]) {
    let groups = groups(edges);
    let around = groups
        .keys()
        .flat_map(|n| [n.saturating_sub(1), *n, n.saturating_add(1)]);
    for number in around.chain([0, 63, 64, 4095, 4096, u32::MAX]) {
        let group = groups.get(&number).cloned().unwrap_or_else(|| vec![number]);
        assert_eq!(*aliases.members(number), group, "{number}");
        assert_eq!(aliases.canonical(number), group[0], "{number}");
        assert_eq!(aliases.is_alias(number), group[0] != number, "{number}");
    }
    let roots: Vec<u32> = groups
        .iter()
        .filter(|(n, g)| **n == g[0])
        .map(|(n, _)| *n)
        .collect();
    assert_eq!(aliases.roots(), roots);
    assert_eq!(aliases.is_empty(), groups.is_empty());
}

fn edges() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let number = prop_oneof![4 => 0_u32..40, 3 => 0_u32..20_000, 1 => any::<u32>()];
    prop::collection::vec((number.clone(), number), 0..60)
}

proptest! {
    #[test]
    fn links_make_groups(edges in edges()) {
        let aliases = Aliases::new(&edges);
        check(&aliases, &edges);
        prop_assert_eq!(Aliases::new(aliases.edges()), aliases);
    }

    #[test]
    fn linking_is_undone(edges in edges(), at in any::<prop::sample::Index>()) {
        let aliases = Aliases::new(&edges);
        let one = at.get(&[(3, 700), (700, 3), (5, 5)]);
        check(&aliases.with(*one), &[edges.as_slice(), &[*one]].concat());
        let known = edges.iter().any(|e| *e == (3, 700) || *e == (700, 3));
        if !known {
            prop_assert_eq!(aliases.with(*one).without((700, 3)), aliases);
        }
    }
}

#[test]
fn the_other_way_round_stays() {
    let triangle = Aliases::new(&[(1, 2), (2, 3), (3, 1)]);
    assert_eq!(*triangle.without((2, 1)).members(2), [1, 2, 3]);
    assert_eq!(*triangle.without((2, 1)).without((3, 2)).members(2), [2]);
}
