//! Who was infectious when, after how many hops.

use truyvet_model::IntervalSet;

use crate::resolve::Resolved;

/// The I-sets that one hop changed, as they are after it; ordered by person.
pub(crate) type Changes = Vec<(u32, IntervalSet)>;

/// The I-sets of an answer, hop by hop (S9, S12). In question time.
#[derive(Clone, Copy)]
pub(crate) struct ISets<'a> {
    pub resolved: &'a Resolved,
    /// What each hop but the last changed, from hop 1.
    pub history: &'a [Changes],
}

impl<'a> ISets<'a> {
    /// `I_h` of `person`; `None` if empty.
    pub(crate) fn at(&self, person: u32, hop: usize) -> Option<&'a IntervalSet> {
        if let Some(set) = self.case(person) {
            return Some(set);
        }
        let hops = self.history.get(..hop).unwrap_or(self.history);
        hops.iter()
            .rev()
            .find_map(|changes| set_in(changes, person))
    }

    /// `I_0` of `person`; `None` if not a case.
    pub(crate) fn case(&self, person: u32) -> Option<&'a IntervalSet> {
        let cases = &self.resolved.cases;
        let at = cases.binary_search_by_key(&person, |case| case.0).ok()?;
        cases.get(at).map(|case| &case.1)
    }

    /// The first hop after which `person` was infectious at `t`; 0 for a case.
    pub(crate) fn first_hop_at(&self, person: u32, t: i64) -> Option<usize> {
        let t = truyvet_model::Timestamp::from_seconds(t);
        if let Some(set) = self.case(person) {
            return set.contains(t).then_some(0);
        }
        let covers = |changes: &Changes| set_in(changes, person).is_some_and(|set| set.contains(t));
        let index = self.history.iter().position(covers)?;
        Some(index.saturating_add(1))
    }
}

fn set_in(changes: &Changes, person: u32) -> Option<&IntervalSet> {
    let at = changes
        .binary_search_by_key(&person, |change| change.0)
        .ok()?;
    changes.get(at).map(|change| &change.1)
}
