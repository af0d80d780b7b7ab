//! An embedded graph database for contact tracing: who was exposed, when, by whom, where?
//!
//! A [`Store`] is a folder. A [`Writer`] puts visits (who was where, from when to when), contacts
//! (who was near whom) and places into it, record by record or from CSV files. A [`Snapshot`] is
//! one committed state; [`Snapshot::trace`] asks it a question, and the [`Trace`] that comes back
//! is exact: `docs/semantics.md` says clause by clause what it means ("S1" to "S36" here).
//!
//! ```
//! use truyvet::{MemoryVfs, Options, Store, ToDuration};
//! # use std::sync::Arc;
//!
//! // On disk: Store::create("bac-giang.tv", Options::default())?
//! let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default())?;
//!
//! let mut writer = store.writer()?;
//! writer.visit("An", "canteen", "2021-05-08T11:00:00+07:00", Some("2021-05-08T11:40:00+07:00"))?;
//! writer.visit("Bình", "canteen", "2021-05-08T11:20:00+07:00", None)?; // no check-out yet
//! writer.contact("Bình", "Chi", "2021-05-11T18:00:00+07:00", "2021-05-11T18:30:00+07:00")?;
//! writer.commit()?;
//!
//! let snapshot = store.snapshot()?;
//! let trace = snapshot
//!     .trace()
//!     .case("An", "2021-05-06T00:00:00+07:00".."2021-05-10T00:00:00+07:00")
//!     .hops(3)
//!     .min_overlap(15.minutes())
//!     .latent(2.days())
//!     .forward()?;
//!
//! assert_eq!(trace.count_by_level(), [1, 1]);
//! for row in trace.exposures() {
//!     let row = row?;
//!     println!("F{} {} by {} at {}", row.level, row.person, row.infector, row.first_exposure);
//! }
//! let chain = trace.chain("Chi")?;
//! assert_eq!(chain.events()[0].grade.name(), "assumed_end"); // it rests on Bình's open visit
//! # Ok::<(), truyvet::Error>(())
//! ```
//!
//! Ids are text, `namespace:id` or bare (S6). Times are RFC 3339 with an offset, or seconds since
//! 1970; intervals are half-open (S1). Nothing here logs, prints, or touches a network; a wrong
//! question, a damaged file or a bad row is an [`Error`], never an empty answer.
#![forbid(unsafe_code)]

mod problem;

mod error;

mod at;

mod convert;

mod question;

mod presets;

mod place;

mod snapshot;

mod jobs;

mod exposures;

mod chain;

mod trace;

mod arrow;

mod registered;

mod builder;

mod limits;

mod diff;

mod why;

mod sites;

mod sheet;
mod what_if;

mod common;

mod between;

mod tree;

pub mod graph;

mod writer;

mod numbered;

mod correct;

mod declare;

mod forget;

mod lines;

mod store;

mod retrace;

mod saved;

mod cases;

mod centre;

pub use arrow::Ticks;
pub use between::BetweenEvent;
pub use builder::TraceBuilder;
pub use cases::{read_cases, read_pairs};
pub use centre::{map_zones, read_zone_rules};
pub use chain::{Chain, ChainEvent};
pub use common::CommonSite;
pub use convert::{AsId, IntoInterval, IntoTime};
pub use diff::Difference;
pub use error::Error;
pub use exposures::{ExposureRow, ExposureRows, RowOrder};
pub use graph::Graph;
pub use limits::{SizeError, parse_bytes};
pub use lines::LineDone;
pub use place::PlaceDetails;
pub use presets::Preset;
pub use question::{Draft, question_to_json, question_to_toml};
pub use registered::{RegisteredCase, RuledCases};
pub use retrace::Retraced;
pub use saved::SavedTrace;
pub use sites::ExposureSite;
pub use snapshot::Snapshot;
pub use store::Store;
pub use trace::Trace;
pub use tree::{Tree, TreeEdge, TreeNode};
pub use what_if::{Measures, WhatIf};
pub use why::{NearMiss, WhyNot};
pub use writer::Writer;

pub use truyvet_centre::sheet::{
    CaseSheet, Lang, Notice, SheetBranch, SheetContact, SheetGroup, SheetHome, SheetMeeting,
    SheetPlace, SheetShare, SheetStay, SheetStop, SheetTest, SheetUnit, SheetWorkplace,
};
pub use truyvet_centre::{
    Asking, Panorama, PanoramaOptions, PopulationFrom, Shown, SourceState, Treatment, UnitState,
    Zone, ZoneMap, ZoneOptions, ZoneRules, Zones,
};
pub use truyvet_ingest::{
    About, Batches, Column, FileKind, FileReport, ImportFile, ImportOptions, ImportProgress,
    ImportReport, Input, Lateness, LineParser, Made, Mapping, OnError, Reason, RowError,
    SourceReport, Unresolved,
};
pub use truyvet_model::duration::DurationError;
pub use truyvet_model::id::IdParts;
pub use truyvet_model::kind::KindError;
pub use truyvet_model::record::CoordinatesError;
pub use truyvet_model::{
    Case, CaseRecord, Closure, Coordinates, Cumulative, Direction, Duration, Exposure, Exposures,
    ExternalId, Filter, Grade, Hops, IdError, InfectiousRule, Interval, IntervalError, IntervalSet,
    Isolation, Kind, Level, PersonDetails, PersonNo, PlaceNo, Question, QuestionError, Rate,
    RateError, Rates, Setting, Share, Split, TimeError, TimeZone, Timestamp, ToDuration,
    UnitDetails, UnitLevel, Witness,
};
pub use truyvet_store::{
    BytesByPart, CheckOptions, CheckProgress, CheckReport, Commit, Compaction, DiskVfs, Erasure,
    Finding, GroupCommit, Holder, Kept, KeyRing, MemoryVfs, Options, Pinned, Progress, Published,
    Purge, ReadMode, Stats, Stay, Unit, VerifyReport, Vfs, WriterOptions,
};

pub use truyvet_trace::{
    Afresh, Budget, CancelToken, Change, Changed, Exceeded, Finished, How, Rule, SaveError, Side,
    Standing, Total, TraceOptions,
};

/// The examples of README.md, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// The examples of docs/compare.md, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/compare.md")]
struct ComparePage;

/// The examples of docs/centre.md, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/centre.md")]
struct CentrePage;

/// The examples of docs/graph.md, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/graph.md")]
struct GraphPage;

#[cfg(test)]
#[path = "lib_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "lib_more_tests.rs"]
mod more_tests;
