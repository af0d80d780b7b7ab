//! Questions that use every parameter of S8 to S13.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use truyvet_model::{Case, Duration, Hops, Interval, PersonNo, Question, Timestamp};

use super::scale::{Scale, plus};
use super::worlds::{KINDS, RawWorld, kind};
use crate::sketch::person_id;
use crate::world::World;

/// How U is drawn, since it has to be longer than L.
#[derive(Clone, Copy, Debug)]
enum RawUntil {
    Forever,
    /// L and one second.
    Shortest,
    /// L and that many ticks.
    After(u32),
}

#[derive(Clone, Debug)]
pub(super) struct RawQuestion {
    cases: Vec<(u32, u32, Option<u32>)>,
    hops: Hops,
    overlap: (u32, i64),
    latent: (u32, i64),
    until: RawUntil,
    window: Option<(u32, u32)>,
    lag: Vec<Option<u32>>,
}

pub(super) fn raw_questions() -> impl Strategy<Value = RawQuestion> {
    let cases = vec(
        (0..12u32, 0..60u32, option::weighted(0.6, 1..=40u32)),
        1..=4,
    );
    let hops = prop_oneof![
        1 => (1..=6u32).prop_map(Hops::AtMost),
        1 => Just(Hops::All)
    ];
    let until = prop_oneof![
        3 => Just(RawUntil::Forever),
        1 => Just(RawUntil::Shortest),
        3 => (1..=30u32).prop_map(RawUntil::After)
    ];
    let overlap =
        prop_oneof![3 => Just((0, 1)), 2 => (0..=3u32, -1..=1i64), 1 => (0..=8u32, -1..=1i64)];
    let latent =
        prop_oneof![3 => Just((0, 0)), 2 => (0..=3u32, -1..=1i64), 1 => (0..=16u32, -1..=1i64)];
    let window = option::weighted(0.25, (0..60u32, 1..=60u32));
    let lag = prop_oneof![
        2 => Just(Vec::new()),
        1 => vec(option::weighted(0.6, 0..=8u32), KINDS.len())
    ];
    (cases, hops, overlap, latent, until, window, lag).prop_map(
        |(cases, hops, overlap, latent, until, window, lag)| RawQuestion {
            cases,
            hops,
            overlap,
            latent,
            until,
            window,
            lag,
        },
    )
}

impl RawQuestion {
    pub(super) fn question(&self, scale: Scale, raw: &RawWorld, world: &World) -> Question {
        let latent = scale.length(self.latent.0, self.latent.1, 0);
        let until = match self.until {
            RawUntil::Forever => Duration::FOREVER,
            RawUntil::Shortest => plus(latent, 1),
            RawUntil::After(ticks) => plus(latent, i64::from(ticks) * scale.unit),
        };
        let lags = (0..).zip(&self.lag).filter_map(|(n, ticks)| {
            // S28: a lag for a kind that no place has is an error, tested elsewhere.
            let known = world.places.iter().any(|place| place.kind == kind(n));
            known.then_some((kind(n), scale.length((*ticks)?, 0, 0)))
        });
        Question {
            cases: self.cases(scale, raw),
            hops: self.hops,
            min_overlap: scale.length(self.overlap.0, self.overlap.1, 1),
            latent,
            until,
            window: self
                .window
                .and_then(|(from, ticks)| scale.interval(from % raw.span, ticks)),
            lag: lags.collect::<BTreeMap<_, _>>(),
            ..Question::default()
        }
    }

    fn cases(&self, scale: Scale, raw: &RawWorld) -> Vec<Case> {
        let case = |&(who, from, ticks): &(u32, u32, Option<u32>)| {
            let start = from % raw.span;
            let infectious = match ticks {
                Some(ticks) => scale.interval(start, ticks),
                None => Interval::checked(scale.at(start), Timestamp::FOREVER),
            };
            Some(Case {
                person: person_id(PersonNo(who % raw.people)),
                infectious: infectious?,
            })
        };
        self.cases.iter().filter_map(case).collect()
    }
}
