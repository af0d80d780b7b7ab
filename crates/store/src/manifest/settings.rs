//! What is chosen when a store is created and stays: partition width, dwell of kinds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use truyvet_model::{Duration, Kind};

use crate::error::StoreError;

/// How a store is made.
///
/// ```
/// use truyvet_store::Options;
/// use truyvet_model::{Kind, ToDuration};
/// let mut options = Options::default();
/// options.dwell.insert(Kind::new("market")?, 3.hours());
/// # Ok::<(), truyvet_model::kind::KindError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How much time one partition spans: records are cut by the start of the visit or contact.
    /// 1 s to 366 days; a day unless set.
    pub partition: Duration,
    /// How long an open visit at a place of a kind lasts at most (S4), in place of
    /// [`Kind::default_dwell`]. 1 s to 366 days each.
    pub dwell: BTreeMap<Kind, Duration>,
}

/// The longest partition and dwell, in seconds.
const LONGEST: u32 = 366 * 86_400;

impl Default for Options {
    fn default() -> Self {
        Self {
            partition: Duration::from_seconds(86_400),
            dwell: BTreeMap::new(),
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
}

impl Settings {
    pub(crate) fn new(options: &Options) -> Result<Self, StoreError> {
        let mut dwell_s = BTreeMap::new();
        for (kind, dwell) in &options.dwell {
            dwell_s.insert(kind.clone(), allowed("dwell", *dwell)?);
        }
        Ok(Self {
            partition_s: allowed("partition", options.partition)?,
            dwell_s,
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
        possible(&self.partition_s) && self.dwell_s.values().all(possible)
    }
}

fn allowed(field: &'static str, length: Duration) -> Result<u32, StoreError> {
    u32::try_from(length.seconds())
        .ok()
        .filter(|s| (1..=LONGEST).contains(s))
        .ok_or_else(|| StoreError::Record {
            record: "options",
            field,
            value: length.to_string(),
            expected: "1s to 366d".to_owned(),
        })
}
