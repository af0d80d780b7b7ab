//! Visits and contacts of one partition: encoded once, then read block by block.

mod rows;

mod layout;

mod table;

mod refs;

mod deleted;

mod encode;

mod view;

mod block;

mod visits;

mod columns;

mod people;

mod contacts;

mod raw;

mod pick;

mod linked;

mod live;

mod place_walk;

mod merge;

mod verify;

#[cfg(test)]
mod sample;

pub use block::VisitBlock;
pub use columns::VisitColumns;
pub use deleted::Deleted;
pub use encode::{MAX_ROWS, SegmentRows, encode};
pub use merge::{Merged, Rewritten, merge, without};
pub use place_walk::PlaceWalk;
pub use rows::{
    ContactRow, MAX_DURATION_S, MAX_START_S, NumberedContact, NumberedVisit, PackedContact,
    PackedVisit, PlacedVisit, SourceNo, VisitRow, sort_contacts, sort_visits,
};
pub use verify::Finding;
pub use view::{Part, Segment};
