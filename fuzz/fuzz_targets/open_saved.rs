//! Opens saved answers made of the bytes, or damaged as they say, and asks whatever opens.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| truyvet_tests::fuzz::open_saved(data));
