//! Answers for a command centre: what a whole province's records and one trace say about its
//! units, its places and its cases.
//!
//! This floor asks [`truyvet_trace`] and reads [`Snapshot`](truyvet_store::Snapshot); it decides
//! nothing about who was exposed. Clauses are cited as in `docs/semantics.md`.
#![forbid(unsafe_code)]

pub mod sheet;
