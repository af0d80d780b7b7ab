//! What benchmarks share: loading a province into a store, asking, measuring, reporting.
//!
//! `docs/performance.md` says how to repeat each figure.
#![forbid(unsafe_code)]

pub mod measure;

pub mod report;

pub mod cold;

pub mod load;

pub mod ask;

pub mod export;

pub mod arrivals;

pub mod scans;

#[cfg(feature = "sqlite")]
pub mod sqlite;
