//! One case from near: what the question makes of each of its stays, and everybody whom it exposed
//! there.

use truyvet_model::{Interval, PersonNo, PlaceNo, Timestamp, Witness};
use truyvet_store::{PlacedVisit, Snapshot};

use crate::error::TraceError;
use crate::event::Event;
use crate::pull::{clip, qualifying};
use crate::records::{PlacedStay, ReadScratch, Records, Visitors};
use crate::resolve::{Passing, filters_of};
use crate::tracer::{Answer, TraceOptions};
use crate::why::{Rule, Side, raw::Raw};

/// A stay of somebody, as recorded, and what the question makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStay {
    /// Where it was recorded.
    pub place: PlaceNo,
    /// From when to when; an open one ends where S4 assumes it.
    pub interval: Interval,
    /// Whether its end is assumed.
    pub open: bool,
    /// The place at which it counts (S20); `None` if nowhere.
    pub site: Option<PlaceNo>,
    /// What isolation and closures leave of it.
    pub counted: Vec<Interval>,
    /// The rule because of which it, or a part of it, does not count.
    pub left_out: Option<Rule>,
}

/// An event by which a case exposed somebody at the first hop, qualifying or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// Who was exposed.
    pub person: PersonNo,
    /// The event, in the time of the records.
    pub event: Witness,
    /// When the case was infectious there: the part of the stay (S10, without lag) or contact.
    pub shed: Interval,
    /// Whether it is long enough, or adds up with others (S10, S17).
    pub qualifies: bool,
}

impl Answer {
    /// Every stay of `person` in `snapshot`, by start and place, whether the question sees it or
    /// not. `snapshot` must be the one that was asked.
    ///
    /// # Errors
    /// [`TraceError::Store`] if the store cannot be read.
    pub fn stays(
        &self,
        snapshot: &Snapshot,
        person: PersonNo,
    ) -> Result<Vec<CaseStay>, TraceError> {
        let records = self.records(snapshot);
        let filters = filters_of(snapshot, self.question())?;
        let mut visits = Raw::new(snapshot).visits_of(person.0)?;
        visits.sort_unstable_by_key(|placed| (placed.visit.start, placed.place));
        let stay = |placed: &PlacedVisit| stay(&records, &filters, placed);
        let stays = visits.iter().filter_map(|placed| stay(placed).transpose());
        stays.collect()
    }

    /// Every event of hop 1 by which `case` exposed somebody, by person, then in the order of S15;
    /// none if it is no case of the question. What of them belongs to one person adds up to the
    /// person-seconds of the row (S16), where the question has one case. `snapshot` must be the
    /// one that was asked.
    ///
    /// # Errors
    /// [`TraceError::Store`] if the store cannot be read, [`TraceError::Exceeded`] if it takes more
    /// time than the options allow, or is cancelled.
    pub fn exposed_by(
        &self,
        snapshot: &Snapshot,
        case: PersonNo,
        options: &TraceOptions,
    ) -> Result<Vec<CaseEvent>, TraceError> {
        let records = self.records(snapshot);
        let sets = self.infectious();
        let Some(infectious) = sets.case(case.0) else {
            return Ok(Vec::new());
        };
        let watch = options.watch();
        let mut found: Vec<(u32, i64, Event)> = Vec::new();
        let (mut read, mut stays) = (ReadScratch::default(), Vec::new());
        records.stays_of(case.0, &mut read, &mut stays)?;
        let mut visitors = Visitors::default();
        for placed in &stays {
            let facts = records.resolved.facts(snapshot, placed.site)?;
            for (from, to) in clip(infectious, placed.stay.start, placed.stay.end) {
                watch.check()?;
                let span = (from, to.saturating_add(facts.lag));
                records.stays_at(placed.site, span, &mut read, &mut visitors)?;
                for other in visitors.iter().filter(|other| other.person != case.0) {
                    let (x, y) = (from.max(other.start), span.1.min(other.end));
                    if x < y && sets.case(other.person).is_none() {
                        let grade = placed.stay.grade().max(other.grade());
                        let event = Event::at(facts.place, case.0, x, y, to, grade);
                        found.push((other.person, from, event));
                    }
                }
            }
        }
        let mut meetings = Vec::new();
        records.contacts_of(case.0, &mut read, &mut meetings)?;
        for meeting in &meetings {
            for (x, y) in clip(infectious, meeting.start, meeting.end) {
                if sets.case(meeting.other).is_none() {
                    found.push((meeting.other, x, Event::contact(case.0, x, y)));
                }
            }
        }
        Ok(judged(&records, found))
    }
}

/// Says of each event whether it qualifies.
fn judged(records: &Records<'_>, mut found: Vec<(u32, i64, Event)>) -> Vec<CaseEvent> {
    let resolved = records.resolved;
    found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.2.order(&b.2)));
    let mut events = Vec::with_capacity(found.len());
    for of_person in found.chunk_by(|a, b| a.0 == b.0) {
        let plain: Vec<Event> = of_person.iter().map(|(_, _, event)| *event).collect();
        for ((person, from, event), qualifies) in of_person.iter().zip(qualifying(resolved, &plain))
        {
            let (start, end) = resolved.turn(*from, event.stay_end);
            // What is shed is a second long at least.
            events.extend(interval(start, end).map(|shed| CaseEvent {
                person: PersonNo(*person),
                event: event.witness(resolved),
                shed,
                qualifies,
            }));
        }
    }
    events
}

fn stay(
    records: &Records<'_>,
    filters: &[(&'static str, Passing)],
    placed: &PlacedVisit,
) -> Result<Option<CaseStay>, TraceError> {
    let (resolved, visit) = (records.resolved, &placed.visit);
    let Some(whole) = interval(visit.start, visit.end) else {
        return Ok(None);
    };
    let passes = |passing: &Passing| {
        passing.place(placed.place) && passing.person(visit.person) && passing.source(visit.source)
    };
    let sites = &resolved.sites;
    let site = sites.of(records.snapshot, placed.place, visit.person)?;
    let mut counted = Vec::new();
    records.placed(placed, |left: PlacedStay| {
        let (start, end) = resolved.turn(left.stay.start, left.stay.end);
        counted.extend(interval(start, end));
    })?;
    let isolated = resolved.cuts.isolation(visit.person);
    let failed = filters.iter().find(|(_, passing)| !passes(passing));
    let left_out = if !resolved.selects(visit.start, visit.end) {
        Some(Rule::OutsideWindow)
    } else if let Some((by, _)) = failed {
        Some(Rule::Filtered { by })
    } else if site.is_none() {
        Some(Rule::SharedPlace)
    } else if counted == [whole] {
        None
    } else if isolated.is_some_and(|set| set.clip(whole).next().is_some()) {
        Some(Rule::Isolated {
            who: Side::Infector,
        })
    } else {
        Some(Rule::Closed)
    };
    Ok(Some(CaseStay {
        place: PlaceNo(placed.place),
        interval: whole,
        open: visit.open,
        site: site.map(|(site, _)| PlaceNo(sites.place(site))),
        counted,
        left_out,
    }))
}

fn interval(start: i64, end: i64) -> Option<Interval> {
    Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end))
}
