//! Bounded-hop exposure questions over a snapshot, answered exactly.
//!
//! This floor sees the store only through [`Snapshot`](truyvet_store::Snapshot) and never writes.
//! What an answer means is in `docs/semantics.md`; clauses are cited as S1 to S31. How it is found:
//!
//! 1. A hop gathers the stays of the infectious people, as places and the times touched there.
//! 2. Each touched place is swept once, for all infectious people together, in O(n log n).
//! 3. What the sweeps found is settled person by person, in an order that no thread can change.
#![forbid(unsafe_code)]

mod error;

mod resolve;

mod people;

mod event;

mod sweep;

mod parallel;

mod gather;

mod outcome;

mod pass;

mod hops;

mod chain;

mod tracer;

pub use error::TraceError;
pub use tracer::{Answer, TraceOptions, Tracer, forward};
