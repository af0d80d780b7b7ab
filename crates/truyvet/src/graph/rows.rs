//! What the graph view gives: visits, contacts and neighbours with names, read while iterating.

use std::fmt;
use std::vec::IntoIter;

use truyvet_model::{ExternalId, Grade, Interval, PersonNo, PlaceNo};
use truyvet_store::{ContactRow as Contact, PlacedVisit};

use super::meetings::{Meeting, Meetings};
use super::reading::{Reading, interval};
use crate::error::Error;
use crate::snapshot::Snapshot;

/// A visit (S2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VisitRow {
    /// Who; linked ids are one person (S6).
    pub person: ExternalId,
    /// Where.
    pub place: ExternalId,
    /// From check-in to check-out, recorded or assumed (S4).
    pub interval: Interval,
    /// Whether the check-out was recorded.
    pub grade: Grade,
}

/// A direct contact (S3), as one of the two sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContactRow {
    /// With whom.
    pub person: ExternalId,
    /// When.
    pub interval: Interval,
}

/// One stretch of time that somebody spent together with the person asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NeighbourRow {
    /// With whom.
    pub person: ExternalId,
    /// Where; `None` for a direct contact.
    pub place: Option<ExternalId>,
    /// When the two were there at the same time, whole (S8).
    pub overlap: Interval,
    /// Whether it rests on an open visit (S4).
    pub grade: Grade,
}

fn grade(assumed: bool) -> Grade {
    if assumed {
        Grade::AssumedEnd
    } else {
        Grade::Recorded
    }
}

/// Of whom visits are read.
#[derive(Clone, Copy)]
enum Of {
    Person(u32),
    Place(u32),
}

/// Visits in order of their start, read day by day (partition by partition).
///
/// An error is a damaged store; after it there are no more rows.
pub struct VisitRows {
    snapshot: Snapshot,
    reading: Reading,
    of: Of,
    next: usize,
    page: IntoIter<PlacedVisit>,
    failed: bool,
}

impl VisitRows {
    pub(super) fn of_person(snapshot: Snapshot, person: u32, window: Interval) -> Self {
        Self::new(snapshot, Of::Person(person), window)
    }

    pub(super) fn at_place(snapshot: Snapshot, place: u32, window: Interval) -> Self {
        Self::new(snapshot, Of::Place(place), window)
    }

    fn new(snapshot: Snapshot, of: Of, window: Interval) -> Self {
        Self {
            reading: Reading::new(snapshot.store().clone(), window),
            snapshot,
            of,
            next: 0,
            page: IntoIter::default(),
            failed: false,
        }
    }

    fn advance(&mut self) -> Result<Option<VisitRow>, Error> {
        loop {
            if let Some(placed) = self.page.next() {
                let Some(interval) = interval(placed.visit.start, placed.visit.end) else {
                    continue;
                };
                return Ok(Some(VisitRow {
                    person: self.snapshot.person_id(PersonNo(placed.visit.person))?,
                    place: self.snapshot.place_id(PlaceNo(placed.place))?,
                    interval,
                    grade: grade(placed.visit.open),
                }));
            }
            let Some(end) = self.reading.partition_end(self.next) else {
                return Ok(None);
            };
            let partition = (self.next, end);
            let page = match self.of {
                Of::Person(person) => self.reading.visits_of(person, partition)?,
                Of::Place(place) => self.reading.visitors_of(place, partition)?,
            };
            self.page = page.into_iter();
            self.next = end;
        }
    }
}

/// Contacts of a person in order of their start, read day by day (partition by partition).
///
/// An error is a damaged store; after it there are no more rows.
pub struct ContactRows {
    snapshot: Snapshot,
    reading: Reading,
    person: u32,
    next: usize,
    page: IntoIter<Contact>,
    failed: bool,
}

impl ContactRows {
    pub(super) fn new(snapshot: Snapshot, person: u32, window: Interval) -> Self {
        Self {
            reading: Reading::new(snapshot.store().clone(), window),
            snapshot,
            person,
            next: 0,
            page: IntoIter::default(),
            failed: false,
        }
    }

    fn advance(&mut self) -> Result<Option<ContactRow>, Error> {
        loop {
            if let Some(contact) = self.page.next() {
                let Some(interval) = interval(contact.start, contact.end) else {
                    continue;
                };
                return Ok(Some(ContactRow {
                    person: self.snapshot.person_id(PersonNo(contact.other))?,
                    interval,
                }));
            }
            let Some(end) = self.reading.partition_end(self.next) else {
                return Ok(None);
            };
            let page = self.reading.contacts_of(self.person, (self.next, end))?;
            self.page = page.into_iter();
            self.next = end;
        }
    }
}

/// Who was together with a person, overlap by overlap: by the day (partition) in which that
/// person's visit or the contact began, visit by visit in order of time, then the contacts.
///
/// Each visit's neighbours are looked up when the iterator comes to it. An error is a damaged
/// store; after it there are no more rows.
pub struct NeighbourRows {
    snapshot: Snapshot,
    meetings: Meetings,
    failed: bool,
}

impl NeighbourRows {
    pub(super) fn new(snapshot: Snapshot, meetings: Meetings) -> Self {
        Self {
            snapshot,
            meetings,
            failed: false,
        }
    }

    fn advance(&mut self) -> Result<Option<NeighbourRow>, Error> {
        let meeting = self.meetings.next().transpose()?;
        meeting.map(|meeting| self.name(&meeting)).transpose()
    }

    fn name(&self, meeting: &Meeting) -> Result<NeighbourRow, Error> {
        let place = meeting.place.map(|n| self.snapshot.place_id(PlaceNo(n)));
        Ok(NeighbourRow {
            person: self.snapshot.person_id(PersonNo(meeting.other))?,
            place: place.transpose()?,
            overlap: meeting.overlap,
            grade: grade(meeting.assumed),
        })
    }
}

macro_rules! rows {
    ($($rows:ident: $row:ty),* $(,)?) => {$(
        impl Iterator for $rows {
            type Item = Result<$row, Error>;

            fn next(&mut self) -> Option<Self::Item> {
                if self.failed {
                    return None;
                }
                let next = self.advance();
                self.failed = next.is_err();
                next.transpose()
            }
        }

        impl fmt::Debug for $rows {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($rows))
                    .field("snapshot", &self.snapshot)
                    .finish_non_exhaustive()
            }
        }
    )*};
}

rows!(VisitRows: VisitRow, ContactRows: ContactRow, NeighbourRows: NeighbourRow);
