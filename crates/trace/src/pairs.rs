//! The cumulative threshold: overlaps of one pair that add up (S17).

use crate::budget::Watch;
use crate::error::TraceError;
use crate::event::Event;
use crate::outcome::{Collected, Note, Outcomes};
use crate::parallel::share;
use crate::people::People;
use crate::records::{Meeting, PlacedStay, ReadScratch, Records, Visitors};

/// What one thread goes through pairs with.
#[derive(Default)]
pub(crate) struct PairScratch {
    pub collected: Collected,
    read: ReadScratch,
    stays: Vec<PlacedStay>,
    visitors: Visitors,
    meetings: Vec<Meeting>,
    /// All events of one infector, with the person exposed.
    events: Vec<(u32, Event)>,
    together: Vec<(i64, i64)>,
    notes: Vec<(u32, Note)>,
}

/// Looks for events from infectious people, pair by pair.
pub(crate) struct Pairs<'a> {
    pub records: Records<'a>,
    pub people: &'a People,
    pub outcomes: &'a Outcomes,
    pub watch: &'a Watch,
    /// T and R in seconds.
    pub total: i64,
    pub within: i64,
    /// Whether nobody will ask what this hop makes infectious.
    pub last: bool,
}

impl Pairs<'_> {
    /// Collects the qualifying events from `infectious`, by d or by adding up.
    ///
    /// # Errors
    /// [`TraceError::Store`], [`TraceError::Exceeded`].
    pub(crate) fn from(
        &self,
        infectious: &[u32],
        scratch: &mut [PairScratch],
    ) -> Result<(), TraceError> {
        share(scratch, infectious.len(), 8, self.watch, |range, own| {
            for &infector in infectious.get(range).unwrap_or_default() {
                self.infector(infector, own)?;
            }
            Ok(())
        })
    }

    fn infector(&self, infector: u32, own: &mut PairScratch) -> Result<(), TraceError> {
        own.events.clear();
        self.at_sites(infector, own)?;
        self.by_contact(infector, own)?;
        own.events
            .sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.order(&b.1)));
        let PairScratch {
            collected,
            events,
            together,
            notes,
            ..
        } = own;
        for pair in events.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(exposed, _)) = pair.first() else {
                continue;
            };
            together.clear();
            together.extend(pair.iter().map(|(_, event)| (event.x, event.y)));
            for (_, event) in pair {
                let length = event.y.saturating_sub(event.x);
                let long = length >= self.records.resolved.min_overlap;
                if long || adds_up(together, (event.x, event.y), self.total, self.within) {
                    notes.extend(self.note(exposed, event));
                }
            }
        }
        self.outcomes.add_all(notes, collected);
        Ok(())
    }

    fn note(&self, exposed: u32, event: &Event) -> Option<(u32, Note)> {
        let resolved = self.records.resolved;
        let person = self.people.at(exposed);
        if event.x >= person.settled_from(event.y, resolved.until, self.last) {
            return None;
        }
        let (start, end) = resolved.infectious_after(event.x, event.y);
        let new = !self.last && !self.people.covers(&person, start, end);
        let note = Note {
            event: Some(*event),
            grows: new.then_some((start, end)),
        };
        (new || self.last).then_some((exposed, note))
    }

    fn at_sites(&self, infector: u32, own: &mut PairScratch) -> Result<(), TraceError> {
        let records = &self.records;
        let person = self.people.at(infector);
        own.stays.clear();
        records.stays_of(infector, &mut own.read, &mut own.stays)?;
        for placed in std::mem::take(&mut own.stays) {
            let stay = placed.stay;
            let mut sheds = Vec::new();
            self.people
                .clip(&person, stay.start, stay.end, |a, b| sheds.push((a, b)));
            for (start, end) in sheds {
                let facts = records.resolved.facts(records.snapshot, placed.site)?;
                let until = end.saturating_add(facts.lag);
                let span = (start, until);
                records.stays_at(placed.site, span, &mut own.read, &mut own.visitors)?;
                for other in own.visitors.iter().filter(|other| other.person != infector) {
                    let (x, y) = (start.max(other.start), until.min(other.end));
                    if x < y && !self.people.at(other.person).is_case() {
                        let grade = stay.grade().max(other.grade());
                        let event = Event::at(facts.place, infector, x, y, end, grade);
                        own.events.push((other.person, event));
                    }
                }
            }
        }
        Ok(())
    }

    fn by_contact(&self, infector: u32, own: &mut PairScratch) -> Result<(), TraceError> {
        let person = self.people.at(infector);
        own.meetings.clear();
        self.records
            .contacts_of(infector, &mut own.read, &mut own.meetings)?;
        for meeting in &own.meetings {
            if self.people.at(meeting.other).is_case() {
                continue;
            }
            let events = &mut own.events;
            self.people
                .clip(&person, meeting.start, meeting.end, |x, y| {
                    events.push((meeting.other, Event::contact(infector, x, y)));
                });
        }
        Ok(())
    }
}

/// Whether some span of `within` seconds that touches `one` has parts of `overlaps` that sum to
/// `total` at least.
///
/// The sum is linear in the start of the span but where the span begins or ends at the start or
/// end of an overlap; it is greatest at one of these, or at the first or last start at which the
/// span touches `one`.
pub(crate) fn adds_up(overlaps: &[(i64, i64)], one: (i64, i64), total: i64, within: i64) -> bool {
    sums(overlaps, one, within).any(|sum| sum >= total)
}

/// The most that parts of `overlaps` sum to in a span of `within` seconds that touches `one`.
pub(crate) fn most_together(overlaps: &[(i64, i64)], one: (i64, i64), within: i64) -> i64 {
    sums(overlaps, one, within).max().unwrap_or(0)
}

/// What parts of `overlaps` sum to in the spans that matter.
fn sums(overlaps: &[(i64, i64)], one: (i64, i64), within: i64) -> impl Iterator<Item = i64> + '_ {
    let earliest = one.0.saturating_sub(within).saturating_add(1);
    let latest = one.1.saturating_sub(1);
    let sum_from = move |t: i64| {
        let end = t.saturating_add(within);
        let part = |&(x, y): &(i64, i64)| y.min(end).saturating_sub(x.max(t)).max(0);
        overlaps.iter().map(part).fold(0i64, i64::saturating_add)
    };
    let turns = overlaps
        .iter()
        .flat_map(move |&(x, y)| [x, y.saturating_sub(within)]);
    turns
        .chain([earliest, latest])
        .filter(move |&t| earliest <= t && t <= latest)
        .map(sum_from)
}

#[cfg(test)]
#[path = "pairs_tests.rs"]
mod tests;
