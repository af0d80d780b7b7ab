//! What changed between two answers (S30).

use std::collections::BTreeMap;

use truyvet_model::{Exposure, ExternalId, Level, Timestamp};

/// What changed for one person (S30).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only in the second answer, at that level.
    New(Level),
    /// Only in the first answer, at that level.
    Gone(Level),
    /// At another level.
    Level {
        /// In the first answer.
        from: Level,
        /// In the second.
        to: Level,
    },
    /// At the same level, and first or earliest exposure differs (S21: last or latest contact).
    Time {
        /// First and earliest exposure in the first answer.
        from: (Timestamp, Timestamp),
        /// The same in the second.
        to: (Timestamp, Timestamp),
    },
}

/// S30: what changed from `before` to `after`, by person, ordered by id. People whose level and
/// times are the same are not listed.
#[must_use]
pub fn difference(
    before: &BTreeMap<ExternalId, Exposure>,
    after: &BTreeMap<ExternalId, Exposure>,
) -> Vec<(ExternalId, Change)> {
    let mut people: Vec<&ExternalId> = before.keys().chain(after.keys()).collect();
    people.sort_unstable();
    people.dedup();
    let change = |person: &&ExternalId| match (before.get(person), after.get(person)) {
        (Some(a), Some(b)) => changed(a, b),
        (Some(a), None) => Some(Change::Gone(a.level)),
        (None, Some(b)) => Some(Change::New(b.level)),
        (None, None) => None,
    };
    let changes = people.into_iter().map(|person| (person, change(&person)));
    changes
        .filter_map(|(person, change)| Some((person.clone(), change?)))
        .collect()
}

fn changed(a: &Exposure, b: &Exposure) -> Option<Change> {
    let times = |row: &Exposure| (row.first_exposure, row.earliest_exposure);
    if a.level != b.level {
        let (from, to) = (a.level, b.level);
        return Some(Change::Level { from, to });
    }
    let (from, to) = (times(a), times(b));
    (from != to).then_some(Change::Time { from, to })
}

#[cfg(test)]
#[path = "difference_tests.rs"]
mod tests;
