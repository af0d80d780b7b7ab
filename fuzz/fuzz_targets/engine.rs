//! Asks engine and oracle about a world and a question made of the bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| truyvet_tests::fuzz::engine(data));
