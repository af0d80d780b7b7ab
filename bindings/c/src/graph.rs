//! A snapshot as a graph: where somebody was, who was at a place, who was together with whom.

use std::ffi::c_char;
use std::sync::Mutex;

use truyvet::graph::{ContactRow, NeighbourRow, VisitRow};
use truyvet::{Duration, ExternalId, Grade, Graph, Interval};

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{self, Grows, Report, tv_text};
use crate::lists::{Line, turn};
use crate::rows::grade_of;
use crate::snapshot::{SnapshotObject, tv_snapshot};
use crate::status::tv_status;

/// Records, or stretches of time together, to be read with tv_stays_next as they are found, by one
/// thread at a time: another one gets TV_BUSY.
pub struct tv_stays(());

/// One row of a tv_stays. The texts live until the next row is asked for, or the tv_stays is freed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_stay {
    /// sizeof(tv_stay), set by the caller.
    pub struct_size: usize,
    /// Of visits, who was there; of contacts and neighbours, with whom.
    pub person: tv_text,
    /// Where; data is null for a direct contact.
    pub place: tv_text,
    /// From when: the visit or contact whole, and of neighbours the time that they had in common.
    pub start: i64,
    /// Until when.
    pub end: i64,
    /// Whether its end was recorded: TV_RECORDED, or TV_ASSUMED_END of an open visit (S4).
    pub grade: u32,
    /// Unused; 0.
    pub reserved: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_stay {
    const NAME: &'static str = "tv_stay";
}

/// What every iterator of the graph gives.
struct Stay {
    person: ExternalId,
    place: Option<ExternalId>,
    interval: Interval,
    grade: Grade,
}

impl From<VisitRow> for Stay {
    fn from(row: VisitRow) -> Self {
        Self {
            person: row.person,
            place: Some(row.place),
            interval: row.interval,
            grade: row.grade,
        }
    }
}

impl From<ContactRow> for Stay {
    fn from(row: ContactRow) -> Self {
        Self {
            person: row.person,
            place: None,
            interval: row.interval,
            grade: Grade::Recorded,
        }
    }
}

impl From<NeighbourRow> for Stay {
    fn from(row: NeighbourRow) -> Self {
        Self {
            person: row.person,
            place: row.place,
            interval: row.overlap,
            grade: row.grade,
        }
    }
}

struct Staying {
    rows: Box<dyn Iterator<Item = Result<Stay, truyvet::Error>> + Send>,
    /// The texts of the row that was given last.
    line: Line,
}

struct StaysObject(Mutex<Staying>);

impl Handled for StaysObject {
    const NAME: &'static str = "tv_stays";
}

impl StaysObject {
    fn new<R: Into<Stay>>(
        rows: impl Iterator<Item = Result<R, truyvet::Error>> + Send + 'static,
    ) -> Self {
        Self(Mutex::new(Staying {
            rows: Box::new(rows.map(|row| row.map(R::into))),
            line: Line::default(),
        }))
    }
}

impl Staying {
    fn show(&mut self, stay: &Stay) -> tv_stay {
        self.line.clear();
        let person = self.line.add(&stay.person);
        let place = stay.place.as_ref().map(|place| self.line.add(place));
        tv_stay {
            struct_size: 0,
            person: self.line.show(person),
            place: place.map_or(tv_text::NONE, |place| self.line.show(place)),
            start: stay.interval.start().seconds(),
            end: stay.interval.end().seconds(),
            grade: grade_of(stay.grade),
            reserved: 0,
        }
    }
}

/// A window of the graph, in which records must lie (S8).
pub(crate) fn window(start: i64, end: i64) -> Result<Interval, Fault> {
    lift::interval(start, end, "window").map_err(Fault::in_question)
}

/// An overlap that is long enough.
pub(crate) fn least(seconds: i64) -> Result<Duration, Fault> {
    lift::length(seconds, "min_overlap").map_err(Fault::in_question)
}

/// Asks about one person or place, and gives the rows.
///
/// # Safety
/// Pointers are as the head of truyvet.h says.
unsafe fn ask(
    snapshot: *const tv_snapshot,
    (id, len, field): (*const c_char, usize, &'static str),
    (start, end): (i64, i64),
    (stays, error): (*mut *mut tv_stays, *mut *mut tv_error),
    ask: impl FnOnce(&Graph, &str, Interval) -> Result<StaysObject, Fault>,
) -> tv_status {
    // SAFETY: the caller's promise is the same.
    unsafe {
        gate::make(stays, error, || {
            let id = lift::text(id, len, field)?;
            let window = window(start, end)?;
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            ask(&snapshot.0.graph(), id, window)
        })
    }
}

/// Where a person was, in order of time: the visits that meet the window, each whole (S8). From
/// TV_OPEN to TV_FOREVER is everything.
///
/// Owner: the caller frees *stays with tv_stays_free. Threads: any. Errors: TV_QUESTION for
/// somebody unknown or a window without any record (S28), TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_visits_of(
    snapshot: *const tv_snapshot,
    person: *const c_char,
    person_len: usize,
    start: i64,
    end: i64,
    stays: *mut *mut tv_stays,
    error: *mut *mut tv_error,
) -> tv_status {
    let who = (person, person_len, "person");
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        ask(
            snapshot,
            who,
            (start, end),
            (stays, error),
            |graph, id, window| Ok(StaysObject::new(graph.visits_of(id, window)?)),
        )
    }
}

/// Whom a person met directly, in order of time (S3). Otherwise as tv_snapshot_visits_of.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_contacts_of(
    snapshot: *const tv_snapshot,
    person: *const c_char,
    person_len: usize,
    start: i64,
    end: i64,
    stays: *mut *mut tv_stays,
    error: *mut *mut tv_error,
) -> tv_status {
    let who = (person, person_len, "person");
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        ask(
            snapshot,
            who,
            (start, end),
            (stays, error),
            |graph, id, window| Ok(StaysObject::new(graph.contacts_of(id, window)?)),
        )
    }
}

/// Who was at a place, in order of time; at a shared one (S5), too. Otherwise as
/// tv_snapshot_visits_of, and TV_TRACING_ONLY of a store for tracing only: this one does not begin
/// at a person.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_visitors_of(
    snapshot: *const tv_snapshot,
    place: *const c_char,
    place_len: usize,
    start: i64,
    end: i64,
    stays: *mut *mut tv_stays,
    error: *mut *mut tv_error,
) -> tv_status {
    let place = (place, place_len, "place");
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        ask(
            snapshot,
            place,
            (start, end),
            (stays, error),
            |graph, id, window| Ok(StaysObject::new(graph.visitors_of(id, window)?)),
        )
    }
}

/// Who was together with a person for at least so many seconds at a time: at a place that is not
/// shared (S5), or in a direct contact. There is one row per overlap of two visits, or contact;
/// there is no infectious period here and no lag. Otherwise as tv_snapshot_visits_of.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_neighbours(
    snapshot: *const tv_snapshot,
    person: *const c_char,
    person_len: usize,
    start: i64,
    end: i64,
    min_overlap_s: i64,
    stays: *mut *mut tv_stays,
    error: *mut *mut tv_error,
) -> tv_status {
    let who = (person, person_len, "person");
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        ask(
            snapshot,
            who,
            (start, end),
            (stays, error),
            |graph, id, window| {
                let least = least(min_overlap_s)?;
                Ok(StaysObject::new(graph.neighbours(id, window, least)?))
            },
        )
    }
}

/// The next row; TV_END after the last one. Set stay->struct_size first. The texts of the row
/// before are gone.
///
/// Threads: one at a time. Errors: TV_DAMAGED, TV_IO, TV_BUSY, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_stays_next(
    stays: *mut tv_stays,
    stay: *mut tv_stay,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(stay)?;
            let object = handles::get::<StaysObject, _>(stays)?;
            let mut staying = turn(&object.0, StaysObject::NAME)?;
            let Some(next) = staying.rows.next().transpose()? else {
                return Ok(tv_status::TV_END);
            };
            report.fill(&staying.show(&next));
            Ok(tv_status::TV_OK)
        })
    }
}

/// Ends the reading. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_stays_free(stays: *mut tv_stays) -> tv_status {
    gate::release::<StaysObject, _>(stays)
}
