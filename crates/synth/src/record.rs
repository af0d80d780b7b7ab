//! What a province emits: visits and contacts by dense numbers.

use truyvet_model::{Contact, Interval, PersonNo, PlaceNo, Timestamp, Visit};

/// A visit with dense numbers; times in seconds since the epoch, `start < end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SynthVisit {
    /// Who, from 0.
    pub person: u32,
    /// Where, from 0 in the order of [`crate::Province::places`].
    pub place: u32,
    /// Check-in.
    pub start: i64,
    /// Check-out.
    pub end: i64,
}

impl SynthVisit {
    /// The visit as the store's noun, with the same numbers.
    #[must_use]
    pub const fn record(&self) -> Visit {
        Visit {
            person: PersonNo(self.person),
            place: PlaceNo(self.place),
            start: Timestamp::from_seconds(self.start),
            end: Some(Timestamp::from_seconds(self.end)),
        }
    }
}

/// A direct contact (S3) of two people, `a < b`, met outside any place that keeps records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SynthContact {
    /// The one of lower number.
    pub a: u32,
    /// The other one.
    pub b: u32,
    /// When they came close, seconds since the epoch.
    pub start: i64,
    /// When they parted, later than `start`.
    pub end: i64,
}

impl SynthContact {
    /// The contact as the store's noun, with the same numbers.
    #[must_use]
    pub fn record(&self) -> Option<Contact> {
        let (start, end) = (self.start, self.end);
        Some(Contact {
            a: PersonNo(self.a),
            b: PersonNo(self.b),
            interval: Interval::checked(
                Timestamp::from_seconds(start),
                Timestamp::from_seconds(end),
            )?,
        })
    }
}
