//! Around the answer: exposure sites, and all events between two people (S23, S25).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{IntervalSet, Level, PersonNo, Setting, Witness};

use crate::oracle::Traced;

/// A place where events of the trace happened (S23).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRow {
    /// The place where visits count, or direct contacts.
    pub setting: Setting,
    /// The union of the overlaps.
    pub intervals: IntervalSet,
    /// How many infectious people there were.
    pub infectious: u64,
    /// How many people they exposed.
    pub exposed: u64,
    /// The sum of the overlaps.
    pub person_seconds: u64,
}

/// An event between two people (S25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// The first hop at which there is such an event.
    pub hop: Level,
    /// The event.
    pub event: Witness,
    /// Whether it qualifies at any hop.
    pub qualifies: bool,
}

#[derive(Default)]
struct Site {
    intervals: IntervalSet,
    infectious: BTreeSet<PersonNo>,
    exposed: BTreeSet<PersonNo>,
    person_seconds: u64,
}

impl Traced {
    /// S23: over the events that S16 counts, those into each person of the answer at
    /// hop = level. Ordered by exposed and person-seconds, the most first, then contacts
    /// before places, then place number.
    #[must_use]
    pub fn sites(&self) -> Vec<SiteRow> {
        let mut sites: BTreeMap<Setting, Site> = BTreeMap::new();
        for hop in 1..=self.hops() {
            for judged in self.events_at(hop) {
                let event = self.mirror.event(judged.event);
                if self.row(event.exposed).is_none_or(|row| row.level != hop) {
                    continue;
                }
                let site = sites.entry(event.witness.setting).or_default();
                site.intervals.insert(event.witness.overlap);
                site.infectious.insert(event.witness.infector);
                site.exposed.insert(event.exposed);
                site.person_seconds += event.witness.overlap.length().seconds().unsigned_abs();
            }
        }
        let row = |(setting, site): (Setting, Site)| SiteRow {
            setting,
            intervals: site.intervals,
            infectious: site.infectious.len() as u64,
            exposed: site.exposed.len() as u64,
            person_seconds: site.person_seconds,
        };
        let mut rows: Vec<SiteRow> = sites.into_iter().map(row).collect();
        rows.sort_by_key(|r| (Reverse(r.exposed), Reverse(r.person_seconds), r.setting));
        rows
    }

    /// S25: every event by which `infector` exposed `exposed` at any hop, qualifying or not.
    /// Events that show the same are one, of the first hop. Ordered by hop, x (mirrored, if the
    /// trace is backward), a contact before places, place number, y, grade.
    #[must_use]
    pub fn between(&self, infector: PersonNo, exposed: PersonNo) -> Vec<Between> {
        let mut found: Vec<Between> = Vec::new();
        for hop in 1..=self.hops() {
            for judged in self.events_at(hop) {
                let event = judged.event.witness;
                if (event.infector, judged.event.exposed) != (infector, exposed) {
                    continue;
                }
                let qualifies = judged.qualifies;
                match found.iter_mut().find(|known| known.event == event) {
                    Some(known) => known.qualifies |= qualifies,
                    None => found.push(Between {
                        hop,
                        event,
                        qualifies,
                    }),
                }
            }
        }
        found.sort_by_key(|b| {
            let (x, y) = (b.event.overlap.start(), b.event.overlap.end());
            (b.hop, x, b.event.setting, y, b.event.grade)
        });
        let real = |b: Between| Between {
            event: self.mirror.witness(b.event),
            ..b
        };
        found.into_iter().map(real).collect()
    }
}

#[cfg(test)]
#[path = "around_tests.rs"]
mod tests;
