//! What answers begin and end with, whatever their rows are.

use std::io::Write;

use truyvet::{Direction, Interval, Question, Trace};

use crate::exit::Failure;
use crate::output::rows::Format;
use crate::output::sink::Sink;
use crate::output::text;

/// `6 people exposed`; backward `4 possible sources`.
pub(crate) fn found(trace: &Trace) -> String {
    let people = u64::try_from(trace.len()).unwrap_or(u64::MAX);
    match trace.question().direction {
        Direction::Forward => text::counted(people, "person exposed", "people exposed"),
        Direction::Backward => text::counted(people, "possible source", "possible sources"),
    }
}

/// A value as JSON.
///
/// # Errors
/// [`Failure`] of writing.
pub(crate) fn json<T: serde::Serialize + ?Sized>(out: &mut Sink, value: &T) -> Result<(), Failure> {
    Ok(serde_json::to_writer(out, value).map_err(std::io::Error::from)?)
}

/// Begins the JSON object of an answer: `{"question":…,"snapshot":1`.
///
/// # Errors
/// [`Failure`] of writing.
pub(crate) fn open_json(out: &mut Sink, question: &Question, snapshot: u64) -> Result<(), Failure> {
    out.write_all(b"{\"question\":")?;
    json(out, question)?;
    Ok(write!(out, ",\"snapshot\":{snapshot}")?)
}

/// What stands after rows of which `left` are not shown: `and 2 more`, the end of the object.
///
/// # Errors
/// [`Failure`] of writing.
pub(crate) fn close(out: &mut Sink, format: Format, left: usize) -> Result<(), Failure> {
    match format {
        Format::Json => out.write_all(b"}\n")?,
        Format::Table if left > 0 => {
            let left = u64::try_from(left).unwrap_or(u64::MAX);
            writeln!(out, "and {} more", text::grouped(left))?;
        }
        _ => {}
    }
    Ok(())
}

/// What must be said where cases were at places that stand for a whole site: nobody is together
/// with anybody there (S5), and an answer without them could pass for good news.
pub(crate) fn shared_places(trace: &Trace) -> Option<String> {
    let question = trace.question();
    if question.roll_up.is_some() {
        return None;
    }
    let snapshot = trace.snapshot();
    let graph = snapshot.graph();
    let (mut stays, mut shared, mut kind) = (0u64, 0u64, None);
    for case in &question.cases {
        // The answer is there; what cannot be read for the note was no part of it.
        let Ok(visits) = graph.visits_of(case.person.clone(), Interval::ALWAYS) else {
            continue;
        };
        let visits = visits.filter_map(Result::ok);
        for visit in visits.filter(|visit| visit.interval.intersects(case.infectious)) {
            stays = stays.saturating_add(1);
            let place = snapshot.place(visit.place).ok().flatten();
            if let Some(place) = place.filter(|place| place.shared) {
                shared = shared.saturating_add(1);
                kind.get_or_insert(place.kind);
            }
        }
    }
    let kind = kind?;
    Some(format!(
        "stays of the cases at places that stand for a whole site: {} of {}; nobody counts as \
         together with anybody there (S5), so contact there is not in this answer: --roll-up {kind} \
         asks for it",
        text::grouped(shared),
        text::grouped(stays),
    ))
}
