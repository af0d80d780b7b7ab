//! Development only: worlds, the oracle that says what every answer about them must be, strategies that invent them, and a reader of real contact data with known answers.
//!
//! Nothing here is fast and nothing here is shared with the engine: `oracle` is
//! `docs/semantics.md` written down a second time, clause by clause, so that two independent
//! texts have to agree. It imports the model floor only.
#![forbid(unsafe_code)]

pub mod world;

pub mod places;

pub mod sketch;

pub mod asked;

pub mod event;

pub mod mirror;

pub mod records;

pub mod cumulative;

pub mod risk;

pub mod oracle;

pub mod turned;

mod chain;

pub mod around;

pub mod common;

pub mod difference;

#[cfg(test)]
mod check;

pub mod strategies;

pub mod data;

pub use around::{Between, SiteRow};
pub use common::{CommonSite, common_sites};
pub use difference::{Change, difference};
pub use event::Event;
pub use oracle::{Traced, trace};
pub use sketch::Sketch;
pub use world::{Ids, Recorded, Stay, World};
