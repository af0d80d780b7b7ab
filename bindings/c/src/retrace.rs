//! An answer brought up to date, and what changed from one answer to another.

use truyvet::{Change, Changed, ExternalId, How, Standing};

use crate::error::tv_error;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{Grows, Report, tv_text};
use crate::lists::{List, Text};
use crate::snapshot::{SnapshotObject, tv_snapshot};
use crate::status::tv_status;
use crate::trace::{TraceObject, tv_trace};

/// How an answer was brought up to date.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_retraced {
    /// sizeof(tv_retraced), set by the caller.
    pub struct_size: usize,
    /// Not 0 if the question was asked afresh, because that was simpler; the numbers below are 0
    /// then. The answer is the same either way.
    pub afresh: u32,
    /// Unused; 0.
    pub reserved: u32,
    /// People whose records changed.
    pub changed: u64,
    /// People whose events were looked up.
    pub expanded: u64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_retraced {
    const NAME: &'static str = "tv_retraced";
}

/// Brings an answer of an earlier snapshot of the same store up to date with this one: much cheaper
/// than asking again where little has changed, and the same as if the question were asked of this
/// snapshot. `earlier` stays as it is. Threads and limits are those that it was asked with.
/// `report` may be null.
///
/// Owner: the caller frees *trace with tv_trace_free. Threads: any. Errors: TV_QUESTION for a case
/// who was erased since, or an answer of another store; as tv_trace_forward.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_retrace(
    snapshot: *const tv_snapshot,
    earlier: *const tv_trace,
    report: *mut tv_retraced,
    trace: *mut *mut tv_trace,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(trace, error, || {
            let report = Report::at(report)?;
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let earlier = handles::get::<TraceObject, _>(earlier)?;
            let done = snapshot.0.retrace(earlier.trace.clone())?;
            let (afresh, changed, expanded) = match done.how {
                How::Expanded { changed, expanded } => (false, changed, expanded),
                _ => (true, 0, 0),
            };
            report.fill(&tv_retraced {
                struct_size: 0,
                afresh: u32::from(afresh),
                reserved: 0,
                changed,
                expanded,
            });
            Ok(TraceObject::new(done.trace))
        })
    }
}

/// What changed from one answer to another (S30), to be read with tv_changes_next. Any thread may
/// read it; threads that read one share the changes out.
pub struct tv_changes(());

struct Row {
    person: Text,
    change: Changed<ExternalId>,
}

struct ChangesObject(List<Row>);

impl Handled for ChangesObject {
    const NAME: &'static str = "tv_changes";
}

/// One person who is not the same in both answers (S30).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_change {
    /// sizeof(tv_change), set by the caller.
    pub struct_size: usize,
    /// Who.
    pub person: tv_text,
    /// What changed: TV_CHANGE_NEW, TV_CHANGE_GONE, TV_CHANGE_LEVEL, TV_CHANGE_TIME.
    pub change: u32,
    /// The level in the first answer; 0: not in it, and its times are TV_OPEN.
    pub level_before: u32,
    /// The level in the second answer; 0: not in it, and its times are TV_OPEN.
    pub level_after: u32,
    /// Unused; 0.
    pub reserved: u32,
    /// In the first answer, first_exposure of its row.
    pub first_before: i64,
    /// In the first answer, earliest_exposure of its row.
    pub earliest_before: i64,
    /// In the second answer, first_exposure of its row.
    pub first_after: i64,
    /// In the second answer, earliest_exposure of its row.
    pub earliest_after: i64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_change {
    const NAME: &'static str = "tv_change";
}

/// Level, first and earliest exposure.
fn stands(standing: Option<Standing>) -> (u32, i64, i64) {
    standing.map_or((0, i64::MIN, i64::MIN), |at| {
        let (first, earliest) = (at.first_exposure, at.earliest_exposure);
        (at.level, first.seconds(), earliest.seconds())
    })
}

impl Row {
    fn new(change: &Changed<ExternalId>) -> Self {
        Self {
            person: Text::of(&change.person),
            change: change.clone(),
        }
    }

    fn show(&self) -> tv_change {
        let (level_before, first_before, earliest_before) = stands(self.change.before);
        let (level_after, first_after, earliest_after) = stands(self.change.after);
        tv_change {
            struct_size: 0,
            person: self.person.show(),
            change: match self.change.change {
                Change::New => 0,
                Change::Gone => 1,
                Change::Level => 2,
                Change::Time => 3,
            },
            level_before,
            level_after,
            reserved: 0,
            first_before,
            earliest_before,
            first_after,
            earliest_after,
        }
    }
}

/// What changed from one answer to another (S30), ordered by person: of the same question to two
/// snapshots of a store, or to one snapshot under other measures (cases, isolation, closures,
/// splits). Whoever is the same in level and times is not in it.
///
/// Owner: the caller frees *changes with tv_changes_free. Threads: any. Errors: TV_QUESTION if the
/// questions differ in more than that, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_difference(
    before: *const tv_trace,
    after: *const tv_trace,
    changes: *mut *mut tv_changes,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(changes, error, || {
            let before = handles::get::<TraceObject, _>(before)?;
            let after = handles::get::<TraceObject, _>(after)?;
            let difference = before.trace.difference(&after.trace)?;
            let rows = difference.rows().iter().map(Row::new);
            Ok(ChangesObject(List::new(rows.collect())))
        })
    }
}

/// How many people changed; 0 for what is no handle.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_changes_count(changes: *const tv_changes) -> u64 {
    let object = handles::get::<ChangesObject, _>(changes);
    object.map_or(0, |object| object.0.count())
}

/// The next one; TV_END after the last one. Set change->struct_size first. Its text lives until
/// the tv_changes is freed.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_changes_next(
    changes: *mut tv_changes,
    change: *mut tv_change,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(change)?;
            let object = handles::get::<ChangesObject, _>(changes)?;
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
pub extern "C" fn tv_changes_free(changes: *mut tv_changes) -> tv_status {
    gate::release::<ChangesObject, _>(changes)
}
