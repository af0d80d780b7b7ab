//! What if a place had been closed, a line split, a person isolated? Two answers, compared (S30).

use truyvet_model::{Closure, Isolation, Question, Split};

use crate::builder::TraceBuilder;
use crate::diff::Difference;
use crate::error::Error;
use crate::trace::Trace;

/// What is taken as done in *what if*: places closed (S18a), places split (S18b), people isolated
/// (S18).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// Places closed, with everything that is part of them.
    pub closures: Vec<Closure>,
    /// Places whose visitors are kept apart.
    pub splits: Vec<Split>,
    /// People isolated.
    pub isolation: Vec<Isolation>,
}

impl Measures {
    /// Whether nothing is done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes the measures out of a question.
    #[must_use]
    pub fn take_from(question: &mut Question) -> Self {
        Self {
            closures: std::mem::take(&mut question.closures),
            splits: std::mem::take(&mut question.splits),
            isolation: std::mem::take(&mut question.isolation),
        }
    }

    fn add_to(self, question: &mut Question) {
        question.closures.extend(self.closures);
        question.splits.extend(self.splits);
        question.isolation.extend(self.isolation);
    }
}

/// The answers to a question without and with measures, and what changed.
#[derive(Debug)]
pub struct WhatIf {
    base: Trace,
    changed: Trace,
    difference: Difference,
}

impl WhatIf {
    /// The answer without the measures.
    #[must_use]
    pub fn base(&self) -> &Trace {
        &self.base
    }

    /// The answer with them.
    #[must_use]
    pub fn changed(&self) -> &Trace {
        &self.changed
    }

    /// What changed (S30).
    #[must_use]
    pub fn difference(&self) -> &Difference {
        &self.difference
    }

    /// How many people there are at each level without and with the measures; entry 0 is F1.
    #[must_use]
    pub fn count_by_level(&self) -> Vec<(u64, u64)> {
        let (base, changed) = (self.base.count_by_level(), self.changed.count_by_level());
        let levels = base.len().max(changed.len());
        let count = |counts: &[u64], level: usize| counts.get(level).copied().unwrap_or(0);
        let both = |level| (count(&base, level), count(&changed, level));
        (0..levels).map(both).collect()
    }
}

impl TraceBuilder {
    /// Asks the question as it is, and with `measures` besides those that it has, in the direction
    /// that it says; and compares (S30). Limits hold for each of the two.
    ///
    /// ```no_run
    /// # fn run(snapshot: truyvet::Snapshot) -> Result<(), truyvet::Error> {
    /// use truyvet::{Change, Closure, Interval, Measures};
    /// let canteen = Closure { place: "canteen".parse()?, during: Interval::ALWAYS };
    /// let measures = Measures { closures: vec![canteen], ..Measures::default() };
    /// let what_if = snapshot.trace().case("An", 0..).what_if(measures)?;
    /// println!("{} fewer", what_if.difference().count(Change::Gone));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`TraceBuilder::ask`].
    pub fn what_if(mut self, measures: Measures) -> Result<WhatIf, Error> {
        let changed = self.changed(|question| measures.add_to(question))?;
        let (base, changed) = (self.ask()?, changed.ask()?);
        let difference = base.difference(&changed)?;
        Ok(WhatIf {
            base,
            changed,
            difference,
        })
    }
}
