//! An event of exposure and the order in which events are preferred as witness (S10, S11, S15).

use std::cmp::Ordering;

use truyvet_model::{Grade, Interval, PersonNo, PlaceNo, Setting, Timestamp, Witness};

use crate::resolve::Resolved;

/// A qualifying event into somebody, with all that the order of S15 looks at. Times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// Start of the overlap.
    pub x: i64,
    /// End of the overlap.
    pub y: i64,
    /// When the infector's infectious stay there ends.
    pub stay_end: i64,
    /// Who was infectious.
    pub infector: u32,
    /// 0 for a contact, else the place's number + 1.
    setting: u32,
    /// How sure (S16).
    pub grade: Grade,
}

impl Event {
    /// An event at `place`.
    pub(crate) fn at(
        place: u32,
        infector: u32,
        x: i64,
        y: i64,
        stay_end: i64,
        grade: Grade,
    ) -> Self {
        Self {
            x,
            y,
            stay_end,
            infector,
            setting: place.saturating_add(1),
            grade,
        }
    }

    /// An event by direct contact, `[x, y)` being the part in which the infector was infectious.
    pub(crate) fn contact(infector: u32, x: i64, y: i64) -> Self {
        Self {
            x,
            y,
            stay_end: y,
            infector,
            setting: 0,
            grade: Grade::Recorded,
        }
    }

    /// The order of S15, made total: the least event is the witness. Earliest start, infector's
    /// stay ending last, lowest infector, contact before place, lowest place, overlap ending last,
    /// surest first.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.x
            .cmp(&other.x)
            .then(other.stay_end.cmp(&self.stay_end))
            .then(self.infector.cmp(&other.infector))
            .then(self.setting.cmp(&other.setting))
            .then(other.y.cmp(&self.y))
            .then(self.grade.cmp(&other.grade))
    }

    /// The place, unless it is a contact.
    pub(crate) fn place(&self) -> Option<u32> {
        self.setting.checked_sub(1)
    }

    /// The event as the answer shows it: in the time of the records.
    pub(crate) fn witness(&self, resolved: &Resolved) -> Witness {
        let (x, y) = resolved.turn(self.x, self.y);
        self.witness_at(x, y)
    }

    /// The same, given its times as recorded.
    pub(crate) fn witness_at(&self, x: i64, y: i64) -> Witness {
        let (x, y) = (Timestamp::from_seconds(x), Timestamp::from_seconds(y));
        Witness {
            infector: PersonNo(self.infector),
            setting: match self.place() {
                Some(place) => Setting::Place(PlaceNo(place)),
                None => Setting::Contact,
            },
            // An event's overlap is at least one second long.
            overlap: Interval::checked(x, y).unwrap_or(Interval::ALWAYS),
            grade: self.grade,
        }
    }
}

/// An event in 28 bytes. Both of its times are cut from stays of less than 2^31 seconds.
#[derive(Clone, Copy, Default)]
pub(crate) struct PackedEvent {
    /// Twice the start, plus 1 if coarse.
    x_coarse: i64,
    stay_end: i64,
    infector: u32,
    setting: u32,
    /// `y - x`, and the top bit if assumed; 0 for no event.
    overlap: u32,
}

const ASSUMED: u32 = 1 << 31;

impl PackedEvent {
    /// Packs `event`.
    pub(crate) fn of(event: &Event) -> Self {
        let length = u32::try_from(event.y.saturating_sub(event.x)).unwrap_or(0) & !ASSUMED;
        let assumed = if event.grade == Grade::AssumedEnd {
            ASSUMED
        } else {
            0
        };
        let coarse = i64::from(event.grade == Grade::Coarse);
        Self {
            // Times are far from the ends of 63 bits.
            x_coarse: event.x.wrapping_mul(2).wrapping_add(coarse),
            stay_end: event.stay_end,
            infector: event.infector,
            setting: event.setting,
            overlap: length | assumed,
        }
    }

    /// As four words, the last of which has room for `more`.
    pub(crate) const fn words(&self, more: u32) -> [u64; 4] {
        [
            self.x_coarse.cast_unsigned(),
            self.stay_end.cast_unsigned(),
            (self.infector as u64) << 32 | self.setting as u64,
            (self.overlap as u64) << 32 | more as u64,
        ]
    }

    /// What [`Self::words`] were made of.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the lower half of a word is meant"
    )]
    pub(crate) const fn from_words([x_coarse, stay_end, who, overlap]: [u64; 4]) -> (Self, u32) {
        let event = Self {
            x_coarse: x_coarse.cast_signed(),
            stay_end: stay_end.cast_signed(),
            infector: (who >> 32) as u32,
            setting: who as u32,
            overlap: (overlap >> 32) as u32,
        };
        (event, overlap as u32)
    }

    /// The event, if there is one.
    pub(crate) fn unpack(&self) -> Option<Event> {
        let length = self.overlap & !ASSUMED;
        let x = self.x_coarse >> 1;
        let grade = match (self.x_coarse & 1, self.overlap & ASSUMED) {
            (1, _) => Grade::Coarse,
            (_, 0) => Grade::Recorded,
            _ => Grade::AssumedEnd,
        };
        (length > 0).then(|| Event {
            x,
            y: x.saturating_add(i64::from(length)),
            stay_end: self.stay_end,
            infector: self.infector,
            setting: self.setting,
            grade,
        })
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
