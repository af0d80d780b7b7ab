//! How many people live in a unit: as declared, else as its parts say, else as registered (S26).

use serde::Serialize;

use crate::column::Column;
use crate::suppress::Shown;
use crate::units::{At, UnitTree};

/// Where a population comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PopulationFrom {
    /// Declared for the unit.
    Declared,
    /// The sum over the units right below, of which some were declared, and of the people
    /// registered beside them.
    Parts,
    /// The people of the register who live there: perhaps far fewer than there are.
    Registered,
}

impl PopulationFrom {
    /// `declared`, `parts` or `registered`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Parts => "parts",
            Self::Registered => "registered",
        }
    }
}

/// The population of every unit.
#[derive(Debug)]
pub(crate) struct Populations {
    of: Vec<(u64, PopulationFrom)>,
}

impl Populations {
    /// `own` has the registered people of each very unit.
    pub(crate) fn new(tree: &UnitTree, own: &[u64]) -> Self {
        let mut of = vec![(0_u64, PopulationFrom::Registered); tree.len()];
        // Children stand after their parents.
        for at in (0..tree.len()).rev() {
            let mut sum = own.get(at).copied().unwrap_or(0);
            let mut from = PopulationFrom::Registered;
            for child in tree.children(at) {
                let Some((population, source)) = of.get(*child) else {
                    continue;
                };
                sum = sum.saturating_add(*population);
                if *source != PopulationFrom::Registered {
                    from = PopulationFrom::Parts;
                }
            }
            let found = match tree.declared_population(at) {
                Some(declared) => (declared, PopulationFrom::Declared),
                None => (sum, from),
            };
            if let Some(population) = of.get_mut(at) {
                *population = found;
            }
        }
        Self { of }
    }

    /// The population of a unit, as it is.
    pub(crate) fn get(&self, at: At) -> (u64, PopulationFrom) {
        let none = (0, PopulationFrom::Registered);
        self.of.get(at).copied().unwrap_or(none)
    }

    /// As it is published: what is declared is public, whatever has registered people in it is
    /// shown only if these are (`people`).
    pub(crate) fn shown(&self, tree: &UnitTree, at: At, people: &Column) -> Shown {
        let (population, from) = self.get(at);
        let shown = match from {
            PopulationFrom::Declared => true,
            PopulationFrom::Parts => people.is_whole(tree, at),
            PopulationFrom::Registered => people.shown(at) != Shown::Suppressed,
        };
        if shown {
            Shown::Number(population)
        } else {
            Shown::Suppressed
        }
    }
}

#[cfg(test)]
#[path = "population_tests.rs"]
mod tests;
