//! Small, dense worlds.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use truyvet_model::{Contact, Kind, PersonNo, Place, PlaceNo, Visit};

use super::scale::Scale;
use crate::world::{Recorded, World};

/// Kinds of places; the last two are those of the places that others are part of.
pub(super) const KINDS: [&str; 6] = [
    "market",
    "bus",
    "household",
    Kind::UNKNOWN,
    "company",
    "park",
];

/// Administrative units, some of them within others.
pub(super) const UNITS: [&str; 4] = ["a", "a/b", "a/b/c", "ab"];

/// Sources of records.
pub(super) const SOURCES: [&str; 3] = ["qr", "roster", "bluezone"];

pub(super) fn kind(index: usize) -> Kind {
    let name = KINDS.get(index % KINDS.len()).unwrap_or(&Kind::UNKNOWN);
    Kind::new(name).unwrap_or_default()
}

/// A visit or a contact in ticks: who, where or with whom, start, length, whether open, and
/// which source, if that is one.
type RawRecord = (u32, u32, u32, u32, bool, usize);

/// A declared place: kind, whether shared, how many numbers up its parent is, unit.
type RawPlace = (usize, bool, Option<usize>, Option<usize>);

#[derive(Clone, Debug)]
pub(super) struct RawWorld {
    pub(super) people: u32,
    places: u32,
    pub(super) span: u32,
    visits: Vec<RawRecord>,
    contacts: Vec<RawRecord>,
    /// Meetings of person n with person n + 1 at about 3 n ticks, so that there are long chains.
    path: Vec<(u32, u32)>,
    /// (which earlier record, its new length, whether it is open now).
    corrections: Vec<(usize, u32, bool)>,
    declared: Vec<RawPlace>,
    /// Places above the others: whether of the first kind for such, parent, unit.
    above: Vec<RawPlace>,
    dwell: Vec<Option<u32>>,
    /// Doses by person.
    doses: Vec<Option<u8>>,
}

fn raw_records(count: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<RawRecord>> {
    let open = prop::bool::weighted(0.15);
    let length = prop_oneof![1..=4u32, 1..=16u32];
    vec(
        (
            0..12u32,
            0..12u32,
            0..60u32,
            length,
            open,
            0..=SOURCES.len(),
        ),
        count,
    )
}

pub(super) fn raw_worlds() -> impl Strategy<Value = RawWorld> {
    let sizes = (2..=12u32, 1..=6u32, prop_oneof![Just(12u32), Just(60)]);
    let corrections = vec((0..90usize, 1..=16u32, prop::bool::weighted(0.3)), 0..=6);
    let parent = |always| option::weighted(always, 0..4usize);
    let unit = || option::weighted(0.4, 0..UNITS.len());
    let declared = vec(
        (0..4usize, prop::bool::weighted(0.12), parent(0.75), unit()),
        0..=6,
    );
    let above = (4..6usize, prop::bool::weighted(0.2), parent(0.5), unit());
    let above = prop_oneof![1 => Just(Vec::new()), 3 => vec(above, 1..=3)];
    let dwell = vec(option::weighted(0.7, 1..=12u32), KINDS.len());
    let path = prop_oneof![1 => Just(Vec::new()), 1 => vec((0..4u32, 1..=6u32), 3..=11)];
    (
        sizes,
        path,
        prop_oneof![raw_records(0..=12), raw_records(12..=60)],
        prop_oneof![raw_records(0..=4), raw_records(4..=30)],
        corrections,
        (declared, above),
        dwell,
        vec(option::weighted(0.6, 0..4u8), 0..=12),
    )
        .prop_map(
            |(sizes, path, visits, contacts, corrections, (declared, above), dwell, doses)| {
                let (people, places, span) = sizes;
                RawWorld {
                    people,
                    places,
                    span,
                    visits,
                    contacts,
                    path,
                    corrections,
                    declared,
                    above,
                    dwell,
                    doses,
                }
            },
        )
}

fn source(index: usize) -> Option<String> {
    SOURCES.get(index).map(|&name| name.to_owned())
}

impl RawWorld {
    fn visit(&self, scale: Scale, raw: RawRecord) -> Recorded<Visit> {
        let (who, place, start, length, open, from) = raw;
        let start = start % self.span;
        let what = Visit {
            person: PersonNo(who % self.people),
            place: PlaceNo(place % self.places),
            start: scale.at(start),
            end: (!open).then(|| scale.at(start + length)),
        };
        let source = source(from);
        Recorded { what, source }
    }

    fn contact(&self, scale: Scale, raw: RawRecord) -> Option<Recorded<Contact>> {
        let (a, other, start, length, swap, from) = raw;
        let a = a % self.people;
        let b = (a + 1 + other % (self.people - 1)) % self.people;
        let (a, b) = if swap { (b, a) } else { (a, b) };
        let what = Contact {
            a: PersonNo(a),
            b: PersonNo(b),
            interval: scale.interval(start % self.span, length)?,
        };
        let source = source(from);
        Some(Recorded { what, source })
    }

    /// Those that are visited first, then those above; a parent has a higher number than what
    /// is part of it.
    fn declared(&self) -> Vec<Place> {
        let mut raw: Vec<RawPlace> = self.declared.clone();
        raw.truncate(self.places as usize);
        if !self.above.is_empty() {
            raw.resize(self.places as usize, (3, false, None, None));
            raw.extend(&self.above);
        }
        let last = raw.len();
        let place = |(n, &(index, shared, up, unit)): (usize, &RawPlace)| {
            // Of a visited place the parent is one above them, or the next ones up.
            let first = if n < self.places as usize && up.is_some_and(|up| up > 0) {
                self.places as usize
            } else {
                n + 1
            };
            let parent = up.map(|up| first + up % 3).filter(|&parent| parent < last);
            Place {
                kind: kind(index),
                shared,
                parent: parent.and_then(|n| u32::try_from(n).ok()).map(PlaceNo),
                unit: unit.and_then(|n| UNITS.get(n)).map(|&unit| unit.to_owned()),
                ..Place::default()
            }
        };
        raw.iter().enumerate().map(place).collect()
    }

    pub(super) fn world(&self, scale: Scale) -> World {
        let mut visits: Vec<RawRecord> = self.visits.clone();
        let mut contacts: Vec<RawRecord> = self.contacts.clone();
        for &(which, length, open) in &self.corrections {
            let same_key =
                |&(a, b, start, _, _, from): &RawRecord| (a, b, start, length, open, from + 1);
            let count = visits.len();
            if which < count {
                visits.extend(visits.get(which).map(same_key));
            } else if let Some(which) = which.checked_sub(count) {
                contacts.extend(contacts.get(which).map(same_key));
            }
        }
        for (n, &(offset, length)) in (0..).zip(&self.path) {
            contacts.push((n, 0, 3 * n + offset, length, n % 2 == 0, usize::MAX));
        }
        World {
            visits: visits.iter().map(|&v| self.visit(scale, v)).collect(),
            contacts: contacts
                .iter()
                .filter_map(|&c| self.contact(scale, c))
                .collect(),
            places: self.declared(),
            dwell: (0..)
                .zip(&self.dwell)
                .filter_map(|(n, ticks)| Some((kind(n), scale.length((*ticks)?, 0, 1))))
                .collect(),
            doses: (0..self.people)
                .zip(&self.doses)
                .filter_map(|(n, doses)| Some((PersonNo(n), (*doses)?)))
                .collect(),
        }
    }
}
