//! Replays a log made of the bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| truyvet_tests::fuzz::replay_log(data));
