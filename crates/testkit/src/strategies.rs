//! Strategies that invent small, dense worlds and questions about them.
//!
//! Everything is drawn as small whole numbers of *ticks* and scaled afterwards, so that times
//! collide and touch often and failing examples shrink to few records and small numbers.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use truyvet_model::{
    Case, Contact, Duration, Hops, Interval, Kind, PersonNo, Place, PlaceNo, Question, Timestamp,
    Visit,
};

use crate::sketch::{cases, person_id};
use crate::world::{Cases, World};

/// A world and a question about it whose case ids are those of [`person_id`].
#[derive(Clone, Debug)]
pub struct Scene {
    /// The records, in order of arrival.
    pub world: World,
    /// What is asked; it passes [`Question::check`].
    pub question: Question,
    /// How many people there are; some may have no record.
    pub people: u32,
}

impl Scene {
    /// The numbers that [`Self::world`] uses, by id.
    #[must_use]
    pub fn cases(&self) -> Cases {
        cases(self.people)
    }
}

/// From ticks to seconds.
#[derive(Clone, Copy, Debug)]
struct Scale {
    base: i64,
    unit: i64,
}

impl Scale {
    fn at(self, tick: u32) -> Timestamp {
        Timestamp::from_seconds(self.base + i64::from(tick) * self.unit)
    }

    fn interval(self, start: u32, ticks: u32) -> Option<Interval> {
        Interval::checked(self.at(start), self.at(start + ticks))
    }

    /// `ticks` and `jitter` more seconds, at least `least`.
    fn length(self, ticks: u32, jitter: i64, least: i64) -> Duration {
        let seconds = (i64::from(ticks) * self.unit + jitter).max(least);
        Duration::new(seconds).unwrap_or(Duration::ZERO)
    }
}

/// Ticks of a second up to a day, around the epoch or in 2021: some worlds lie in one day
/// partition, some cross dozens.
fn scales() -> impl Strategy<Value = Scale> {
    let units = prop_oneof![3 => Just(1), 1 => Just(60), 2 => Just(7_200), 1 => Just(21_600), 1 => Just(86_400)];
    let bases = prop_oneof![2 => Just(0), 1 => Just(-30), 1 => Just(1_620_000_000)];
    (units, bases).prop_map(|(unit, base): (i64, i64)| Scale {
        base: if base < 0 { base * unit } else { base },
        unit,
    })
}

const KINDS: [&str; 4] = ["market", "bus", "household", Kind::UNKNOWN];

fn kind(index: usize) -> Kind {
    let name = KINDS.get(index % KINDS.len()).unwrap_or(&Kind::UNKNOWN);
    Kind::new(name).unwrap_or_default()
}

/// A visit or a contact in ticks: who, where or with whom, start, length, whether open.
type RawRecord = (u32, u32, u32, u32, bool);

#[derive(Clone, Debug)]
struct RawWorld {
    people: u32,
    places: u32,
    span: u32,
    visits: Vec<RawRecord>,
    contacts: Vec<RawRecord>,
    /// Meetings of person n with person n + 1 at about 3 n ticks, so that there are long chains.
    path: Vec<(u32, u32)>,
    /// (which earlier record, its new length, whether it is open now).
    corrections: Vec<(usize, u32, bool)>,
    declared: Vec<(usize, bool)>,
    dwell: Vec<Option<u32>>,
}

fn raw_records(count: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<RawRecord>> {
    let open = prop::bool::weighted(0.15);
    let length = prop_oneof![1..=4u32, 1..=16u32];
    vec((0..12u32, 0..12u32, 0..60u32, length, open), count)
}

fn raw_worlds() -> impl Strategy<Value = RawWorld> {
    let sizes = (2..=12u32, 1..=6u32, prop_oneof![Just(12u32), Just(60)]);
    let corrections = vec((0..90usize, 1..=16u32, prop::bool::weighted(0.3)), 0..=6);
    let declared = vec((0..KINDS.len(), prop::bool::weighted(0.1)), 0..=6);
    let dwell = vec(option::weighted(0.7, 1..=12u32), KINDS.len());
    let path = prop_oneof![1 => Just(Vec::new()), 1 => vec((0..4u32, 1..=6u32), 3..=11)];
    (
        sizes,
        path,
        prop_oneof![raw_records(0..=12), raw_records(12..=60)],
        prop_oneof![raw_records(0..=4), raw_records(4..=30)],
        corrections,
        declared,
        dwell,
    )
        .prop_map(
            |((people, places, span), path, visits, contacts, corrections, declared, dwell)| {
                RawWorld {
                    people,
                    places,
                    span,
                    visits,
                    contacts,
                    path,
                    corrections,
                    declared,
                    dwell,
                }
            },
        )
}

impl RawWorld {
    fn visit(&self, scale: Scale, (who, place, start, length, open): RawRecord) -> Visit {
        let start = start % self.span;
        Visit {
            person: PersonNo(who % self.people),
            place: PlaceNo(place % self.places),
            start: scale.at(start),
            end: (!open).then(|| scale.at(start + length)),
        }
    }

    fn contact(&self, scale: Scale, (a, other, start, length, swap): RawRecord) -> Option<Contact> {
        let a = a % self.people;
        let b = (a + 1 + other % (self.people - 1)) % self.people;
        let (a, b) = if swap { (b, a) } else { (a, b) };
        Some(Contact {
            a: PersonNo(a),
            b: PersonNo(b),
            interval: scale.interval(start % self.span, length)?,
        })
    }

    fn world(&self, scale: Scale) -> World {
        let mut visits: Vec<RawRecord> = self.visits.clone();
        let mut contacts: Vec<RawRecord> = self.contacts.clone();
        for &(which, length, open) in &self.corrections {
            let same_key = |&(a, b, start, _, _): &RawRecord| (a, b, start, length, open);
            let count = visits.len();
            if which < count {
                visits.extend(visits.get(which).map(same_key));
            } else if let Some(which) = which.checked_sub(count) {
                contacts.extend(contacts.get(which).map(same_key));
            }
        }
        for (n, &(offset, length)) in (0..).zip(&self.path) {
            contacts.push((n, 0, 3 * n + offset, length, n % 2 == 0));
        }
        World {
            visits: visits.iter().map(|&v| self.visit(scale, v)).collect(),
            contacts: contacts
                .iter()
                .filter_map(|&c| self.contact(scale, c))
                .collect(),
            places: self
                .declared
                .iter()
                .take(self.places as usize)
                .map(|&(index, shared)| Place {
                    kind: kind(index),
                    shared,
                    ..Place::default()
                })
                .collect(),
            dwell: (0..)
                .zip(&self.dwell)
                .filter_map(|(n, ticks)| Some((kind(n), scale.length((*ticks)?, 0, 1))))
                .collect(),
        }
    }
}

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
struct RawQuestion {
    cases: Vec<(u32, u32, Option<u32>)>,
    hops: Hops,
    overlap: (u32, i64),
    latent: (u32, i64),
    until: RawUntil,
    window: Option<(u32, u32)>,
    lag: Vec<Option<u32>>,
}

fn raw_questions() -> impl Strategy<Value = RawQuestion> {
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
    fn question(&self, scale: Scale, raw: &RawWorld, world: &World) -> Question {
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

fn plus(length: Duration, seconds: i64) -> Duration {
    Duration::new(length.seconds().saturating_add(seconds)).unwrap_or(length)
}

/// Worlds of 2 to 12 people and 1 to 6 places, with open visits, corrections, duplicates,
/// contacts and shared places; possibly empty.
pub fn worlds() -> impl Strategy<Value = World> {
    (scales(), raw_worlds()).prop_map(|(scale, raw)| raw.world(scale))
}

/// A world and a question that uses every parameter: L = 0, U without end or L and a second,
/// d around the lengths of overlaps, several cases with several intervals, windows (also ones
/// that no record intersects, S28), lags, 1 to 6 hops or all.
pub fn scenes() -> impl Strategy<Value = Scene> {
    (scales(), raw_worlds(), raw_questions()).prop_map(|(scale, raw, asked)| {
        let world = raw.world(scale);
        let question = asked.question(scale, &raw, &world);
        Scene {
            world,
            question,
            people: raw.people,
        }
    })
}

#[cfg(test)]
#[path = "strategies_tests.rs"]
mod tests;
