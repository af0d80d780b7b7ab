//! libtruyvet: the front door of truyvet for C and for everything that can call C.
//!
//! `include/truyvet.h` is made from these rooms by `cargo xtask header`, and `docs/c.md` says how to
//! use it. Doors add no logic: each room lifts what C gives into values, calls the crate `truyvet`,
//! and lowers what comes back. Handles are numbers of a table and are never followed as pointers, so
//! that one that is null, was freed or is of another type is an error.
#![expect(
    non_camel_case_types,
    reason = "types have the names under which C knows them"
)]
#![expect(
    unsafe_code,
    reason = "this crate is the border to C; `cargo xtask tidy` holds it to its rooms"
)]

pub mod status;

mod fault;

mod handles;

pub mod lift;

pub mod error;

mod gate;

mod lists;

pub mod store;

pub mod snapshot;

pub mod writer;

pub mod defect;

pub mod records;

pub mod register;

pub mod correct;

pub mod import;

pub mod verify;

pub mod question;

pub mod trace;

pub mod ask;

pub mod rows;

pub mod chain;

pub mod retrace;

pub mod sites;

pub mod common_sites;

pub mod why_not;

pub mod graph;

pub mod pairs;

pub mod document;

pub mod registered;

pub mod tree;

pub mod sheet;

pub mod centre;

pub mod zones;

pub mod map;

pub mod arrow;

pub mod arrow_in;
