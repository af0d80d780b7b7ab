//! What a fuzzer calls: functions that take any bytes, and neither panic nor find a law broken.
//!
//! A store may answer damage with an error, or with what was written; never with something else. A
//! saved answer is opened as it was saved, or not at all; the engine says what the oracle says.
//! `fuzz/` has a target for each function, and `tests/it/fuzz.rs` calls them with its corpora.
#![forbid(unsafe_code)]

mod input;

mod reseal;

mod look;

mod seed;

mod probe;

mod damage;

mod log;

mod ids;

mod steps;

mod engine;

mod saved;

pub use damage::open_store;
pub use engine::engine;
pub use ids::id_runs;
pub use log::replay_log;
pub use saved::open_saved;
pub use steps::operations;
