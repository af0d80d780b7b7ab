//! The rows of an answer, one by one.

use std::sync::{Arc, Mutex};

use truyvet::{ExposureRow, Grade, RowOrder};

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{Grows, Report, tv_text};
use crate::lists::{Line, turn};
use crate::status::tv_status;
use crate::trace::{TraceObject, tv_trace};

/// The rows of an answer, to be read with tv_rows_next, by one thread at a time: another one gets
/// TV_BUSY.
pub struct tv_rows(());

/// One exposed person (S15, S16); of a backward trace, one possible source (S21).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_row {
    /// sizeof(tv_row), set by the caller.
    pub struct_size: usize,
    /// Who. This text and the others live until the next row is asked for, or the rows are freed.
    pub person: tv_text,
    /// By whom, in the event shown as the reason; backward, the person infected there.
    pub infector: tv_text,
    /// Where; data is null for a direct contact.
    pub place: tv_text,
    /// The fewest hops from a case: F1 is 1 (S13).
    pub level: u32,
    /// How sure the event is: TV_RECORDED, TV_ASSUMED_END, TV_COARSE.
    pub grade: u32,
    /// The start of the first qualifying event at that level; backward, the last contact.
    pub first_exposure: i64,
    /// The start of the first one at any hop asked for; backward, the latest contact.
    pub earliest_exposure: i64,
    /// From when they were together in the event shown.
    pub overlap_start: i64,
    /// Until when.
    pub overlap_end: i64,
    /// Seconds together with infectious people, summed over people, at that level.
    pub person_seconds: u64,
    /// How likely infection is, 0 to 1 (S22); 0 if the question gives no rates.
    pub risk: f64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_row {
    const NAME: &'static str = "tv_row";
}

/// Rows whose names are looked up together.
const BATCH: usize = 256;

struct Reading {
    /// Rows looked up, the next one last.
    batch: Vec<ExposureRow>,
    /// How many rows were looked up in all.
    looked_up: usize,
    /// The texts of the row that was given last.
    line: Line,
}

struct RowsObject {
    trace: Arc<TraceObject>,
    order: RowOrder,
    reading: Mutex<Reading>,
}

impl Handled for RowsObject {
    const NAME: &'static str = "tv_rows";
}

/// The order of that number: TV_BY_LEVEL, TV_BY_RISK or TV_STORED.
///
/// # Errors
/// A [`Fault`] for any other number.
pub(crate) fn order_of(number: u32) -> Result<RowOrder, Fault> {
    match number {
        0 => Ok(RowOrder::Level),
        1 => Ok(RowOrder::Risk),
        2 => Ok(RowOrder::Stored),
        _ => Err(Fault::argument(
            "order",
            "no order of rows: give TV_BY_LEVEL, TV_BY_RISK or TV_STORED",
        )),
    }
}

/// A grade as a number of the header.
pub(crate) const fn grade_of(grade: Grade) -> u32 {
    match grade {
        Grade::Recorded => 0,
        Grade::AssumedEnd => 1,
        Grade::Coarse => 2,
    }
}

/// Begins to read the rows of an answer: TV_BY_LEVEL is by level, first exposure (backward: the
/// latest contact first), id; TV_BY_RISK the highest risk first, then by level, id; TV_STORED by
/// level, first exposure, number in the store, for which nothing is sorted.
///
/// Owner: the caller frees *rows with tv_rows_free. Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_rows(
    trace: *const tv_trace,
    order: u32,
    rows: *mut *mut tv_rows,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(rows, error, || {
            Ok(RowsObject {
                trace: handles::get(trace)?,
                order: order_of(order)?,
                reading: Mutex::new(Reading {
                    batch: Vec::new(),
                    looked_up: 0,
                    line: Line::default(),
                }),
            })
        })
    }
}

/// The next row; TV_END after the last one. Set row->struct_size first. The texts of the row
/// before are gone.
///
/// Threads: one at a time. Errors: TV_DAMAGED, TV_IO, TV_BUSY, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_rows_next(
    rows: *mut tv_rows,
    row: *mut tv_row,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(row)?;
            let object = handles::get::<RowsObject, _>(rows)?;
            let mut reading = turn(&object.reading, RowsObject::NAME)?;
            let Some(next) = object.next(&mut reading)? else {
                return Ok(tv_status::TV_END);
            };
            report.fill(&reading.show(&next));
            Ok(tv_status::TV_OK)
        })
    }
}

impl RowsObject {
    fn next(&self, reading: &mut Reading) -> Result<Option<ExposureRow>, Fault> {
        if reading.batch.is_empty() {
            let rows = self.trace.trace.exposures_by(self.order);
            for row in rows.skip(reading.looked_up).take(BATCH) {
                reading.batch.push(row?);
            }
            reading.looked_up = reading.looked_up.saturating_add(reading.batch.len());
            reading.batch.reverse();
        }
        Ok(reading.batch.pop())
    }
}

impl Reading {
    fn show(&mut self, row: &ExposureRow) -> tv_row {
        self.line.clear();
        let person = self.line.add(&row.person);
        let infector = self.line.add(&row.infector);
        let place = row.place.as_ref().map(|place| self.line.add(place));
        tv_row {
            struct_size: 0,
            person: self.line.show(person),
            infector: self.line.show(infector),
            place: place.map_or(tv_text::NONE, |place| self.line.show(place)),
            level: row.level,
            grade: grade_of(row.grade),
            first_exposure: row.first_exposure.seconds(),
            earliest_exposure: row.earliest_exposure.seconds(),
            overlap_start: row.overlap.start().seconds(),
            overlap_end: row.overlap.end().seconds(),
            person_seconds: row.person_seconds,
            risk: row.risk,
        }
    }
}

/// Ends the reading. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_rows_free(rows: *mut tv_rows) -> tv_status {
    gate::release::<RowsObject, _>(rows)
}
