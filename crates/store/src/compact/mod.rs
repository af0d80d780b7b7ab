//! Work on what is published already: segments are merged, and what must go is removed for good.

mod merge;

mod across;

mod rewrite;

mod purge;

mod thread;

pub use merge::Compaction;
pub(crate) use merge::{Effort, step};
pub use purge::Purge;
pub(crate) use purge::purge;
pub(crate) use thread::Compactor;
