//! Small counts that are not shown, and the others that hide them: none of them can be computed
//! from what is shown (S27).

use crate::units::{At, UnitTree};

/// A count as it is published: a number in JSON, `"*"` where it is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The count.
    Number(u64),
    /// It is small, or a small one could be computed from it (S27).
    Suppressed,
}

impl Shown {
    /// What stands for a count that is not shown.
    pub const MARK: &'static str = "*";

    /// The count, unless it is suppressed.
    ///
    /// ```
    /// use truyvet_centre::Shown;
    /// assert_eq!(Shown::Number(7).number(), Some(7));
    /// assert_eq!(Shown::Suppressed.number(), None);
    /// ```
    #[must_use]
    pub const fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Suppressed => None,
        }
    }
}

impl serde::Serialize for Shown {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => to.serialize_u64(*number),
            Self::Suppressed => to.serialize_str(Self::MARK),
        }
    }
}

/// Which counts of a family of columns are not shown: of each unit with all below it, and of what
/// belongs to the very unit and to none below it.
///
/// It is decided once for the whole tree, so that looking at one unit and then at those below it
/// shows nothing that one look does not.
#[derive(Debug)]
pub(crate) struct Hidden {
    totals: Vec<bool>,
    own: Vec<bool>,
}

/// Something that adds up, with others, to the count of a unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Child(At),
    Own,
}

impl Hidden {
    /// Decides for columns whose counts of a unit hang together (such as visits by source, which
    /// add up to what visits by day add up to): they are shown together or not at all. `columns`
    /// has the counts of each very unit; 0 as `threshold` hides nothing.
    ///
    /// A unit is hidden if one of its counts is from 1 to `threshold - 1`. Then, from the top down:
    /// below a unit that is shown, not one part alone is hidden, because it would be what is
    /// missing from the sum; and below one that is hidden something is hidden, because otherwise
    /// the sum would tell. The smallest part is taken for that, one of 0 only if there is no other:
    /// that nobody lives there is easily guessed.
    pub(crate) fn new(tree: &UnitTree, columns: &[Vec<u64>], threshold: u64) -> Self {
        let totals: Vec<Vec<u64>> = columns.iter().map(|own| tree.totals(own)).collect();
        let of = |counts: &[Vec<u64>], at: At| -> (bool, u64) {
            let counts = counts.iter().map(|c| c.get(at).copied().unwrap_or(0));
            counts.fold((false, 0), |(small, sum): (bool, u64), count| {
                let hides = (1..threshold).contains(&count);
                (small || hides, sum.saturating_add(count))
            })
        };
        let mut hidden = Self {
            totals: (0..tree.len()).map(|at| of(&totals, at).0).collect(),
            own: (0..tree.len()).map(|at| of(columns, at).0).collect(),
        };
        // Parents stand before their children.
        for at in 0..tree.len() {
            let children = tree.children(at);
            if children.is_empty() {
                continue;
            }
            let mut open: Vec<(u64, Part)> = Vec::new();
            let mut closed = 0_usize;
            for &child in children {
                match hidden.is_hidden(child) {
                    true => closed = closed.saturating_add(1),
                    false => open.push((of(&totals, child).1, Part::Child(child))),
                }
            }
            match hidden.is_own_hidden(at) {
                true => closed = closed.saturating_add(1),
                false => open.push((of(columns, at).1, Part::Own)),
            }
            let wanted: usize = match (hidden.is_hidden(at), closed) {
                (true, _) => 1,
                (false, 0) => 0,
                (false, _) => 2,
            };
            open.sort_unstable_by_key(|(count, part)| (*count == 0, *count, *part));
            for (_, part) in open.iter().take(wanted.saturating_sub(closed)) {
                hidden.hide(at, *part);
            }
        }
        hidden
    }

    fn hide(&mut self, at: At, part: Part) {
        let cell = match part {
            Part::Child(child) => self.totals.get_mut(child),
            Part::Own => self.own.get_mut(at),
        };
        if let Some(cell) = cell {
            *cell = true;
        }
    }

    fn is_hidden(&self, at: At) -> bool {
        self.totals.get(at).copied().unwrap_or(true)
    }

    fn is_own_hidden(&self, at: At) -> bool {
        self.own.get(at).copied().unwrap_or(true)
    }

    /// A count of a unit with all below it.
    pub(crate) fn total(&self, at: At, count: u64) -> Shown {
        shown(self.is_hidden(at), count)
    }

    /// A count of what is in `scope` and in none of `rows`: hidden if any part of it is.
    pub(crate) fn rest(&self, tree: &UnitTree, scope: At, rows: &[At], count: u64) -> Shown {
        let hidden = outside(tree, scope, rows).any(|at| {
            if tree.children(at).is_empty() {
                self.is_hidden(at)
            } else {
                self.is_own_hidden(at)
            }
        });
        shown(hidden, count)
    }
}

fn shown(hidden: bool, count: u64) -> Shown {
    if hidden {
        Shown::Suppressed
    } else {
        Shown::Number(count)
    }
}

/// The units in `scope` that lie in none of `rows`, which are in order and apart.
pub(crate) fn outside<'a>(
    tree: &'a UnitTree,
    scope: At,
    rows: &'a [At],
) -> impl Iterator<Item = At> + 'a {
    let mut rows = rows.iter().map(|row| tree.below(*row)).peekable();
    tree.below(scope).filter(move |at| {
        while rows.next_if(|row| row.end <= *at).is_some() {}
        !rows.peek().is_some_and(|row| row.contains(at))
    })
}

#[cfg(test)]
#[path = "suppress_tests.rs"]
mod tests;
