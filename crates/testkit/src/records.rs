//! The records that exist for a question: selected, filtered, rolled up, cut, split, mirrored (S8, S18 to S21).

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{Duration, Filter, Interval, IntervalSet, Kind, PersonNo, PlaceNo};

use crate::asked::{Asked, Facts};
use crate::event::{Event, Met, Piece, Spot, s10_event, s11_event};
use crate::mirror::Mirror;
use crate::world::{Recorded, Stay, World};

/// The records that a question sees, grouped for the loops of the oracle.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// By where people meet: the lag there and all pieces of visits.
    spots: BTreeMap<Spot, (Duration, Vec<Piece>)>,
    contacts: Vec<Met>,
}

impl Records {
    /// The records of `world` as `asked` looks at them, in real time.
    #[must_use]
    pub fn of(world: &World, asked: &Asked) -> Self {
        let mut records = Self::default();
        for stay in world.stays() {
            if s8_selects(asked, stay.interval) && s19_visit_exists(world, asked, &stay) {
                records.add_visit(world, asked, &stay);
            }
        }
        for Recorded { what, source } in world.s3_contacts() {
            let facts = Facts {
                kind: Filter::CONTACT,
                place: None,
                unit: None,
                source: source.as_deref(),
                people: &[what.a, what.b],
            };
            if s8_selects(asked, what.interval) && s19_exists(asked, &facts) {
                let isolated = s18_isolated(asked, what.a).union(&s18_isolated(asked, what.b));
                for interval in s18_cut(what.interval, &isolated) {
                    let (a, b) = (what.a, what.b);
                    records.contacts.push(Met { a, b, interval });
                }
            }
        }
        records
    }

    /// The pieces of one visit that exists, where they count.
    fn add_visit(&mut self, world: &World, asked: &Asked, stay: &Stay) {
        let roll_up = asked.question.roll_up.as_ref();
        let Some(site) = world.s20_site(stay.place, roll_up) else {
            return;
        };
        let away = s18_isolated(asked, stay.person).union(&closed(world, asked, stay.place));
        let kind = world.place(site.place).kind;
        let lag = asked.question.lag.get(&kind).copied();
        let parts = asked.splits.get(&site.place).copied().unwrap_or(1);
        let spot = Spot {
            place: site.place,
            part: stay.person.0 % parts,
        };
        for interval in s18_cut(stay.interval, &away) {
            let (_, pieces) = self
                .spots
                .entry(spot)
                .or_insert((lag.unwrap_or(Duration::ZERO), Vec::new()));
            pieces.push(Piece {
                person: stay.person,
                interval,
                open: stay.open,
                coarse: site.coarse,
            });
        }
    }

    /// The same records at mirrored times (S21).
    #[must_use]
    pub fn mirrored(mut self, mirror: Mirror) -> Self {
        for (_, pieces) in self.spots.values_mut() {
            for piece in pieces {
                piece.interval = mirror.interval(piece.interval);
            }
        }
        for contact in &mut self.contacts {
            contact.interval = mirror.interval(contact.interval);
        }
        self
    }

    /// Calls `each` with every event, qualifying or not, that people with these infectious
    /// sets cause.
    pub fn events(
        &self,
        infectious: &BTreeMap<PersonNo, IntervalSet>,
        each: &mut impl FnMut(Event),
    ) {
        for (spot, (lag, pieces)) in &self.spots {
            for a in pieces {
                for i in infectious.get(&a.person).into_iter().flat_map(intervals) {
                    for b in pieces {
                        s10_event(*spot, *lag, a, i, b)
                            .into_iter()
                            .for_each(&mut *each);
                    }
                }
            }
        }
        for met in &self.contacts {
            for (u, v) in [(met.a, met.b), (met.b, met.a)] {
                for i in infectious.get(&u).into_iter().flat_map(intervals) {
                    s11_event(met, u, i, v).into_iter().for_each(&mut *each);
                }
            }
        }
    }

    /// Who was where during any of `times`: people by place, all parts of a place together.
    #[must_use]
    pub fn visitors(&self, times: &IntervalSet) -> BTreeMap<PlaceNo, BTreeSet<PersonNo>> {
        let mut visitors: BTreeMap<PlaceNo, BTreeSet<PersonNo>> = BTreeMap::new();
        for (spot, (_, pieces)) in &self.spots {
            for piece in pieces {
                if times.clip(piece.interval).next().is_some() {
                    visitors.entry(spot.place).or_default().insert(piece.person);
                }
            }
        }
        visitors
    }

    /// Who met somebody directly during any of `times`.
    #[must_use]
    pub fn in_contact(&self, times: &IntervalSet) -> BTreeSet<PersonNo> {
        let during = |met: &&Met| times.clip(met.interval).next().is_some();
        let met = self.contacts.iter().filter(during);
        met.flat_map(|met| [met.a, met.b]).collect()
    }
}

fn intervals(set: &IntervalSet) -> impl Iterator<Item = Interval> + '_ {
    set.intervals().iter().copied()
}

/// S8: the whole record, before anything is cut from it, intersects the window.
fn s8_selects(asked: &Asked, record: Interval) -> bool {
    asked.question.window.is_none_or(|w| w.intersects(record))
}

fn s19_exists(asked: &Asked, facts: &Facts<'_>) -> bool {
    asked.only.s19_only(facts) && !asked.except.s19_except(facts)
}

/// S19: by the place where the visit was recorded.
fn s19_visit_exists(world: &World, asked: &Asked, stay: &Stay) -> bool {
    let kind: Kind = world.place(stay.place).kind;
    let facts = Facts {
        kind: kind.name(),
        place: Some(stay.place),
        unit: world.s19_unit(stay.place),
        source: stay.source.as_deref(),
        people: &[stay.person],
    };
    s19_exists(asked, &facts)
}

fn s18_isolated(asked: &Asked, person: PersonNo) -> IntervalSet {
    asked.isolated.get(&person).cloned().unwrap_or_default()
}

/// When the place of a visit, or any place that it is part of, was closed.
fn closed(world: &World, asked: &Asked, place: PlaceNo) -> IntervalSet {
    let up = world.s5_up_from(place);
    let closures = asked.closed.iter().filter(|(at, _)| up.contains(at));
    closures.map(|&(_, during)| during).collect()
}

/// S18: what is left of a record when `away` is cut from it.
#[must_use]
pub fn s18_cut(record: Interval, away: &IntervalSet) -> Vec<Interval> {
    let mut left = Vec::new();
    let mut from = record.start();
    for gone in away.clip(record) {
        left.extend(Interval::checked(from, gone.start()));
        from = gone.end();
    }
    left.extend(Interval::checked(from, record.end()));
    left
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
