//! Questions that use the options of S17 to S22 in every combination.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use truyvet_model::{
    Closure, Cumulative, Direction, ExternalId, Filter, Interval, Isolation, Kind, PersonNo,
    Question, Rate, Rates, Share, Split, Timestamp,
};

use super::scale::{Scale, plus};
use super::worlds::{KINDS, RawWorld, SOURCES, UNITS, kind};
use crate::places::s19_unit_holds;
use crate::sketch::{person_id, place_id};
use crate::world::World;

/// Numbers that are taken modulo what there is.
type Picks = Option<Vec<usize>>;

/// From which tick on, and for how many, or for ever.
type RawTime = (u32, Option<u32>);

/// The sets of a filter.
#[derive(Clone, Debug)]
struct RawFilter {
    kinds: Picks,
    places: Picks,
    units: Picks,
    sources: Picks,
    persons: Picks,
}

/// The rate of each kind and of contacts, of all others, and how susceptible people are: one by
/// one, and by doses.
type RawRates = (Vec<Option<u32>>, u32, Vec<Option<u32>>, Vec<u32>);

/// Everything beyond S16.
#[derive(Clone, Debug)]
pub(super) struct RawOptions {
    backward: bool,
    /// T in ticks and seconds, and how many ticks R is longer.
    cumulative: Option<(u32, i64, u32)>,
    isolation: Vec<(u32, RawTime)>,
    only: Option<RawFilter>,
    except: Option<RawFilter>,
    roll_up: Option<usize>,
    closures: Vec<(usize, RawTime)>,
    splits: Vec<(usize, u32)>,
    risk: Option<RawRates>,
}

/// A filter with each of its five sets as often as `sets` says, of so many entries.
fn raw_filters(sets: f64, entries: RangeInclusive<usize>) -> impl Strategy<Value = RawFilter> {
    let picks = || option::weighted(sets, vec(0..60usize, entries.clone()));
    (picks(), picks(), picks(), picks(), picks()).prop_map(
        |(kinds, places, units, sources, persons)| RawFilter {
            kinds,
            places,
            units,
            sources,
            persons,
        },
    )
}

/// One or two, as often as said, else none.
fn few<T: std::fmt::Debug>(
    often: f64,
    one: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<T>> {
    (prop::bool::weighted(often), vec(one, 1..=2))
        .prop_map(|(any, some)| if any { some } else { Vec::new() })
}

fn raw_times() -> impl Strategy<Value = RawTime> {
    (0..60u32, option::weighted(0.8, 1..=30u32))
}

/// Each option as often as `often` says.
pub(super) fn raw_options(often: f64) -> impl Strategy<Value = RawOptions> {
    let rate = || prop_oneof![Just(0u32), 1..2_000_000u32, Just(u32::MAX)];
    let rates = (
        vec(option::weighted(0.4, rate()), KINDS.len() + 1),
        rate(),
        vec(option::weighted(0.2, 0..=1_000_000u32), 12),
        prop_oneof![1 => Just(Vec::new()), 2 => vec(0..=1_000_000u32, 1..=3)],
    );
    (
        prop::bool::weighted(often),
        option::weighted(often, (0..=8u32, -1..=1i64, 0..=12u32)),
        few(often, (0..12u32, raw_times())),
        option::weighted(often, raw_filters(0.25, 3..=10)),
        option::weighted(often, raw_filters(0.25, 1..=2)),
        option::weighted(often * 1.5, 0..6usize),
        few(often, (0..9usize, raw_times())),
        few(often, (0..9usize, 2..=3u32)),
        option::weighted(often, rates),
    )
        .prop_map(
            |(backward, cumulative, isolation, only, except, roll_up, closures, splits, risk)| {
                RawOptions {
                    backward,
                    cumulative,
                    isolation,
                    only,
                    except,
                    roll_up,
                    closures,
                    splits,
                    risk,
                }
            },
        )
}

/// What names there are to pick from (S28: others are errors, tested elsewhere).
struct Known<'a> {
    scale: Scale,
    raw: &'a RawWorld,
    places: Vec<ExternalId>,
    units: Vec<&'static str>,
    sources: Vec<&'static str>,
    /// The kinds of places that others are part of.
    above: Vec<Kind>,
}

impl RawOptions {
    /// `question` with these options, about that world.
    pub(super) fn add(
        &self,
        question: Question,
        scale: Scale,
        raw: &RawWorld,
        world: &World,
    ) -> Question {
        let known = Known::of(scale, raw, world);
        Question {
            direction: if self.backward {
                Direction::Backward
            } else {
                Direction::Forward
            },
            cumulative: self.cumulative.map(|(total, jitter, more)| {
                let min_total = scale.length(total, jitter, 1);
                let within = plus(min_total, i64::from(more) * scale.unit);
                Cumulative { min_total, within }
            }),
            isolation: self
                .isolation
                .iter()
                .filter_map(|&(who, time)| {
                    Some(Isolation {
                        person: known.person(who),
                        during: known.time(time)?,
                    })
                })
                .collect(),
            only: known.filter(self.only.as_ref()),
            except: known.filter(self.except.as_ref()),
            roll_up: self
                .roll_up
                .map(|at| pick(&known.above, at).cloned().unwrap_or_else(|| kind(at))),
            closures: self
                .closures
                .iter()
                .filter_map(|&(at, time)| {
                    Some(Closure {
                        place: pick(&known.places, at)?.clone(),
                        during: known.time(time)?,
                    })
                })
                .collect(),
            splits: self.splits(&known),
            risk: self.rates(&known),
            ..question
        }
    }

    /// S28: a place is split once.
    fn splits(&self, known: &Known<'_>) -> Vec<Split> {
        let mut splits: Vec<Split> = Vec::new();
        for &(at, parts) in &self.splits {
            let Some(place) = pick(&known.places, at) else {
                continue;
            };
            if splits.iter().all(|split| split.place != *place) {
                let place = place.clone();
                splits.push(Split { place, parts });
            }
        }
        splits
    }

    fn rates(&self, known: &Known<'_>) -> Option<Rates> {
        let (rates, otherwise, susceptible, by_doses) = self.risk.as_ref()?;
        let share = |millionths: u32| Share::try_from(f64::from(millionths) / 1e6).ok();
        let kinds = (0..KINDS.len()).map(kind).chain(contact());
        let rates = kinds.zip(rates).filter_map(|(kind, rate)| {
            let rate = Rate::from_millionths((*rate)?);
            Some((kind, rate))
        });
        let shares = (0..known.raw.people).zip(susceptible);
        let shares = shares
            .filter_map(|(n, millionths)| Some((person_id(PersonNo(n)), share((*millionths)?)?)));
        Some(Rates {
            by_kind: rates.collect(),
            otherwise: Rate::from_millionths(*otherwise),
            susceptibility: shares.collect(),
            by_doses: by_doses.iter().filter_map(|&n| share(n)).collect(),
        })
    }
}

fn contact() -> Option<Kind> {
    Kind::new(Filter::CONTACT).ok()
}

/// Entry `at` of `list`, counted round.
fn pick<T>(list: &[T], at: usize) -> Option<&T> {
    list.get(at.checked_rem(list.len())?)
}

/// Those entries of `list`.
fn picked<T: Clone + Ord>(picks: &Picks, list: &[T]) -> BTreeSet<T> {
    let picks = picks.iter().flatten();
    picks.filter_map(|&at| pick(list, at).cloned()).collect()
}

impl<'a> Known<'a> {
    fn of(scale: Scale, raw: &'a RawWorld, world: &World) -> Self {
        let numbers = world.place_numbers();
        let units: Vec<String> = numbers.iter().filter_map(|&n| world.s19_unit(n)).collect();
        let is_unit = |unit: &&str| units.iter().any(|at| s19_unit_holds(unit, at));
        let sources = world.sources();
        let parents = world.places.iter().filter_map(|place| place.parent);
        Self {
            above: parents.map(|parent| world.place(parent).kind).collect(),
            scale,
            raw,
            places: numbers.into_iter().map(place_id).collect(),
            units: UNITS.into_iter().filter(is_unit).collect(),
            sources: SOURCES
                .into_iter()
                .filter(|&s| sources.contains(s))
                .collect(),
        }
    }

    fn person(&self, who: u32) -> ExternalId {
        person_id(PersonNo(who % self.raw.people))
    }

    fn time(&self, (from, ticks): RawTime) -> Option<Interval> {
        let start = from % self.raw.span;
        match ticks {
            Some(ticks) => self.scale.interval(start, ticks),
            None => Interval::checked(self.scale.at(start), Timestamp::FOREVER),
        }
    }

    fn filter(&self, raw: Option<&RawFilter>) -> Filter {
        let Some(raw) = raw else {
            return Filter::default();
        };
        let kinds: Vec<Kind> = (0..KINDS.len()).map(kind).chain(contact()).collect();
        let people: Vec<ExternalId> = (0..self.raw.people).map(|n| self.person(n)).collect();
        let text = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
        Filter {
            kinds: picked(&raw.kinds, &kinds),
            places: picked(&raw.places, &self.places),
            units: text(picked(&raw.units, &self.units)),
            sources: text(picked(&raw.sources, &self.sources)),
            persons: picked(&raw.persons, &people),
        }
    }
}
