//! What a reader of a case sheet has to be told, so that nothing is left out silently.

use serde::Serialize;
use truyvet_model::{Duration, Timestamp};

/// Something that a sheet says besides its rows. In JSON `{"notice": "open_stays", "count": 2}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Notice {
    /// There is no stay and no contact of the case while infectious: that is no good news.
    NothingRecorded,
    /// The records of the store end before the case stops being infectious.
    RecordsEnd {
        /// The end of the last record.
        at: Timestamp,
    },
    /// Stays whose end is assumed, since no check-out has come (S4).
    OpenStays {
        /// How many.
        count: u64,
    },
    /// Stays at places that stand for a whole site, where nobody counts as exposed (S5).
    SharedStays {
        /// How many.
        count: u64,
        /// Whether the question rolls up already (S20), and still has no site for them.
        rolled_up: bool,
    },
    /// Stays that the question leaves out, wholly or in part.
    LeftOut {
        /// By which rule: `outside_window`, `filtered`, `isolated`, `closed`.
        rule: &'static str,
        /// How many.
        count: u64,
    },
    /// Places without a name, shown by their ids.
    Nameless {
        /// How many places.
        count: u64,
    },
    /// Places of which no kind is known, so that they may be homes.
    UnknownKinds {
        /// How many places.
        count: u64,
    },
    /// People who were with the case for too short a time to be F1.
    TooShort {
        /// How many people.
        count: u64,
        /// d.
        needed: Duration,
    },
    /// F1 by direct contacts, of which no place is known.
    Contacts {
        /// How many people.
        count: u64,
    },
    /// F1 whose meetings rest on an assumed end (S16).
    AssumedEnds {
        /// How many people.
        count: u64,
    },
    /// F1 who were under one roof with the case, perhaps not near (S16, S20).
    Coarse {
        /// How many people.
        count: u64,
    },
    /// F1 of whom it is not known where they live.
    HomesUnknown {
        /// How many people.
        count: u64,
    },
    /// Stays of the case that lie outside the timeline.
    OffTimeline {
        /// How many end before it.
        before: u64,
        /// How many begin after it.
        after: u64,
    },
}
