//! A world: every record of a small store as plain lists, and which of them are in effect (S2 to S5).

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{
    Contact, Duration, ExternalId, Interval, Kind, PersonNo, Place, PlaceNo, Timestamp, Visit,
};

/// Which internal number each id of a question stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// Of people.
    pub people: BTreeMap<ExternalId, PersonNo>,
    /// Of places.
    pub places: BTreeMap<ExternalId, PlaceNo>,
}

/// A record and the source that it came from, if it named one (S32).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recorded<T> {
    /// The record.
    pub what: T,
    /// The name of its source.
    pub source: Option<String>,
}

impl<T> From<T> for Recorded<T> {
    /// From no source.
    fn from(what: T) -> Self {
        Self { what, source: None }
    }
}

/// All records of a store, with internal numbers, before any clause was applied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// In order of arrival: a later one replaces an earlier one with the same key (S2).
    pub visits: Vec<Recorded<Visit>>,
    /// In order of arrival, in either direction (S3).
    pub contacts: Vec<Recorded<Contact>>,
    /// By place number; a place whose number is not in here was never declared.
    pub places: Vec<Place>,
    /// Dwell of a kind where it is not the documented default (S4).
    pub dwell: BTreeMap<Kind, Duration>,
    /// Doses of a vaccine, of those of whom they are known (S35).
    pub doses: BTreeMap<PersonNo, u8>,
}

/// A visit in effect: replaced ones are gone and its end is known or assumed (S2, S4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// Where.
    pub place: PlaceNo,
    /// Who.
    pub person: PersonNo,
    /// From check-in to check-out, recorded or assumed.
    pub interval: Interval,
    /// Whether the end is assumed (S4).
    pub open: bool,
    /// Where the record came from (S32).
    pub source: Option<String>,
}

impl World {
    /// The place with that number; one of kind `unknown` if it was never declared (S5).
    #[must_use]
    pub fn place(&self, number: PlaceNo) -> Place {
        self.places.get(number.index()).cloned().unwrap_or_default()
    }

    /// S4: how long an open visit to a place of that kind lasts at most.
    #[must_use]
    pub fn dwell(&self, kind: &Kind) -> Duration {
        match self.dwell.get(kind) {
            Some(&set) => set,
            None => kind.default_dwell(),
        }
    }

    /// S32: the sources that any record came from.
    #[must_use]
    pub fn sources(&self) -> BTreeSet<String> {
        let visits = self.visits.iter().map(|visit| &visit.source);
        let contacts = self.contacts.iter().map(|contact| &contact.source);
        visits.chain(contacts).flatten().cloned().collect()
    }

    /// S2: of several visits with one key `(person, place, start)` the last to arrive.
    #[must_use]
    pub fn s2_visits(&self) -> Vec<Recorded<Visit>> {
        let mut latest = BTreeMap::new();
        for visit in &self.visits {
            let Visit {
                person,
                place,
                start,
                ..
            } = visit.what;
            latest.insert((person, place, start), visit.clone());
        }
        latest.into_values().collect()
    }

    /// S3: of several contacts with one key `({a, b}, start)` the last to arrive, written with
    /// the lower number first.
    #[must_use]
    pub fn s3_contacts(&self) -> Vec<Recorded<Contact>> {
        let mut latest = BTreeMap::new();
        for Recorded { what, source } in &self.contacts {
            let (a, b) = (what.a.min(what.b), what.a.max(what.b));
            let interval = what.interval;
            let contact = Recorded {
                what: Contact { a, b, interval },
                source: source.clone(),
            };
            latest.insert((a, b, interval.start()), contact);
        }
        latest.into_values().collect()
    }

    /// S4: the end of `visit`, assumed if it is open: the start of the same person's next visit
    /// (the smallest start that is strictly greater, at any place), or its start and the dwell
    /// of the place's kind, whichever is earlier.
    #[must_use]
    pub fn s4_end(&self, visit: &Visit, in_effect: &[Recorded<Visit>]) -> Timestamp {
        if let Some(end) = visit.end {
            return end;
        }
        let assumed = visit.start + self.dwell(&self.place(visit.place).kind);
        in_effect
            .iter()
            .map(|next| next.what)
            .filter(|next| next.person == visit.person && next.start > visit.start)
            .map(|next| next.start)
            .min()
            .map_or(assumed, |next| next.min(assumed))
    }

    /// S2 and S4 together: every visit in effect, ordered by place, person, time. Those at
    /// shared places (S5) are still among them.
    #[must_use]
    pub fn stays(&self) -> Vec<Stay> {
        let in_effect = self.s2_visits();
        let mut stays: Vec<Stay> = Vec::new();
        // They are in order of person, and only the same person's end each other.
        for own in in_effect.chunk_by(|a, b| a.what.person == b.what.person) {
            for Recorded {
                what: visit,
                source,
            } in own
            {
                let end = self.s4_end(visit, own);
                stays.extend(Interval::checked(visit.start, end).map(|interval| Stay {
                    place: visit.place,
                    person: visit.person,
                    interval,
                    open: visit.end.is_none(),
                    source: source.clone(),
                }));
            }
        }
        stays.sort_unstable();
        stays
    }

    /// From the first start to the last end of the records in effect; nothing without records.
    #[must_use]
    pub fn time_range(&self) -> Option<Interval> {
        let stays = self.stays().into_iter().map(|stay| stay.interval);
        let contacts = self.s3_contacts().into_iter().map(|c| c.what.interval);
        stays.chain(contacts).reduce(Interval::hull)
    }

    /// The same world under other numbers: `person` and `place` give the new number of each.
    /// Places are moved to their new numbers; a number nobody has is an undeclared place.
    #[must_use]
    pub fn renumbered(
        &self,
        person: impl Fn(PersonNo) -> PersonNo,
        place: impl Fn(PlaceNo) -> PlaceNo,
    ) -> Self {
        let mut places = BTreeMap::new();
        for (number, old) in (0u32..).zip(&self.places) {
            let parent = old.parent.map(&place);
            let moved = Place {
                parent,
                ..old.clone()
            };
            places.insert(place(PlaceNo(number)), moved);
        }
        let count = places.keys().last().map_or(0, |last| last.0 + 1);
        Self {
            visits: self
                .visits
                .iter()
                .map(|Recorded { what, source }| Recorded {
                    what: Visit {
                        person: person(what.person),
                        place: place(what.place),
                        ..*what
                    },
                    source: source.clone(),
                })
                .collect(),
            contacts: self
                .contacts
                .iter()
                .map(|Recorded { what, source }| Recorded {
                    what: Contact {
                        a: person(what.a),
                        b: person(what.b),
                        interval: what.interval,
                    },
                    source: source.clone(),
                })
                .collect(),
            places: (0..count)
                .map(|n| places.remove(&PlaceNo(n)).unwrap_or_default())
                .collect(),
            dwell: self.dwell.clone(),
            doses: self.doses.iter().map(|(&n, &d)| (person(n), d)).collect(),
        }
    }
}

#[cfg(test)]
#[path = "world_tests.rs"]
mod tests;
