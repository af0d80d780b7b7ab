//! One committed state of a store, to be read and asked.

use std::fmt;

use truyvet_model::{ExternalId, Interval, Kind, PersonNo, PlaceNo, Timestamp};
use truyvet_store::{CheckOptions, CheckProgress, CheckReport, Progress, Stats, VerifyReport};
use truyvet_trace::{TraceOptions, Tracer};

use crate::convert::{AsId, external_id};
use crate::error::Error;
use crate::place::PlaceDetails;

/// One committed state of a store (S7). A clone is cheap and the same snapshot; later commits do
/// not change it, and the same question to it has the same answer to the byte.
///
/// It keeps the working memory of its traces for the next one, until its last clone is dropped.
#[derive(Clone)]
pub struct Snapshot {
    tracer: Tracer,
    /// Whether it was opened for tracing only.
    tracing_only: bool,
}

impl Snapshot {
    pub(crate) fn new(store: truyvet_store::Snapshot, tracing_only: bool) -> Self {
        Self {
            tracer: Tracer::new(store, TraceOptions::default()),
            tracing_only,
        }
    }

    /// Whether visitors of places may be listed and everybody be looked at: not where the store
    /// was opened for tracing only ([`Store::for_tracing`](crate::Store::for_tracing)), or made so
    /// ([`Options::listing`](crate::Options::listing)).
    #[must_use]
    pub fn allows_listing(&self) -> bool {
        !self.tracing_only && self.store().allows_listing()
    }

    /// Refuses `what` where listing is off.
    pub(crate) fn must_list(&self, what: &'static str) -> Result<(), Error> {
        if self.allows_listing() {
            return Ok(());
        }
        Err(Error::tracing_only(what, !self.store().allows_listing()))
    }

    pub(crate) fn tracer(&self) -> &Tracer {
        &self.tracer
    }

    /// A tracer that works so; with the memory of this snapshot's own if that fits.
    pub(crate) fn tracer_with(&self, options: &TraceOptions) -> Tracer {
        let own = self.tracer.options();
        let fits = own.threads == options.threads && own.levels_only == options.levels_only;
        if fits {
            return self.tracer.limited(options.budget, options.cancel.clone());
        }
        Tracer::new(self.store().clone(), options.clone())
    }

    /// Whether `other` is a clone of this one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.tracer.is_clone_of(&other.tracer)
    }

    pub(crate) fn store(&self) -> &truyvet_store::Snapshot {
        self.tracer.snapshot()
    }

    /// The number of the commit: 0 for a store that was just created.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.store().number()
    }

    /// How many people there are; their numbers are `0..person_count`.
    #[must_use]
    pub fn person_count(&self) -> u32 {
        self.store().person_count()
    }

    /// How many places there are; their numbers are `0..place_count`.
    #[must_use]
    pub fn place_count(&self) -> u32 {
        self.store().place_count()
    }

    /// The kinds of places that the store knows.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        self.store().kinds()
    }

    /// From the first record's start to the last one's end; `None` if there are no records.
    #[must_use]
    pub fn time_range(&self) -> Option<Interval> {
        self.store().time_range()
    }

    /// The number of a person, if the store knows that id.
    ///
    /// # Errors
    /// [`Error::is_value`] for text that is no id, [`Error::is_damaged`].
    pub fn person(&self, id: impl AsId) -> Result<Option<PersonNo>, Error> {
        let id = external_id(&id).map_err(|e| Error::value("person", e))?;
        Ok(self.store().person(&id)?)
    }

    /// The id of the person of that number.
    ///
    /// # Errors
    /// [`Error::is_value`] for a number that the snapshot does not have, [`Error::is_damaged`].
    pub fn person_id(&self, number: PersonNo) -> Result<ExternalId, Error> {
        Ok(self.store().person_id(number)?)
    }

    /// The id of the place of that number.
    ///
    /// # Errors
    /// As [`Self::person_id`].
    pub fn place_id(&self, number: PlaceNo) -> Result<ExternalId, Error> {
        Ok(self.store().place_id(number)?)
    }

    /// What is known of a place, if the store knows that id.
    ///
    /// # Errors
    /// [`Error::is_value`] for text that is no id, [`Error::is_damaged`].
    pub fn place(&self, id: impl AsId) -> Result<Option<PlaceDetails>, Error> {
        let id = external_id(&id).map_err(|e| Error::value("place", e))?;
        let Some(number) = self.store().place(&id)? else {
            return Ok(None);
        };
        let place = self.store().place_record(number)?;
        let parent = place.parent.map(|parent| self.place_id(parent));
        Ok(Some(PlaceDetails {
            kind: place.kind,
            parent: parent.transpose()?,
            unit: place.unit,
            name: place.name,
            coordinates: place.coordinates,
            shared: place.shared,
        }))
    }

    /// All ids of a person (S6), in the order in which the store met them; none for somebody
    /// unknown.
    ///
    /// # Errors
    /// As [`Self::person`].
    pub fn person_ids(&self, id: impl AsId) -> Result<Vec<ExternalId>, Error> {
        match self.person(id)? {
            Some(number) => Ok(self.store().person_ids(number)?),
            None => Ok(Vec::new()),
        }
    }

    /// The sources of records, and when a record of each was last committed, by the clock of the
    /// machine that wrote it.
    #[must_use]
    pub fn sources(&self) -> Vec<(&str, Timestamp)> {
        let names = self.store().sources();
        names
            .into_iter()
            .zip(self.store().last_arrivals())
            .collect()
    }

    /// When the last commit was made, by the clock of the machine that wrote it.
    #[must_use]
    pub fn committed_at(&self) -> Timestamp {
        self.store().committed_at()
    }

    /// Records that end here or before are not kept ([`Writer::retain`]).
    ///
    /// [`Writer::retain`]: crate::Writer::retain
    #[must_use]
    pub fn floor(&self) -> Option<Timestamp> {
        self.store().floor()
    }

    /// How many links there are: of people, of places (S6).
    #[must_use]
    pub fn link_counts(&self) -> (usize, usize) {
        self.store().link_counts()
    }

    /// When what is left on disk of erased people must be gone, erasure by erasure; nothing once
    /// it is.
    #[must_use]
    pub fn erasures_due(&self) -> Vec<Timestamp> {
        self.store().erasures_due()
    }

    /// What the store holds, counted, and where its bytes are.
    ///
    /// # Errors
    /// [`Error::is_damaged`].
    pub fn stats(&self) -> Result<Stats, Error> {
        Ok(self.store().stats()?)
    }

    /// Looks at every record and reports what cannot be right (one person in two places, places
    /// too far apart), what looks wrong, and what is late. Examples are by number;
    /// [`Self::person_id`] and [`Self::place_id`] name them.
    ///
    /// # Errors
    /// [`Error::is_value`] for options that make no sense, [`Error::is_damaged`].
    pub fn check(
        &self,
        options: &CheckOptions,
        progress: &mut dyn FnMut(CheckProgress),
    ) -> Result<CheckReport, Error> {
        Ok(self.store().check(options, progress)?)
    }

    /// Reads every byte of the snapshot and lists everything that is damaged.
    ///
    /// Damage so deep that no snapshot can be had is an error of [`Store::open`] instead.
    ///
    /// [`Store::open`]: crate::Store::open
    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> VerifyReport {
        self.store().verify(progress)
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("number", &self.number())
            .finish_non_exhaustive()
    }
}
