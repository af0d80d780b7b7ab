//! How the infection may have come from a case to one person, event by event; and all events of two.

use std::ffi::c_char;

use truyvet::{BetweenEvent, ChainEvent, Grade, Interval};

use crate::error::tv_error;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{self, Grows, Report, tv_text};
use crate::lists::{List, Text};
use crate::rows::grade_of;
use crate::status::tv_status;
use crate::trace::{TraceObject, tv_trace};

/// The events that lead from a case to one person, or all between two people (S25), to be read with
/// tv_chain_next. Any thread may read it; threads that read one share the events out.
pub struct tv_chain(());

struct Event {
    infector: Text,
    exposed: Text,
    place: Option<Text>,
    hop: u32,
    overlap: Interval,
    grade: Grade,
    qualifies: bool,
}

struct ChainObject(List<Event>);

impl Handled for ChainObject {
    const NAME: &'static str = "tv_chain";
}

/// One event of a chain (S25).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_event {
    /// sizeof(tv_event), set by the caller.
    pub struct_size: usize,
    /// Who was infectious; backward, the person infected.
    pub infector: tv_text,
    /// Who was exposed; backward, who may have infected that person.
    pub exposed: tv_text,
    /// Where; data is null for a direct contact.
    pub place: tv_text,
    /// The hop at which it is found.
    pub hop: u32,
    /// How sure: TV_RECORDED, TV_ASSUMED_END, TV_COARSE.
    pub grade: u32,
    /// From when they were together.
    pub overlap_start: i64,
    /// Until when.
    pub overlap_end: i64,
    /// Not 0 if it is long enough, or adds up with others (S17): all of a chain are; of those
    /// between two people, not all may be.
    pub qualifies: u32,
    /// Unused; 0.
    pub reserved: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_event {
    const NAME: &'static str = "tv_event";
    const LEAST: usize = std::mem::offset_of!(tv_event, qualifies);
}

impl Event {
    fn new(event: &ChainEvent) -> Self {
        Self {
            infector: Text::of(&event.infector),
            exposed: Text::of(&event.exposed),
            place: event.place.as_ref().map(Text::of),
            hop: event.hop,
            overlap: event.overlap,
            grade: event.grade,
            qualifies: true,
        }
    }

    fn between(infector: &str, exposed: &str, event: &BetweenEvent) -> Self {
        Self {
            infector: Text::new(infector),
            exposed: Text::new(exposed),
            place: event.place.as_ref().map(Text::of),
            hop: event.hop,
            overlap: event.overlap,
            grade: event.grade,
            qualifies: event.qualifies,
        }
    }

    fn show(&self) -> tv_event {
        tv_event {
            struct_size: 0,
            infector: self.infector.show(),
            exposed: self.exposed.show(),
            place: Text::show_or_none(self.place.as_ref()),
            hop: self.hop,
            grade: grade_of(self.grade),
            overlap_start: self.overlap.start().seconds(),
            overlap_end: self.overlap.end().seconds(),
            qualifies: u32::from(self.qualifies),
            reserved: 0,
        }
    }
}

/// The events that lead from a case to a person, the case's first (S25); none for a case.
///
/// Owner: the caller frees *chain with tv_chain_free. Threads: any. Errors: TV_QUESTION for
/// somebody unknown or not in the answer, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_chain(
    trace: *const tv_trace,
    person: *const c_char,
    person_len: usize,
    chain: *mut *mut tv_chain,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(chain, error, || {
            let person = lift::text(person, person_len, "person")?;
            let object = handles::get::<TraceObject, _>(trace)?;
            let chain = object.trace.chain(person)?;
            let events = chain.events().iter().map(Event::new);
            Ok(ChainObject(List::new(events.collect())))
        })
    }
}

/// Every event by which `infector` exposed `exposed` at any hop asked for, long enough or not, by
/// hop and time; of a backward trace, where `infector` is the person infected, every event by which
/// `exposed` may have infected them, the latest first. There are none into a case (S25).
///
/// Owner: the caller frees *chain with tv_chain_free. Threads: any. Errors: TV_QUESTION for
/// somebody unknown, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_between(
    trace: *const tv_trace,
    infector: *const c_char,
    infector_len: usize,
    exposed: *const c_char,
    exposed_len: usize,
    chain: *mut *mut tv_chain,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(chain, error, || {
            let infector = lift::text(infector, infector_len, "infector")?;
            let exposed = lift::text(exposed, exposed_len, "exposed")?;
            let object = handles::get::<TraceObject, _>(trace)?;
            let events = object.trace.between(infector, exposed)?;
            let events = events
                .iter()
                .map(|event| Event::between(infector, exposed, event));
            Ok(ChainObject(List::new(events.collect())))
        })
    }
}

/// How many there are; 0 for what is no handle.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_chain_count(chain: *const tv_chain) -> u64 {
    let object = handles::get::<ChainObject, _>(chain);
    object.map_or(0, |object| object.0.count())
}

/// The next one; TV_END after the last one. Set event->struct_size first. Its texts live until
/// the tv_chain is freed.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_chain_next(
    chain: *mut tv_chain,
    event: *mut tv_event,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(event)?;
            let object = handles::get::<ChainObject, _>(chain)?;
            let Some(next) = object.0.next() else {
                return Ok(tv_status::TV_END);
            };
            report.fill(&next.show());
            Ok(tv_status::TV_OK)
        })
    }
}

/// Frees the list and its texts. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_chain_free(chain: *mut tv_chain) -> tv_status {
    gate::release::<ChainObject, _>(chain)
}
