//! A question in the numbers of one snapshot, checked (S8 to S13, S28).

use std::collections::BTreeMap;

use truyvet_model::{
    Hops, Interval, IntervalSet, Kind, PersonNo, PlaceNo, Question, QuestionError,
};
use truyvet_store::{Snapshot, VisitRow};

use crate::error::TraceError;

/// A question whose people, kinds and times are numbers of one snapshot.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    /// The cases in order of their numbers, each with its `I_0` (S9).
    pub cases: Vec<(u32, IntervalSet)>,
    /// k.
    pub hops: Hops,
    /// d in seconds, at least 1.
    pub min_overlap: i64,
    /// L in seconds.
    pub latent: i64,
    /// U in seconds; `i64::MAX` if unbounded.
    pub until: i64,
    /// W; everything if none was given.
    pub window: Interval,
    /// Lag in seconds by kind number; kinds beyond its end have none.
    lag: Vec<i64>,
    /// The longest lag of any kind.
    pub longest_lag: i64,
}

impl Resolved {
    /// Checks `question` and looks up its people and kinds in `snapshot`.
    ///
    /// # Errors
    /// [`TraceError::Question`] for a bad question (S28), [`TraceError::Store`] if the names
    /// cannot be read.
    pub(crate) fn new(snapshot: &Snapshot, question: &Question) -> Result<Self, TraceError> {
        question.check()?;
        let window = window(snapshot, question)?;
        let mut cases: BTreeMap<u32, IntervalSet> = BTreeMap::new();
        for case in &question.cases {
            let Some(PersonNo(number)) = snapshot.person(&case.person)? else {
                let id = case.person.to_string();
                return Err(QuestionError::UnknownPerson { field: "cases", id }.into());
            };
            cases.entry(number).or_default().insert(case.infectious);
        }
        let lag = lags(snapshot, question)?;
        Ok(Self {
            cases: cases.into_iter().collect(),
            hops: question.hops,
            min_overlap: question.min_overlap.seconds(),
            latent: question.latent.seconds(),
            until: question.until.seconds(),
            window,
            longest_lag: lag.iter().copied().max().unwrap_or(0),
            lag,
        })
    }

    /// How long `place` stays infectious, in seconds; `None` for a shared place, where nobody
    /// meets anybody (S5, S10).
    pub(crate) fn lag_at(
        &self,
        snapshot: &Snapshot,
        place: u32,
    ) -> Result<Option<i64>, TraceError> {
        if snapshot.is_shared(PlaceNo(place))? {
            return Ok(None);
        }
        if self.longest_lag == 0 {
            return Ok(Some(0));
        }
        let kind = usize::from(snapshot.kind_of(PlaceNo(place))?.0);
        Ok(Some(self.lag.get(kind).copied().unwrap_or(0)))
    }

    /// Whether a record of that time is looked at (S8).
    pub(crate) fn selects(&self, start: i64, end: i64) -> bool {
        start < self.window.end().seconds() && self.window.start().seconds() < end
    }

    /// Whether a visit is looked at (S8).
    pub(crate) fn selects_visit(&self, visit: &VisitRow) -> bool {
        self.selects(visit.start, visit.end)
    }

    /// When somebody exposed during `[x, y)` is infectious: `[x + L, y + U)` (S12).
    pub(crate) fn infectious_after(&self, x: i64, y: i64) -> (i64, i64) {
        let end = if self.until == i64::MAX {
            i64::MAX
        } else {
            y.saturating_add(self.until)
        };
        (x.saturating_add(self.latent), end)
    }
}

fn window(snapshot: &Snapshot, question: &Question) -> Result<Interval, QuestionError> {
    let range = snapshot.time_range().ok_or(QuestionError::EmptyStore)?;
    match question.window {
        Some(window) if !range.intersects(window) => Err(QuestionError::Window { window, range }),
        Some(window) => Ok(window),
        None => Ok(Interval::ALWAYS),
    }
}

fn lags(snapshot: &Snapshot, question: &Question) -> Result<Vec<i64>, QuestionError> {
    let kinds = snapshot.kinds();
    let known =
        |kind: &Kind| kinds.contains(kind) || Kind::KNOWN.iter().any(|k| k.0 == kind.name());
    if let Some(kind) = question.lag.keys().find(|kind| !known(kind)) {
        let names: Vec<&str> = kinds.iter().map(Kind::name).collect();
        return Err(QuestionError::UnknownKind {
            kind: kind.clone(),
            known: names.join(", "),
        });
    }
    Ok(kinds
        .iter()
        .map(|kind| question.lag.get(kind).map_or(0, |lag| lag.seconds()))
        .collect())
}
