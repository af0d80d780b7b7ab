//! One person's side of a hop: every event into somebody (S10, S11), and which of them qualify.

use truyvet_model::{Interval, IntervalSet, Timestamp};

use crate::error::TraceError;
use crate::event::Event;
use crate::pairs::adds_up;
use crate::records::{Meeting, PlacedStay, ReadScratch, Records, Visitors};
use crate::resolve::Resolved;

/// Finds events into one person after the other; keeps the memory.
#[derive(Default)]
pub(crate) struct Pull {
    pub read: ReadScratch,
    stays: Vec<PlacedStay>,
    visitors: Visitors,
    meetings: Vec<Meeting>,
}

impl Pull {
    /// Replaces `out` by all events into `person`, qualifying or not, from people with these
    /// infectious times, in the order of S15.
    ///
    /// # Errors
    /// [`TraceError::Store`].
    pub(crate) fn events_into<'s>(
        &mut self,
        records: &Records<'_>,
        person: u32,
        infectious: impl Fn(u32) -> Option<&'s IntervalSet>,
        out: &mut Vec<Event>,
    ) -> Result<(), TraceError> {
        out.clear();
        let resolved = records.resolved;
        self.stays.clear();
        records.stays_of(person, &mut self.read, &mut self.stays)?;
        for placed in &self.stays {
            let stay = &placed.stay;
            let facts = resolved.facts(records.snapshot, placed.site)?;
            let span = (stay.start.saturating_sub(facts.lag), stay.end);
            records.stays_at(placed.site, span, &mut self.read, &mut self.visitors)?;
            for other in self.visitors.iter().filter(|other| other.person != person) {
                let Some(set) = infectious(other.person) else {
                    continue;
                };
                for (from, to) in clip(set, other.start, other.end) {
                    let (x, y) = (
                        from.max(stay.start),
                        to.saturating_add(facts.lag).min(stay.end),
                    );
                    if x < y {
                        let grade = stay.grade().max(other.grade());
                        out.push(Event::at(facts.place, other.person, x, y, to, grade));
                    }
                }
            }
        }
        self.meetings.clear();
        records.contacts_of(person, &mut self.read, &mut self.meetings)?;
        for meeting in &self.meetings {
            let parts = infectious(meeting.other)
                .into_iter()
                .flat_map(|set| clip(set, meeting.start, meeting.end));
            out.extend(parts.map(|(x, y)| Event::contact(meeting.other, x, y)));
        }
        out.sort_unstable_by(Event::order);
        Ok(())
    }
}

/// For each of the events into one person at one hop, whether it qualifies: long enough by itself,
/// or by adding up with others of the same infector (S10, S11, S17).
pub(crate) fn qualifying(resolved: &Resolved, events: &[Event]) -> Vec<bool> {
    let long = |event: &Event| event.y.saturating_sub(event.x) >= resolved.min_overlap;
    let Some((total, within)) = resolved.cumulative else {
        return events.iter().map(long).collect();
    };
    let mut of_pair = Vec::new();
    let qualifies = |event: &Event| {
        of_pair.clear();
        let same = events
            .iter()
            .filter(|other| other.infector == event.infector);
        of_pair.extend(same.map(|other| (other.x, other.y)));
        long(event) || adds_up(&of_pair, (event.x, event.y), total, within)
    };
    events.iter().map(qualifies).collect()
}

/// The parts of `[start, end)` in `set`, in order of time.
pub(crate) fn clip(set: &IntervalSet, start: i64, end: i64) -> impl Iterator<Item = (i64, i64)> {
    let t = Timestamp::from_seconds;
    let stay = Interval::checked(t(start), t(end));
    stay.into_iter()
        .flat_map(|stay| set.clip(stay))
        .map(|part| (part.start().seconds(), part.end().seconds()))
}
