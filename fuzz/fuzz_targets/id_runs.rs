//! Looks up names in id runs made of the bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| truyvet_tests::fuzz::id_runs(data));
