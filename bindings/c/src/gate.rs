//! The one gate into the engine: what goes wrong becomes an error object, and no panic gets out.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::error::{raise, tv_error};
use crate::fault::Fault;
use crate::handles::{self, Handled};
use crate::lift::Out;
use crate::status::tv_status;

/// Does the work of one call. The place for the error, if there is one, is null after a success.
///
/// # Safety
/// `error` is null or can be written.
pub(crate) unsafe fn enter(
    error: *mut *mut tv_error,
    work: impl FnOnce() -> Result<tv_status, Fault>,
) -> tv_status {
    // What the work has in hand is not looked at again after a panic: handles keep their state
    // behind locks that then count as broken.
    let fault = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(status)) => {
            // SAFETY: the caller's promise is the same.
            if let Ok(place) = unsafe { Out::at(error, "error") } {
                place.fill(std::ptr::null_mut());
            }
            return status;
        }
        Ok(Err(fault)) => fault,
        Err(payload) => Fault::panic(&*payload),
    };
    // SAFETY: the caller's promise is the same.
    unsafe { raise(fault, error) }
}

/// [`enter`] for work that gives a new handle.
///
/// # Safety
/// `error` and `place` are null or can be written.
pub(crate) unsafe fn make<V: Handled, T>(
    place: *mut *mut T,
    error: *mut *mut tv_error,
    work: impl FnOnce() -> Result<V, Fault>,
) -> tv_status {
    // SAFETY: the caller's promise is the same.
    unsafe {
        enter(error, || {
            let place = Out::at(place, V::NAME)?;
            place.fill(std::ptr::null_mut());
            place.fill(handles::put(work()?)?);
            Ok(tv_status::TV_OK)
        })
    }
}

/// Gives a handle back. What goes with it may close files, so it is behind the gate as well.
pub(crate) fn release<V: Handled, T>(handle: *mut T) -> tv_status {
    let freed = catch_unwind(AssertUnwindSafe(|| handles::free::<V, T>(handle)));
    match freed {
        Ok(Ok(())) => tv_status::TV_OK,
        Ok(Err(_)) => tv_status::TV_HANDLE,
        Err(_) => tv_status::TV_DEFECT,
    }
}

/// What a callback throws through work that has no other way to be stopped.
struct Stop;

/// Does work that calls `stop` now and then, and leaves it where that says so.
///
/// The work is unwound, as by a panic but without one: what it was changing is to be dropped.
///
/// # Errors
/// [`tv_status::TV_CANCELLED`] if it was stopped.
pub(crate) fn stoppable<R>(what: &str, work: impl FnOnce() -> R) -> Result<R, Fault> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Ok(done),
        Err(payload) if payload.is::<Stop>() => Err(Fault::cancelled(what)),
        Err(payload) => resume_unwind(payload),
    }
}

/// Leaves the [`stoppable`] work around it.
pub(crate) fn stop() -> ! {
    resume_unwind(Box::new(Stop))
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
