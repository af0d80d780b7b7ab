//! A defect on purpose, so that a program can test what it does about one.

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::status::tv_status;
use crate::writer::{tv_writer, with};

/// Fails as a defect of the library would, for tests of what a program does then: it always comes
/// to TV_DEFECT. If `writer` is not null, the defect happens while that writer is in use, which is
/// TV_POISONED from then on; what it had committed stays. No file is touched.
///
/// As with a true defect, the library says on the standard error where it was.
///
/// Threads: one at a time. Errors: TV_DEFECT; TV_POISONED, TV_BUSY, TV_HANDLE for a writer that
/// cannot be used.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_provoke_defect(
    writer: *mut tv_writer,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            if writer.is_null() {
                fail()
            } else {
                with(writer, |_| fail())
            }
        })
    }
}

#[expect(clippy::panic, reason = "it is what is asked for")]
fn fail() -> Result<tv_status, Fault> {
    panic!("provoked by tv_provoke_defect")
}
