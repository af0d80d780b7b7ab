//! What is chosen for a store: partition width, dwell of kinds, how long what is kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use truyvet_model::{Duration, Kind};

use crate::error::StoreError;
use crate::names::KeyRing;

/// How a store is made.
///
/// ```
/// use truyvet_store::Options;
/// use truyvet_model::{Kind, ToDuration};
/// let mut options = Options::default();
/// options.dwell.insert(Kind::new("market")?, 3.hours());
/// options.history = 30.days();
/// # Ok::<(), truyvet_model::kind::KindError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// How much time one partition spans: records are cut by the start of the visit or contact.
    /// 1 s to 366 days; a day unless set.
    pub partition: Duration,
    /// How long an open visit at a place of a kind lasts at most (S4), in place of
    /// [`Kind::default_dwell`]. 1 s to 366 days each. A writer can change it later.
    pub dwell: BTreeMap<Kind, Duration>,
    /// How long earlier states can be asked (S29). 0 (none) to 3660 days; 14 days unless set. Of
    /// what is older than an hour, one state an hour is kept.
    pub history: Duration,
    /// How long after its end a partition still expects records: it is then merged into one
    /// segment. 0 to 3660 days; 7 days unless set.
    pub lateness: Duration,
    /// How soon after an erasure nothing of the person may be left on disk. 0 to 3660 days; a
    /// day unless set.
    pub erase_within: Duration,
    /// Whether those who open it may ask who was at a place, or look at everybody at once. Without,
    /// every question must begin at a person, whoever opens the store, for good.
    pub listing: bool,
    /// With keys, the store is pseudonymous: of people's ids it keeps only a keyed hash.
    pub keys: Option<KeyRing>,
}

/// The longest partition and dwell, in seconds.
const LONGEST: u32 = 366 * 86_400;
/// The longest time that something is kept for, in seconds.
const LONGEST_KEPT: u32 = 3660 * 86_400;

impl Default for Options {
    fn default() -> Self {
        let days = |n: u32| Duration::from_seconds(n * 86_400);
        Self {
            partition: days(1),
            dwell: BTreeMap::new(),
            history: days(14),
            lateness: days(7),
            erase_within: days(1),
            listing: true,
            keys: None,
        }
    }
}

/// The same, checked, as the manifest keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// Seconds of a partition.
    pub(crate) partition_s: u32,
    /// Seconds of dwell of the kinds that have their own.
    pub(crate) dwell_s: BTreeMap<Kind, u32>,
    /// Seconds that earlier states are kept.
    pub(crate) history_s: u32,
    /// Seconds after which a partition is sealed.
    pub(crate) lateness_s: u32,
    /// Seconds after which erased people are gone from the disk.
    pub(crate) erase_within_s: u32,
    /// Whether visitors of places may be listed. Written only where they may not.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub(crate) listing: bool,
    /// The check value of the keys, hexadecimal, if people's ids are pseudonymous.
    pub(crate) key_check: Option<String>,
}

impl Settings {
    pub(crate) fn new(options: &Options) -> Result<Self, StoreError> {
        let mut dwell_s = BTreeMap::new();
        for (kind, dwell) in &options.dwell {
            dwell_s.insert(kind.clone(), dwell_seconds(*dwell)?);
        }
        Ok(Self {
            partition_s: allowed("partition", options.partition, 1..=LONGEST, "1s to 366d")?,
            dwell_s,
            history_s: kept("history", options.history)?,
            lateness_s: kept("lateness", options.lateness)?,
            erase_within_s: kept("erase_within", options.erase_within)?,
            listing: options.listing,
            key_check: options.keys.as_ref().map(KeyRing::check_text),
        })
    }

    /// Seconds that an open visit at a place of that kind lasts at most (S4).
    pub(crate) fn dwell_of(&self, kind: &Kind) -> u32 {
        let default = || u32::try_from(kind.default_dwell().seconds()).unwrap_or(LONGEST);
        self.dwell_s.get(kind).copied().unwrap_or_else(default)
    }

    /// Whether they could have come from [`Self::new`].
    pub(crate) fn are_possible(&self) -> bool {
        let possible = |s: &u32| (1..=LONGEST).contains(s);
        let kept = [self.history_s, self.lateness_s, self.erase_within_s];
        possible(&self.partition_s)
            && self.dwell_s.values().all(possible)
            && kept.iter().all(|s| *s <= LONGEST_KEPT)
    }
}

const fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference to the field"
)]
const fn is_yes(listing: &bool) -> bool {
    *listing
}

/// Seconds of a dwell, if they are allowed.
pub(crate) fn dwell_seconds(dwell: Duration) -> Result<u32, StoreError> {
    allowed("dwell", dwell, 1..=LONGEST, "1s to 366d")
}

fn kept(field: &'static str, length: Duration) -> Result<u32, StoreError> {
    allowed(field, length, 0..=LONGEST_KEPT, "0s to 3660d")
}

fn allowed(
    field: &'static str,
    length: Duration,
    range: std::ops::RangeInclusive<u32>,
    expected: &str,
) -> Result<u32, StoreError> {
    u32::try_from(length.seconds())
        .ok()
        .filter(|s| range.contains(s))
        .ok_or_else(|| StoreError::Record {
            record: "options",
            field,
            value: length.to_string(),
            expected: expected.to_owned(),
        })
}
