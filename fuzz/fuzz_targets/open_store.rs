//! Opens, reads and writes a store whose files are damaged as the bytes say.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| truyvet_tests::fuzz::open_store(data));
