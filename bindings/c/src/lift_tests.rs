//! Structs grow without harm, and what is no text, array or size is told apart.

use std::ffi::c_char;

use super::{Grows, Report, array, read, text, text_or_none};

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
struct Now {
    struct_size: usize,
    first: u64,
    second: u64,
}

// SAFETY: `repr(C)`, begins with its size, only numbers.
unsafe impl Grows for Now {
    const NAME: &'static str = "now";
    const LEAST: usize = 16;
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Later {
    now: Now,
    third: u64,
}

fn sized(struct_size: usize) -> Now {
    Now {
        struct_size,
        first: 1,
        second: 2,
    }
}

#[test]
fn an_older_caller_gives_less_and_gets_less() {
    let old = sized(16);
    // SAFETY: it is as large as it says, and larger.
    let seen = unsafe { read(&raw const old) }.unwrap().unwrap();
    assert_eq!((seen.first, seen.second), (1, 0));
    let mut place = sized(16);
    // SAFETY: as above.
    let report = unsafe { Report::at(&raw mut place) }.unwrap();
    report.fill(&Now {
        struct_size: 24,
        first: 8,
        second: 9,
    });
    assert_eq!((place.struct_size, place.first, place.second), (16, 8, 2));
}

#[test]
fn a_newer_caller_may_not_set_what_is_not_known() {
    let mut newer = Later {
        now: sized(32),
        third: 0,
    };
    let from = (&raw mut newer).cast::<Now>();
    // SAFETY: it is as large as it says.
    assert_eq!(unsafe { read(from) }.unwrap(), Some(sized(32)));
    newer.third = 1;
    // SAFETY: it is as large as it says.
    assert!(unsafe { read(from) }.is_err());
    // SAFETY: it is as large as it says.
    let report = unsafe { Report::at(from) }.unwrap();
    report.fill(&sized(24));
    assert_eq!(newer.third, 0, "what is not known is zero");
}

#[test]
fn sizes_that_nobody_set_are_refused() {
    for size in [0, 8, 4097, usize::MAX] {
        let wrong = sized(size);
        // SAFETY: only its size is read before it is refused.
        let fault = unsafe { read(&raw const wrong) }.unwrap_err().into_parts();
        assert!(fault.message.contains("sizeof(now)"), "{}", fault.message);
    }
}

#[test]
fn texts_with_a_length_or_a_nul() {
    let bytes = b"Binh\0hai\0";
    let data = bytes.as_ptr().cast::<c_char>();
    // SAFETY: both are within the array, which ends in a NUL.
    unsafe {
        assert_eq!(text(data, usize::MAX, "a").unwrap(), "Binh");
        assert_eq!(text(data, 2, "a").unwrap(), "Bi");
        assert_eq!(text(data, 0, "a").unwrap(), "");
        assert_eq!(text_or_none(std::ptr::null(), 0, "a").unwrap(), None);
        assert!(text_or_none(std::ptr::null(), 3, "a").is_err());
        assert!(text(std::ptr::null(), 0, "a").is_err());
        let wrong = text([0xffu8, 0x41].as_ptr().cast(), 2, "person");
        let fault = wrong.unwrap_err().into_parts();
        assert_eq!(fault.field.as_deref(), Some("person"));
        assert!(fault.message.starts_with("person: not UTF-8 from byte 0"));
    }
}

#[test]
fn arrays_that_cannot_be_are_refused() {
    let numbers = [1u64, 2, 3];
    // SAFETY: what cannot be read is refused before it is.
    unsafe {
        assert_eq!(array(numbers.as_ptr(), 3, "n").unwrap(), [1, 2, 3]);
        assert!(array::<u64>(std::ptr::null(), 0, "n").unwrap().is_empty());
        assert!(array::<u64>(std::ptr::null(), 1, "n").is_err());
        assert!(array(numbers.as_ptr(), usize::MAX, "n").is_err());
        let odd = numbers.as_ptr().cast::<u8>().add(1).cast::<u64>();
        assert!(array(odd, 1, "n").is_err());
    }
}
