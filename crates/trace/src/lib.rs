//! Bounded-hop exposure questions over a snapshot, answered exactly.
//!
//! This floor sees the store only through [`Snapshot`](truyvet_store::Snapshot) and never writes.
//! What an answer means is in `docs/semantics.md`; clauses are cited as S1 to S36. How it is found:
//!
//! 1. A hop gathers the stays of the infectious people, as places and the times touched there.
//! 2. Each touched place is swept once, for all infectious people together, in O(n log n).
//! 3. What the sweeps found is settled person by person, in an order that no thread can change.
#![forbid(unsafe_code)]

mod budget;

mod save_error;

mod error;

mod resolve;

mod records;

mod zeros;

mod people;

mod event;

mod history;

mod sweep;

mod parallel;

mod gather;

mod outcome;

mod pairs;

mod pull;

mod pass;

mod hops;

mod chain;

mod tracer;

mod diff;

mod why;

mod retrace;

mod save;

mod versions;

mod shared_time;

mod sites;

mod between;

mod case_view;

mod tail;

mod common;

pub use between::Between;
pub use budget::{Budget, CancelToken, Exceeded, Watch};
pub use case_view::{CaseEvent, CaseStay};
pub use common::{CommonSite, common_sites};
pub use diff::{Change, Changed, Standing, difference, differs_in};
pub use error::{Finished, TraceError};
pub use parallel::share;
pub use resolve::unit_of;
pub use retrace::{Afresh, How, Retraced};
pub use save::Saved;
pub use save_error::SaveError;
pub use sites::SiteRow;
pub use tracer::{Answer, TraceOptions, Tracer, trace};
pub use why::{Miss, Rule, Side, Total, Why};
