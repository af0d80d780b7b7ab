//! A world and a question turned round in time, so that backward can be held against forward (S21).

use std::collections::BTreeSet;

use truyvet_model::{Contact, Direction, Interval, Question, Timestamp, Visit};

use crate::mirror::Mirror;
use crate::world::{Recorded, World};

const MIRROR: Mirror = Mirror(Direction::Backward);

impl World {
    /// The records in effect with the ends that S4 shows as their recorded ends, such that no
    /// two of one person (or pair) in one place have their start or their end in common: a world
    /// whose mirror image has the same records.
    #[must_use]
    pub fn closed(&self) -> Self {
        let (mut starts, mut ends) = (BTreeSet::new(), BTreeSet::new());
        let visits = self.stays().into_iter().filter_map(|stay| {
            let (person, place) = (stay.person, stay.place);
            let (start, end) = (stay.interval.start(), stay.interval.end());
            let new = starts.insert((person, place, start)) & ends.insert((person, place, end));
            let what = Visit {
                person,
                place,
                start,
                end: Some(end),
            };
            let source = stay.source;
            new.then_some(Recorded { what, source })
        });
        let visits = visits.collect();
        let mut ends = BTreeSet::new();
        let contacts = self.s3_contacts().into_iter();
        let new = |contact: &Recorded<Contact>| {
            let Contact { a, b, interval } = contact.what;
            ends.insert((a, b, interval.end()))
        };
        Self {
            visits,
            contacts: contacts.filter(new).collect(),
            ..self.clone()
        }
    }

    /// Every record at mirrored times; nothing may be open.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let visit = |visit: &Recorded<Visit>| Recorded {
            what: Visit {
                start: MIRROR.time(visit.what.end.unwrap_or(visit.what.start)),
                end: Some(MIRROR.time(visit.what.start)),
                ..visit.what
            },
            source: visit.source.clone(),
        };
        let contact = |contact: &Recorded<Contact>| Recorded {
            what: Contact {
                interval: MIRROR.interval(contact.what.interval),
                ..contact.what
            },
            source: contact.source.clone(),
        };
        Self {
            visits: self.visits.iter().map(visit).collect(),
            contacts: self.contacts.iter().map(contact).collect(),
            ..self.clone()
        }
    }
}

/// The question that asks of a mirrored world what `question` asks of the world.
#[must_use]
pub fn turned(question: &Question) -> Question {
    let mut turned = question.clone();
    turned.direction = match question.direction {
        Direction::Forward => Direction::Backward,
        Direction::Backward => Direction::Forward,
    };
    turned.window = question.window.map(interval);
    for case in &mut turned.cases {
        case.infectious = interval(case.infectious);
    }
    for isolation in &mut turned.isolation {
        isolation.during = interval(isolation.during);
    }
    for closure in &mut turned.closures {
        closure.during = interval(closure.during);
    }
    turned
}

/// "Since ever" is the first time that can be stored.
fn interval(i: Interval) -> Interval {
    let mirrored = MIRROR.interval(i);
    let start = mirrored.start().max(Timestamp::MIN);
    Interval::checked(start, mirrored.end()).unwrap_or(mirrored)
}

#[cfg(test)]
#[path = "turned_tests.rs"]
mod tests;
