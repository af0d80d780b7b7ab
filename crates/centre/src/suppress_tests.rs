//! Checks of `suppress`: what is hidden, and that nothing small can be computed back (S27).

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Hidden, Shown, outside};
use crate::units::UnitTree;

fn tree(paths: &[&str]) -> UnitTree {
    UnitTree::new([], paths.iter().copied())
}

fn shown(tree: &UnitTree, own: &[u64], threshold: u64) -> Vec<Option<u64>> {
    let hidden = Hidden::new(tree, &[own.to_vec()], threshold);
    let totals = tree.totals(own);
    let count = |at: usize| hidden.total(at, totals[at]).number();
    (0..tree.len()).map(count).collect()
}

#[test]
fn s27_a_small_count_takes_another_one_with_it() {
    let tree = tree(&["1/a", "1/b", "1/c"]);
    // "", 1, a, b, c
    let counts = shown(&tree, &[0, 50, 3, 20, 30], 5);
    assert_eq!(counts, [Some(103), Some(103), None, None, Some(30)]);
    // Two small ones hide each other.
    let counts = shown(&tree, &[0, 50, 3, 2, 30], 5);
    assert_eq!(counts, [Some(85), Some(85), None, None, Some(30)]);
    // Nothing small, nothing hidden; 0 is no small count.
    let counts = shown(&tree, &[0, 50, 0, 5, 30], 5);
    assert_eq!(counts, [Some(85), Some(85), Some(0), Some(5), Some(30)]);
    let counts = shown(&tree, &[0, 0, 3, 2, 1], 0);
    assert_eq!(counts, [Some(6), Some(6), Some(3), Some(2), Some(1)]);
}

#[test]
fn s27_what_hides_another_one_is_not_told_by_those_below_it() {
    let tree = tree(&["1/a", "2/b", "2/c"]);
    // "", 1, 1/a, 2, 2/b, 2/c: the 3 of province 1 hide province 2, which hides one below it.
    let counts = shown(&tree, &[9, 0, 3, 0, 20, 30], 5);
    assert_eq!(counts[0], Some(62));
    assert_eq!(counts[1], None);
    assert_eq!(counts[2], None);
    // The own part of everything (9) is smaller than province 2 (50), so it is taken instead.
    assert_eq!(counts[3..], [Some(50), Some(20), Some(30)]);
    let counts = shown(&tree, &[90, 0, 3, 0, 20, 30], 5);
    assert_eq!(counts[3], None);
    assert!(counts[4..].contains(&None));
}

#[test]
fn s27_the_rest_is_hidden_if_a_part_of_it_is() {
    let tree = tree(&["1/a", "1/b"]);
    let own = [0, 20, 3, 30];
    let hidden = Hidden::new(&tree, &[own.to_vec()], 5);
    let rows = [2, 3];
    let left: u64 = outside(&tree, 1, &rows).map(|at| own[at]).sum();
    assert_eq!(left, 20);
    assert_eq!(hidden.rest(&tree, 1, &rows, left), Shown::Suppressed);
    let hidden = Hidden::new(&tree, &[vec![0, 20, 9, 30]], 5);
    assert_eq!(hidden.rest(&tree, 1, &rows, 20), Shown::Number(20));
}

#[test]
fn s27_columns_that_add_up_to_the_same_are_hidden_together() {
    let tree = tree(&["1/a", "1/b", "1/c"]);
    let by_source = [vec![0, 0, 40, 50, 60], vec![0, 0, 2, 50, 60]];
    let hidden = Hidden::new(&tree, &by_source, 5);
    assert_eq!(hidden.total(2, 40), Shown::Suppressed);
    assert_eq!(hidden.total(4, 60), Shown::Number(60));
}

/// A tree of up to three levels with a count for each very unit.
fn worlds() -> impl Strategy<Value = (Vec<String>, Vec<u64>)> {
    let paths = prop::collection::btree_set((0..3_u8, 0..4_u8, 0..4_u8), 1..7).prop_map(
        |units: BTreeSet<(u8, u8, u8)>| {
            let path = |(a, b, c): (u8, u8, u8)| match (b, c) {
                (0, _) => format!("{a}"),
                (_, 0) => format!("{a}/{b}"),
                _ => format!("{a}/{b}/{c}"),
            };
            units.into_iter().map(path).collect::<Vec<_>>()
        },
    );
    let count = prop_oneof![3 => Just(0_u64), 4 => 1..5_u64, 4 => 5..40_u64];
    (paths, prop::collection::vec(count, 40))
}

/// What somebody can learn: each cell that is shown is a sum of leaves of the tree, an equation.
/// A count that a second assignment of the hidden leaves leaves room for is not known.
struct Reader {
    /// Of each leaf cell (the own part of a unit): the units whose totals it is part of.
    above: Vec<Vec<usize>>,
    free: Vec<bool>,
}

impl Reader {
    /// Whether moving one between two hidden leaves, or adding one to a leaf, changes the cell and
    /// no cell that is shown.
    fn can_differ(&self, own: &[u64], totals: &[bool], cell: &dyn Fn(usize) -> bool) -> bool {
        let leaves: Vec<usize> = (0..own.len()).filter(|leaf| self.free[*leaf]).collect();
        let changes =
            |leaf: usize| -> BTreeSet<usize> { self.above[leaf].iter().copied().collect() };
        leaves.iter().any(|&up| {
            let alone = changes(up).iter().all(|at| totals[*at]);
            let pair = leaves.iter().any(|&down| {
                let moved = own[down] > 0 && up != down;
                let (a, b) = (changes(up), changes(down));
                let hidden = a.symmetric_difference(&b).all(|at| totals[*at]);
                moved && hidden && (cell(up) != cell(down))
            });
            (alone && cell(up)) || pair
        })
    }
}

proptest! {
    #[test]
    fn s27_no_small_count_can_be_computed_from_what_is_shown((paths, counts) in worlds()) {
        let tree = UnitTree::new([], paths.iter().map(String::as_str));
        let own: Vec<u64> = counts.into_iter().take(tree.len()).collect();
        prop_assume!(own.len() == tree.len());
        let totals = tree.totals(&own);
        let hidden = Hidden::new(&tree, std::slice::from_ref(&own), 5);
        let above = (0..tree.len()).map(|leaf| {
            (0..tree.len()).filter(|at| tree.below(*at).contains(&leaf)).collect()
        });
        let is_leaf = |at: usize| tree.children(at).is_empty();
        let reader = Reader {
            above: above.collect(),
            // The own part of a unit without others below it is its total.
            free: (0..tree.len())
                .map(|at| if is_leaf(at) { hidden.totals[at] } else { hidden.own[at] })
                .collect(),
        };
        for at in 0..tree.len() {
            if (1..5).contains(&totals[at]) {
                prop_assert!(hidden.totals[at], "{} is {}", tree.path(at), totals[at]);
                let in_total = |leaf: usize| tree.below(at).contains(&leaf);
                prop_assert!(
                    reader.can_differ(&own, &hidden.totals, &in_total),
                    "the {} of {} follows from {:?}", totals[at], tree.path(at), hidden
                );
            }
            if (1..5).contains(&own[at]) && !is_leaf(at) {
                prop_assert!(hidden.own[at]);
                prop_assert!(reader.can_differ(&own, &hidden.totals, &|leaf| leaf == at));
            }
        }
    }

    #[test]
    fn s27_without_a_threshold_all_is_shown((paths, counts) in worlds()) {
        let tree = UnitTree::new([], paths.iter().map(String::as_str));
        let own: Vec<u64> = counts.into_iter().take(tree.len()).collect();
        for threshold in [0, 1] {
            let hidden = Hidden::new(&tree, std::slice::from_ref(&own), threshold);
            prop_assert!(!hidden.totals.contains(&true) && !hidden.own.contains(&true));
        }
    }

    #[test]
    fn s27_whole_and_rest_add_up((paths, counts) in worlds()) {
        let tree = UnitTree::new([], paths.iter().map(String::as_str));
        let mut own = counts;
        own.resize(tree.len(), 0);
        let totals = tree.totals(&own);
        for scope in 0..tree.len() {
            for level in [truyvet_model::UnitLevel::Province, truyvet_model::UnitLevel::Commune] {
                let rows = tree.rows(scope, level);
                let rest: u64 = outside(&tree, scope, &rows).map(|at| own[at]).sum();
                let rows: u64 = rows.iter().map(|at| totals[*at]).sum();
                prop_assert_eq!(rows + rest, totals[scope]);
            }
        }
    }
}
