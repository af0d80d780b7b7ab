//! What changed from one answer to another (S30).

use std::cmp::Ordering;

use truyvet_model::{Exposure, Level, Question, Timestamp};

/// What changed for one person (S30).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only in the second answer.
    New,
    /// Only in the first answer.
    Gone,
    /// At another level.
    Level,
    /// At the same level, with another first or earliest exposure (backward: last or latest
    /// contact).
    Time,
}

impl Change {
    /// `new`, `gone`, `level` or `time`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Level => "level",
            Self::Time => "time",
        }
    }
}

/// Where a person stands in one of two answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The fewest hops from a case.
    pub level: Level,
    /// First exposure; backward, last contact.
    pub first_exposure: Timestamp,
    /// Earliest exposure; backward, latest contact.
    pub earliest_exposure: Timestamp,
}

impl From<Exposure> for Standing {
    fn from(row: Exposure) -> Self {
        Self {
            level: row.level,
            first_exposure: row.first_exposure,
            earliest_exposure: row.earliest_exposure,
        }
    }
}

/// One person who is not the same in both answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<K> {
    /// Who.
    pub person: K,
    /// What changed.
    pub change: Change,
    /// In the first answer; `None` if new.
    pub before: Option<Standing>,
    /// In the second answer; `None` if gone.
    pub after: Option<Standing>,
}

/// S30: who is not the same in `after` as in `before`, ordered by person. Of several rows of one
/// person (two ids that were linked between the answers) the one of the lowest level counts, then
/// the one of the earliest times.
///
/// ```
/// use truyvet_model::Timestamp;
/// use truyvet_trace::{Change, Standing, difference};
/// let at = |level| {
///     let time = Timestamp::from_seconds(0);
///     Standing { level, first_exposure: time, earliest_exposure: time }
/// };
/// let changed = difference(vec![("An", at(1)), ("Chi", at(2))], vec![("An", at(1))]);
/// assert_eq!(changed.len(), 1);
/// assert_eq!((changed[0].person, changed[0].change), ("Chi", Change::Gone));
/// ```
#[must_use]
pub fn difference<K: Ord>(
    before: Vec<(K, Standing)>,
    after: Vec<(K, Standing)>,
) -> Vec<Changed<K>> {
    let mut before = sorted(before).into_iter().peekable();
    let mut after = sorted(after).into_iter().peekable();
    let mut changes = Vec::new();
    loop {
        let next = match (before.peek(), after.peek()) {
            (None, None) => return changes,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.0.cmp(&b.0),
        };
        let a = if next.is_le() { before.next() } else { None };
        let b = if next.is_ge() { after.next() } else { None };
        changes.extend(changed(a, b));
    }
}

fn sorted<K: Ord>(mut rows: Vec<(K, Standing)>) -> Vec<(K, Standing)> {
    let rank = |at: &Standing| (at.level, at.first_exposure, at.earliest_exposure);
    rows.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| rank(&a.1).cmp(&rank(&b.1))));
    rows.dedup_by(|later, first| later.0 == first.0);
    rows
}

fn changed<K>(before: Option<(K, Standing)>, after: Option<(K, Standing)>) -> Option<Changed<K>> {
    let (person, before, after) = match (before, after) {
        (Some((person, a)), Some((_, b))) => (person, Some(a), Some(b)),
        (Some((person, a)), None) => (person, Some(a), None),
        (None, Some((person, b))) => (person, None, Some(b)),
        (None, None) => return None,
    };
    let change = match (before, after) {
        (None, _) => Change::New,
        (_, None) => Change::Gone,
        (Some(a), Some(b)) if a.level != b.level => Change::Level,
        (Some(a), Some(b)) if a != b => Change::Time,
        _ => return None,
    };
    Some(Changed {
        person,
        change,
        before,
        after,
    })
}

/// The first word of a question in which two differ though answers to them are to be compared
/// (S30): anything but cases (a new case is what late knowledge looks like), isolation, closures
/// and splits (measures, of *what if*), and risk, which a difference does not look at.
#[must_use]
pub fn differs_in(a: &Question, b: &Question) -> Option<&'static str> {
    let words = [
        ("direction", a.direction != b.direction),
        ("hops", a.hops != b.hops),
        ("min_overlap", a.min_overlap != b.min_overlap),
        ("cumulative", a.cumulative != b.cumulative),
        ("latent", a.latent != b.latent),
        ("until", a.until != b.until),
        ("window", a.window != b.window),
        ("lag", a.lag != b.lag),
        ("only", a.only != b.only),
        ("except", a.except != b.except),
        ("roll_up", a.roll_up != b.roll_up),
    ];
    words
        .into_iter()
        .find(|(_, differs)| *differs)
        .map(|(word, _)| word)
}

#[cfg(test)]
#[path = "diff_tests.rs"]
mod tests;
