//! All events between two people, with names (S25).

use truyvet_model::{ExternalId, Grade, Interval, Level, PersonNo, QuestionError};

use crate::convert::{AsId, external_id};
use crate::error::Error;
use crate::exposures::place_of;
use crate::trace::Trace;

/// An event by which one person exposed another (S25).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BetweenEvent {
    /// The first hop at which there is such an event.
    pub hop: Level,
    /// Where; `None` for a direct contact.
    pub place: Option<ExternalId>,
    /// When they were together, one of them being infectious.
    pub overlap: Interval,
    /// How sure.
    pub grade: Grade,
    /// Whether it is long enough, or adds up with others (S17), at any hop.
    pub qualifies: bool,
}

impl Trace {
    /// Every event by which `infector` exposed `exposed` at any hop asked for, long enough or not;
    /// of a backward trace, where `infector` is the person *infected*, every event by which `exposed`
    /// may have infected them. Where
    /// `infector` is infectious for longer by a later hop, the longer event is one of its own.
    /// Ordered by hop and time (backward: the latest first). There are none into a case (S25).
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store, ToDuration};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.contact("An", "Bình", 0, 60)?;
    /// writer.contact("An", "Bình", 500, 2000)?;
    /// writer.commit()?;
    /// let trace = store.snapshot()?.trace().case("An", 0..9999).min_overlap(15.minutes()).ask()?;
    /// let events = trace.between("An", "Bình")?;
    /// assert_eq!(events.len(), 2);
    /// assert!(!events[0].qualifies && events[1].qualifies);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_question`] for somebody unknown, [`Error::is_damaged`].
    pub fn between(
        &self,
        infector: impl AsId,
        exposed: impl AsId,
    ) -> Result<Vec<BetweenEvent>, Error> {
        let infector = self.number("infector", &infector)?;
        let exposed = self.number("exposed", &exposed)?;
        let snapshot = self.snapshot();
        let events = self.answer().between(snapshot.store(), infector, exposed)?;
        let named = |found: truyvet_trace::Between| {
            Ok(BetweenEvent {
                hop: found.hop,
                place: place_of(snapshot, found.event.setting)?,
                overlap: found.event.overlap,
                grade: found.event.grade,
                qualifies: found.qualifies,
            })
        };
        events.into_iter().map(named).collect()
    }

    fn number(&self, field: &'static str, id: &impl AsId) -> Result<PersonNo, Error> {
        let id = external_id(id).map_err(|e| Error::argument(field, e))?;
        let found = self.snapshot().store().person(&id)?;
        let unknown = || QuestionError::UnknownPerson {
            field,
            id: id.to_string(),
        };
        Ok(found.ok_or_else(unknown)?)
    }
}
