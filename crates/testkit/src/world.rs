//! A world: every record of a small store as plain lists, and which of them are in effect (S2 to S5).

use std::collections::BTreeMap;

use truyvet_model::{
    Contact, Duration, ExternalId, Interval, Kind, PersonNo, Place, PlaceNo, Timestamp, Visit,
};

/// Which internal number each id of a question stands for.
pub type Cases = BTreeMap<ExternalId, PersonNo>;

/// All records of a store, with internal numbers, before any clause was applied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// In order of arrival: a later one replaces an earlier one with the same key (S2).
    pub visits: Vec<Visit>,
    /// In order of arrival, in either direction (S3).
    pub contacts: Vec<Contact>,
    /// By place number; a place whose number is not in here was never declared.
    pub places: Vec<Place>,
    /// Dwell of a kind where it is not the documented default (S4).
    pub dwell: BTreeMap<Kind, Duration>,
}

/// A visit in effect: replaced ones are gone and its end is known or assumed (S2, S4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// Where.
    pub place: PlaceNo,
    /// Who.
    pub person: PersonNo,
    /// From check-in to check-out, recorded or assumed.
    pub interval: Interval,
    /// Whether the end is assumed (S4).
    pub open: bool,
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

    /// S2: of several visits with one key `(person, place, start)` the last to arrive.
    #[must_use]
    pub fn s2_visits(&self) -> Vec<Visit> {
        let mut latest = BTreeMap::new();
        for visit in &self.visits {
            latest.insert((visit.person, visit.place, visit.start), *visit);
        }
        latest.into_values().collect()
    }

    /// S3: of several contacts with one key `({a, b}, start)` the last to arrive, written with
    /// the lower number first.
    #[must_use]
    pub fn s3_contacts(&self) -> Vec<Contact> {
        let mut latest = BTreeMap::new();
        for contact in &self.contacts {
            let (a, b) = (contact.a.min(contact.b), contact.a.max(contact.b));
            let interval = contact.interval;
            latest.insert((a, b, interval.start()), Contact { a, b, interval });
        }
        latest.into_values().collect()
    }

    /// S4: the end of `visit`, assumed if it is open: the start of the same person's next visit
    /// (the smallest start that is strictly greater, at any place), or its start and the dwell
    /// of the place's kind, whichever is earlier.
    #[must_use]
    pub fn s4_end(&self, visit: &Visit, in_effect: &[Visit]) -> Timestamp {
        if let Some(end) = visit.end {
            return end;
        }
        let assumed = visit.start + self.dwell(&self.place(visit.place).kind);
        in_effect
            .iter()
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
        let mut stays: Vec<Stay> = in_effect
            .iter()
            .filter_map(|visit| {
                let end = self.s4_end(visit, &in_effect);
                Some(Stay {
                    place: visit.place,
                    person: visit.person,
                    interval: Interval::checked(visit.start, end)?,
                    open: visit.end.is_none(),
                })
            })
            .collect();
        stays.sort_unstable();
        stays
    }

    /// From the first start to the last end of the records in effect; nothing without records.
    #[must_use]
    pub fn time_range(&self) -> Option<Interval> {
        let stays = self.stays().into_iter().map(|stay| stay.interval);
        let contacts = self.s3_contacts().into_iter().map(|c| c.interval);
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
                .map(|v| Visit {
                    person: person(v.person),
                    place: place(v.place),
                    ..*v
                })
                .collect(),
            contacts: self
                .contacts
                .iter()
                .map(|c| Contact {
                    a: person(c.a),
                    b: person(c.b),
                    interval: c.interval,
                })
                .collect(),
            places: (0..count)
                .map(|n| places.remove(&PlaceNo(n)).unwrap_or_default())
                .collect(),
            dwell: self.dwell.clone(),
        }
    }
}

#[cfg(test)]
#[path = "world_tests.rs"]
mod tests;
