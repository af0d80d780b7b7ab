//! No panic gets out, and what is stopped says so.

use std::ffi::CStr;

use super::{enter, stop, stoppable};
use crate::error::{tv_error, tv_error_free, tv_error_message, tv_error_status};
use crate::fault::Fault;
use crate::status::tv_status;

fn run(work: impl FnOnce() -> Result<tv_status, Fault>) -> (tv_status, Option<String>) {
    let mut error: *mut tv_error = std::ptr::null_mut();
    // SAFETY: the place can be written, and the text is read before its object is freed.
    unsafe {
        let status = enter(&raw mut error, work);
        if error.is_null() {
            return (status, None);
        }
        assert_eq!(tv_error_status(error), status);
        let text = CStr::from_ptr(tv_error_message(error, std::ptr::null_mut()));
        let text = text.to_str().unwrap().to_owned();
        assert_eq!(tv_error_free(error), tv_status::TV_OK);
        assert!(tv_error_message(error, std::ptr::null_mut()).is_null());
        (status, Some(text))
    }
}

#[test]
fn a_panic_is_a_status_and_a_message() {
    let (status, message) = run(|| panic!("nobody thought of {}", "this"));
    assert_eq!(status, tv_status::TV_DEFECT);
    assert!(message.unwrap().contains("nobody thought of this"));
    // SAFETY: there is no place for the error.
    let status = unsafe { enter(std::ptr::null_mut(), || panic!("again")) };
    assert_eq!(status, tv_status::TV_DEFECT);
}

#[test]
fn success_leaves_no_error() {
    assert_eq!(run(|| Ok(tv_status::TV_END)), (tv_status::TV_END, None));
}

#[test]
fn work_is_stopped_from_inside() {
    let done = stoppable("import", || 3);
    assert_eq!(done.unwrap(), 3);
    let (status, message) = run(|| stoppable("import", || stop()));
    assert_eq!(status, tv_status::TV_CANCELLED);
    assert_eq!(message.as_deref(), Some("import: stopped by its callback"));
    let (status, _) = run(|| stoppable("import", || panic!("a defect")));
    assert_eq!(status, tv_status::TV_DEFECT);
}
