//! Counts by unit, summed over what lies below, and what of them is shown.

use std::sync::Arc;

use crate::suppress::{Hidden, Shown};
use crate::units::{At, UnitTree};

/// One count of every unit.
#[derive(Debug)]
pub(crate) struct Column {
    totals: Vec<u64>,
    hidden: Arc<Hidden>,
}

/// How many of `ats` there are of each very unit.
pub(crate) fn tally(units: usize, ats: impl IntoIterator<Item = At>) -> Vec<u64> {
    let mut own = vec![0_u64; units];
    for at in ats {
        if let Some(count) = own.get_mut(at) {
            *count = count.saturating_add(1);
        }
    }
    own
}

impl Column {
    /// A column by itself; `own` has the counts of each very unit.
    pub(crate) fn new(tree: &UnitTree, own: Vec<u64>, threshold: u64) -> Self {
        let columns = [own];
        let hidden = Hidden::new(tree, &columns, threshold);
        let [own] = &columns;
        Self {
            totals: tree.totals(own),
            hidden: Arc::new(hidden),
        }
    }

    /// Columns that are shown or hidden together, unit by unit.
    pub(crate) fn family(tree: &UnitTree, columns: &[Vec<u64>], threshold: u64) -> Vec<Self> {
        let hidden = Arc::new(Hidden::new(tree, columns, threshold));
        let column = |own: &Vec<u64>| Self {
            totals: tree.totals(own),
            hidden: Arc::clone(&hidden),
        };
        columns.iter().map(column).collect()
    }

    /// The count of a unit with all below it, as it is: not to be published.
    pub(crate) fn count(&self, at: At) -> u64 {
        self.totals.get(at).copied().unwrap_or(0)
    }

    /// The same, as it is published.
    pub(crate) fn shown(&self, at: At) -> Shown {
        self.hidden.total(at, self.count(at))
    }

    /// What is counted in `scope` and in none of `rows`, as it is published.
    pub(crate) fn rest(&self, tree: &UnitTree, scope: At, rows: &[At]) -> Shown {
        let count = self.rest_count(scope, rows);
        self.hidden.rest(tree, scope, rows, count)
    }

    /// The same, as it is.
    pub(crate) fn rest_count(&self, scope: At, rows: &[At]) -> u64 {
        let rows: u64 = rows.iter().map(|at| self.count(*at)).sum();
        self.count(scope).saturating_sub(rows)
    }

    /// Whether nothing of the unit and of those below it is hidden.
    pub(crate) fn is_whole(&self, tree: &UnitTree, at: At) -> bool {
        let parts = self.hidden.rest(tree, at, &[], 0) != Shown::Suppressed;
        let mut units = tree.below(at);
        parts && units.all(|at| self.shown(at) != Shown::Suppressed)
    }
}

/// Which units an answer lists.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row<'a> {
    /// A unit with all below it.
    Unit(At),
    /// What is in the scope and in no unit listed.
    Rest(At, &'a [At]),
}

impl Row<'_> {
    /// The count of the row, as it is published.
    pub(crate) fn shown(self, tree: &UnitTree, column: &Column) -> Shown {
        match self {
            Self::Unit(at) => column.shown(at),
            Self::Rest(scope, rows) => column.rest(tree, scope, rows),
        }
    }

    /// The count as it is.
    pub(crate) fn count(self, column: &Column) -> u64 {
        match self {
            Self::Unit(at) => column.count(at),
            Self::Rest(scope, rows) => column.rest_count(scope, rows),
        }
    }
}
