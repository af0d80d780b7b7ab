//! Development only: worlds, the oracle that says what every answer about them must be, strategies that invent them, and a reader of real contact data with known answers.
//!
//! Nothing here is fast and nothing here is shared with the engine: `oracle` is
//! `docs/semantics.md` written down a second time, clause by clause, so that two independent
//! texts have to agree. It imports the model floor only.
#![forbid(unsafe_code)]

pub mod world;

pub mod sketch;

pub mod event;

pub mod oracle;

mod chain;

#[cfg(test)]
mod check;

pub mod strategies;

pub mod data;

pub use event::Event;
pub use oracle::{Traced, forward};
pub use sketch::Sketch;
pub use world::{Cases, Stay, World};
