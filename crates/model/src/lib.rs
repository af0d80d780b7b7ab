//! The nouns of contact tracing: times, intervals, ids, records, questions and answers.
//!
//! This floor does no I/O and has no `unsafe`. Every other crate of truyvet speaks in these types.
//! "S1" to "S36" are clauses of `docs/semantics.md`, the law that says what every answer means.
#![forbid(unsafe_code)]

pub mod duration;

pub mod time;

pub mod interval;

pub mod interval_set;

pub mod id;

pub mod kind;

pub mod record;

pub mod registry;

pub mod question;

pub mod answer;

pub use answer::{ChainStep, Exposure, Exposures, Grade, Level, Setting, Witness};
pub use duration::{Duration, DurationError, ToDuration};
pub use id::{ExternalId, IdError, PersonNo, PlaceNo};
pub use interval::{Interval, IntervalError};
pub use interval_set::IntervalSet;
pub use kind::Kind;
pub use question::{
    Case, Closure, Cumulative, Direction, Filter, Hops, Isolation, Question, QuestionError, Rate,
    RateError, Rates, Share, Split,
};
pub use record::{Contact, Coordinates, Place, Visit};
pub use registry::{
    CaseRecord, InfectiousRule, PersonDetails, UnitDetails, UnitLevel, UnknownLevel,
};
pub use time::{TimeError, TimeZone, Timestamp};
