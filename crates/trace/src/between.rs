//! All events between two people (S25).

use truyvet_model::{Level, PersonNo, Witness};
use truyvet_store::Snapshot;

use crate::error::TraceError;
use crate::event::Event;
use crate::pull::{Pull, qualifying};
use crate::tracer::Answer;

/// An event by which one person exposed another (S25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// The first hop at which there is such an event.
    pub hop: Level,
    /// The event, in the time of the records.
    pub event: Witness,
    /// Whether it qualifies at any hop, by itself or by adding up (S10, S17).
    pub qualifies: bool,
}

impl Answer {
    /// Every event by which `infector` exposed `exposed` at any hop asked for, qualifying or not;
    /// events that show the same are one. Ordered by hop, x, contact before places, place number,
    /// y, grade; of a backward trace in mirrored time. There are none into a case (S25).
    /// `snapshot` must be the one that was asked.
    ///
    /// # Errors
    /// [`TraceError::Store`] if the store cannot be read.
    pub fn between(
        &self,
        snapshot: &Snapshot,
        infector: PersonNo,
        exposed: PersonNo,
    ) -> Result<Vec<Between>, TraceError> {
        let records = self.records(snapshot);
        let sets = self.infectious();
        if sets.case(exposed.0).is_some() {
            return Ok(Vec::new());
        }
        let mut found: Vec<(Level, Event, bool)> = Vec::new();
        let (mut pull, mut events) = (Pull::default(), Vec::new());
        let mut last = None;
        // The hop after the last that changed anything was looked at, too.
        for (hop, before) in (1..).zip(0..=sets.history.len()) {
            let infectious = sets.at(infector.0, before);
            if infectious.is_none() || infectious == last {
                continue;
            }
            last = infectious;
            let only = |person| infectious.filter(|_| person == infector.0);
            pull.events_into(&records, exposed.0, only, &mut events)?;
            let fits = qualifying(records.resolved, &events);
            for (event, qualifies) in events.iter().zip(fits) {
                match found
                    .iter_mut()
                    .find(|known| shown(&known.1) == shown(event))
                {
                    Some(known) => known.2 |= qualifies,
                    None => found.push((hop, *event, qualifies)),
                }
            }
        }
        found.sort_by_key(|(hop, event, _)| (*hop, shown(event)));
        let row = |(hop, event, qualifies): (Level, Event, bool)| Between {
            hop,
            event: event.witness(records.resolved),
            qualifies,
        };
        Ok(found.into_iter().map(row).collect())
    }
}

/// What a reader sees of an event, in the order in which it is listed.
fn shown(event: &Event) -> (i64, Option<u32>, i64, truyvet_model::Grade) {
    // A contact is no place, and sorts first.
    (event.x, event.place(), event.y, event.grade)
}
