//! Checks of `units`: the order, who lies in whom, levels by depth and declared, sums.

use truyvet_model::{UnitDetails, UnitLevel};

use super::UnitTree;

fn details(level: Option<UnitLevel>, population: Option<u64>) -> UnitDetails {
    UnitDetails {
        name: None,
        level,
        population,
    }
}

fn tree(paths: &[&str]) -> UnitTree {
    UnitTree::new([], paths.iter().copied())
}

#[test]
fn s26_whatever_a_unit_lies_in_is_a_unit_too() {
    let tree = tree(&["24/213/07213", "24/213/07216", "22", "24!/1"]);
    let paths: Vec<_> = (0..tree.len()).map(|at| tree.path(at)).collect();
    assert_eq!(
        paths,
        [
            "",
            "22",
            "24",
            "24/213",
            "24/213/07213",
            "24/213/07216",
            "24!",
            "24!/1"
        ]
    );
    let district = tree.find("24/213").unwrap();
    assert_eq!(tree.children(district), [4, 5]);
    assert_eq!(tree.path(tree.parent(district)), "24");
    assert_eq!(tree.below(district), 3..6);
    assert_eq!(tree.below(0), 0..8);
    assert_eq!(tree.find("24/2"), None);
}

#[test]
fn s26_the_level_is_the_declared_one_else_that_of_the_depth() {
    let declared = [
        ("vn".to_owned(), details(None, None)),
        (
            "vn/24".to_owned(),
            details(Some(UnitLevel::Province), Some(7)),
        ),
        (
            "vn/24/213".to_owned(),
            details(Some(UnitLevel::District), None),
        ),
    ];
    let tree = UnitTree::new(declared, ["vn/24/213/a/b"]);
    let level = |path: &str| tree.level(tree.find(path).unwrap());
    assert_eq!(level("vn"), Some(UnitLevel::Province));
    assert_eq!(level("vn/24"), Some(UnitLevel::Province));
    assert_eq!(level("vn/24/213"), Some(UnitLevel::District));
    assert_eq!(level("vn/24/213/a"), None);
    assert_eq!(level(""), None);
    assert_eq!(
        tree.declared_population(tree.find("vn/24").unwrap()),
        Some(7)
    );
}

#[test]
fn s26_rows_are_the_outermost_units_of_the_level() {
    let tree = tree(&["1/11/111", "1/11/112", "1/12", "2"]);
    let rows = |scope: &str, level| {
        let rows = tree.rows(tree.find(scope).unwrap(), level);
        rows.iter().map(|at| tree.path(*at)).collect::<Vec<_>>()
    };
    assert_eq!(rows("", UnitLevel::Province), ["1", "2"]);
    assert_eq!(rows("", UnitLevel::Commune), ["1/11/111", "1/11/112"]);
    assert_eq!(rows("1", UnitLevel::District), ["1/11", "1/12"]);
    assert_eq!(rows("2", UnitLevel::District), Vec::<&str>::new());
    assert_eq!(rows("1/11", UnitLevel::District), Vec::<&str>::new());
}

#[test]
fn s26_a_unit_has_the_sum_of_what_is_below_it_and_its_own() {
    let tree = tree(&["1/11/111", "1/11/112", "1/12"]);
    // "", 1, 1/11, 1/11/111, 1/11/112, 1/12
    let totals = tree.totals(&[1, 2, 4, 8, 16, 32]);
    assert_eq!(totals, [63, 62, 28, 8, 16, 32]);
    assert_eq!(tree.totals(&[u64::MAX, 1])[0], u64::MAX);
}

#[test]
fn an_empty_tree_has_everything_in_it() {
    let tree = tree(&[""]);
    assert_eq!(tree.len(), 1);
    assert_eq!(tree.find(""), Some(0));
    assert_eq!(tree.totals(&[3]), [3]);
}
