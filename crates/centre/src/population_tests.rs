//! Checks of `population`: which figure counts, and that it gives no hidden one away.

use truyvet_model::UnitDetails;

use super::{PopulationFrom, Populations};
use crate::column::Column;
use crate::suppress::Shown;
use crate::units::UnitTree;

fn tree(declared: &[(&str, u64)], named: &[&str]) -> UnitTree {
    let declared = declared.iter().map(|(path, population)| {
        let details = UnitDetails {
            population: Some(*population),
            ..UnitDetails::default()
        };
        ((*path).to_owned(), details)
    });
    UnitTree::new(declared.collect::<Vec<_>>(), named.iter().copied())
}

#[test]
fn s26_a_population_is_declared_else_that_of_the_parts_else_registered() {
    // "", 1, 1/a, 1/b, 2, 2/c
    let tree = tree(&[("1/a", 1000)], &["1/b", "2/c"]);
    let own = [1, 10, 7, 30, 0, 50];
    let populations = Populations::new(&tree, &own);
    let of = |path: &str| populations.get(tree.find(path).unwrap());
    assert_eq!(of("1/a"), (1000, PopulationFrom::Declared));
    assert_eq!(of("1/b"), (30, PopulationFrom::Registered));
    assert_eq!(of("1"), (1040, PopulationFrom::Parts));
    assert_eq!(of("2"), (50, PopulationFrom::Registered));
    assert_eq!(of(""), (1091, PopulationFrom::Parts));
}

#[test]
fn s27_a_sum_with_few_registered_people_in_it_is_not_shown() {
    let tree = tree(&[("1/a", 1000)], &["1/b", "2/c"]);
    let own = vec![0, 0, 700, 3, 0, 50];
    let populations = Populations::new(&tree, &own);
    let people = Column::new(&tree, own, 5);
    let shown = |path: &str| populations.shown(&tree, tree.find(path).unwrap(), &people);
    assert_eq!(shown("1/a"), Shown::Number(1000));
    assert_eq!(shown("1/b"), Shown::Suppressed);
    assert_eq!(shown("1"), Shown::Suppressed); // 1,003 would say 3
    assert_eq!(shown("2"), Shown::Number(50));
}
