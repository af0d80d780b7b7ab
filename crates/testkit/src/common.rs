//! Common sites: where more of the cases were than ordinary attendance lets expect (S24).

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{PersonNo, PlaceNo, Question, QuestionError};

use crate::asked::Asked;
use crate::records::Records;
use crate::world::{Ids, World};

/// A place where cases were in their windows (S24).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CommonSite {
    /// The place where visits count.
    pub place: PlaceNo,
    /// How many of the cases were there in their windows.
    pub cases: u64,
    /// How many would have been, if they were people like all others.
    pub expected: f64,
    /// How likely it is that at least so many would have been.
    pub p: f64,
    /// The same held against the number of places compared (Bonferroni).
    pub p_adjusted: f64,
}

/// What people other than one case did in its windows.
struct Others {
    active: BTreeSet<PersonNo>,
    visitors: BTreeMap<PlaceNo, BTreeSet<PersonNo>>,
}

/// S24: the places where the cases of `question` were in the intervals given for them, ordered
/// by p, cases (the most first), place number. Of the other fields those that say which records
/// exist count.
///
/// # Errors
/// [`QuestionError`] for every bad question (S28).
pub fn common_sites(
    world: &World,
    question: &Question,
    ids: &Ids,
) -> Result<Vec<CommonSite>, QuestionError> {
    let asked = Asked::of(world, question, ids)?;
    let records = Records::of(world, &asked);
    let mut there: BTreeMap<PlaceNo, u64> = BTreeMap::new();
    let mut others: Vec<Others> = Vec::new();
    for (&case, windows) in &asked.cases {
        let mut visitors = records.visitors(windows);
        let mut active: BTreeSet<PersonNo> = visitors.values().flatten().copied().collect();
        active.extend(records.in_contact(windows));
        active.remove(&case);
        for (&place, people) in &mut visitors {
            if people.remove(&case) {
                *there.entry(place).or_default() += 1;
            }
        }
        others.push(Others { active, visitors });
    }
    let compared = there.len();
    let site = |(&place, &cases): (&PlaceNo, &u64)| {
        let likely: Vec<f64> = others.iter().map(|o| o.s24_probability(place)).collect();
        let p = s24_at_least(&likely, cases);
        CommonSite {
            place,
            cases,
            expected: likely.iter().sum(),
            p,
            p_adjusted: (p * count(compared)).min(1.0),
        }
    };
    let mut sites: Vec<CommonSite> = there.iter().map(site).collect();
    sites.sort_by(|a, b| {
        let by_p = a.p.total_cmp(&b.p);
        let then = b.cases.cmp(&a.cases).then(a.place.cmp(&b.place));
        by_p.then(then)
    });
    Ok(sites)
}

impl Others {
    /// How likely somebody ordinary was at `place`: visitors of all people who did anything,
    /// counted as if there were one more of both. So a place where nobody else was is unlikely
    /// and not impossible, and where nobody else did anything nothing is surprising.
    fn s24_probability(&self, place: PlaceNo) -> f64 {
        let visitors = self.visitors.get(&place).map_or(0, BTreeSet::len);
        count(visitors + 1) / count(self.active.len() + 1)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "people and places are far below 2^53"
)]
fn count(n: usize) -> f64 {
    n as f64
}

/// How likely at least `k` of independent things happen that are each `likely` (the upper tail
/// of the Poisson binomial distribution), thing by thing.
#[must_use]
pub fn s24_at_least(likely: &[f64], k: u64) -> f64 {
    // Entry j: how likely exactly j of the things so far happened.
    let mut exactly = vec![1.0];
    for p in likely {
        let none = exactly.iter().map(|e| e * (1.0 - p)).chain([0.0]);
        let one = std::iter::once(0.0).chain(exactly.iter().map(|e| e * p));
        exactly = none.zip(one).map(|(a, b)| a + b).collect();
    }
    let k = usize::try_from(k).unwrap_or(usize::MAX);
    let tail: f64 = exactly.iter().skip(k).sum();
    tail.min(1.0)
}

#[cfg(test)]
#[path = "common_tests.rs"]
mod tests;
