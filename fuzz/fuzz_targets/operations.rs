//! Does to a new store what the bytes say.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| truyvet_tests::fuzz::operations(data));
