//! Why somebody is not in an answer.

use std::ffi::c_char;

use truyvet::{NearMiss, WhyNot};

use crate::error::tv_error;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{self, Grows, Out, Report, tv_text};
use crate::lists::{List, Text};
use crate::status::tv_status;
use crate::trace::{TraceObject, tv_trace};

/// Why a person is not in an answer (S31), with the nearest misses to be read with
/// tv_why_not_next. Any thread may read it; threads that read one share the misses out.
pub struct tv_why_not(());

struct Miss {
    infector: Text,
    place: Option<Text>,
    rule: Text,
    miss: NearMiss,
}

struct WhyObject {
    why: u32,
    level: u32,
    records: u64,
    misses: List<Miss>,
}

impl Handled for WhyObject {
    const NAME: &'static str = "tv_why_not";
}

/// What the person and somebody infectious had in common, and why it was no exposure (S31).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_miss {
    /// sizeof(tv_miss), set by the caller.
    pub struct_size: usize,
    /// Who was infectious; backward, the person infected.
    pub infector: tv_text,
    /// The place; data is null for a contact.
    pub place: tv_text,
    /// The first rule that excluded it, as a word: `too_short`, `apart`, `filtered`, …
    pub rule: tv_text,
    /// The person's stay, or the contact, as recorded: from when
    pub own_start: i64,
    /// and until when.
    pub own_end: i64,
    /// The infectious person's stay, or the contact: from when
    pub theirs_start: i64,
    /// and until when.
    pub theirs_end: i64,
    /// How many seconds were lacking, of overlap, of gap and of infectious time.
    pub lacking_s: i64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_miss {
    const NAME: &'static str = "tv_miss";
}

impl Miss {
    fn new(miss: NearMiss) -> Self {
        Self {
            infector: Text::of(&miss.infector),
            place: miss.place.as_ref().map(Text::of),
            rule: Text::new(miss.rule.name()),
            miss,
        }
    }

    fn show(&self) -> tv_miss {
        tv_miss {
            struct_size: 0,
            infector: self.infector.show(),
            place: Text::show_or_none(self.place.as_ref()),
            rule: self.rule.show(),
            own_start: self.miss.own.start().seconds(),
            own_end: self.miss.own.end().seconds(),
            theirs_start: self.miss.theirs.start().seconds(),
            theirs_end: self.miss.theirs.end().seconds(),
            lacking_s: self.miss.lacking.seconds(),
        }
    }
}

/// Why a person is not in the answer (S31), or, with a `level` that is not 0, not at that level or
/// nearer to a case. It may ask the question again with one hop more.
///
/// Owner: the caller frees *why_not with tv_why_not_free. Threads: any. Errors: TV_QUESTION for
/// somebody unknown, TV_EXCEEDED beyond the limits of the question, TV_DAMAGED, TV_IO, TV_HANDLE,
/// TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_why_not(
    trace: *const tv_trace,
    person: *const c_char,
    person_len: usize,
    level: u32,
    why_not: *mut *mut tv_why_not,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(why_not, error, || {
            let person = lift::text(person, person_len, "person")?;
            let object = handles::get::<TraceObject, _>(trace)?;
            let why = match level {
                0 => object.trace.why_not(person)?,
                level => object.trace.why_not_at(person, level)?,
            };
            let (why, level, records, misses) = match why {
                WhyNot::Missed { level, misses } => (0, level.unwrap_or(0), 0, misses),
                WhyNot::Exposed { level } => (1, level, 0, Vec::new()),
                WhyNot::Case => (2, 0, 0, Vec::new()),
                WhyNot::NoCommonPlace { records } => (3, 0, records, Vec::new()),
            };
            let misses = List::new(misses.into_iter().map(Miss::new).collect());
            Ok(WhyObject {
                why,
                level,
                records,
                misses,
            })
        })
    }
}

/// Which answer it is: in *why one of TV_MISSED, TV_EXPOSED, TV_IS_CASE, TV_NO_COMMON_PLACE; in
/// *level the level at which the person is in the answer, else 0; in *records, of the last, how
/// many visits and contacts the person has. `level` and `records` may be null.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_why_not_reason(
    why_not: *const tv_why_not,
    why: *mut u32,
    level: *mut u32,
    records: *mut u64,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let why = Out::at(why, "why")?;
            let object = handles::get::<WhyObject, _>(why_not)?;
            why.fill(object.why);
            if let Ok(level) = Out::at(level, "level") {
                level.fill(object.level);
            }
            if let Ok(records) = Out::at(records, "records") {
                records.fill(object.records);
            }
            Ok(tv_status::TV_OK)
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
pub extern "C" fn tv_why_not_count(why_not: *const tv_why_not) -> u64 {
    let object = handles::get::<WhyObject, _>(why_not);
    object.map_or(0, |object| object.misses.count())
}

/// The next one; TV_END after the last one. Set miss->struct_size first. Its texts live until
/// the tv_why_not is freed.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_why_not_next(
    why_not: *mut tv_why_not,
    miss: *mut tv_miss,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(miss)?;
            let object = handles::get::<WhyObject, _>(why_not)?;
            let Some(next) = object.misses.next() else {
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
pub extern "C" fn tv_why_not_free(why_not: *mut tv_why_not) -> tv_status {
    gate::release::<WhyObject, _>(why_not)
}
