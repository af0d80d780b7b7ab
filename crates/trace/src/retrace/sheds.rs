//! Where and when somebody was infectious, and who was there: the ways in which a change spreads.

use truyvet_model::{Grade, IntervalSet};

use crate::error::TraceError;
use crate::pull::clip;
use crate::records::{Meeting, PlacedStay, ReadScratch, Records, Visitors};

/// Where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    /// In a direct contact with that person.
    With(u32),
    /// At that place.
    Place(u32),
    /// At a part of a divided place; parts of all are numbered together.
    Part(u32),
}

/// A part of a stay or contact in which somebody was infectious; the same in two snapshots if it
/// makes the same events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shed {
    at: Where,
    start: i64,
    end: i64,
    grade: Grade,
}

/// The memory it is done in.
#[derive(Default)]
pub(super) struct ShedScratch {
    read: ReadScratch,
    stays: Vec<PlacedStay>,
    meetings: Vec<Meeting>,
    visitors: Visitors,
}

/// Replaces `out` by the sheds of `person`, in order.
///
/// # Errors
/// [`TraceError::Store`].
pub(super) fn sheds(
    records: &Records<'_>,
    person: u32,
    infectious: Option<&IntervalSet>,
    scratch: &mut ShedScratch,
    out: &mut Vec<Shed>,
) -> Result<(), TraceError> {
    out.clear();
    let Some(infectious) = infectious else {
        return Ok(());
    };
    scratch.stays.clear();
    records.stays_of(person, &mut scratch.read, &mut scratch.stays)?;
    let places = records.snapshot.place_count();
    for placed in &scratch.stays {
        let at = match placed.site.checked_sub(places) {
            None => Where::Place(placed.site),
            Some(part) => Where::Part(part),
        };
        let grade = placed.stay.grade();
        let parts = clip(infectious, placed.stay.start, placed.stay.end);
        out.extend(parts.map(|(start, end)| Shed {
            at,
            start,
            end,
            grade,
        }));
    }
    scratch.meetings.clear();
    records.contacts_of(person, &mut scratch.read, &mut scratch.meetings)?;
    for meeting in &scratch.meetings {
        let parts = clip(infectious, meeting.start, meeting.end);
        out.extend(parts.map(|(start, end)| Shed {
            at: Where::With(meeting.other),
            start,
            end,
            grade: Grade::Recorded,
        }));
    }
    out.sort_unstable();
    Ok(())
}

/// Calls `each` for everybody whom `shed` of `person` exposes, with the overlap.
///
/// # Errors
/// [`TraceError::Store`].
pub(super) fn exposed(
    records: &Records<'_>,
    person: u32,
    shed: &Shed,
    scratch: &mut ShedScratch,
    mut each: impl FnMut(u32, i64, i64),
) -> Result<(), TraceError> {
    let site = match shed.at {
        Where::With(other) => {
            each(other, shed.start, shed.end);
            return Ok(());
        }
        Where::Place(place) => place,
        Where::Part(part) => records.snapshot.place_count().saturating_add(part),
    };
    let lag = records.resolved.facts(records.snapshot, site)?.lag;
    let until = shed.end.saturating_add(lag);
    let span = (shed.start, until);
    records.stays_at(site, span, &mut scratch.read, &mut scratch.visitors)?;
    for other in scratch
        .visitors
        .iter()
        .filter(|other| other.person != person)
    {
        let (x, y) = (shed.start.max(other.start), until.min(other.end));
        if x < y {
            each(other.person, x, y);
        }
    }
    Ok(())
}

/// Calls `each` for what is in one of two ordered lists only, and, if `both`, for what is in both;
/// with whether it is in the second.
pub(super) fn differing(
    before: &[Shed],
    now: &[Shed],
    both: bool,
    mut each: impl FnMut(&Shed, bool) -> Result<(), TraceError>,
) -> Result<(), TraceError> {
    let (mut before, mut now) = (before.iter().peekable(), now.iter().peekable());
    loop {
        let first = match (before.peek(), now.peek()) {
            (None, None) => return Ok(()),
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
        };
        let shed = if first.is_le() { before.next() } else { None };
        let other = if first.is_ge() { now.next() } else { None };
        match (shed, other) {
            (Some(_), Some(shed)) if both => each(shed, true)?,
            (Some(shed), None) => each(shed, false)?,
            (None, Some(shed)) => each(shed, true)?,
            _ => {}
        }
    }
}
