//! From what was appended to the next state: sorted, compared, resolved, written.
//!
//! The same code makes a state on disk (a publication) and one in memory (what a reader sees of
//! commits that are only in the log), so that both give the same answers.

mod parallel;

mod buckets;

mod others;

mod declare;

mod pending;

mod replay;

mod partition;

mod people;

mod resolve;

mod shadow;

mod expire;

mod files;

mod run;

pub(crate) use declare::{check as check_place, to_bytes as place_to_bytes, unit_to_bytes};
pub(crate) use files::{Names as SegmentNames, Output, SegmentJob, sort as sort_segments};
pub(crate) use others::{any_contact, any_visit};
pub(crate) use pending::Pending;
pub use run::Published;
pub(crate) use run::{build, check_declared, write_register};
