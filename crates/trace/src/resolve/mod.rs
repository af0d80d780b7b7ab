//! A question in the numbers of one snapshot, checked (S8 to S13, S17 to S22, S28).
//!
//! A backward question is mirrored here (S21): *question time* is the time of the records, or its
//! negative. Everything above speaks question time, and mirrors what it gives out.

mod names;

mod sites;

mod filter;

mod cuts;

mod rates;

use std::collections::BTreeMap;

use truyvet_model::{
    Direction, Filter, Hops, Interval, IntervalSet, PlaceNo, Question, QuestionError, Timestamp,
};
use truyvet_store::Snapshot;

use crate::error::TraceError;
use names::Names;

pub(crate) use cuts::Cuts;
pub(crate) use filter::Passing;
pub use filter::unit_of;
pub(crate) use rates::{Hazards, WHOLE_WEIGHT, weight};
pub(crate) use sites::Sites;

/// A question whose people, kinds and times are numbers of one snapshot.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    /// Whether time runs backward (S21).
    pub mirrored: bool,
    /// The cases in order of their numbers, each with its `I_0` (S9) in question time.
    pub cases: Vec<(u32, IntervalSet)>,
    /// k.
    pub hops: Hops,
    /// d in seconds, at least 1.
    pub min_overlap: i64,
    /// L in seconds.
    pub latent: i64,
    /// U in seconds; `i64::MAX` if unbounded.
    pub until: i64,
    /// T and R in seconds (S17).
    pub cumulative: Option<(i64, i64)>,
    /// W in recorded time; everything if none was given.
    pub window: Interval,
    /// Which records exist (S19).
    pub passing: Passing,
    /// What is cut out of them (S18).
    pub cuts: Cuts,
    /// Where visits count (S20).
    pub sites: Sites,
    /// Rates of risk, if it is asked (S22).
    pub hazards: Option<Hazards>,
    /// Whether person-seconds and risk are left out: only for measuring what they cost.
    pub levels_only: bool,
    /// Lag in seconds by kind number; kinds beyond its end have none.
    lag: Vec<i64>,
    /// The longest lag of any kind.
    pub longest_lag: i64,
}

/// What the kind of a site decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SiteFacts {
    /// The number of the place that the site is shown as.
    pub place: u32,
    /// How long it stays infectious, in seconds (S10).
    pub lag: i64,
    /// The rate of risk in millionths an hour (S22).
    pub rate: u32,
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
        let mirrored = question.direction == Direction::Backward;
        let names = Names(snapshot);
        let mut cases: BTreeMap<u32, IntervalSet> = BTreeMap::new();
        for case in &question.cases {
            let number = names.person("cases", &case.person)?;
            let infectious = if mirrored {
                mirror(case.infectious)
            } else {
                case.infectious
            };
            cases.entry(number).or_default().insert(infectious);
        }
        let lag = lags(snapshot, question)?;
        let cumulative = question.cumulative.as_ref();
        Ok(Self {
            mirrored,
            cases: cases.into_iter().collect(),
            hops: question.hops,
            min_overlap: question.min_overlap.seconds(),
            latent: question.latent.seconds(),
            until: question.until.seconds(),
            cumulative: cumulative.map(|c| (c.min_total.seconds(), c.within.seconds())),
            window,
            passing: Passing::new(snapshot, question)?,
            cuts: Cuts::new(snapshot, question)?,
            sites: Sites::new(snapshot, question)?,
            hazards: Hazards::new(snapshot, question)?,
            levels_only: false,
            longest_lag: lag.iter().copied().max().unwrap_or(0),
            lag,
        })
    }

    /// Whether visits count as recorded, but for whole places left out, the window and the
    /// mirror: the case that is worth a shorter way.
    pub(crate) fn is_plain(&self) -> bool {
        self.passing.only_places() && self.cuts.is_empty() && self.sites.are_places()
    }

    /// What the kind of `site` decides.
    pub(crate) fn facts(&self, snapshot: &Snapshot, site: u32) -> Result<SiteFacts, TraceError> {
        let place = self.sites.place(site);
        let mut facts = SiteFacts {
            place,
            ..SiteFacts::default()
        };
        if self.longest_lag > 0 || self.hazards.is_some() {
            let kind = snapshot.kind_of(PlaceNo(place))?.0;
            facts.lag = self.lag.get(usize::from(kind)).copied().unwrap_or(0);
            facts.rate = self.hazards.as_ref().map_or(0, |h| h.at_kind(kind));
        }
        Ok(facts)
    }

    /// Whether a record of that time, as recorded, is looked at (S8).
    #[inline]
    pub(crate) fn selects(&self, start: i64, end: i64) -> bool {
        start < self.window.end().seconds() && self.window.start().seconds() < end
    }

    /// An interval as recorded, in question time; and the other way round.
    #[inline]
    pub(crate) fn turn(&self, start: i64, end: i64) -> (i64, i64) {
        if self.mirrored {
            (end.saturating_neg(), start.saturating_neg())
        } else {
            (start, end)
        }
    }

    /// As [`Self::infectious_after`], as an interval; `None` if it lies beyond all time.
    pub(crate) fn infectious_interval(&self, x: i64, y: i64) -> Option<Interval> {
        let (start, end) = self.infectious_after(x, y);
        let t = Timestamp::from_seconds;
        Interval::checked(t(start), t(end))
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

/// Each set of the filters of a question by itself, with its name.
///
/// # Errors
/// As [`Resolved::new`].
pub(crate) fn filters_of(
    snapshot: &Snapshot,
    question: &Question,
) -> Result<Vec<(&'static str, Passing)>, TraceError> {
    let mut filters = Vec::new();
    for (only, [kinds, places, units, sources, persons]) in [(true, ONLY), (false, EXCEPT)] {
        let all = if only {
            &question.only
        } else {
            &question.except
        };
        let none = Filter::default;
        let sets = [
            (
                kinds,
                Filter {
                    kinds: all.kinds.clone(),
                    ..none()
                },
            ),
            (
                places,
                Filter {
                    places: all.places.clone(),
                    ..none()
                },
            ),
            (
                units,
                Filter {
                    units: all.units.clone(),
                    ..none()
                },
            ),
            (
                sources,
                Filter {
                    sources: all.sources.clone(),
                    ..none()
                },
            ),
            (
                persons,
                Filter {
                    persons: all.persons.clone(),
                    ..none()
                },
            ),
        ];
        for (name, set) in sets {
            if set.is_empty() {
                continue;
            }
            let mut alone = Question::default();
            *(if only {
                &mut alone.only
            } else {
                &mut alone.except
            }) = set;
            filters.push((name, Passing::new(snapshot, &alone)?));
        }
    }
    Ok(filters)
}

const ONLY: [&str; 5] = [
    "only.kinds",
    "only.places",
    "only.units",
    "only.sources",
    "only.persons",
];

const EXCEPT: [&str; 5] = [
    "except.kinds",
    "except.places",
    "except.units",
    "except.sources",
    "except.persons",
];

/// The interval with every time turned into its negative (S21).
fn mirror(interval: Interval) -> Interval {
    let turned = |t: Timestamp| Timestamp::from_seconds(t.seconds().saturating_neg());
    let (start, end) = (turned(interval.end()), turned(interval.start()));
    // Not empty before, so not after.
    Interval::checked(start, end).unwrap_or(interval)
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
    let names = Names(snapshot);
    for kind in question.lag.keys() {
        // There is no lag after a contact (S11).
        if kind.name() == Filter::CONTACT || names.kind("lag", kind).is_err() {
            return Err(QuestionError::UnknownKind {
                kind: kind.clone(),
                known: names.kinds(),
            });
        }
    }
    let lag = |kind| question.lag.get(kind).map_or(0, |lag| lag.seconds());
    Ok(snapshot.kinds().iter().map(lag).collect())
}
