//! What is known of places: one complete table per commit that changes any.

mod table;

pub use table::KindNo;
pub(crate) use table::{Declared, PlaceTable, write_places};

/// The version of place files that this code reads and writes.
pub(crate) const PLACES_VERSION: u32 = 1;
