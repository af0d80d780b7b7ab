//! One pass of a hop: sweeps over touched sites, then the direct contacts.

mod judged;

mod visitors;

mod sites;

mod contacts;

use crate::budget::Watch;
use crate::error::TraceError;
use crate::gather::Touch;
use crate::outcome::{Collected, Note, Outcomes, Time};
use crate::parallel::share;
use crate::people::{People, Person, RowRange};
use crate::records::{Meeting, ReadScratch, Records, Visitors};
use crate::resolve::Resolved;
use crate::sweep::{Shed, Sweep};
use judged::{Candidate, Looked};

/// Whose person-seconds a pass adds up (S16).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dose {
    /// Nobody's.
    None,
    /// Of everybody who was not reached at an earlier hop.
    Unreached,
    /// Of those whose row is this one or later: who was reached at this hop, found before.
    FromRow(u32),
}

impl Dose {
    /// The rows of those people.
    const fn rows(self) -> RowRange {
        match self {
            Self::None => RowRange::NONE,
            Self::Unreached => RowRange::UNREACHED,
            Self::FromRow(first) => RowRange::from(first),
        }
    }

    /// Whether person-seconds of `person` are added up.
    fn wants(self, person: &Person) -> bool {
        person.is_among(self.rows())
    }
}

/// Where a pass looks.
pub(crate) enum Where<'a> {
    /// At touched sites, around the infectious stays that touched them.
    Stays(&'a [Touch]),
    /// At touched sites, around the visits of those whose person-seconds are added up.
    Visits(&'a [Touch]),
    /// Everywhere: cheaper than looking up a large part of everywhere.
    Everywhere,
}

/// One pass: reads what is known of people and collects what this hop adds.
pub(crate) struct Pass<'a> {
    pub records: Records<'a>,
    pub people: &'a People,
    pub outcomes: &'a Outcomes,
    pub watch: &'a Watch,
    /// By person, see [`crate::resolve::weight`]; empty where risk is not asked.
    pub weights: &'a [u32],
    /// Whether qualifying events are looked for.
    pub reach: bool,
    pub dose: Dose,
    /// Whether nobody will ask what this hop makes infectious.
    pub last: bool,
}

/// How many notes are written down at once: enough to wait for their memory together, few enough
/// to stay in the nearest cache.
const NOTES_AT_ONCE: usize = 128;

/// What one thread sweeps with.
#[derive(Default)]
pub(crate) struct SweepScratch {
    pub collected: Collected,
    read: ReadScratch,
    visitors: Visitors,
    looked: Looked,
    present: Vec<u32>,
    candidates: Vec<Candidate>,
    sheds: Vec<Shed>,
    sweep: Sweep,
    found: Found,
    contacts: Vec<Meeting>,
}

/// What is found out, until there is enough to write down at once.
#[derive(Default)]
pub(crate) struct Found {
    notes: Vec<(u32, Note)>,
    times: Vec<Time>,
}

impl<'a> Pass<'a> {
    /// Writes down what was found.
    fn write_down(&self, found: &mut Found, collected: &mut Collected, least: usize) {
        if found.times.len() >= least {
            self.outcomes.add_times(&mut found.times, collected);
        }
        if found.notes.len() >= least {
            self.outcomes.add_all(&mut found.notes, collected);
        }
    }

    fn resolved(&self) -> &'a Resolved {
        self.records.resolved
    }

    /// Sweeps the sites.
    ///
    /// # Errors
    /// [`TraceError::Store`], [`TraceError::Exceeded`].
    pub(crate) fn sites(
        &self,
        place: &Where<'_>,
        scratch: &mut [SweepScratch],
    ) -> Result<(), TraceError> {
        let (count, grain) = match place {
            Where::Stays(touches) | Where::Visits(touches) => (touches.len(), 512),
            Where::Everywhere => (self.resolved().sites.count() as usize, 1024),
        };
        share(scratch, count, grain, self.watch, |range, own| {
            match place {
                Where::Stays(touches) => {
                    for touch in touches.get(range).unwrap_or_default() {
                        self.around_stays(*touch, own)?;
                    }
                }
                Where::Visits(touches) => {
                    for touch in touches.get(range).unwrap_or_default() {
                        self.around_visits(*touch, own)?;
                    }
                }
                Where::Everywhere => self.everywhere(range, own)?,
            }
            self.write_down(&mut own.found, &mut own.collected, 1);
            Ok(())
        })
    }

    fn weight(&self, person: u32) -> u32 {
        self.weights.get(person as usize).copied().unwrap_or(0)
    }

    /// Whether an event during `[x, y)` can say anything new of `person` in this round.
    #[inline]
    fn is_news(&self, person: u32, x: i64, start: i64, end: i64) -> bool {
        if self.last {
            !self.outcomes.knows(person, x, i64::MAX)
        } else {
            !self.outcomes.knows(person, start, end)
        }
    }
}
