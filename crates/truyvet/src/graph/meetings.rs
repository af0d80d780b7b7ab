//! Everybody who was together with one person, overlap by overlap, found one visit at a time.

use std::vec::IntoIter;

use truyvet_model::{Interval, PlaceNo};
use truyvet_store::{ContactRow, PlacedVisit, Snapshot};

use super::reading::{Reading, interval};
use crate::error::Error;

/// One overlap of a person with another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meeting {
    pub(super) other: u32,
    /// `None` for a direct contact.
    pub(super) place: Option<u32>,
    pub(super) overlap: Interval,
    /// Whether it rests on an open visit (S4).
    pub(super) assumed: bool,
}

impl Meeting {
    pub(super) fn seconds(&self) -> u64 {
        u64::try_from(self.overlap.length().seconds()).unwrap_or(0)
    }
}

/// The meetings of one person of at least a length.
///
/// By the day (partition) in which they begin: visit by visit in order of time, then contacts. No
/// list of pairs is kept anywhere, and no more than one visit's is held here.
pub(super) struct Meetings {
    reading: Reading,
    person: u32,
    least: i64,
    /// The segment at which the next partition begins.
    next: usize,
    stays: IntoIter<PlacedVisit>,
    contacts: Vec<ContactRow>,
    page: IntoIter<Meeting>,
    failed: bool,
}

impl Meetings {
    pub(super) fn new(snapshot: Snapshot, person: u32, window: Interval, least: i64) -> Self {
        Self {
            reading: Reading::new(snapshot, window),
            person,
            least,
            next: 0,
            stays: IntoIter::default(),
            contacts: Vec::new(),
            page: IntoIter::default(),
            failed: false,
        }
    }

    fn advance(&mut self) -> Result<Option<Meeting>, Error> {
        loop {
            if let Some(meeting) = self.page.next() {
                return Ok(Some(meeting));
            }
            if let Some(stay) = self.stays.next() {
                self.page = self.around(&stay)?.into_iter();
            } else if !self.contacts.is_empty() {
                self.page = self.direct().into_iter();
            } else {
                let Some(end) = self.reading.partition_end(self.next) else {
                    return Ok(None);
                };
                let partition = (self.next, end);
                self.stays = self.reading.visits_of(self.person, partition)?.into_iter();
                self.contacts = self.reading.contacts_of(self.person, partition)?;
                self.next = end;
            }
        }
    }

    /// Who else was there during a stay; nobody at a shared place (S5).
    fn around(&mut self, stay: &PlacedVisit) -> Result<Vec<Meeting>, Error> {
        if self.reading.snapshot().is_shared(PlaceNo(stay.place))? {
            return Ok(Vec::new());
        }
        let (own, place) = (stay.visit, Some(stay.place));
        let mut found = Vec::new();
        for row in self.reading.during(stay)? {
            let (start, end) = (own.start.max(row.start), own.end.min(row.end));
            if row.person == self.person || end.saturating_sub(start) < self.least {
                continue;
            }
            found.extend(interval(start, end).map(|overlap| Meeting {
                other: row.person,
                place,
                overlap,
                assumed: own.open || row.open,
            }));
        }
        found.sort_unstable_by_key(|m| (m.overlap, m.other, m.assumed));
        Ok(found)
    }

    fn direct(&mut self) -> Vec<Meeting> {
        let contacts = std::mem::take(&mut self.contacts).into_iter();
        contacts
            .filter(|c| c.end.saturating_sub(c.start) >= self.least)
            .filter_map(|c| {
                Some(Meeting {
                    other: c.other,
                    place: None,
                    overlap: interval(c.start, c.end)?,
                    assumed: false,
                })
            })
            .collect()
    }
}

impl Iterator for Meetings {
    type Item = Result<Meeting, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.advance();
        self.failed = next.is_err();
        next.transpose()
    }
}
