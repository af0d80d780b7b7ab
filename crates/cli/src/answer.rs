//! What answers begin and end with, whatever their rows are.

use std::io::Write;

use truyvet::{Direction, Question, Trace};

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
