//! Answers for a command centre: what a whole province's records and one trace say about its
//! units, its places and its cases.
//!
//! This floor asks [`truyvet_trace`] and reads [`Snapshot`](truyvet_store::Snapshot); it decides
//! nothing about who was exposed. Clauses are cited as in `docs/semantics.md`.
#![forbid(unsafe_code)]

mod units;

mod suppress;

mod rules;

mod error;

mod column;

mod population;

mod register;

mod asking;

mod zones;

mod visits;

mod panorama;

mod geojson;

pub mod sheet;

pub use asking::Asking;
pub use error::CentreError;
pub use geojson::ZoneMap;
pub use panorama::{Panorama, PanoramaOptions, SourceState, UnitState, panorama};
pub use population::PopulationFrom;
pub use rules::{RulesError, Treatment, When, ZoneRules};
pub use suppress::Shown;
pub use zones::{Zone, ZoneOptions, Zones, zones};
